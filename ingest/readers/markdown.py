"""Markdown as the plain words a reader sees: no emphasis marks, link targets or images."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.readers.decode import decode_bytes
from ingest.readers.front_matter import take_front_matter
from ingest.readers.html import write_html
from ingest.readers.reading import Reading, UnreadableDocument
from ingest.readers.table import Cell, tables_of
from ingest.readers.written import PageWriter, raised

_PIECE = 500_000
_TARGET = re.compile(r"^ {0,3}\[[^\]\n]+\]:[^\n]*", re.MULTILINE)
_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_BEGINS_BLOCK = re.compile(r"(?!\s|[-+*]\s|\d{1,9}[.)]\s|[>|])")
_TAG = re.compile(r"<(/?)(\w+)")


def read_markdown(path: Path) -> Reading:
    record, text = take_front_matter(decode_bytes(path.read_bytes()))
    writer = PageWriter()
    # Indented text is text: nobody writes program code in these documents.
    parser = MarkdownIt("commonmark").enable("table").disable("code")
    targets: dict[str, Any] = {}
    if len(text) > _PIECE:  # the targets of links may stand at the end
        parser.parse("\n".join(_TARGET.findall(text)), targets)
    for piece in _pieces(text):
        _write(parser.parse(piece, targets), writer)
    return writer.reading(record, by_hand=True)


def _pieces(text: str) -> Iterator[str]:
    """A long text piece by piece, for its parse takes hundreds of times the room of the text.

    It is cut at blank lines that end a block: outside of fences, before what is no list.
    """
    start = at = 0
    fence = ""
    for line in text.splitlines(keepends=True) if len(text) > _PIECE else ():
        was_fenced = bool(fence)
        if mark := _FENCE.match(line):
            fence = "" if fence and mark[1].startswith(fence) else fence or mark[1]
        may_cut = (
            not was_fenced and _BEGINS_BLOCK.match(line) and text[max(0, at - 2) : at] == "\n\n"
        )
        if may_cut and at - start > _PIECE:
            yield text[start:at]
            start = at
        at += len(line)
        if at - start > 4 * _PIECE:
            raise UnreadableDocument(
                f"more than {4 * _PIECE / 1e6:g} MB of it have no blank line that ends a block;"
                " part it, or save it as .txt or .csv"
            )
    yield text[start:]


def _write(tokens: Sequence[Token], writer: PageWriter) -> None:
    walk = iter(tokens)
    items = 0
    mark = ""
    level = 0
    lists: list[int | None] = []
    for token in walk:
        match token.type:
            case "heading_open":
                level = int(token.tag[1])
            case "heading_close":
                level = 0
            case "ordered_list_open":
                lists.append(int(token.attrGet("start") or 1))
            case "bullet_list_open":
                lists.append(None)
            case "ordered_list_close" | "bullet_list_close":
                lists.pop()
            case "list_item_open":
                items += 1
                if (number := lists[-1]) is not None:
                    mark = f"{number}{token.markup} "
                    lists[-1] = number + 1
            case "list_item_close":
                items -= 1
                mark = ""
            case "table_open":
                writer.add_table(tables_of(_rows(walk), header_rows=1))
            case "inline":
                words = _words(token.children or ())
                if level:
                    writer.add(words, "heading", level=level)
                else:
                    writer.add(mark + words, "item" if items else "paragraph")
                mark = ""
            case "fence":
                writer.add(token.content)
            case "html_block":
                write_html(token.content, writer)


def _rows(walk: Iterator[Token]) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    for token in walk:
        match token.type:
            case "table_close":
                break
            case "tr_open":
                rows.append([])
            case "inline":
                rows[-1].append(Cell(_words(token.children or ())))
    return rows


def _words(children: Sequence[Token]) -> str:
    parts: list[str] = []
    raise_from: int | None = None
    for child in children:
        match child.type:
            case "text" | "code_inline" | "text_special":
                parts.append(child.content)
            case "softbreak" | "hardbreak":
                parts.append(" ")
            case "html_inline":
                tag = _TAG.match(child.content)
                if tag is None or tag[2].lower() != "sup":
                    parts.append(" " if tag is not None and tag[2].lower() == "br" else "")
                elif not tag[1]:
                    raise_from = len(parts)
                elif raise_from is not None:
                    parts[raise_from:] = [raised("".join(parts[raise_from:]))]
                    raise_from = None
    return "".join(parts)
