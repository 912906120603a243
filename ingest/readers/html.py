"""A web page's own words: headings, paragraphs, items and rows, without the frame about them."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree, html

from ingest.readers.decode import decode_bytes
from ingest.readers.formula import formula_words
from ingest.readers.html_meta import read_meta
from ingest.readers.page_frame import drop_frame
from ingest.readers.reading import Reading, Role, UnreadableDocument, check_blocks, check_tags
from ingest.readers.table import BREAK, Cell, has_header, tables_of
from ingest.readers.written import PageWriter, folded, lowered_after, raised

_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset"
    " figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol p"
    " pre section summary table tbody td tfoot th thead tr ul".split()
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_UNSEEN = frozenset(
    "script style template noscript svg head iframe object canvas audio video button input select"
    " textarea datalist map img picture source track title meta link label nav".split()
)
_INDENTED = re.compile(r"(?:padding-left|text-indent|margin-left)\s*:\s*[1-9.]")
_CLOSED = re.compile(r"[.!?:;…][\"'”’)\]]*$")


def read_html(path: Path) -> Reading:
    text = decode_bytes(path.read_bytes(), may_name_encoding=True)
    root = _parse(text)
    record = read_meta(root)
    drop_frame(root)
    writer = PageWriter()
    _Walk(writer).element(root)
    if not writer.blocks:
        raise UnreadableDocument(
            "the page holds no text of its own; save the article's text instead"
        )
    return writer.reading(record)


def write_html(fragment: str, writer: PageWriter) -> None:
    """Write the words of a piece of HTML that stands in another format."""
    if fragment.strip() and not fragment.lstrip().startswith("<!--"):
        _Walk(writer).element(_parse(fragment))


def _parse(text: str) -> Any:
    # NUL and its kin end libxml2's parse early; an XML declaration cannot stand in a str.
    check_tags(text.count("<"))
    text = re.sub(r"[\x00-\x08\x0e-\x1f]", "", text)
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True
    )
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableDocument(
            "the file holds no HTML that can be read; save the page again"
        ) from error
    if any("depth" in entry.message for entry in parser.error_log):
        raise UnreadableDocument(
            "the page's tags are nested too deep, and part of it would be lost; save it as text"
        )
    return root


class _Walk:
    """Collects inline words until a block begins or ends, then writes them."""

    def __init__(self, writer: PageWriter) -> None:
        self.writer = writer
        self.words: list[str] = []
        self.linked = 0
        self.role: Role = "paragraph"
        self.level = 0
        self.mark = ""

    def element(self, element: Any) -> None:
        # An explicit stack: unclosed tags nest thousands deep.
        stack: list[tuple[Any, Iterator[Any], tuple[Role, int]]] = []
        self._open(element)
        stack.append((element, iter(element), ("paragraph", 0)))
        while stack:
            current, children, outer = stack[-1]
            child = next(children, None)
            if child is None:
                stack.pop()
                self._close(current, outer)
                if stack:
                    self._say(current.tail)
                continue
            if not isinstance(child.tag, str) or child.tag in _UNSEEN:
                if child.tag in ("button", "label", "select", "iframe", "nav"):
                    self._say(BREAK)
                self._say(child.tail)
            elif child.tag == "br":
                self._say(BREAK)
                self._say(child.tail)
            elif child.tag in ("sup", "sub", "math"):
                self._say(_set_off(child, "".join(self.words[-3:])))
                self._say(child.tail)
            elif child.tag == "table" and not _is_layout(child):
                self._flush()
                check_blocks(sum(1 for _ in child.iter("tr")))
                caption = next(child.iter("caption"), None)
                self.writer.add_table(
                    tables_of(_cells(child), header_rows=_header_rows(child)),
                    caption="" if caption is None else cell_words(caption).replace(BREAK, " "),
                )
                self._say(child.tail)
            elif child.tag == "a" and not _holds_block(child):
                link = "".join(child.itertext())
                self._say(link)
                self.linked += len(folded(link))
                self._say(child.tail)
            else:
                before = (self.role, self.level)
                self._open(child)
                stack.append((child, iter(child), before))

    def _open(self, element: Any) -> None:
        if element.tag in _BLOCKS:
            self._flush()
            self.level = _HEADINGS.get(element.tag, 0)
            if self.level:
                self.role = "heading"
            elif element.tag in ("li", "dt", "dd"):
                self.role = "item"
            elif self.role == "heading":
                self.role = "paragraph"  # a block in a heading: the heading was never closed
        self._say(element.text)

    def _close(self, element: Any, outer: tuple[Role, int]) -> None:
        if element.tag in _BLOCKS:
            self._flush()
            self.role, self.level = outer
            if self.role == "heading":
                self.role, self.level = "paragraph", 0

    def _say(self, text: str | None) -> None:
        if text:
            self.words.append(text if text == BREAK else " ".join(re.split(r"\s+", text)))

    def _flush(self) -> None:
        text = "".join(self.words)
        linked, self.words, self.linked = self.linked, [], 0
        if not text.strip():
            return
        if self.role == "heading":
            self.writer.add(text, "heading", level=self.level)
            return
        if _leads_elsewhere(folded(text), linked):
            return
        for part in _broken_lines(text):
            self.writer.add(part, self.role)


def _leads_elsewhere(text: str, linked: int) -> bool:
    """Nothing but links, and not a word that happens to be linked (nausea, raised pressure)."""
    if linked < 0.8 * len(text) - 2 or _CLOSED.search(text):
        return False
    return len(text.split()) < 40 and (not text[0].islower() or len(text.split()) > 4)


def _broken_lines(text: str) -> list[str]:
    """Text at its line breaks, save where a sentence runs on across one."""
    lines: list[str] = []
    for line in map(folded, text.split(BREAK)):
        if not line:
            continue
        if lines and line[0].islower() and not _CLOSED.search(lines[-1]):
            lines[-1] += " " + line
        else:
            lines.append(line)
    return lines


def _holds_block(element: Any) -> bool:
    return any(isinstance(each.tag, str) and each.tag in _BLOCKS for each in element.iter())


def _is_layout(table: Any) -> bool:
    """A table that arranges the page rather than holding data."""
    if table.get("role") == "presentation":
        return True
    return any(
        each.tag in ("table", "h1", "h2", "h3", "ul", "ol", "article")
        for each in table.iterdescendants()
    )


def _header_rows(table: Any) -> int:
    """How many rows are the header: those of the table's head, else the first ones all of <th>."""
    rows = [(row, _cells_of(row)) for row in table.iter("tr")]
    in_head = [row for row, _ in rows if row.getparent().tag == "thead"]
    if in_head:
        return len(in_head)
    count = 0
    for _, cells in rows:
        if not cells or any(cell.tag != "th" for cell in cells):
            break
        count += 1
    if count == 0:
        return int(has_header(_cells(table)))
    return count if count < len(rows) else 1


