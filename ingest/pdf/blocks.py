"""The lines of a column → headings, paragraphs, items, captions and notes (pure)."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from ingest.lines import BULLET, ENUMERATOR
from ingest.pdf.page import Column, LaidPage, Line, Table
from ingest.pdf.tables import CAPTION

Kind = Literal["text", "item", "heading", "caption", "note", "table"]

FIGURE = re.compile(
    r"(?:Fig(?:ure|\.)?|FIG(?:URE|\.)?|Supplementary [Ff]igure)\s*[A-Z]?\d+\b(?!\s*[),;\]])"
)
_ENDS = re.compile(r"[.!?:…][\"'”’»)\]]*(?:\s?\[[\d,–\s-]+\])?[\s⁰¹²³⁴⁵⁶⁷⁸⁹⁻,]*\Z")
_NO_END = re.compile(
    r"(?:\b(?:vs|e\.g|i\.e|cf|approx|ca|Figs?|Tab|No|Nos|Dr|Prof|al|resp|ref|refs|Eq|i\.v|i\.m"
    r"|s\.c|p\.o|v|St|Mr|Mrs)\.|,)\Z"
)
_SECTION = re.compile(
    r"(?:\d{1,2}\.?\s+)?(?:abstract|summary|introduction|background|aims?|objectives?|methods?"
    r"|materials? and methods|patients and methods|results?|findings|discussion|conclusions?"
    r"|limitations|references|bibliography|literature cited|acknowledge?ments?|funding|appendix"
    r"|key ?words?|statistical analysis|declarations?|conflicts? of interest|competing interests"
    r"|supplementary (?:material|data)|data availability|author contributions)\W*\Z",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\d{1,2}(?:\.\d{1,2})*\.?\s+[A-Z]")


@dataclass(slots=True)
class Piece:
    """One block: its lines in order, or a table."""

    kind: Kind
    lines: list[Line] = field(default_factory=list)
    table: Table | None = None
    level: int = 0
    column: int = 0
    right: float = 0.0  # where the lines of its column end
    cut: bool = False  # the line before it left off in the middle of a sentence

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)

    @property
    def size(self) -> float:
        return self.lines[0].size if self.lines else 0.0

    @property
    def bold(self) -> bool:
        return bool(self.lines) and all(line.bold for line in self.lines)


@dataclass(frozen=True, slots=True)
class Body:
    """How most of the document is set."""

    size: float
    bold: bool


def body_of(pages: Sequence[LaidPage]) -> Body:
    sizes: Counter[float] = Counter()
    bold: Counter[bool] = Counter()
    for page in pages:
        for line in page.lines():
            sizes[round(line.size * 2) / 2] += len(line.text)
            bold[line.bold] += len(line.text)
    return Body(sizes.most_common(1)[0][0] if sizes else 10.0, bold[True] > bold[False])


def ends_sentence(text: str) -> bool:
    """
    >>> ends_sentence("It fell.¹²"), ends_sentence("placebo vs.")
    (True, False)
    """
    return _ENDS.search(text) is not None and _NO_END.search(text) is None


def pieces_in(column: Column, body: Body) -> Iterator[Piece]:
    """The lines of a column in paragraphs, its tables between them."""
    lines = [item for item in column.items if isinstance(item, Line)]
    rights = _right_edges(lines)
    steps = _usual_steps(lines)
    piece: Piece | None = None
    before: Line | None = None
    for item in column.items:
        if isinstance(item, Table):
            if piece is not None:
                yield piece
            yield Piece("table", table=item, right=column.x1)
            piece, before = None, None
            continue
        right = rights[id(item)]
        if piece is None or before is None or _begins(before, item, right, steps, piece):
            if piece is not None:
                yield piece
            piece = Piece("text", right=right)
        piece.lines.append(item)
        before = item
    if piece is not None:
        yield piece


def _right_edges(lines: Sequence[Line]) -> dict[int, float]:
    """For each line where the lines about it end: a narrow column may stand under a wide one."""
    groups: list[list[Line]] = []
    for before, line in zip([None, *lines], lines, strict=False):
        near = before is not None and line.base - before.base < 1.9 * line.size
        if before is not None and near and abs(before.size - line.size) < 0.5:
            groups[-1].append(line)
        else:
            groups.append([line])
    whole = _most_end_by(lines) if lines else 0.0
    return {
        id(line): _most_end_by(group) if len(group) > 2 else whole
        for group in groups
        for line in group
    }


def _most_end_by(lines: Sequence[Line]) -> float:
    ends = sorted(line.x1 for line in lines)
    return ends[int(0.9 * (len(ends) - 1))]


def _usual_steps(lines: Sequence[Line]) -> dict[float, float]:
    """For each type size, the step from line to line that comes most often."""
    steps: dict[float, Counter[float]] = {}
    for before, line in pairwise(lines):
        step = line.base - before.base
        if abs(before.size - line.size) < 0.3 and 0.8 * line.size < step < 2.6 * line.size:
            steps.setdefault(round(line.size), Counter())[round(step * 2) / 2] += 1
    return {
        size: max(count.items(), key=lambda one: (one[1], -one[0]))[0]
        for size, count in steps.items()
    }


def _begins(
    before: Line, line: Line, right: float, steps: dict[float, float], piece: Piece
) -> bool:
    """Whether a block begins at `line`."""
    size = line.size
    if abs(before.size - size) > 0.08 * max(before.size, size):
        return True
    if before.bold != line.bold and not _runs_in(before, line, right):
        return True
    step = line.base - before.base
    usual = steps.get(round(size), 1.2 * size)
    if step > 1.3 * usual + 0.5 or step < 0.3 * size:
        return True
    if _starts_caption(line.text) and (ends_sentence(before.text) or before.x1 < right - 3 * size):
        return True
    if BULLET.match(line.text) and not line.text.startswith(("–", "-", "—")):
        return True
    small = line.text[:1].islower()
    ended = ends_sentence(before.text) and not (small and before.text.endswith(":"))
    room = right - before.x1
    forced = room > line.lead + 0.8 * size
    listed = BULLET.match(line.text) or ENUMERATOR.match(line.text)
    if listed and (ended or forced) and not small:
        return True
    if forced and (ended or not small):
        return not _fits_anyhow(before, line, piece)
    return ended and abs(line.x0 - before.x0) > 0.7 * size and _is_step(before, line, piece)


def _is_step(before: Line, line: Line, piece: Piece) -> bool:
    """An indent, or the way back from a hanging one; not the second line of a paragraph."""
    return line.x0 > before.x0 or len(piece.lines) > 1


def _runs_in(before: Line, line: Line, right: float) -> bool:
    """A line in bold that runs on into the text under it: a long heading at its head."""
    full = right - before.x1 < 1.5 * before.size
    return full and not ends_sentence(before.text) and line.text[:1].islower()


def _fits_anyhow(before: Line, line: Line, piece: Piece) -> bool:
    """Lines broken by hand, such as a centred title's: they belong together."""
    if ends_sentence(before.text) or BULLET.match(line.text) or ENUMERATOR.match(line.text):
        return False
    middle_before, middle = before.x0 + before.x1, line.x0 + line.x1
    centred = abs(middle_before - middle) < 6 and abs(before.x0 - line.x0) > 3
    return centred and (line.bold or line.size > 12)


