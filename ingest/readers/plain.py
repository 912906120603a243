"""Plain text: paragraphs, hard wraps, list items and headings, told by lines alone."""

import re
from dataclasses import replace
from pathlib import Path

from ingest.lines import (
    continues,
    could_be_heading,
    ends_sentence,
    in_title_case,
    looks_wrapped,
    starts_item,
    wrap_width,
)
from ingest.readers.decode import decode_bytes
from ingest.readers.front_matter import take_front_matter
from ingest.readers.reading import Block, Reading, Role, UnreadableDocument, check_blocks

_LINE = re.compile(r"[^\n\f\v\x85\u2028\u2029]+")
_RULE = re.compile(r"[\s=_*~·.|+-]+\Z")
_GAP = re.compile(r"\s{2}|[\n\t]")  # a wide gap parts the words of a menu, not of a heading
_MARKED_UP = re.compile(r"\s*(?:<!doctype html|<html\b|<\?xml)", re.IGNORECASE)
_PROSE_LENGTH = 60


def read_plain(path: Path) -> Reading:
    whole = decode_bytes(path.read_bytes())
    if marked_up := _MARKED_UP.match(whole):
        what = "XML" if marked_up[0].lower().endswith("xml") else "a web page"
        raise UnreadableDocument(f"the file is {what}, not plain text; give it its own suffix")
    record, text = take_front_matter(whole)
    return replace(read_plain_text(text, record), by_hand=True)


def read_plain_text(text: str, record: dict[str, object] | None = None) -> Reading:
    """The blocks of `text`; a form feed begins a new page."""
    pages: tuple[tuple[int, int], ...] = ()
    if "\f" in text.strip("\f\n "):
        starts = [0, *(match.end() for match in re.finditer("\f", text))]
        pages = tuple(
            (start, number) for number, start in enumerate(starts, 1) if text[start:].strip()
        )
    blocks: list[Block] = []
    for group in _groups(text):
        blocks.extend(_blocks_of(text, group))
        check_blocks(len(blocks))
    return Reading(text, _with_headings(text, blocks), record or {}, pages)


def _groups(text: str) -> list[list[tuple[int, int]]]:
    """Runs of lines between blank ones (or rules), each line trimmed, as offsets."""
    groups: list[list[tuple[int, int]]] = [[]]
    end_of_last = 0
    for match in _LINE.finditer(text):
        line = match[0]
        if (
            text.count("\n", end_of_last, match.start()) > 1
            or "\f" in text[end_of_last : match.start()]
        ):
            groups.append([])
        end_of_last = match.end()
        if not line.strip() or (_RULE.match(line) and not line.strip().isdigit()):
            groups.append([])
            continue
        start = match.start() + len(line) - len(line.lstrip())
        groups[-1].append((start, match.start() + len(line.rstrip())))
    return [group for group in groups if group]


def _blocks_of(text: str, group: list[tuple[int, int]]) -> list[Block]:
    lines = [text[start:end] for start, end in group]
    if (cells := _table(lines)) is not None:
        header = group[0] if cells else None
        return [Block(start, end, "row", 0, header) for start, end in group]
    width = wrap_width(lines)
    wrapped = looks_wrapped(lines)
    blocks: list[Block] = []
    for index, (start, end) in enumerate(group):
        role: Role = "item" if starts_item(lines[index]) else "paragraph"
        if index and role == "paragraph":
            goes_on = continues(lines[index - 1], lines[index], width=width, wrapped=wrapped)
            if goes_on:
                last = blocks.pop()
                blocks.append(Block(last.start, end, last.role))
                continue
        blocks.append(Block(start, end, role))
    return blocks


def _table(lines: list[str]) -> bool | None:
    """Whether tab-separated or piped `lines` are a table's rows; None where they are not."""
    if len(lines) < 2:
        return None
    for mark in ("\t", "|"):
        counts = {line.strip("|").count(mark) for line in lines}
        if len(counts) == 1 and counts.pop() >= 1:
            return True
    return None


def _with_headings(text: str, blocks: list[Block]) -> tuple[Block, ...]:
    """Short unclosed lines that stand over a longer or closed block become headings."""
    found: list[Block] = []
    below: Block | None = None
    for block in reversed(blocks):  # a heading may stand over a heading
        if below is not None and _is_heading(text, block, below):
            block = Block(block.start, block.end, "heading", 1)
        found.append(block)
        below = block
    return tuple(reversed(found))


def _is_heading(text: str, block: Block, below: Block) -> bool:
    line = text[block.start : block.end]
    if block.role == "row" or _GAP.search(line) or not could_be_heading(line):
        return False
    closed = ends_sentence(line) and not line.endswith("?") and not in_title_case(line)
    if block.role == "item" and (closed or below.role == "item"):
        return False
    if below.role == "heading":
        return True
    if below.role in ("item", "row"):
        return not closed
    under = text[below.start : below.end]
    if len(under) >= _PROSE_LENGTH and len(under) > len(line):
        return True
    return ends_sentence(under) and not closed