def _cells(table: Any) -> list[list[Cell]]:
    return [[_cell(cell) for cell in _cells_of(row)] for row in table.iter("tr")]


def _cells_of(row: Any) -> list[Any]:
    return [cell for cell in row if cell.tag in ("td", "th")]


def _cell(cell: Any) -> Cell:
    words = cell_words(cell)
    bold = len(cell) == 1 and cell[0].tag in ("b", "strong") and not (cell[0].tail or "").strip()
    if _INDENTED.search(cell.get("style") or ""):
        words = f"\u00a0{words}"
    return Cell(
        words,
        columns=_span(cell, "colspan"),
        rows=_span(cell, "rowspan"),
        is_header=cell.tag == "th",
        is_bold=bold and not (cell.text or "").strip(),
    )


def _span(cell: Any, name: str) -> int:
    value = str(cell.get(name, "1")).strip()
    return max(1, min(int(value), 1000)) if value.isdecimal() and len(value) < 6 else 1


def cell_words(cell: Any) -> str:
    """The words in a cell or a caption, its lines parted by spaces."""
    said = [cell.text or ""]
    stack = [iter(cell)]  # unclosed tags nest deeper than calls can
    open_elements = [cell]
    while stack:
        each = next(stack[-1], None)
        if each is None:
            stack.pop()
            done = open_elements.pop()
            if stack:
                said += [BREAK if done.tag in _BLOCKS else "", done.tail or ""]
        elif not isinstance(each.tag, str) or each.tag in _UNSEEN or each.tag == "br":
            said += [BREAK if each.tag == "br" else " ", each.tail or ""]
        elif each.tag in ("sup", "sub", "math"):
            said += [_set_off(each, "".join(said[-3:])), each.tail or ""]
        else:
            said.append(each.text or "")
            stack.append(iter(each))
            open_elements.append(each)
    return "".join(said)


def _set_off(element: Any, before: str) -> str:
    """A superscript, a subscript or a formula, after the words before it."""
    if element.tag == "math":
        return formula_words(element)
    words = "".join(element.itertext())
    return raised(words) if element.tag == "sup" else lowered_after(words, before)