def _starts_caption(text: str) -> bool:
    return CAPTION.match(text) is not None or FIGURE.match(text) is not None


def set_kinds(pieces: list[Piece], body: Body) -> None:
    last_body = max(
        (at for at, one in enumerate(pieces) if one.lines and one.size > 0.93 * body.size),
        default=-1,
    )
    for at, piece in enumerate(pieces):
        if piece.table is not None:
            continue
        text = piece.text
        below = pieces[at + 1] if at + 1 < len(pieces) else None
        if _starts_caption(text) and _is_caption(piece, pieces, at, body):
            piece.kind = "caption"
        elif _is_heading(piece, below, body):
            piece.kind = "heading"
            piece.level = _level(piece, body)
        elif -1 < last_body < at and piece.size <= 0.93 * body.size:
            piece.kind = "note"
        elif BULLET.match(text) or ENUMERATOR.match(text):
            piece.kind = "item"


def _is_caption(piece: Piece, pieces: Sequence[Piece], at: int, body: Body) -> bool:
    """Text may begin with "Table 2 shows"; a caption is set otherwise or stands at a table."""
    told = re.match(r"\w+\.?\s*[A-Z]?\d+\s+[a-z]+", piece.text)
    beside = pieces[max(0, at - 1) : at + 2]
    return told is None or piece.size < 0.93 * body.size or any(one.table for one in beside)


def _is_heading(piece: Piece, below: Piece | None, body: Body) -> bool:
    text = piece.text
    words = text.split()
    if not any(char.isalpha() for char in text) or len(text) > 250:
        return False
    large = piece.size > body.size + max(0.7, 0.07 * body.size)
    if large and piece.size >= 1.3 * body.size:
        return len(piece.lines) <= 6 and len(words) <= 45
    if len(piece.lines) > 3 or len(words) > 22:
        return False
    if _SECTION.match(text):
        return True
    if text.endswith((".", ",", ";")) and not (piece.bold and len(words) <= 8):
        return False
    if not (text[0].isupper() or text[0].isdigit()):
        return False
    if large or (piece.bold and not body.bold):
        return True
    if below is None or below.kind in ("table", "caption"):
        return False
    letters = [char for char in text if char.isalpha()]
    if len(letters) >= 4 and all(char.isupper() for char in letters):
        return len(words) <= 10
    short = len(words) <= 10 and len(piece.lines) == 1 and piece.right - piece.lines[0].x1 > 20
    if short and _NUMBERED.match(text) and not ends_sentence(text):
        return True
    prose = len(below.text.split()) >= 12 and below.text[:1].isupper()
    return short and prose and not ends_sentence(text) and len(words) <= 8 and text[0].isupper()


def _level(piece: Piece, body: Body) -> int:
    if piece.size >= 1.3 * body.size:
        return 1
    numbered = re.match(r"\d{1,2}((?:\.\d{1,2})*)", piece.text)
    return 2 + (numbered[1].count(".") if numbered else 0)
