"""A PDF's text with its pages and the place of each character, read in a process apart."""

from pathlib import Path

from ingest.document import Placed
from ingest.pdf.apart import PdfFailed, read_apart
from ingest.readers.reading import Block, Reading, UnreadableDocument
from ingest.record import sound_fields

MOST_CHARACTERS = 20_000_000


def read_pdf(path: Path) -> Reading:
    try:
        read = read_apart(path, most=MOST_CHARACTERS)
    except PdfFailed as error:
        raise UnreadableDocument(str(error)) from error
    return Reading(
        text=read["text"],
        blocks=tuple(
            Block(start, end, role, level, tuple(header) if header else None)
            for start, end, role, level, header in read["blocks"]
        ),
        record=sound_fields(read["record"]),
        pages=tuple((start, page) for start, page in read["pages"]),
        placed=Placed(read["sha256"], tuple(map(tuple, read["runs"]))),
        left_out=tuple(read["left_out"]),
    )
