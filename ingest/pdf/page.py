"""What a page of a PDF gives before it is understood: glyphs, rules, and lines of words."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple


class Glyph(NamedTuple):
    """One glyph in the reading frame: x to the right, y down, in points."""

    text: str
    at: int  # its place among the page's characters
    x0: float
    x1: float
    base: float  # the baseline
    size: float
    bold: bool
    spaced: int = 0  # a space before it: 2 stands in the file, 1 was guessed by pdfium


class Rule(NamedTuple):
    """A horizontal line that was drawn."""

    x0: float
    x1: float
    y: float


@dataclass(frozen=True, slots=True)
class RawPage:
    """A page as the file gives it. `stamps`: words that run in another direction."""

    number: int
    glyphs: Sequence[Glyph]
    rules: Sequence[Rule]
    height: float
    unknown: int = 0  # glyphs whose font does not say what they stand for
    pictures: int = 0
    stamps: Sequence[str] = ()


@dataclass(slots=True)
class Word:
    """Glyphs without a gap between them."""

    glyphs: list[Glyph]
    x0: float
    x1: float
    base: float
    size: float

    @property
    def top(self) -> float:
        return self.base - 0.74 * self.size

    @property
    def bottom(self) -> float:
        return self.base + 0.2 * self.size


@dataclass(slots=True)
class Line:
    """Words on one baseline within one column, as text.

    `runs`: (offset in the text, length, index among the page's characters).
    """

    text: str
    runs: tuple[tuple[int, int, int], ...]
    page: int
    x0: float
    x1: float
    base: float
    size: float
    bold: bool
    lead: float = 0.0  # the width of its first word
    words: list[Word] = field(default_factory=list)  # emptied once the page is laid out


@dataclass(slots=True)
class Table:
    """Rows of cells, each cell the lines within it; the first `heads` rows name the columns."""

    rows: list[list[list[Line]]]
    heads: int
    page: int
    top: float
    bottom: float


@dataclass(slots=True)
class Column:
    """Lines and tables under one another, with nothing beside them."""

    items: list[Line | Table]
    x0: float
    x1: float


@dataclass(slots=True)
class LaidPage:
    number: int
    height: float
    columns: list[Column]

    def lines(self) -> list[Line]:
        return [item for column in self.columns for item in column.items if isinstance(item, Line)]
