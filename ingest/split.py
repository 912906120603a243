"""Canonical text → headings, sentences and passages, all as offsets (pure)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.document import Heading, Passage, Sentence
from ingest.lines import BULLET
from ingest.sentences import split_paragraph, split_sentences

if TYPE_CHECKING:  # so that splitting does not load every reader
    from ingest.readers.reading import Block

__all__ = ["pack_passages", "passage_prefix", "split_blocks", "split_sentences"]

CountPieces = Callable[[list[str]], list[int]]

# Word pieces that the encoder adds itself, at the start and the end.
_SPECIAL = 2
# What is left for a passage even under a prefix in a script of many pieces a word.
_LEAST_ROOM = 16
_TITLE_LENGTH = 140
_HEADING_LENGTH = 70
_CLAUSE_END = re.compile(r"[;:,.!?)]$")
_WORD = re.compile(r"\S+\s*|\s+")


def split_blocks(
    text: str, blocks: Sequence[Block]
) -> tuple[tuple[Heading, ...], tuple[Sentence, ...]]:
    """The headings and the sentences of a text in blocks; what lies in no block is neither."""
    headings: list[Heading] = []
    sentences: list[Sentence] = []
    for block in blocks:
        if block.role == "heading":
            headings.append(Heading(block.start, block.end, block.level or 1))
        elif block.role == "row":
            sentences.append(Sentence(block.start, block.end, block.header))
        else:
            start = block.start
            if block.role == "item" and (mark := BULLET.match(text, start, block.end)):
                start = mark.end()
            sentences.extend(Sentence(*span) for span in split_paragraph(text, start, block.end))
    return tuple(headings), tuple(sentences)


def passage_prefix(title: str, heading: str | None) -> str:
    """What stands before a passage when it is encoded: its title and heading, shortened.

    >>> passage_prefix("Is it safe?", "Results")
    'Is it safe? Results. '
    """
    title = _shortened(title, _TITLE_LENGTH)
    heading = _shortened(heading or "", _HEADING_LENGTH)
    parts = [title] if heading.casefold() == title.casefold() else [title, heading]
    return "".join(f"{part} " if part[-1] in ".?!…" else f"{part}. " for part in parts if part)


def _shortened(text: str, length: int) -> str:
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    return text[: text.rfind(" ", length // 2, length)].rstrip(" ,;:") + "…"


@dataclass(frozen=True, slots=True)
class _Unit:
    """A stretch that is not parted: a sentence and what stands before the next one."""

    start: int
    end: int
    pieces: int


@dataclass(frozen=True, slots=True)
class _Section:
    """The text under one heading, its headings' own words included."""

    heading: str | None
    cuts: list[int]  # where its sentences begin, and its end


def pack_passages(
    text: str,
    headings: Sequence[Heading],
    sentences: Sequence[Sentence],
    *,
    title: str,
    count_pieces: CountPieces,
    limit: int = 256,
    target: int = 160,
) -> tuple[Passage, ...]:
    """Passages that tile `text`: whole sentences under one heading, about `target` pieces each.

    Prefix, passage and the encoder's two marks stay within `limit` pieces. `count_pieces` is
    asked once for a document, and once more where a sentence has to be cut.
    """
    if not text:
        return ()
    sections = _sections(text, headings, sentences)
    prefixes = [passage_prefix(title, section.heading) for section in sections]
    stretches = [
        text[start:end]
        for section in sections
        for start, end in zip(section.cuts, section.cuts[1:], strict=False)
    ]
    counts = count_pieces(prefixes + stretches)
    at = len(prefixes)
    passages: list[Passage] = []
    for section, prefix_pieces in zip(sections, counts, strict=False):
        room = max(limit - _SPECIAL - prefix_pieces, _LEAST_ROOM)
        units: list[_Unit] = []
        for start, end in zip(section.cuts, section.cuts[1:], strict=False):
            if counts[at] <= room:
                units.append(_Unit(start, end, counts[at]))
            else:
                units.extend(_cut(text, start, end, room, count_pieces))
            at += 1
        passages.extend(
            Passage(start, end, section.heading)
            for start, end in _pack(units, room, min(target, room))
        )
    return tuple(passages)


def _sections(
    text: str, headings: Sequence[Heading], sentences: Sequence[Sentence]
) -> list[_Section]:
    """The text parted at headings; headings with nothing between them open one section."""
    starts = [sentence.start for sentence in sentences]
    sections: list[_Section] = []
    begin = 0
    name: str | None = None
    at = 0
    for heading in [*headings, Heading(len(text), len(text))]:
        cuts = [begin]
        while at < len(starts) and starts[at] < heading.start:
            cuts.append(starts[at])
            at += 1
        holds_sentence = len(cuts) > 1
        if holds_sentence or (heading.start == len(text) and begin < len(text)):
            if not text[begin : cuts[1] if holds_sentence else begin].strip() or name is not None:
                cuts[:2] = cuts[:1]  # a heading's words go with the first sentence under it
            cuts.append(heading.start)
            sections.append(_Section(name, sorted(set(cuts))))
            begin = heading.start
        name = " ".join(text[heading.start : heading.end].split()) or name
    return sections


def _pack(units: list[_Unit], room: int, target: int) -> list[tuple[int, int]]:
    """Runs of units of about equal size, as few as `target` asks for, none over `room`."""
    left = sum(unit.pieces for unit in units)
    runs: list[tuple[int, int]] = []
    held = 0
    start = units[0].start if units else 0
    aim = left / max(1, -(-left // target))
    for index, unit in enumerate(units):
        # Break before this unit where it does not fit, or where stopping short is nearer the aim.
        if held and (held + unit.pieces > room or held + unit.pieces / 2 > aim):
            runs.append((start, unit.start))
            left -= held
            start, held = unit.start, 0
            aim = left / max(1, -(-left // target))
        held += unit.pieces
        if index == len(units) - 1:
            runs.append((start, unit.end))
    return runs


def _cut(text: str, start: int, end: int, room: int, count_pieces: CountPieces) -> list[_Unit]:
    """A sentence too long for one passage, cut at clauses where there are any, else at words."""
    words: list[tuple[int, int]] = []
    for found in _WORD.finditer(text, start, end):
        # A "word" without spaces may be as long as it likes; a letter may be several pieces.
        step = len(found[0]) if len(found[0]) <= room // 4 else max(1, room // 8)
        words.extend(
            (at, min(at + step, found.end())) for at in range(found.start(), found.end(), step)
        )
    counts = count_pieces([text[begin:stop] for begin, stop in words])
    units: list[_Unit] = []
    first = 0
    while first < len(words):
        held, last = counts[first], first + 1
        while last < len(words) and held + counts[last] <= room:
            held += counts[last]
            last += 1
        if last < len(words):
            ends = [
                at
                for at in range(first + max(1, (last - first) // 2), last + 1)
                if _CLAUSE_END.search(text[words[at - 1][0] : words[at - 1][1]].rstrip())
            ]
            if ends:
                last = ends[-1]
        units.append(_Unit(words[first][0], words[last - 1][1], sum(counts[first:last])))
        first = last
    return units
