"""A follow-up → a question that stands alone, by rules (pure): "and in children?" after another.

One thing named is put in the place of another of its class; an adverb is put before the question
it belongs to; else the follow-up keeps its words, and behind "About:" stands what it is about.
"""

import re
from collections.abc import Sequence

from ingest.lexicon import Mention, medical_lexicon, plain_text
from qa_app.finding.question import take_apart

_ABOUT = " About: "

_POLITE = r"(?:thanks?(?: you)?|ok(?:ay)?|great|sorry|no|yes|right|i see)\s*[,.!;:–-]+\s*"
_LEAD = re.compile(
    rf"\s*(?:{_POLITE})*(?:(?:and|but|or|so|then|also)\b[\s,]*)*"
    r"(?:(?:(?:what|how) about|what if|same for|i (?:meant|mean)|i am asking about)\b[\s,]*"
    r"|(?:is|was) (?:that|this|it) (?:also )?(?:true|so|the case|the same) (?=(?:for|in|with)\b))?",
    re.I,
)
_TRAIL = re.compile(r",? (?:too|as well|also)\s*(?=[?.!]*\Z)", re.I)
_AUXILIARY = (
    r"(?:is|are|was|were|do|does|did|has|have|had|can|could|may|might|must|should|will|would)"
)
_PREPOSITION = (
    r"(?:in|into|for|by|at|of|with|without|to|than|on|from|after|before|during|under|against"
    r"|through)"
)
_ASKS_BY = r"(?:what|which|how|who|whom|whose|when|where|why)"
_WHOLE = re.compile(rf"(?:{_PREPOSITION} )?{_ASKS_BY}\b|{_AUXILIARY}\b", re.I)
_ASKS_YES_OR_NO = re.compile(rf"{_AUXILIARY}\b", re.I)
_ADVERB = re.compile(
    rf"(?:{_PREPOSITION} )?(?:why|when|where|how(?: (?:often|long|much|soon|fast|far|well))?"
    rf"|(?:what|which) (?:dose|rate|route|age)|how many (?:minutes|hours|days|weeks|months|years)"
    rf"|whom)",
    re.I,
)

# "Is it true that …", "how long does it take until …": nothing that was said before.
_STANDS_FOR_NOTHING = re.compile(
    r"\b(?:is|was) it (?:\w+ ){1,3}(?:that|to|whether|if)\b"
    r"|\bit (?:is|was) (?:\w+ ){1,3}(?:that|to|whether|if)\b"
    r"|\b(?:does|did|will) it take\b(?=.*\b(?:to|until|before|for)\b)",
    re.I,
)
_PRONOUN = re.compile(r"\b(?:it|its|they|them|their|theirs|he|him|his|she|her|hers)\b", re.I)
_POINTS_BACK = re.compile(
    rf"(?:\A|\b(?:{_PREPOSITION}|{_AUXILIARY}|and)\s)that\b"
    r"|\b(?:this|those|these)\b(?! (?:who|whose|with|without|having|that|which|in|of|on|given)\b)"
    r"|\bwhich (?:one|of (?:the )?(?:two|both|them|these))\b|\bthe (?:other|former|latter|same)\b",
    re.I,
)
_NEW_CLAUSE = re.compile(r"[,;:]|\b(?:and|but|when|if|as|because|while|after|before)\b", re.I)

_BEGINS_PHRASE = re.compile(rf"{_PREPOSITION}\b", re.I)

# What may be asked of anything: a question of only these has its subject in the turn before.
_FACETS = frozenset(
    """dose doses dosage dosing bolus infusion infusions rate side effect effects adverse event
    events harm harms risk risks benefit benefits evidence duration onset route routes safety safe
    certainty quality contraindication contraindications followed given""".split()
)
_OF_A_FACET = re.compile(
    rf"(?:the )?(?:(?:side|adverse) )?(?:{'|'.join(sorted(_FACETS))}|bioavailability|role)"
    r" (?:of|for|with|from) ",
    re.I,
)
_SAID_OF_IT = re.compile(
    r"\s(?:(?:is|are|was|were|be|been) )?(?:helps?|relieves?|reduces?|lowers?"
    r"|eases?|improves?|works?|prevents?|affects?|causes?|raises?|lasts?|finds?|says?|shows?"
    r"|takes? part|better|worse|useful|effective|safe|recommended|used|given|tried)\b",
    re.I,
)


def leans_on_turns(text: str) -> bool:
    """Whether a question needs the turn before it to be understood.

    >>> leans_on_turns("And in children?"), leans_on_turns("Dose?"), leans_on_turns("Is it safe?")
    (True, True, True)
    >>> leans_on_turns("And does ketamine raise the pressure in the eye?")
    False
    """
    if _ABOUT in text:  # it was understood so before, and perhaps put right by the asker
        return False
    said = without_lead(text)
    led = said != plain_text(text)
    if not said or _refers_back(said):
        return True
    whole = bool(_WHOLE.match(said))
    mentions = medical_lexicon().mentions(said)
    aside = " ".join(one.text.lower() for one in mentions if one.kind in ("route", "people"))
    topical = [
        slot.word
        for slot in take_apart(said).slots
        if not slot.steering and slot.word not in _FACETS and slot.word not in aside
    ]
    if not topical:
        return True
    return led and (not whole or len(topical) == 1)


