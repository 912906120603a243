"""What a question asks for (pure): its content words, and the kind of figure it wants."""

import re
from dataclasses import dataclass
from typing import Literal

from ingest.analyse import STOP_WORDS, analyse, words
from qa_app.finding.common_words import STEERING

Figure = Literal["dose", "duration", "share", "count", "year"]

_FIGURES: tuple[tuple[Figure, re.Pattern[str]], ...] = (
    (
        "duration",
        re.compile(
            r"\bhow long\b|\bduration\b|\bhow many (?:minutes|hours|days|weeks|months|years)\b"
            r"|\b(?:half-life|length of)\b",
            re.I,
        ),
    ),
    (
        "dose",
        re.compile(
            r"\bhow much\b.*\b(?:give|given|ketamine|dose)\b|\b(?:what|which|how high|how large)\b"
            r"[^?]*\b(?:dose|doses|dosage|dosing|bolus|infusion rate|rate|ceiling)\b"
            r"|\bhow many m(?:illi)?g|\bdos(?:e|es|age|ing)\s*\??$",
            re.I,
        ),
    ),
    (
        "share",
        re.compile(
            r"\b(?:what|which) (?:percentage|proportion|share|fraction)\b|\bhow (?:common|frequent)"
            r"|\bwhat percent|\bbioavailability\b|\bhow often did\b",
            re.I,
        ),
    ),
    ("year", re.compile(r"\b(?:what|which) year\b|^when\b|\bsince when\b", re.I)),
    ("count", re.compile(r"\bhow (?:many|large|big|old)\b", re.I)),
)

_COMPARISON = re.compile(
    r"\b(?:versus|vs\.?|compar(?:e|ed|es|ing|ison)|difference between|better than|worse than"
    r"|rather than|differ from)\b",
    re.I,
)
_FOLLOW_UP = re.compile(
    r"^\s*(?:and|but|or|so|then|what about|how about|same|also|what if|why|in which|with what)\b",
    re.I,
)
_REFERS_BACK = re.compile(r"\b(?:it|its|they|them|their|that|this|those|these|there|same)\b", re.I)


@dataclass(frozen=True, slots=True)
class Slot:
    """One content word of the question: as typed, and the terms that count as saying it."""

    word: str
    terms: tuple[str, ...]  # any of these says it; a compound is also said by all its parts
    parts: tuple[str, ...] = ()
    steering: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A question taken apart. `figure` is the kind of number that answers it, if one does."""

    text: str
    slots: tuple[Slot, ...]
    figure: Figure | None
    compares: bool

    @property
    def terms(self) -> list[str]:
        """Every term to look for, each once, in order."""
        every = [term for slot in self.slots for term in (*slot.terms, *slot.parts)]
        return list(dict.fromkeys(every))


def take_apart(text: str) -> Asked:
    """
    >>> [slot.word for slot in take_apart("How long does pain relief last in CRPS?").slots]
    ['long', 'pain', 'relief', 'last', 'crps']
    """
    slots: list[Slot] = []
    for word in dict.fromkeys(words(text)):
        if word in STOP_WORDS:
            continue
        terms = analyse(word)
        if not terms:
            continue
        same = same_meaning(terms[0])
        slots.append(
            Slot(
                word,
                (terms[0], *same),
                parts=tuple(terms[1:]),
                steering=word in STEERING,
            )
        )
    figure = next((name for name, pattern in _FIGURES if pattern.search(text)), None)
    return Asked(text, tuple(slots), figure, compares=bool(_COMPARISON.search(text)))


def is_follow_up(text: str) -> bool:
    """Whether a question leans on the turn before: "and in older people?"."""
    if _FOLLOW_UP.search(text):
        return True
    content = [slot for slot in take_apart(text).slots if not slot.steering]
    return len(content) <= 2 and bool(_REFERS_BACK.search(text))


def join_turns(earlier: str, now: str) -> str:
    """A follow-up as one question that stands alone, both turns in their own words."""
    return f"{earlier.rstrip(' ?.!')}: {now.strip()}"


# Words of ordinary medical English that say the same. A folder's own terms come with its texts.
_SAME: tuple[str, ...] = (
    "side-effect adverse harm unwanted risk",
    "child children paediatric pediatric",
    "older elderly geriatric aged",
    "iv intravenous",
    "im intramuscular muscle",
    "sc subcutaneous",
    "intranasal nasal nose",
    "relief analgesia analgesic",
    "pregnant pregnancy",
    "breastfeeding lactation breastfed nursing",
    "contraindicated contraindication avoid avoided",
    "dose dosage dosing bolus infusion",
    "mechanism works acts action",
    "liver hepatic",
    "kidney renal",
    "heart cardiac",
    "bladder urinary cystitis",
    "postoperative perioperative surgery surgical operation",
    "placebo sham",
    "randomised trial rct",
    "crps complex-regional-pain",
    "approved approval licensed",
    "addiction dependence misuse abuse",
    "blood-pressure hypertension",
    "fda regulator",
    "warning warned warns alert",
    "home at-home",
    "hallucination psychotomimetic psychomimetic dissociative dissociation",
    "nausea vomiting",
    "reduce reduces reduced less lower lowers lowered cut fewer decrease decreases decreased",
    "benefit benefits effect effects efficacy",
    "safe safety",
    "rise rises rose raise raises raised increase increases increased higher",
    "limit ceiling maximum max highest upper",
    "review reviews meta-analysis",
    "guideline guidelines guidance consensus",
)


def _groups() -> dict[str, tuple[str, ...]]:
    groups: dict[str, tuple[str, ...]] = {}
    for line in _SAME:
        terms = tuple(dict.fromkeys(analyse(word)[0] for word in line.split()))
        for term in terms:
            groups[term] = tuple(other for other in terms if other != term)
    return groups


_GROUPS: dict[str, tuple[str, ...]] = {}


def same_meaning(term: str) -> tuple[str, ...]:
    """The terms that count as saying `term`, without itself."""
    if not _GROUPS:
        _GROUPS.update(_groups())
    return _GROUPS.get(term, ())
