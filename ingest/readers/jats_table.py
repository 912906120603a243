"""The cells of a table in a JATS article, of either of the two models that it may have."""

import re
from collections.abc import Callable
from typing import Any

from ingest.readers.formula import local_name
from ingest.readers.reading import check_blocks
from ingest.readers.table import Cell, has_header

_INDENTED = re.compile(r"(?:padding-left|text-indent|margin-left)\s*:\s*[1-9.]")
_BOLD = ("bold", "italic")


def rows_of(table: Any, words_of: Callable[[Any], str]) -> tuple[list[list[Cell]], int]:
    """The rows of a table, foot last, and how many of them are its header."""
    check_blocks(sum(1 for _ in table.iter("{*}tr", "{*}row")))
    head: list[Any] = []
    body: list[Any] = []
    foot: list[Any] = []
    for row in table.iter("{*}tr", "{*}row"):
        part = local_name(row.getparent())
        (head if part == "thead" else foot if part == "tfoot" else body).append(row)
    rows = [
        [_cell(cell, words_of) for cell in row if local_name(cell) in ("td", "th", "entry")]
        for row in (*head, *body, *foot)
    ]
    if head:
        return rows, len(head)
    marked = (
        len(rows) > 1 and bool(rows[0]) and all(cell.is_header or cell.is_bold for cell in rows[0])
    )
    return rows, int(marked or has_header(rows))


def _cell(cell: Any, words_of: Callable[[Any], str]) -> Cell:
    words = words_of(cell)
    raw = "".join(cell.itertext())
    indent = re.match(r"\s*[\u00a0\u2000-\u200a\u3000]", raw)
    if indent or _INDENTED.search(cell.get("style") or ""):
        words = f"\u00a0{words}"
    parts = list(cell)
    bold = len(parts) == 1 and local_name(parts[0]) in _BOLD and not _loose(cell)
    return Cell(
        words,
        columns=_number(cell.get("colspan")) or _between(cell),
        rows=_number(cell.get("rowspan")) or _number(cell.get("morerows")) + 1,
        is_header=local_name(cell) == "th",
        is_bold=bold,
    )


def _loose(cell: Any) -> str:
    return ((cell.text or "") + "".join(part.tail or "" for part in cell)).strip()


def _number(value: str | None) -> int:
    digits = (value or "").strip()
    return min(int(digits), 1000) if digits.isdecimal() and len(digits) < 6 else 0


def _between(cell: Any) -> int:
    """How many columns an entry covers that names its first and last: c2 to c4 are three."""
    names = [re.search(r"\d+\Z", cell.get(side) or "") for side in ("namest", "nameend")]
    if names[0] is None or names[1] is None:
        return 1
    return max(1, min(int(names[1][0][-4:]) - int(names[0][0][-4:]) + 1, 1000))
