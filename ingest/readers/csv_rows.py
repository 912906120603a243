"""CSV: each row a text with its record, under a header that names the columns."""

import csv
import hashlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.readers.decode import decode_bytes
from ingest.readers.plain import read_plain_text
from ingest.readers.reading import LeftOut, Reading, UnreadableDocument
from ingest.record_fields import Record

_DELIMITERS = ",;\t|"
# Fields that are more than a word or a list of words have no column.
_FIELDS = frozenset(Record.model_fields) - {"facts", "checked"}


def read_csv(path: Path, max_bytes: int) -> Iterator[Reading | LeftOut]:
    rows = _rows(decode_bytes(path.read_bytes()), max_bytes)
    if not any(cell.strip() for _, cells in rows[1:] for cell in cells):
        raise UnreadableDocument("there are no rows under its header; put its texts in")
    header, met = [name.strip().lower() for name in rows[0][1]], set[str]()
    for line, cells in rows[1:]:
        if not any(cell.strip() for cell in cells):
            continue
        fields = dict(zip(header, (cell.strip() for cell in cells), strict=False))
        text = fields.get("text", "")
        part = _part(fields, text)
        if len(cells) > len(header):
            reason = (
                f"line {line} has {len(cells)} cells under {len(header)} columns; put a text that"
                " holds the delimiter in quotation marks"
            )
            yield LeftOut(f"line {line}", reason)
        elif not text:
            yield LeftOut(part, f"line {line} has no text")
        elif part in met:
            yield LeftOut(f"line {line}", f"line {line} has the id {part!r} of an earlier row")
        else:
            met.add(part)
            yield _reading(fields, text, part)


def _rows(text: str, max_bytes: int) -> list[tuple[int, list[str]]]:
    """The line that each row ends on, and its cells, by the delimiter that gives a column text."""
    first, _, rest = text.partition("\n")
    if first.lower().startswith("sep="):  # what spreadsheets write for themselves
        text = rest
        first = text.partition("\n")[0]
    csv.field_size_limit(max(max_bytes, 131_072))
    for delimiter in _DELIMITERS:
        names = next(csv.reader([first], delimiter=delimiter), [])
        if "text" in [name.strip().lower() for name in names]:
            break
    else:
        shown = ", ".join(repr(name.strip()[:30]) for name in next(csv.reader([first]), [])[:8])
        raise UnreadableDocument(f"there is no column named text; the columns are {shown}")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        rows = [(reader.line_num, cells) for cells in reader]
    except csv.Error as error:
        raise UnreadableDocument(
            f"a quotation mark is out of place or not closed (line {reader.line_num}); double the"
            " marks within a quoted text"
        ) from error
    names = [name.strip().lower() for name in rows[0][1]]
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise UnreadableDocument(f"there are two columns named {twice[0]!r}; rename one")
    return rows


def _part(fields: dict[str, str], text: str) -> str:
    """A row's id, else its text's own name: a row may be moved."""
    named = fields.get("id") or fields.get("pmid") or fields.get("doi")
    return named or hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _reading(fields: dict[str, str], text: str, part: str) -> Reading:
    record: dict[str, Any] = {
        name: value for name, value in fields.items() if value and name in _FIELDS
    }
    if "title" not in record and "id" in record:
        record["title"] = record["id"]
    shown = read_plain_text(text)
    return Reading(shown.text, shown.blocks, record, part=part, by_hand=True, has_furniture=False)
