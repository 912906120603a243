"""What every later stage speaks of: sources, documents, passages, sentences, quotes."""

import hashlib
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import InitVar, dataclass, field, replace
from datetime import date
from typing import Any, Literal

from ingest.kinds import Kind

Holds = Literal["digest", "abstract", "full-text", "excerpt"]
Status = Literal["current", "concern", "retracted"]


class IngestError(Exception):
    """Something a person can mend; its text says what was wrong and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The record of a document: where its words come from. Unknown is None or empty."""

    id: str
    title: str
    kind: Kind = "unclassified"
    holds: Holds = "full-text"
    authors: tuple[str, ...] = ()
    year: int | None = None
    year_note: str | None = None
    journal: str | None = None
    volume: str | None = None
    pages: str | None = None
    doi: str | None = None
    pmid: str | None = None
    pmcid: str | None = None
    url: str | None = None
    licence: str | None = None
    basis: str | None = None
    basis_note: str | None = None
    status: Status = "current"
    status_date: date | None = None
    status_notice: str | None = None
    topics: tuple[str, ...] = ()
    population: tuple[str, ...] = ()
    formulation: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    checked_by: str | None = None
    checked_on: date | None = None
    fetched_from: str | None = None
    fetched_on: date | None = None

    @property
    def words(self) -> Literal["own", "source"]:
        """Whose words the document holds: this project's (a digest), or the source's."""
        return "own" if self.holds == "digest" else "source"

    @property
    def surnames(self) -> tuple[str, ...]:
        """Its authors, without the initials at the end of each name; bodies whole."""
        return tuple(surname(name) for name in self.authors if name != "et al")


def surname(name: str) -> str:
    """A name without initials at its end.

    >>> surname("Eide PK"), surname("van der Berg J"), surname("US FDA")
    ('Eide', 'van der Berg', 'US FDA')
    """
    first, _, last = name.rpartition(" ")
    initials = last.isupper() and len(last) <= 4 and not first.isupper()
    return first if initials and first else name


# What a copy of a text may tell of it where its own record is silent.
_TOLD_BY_COPIES = (
    *("authors", "year", "journal", "volume", "pages", "doi", "pmid", "pmcid", "url", "licence"),
    *("topics", "population", "formulation", "routes"),
)
_GRAVITY: dict[Status, int] = {"current": 0, "concern": 1, "retracted": 2}


def with_copies(source: Source, copies: Sequence[Source]) -> Source:
    """The record of a text that lies in several files: the first word on each field stands.

    Save on its status: of copies one of which is said to be retracted, all are.
    """
    if not copies:
        return source
    told: dict[str, Any] = {}
    for copy in copies:
        for name in _TOLD_BY_COPIES:
            if not (getattr(source, name) or told.get(name)) and getattr(copy, name):
                told[name] = getattr(copy, name)
    if source.kind == "unclassified":
        known = [copy.kind for copy in copies if copy.kind != "unclassified"]
        told["kind"] = known[0] if known else source.kind
    gravest = max([source, *copies], key=lambda one: _GRAVITY[one.status])
    if gravest.status != source.status:
        for name in ("status", "status_date", "status_notice"):
            told[name] = getattr(gravest, name)
    return replace(source, **told) if told else source


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading's span in the canonical text. Never an answer."""

    start: int
    end: int
    level: int = 1


@dataclass(frozen=True, slots=True)
class Sentence:
    """A span of the canonical text that may be quoted; for a table's row, also its header row."""

    start: int
    end: int
    header: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences under one heading. Passages tile the canonical text."""

    start: int
    end: int
    heading: str | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a text stands on the pages of the file it was read from, and which bytes those were.

    `runs`: (start in the text, length, page, first character on that page), ascending; what no
    run holds (a space that joins two lines, a bar between cells) stands nowhere.
    """

    file_sha256: str
    runs: tuple[tuple[int, int, int, int], ...] = ()

    def on_pages(self, start: int, end: int) -> dict[int, list[tuple[int, int, int]]]:
        """For each page that holds some of a span: (start in the text, length, first character)."""
        found: dict[int, list[tuple[int, int, int]]] = {}
        at = max(0, bisect_right(self.runs, start, key=lambda run: run[0]) - 1)
        for begin, length, page, first in self.runs[at:]:
            if begin >= end:
                break
            low, high = max(begin, start), min(begin + length, end)
            if low < high:
                found.setdefault(page, []).append((low, high - low, first + low - begin))
        return found

    def moved(self, spans: Sequence[tuple[int, int, int]]) -> "Placed":
        """The same for a text made of parts of this one: (start there, start here, length)."""
        runs = [
            (start + low - begin, length, page, first)
            for start, begin, size in spans
            for page, parts in self.on_pages(begin, begin + size).items()
            for low, length, first in parts
        ]
        return Placed(self.file_sha256, tuple(_merged(sorted(runs))))


def _merged(runs: Sequence[tuple[int, int, int, int]]) -> list[tuple[int, int, int, int]]:
    merged: list[tuple[int, int, int, int]] = []
    for start, length, page, first in runs:
        if merged:
            begin, held, on, at = merged[-1]
            if (begin + held, on, at + held) == (start, page, first):
                merged[-1] = (begin, held + length, on, at)
                continue
        merged.append((start, length, page, first))
    return merged


@dataclass(frozen=True, slots=True)
class Document:
    """One source text. Every offset points into `text`; `sha256` names `text`."""

    source: Source
    text: str
    headings: tuple[Heading, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    passages: tuple[Passage, ...] = ()
    pages: tuple[tuple[int, int], ...] = ()  # (start offset, page number), ascending
    sha256: str = field(default="")
    placed: Placed | None = None  # for a PDF

    def __post_init__(self) -> None:
        if not self.sha256:
            object.__setattr__(self, "sha256", sha256_of(self.text))

    @property
    def id(self) -> str:
        return self.source.id

    def page_at(self, offset: int) -> int | None:
        """The page that holds `offset`, or None for a text without pages."""
        found = None
        for start, page in self.pages:
            if start > offset:
                break
            found = page
        return found

    def heading_at(self, offset: int) -> str | None:
        """The nearest heading above `offset`, or None."""
        found = None
        for heading in self.headings:
            if heading.start > offset:
                break
            found = self.text[heading.start : heading.end]
        return found


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim span of a canonical text. It cannot be built where it is not one."""

    document: str
    start: int
    end: int
    sha256: str
    text: str
    canonical: InitVar[str]

    def __post_init__(self, canonical: str) -> None:
        if not 0 <= self.start < self.end <= len(canonical):
            raise ValueError(f"no span {self.start}:{self.end} in {self.document}")
        if canonical[self.start : self.end] != self.text:
            raise ValueError(f"the words at {self.start}:{self.end} of {self.document} differ")
        if sha256_of(canonical) != self.sha256:
            raise ValueError(f"the text of {self.document} is not the one that was quoted")


def quote_span(document: Document, start: int, end: int) -> Quote:
    """Quote `document` from `start` to `end`, verbatim."""
    text = document.text[start:end]
    return Quote(document.id, start, end, document.sha256, text, document.text)


def sha256_of(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
