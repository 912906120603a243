"""A page without its furniture: the canonical text, and where each of its characters came from."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.furniture.neighbours import judge
from ingest.furniture.one_line import Line, Spans, left_links
from ingest.readers.reading import Block, Reading

_ODD = re.compile(r"[^\n -~¡-¬®-ʯͰ-Ͽ‐-‧‰-⁞⁰-₟−]|\s\s|[\n\t]|\x1b")
_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?)")
_UNSEEN = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff\u180e")
_WRAPPED_HYPHEN = re.compile(r"([^\W\d_]+)-[ \t\r\f\v]*\n\s*([^\W\d_]+)")
_COMPOUNDING = frozenset(
    "non self low high long short double single post pre well meta half anti cross follow dose"
    " pain opioid placebo multi semi sub inter intra co re"
    " risk time year age health drug open one two three four five six".split()
)
_OPEN_END = re.compile(r"[^.!?:;…\"”’)\]]$|\b(?:vs|e\.g|i\.e|cf|Fig|al)\.$")
_CELLS = re.compile(r"[ ]*\t[ \t]*|[ ]*\|[ ]*")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A canonical text in blocks, with a receipt of what was removed.

    `spans`: (canonical start, page start, length), ascending; between two of them stands white
    space that joins. `pages`: (canonical start, page number).
    """

    text: str
    blocks: tuple[Block, ...]
    spans: tuple[tuple[int, int, int], ...]
    pages: tuple[tuple[int, int], ...] = ()
    removed: tuple[str, ...] = ()

    def page_offset(self, offset: int) -> int:
        """Where the character at `offset` of the canonical text stands on the page as read.

        A joining space, which stands nowhere there, gives the place where the words before it end.
        """
        index = bisect_right(self.spans, offset, key=lambda span: span[0]) - 1
        if index < 0:
            return self.spans[0][1] if self.spans else 0
        start, page_start, length = self.spans[index]
        return page_start + min(offset - start, length)


@dataclass(frozen=True, slots=True)
class _Kept:
    """Characters of one block that stay, each with its place on the page (-1: a join)."""

    text: str
    places: Sequence[int]


def clean(reading: Reading) -> Cleaned:
    """The canonical text of a page. A digest is ours, so only its white space is folded."""
    ours = reading.record.get("holds") == "digest" or not reading.has_furniture
    blocks = [block for block in reading.blocks if block.start < block.end]
    plain = [_plain_characters(reading.text, block) for block in blocks]
    if ours:
        kept: list[Spans] = [[(0, len(each.text))] if each.text else [] for each in plain]
    else:
        lines = [
            Line(each.text, block.role, block.level, reading.text[block.start : block.end])
            for block, each in zip(blocks, plain, strict=True)
        ]
        kept = judge(lines)
    writer = _Writer()
    removed: list[str] = []
    cut = False
    for block, each, spans in zip(blocks, plain, kept, strict=True):
        removed.extend(_rest(each.text, spans))
        if not ours:
            spans, links = _without(spans, left_links(each.text) if spans else [])
            removed.extend(each.text[start:end].strip() for start, end in links)
        if not spans:
            cut = cut or bool(each.text)
            continue
        writer.write(block, each, spans, joins=cut and not ours)
        cut = False
    return Cleaned(
        text="".join(writer.parts),
        blocks=tuple(writer.blocks),
        spans=tuple(writer.spans),
        pages=_pages(reading.pages, writer.spans),
        removed=tuple(line for line in removed if line),
    )


