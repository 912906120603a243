"""What a question asks for (pure): its content words, and the kind of figure it wants."""

import re
from collections.abc import Set
from dataclasses import dataclass
from typing import Literal

from ingest.analyse import STOP_WORDS, analyse, words
from ingest.split import split_sentences
from qa_app.finding.common_words import STEERING
from qa_app.finding.folder_terms import FolderTerms, Phrase
from qa_app.finding.thesaurus import same_meaning

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
            r"\bhow much\b.*\b(?:give|given|gave|take|taken|use|used|need|needed|dose)\b"
            r"|\bhow much \w+ (?:for|per|to)\b|\b(?:what|which|how high|how large)\b"
            r"[^?]*\b(?:dose|doses|dosage|dosing|bolus|infusion rate|rate|ceiling)\b"
            r"|\bhow many m(?:illi)?g|\bdos(?:e|es|age|ing)\s*(?:\?|$)",
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


_YES_OR_NO = re.compile(
    r"(?:[^?]*, )?(?:is|are|was|were|do|does|did|has|have|had|can|could|may|might|must|should|will"
    r"|would)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Slot:
    """One content word of the question: as typed, and the terms that count as saying it."""

    word: str
    terms: tuple[str, ...]  # any of these says it; a compound is also said by all its parts
    parts: tuple[str, ...] = ()
    instead: tuple[Phrase, ...] = ()  # any of these phrases of the folder's own says it too
    steering: bool = False

    def is_said_by(self, terms: Set[str]) -> bool:
        """Whether a text of these terms says it, in one of its ways."""
        return (
            any(term in terms for term in self.terms)
            or (bool(self.parts) and all(part in terms for part in self.parts))
            or any(all(term in terms for term in phrase) for phrase in self.instead)
        )


@dataclass(frozen=True, slots=True)
class TakenApart:
    """A question taken apart. `figure` is the kind of number that answers it, if one does."""

    text: str
    slots: tuple[Slot, ...]
    figure: Figure | None
    compares: bool

    @property
    def asks_yes_or_no(self) -> bool:
        """
        >>> [take_apart(one).asks_yes_or_no for one in ("Does it help?", "In burns, how long?")]
        [True, False]
        """
        return _YES_OR_NO.match(self.asked) is not None

    @property
    def asked(self) -> str:
        """The question itself, where a person's story stands before it; else the whole text.

        >>> take_apart("My patient has burns. Does ketamine help?").asked
        'Does ketamine help?'
        """
        spans = split_sentences(self.text)
        if len(spans) < 2 or not self.text.rstrip().endswith("?"):
            return self.text
        start, end = spans[-1]
        return self.text[start:end]


def take_apart(text: str, folder_terms: FolderTerms | None = None) -> TakenApart:
    """
    >>> [slot.word for slot in take_apart("How long does pain relief last in CRPS?").slots]
    ['long', 'pain', 'relief', 'last', 'crps']
    """
    slots: list[Slot] = []
    said = words(text)
    instead = {
        word: others
        for start, end, others in (folder_terms.found_in(said) if folder_terms else ())
        for word in said[start:end]
    }
    for word in dict.fromkeys(said):
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
                instead=instead.get(word, ()),
                steering=word in STEERING,
            )
        )
    figure = next((name for name, pattern in _FIGURES if pattern.search(text)), None)
    return TakenApart(text, tuple(slots), figure, compares=bool(_COMPARISON.search(text)))
