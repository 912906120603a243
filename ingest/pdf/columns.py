"""Where the columns of a page stand, and in which order they are read (pure).

A gutter is a white strip, as high as some lines, with text on both sides. Words above, left,
right and below of the highest one are taken in turn, each in the same way: so a title over two
columns comes before them, and a wide table parts what stands over and under it.
"""

from collections.abc import Sequence
from itertools import pairwise

from ingest.pdf.gutters import Gutter, cut_at_tables, find_gutters, parts_columns
from ingest.pdf.page import Rule, Word


def ordered_columns(words: Sequence[Word], rules: Sequence[Rule], size: float) -> list[list[Word]]:
    """The words in groups that are read one after another, each without a gutter through it."""
    inner = _without_edges(words, size)
    height = max((one.bottom for one in inner), default=0.0) - min(
        (one.top for one in inner), default=0.0
    )
    gutters = find_gutters(inner, size)
    between = [
        part
        for one in gutters
        for part in cut_at_tables(one, inner, rules, size, height)
        if parts_columns(part, gutters, inner)
    ]
    return [group for group in _ordered(list(words), between) if group]


def _without_edges(words: Sequence[Word], size: float) -> list[Word]:
    """The words without short rows that stand apart at the head and foot of the page.

    A page number may stand in the middle of a gutter, and does not end it.
    """
    rows: dict[int, list[Word]] = {}
    for word in words:
        rows.setdefault(round(word.base / (0.5 * size)), []).append(word)
    width = max((one.x1 for one in words), default=0.0) - min(
        (one.x0 for one in words), default=0.0
    )
    dropped: set[int] = set()
    for order in (sorted(rows), sorted(rows, reverse=True)):
        for key, following in list(pairwise(order))[:2]:
            row = rows[key]
            apart = abs(following - key) * 0.5 * size > 1.9 * size
            covered = sum(one.x1 - one.x0 for one in row)
            if not apart or covered > 0.45 * width:
                break
            dropped.update(id(one) for one in row)
    return [one for one in words if id(one) not in dropped]


def _ordered(words: list[Word], gutters: list[Gutter]) -> list[list[Word]]:
    inside = [one for one in gutters if _parts(one, words)]
    if not inside or not words:
        return [words]
    gutter = max(inside, key=lambda one: one.bottom - one.top)
    rest = [one for one in gutters if one is not gutter]
    above: list[Word] = []
    left: list[Word] = []
    right: list[Word] = []
    below: list[Word] = []
    for word in words:
        middle = word.base - 0.3 * word.size
        if middle < gutter.top:
            above.append(word)
        elif middle > gutter.bottom:
            below.append(word)
        elif (word.x0 + word.x1) / 2 < gutter.middle:
            left.append(word)
        else:
            right.append(word)
    parts = (above, left, right, below)
    return [group for part in parts for group in _ordered(part, rest)]


def _parts(gutter: Gutter, words: Sequence[Word]) -> bool:
    beside = [one for one in words if gutter.top < one.base - 0.3 * one.size < gutter.bottom]
    left = any(one.x1 <= gutter.middle for one in beside)
    return left and any(one.x0 >= gutter.middle for one in beside)
