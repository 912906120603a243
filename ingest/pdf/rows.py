"""The rows and cells of a stretch of lines that is a table (pure)."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from ingest.pdf.page import Line, Table, Word
from ingest.pdf.words import text_of

_GAP = 0.9  # of the type size: parts two cells
_STRIP = 0.45
_WIDEST = 5000.0  # points: no table is wider

Segment = list[Word]


class Strip(NamedTuple):
    """White between two columns of cells; `left`: where the cells after it begin, if at one x."""

    x0: float
    x1: float
    left: float | None


def segments_of(line: Line) -> list[Segment]:
    found: list[Segment] = [[line.words[0]]]
    for before, word in pairwise(line.words):
        if word.x0 - before.x1 > _GAP * line.size:
            found.append([word])
        else:
            found[-1].append(word)
    return found


def table_of(lines: Sequence[Line], rules: Sequence[float]) -> Table | None:
    strips = _strips(lines)
    if not strips:
        return None
    size = lines[0].size
    rows = _rows(lines, rules, strips)
    heads = _heads(rows, rules, strips)
    return Table(
        rows=[_cells(row, strips) for row in rows],
        heads=heads,
        page=lines[0].page,
        top=lines[0].base - size,
        bottom=lines[-1].base,
    )


def _strips(lines: Sequence[Line]) -> list[Strip]:
    """White between columns of cells, crossed by next to no line."""
    several = [line for line in lines if len(segments_of(line)) >= 2]
    if len(several) < 2:
        return []
    left = min(line.x0 for line in lines)
    right = max(line.x1 for line in lines)
    if right - left > _WIDEST:
        return []
    count = int(right - left) + 2
    crossed = [0] * count
    for line in several:
        for segment in segments_of(line):
            first = max(0, int(segment[0].x0 - left))
            for at in range(first, min(count, int(segment[-1].x1 - left) + 1)):
                crossed[at] += 1
    allowed = 0 if len(several) < 4 else max(1, len(several) // 8)
    size = sorted(line.size for line in lines)[len(lines) // 2]
    strips: list[Strip] = []
    begin: int | None = None
    for at, lines_here in enumerate([*crossed, len(lines)]):
        if lines_here <= allowed:
            begin = at if begin is None else begin
        elif begin is not None:
            if begin > 0 and at - begin >= _STRIP * size and at < count:
                strips.append(_strip(left + begin, left + at, several))
            begin = None
    return [strip for strip in strips if _parts_lines(strip, several)]


def _strip(x0: float, x1: float, lines: Sequence[Line]) -> Strip:
    middle = (x0 + x1) / 2
    starts = Counter(
        round(next((one[0].x0 for one in segments_of(line) if one[0].x0 > middle), -1.0))
        for line in lines
    )
    del starts[-1]
    start, often = max(starts.items(), key=lambda one: one[1], default=(0, 0))
    return Strip(x0, x1, float(start) if often >= 2 else None)


def _parts_lines(strip: Strip, lines: Sequence[Line]) -> bool:
    """At least two lines have words on both sides of the strip, and none within it."""
    middle = (strip.x0 + strip.x1) / 2
    return sum(line.x0 < middle < line.x1 for line in lines) >= 2


def _pieces(line: Line, strips: Sequence[Strip]) -> list[Segment]:
    """A line's words parted at wide gaps, and at a strip before a word that begins a cell."""
    found: list[Segment] = [[line.words[0]]]
    for before, word in pairwise(line.words):
        gap = (word.x0 - before.x1) / line.size
        crossed = [one for one in strips if before.x1 < one.x1 + 1 and word.x0 > one.x0 - 1]
        begins = any(one.left is not None and abs(word.x0 - one.left) < 1.6 for one in crossed)
        if gap > _GAP or (crossed and gap > 0.6) or (begins and gap > 0.05):
            found.append([word])
        else:
            found[-1].append(word)
    return found