def stand_alone(text: str, earlier: Sequence[str]) -> str:
    """The question as one that stands alone; as typed where it does so already.

    >>> stand_alone("And in children?", ["Does ketamine help migraine in adults?"])
    'Does ketamine help migraine in children?'
    >>> stand_alone("Why?", ["Is ketamine avoided in pregnancy?"])
    'Why is ketamine avoided in pregnancy?'
    >>> stand_alone("What are its side effects?", ["How long does ketamine last in CRPS?"])
    'What are its side effects? About: ketamine in CRPS'
    """
    if not earlier:
        return text
    said = without_lead(text)
    if not leans_on_turns(text):
        return text if said == plain_text(text) else _capital(said)
    before = stand_alone(earlier[-1].strip(), earlier[:-1])
    asked = said.rstrip(" ?.!") or text.strip(" ?.!")
    if not _WHOLE.match(asked):
        swapped = _swapped(asked, before)
        if swapped:
            return swapped
    if _ADVERB.fullmatch(asked) and _ASKS_YES_OR_NO.match(before) and _ABOUT not in before:
        return _capital(f"{asked} {before[0].lower()}{before[1:]}")
    topic = _topic(before)
    return f"{_capital(asked)}?{_ABOUT}{topic}" if topic else f"{_capital(asked)}?"


def without_lead(text: str) -> str:
    """A follow-up as plain text, without how it was led up to.

    >>> without_lead("No, and what about children as well?")
    'children?'
    """
    plain = plain_text(text)
    found = _LEAD.match(plain)
    return _TRAIL.sub("", plain[found.end() :]) if found and found.end() else plain


def _refers_back(said: str) -> bool:
    plain = _STANDS_FOR_NOTHING.sub(" ", said)
    if _POINTS_BACK.search(plain):
        return True
    drugs = [one for one in medical_lexicon().mentions(plain) if one.kind == "drug"]
    return any(
        not any(
            _NEW_CLAUSE.search(plain, drug.end, pronoun.start())
            for drug in drugs
            if drug.end < pronoun.start()
        )
        for pronoun in _PRONOUN.finditer(plain)
    )


def _swapped(asked: str, before: str) -> str | None:
    """The question before with what the fragment names in the place of its like."""
    mentions = medical_lexicon().mentions(asked)
    if len(mentions) != 1:
        return None
    new = mentions[0]
    phrase = re.match(rf"(?:({_PREPOSITION}) )?(?:the )?", asked, re.I)
    if phrase is None or phrase.end() < new.start or asked[new.end :].strip():
        return None
    preposition = (phrase[1] or "").lower()
    plain = plain_text(before)
    question, mark = (plain[:-1], plain[-1]) if plain.endswith(("?", ".")) else (plain, "?")
    like = _like(new, preposition, question)
    if not like:  # nothing to take the place of: said in addition, where that is plain English
        adds = preposition or asked.lower().endswith("ly")
        fits = adds and new.kind in ("route", "people", "form") and _ABOUT not in before
        return f"{question} {asked}{mark}" if fits else None
    if len(like) > 1:
        return None
    old = like[0]
    head, tail = question[: old.start], question[old.end :]
    led = re.search(rf"\b{_PREPOSITION} (?:the )?\Z", head, re.I)
    adjective = old.kind in ("route", "form") and re.match(r" [\w-]*ketamine", tail)
    if not preposition:
        head = re.sub(r"\b(a)n? \Z", r"\1n " if asked[0] in "aeiou" else r"\1 ", head)
        return f"{head}{asked}{tail}{mark}"
    if adjective or (not led and old.kind in ("route", "form")):  # "oral ketamine", "orally"
        return f"{' '.join((head + tail).split())} {asked}{mark}"
    if led:
        return f"{head[: led.start()]}{asked}{tail}{mark}"
    return f"{head}{new.text}{tail}{mark}"


def _like(new: Mention, preposition: str, question: str) -> list[Mention]:
    """What the question names of the same class; where one is behind the same word, only that."""
    same = [one for one in medical_lexicon().mentions(question) if one.kind == new.kind]
    if new.kind == "drug" and len(same) > 1:
        of_ketamine = "ketamine" in new.name
        same = [one for one in same if ("ketamine" in one.name) == of_ketamine]
    behind = [
        one
        for one in same
        if preposition and re.search(rf"\b{preposition} (?:the )?\Z", question[: one.start], re.I)
    ]
    if preposition and new.kind == "drug":  # "with lidocaine" is not lidocaine in place of it
        return behind
    return behind or same


def _topic(before: str) -> str:
    """What a question was about, without how it was asked.

    >>> _topic("Which dose of S-ketamine was tried for fibromyalgia?")
    'S-ketamine for fibromyalgia'
    >>> _topic("Does ketamine reduce opioid use after surgery?")
    'ketamine, opioid use after surgery'
    """
    if _ABOUT in before:
        return before.rpartition(_ABOUT)[2]
    plain = plain_text(before).rstrip(" ?.!")
    plain = re.sub(
        rf"\A(?:{_PREPOSITION} )?{_ASKS_BY}\b(?: (?:long|much|many|often|well|good|large|soon))? ?",
        "",
        plain,
        flags=re.I,
    )
    plain = re.sub(rf"\A{_AUXILIARY}\b(?: there\b)? ?", "", plain, flags=re.I)
    plain = _OF_A_FACET.sub("", plain, count=1) if _OF_A_FACET.match(plain) else plain
    parts = [one.strip() for one in _SAID_OF_IT.split(plain) if one.strip()]
    return "".join(
        one if number == 0 else f" {one}" if _BEGINS_PHRASE.match(one) else f", {one}"
        for number, one in enumerate(parts)
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
