"""Which questions are not put to the texts, and why (pure): greetings, decisions, emergencies …"""

import re

from qa_app.answering.reply import Reason

MAX_CHARACTERS = 2000

_CLINICIAN = re.compile(
    r"\b(?:my|our|a|an|the|this|these|which|in|for) (?:[\w-]+ ){0,3}patients?\b|\bpatients\b", re.I
)
_ONE_PERSON = re.compile(
    r"\b(?:i|i'm|i've|i'd|i'll|me|myself|mine)\b"
    r"|\bmy (?!patient|question|understanding|reading|practice|clinic\b|department)\w+"
    r"|\b(?:our|her|his) (?:son|daughter|baby|child|mother|father|doctor)\b",
    re.I,
)
_DECISION = re.compile(
    r"\b(?:should|shall|can|could|may|must|ought|would|do|am) (?:i|we|my|he|she)\b"
    r"|\b(?:is|are|was) (?:it|this|that|ketamine|esketamine|the \w+)?\s*(?:\w+ )?"
    r"(?:safe|ok|okay|all right|alright|right|good|bad|dangerous|advisable)\b"
    r"|\b(?:what|which|how much|how many|how often|how do i|how can i|where can i|when can i"
    r"|where do i|who can)\b|\bprescribe\b|\b(?:stop|start|wean|quit|increase|double) \w+"
    r"|\b(?:near me|for me|for my|for her|for him)\b",
    re.I,
)
_WANTS_TO_KNOW = re.compile(
    r"\b(?:should|can|could|may|do) i (?:know|find|read|learn|expect|say|cite|conclude)\b"
    r"|\b(?:tell|show|give|remind) me\b|\bi (?:want|would like|need) to know\b"
    r"|\bi (?:mean|meant)\b",
    re.I,
)
# A decision for one person is one about health: "Can I mix wax and oil?" is not.
_HEALTH = re.compile(
    r"\b(?:\w*ketamine|drugs?|medic\w+|pills?|tablets?|lozenges?|troches?|sprays?|infusions?|"
    r"injections?|doses?|dosage|mg|treatments?|therap\w+|pain\w*|aches?|headaches?|migraines?|"
    r"doctors?|nurses?|clinics?|hospitals?|surgery|operations?|pregnan\w+|breastfeeding|"
    r"symptoms?|diseases?|cancer|diabet\w+|blood|heart|liver|kidneys?|lungs?|asthma|prescri\w+|"
    r"opioids?|morphine|\w*codone|fentanyl|antidepressants?|depress\w+|anxiety|health|"
    r"sick\w*|ill|illness|side effects?|addict\w*|wean\w*|withdrawal|allerg\w+)\b",
    re.I,
)
_URGENT = re.compile(
    r"\b(?:collapsed?|collapsing|unconscious|unresponsive|passed out|(?:won'?t|will not|can'?t|"
    r"cannot|not|isn'?t|stopped|hardly|barely|trouble|difficulty) "
    r"(?:wake|waking|breathe|breathing|respond|responding)"
    r"|wake (?:him|her|them) up|turn(?:ing|ed) blue|blue lips|chest (?:pain|hurts|tight\w*)|"
    r"heart is (?:racing|pounding)|seizures?|fitting|convuls\w+|overdosed?|took too much|"
    r"taken too much|too much ketamine|kill (?:myself|himself|herself)|suicid\w+|end my life|"
    r"swallowed|choking|bleeding heavily)\b",
    re.I,
)
_NOW = re.compile(
    r"\b(?:i|i'm|i've|me|my|he|she|they|him|her|we|our|someone|friend|now|just|help|quick\w*|"
    r"what do i do|what now)\b",
    re.I,
)
_GREETING = re.compile(
    r"(?:hi|hello|hey|hiya|howdy|greetings|good (?:morning|afternoon|evening|day|night)|"
    r"thanks?(?: you)?|thank you|thx|cheers|bye|goodbye|see you|ok(?:ay)?|great|nice|cool|"
    r"how are you|who are you|what are you|what can you do|what is this|help|test|ping)\b"
    r"(?:[\s,!.]*(?:there|all|everyone|so much|very much|a lot|you|doctor|bot|again|that was "
    r"(?:very )?(?:helpful|useful|great)|for (?:that|the help|your help)|today|then|later))*"
    r"[\s!.?,]*",
    re.I,
)

_ENGLISH = frozenset(
    "the of and to in is for with what how does do are was were can should it that on at from "
    "which when who why be has have not or an by as this".split()
)
_OTHER_LANGUAGES = frozenset(
    "der die das und ist nicht mit für bei eine einen einem wie was man darf kann wird sind oder "
    "ich gibt den dem zur zum auf im welche wirkt lange hilft gegen "
    "le la les des du et est une un que qui dans pour avec sur quel quelle quels quelles "
    "combien comment peut sont elle il dose-t la-t à au aux en ce "
    "el los las y es por para con qué cuál cuánto cómo del se una su puede dura "
    "il lo gli è che di per quanto quale della nel sono può "
    "o os da dos das é não um uma qual como em "
    "het een van niet voor hoe lang wat zijn bij op of".split()
) - {"is", "was", "of", "on", "an", "in", "do", "la", "as", "dose-t"}
_LETTERS = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def set_aside(text: str) -> Reason | None:
    """Why a question is not put to the texts, or None where it is."""
    if not re.search(r"[^\W_]", text):
        return "empty_question"
    if len(text) > MAX_CHARACTERS:
        return "too_long"
    if _GREETING.fullmatch(text.strip()):
        return "greeting"
    if is_emergency(text):
        return "emergency"
    if not is_english(text):
        return "language"
    if is_personal_decision(text):
        return "personal_decision"
    return None


def is_emergency(text: str) -> bool:
    """Someone is in danger now. A clinician's question about patients is not that."""
    plain = text.replace("’", "'")
    return bool(_URGENT.search(plain) and _NOW.search(plain) and not _CLINICIAN.search(plain))


def is_personal_decision(text: str) -> bool:
    """What one person who is not the asker's patient should do."""
    plain = _WANTS_TO_KNOW.sub("", text.replace("’", "'"))
    return bool(
        _ONE_PERSON.search(plain)
        and _DECISION.search(plain)
        and _HEALTH.search(plain)
        and not _CLINICIAN.search(plain)
    )


def speaks_of_one_person(text: str) -> bool:
    """Whether the answer needs the notice that it is general: a patient, or the asker."""
    plain = text.replace("’", "'")
    return bool(
        _ONE_PERSON.search(plain)
        or re.search(r"\b(?:my|our|this) (?:[\w-]+ )*patient", plain, re.I)
    )


def is_english(text: str) -> bool:
    """Whether a text reads as English. Keywords alone count as English."""
    words = [part for word in _LETTERS.findall(text.lower()) for part in re.split("['’-]", word)]
    if not words:
        return True
    latin = sum(word[0] < "ʯ" or "α" <= word[0] <= "ω" for word in words)
    if latin * 2 < len(words):
        return False
    english = sum(word in _ENGLISH for word in words)
    other = sum(word in _OTHER_LANGUAGES for word in words)
    accented = sum(any(letter in "äöüßéèêàçñíóúâôûœãõ¿" for letter in word) for word in words)
    return not (other + accented >= 2 and other + accented > english) and not (
        accented >= 1 and other >= 1 and english == 0
    )
