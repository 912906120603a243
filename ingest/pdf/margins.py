"""Words of a page that its lines would misread: numbers beside lines, large initials (pure)."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from ingest.pdf.page import Word


def without_line_numbers(words: list[Word]) -> list[Word]:
    """The words without the numbers that a manuscript has beside each line."""
    numbers: dict[int, list[Word]] = {}
    rows: dict[int, list[Word]] = {}
    for word in words:
        rows.setdefault(round(word.base / 3), []).append(word)
        if len(word.glyphs) < 5 and all(glyph.text.isdecimal() for glyph in word.glyphs):
            numbers.setdefault(round(word.x1 / 4), []).append(word)
    for group in numbers.values():
        group.sort(key=lambda word: word.base)
        counted = [int("".join(glyph.text for glyph in word.glyphs)) for word in group]
        steps = {after - before for before, after in pairwise(counted)}
        outside = all(
            word.x0 <= min(one.x0 for one in rows[round(word.base / 3)])
            or word.x1 >= max(one.x1 for one in rows[round(word.base / 3)])
            for word in group
        )
        enough = len(group) >= 8 or (steps == {5} and len(group) >= 4)
        if enough and outside and len(steps) == 1 and steps <= {1, 5}:
            covered = len(group) * steps.pop()
            if covered > 0.75 * len(rows):
                dropped = {id(word) for word in group}
                return [word for word in words if id(word) not in dropped]
    return words


def with_drop_caps(words: list[Word], size: float, is_word: Callable[[str], bool]) -> list[Word]:
    """The words, a large first letter put before the rest of its word at the top line beside it."""
    kept: list[Word] = []
    for word in words:
        first = word.glyphs[0]
        large = len(word.glyphs) == 1 and first.text.isupper() and word.size > 1.8 * size
        rest = _beside_top(word, words, size) if large else None
        if rest is None:
            kept.append(word)
            continue
        begun = "".join(glyph.text for glyph in rest.glyphs).rstrip(".,;:").lower()
        alone = first.text in "AI" and is_word(begun) and not is_word(first.text.lower() + begun)
        gap = 0.3 * rest.size if alone else 0.0
        letter = first._replace(
            x0=rest.x0 - gap - 1, x1=rest.x0 - gap, base=rest.base, size=rest.glyphs[0].size
        )
        if alone:
            kept.append(Word([letter], letter.x0, letter.x1, rest.base, rest.size))
        else:
            rest.glyphs.insert(0, letter)
            rest.glyphs[1] = rest.glyphs[1]._replace(spaced=0)
            rest.x0 = letter.x0
    return kept


def _beside_top(large: Word, words: Sequence[Word], size: float) -> Word | None:
    """The word at the upper right of a large letter that reaches down over more lines than one."""
    near = [
        word
        for word in words
        if -0.3 * size < word.x0 - large.x1 < 1.2 * size
        and word.size < 0.7 * large.size
        and large.top - size < word.base - 0.74 * word.size < large.top + size
        and word.base < large.base - 0.5 * size
    ]
    return min(near, key=lambda word: (abs(word.top - large.top), word.x0), default=None)
