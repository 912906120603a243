"""DOCX: headings, paragraphs, lists and tables in their order; footnotes at the end."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from ingest.readers.docx_package import (
    Lists,
    Package,
    Style,
    attribute,
    numbering_of,
    read_styles,
    value_of,
)
from ingest.readers.docx_words import boxes_in, is_bold, words_of
from ingest.readers.formula import local_name
from ingest.readers.reading import Reading, UnreadableDocument
from ingest.readers.table import BREAK, Cell, has_header, tables_of
from ingest.readers.written import PageWriter, folded
from ingest.readers.xml_tree import first

_CAPTION = re.compile(r"(?:supplementary )?table\s+[A-Z]?\d+\b", re.IGNORECASE)
_CAPTION_LENGTH = 300
# A table of contents, and a list of sources that a program made.
_NO_TEXT = re.compile(
    r"(?:toc \d|toc heading|table of figures|(?:endnote )?bibliography)", re.IGNORECASE
)


def read_docx(path: Path, max_bytes: int) -> Iterable[Reading]:
    package = Package(path.read_bytes(), max_bytes)
    document = package.document()
    body = first(document, "body")
    if body is None:
        raise UnreadableDocument("its word/document.xml holds no body; save the file again")
    writer = PageWriter()
    walk = _Walk(writer, read_styles(package.part("word/styles.xml")), package)
    walk.blocks(body)
    notes = [
        folded(" ".join(words_of(paragraph) for paragraph in _paragraphs(note)))
        for part in ("footnotes", "endnotes")
        if (root := package.part(f"word/{part}.xml")) is not None
        for note in root
        if attribute(note, "type")
        not in ("separator", "continuationSeparator", "continuationNotice")
    ]
    if any(notes):
        writer.add("Notes", "heading", level=1)
        for note in notes:
            writer.add(note)
    if not writer.blocks:
        raise UnreadableDocument("the file holds no text; put its text in, or remove it")
    return [writer.reading({})]


class _Walk:
    """Writes the blocks of a document in their order."""

    def __init__(self, writer: PageWriter, styles: dict[str, Style], package: Package) -> None:
        self.writer = writer
        self._styles = styles
        self._lists = Lists(package.part("word/numbering.xml"))
        self._begun = ""  # words of a paragraph whose end was deleted

    def blocks(self, parent: Any) -> None:
        caption = ""
        for block in _blocks(parent):
            if local_name(block) == "tbl":
                self._table(block, caption)
                caption = ""
                continue
            if caption:
                self.writer.add(caption)
                caption = ""
            style = self._style(block)
            words = self._begun + words_of(block)
            self._begun = ""
            if first(block, "pPr/rPr/del") is not None:
                self._begun = words
                continue
            if _is_caption(words, style):
                caption = folded(words)
            else:
                self._paragraph(block, words, style)
            for box in boxes_in(block):
                self.blocks(box)
        self.writer.add(caption)

    def _paragraph(self, block: Any, words: str, style: Style) -> None:
        if _NO_TEXT.match(style.name):
            return
        outline = value_of(block, "pPr/outlineLvl")
        level = int(outline) + 1 if outline.isdecimal() and int(outline) < 9 else style.level
        numbering = numbering_of(block) or style.numbering
        mark = self._lists.mark(*numbering) if numbering and folded(words) else ""
        if level:
            self.writer.add(words, "heading", level=min(level, 6))
        elif numbering:
            self.writer.add(f"{mark} {words}", "item")
        else:
            self.writer.add(words)

    def _style(self, block: Any) -> Style:
        return self._styles.get(value_of(block, "pPr/pStyle"), Style())

    def _table(self, table: Any, caption: str) -> None:
        rows = [row for row in _within(table, "tr") if first(row, "trPr/del") is None]
        cells = [list(_within(row, "tc")) for row in rows]
        nested = any(next(cell.iter("{*}tbl"), None) is not None for row in cells for cell in row)
        if nested or all(len(row) < 2 for row in cells):
            self.writer.add(caption)
            for row in cells:  # it lays the page out
                for cell in row:
                    self.blocks(cell)
            return
        looks = first(table, "tblPr/tblLook")
        header_rows = 0
        for row in rows:
            if first(row, "trPr/tblHeader") is None:
                break
            header_rows += 1
        grid = _grid(cells)
        if (
            not header_rows
            and len(rows) > 1
            and (_starts_with_header(looks, grid[0]) or has_header(grid))
        ):
            header_rows = min(max(cell.rows for cell in grid[0]), len(rows) - 1)
        self.writer.add_table(tables_of(grid, header_rows=header_rows), caption=caption)


def _blocks(parent: Any) -> Iterator[Any]:
    """The paragraphs and tables in `parent`, those within controls and insertions too."""
    for child in parent:
        match local_name(child):
            case "p" | "tbl":
                yield child
            case "sdt":
                if not value_of(child, "sdtPr/docPartObj/docPartGallery").startswith(
                    ("Table of Contents", "Bibliographies")
                ):
                    yield from _blocks(child)
            case "sdtContent" | "customXml" | "ins" | "moveTo" | "smartTag":
                yield from _blocks(child)
            case _:
                pass


def _paragraphs(parent: Any) -> Iterator[Any]:
    """The paragraphs in a cell or a note, and those of the text boxes that hang on them."""
    for block in _blocks(parent):
        if local_name(block) == "p":
            yield block
            for box in boxes_in(block):
                yield from _paragraphs(box)


def _within(parent: Any, name: str) -> Iterator[Any]:
    """Rows of a table or cells of a row, those within controls too."""
    for child in parent:
        if local_name(child) == name:
            yield child
        elif local_name(child) in ("sdt", "sdtContent", "customXml"):
            yield from _within(child, name)


def _grid(rows: list[list[Any]]) -> list[list[Cell]]:
    """The cells; one that goes on from the row above is made one with it."""
    grid: list[list[Cell]] = []
    places: list[dict[int, tuple[int, int]]] = []  # column → row and index of the cell there
    for row in rows:
        line: list[Cell] = []
        here: dict[int, tuple[int, int]] = {}
        column = 0
        for cell in row:
            span = value_of(cell, "tcPr/gridSpan")
            columns = min(int(span), 200) if span.isdecimal() and 0 < len(span) < 4 else 1
            above = places[-1].get(column) if places else None
            if _goes_on(cell) and above is not None:
                over = grid[above[0]][above[1]]
                grid[above[0]][above[1]] = replace(over, rows=len(grid) - above[0] + 1)
                here[column] = above
            else:
                here[column] = (len(grid), len(line))
                line.append(_cell(cell, max(columns, 1)))
            column += max(columns, 1)
        grid.append(line)
        places.append(here)
    return grid


def _goes_on(cell: Any) -> bool:
    merge = first(cell, "tcPr/vMerge")
    return merge is not None and attribute(merge, "val") != "restart"


def _cell(cell: Any, columns: int) -> Cell:
    paragraphs = list(_paragraphs(cell))
    words = BREAK.join(words_of(paragraph) for paragraph in paragraphs)
    indent = value_of(paragraphs[0], "pPr/ind", "left") if paragraphs else ""
    if words.startswith("  ") or (indent.isdecimal() and int(indent[:6]) > 0):
        words = f"\u00a0{words.strip()}"
    bold = bool(folded(words)) and all(is_bold(one) for one in paragraphs if folded(words_of(one)))
    return Cell(words, columns, is_bold=bold)


def _starts_with_header(looks: Any, row: list[Cell]) -> bool:
    """Whether the first row is set apart: by the table's look, or by being all in bold."""
    if any(not folded(cell.words) for cell in row[1:]) or not row:
        return False
    if all(cell.is_bold for cell in row if folded(cell.words)):
        return True
    if looks is None:
        return False
    said = attribute(looks, "firstRow")
    code = attribute(looks, "val")
    try:
        return said in ("1", "true", "on") or (not said and bool(int(code or "0", 16) & 0x20))
    except ValueError:
        return False


def _is_caption(words: str, style: Style) -> bool:
    said = folded(words)
    if not said or len(said) > _CAPTION_LENGTH:
        return False
    return style.name.lower() == "caption" or _CAPTION.match(said) is not None
