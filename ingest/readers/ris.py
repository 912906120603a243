"""RIS: the records of publications, as reference managers export them."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import rispy

from ingest.readers.decode import decode_bytes
from ingest.readers.people import name_of
from ingest.readers.reading import LeftOut, Reading, UnreadableDocument
from ingest.readers.reference import Reference, readings_of, reference_of, told_apart

_BEGINS = re.compile(r"^(?=TY {0,2}-)", re.MULTILINE)
_ENDS = re.compile(r"^ER {0,2}-[^\n]*", re.MULTILINE)
_TAG = re.compile(r"^([A-Z][A-Z0-9]) {0,2}- ?", re.MULTILINE)
_PUBMED = re.compile(
    r"(?:PMID:? ?|pubmed/|pubmed\.ncbi\.nlm\.nih\.gov/)?(\d{6,9})/?\Z", re.IGNORECASE
)


def read_ris(path: Path, max_bytes: int) -> Iterator[Reading | LeftOut]:
    yield from readings_of(references_of_ris(path.read_bytes()))


def references_of_ris(data: bytes) -> list[Reference]:
    text = decode_bytes(data)
    entries = []
    for piece in _BEGINS.split(text)[1:]:
        # An entry that was cut short ends where the next begins; rispy would pass over it.
        body = _TAG.sub(r"\1  - ", piece[: end.start()] if (end := _ENDS.search(piece)) else piece)
        try:
            entries.extend(rispy.loads(f"{body.rstrip()}\nER  - \n"))
        except (ValueError, LookupError, OSError) as error:
            raise UnreadableDocument(
                f"an entry cannot be read ({type(error).__name__}); export the list again"
            ) from error
    if not entries:
        raise UnreadableDocument("the file holds no RIS entry (TY  - …); export the list again")
    return told_apart([_reference(entry) for entry in entries])


def _reference(entry: dict[str, Any]) -> Reference:
    def first(*names: str) -> str:
        return next((str(entry[name]) for name in names if entry.get(name)), "")

    start, end = first("start_page"), first("end_page")
    volume, issue = first("volume"), first("number")
    addresses = [str(one) for one in entry.get("urls") or ()]
    pubmed = [_PUBMED.match(one) for one in (first("accession_number"), *addresses)]
    return reference_of(
        {
            "title": first("title", "primary_title", "translated_title"),
            "authors": [
                name_of(one) for one in entry.get("authors") or entry.get("first_authors") or ()
            ],
            "journal": first(
                "journal_name", "alternate_title3", "secondary_title", "alternate_title2"
            ),
            "year": first("year", "publication_year", "date"),
            "volume": f"{volume}({issue})" if volume and issue else volume,
            "pages": f"{start}–{end}" if start and end and start != end else start,
            "doi": first("doi"),
            "pmid": next((found[1] for found in pubmed if found), None),
            "url": next((one for one in addresses if one.startswith("http")), None),
        },
        files=[
            name
            for tag in ("file_attachments1", "file_attachments2", "figure")
            for name in _listed(entry.get(tag))
        ],
        abstract=first("abstract", "notes_abstract"),
    )


def _listed(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [name.strip() for one in values if one for name in str(one).split(";")]
