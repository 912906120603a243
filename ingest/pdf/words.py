"""Glyphs → words → lines of text (pure). A raised figure never runs into the number before it."""

from collections import Counter
from collections.abc import Iterable, Sequence

from ingest.pdf.marks import raised
from ingest.pdf.page import Glyph, Line, Word

# In parts of the type size.
# How wide a gap must be to be a space: where the file holds none, where pdfium guesses one, and
# where the file holds one, which may be squeezed.
_GAPS = (0.18, 0.12, 0.03)
_TURN_BACK = 0.5
_DRAWN_TWICE = 0.1
_RAISED_BY = 0.15
_RAISED_SIZE = 0.85


def words_of(glyphs: Iterable[Glyph]) -> list[Word]:
    """The words of a page, each glyph in one; what was drawn twice to look bold is taken once."""
    words: list[Word] = []
    drawn: dict[tuple[str, int], list[float]] = {}
    for glyph in glyphs:
        again = drawn.setdefault((glyph.text, round(glyph.base)), [])
        if any(abs(x0 - glyph.x0) < _DRAWN_TWICE * glyph.size for x0 in again):
            continue
        again.append(glyph.x0)
        word = words[-1] if words else None
        if word is not None and _goes_on(word, glyph):
            word.glyphs.append(glyph)
            word.x0, word.x1 = min(word.x0, glyph.x0), max(word.x1, glyph.x1)
            if glyph.size > word.size:
                word.size, word.base = glyph.size, glyph.base
        else:
            words.append(Word([glyph], glyph.x0, glyph.x1, glyph.base, glyph.size))
    return words


def _goes_on(word: Word, glyph: Glyph) -> bool:
    last = word.glyphs[-1]
    size = max(last.size, glyph.size)
    gap = glyph.x0 - last.x1
    on_line = abs(glyph.base - last.base) < min(0.6 * size, 1.1 * min(last.size, glyph.size))
    return on_line and -_TURN_BACK * size < gap <= _GAPS[glyph.spaced] * size


def usual_size(words: Sequence[Word]) -> float:
    """The type size that most glyphs have."""
    sizes: Counter[float] = Counter()
    for word in words:
        sizes[round(word.size * 2) / 2] += len(word.glyphs)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def lines_of(words: Sequence[Word], page: int) -> list[Line]:
    """The lines of a column, from its top down."""
    lines = [_line(group, page) for group in _grouped(words)]
    return sorted((line for line in lines if line.text), key=lambda line: (line.base, line.x0))


def _grouped(words: Sequence[Word]) -> list[list[Word]]:
    """Words on one line together, raised and lowered ones with the word they stand beside."""
    by_size = sorted(words, key=lambda word: -word.size)
    groups: list[list[Word]] = []
    heads: list[Word] = []  # the largest word of each group stands for it
    for word in by_size:
        best, best_overlap = None, 0.5
        for at, head in enumerate(heads):
            if head.base - 2 * head.size > word.base or word.base > head.base + head.size:
                continue
            overlap = min(word.bottom, head.bottom) - max(word.top, head.top)
            share = overlap / min(word.bottom - word.top, head.bottom - head.top)
            off_line = abs(word.base - head.base) > 0.25 * head.size
            if off_line and not (
                word.size <= _RAISED_SIZE * head.size and _beside(word, groups[at])
            ):
                continue
            if share > best_overlap:
                best, best_overlap = at, share
        if best is None:
            groups.append([word])
            heads.append(word)
        else:
            groups[best].append(word)
    return groups


def _beside(word: Word, group: list[Word]) -> bool:
    near = 0.6 * max(one.size for one in group)
    return any(-near < word.x0 - one.x1 < near or -near < one.x0 - word.x1 < near for one in group)


