"""Whether one line of a page is furniture or text, judged alone."""

import re
from dataclasses import dataclass
from enum import Enum

from ingest.furniture.buttons import is_button, is_menu
from ingest.furniture.imprint import is_affiliation, is_byline, is_imprint
from ingest.furniture.visitor import talks_to_visitor, teaches_markup
from ingest.readers.reading import Role
from ingest.sentences import split_sentences

Spans = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Line:
    """A block as the cleaner sees it: one line of plain characters."""

    text: str
    role: Role
    level: int = 0
    raw: str = ""  # with its wide gaps, which part the words of a menu

    @property
    def is_closed(self) -> bool:
        """Whether it ends as a sentence does."""
        return _CLOSED.search(self.text) is not None


class Verdict(Enum):
    FURNITURE = "furniture"
    BYLINE = "byline"  # furniture that stands under a title
    OPEN = "open"  # could be either: its neighbours decide
    TEXT = "text"

    @property
    def is_gone(self) -> bool:
        return self in (Verdict.FURNITURE, Verdict.BYLINE)


_CLOSED = re.compile(r"[.!?:;][\"'”’)\]]*(?:\[[\d,–\s-]+\]|\d{1,3}(?:[,–]\d{1,3})*)?$")
_GLUED_LABEL = re.compile(r"(?:Abstract|Summary|ABSTRACT|SUMMARY)(?=[A-Z][a-z])")
_EVIDENCE = re.compile(
    r"\b(?:patients?|participants?|subjects|volunteers|respondents|trials?|stud(?:y|ies)|doses?|mg"
    r"|randomi[sz]ed|placebo|infusions?|\d+ ?%|n = ?\d|P ?[<=>])",
    re.IGNORECASE,
)
_FINDING = re.compile(
    r"\b(?:patients|participants|placebo|randomi[sz]ed|mg|µg|kg|analgesi\w+|anesthe\w+"
    r"|anaesthe\w+|P ?[<=>]"
    r"|n = ?\d|\d+ ?%)\b",
    re.IGNORECASE,
)
# A link's own words, left in the middle of a sentence by a machine that copied it.
_LEFT_LINK = re.compile(
    r"(?<=[a-z,]) (?:more info|click here|read more here|visit here|more details here|go here)"
    r"(?= (?:of|in|on|to|and|the|for|with|that|is|by|from|or)\b)"
)
_WANTS_INFO = re.compile(
    r"(?:need|want|g[ai]ve|giving|provid|get|got|find|found|obtain|ask|requir|contain|offer|seek"
    r"|sought"
    r"|receiv)\w*$|^(?:for|with|no|some|any|much|even|little|and|or|to|the|a|see|please|is|as)$",
    re.IGNORECASE,
)


def judge_alone(line: Line) -> tuple[Verdict, Spans]:
    """The verdict on a line, and the spans of it that would stay."""
    spans = _kept_within(line)
    if not spans:
        stands_under_title = line.role != "heading" and (
            is_byline(line.text) or is_affiliation(line.text)
        )
        return (Verdict.BYLINE if stands_under_title else Verdict.FURNITURE), spans
    words = sum(len(line.text[start:end].split()) for start, end in spans)
    if line.role == "row" or words > 14:
        return Verdict.TEXT, spans
    if line.role == "item" and not line.text.lstrip("•*–- ")[:1].isupper():
        return Verdict.TEXT, spans
    says_something = line.is_closed and not line.text.endswith("?") and words >= 4
    if line.role != "heading" and says_something:
        return Verdict.TEXT, spans
    return Verdict.OPEN, spans


def holds_evidence(text: str) -> bool:
    """Words of the matter itself: patients, doses, numbers with a meaning."""
    return _EVIDENCE.search(text) is not None


def left_links(text: str) -> Spans:
    """Where a link's words were left inside a sentence.

    >>> left_links("It blocks altered processing more info of pain.")
    [(28, 38)]
    """
    if " more " not in text and " here " not in text:
        return []
    return [
        found.span()
        for found in _LEFT_LINK.finditer(text)
        if not _WANTS_INFO.search(text[: found.start()].rsplit(maxsplit=1)[-1])
    ]


def _kept_within(line: Line) -> Spans:
    """The parts of a line that are not said to a visitor."""
    text = line.text
    if not text or line.role == "row":
        return [(0, len(text))] if text else []
    raw = line.raw or text
    if is_button(raw) or is_menu(raw) or is_imprint(text):
        return []
    if len(text) < 300 and teaches_markup(text):
        return []
    label = _GLUED_LABEL.match(text)
    first = label.end() if label else 0
    if line.role == "heading":
        return [] if talks_to_visitor(text) else [(first, len(text))]
    sentences = [(max(start, first), end) for start, end in split_sentences(text) if end > first]
    dropped = [_is_furniture_sentence(text[start:end]) for start, end in sentences]
    if not any(dropped):
        return [(sentences[0][0], len(text))] if first else [(0, len(text))]
    for index in range(len(dropped)):
        dropped[index] = dropped[index] or _goes_with_dropped(text, sentences, dropped, index)
    return _runs(sentences, dropped)


def _is_furniture_sentence(sentence: str) -> bool:
    if _FINDING.search(sentence) and len(sentence.split()) >= 18:
        return False  # an open button's words may stand before it; the sentence counts for more
    return talks_to_visitor(sentence) or is_button(sentence) or is_menu(sentence)


def _goes_with_dropped(text: str, sentences: Spans, dropped: list[bool], index: int) -> bool:
    """Scraps beside furniture in one line: "All rights reserved. | Terms", "Ready? Book now!"."""
    start, end = sentences[index]
    sentence = text[start:end]
    words = len(sentence.split())
    if words > 12 or holds_evidence(sentence):
        return False
    if words <= 6 and all(gone for at, gone in enumerate(dropped) if at != index):
        return True
    follows = index > 0 and dropped[index - 1] and index == len(dropped) - 1
    return follows and (_CLOSED.search(sentence) is None or words <= 2)


def _runs(sentences: Spans, dropped: list[bool]) -> Spans:
    """The kept sentences, those side by side as one span."""
    kept: Spans = []
    joins = False
    for (start, end), gone in zip(sentences, dropped, strict=True):
        if gone:
            joins = False
        elif joins:
            kept[-1] = (kept[-1][0], end)
        else:
            kept.append((start, end))
            joins = True
    return kept