class _Writer:
    def __init__(self) -> None:
        self.parts: list[str] = []
        self.blocks: list[Block] = []
        self.spans: list[tuple[int, int, int]] = []
        self.length = 0
        self._rows: dict[tuple[int, int], tuple[int, int]] = {}

    def write(self, block: Block, kept: _Kept, spans: Spans, *, joins: bool) -> None:
        """Write a block's kept spans; `joins`: furniture stood before it, maybe in a sentence."""
        first = kept.text[spans[0][0]]
        goes_on = (
            joins
            and self.blocks
            and block.role == "paragraph" == self.blocks[-1].role
            and first.islower()
            and _OPEN_END.search(self.parts[-1]) is not None
        )
        if goes_on:
            self._put(" ")
            start = self.blocks.pop().start
        else:
            if self.blocks:
                both_rows = block.role == "row" == self.blocks[-1].role
                self._put("\n" if both_rows else "\n\n")
            start = self.length
        for index, (begin, end) in enumerate(spans):
            if index and not (kept.text[begin] == " " or self.parts[-1].endswith(" ")):
                self._put(" ")
            self._put(kept.text[begin:end], kept.places[begin:end])
        header = None if block.header is None else self._rows.get(block.header)
        if block.role == "row":
            self._rows[block.start, block.end] = (start, self.length)
            header = None if header == (start, self.length) else header
        self.blocks.append(Block(start, self.length, block.role, block.level, header))

    def _put(self, text: str, places: Sequence[int] | None = None) -> None:
        self.parts.append(text)
        if isinstance(places, range):
            self.spans.append((self.length, places.start, len(places)))
        elif places is not None:
            self._map(places)
        self.length += len(text)

    def _map(self, places: Sequence[int]) -> None:
        run: tuple[int, int, int] | None = None
        for at, place in enumerate(places):
            if run is not None and place == run[1] + at - (run[0] - self.length):
                continue
            if run is not None:
                self.spans.append((run[0], run[1], self.length + at - run[0]))
            run = None if place < 0 else (self.length + at, place, 0)
        if run is not None:
            self.spans.append((run[0], run[1], self.length + len(places) - run[0]))


def _plain_characters(page: str, block: Block) -> _Kept:
    """The block on one line: nothing unseen, one space where there was white space."""
    text = page[block.start : block.end]
    if _ODD.search(text) is None and block.role != "row" and text[0] != " " != text[-1]:
        return _Kept(text, range(block.start, block.end))
    skipped = {at for found in _ANSI.finditer(text) for at in range(*found.span())}
    skipped |= _wrapped_hyphens(page, text)
    bars: dict[int, int] = {}
    if block.role == "row":
        bars = {found.start(): found.end() for found in _CELLS.finditer(text)}
    chars: list[str] = []
    places: list[int] = []
    at = 0
    while at < len(text):
        char = text[at]
        if at in bars:
            if chars and bars[at] < len(text):  # not the bars at a row's ends
                for mark in " | ":
                    chars.append(mark)
                    places.append(-1 if mark == " " else at + block.start)
            at = bars[at]
            continue
        if at in skipped or char in _UNSEEN:
            pass
        elif char.isspace():
            if chars and chars[-1] != " ":
                chars.append(" ")
                places.append(block.start + at)
        elif unicodedata.category(char) not in ("Cc", "Cf", "Cs"):
            chars.append(char)
            places.append(block.start + at)
        at += 1
    while chars and chars[-1] == " ":
        chars.pop()
        places.pop()
    return _Kept("".join(chars), places)


def _wrapped_hyphens(page: str, text: str) -> set[int]:
    """Offsets of hyphens that only part a word at a line's end, and the break after each."""
    skipped: set[int] = set()
    if "-" not in text or "\n" not in text:
        return skipped
    for found in _WRAPPED_HYPHEN.finditer(text):
        first, second = found[1], found[2]
        hyphen = found.end(1)
        compound = (
            f"{first}-{second}" in page
            or not second[0].islower()
            or len(first) < 2
            or first.lower() in _COMPOUNDING
        )
        keeps_hyphen = compound and f"{first}{second}" not in page
        skipped.update(range(hyphen + keeps_hyphen, found.start(2)))
    return skipped


def _rest(text: str, spans: Spans) -> list[str]:
    """What of a line is not in `spans`."""
    at = 0
    rest = []
    for start, end in [*spans, (len(text), len(text))]:
        if piece := text[at:start].strip():
            rest.append(piece)
        at = end
    return rest


def _without(spans: Spans, holes: Spans) -> tuple[Spans, Spans]:
    """The spans without the holes, and the holes that lay in them."""
    used: Spans = []
    for hole_start, hole_end in holes:
        for index, (start, end) in enumerate(spans):
            if start < hole_start and hole_end < end:
                spans = [*spans[:index], (start, hole_start), (hole_end, end), *spans[index + 1 :]]
                used.append((hole_start, hole_end))
                break
    return spans, used


def _pages(
    pages: Sequence[tuple[int, int]], spans: Sequence[tuple[int, int, int]]
) -> tuple[tuple[int, int], ...]:
    """For each page that left something, where it begins in the canonical text."""
    found: dict[int, int] = {}
    starts = [start for start, _ in pages]
    for start, page_start, length in spans:
        first = bisect_right(starts, page_start) - 1
        for index in range(max(first, 0), len(pages)):
            begins, number = pages[index]
            if begins >= page_start + length:
                break
            found.setdefault(number, start + max(0, begins - page_start))
    return tuple(sorted((start, number) for number, start in found.items()))
