"""Markdown as the plain words a reader sees: no emphasis marks, link targets or images."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.readers.decode import decode_bytes
from ingest.readers.front_matter import take_front_matter
from ingest.readers.html import write_html
from ingest.readers.reading import Reading
from ingest.readers.table import Cell, tables_of
from ingest.readers.written import PageWriter, raised

_TAG = re.compile(r"<(/?)(\w+)")


def read_markdown(path: Path) -> Reading:
    record, text = take_front_matter(decode_bytes(path.read_bytes()))
    writer = PageWriter()
    # Indented text is text: nobody writes program code in these documents.
    parser = MarkdownIt("commonmark").enable("table").disable("code")
    _write(parser.parse(text), writer)
    return writer.reading(record, by_hand=True)


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
