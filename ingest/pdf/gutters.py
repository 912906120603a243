"""White strips between columns: where they are, and which of them part text (pure)."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.pdf.page import Rule, Word

_STEP = 2.0  # points
_MOST_STEPS = 2000  # a page may say that it is a mile wide
_WIDTH = 0.8  # of the type size: the narrowest gutter
_HEIGHT = 4.5  # of the type size: the lowest
_SIDE_LINES = 3
_ALIGNED = 0.6


@dataclass(frozen=True, slots=True)
class Gutter:
    x0: float
    x1: float
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2


def find_gutters(words: Sequence[Word], size: float) -> list[Gutter]:
    """White strips with lines of words on both sides, the highest first."""
    if not words:
        return []
    first = min(word.x0 for word in words)
    last = max(word.x1 for word in words)
    top = min(word.top for word in words)
    bottom = max(word.bottom for word in words)
    width = max(_WIDTH * size, 5.0)
    step = max(_STEP, (last - first) / _MOST_STEPS)
    count = int((last - first) / step) + 1
    filled: list[list[tuple[float, float]]] = [[] for _ in range(count)]
    for word in words:
        # A strip that begins here and is as wide as a gutter would touch the word.
        low = max(0, int((word.x0 - width - first) / step) + 1)
        high = min(count - 1, int((word.x1 - first) / step))
        for at in range(low, high + 1):
            filled[at].append((word.top, word.bottom))
    free = [
        (end - start, at, start, end)
        for at, spans in enumerate(filled)
        for start, end in _free(spans, top, bottom, _HEIGHT * size)
    ]
    free.sort(key=lambda one: (-one[0], one[1]))
    found: list[Gutter] = []
    for _, at, start, end in free:
        x = first + at * step
        if any(
            x < one.x1 and one.x0 < x + width and start < one.bottom - size and one.top + size < end
            for one in found
        ):
            continue
        gutter = _widened(x, x + width, start, end, words, size)
        if gutter is not None:
            found.append(gutter)
    return found


def _free(
    spans: list[tuple[float, float]], top: float, bottom: float, least: float
) -> list[tuple[float, float]]:
    free: list[tuple[float, float]] = []
    at = top
    for start, end in sorted(spans):
        if start - at >= least:
            free.append((at, start))
        at = max(at, end)
    if bottom - at >= least:
        free.append((at, bottom))
    return free


def _widened(
    x0: float, x1: float, top: float, bottom: float, words: Sequence[Word], size: float
) -> Gutter | None:
    """The strip up to the words on its sides; None where a side has too few lines."""
    left: list[Word] = []
    right: list[Word] = []
    for word in words:
        if top <= word.base - 0.3 * word.size <= bottom:
            (left if word.x1 <= x0 + 0.5 * size else right).append(word)
    if _line_count(left) < _SIDE_LINES or _line_count(right) < _SIDE_LINES:
        return None
    return Gutter(
        max(max(word.x1 for word in left), x0 - 40),
        min(min(word.x0 for word in right), x1 + 40),
        top,
        bottom,
    )


def _line_count(words: Sequence[Word]) -> int:
    return len({round(word.base / max(word.size, 4)) for word in words})


def cut_at_tables(
    gutter: Gutter, words: Sequence[Word], rules: Sequence[Rule], size: float, height: float
) -> list[Gutter]:
    """The parts of a gutter that no table lies in: cut at rules across it and at rows of cells."""
    crossing = sorted(
        rule.y
        for rule in rules
        if rule.x0 < gutter.x0 - size
        and rule.x1 > gutter.x1 + size
        and gutter.top < rule.y < gutter.bottom
    )
    ends = [gutter.top, *crossing, gutter.bottom]
    parts = []
    for at, (top, bottom) in enumerate(pairwise(ends)):
        ruled = 0 < at < len(ends) - 2  # rules over and under it: a table, unless it is high
        if bottom - top > (0.45 * height if ruled else 2.5 * size):
            parts.append(Gutter(gutter.x0, gutter.x1, top, bottom))
    beside = [rule for rule in rules if rule.x1 < gutter.middle or rule.x0 > gutter.middle]
    return [piece for part in parts for piece in _between_cells(part, words, beside, size)]


def _between_cells(
    gutter: Gutter, words: Sequence[Word], beside: Sequence[Rule], size: float
) -> list[Gutter]:
    """A gutter without the stretches where rows of cells lie across it.

    Rules that end at the gutter, on both sides, say that two tables stand side by side.
    """
    left = min((one.x0 for one in words), default=0.0)
    right = max((one.x1 for one in words), default=0.0)
    rows: dict[int, list[Word]] = {}
    for word in words:
        if gutter.top < word.base - 0.3 * word.size < gutter.bottom:
            rows.setdefault(round(word.base / 2), []).append(word)
    marked = [
        (key * 2.0, _is_row_of_cells(rows[key], gutter, left, right, size)) for key in sorted(rows)
    ]
    parts: list[Gutter] = []
    top = gutter.top
    at = 0
    while at < len(marked):
        end = at
        while end < len(marked) and marked[end][1]:
            end += 1
        ruled = [
            rule
            for rule in beside
            if end > at and marked[at][0] - 3 * size < rule.y < marked[end - 1][0] + 2 * size
        ]
        two_tables = any(rule.x1 < gutter.middle for rule in ruled) and any(
            rule.x0 > gutter.middle for rule in ruled
        )
        if end - at >= 3 and not two_tables:
            parts.append(Gutter(gutter.x0, gutter.x1, top, marked[at][0] - 1.2 * size))
            top = marked[end - 1][0] + 0.5 * size
        at = max(end, at + 1)
    parts.append(Gutter(gutter.x0, gutter.x1, top, gutter.bottom))
    return [part for part in parts if part.bottom - part.top > 2.5 * size]


def _is_row_of_cells(
    row: Sequence[Word], gutter: Gutter, left: float, right: float, size: float
) -> bool:
    """Several cells on both sides, or on one and a short one on the other."""
    before = _cells([one for one in row if one.x1 <= gutter.middle], size)
    after = _cells([one for one in row if one.x0 >= gutter.middle], size)
    if not before or not after or len(before) + len(after) < 3:
        return False
    if len(before) > 1 and len(after) > 1:
        return True
    one, width = (after[0], right - gutter.middle)
    if len(after) > 1:
        one, width = (before[0], gutter.middle - left)
    return one < 0.4 * width


def _cells(row: Sequence[Word], size: float) -> list[float]:
    """The widths of the runs of words in a row."""
    found: list[tuple[float, float]] = []
    for word in sorted(row, key=lambda one: one.x0):
        if found and word.x0 - found[-1][1] < 1.1 * size:
            found[-1] = (found[-1][0], max(found[-1][1], word.x1))
        else:
            found.append((word.x0, word.x1))
    return [x1 - x0 for x0, x1 in found]


def parts_columns(gutter: Gutter, gutters: Sequence[Gutter], words: Sequence[Word]) -> bool:
    """Whether text runs down on both sides, rather than the cells of a table across."""
    left_edge = max(
        (one.middle for one in gutters if one.middle < gutter.middle and _overlap(one, gutter)),
        default=float("-inf"),
    )
    right_edge = min(
        (one.middle for one in gutters if one.middle > gutter.middle and _overlap(one, gutter)),
        default=float("inf"),
    )
    left: list[Word] = []
    right: list[Word] = []
    for word in words:
        if gutter.top < word.base - 0.3 * word.size < gutter.bottom:
            middle = (word.x0 + word.x1) / 2
            if left_edge < middle < gutter.middle:
                left.append(word)
            elif gutter.middle < middle < right_edge:
                right.append(word)
    like_text = (_text_like(left), _text_like(right))
    if _line_count(left) < _SIDE_LINES or _line_count(right) < _SIDE_LINES:
        return False
    # The cells of a row stand on one line; beside text may stand a table of its own, or a list.
    return all(like_text) or (any(like_text) and _aligned(left, right) < _ALIGNED)


def _aligned(left: Sequence[Word], right: Sequence[Word]) -> float:
    """The share of lines, on the side with fewer, that have one on the other side at one height."""
    heights = [sorted({round(one.base, 1) for one in side}) for side in (left, right)]
    few, many = sorted(heights, key=len)
    if not few:
        return 0.0
    near = 0.12 * left[0].size
    return sum(any(abs(y - other) < near for other in many) for y in few) / len(few)


def _overlap(one: Gutter, other: Gutter) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared > 0.5 * (other.bottom - other.top)


def _text_like(words: Sequence[Word]) -> bool:
    """Lines of several words, most of them about as wide as the column."""
    lines: dict[int, list[Word]] = {}
    for word in words:
        lines.setdefault(round((word.base - 0.3 * word.size) / (0.9 * word.size)), []).append(word)
    if len(lines) < 3:
        return False
    width = max(word.x1 for word in words) - min(word.x0 for word in words)
    filled = sum(
        max(word.x1 for word in line) - min(word.x0 for word in line) > 0.66 * width
        for line in lines.values()
    )
    return len(words) >= 2.8 * len(lines) and filled >= 0.45 * len(lines)
