"""Which lines of a column are a table, and its rows and cells (pure).

Cells stand under one another with white strips between them. That alone could be chance, so
a caption, drawn rules or enough rows and columns must speak for a table too.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from ingest.pdf.page import Line, Rule, Table, Word
from ingest.pdf.words import text_of

CAPTION = re.compile(r"(?:Table|TABLE|Tab\.|Box|Supplementary [Tt]able)\s+(?:[A-Z]?\d+|[IVX]+)\b")
_GAP = 0.9  # of the type size: parts two cells
_STRIP = 0.45
_PROSE_WORDS = 9

Segment = list[Word]


def with_tables(lines: Sequence[Line], rules: Sequence[Rule]) -> list[Line | Table]:
    """The lines of a column from its top down, those of a table put together."""
    items: list[Line | Table] = []
    at = 0
    for start, end in _stretches(lines, rules):
        table = _table(lines[start:end], _rules_beside(lines, start, end, rules))
        if table is None or not _is_sure(table, lines, start, end, rules):
            continue
        items.extend(lines[at:start])
        items.append(table)
        at = end
    items.extend(lines[at:])
    return items


def _segments(line: Line) -> list[Segment]:
    found: list[Segment] = [[line.words[0]]]
    for before, word in pairwise(line.words):
        if word.x0 - before.x1 > _GAP * line.size:
            found.append([word])
        else:
            found[-1].append(word)
    return found


def _stretches(lines: Sequence[Line], rules: Sequence[Rule]) -> list[tuple[int, int]]:
    """Runs of lines that may be tables, as places in `lines`."""
    if not lines:
        return []
    left = min(line.x0 for line in lines)
    width = max(line.x1 for line in lines) - left
    parts = [len(_segments(line)) for line in lines]
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(lines):
        if parts[at] < 2:
            at += 1
            continue
        end = at + 1
        last = at  # the last line of several cells
        while end < len(lines) and end - last <= 4:
            line, before = lines[end], lines[end - 1]
            if line.base - before.base > 4 * line.size or CAPTION.match(line.text):
                break
            if parts[end] >= 2:
                last = end
            elif _is_prose(line, left, width):
                break
            end += 1
        end = last + 1
        start, end = _to_rules(lines, at, end, rules, found[-1][1] if found else 0)
        if end - start >= 2:
            found.append((start, end))
        at = max(end, at + 1)
    return found


def _is_prose(line: Line, left: float, width: float) -> bool:
    return len(line.text.split()) >= _PROSE_WORDS and line.x1 - line.x0 > 0.7 * width


def _to_rules(
    lines: Sequence[Line], start: int, end: int, rules: Sequence[Rule], least: int
) -> tuple[int, int]:
    """The stretch with the lines beside it that stand between the same drawn rules."""
    x0 = min(line.x0 for line in lines[start:end])
    x1 = max(line.x1 for line in lines[start:end])
    beside = [
        rule.y
        for rule in rules
        if min(rule.x1, x1) - max(rule.x0, x0) > 0.6 * (x1 - x0)
        and rule.x1 - rule.x0 < 1.6 * (x1 - x0) + 40
    ]
    reach = 3 * lines[start].size
    top = lines[start].base - lines[start].size
    bottom = lines[end - 1].base
    over = [y for y in beside if y <= top + 2 and top - y < reach]
    under = [y for y in beside if y >= bottom - 2 and y - bottom < reach]
    while start > least and over and lines[start - 1].base > min(over):
        start -= 1
    while end < len(lines) and under and lines[end].base < max(under):
        end += 1
    return start, end


def _rules_beside(
    lines: Sequence[Line], start: int, end: int, rules: Sequence[Rule]
) -> list[float]:
    """The heights of the rules over, in and under a stretch, one each."""
    x0 = min(line.x0 for line in lines[start:end])
    x1 = max(line.x1 for line in lines[start:end])
    size = lines[start].size
    top, bottom = lines[start].base - 2.5 * size, lines[end - 1].base + 2.5 * size
    spans: dict[int, float] = {}
    heights: dict[int, float] = {}
    for rule in rules:
        if top <= rule.y <= bottom:
            shared = min(rule.x1, x1) - max(rule.x0, x0)
            key = round(rule.y / 2)
            spans[key] = spans.get(key, 0.0) + max(shared, 0.0)
            heights[key] = rule.y
    ys = sorted(heights[key] for key, shared in spans.items() if shared > 0.6 * (x1 - x0))
    return [y for at, y in enumerate(ys) if not at or y - ys[at - 1] > 3]


def _is_sure(
    table: Table, lines: Sequence[Line], start: int, end: int, rules: Sequence[Rule]
) -> bool:
    near = [*lines[max(0, start - 4) : start], *lines[end : end + 2]]
    columns = max(len(row) for row in table.rows)
    filled = sum(sum(bool(cell) for cell in row) >= 2 for row in table.rows)
    if filled < 2 or filled * 2 < len(table.rows):
        return False
    captioned = any(CAPTION.match(line.text) for line in near)
    ruled = len(_rules_beside(lines, start, end, rules)) >= 2
    return captioned or ruled or (columns >= 3 and filled >= 3) or (filled >= 4 and _short(table))


def _short(table: Table) -> bool:
    """Cells of a few words, many with figures: no text set in columns."""
    cells = [" ".join(line.text for line in cell) for row in table.rows for cell in row if cell]
    brief = sum(len(cell.split()) <= 5 for cell in cells)
    figures = sum(any(char.isdigit() for char in cell) for cell in cells)
    return brief > 0.8 * len(cells) and figures > 0.25 * len(cells)


def _table(lines: Sequence[Line], rules: Sequence[float]) -> Table | None:
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


def _strips(lines: Sequence[Line]) -> list[tuple[float, float]]:
    """White between columns of cells, crossed by next to no line."""
    several = [line for line in lines if len(_segments(line)) >= 2]
    if len(several) < 2:
        return []
    left = min(line.x0 for line in lines)
    right = max(line.x1 for line in lines)
    count = int(right - left) + 2
    crossed = [0] * count
    for line in several:
        for segment in _segments(line):
            first = max(0, int(segment[0].x0 - left))
            for at in range(first, min(count, int(segment[-1].x1 - left) + 1)):
                crossed[at] += 1
    allowed = 0 if len(several) < 4 else max(1, len(several) // 8)
    size = sorted(line.size for line in lines)[len(lines) // 2]
    strips: list[tuple[float, float]] = []
    begin: int | None = None
    for at, lines_here in enumerate([*crossed, len(lines)]):
        if lines_here <= allowed:
            begin = at if begin is None else begin
        elif begin is not None:
            if begin > 0 and at - begin >= _STRIP * size and at < count:
                strips.append((left + begin, left + at))
            begin = None
    return [strip for strip in strips if _parts_lines(strip, several)]


def _parts_lines(strip: tuple[float, float], lines: Sequence[Line]) -> bool:
    """At least two lines have words on both sides of the strip, and none within it."""
    middle = (strip[0] + strip[1]) / 2
    return sum(line.x0 < middle < line.x1 for line in lines) >= 2


def _pieces(line: Line, strips: Sequence[tuple[float, float]]) -> list[Segment]:
    """A line's words parted at wide gaps and wherever a gap lies in a strip."""
    found: list[Segment] = [[line.words[0]]]
    for before, word in pairwise(line.words):
        gap = word.x0 - before.x1
        at_strip = any(before.x1 < b + 1 and word.x0 > a - 1 for a, b in strips)
        if gap > _GAP * line.size or (at_strip and gap > 0.3 * line.size):
            found.append([word])
        else:
            found[-1].append(word)
    return found


