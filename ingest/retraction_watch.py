"""A Retraction Watch CSV, as Crossref publishes it → notices, row by row."""

import codecs
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ingest.document import IngestError
from ingest.notices import Nature, Notice, bare_doi, bare_pmid

_NATURES: dict[str, Nature | None] = {
    "retraction": "retraction",
    "expression of concern": "concern",
    "reinstatement": "reinstatement",
    "correction": None,  # what it says still stands
}
_NEEDED = ("RetractionNature", "RetractionDate", "OriginalPaperDOI", "OriginalPaperPubMedID")
_SHOWN = 3  # rows that are named where some could not be read
_BLOCK = 1 << 20
_DATE = re.compile(r"(\d{1,4})[/-](\d{1,2})[/-](\d{1,4})(?:[ T].*)?\Z")
_NO_NAME = frozenset({"", "0", "unavailable", "n/a", "na", "none", "nan"})
_REMEDY = "give the CSV of Retraction Watch as Crossref publishes it"


@dataclass(slots=True)
class Tally:
    """What was met while a list was read."""

    rows: int = 0
    without_name: int = 0  # neither DOI nor PMID: no document can be known by it
    unreadable: int = 0
    shown: list[str] = field(default_factory=list)  # the first of them, each with its line

    def note(self, first: int, last: int, why: str) -> None:
        self.unreadable += 1
        if len(self.shown) < _SHOWN:
            where = f"line {first}" if first == last else f"lines {first} to {last}"
            self.shown.append(f"{where}: {why}")


def read_notices(path: Path, tally: Tally) -> Iterator[Notice]:
    """The notices of a list, one row in memory at a time; corrections are passed over.

    Raises IngestError where the file is not such a list, or is not whole.
    """
    try:
        with path.open(encoding=_encoding_of(path), errors="replace", newline="") as file:
            yield from _notices(file, path, tally)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise IngestError(f"the list of retractions {path} cannot be read ({reason})") from error


def _notices(lines: Iterator[str], path: Path, tally: Tally) -> Iterator[Notice]:
    head = next(lines, "")
    places, delimiter, width = _columns(head, path)
    last: list[str] = []
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        first = rows.line_num + 2  # the header is line 1
        try:
            row = next(rows)
        except StopIteration:
            break
        except csv.Error as error:
            if "unexpected end" in str(error):
                raise _not_whole(path) from error
            tally.rows += 1
            tally.note(first, rows.line_num + 1, f"it is not sound CSV ({error})")
            continue
        if not any(cell.strip() for cell in row):
            continue
        tally.rows += 1
        last = row
        if len(row) <= max(places.values()):
            tally.note(first, rows.line_num + 1, "it has too few columns")
            continue
        notice = _notice({name: row[at].strip() for name, at in places.items()})
        if isinstance(notice, str):
            tally.note(first, rows.line_num + 1, notice)
        elif notice is not None and not (notice.doi or notice.pmid):
            tally.without_name += 1
        elif notice is not None:
            yield notice
    if last and len(last) < width and not _ends_a_line(path):
        raise _not_whole(path)
    if tally.unreadable * 2 > tally.rows or not tally.rows:
        why = f"; {tally.shown[0]}" if tally.shown else ""
        raise IngestError(
            f"{path} holds {tally.rows} rows, of which {tally.unreadable} cannot be read{why}; "
            f"{_REMEDY}"
        )


def _notice(row: dict[str, str]) -> Notice | str | None:
    """The row's notice; None for a correction; else what is wrong with it."""
    nature = row["retractionnature"].lower()
    if nature not in _NATURES:
        return f"its RetractionNature is {_plain(nature)[:60]!r}"
    known = _NATURES[nature]
    if known is None:
        return None
    doi, pmid = row["originalpaperdoi"], row["originalpaperpubmedid"]
    if not bare_doi(doi) and not bare_pmid(pmid):
        for name, value in (("DOI", doi), ("PMID", pmid)):
            if value.lower() not in _NO_NAME:
                return f"its {name} is {_plain(value)[:60]!r}"
    reasons = (part.strip().lstrip("+").strip() for part in row.get("reason", "").split(";"))
    return Notice(
        nature=known,
        doi=bare_doi(doi),
        pmid=bare_pmid(pmid),
        on=_day(row["retractiondate"]),
        notice_doi=bare_doi(row.get("retractiondoi")),
        reasons="; ".join(_plain(reason) for reason in reasons if reason),
    )


def _day(text: str) -> date | None:
    """The day of `8/16/2023 0:00`, month first as the list writes it, or of `2023-08-16`.

    >>> _day("8/16/2023 0:00"), _day("2023-08-16"), _day("soon")
    (datetime.date(2023, 8, 16), datetime.date(2023, 8, 16), None)
    """
    found = _DATE.match(text)
    if found is None:
        return None
    numbers = [int(part) for part in found.groups()]
    year, month, day = numbers if len(found[1]) == 4 else (numbers[2], *numbers[:2])
    try:
        return date(year, month, day) if year > 1500 else None
    except ValueError:
        return None


def _columns(head: str, path: Path) -> tuple[dict[str, int], str, int]:
    """Where each column stands, by its name in small letters; the delimiter; how many there are."""
    best: dict[str, int] = {}
    for delimiter in ",;\t":
        try:
            names = next(csv.reader([head], delimiter=delimiter), [])
        except csv.Error:
            continue
        places = {re.sub(r"\s", "", name).lower(): at for at, name in enumerate(names)}
        if all(name.lower() in places for name in _NEEDED):
            wanted = [*(name.lower() for name in _NEEDED), "retractiondoi", "reason"]
            held = {name: places[name] for name in wanted if name in places}
            return held, delimiter, len([name for name in names if name.strip()])
        best = max(best, places, key=len)
    missing = next(name for name in _NEEDED if name.lower() not in best)
    shown = _plain(head)[:120]
    raise IngestError(f"{path} has no column {missing}; it begins {shown!r}; {_REMEDY}")


def _encoding_of(path: Path) -> str:
    """UTF-8 or UTF-16 where the bytes are that, else Windows-1252, as older copies are."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        start = file.read(_BLOCK)
        if not start.strip():
            raise IngestError(f"the list of retractions {path} is empty; {_REMEDY}")
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        if b"\0" in start or start.startswith((b"PK\x03\x04", b"\x1f\x8b", b"%PDF-")):
            raise IngestError(f"{path} is not text; unpack it, or save it as CSV in UTF-8")
        try:
            block = start
            while block:
                decoder.decode(block)
                block = file.read(_BLOCK)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "windows-1252"
    return "utf-8-sig"


def _ends_a_line(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-2, 2)
        return bool({*file.read()} & {*b"\r\n"})  # in UTF-16 it may be either of the two


def _plain(text: str) -> str:
    """On one line, without what would steer a terminal."""
    return "".join(one for one in " ".join(text.split()) if one.isprintable())


def _not_whole(path: Path) -> IngestError:
    return IngestError(f"{path} ends in the middle of a row; download it again")
