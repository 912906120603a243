"""Which lines of a column are a table, and its rows and cells (pure).

Cells stand under one another with white strips between them. That alone could be chance, so
a caption, drawn rules or enough rows and columns must speak for a table too.
"""

import re
from collections.abc import Sequence

from ingest.pdf.page import Line, Rule, Table
from ingest.pdf.rows import segments_of, table_of

CAPTION = re.compile(
    r"(?:Table|TABLE|Tab\.|Box|Supplementary [Tt]able)\s+(?:[A-Z]?\d+|[IVX]+)\b(?!\s*[),;\]])"
)
_PROSE_WORDS = 9
_SAME_SIZE = 0.7  # points


def with_tables(lines: Sequence[Line], rules: Sequence[Rule]) -> list[Line | Table]:
    """The lines of a column from its top down, those of a table put together."""
    items: list[Line | Table] = []
    at = 0
    for start, end in _stretches(lines, rules):
        table = table_of(lines[start:end], _rules_beside(lines, start, end, rules))
        if table is None or not _is_sure(table, lines, start, end, rules):
            continue
        items.extend(lines[at:start])
        items.append(table)
        at = end
    items.extend(lines[at:])
    return items


def _stretches(lines: Sequence[Line], rules: Sequence[Rule]) -> list[tuple[int, int]]:
    """Runs of lines that may be tables, as places in `lines`."""
    if not lines:
        return []
    left = min(line.x0 for line in lines)
    width = max(line.x1 for line in lines) - left
    parts = [len(segments_of(line)) for line in lines]
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
            if abs(line.size - lines[at].size) > _SAME_SIZE:
                break
            if parts[end] >= 2:
                last = end
            elif _is_prose(line, left, width):
                break
            end += 1
        end = last + 1
        start, end = _to_rules(lines, at, end, rules, found[-1][1] if found else 0)
        end = _to_last_rule(lines, start, end, rules)
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


def _to_last_rule(lines: Sequence[Line], start: int, end: int, rules: Sequence[Rule]) -> int:
    """Where a table of three rules or more ends: at the last, not in the text under it."""
    ruled = _rules_beside(lines, start, end, rules)
    over = [at for at in range(start, end) if len(ruled) > 2 and lines[at].base < ruled[-1] + 1]
    return over[-1] + 1 if len(over) > 2 else end


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