def _line(words: list[Word], page: int) -> Line:
    words.sort(key=lambda word: word.x0)
    size, base = _measure(words)
    text: list[str] = []
    runs: list[tuple[int, int, int]] = []
    length = 0

    def put(part: str, index: int) -> None:
        nonlocal length
        text.append(part)
        if index >= 0:
            if runs and runs[-1][0] + runs[-1][1] == length and runs[-1][2] + runs[-1][1] == index:
                runs[-1] = (runs[-1][0], runs[-1][1] + len(part), runs[-1][2])
            elif len(part) == 1:
                runs.append((length, 1, index))
            else:  # a ligature: several characters, one glyph
                runs.extend((length + at, 1, index) for at in range(len(part)))
        length += len(part)

    before: Word | None = None
    for word in words:
        if before is not None and _parted(before, word):
            last, first = before.glyphs[-1].at, word.glyphs[0].at
            put(" ", last + 1 if first == last + 2 else -1)
        at = 0
        while at < len(word.glyphs):
            end = at
            while end < len(word.glyphs) and _is_raised(word.glyphs[end], size, base):
                end += 1
            if end == at:
                put(word.glyphs[at].text, word.glyphs[at].at)
                at += 1
                continue
            high = "".join(one.text for one in word.glyphs[at:end])
            shown = raised(high, text[-1][-1:] if text else "")
            if shown.startswith(" ") and not high.startswith(" "):
                put(" ", -1)
                shown = shown[1:]
            if len(shown) == end - at:
                for char, glyph in zip(shown, word.glyphs[at:end], strict=True):
                    put(char, glyph.at)
            else:
                put(shown, -1)
            at = end
        before = word
    whole = "".join(text)
    if _is_spread(whole):
        text, runs = _closed_up(whole, runs)
        whole = "".join(text)
    glyphs = [glyph for word in words for glyph in word.glyphs]
    return Line(
        text=whole,
        runs=tuple(runs),
        page=page,
        x0=words[0].x0,
        x1=max(word.x1 for word in words),
        base=base,
        size=size,
        bold=sum(glyph.bold for glyph in glyphs) > 0.97 * len(glyphs),
        lead=words[0].x1 - words[0].x0,
        words=words,
    )


def text_of(words: list[Word], page: int) -> Line:
    """Some of a line's words as a line of their own: a cell."""
    return _line(list(words), page)


def _measure(words: Sequence[Word]) -> tuple[float, float]:
    """The size and baseline that most of the line's glyphs share."""
    count: Counter[tuple[float, float]] = Counter()
    for word in words:
        for glyph in word.glyphs:
            count[round(glyph.size * 4) / 4, round(glyph.base * 4) / 4] += 1
    largest = max(size for size, _ in count)
    # Of few letters and many raised figures, the letters' line is the line.
    (size, base), _ = max(
        count.items(), key=lambda one: (one[1] if one[0][0] > _RAISED_SIZE * largest else 0, one[0])
    )
    return size, base


def _is_raised(glyph: Glyph, size: float, base: float) -> bool:
    return glyph.size <= _RAISED_SIZE * size and base - glyph.base > _RAISED_BY * size


def _parted(before: Word, word: Word) -> bool:
    """Whether a space stands between two words of a line."""
    size = max(before.size, word.size)
    if before.size < _RAISED_SIZE * word.size or word.size < _RAISED_SIZE * before.size:
        size = min(before.size, word.size)
    return word.x0 - before.glyphs[-1].x1 > _GAPS[word.glyphs[0].spaced] * size


def _is_spread(text: str) -> bool:
    """Letters set apart for looks: "a b s t r a c t"."""
    parts = text.split()
    return len(parts) >= 5 and all(len(part) == 1 and part.isalpha() for part in parts)


def _closed_up(
    text: str, runs: Sequence[tuple[int, int, int]]
) -> tuple[list[str], list[tuple[int, int, int]]]:
    index = {start + at: first + at for start, length, first in runs for at in range(length)}
    kept = [at for at, char in enumerate(text) if char != " "]
    closed = [(to, 1, index[at]) for to, at in enumerate(kept) if at in index]
    return [text[at] for at in kept], closed