def _column_of(segment: Segment, strips: Sequence[Strip]) -> int:
    """The column that a segment stands in; one over several columns belongs to the first."""
    x0, x1 = segment[0].x0, segment[-1].x1
    edges = [float("-inf"), *((one.x0 + one.x1) / 2 for one in strips), float("inf")]
    shares = [max(0.0, min(x1, b) - max(x0, a)) for a, b in pairwise(edges)]
    best = max(shares)
    wide = [at for at, share in enumerate(shares) if share > 0.25 * best]
    return wide[0] if len(wide) > 2 else shares.index(best)


def _cells(row: Sequence[Line], strips: Sequence[Strip]) -> list[list[Line]]:
    cells: list[list[Line]] = [[] for _ in range(len(strips) + 1)]
    for line in row:
        held: dict[int, Segment] = {}
        for segment in _pieces(line, strips):
            held.setdefault(_column_of(segment, strips), []).extend(segment)
        for column, words in held.items():
            cells[column].append(text_of(words, line.page))
    return cells


def _rows(
    lines: Sequence[Line], rules: Sequence[float], strips: Sequence[Strip]
) -> list[list[Line]]:
    """Lines of one row together: by the rules between rows, else by the space between them."""
    inner = [y for y in rules if lines[0].base < y < lines[-1].base - 0.8 * lines[-1].size]
    if len(inner) >= 3 or (len(inner) == 2 and len(lines) <= 6):
        bands: dict[int, list[Line]] = {}
        for line in lines:
            middle = line.base - 0.3 * line.size
            bands.setdefault(sum(y < middle for y in inner), []).append(line)
        most = max(len(band) for band in bands.values())
        if most <= 6 and len(bands) >= 3:
            return list(bands.values())
    return _rows_by_space(lines, rules, strips)


def _rows_by_space(
    lines: Sequence[Line], rules: Sequence[float], strips: Sequence[Strip]
) -> list[list[Line]]:
    steps = [after.base - before.base for before, after in pairwise(lines)]
    least = min(steps, default=0.0)
    least = max(least, 0.9 * lines[0].size)
    wide = [step for step in steps if step > 1.25 * least]
    told_by_space = bool(wide) and len(wide) < len(steps)
    rows = [[lines[0]]]
    for line, step in zip(lines[1:], steps, strict=True):
        ruled = any(rows[-1][-1].base < y < line.base for y in rules)
        tight = step <= 1.25 * least
        if not ruled and tight and _goes_on(rows[-1], line, strips, told_by_space):
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _goes_on(
    row: Sequence[Line],
    line: Line,
    strips: Sequence[Strip],
    told_by_space: bool,
) -> bool:
    """Whether a line goes on with the cells of the row over it."""
    above = {_column_of(segment, strips) for one in row for segment in _pieces(one, strips)}
    segments = _pieces(line, strips)
    here = {_column_of(segment, strips) for segment in segments}
    if not here <= above:
        return False
    starts = [segment[0].glyphs[0].text[:1] for segment in segments]
    begins_small = all(char.islower() or char in "(/–-" for char in starts)
    if 0 not in here or begins_small:
        # Cells go on under one another; a row of its own, with figures, would be as full.
        return told_by_space or begins_small or len(here) < len(above) - 1
    return told_by_space and len(here) < len(above) and not any(c.isdigit() for c in starts)


def _heads(
    rows: Sequence[Sequence[Line]],
    rules: Sequence[float],
    strips: Sequence[Strip],
) -> int:
    """How many rows name the columns."""
    if len(rows) < 2:
        return 0
    inner = [y for y in rules if rows[0][0].base < y < rows[-1][-1].base]
    if inner:
        over = sum(row[-1].base < inner[0] + 1 for row in rows)
        if 0 < over <= 3 and over < len(rows):
            # Two lines of headings with a rule between them that parts groups of columns.
            return over
    bold = [all(line.bold for line in row) for row in rows]
    if bold[0] and not all(bold):
        heads = 0
        while heads < len(rows) - 1 and bold[heads] and heads < 3:
            heads += 1
        return heads

    def figures(row: Sequence[Line]) -> int:
        return sum(
            segment[0].glyphs[0].text[:1].isdigit()
            for line in row
            for segment in _pieces(line, strips)
        )

    with_figures = sum(figures(row) > 0 for row in rows[1:])
    return 1 if not figures(rows[0]) and with_figures * 2 >= len(rows) - 1 else 0