def _column_of(segment: Segment, strips: Sequence[tuple[float, float]]) -> int:
    """The column that a segment stands in; one over several columns belongs to the first."""
    x0, x1 = segment[0].x0, segment[-1].x1
    edges = [float("-inf"), *((a + b) / 2 for a, b in strips), float("inf")]
    shares = [max(0.0, min(x1, b) - max(x0, a)) for a, b in pairwise(edges)]
    best = max(shares)
    wide = [at for at, share in enumerate(shares) if share > 0.25 * best]
    return wide[0] if len(wide) > 2 else shares.index(best)


def _cells(row: Sequence[Line], strips: Sequence[tuple[float, float]]) -> list[list[Line]]:
    cells: list[list[Line]] = [[] for _ in range(len(strips) + 1)]
    for line in row:
        held: dict[int, Segment] = {}
        for segment in _pieces(line, strips):
            held.setdefault(_column_of(segment, strips), []).extend(segment)
        for column, words in held.items():
            cells[column].append(text_of(words, line.page))
    return cells


def _rows(
    lines: Sequence[Line], rules: Sequence[float], strips: Sequence[tuple[float, float]]
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
    lines: Sequence[Line], rules: Sequence[float], strips: Sequence[tuple[float, float]]
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
    strips: Sequence[tuple[float, float]],
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
    strips: Sequence[tuple[float, float]],
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
