"""A PDF's text with its pages and the place of each character, read in a process apart."""

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from ingest.document import Placed
from ingest.pdf.apart import PdfFailed, read_apart
from ingest.pdf.ocr import recognise
from ingest.readers.reading import Block, Reading, UnreadableDocument
from ingest.record_fields import sound_fields


def read_pdf(path: Path, max_characters: int, *, ocr: bool = False) -> Reading:
    """Read the PDF at `path`; with `ocr`, one without text is put through OCR first."""
    try:
        return _reading(read_apart(path, most=max_characters))
    except PdfFailed as failed:
        if not (ocr and failed.needs_ocr):
            remedy = "; run the ingest with --ocr" if failed.needs_ocr else ""
            raise UnreadableDocument(f"{failed}{remedy}") from failed
    with tempfile.TemporaryDirectory() as folder:
        try:
            read = read_apart(recognise(path, Path(folder)), most=max_characters)
        except PdfFailed as failed:
            raise UnreadableDocument(str(failed)) from failed
    # Its characters are places in the recognised copy, which is not kept.
    return replace(_reading(read), placed=None)


def _reading(read: dict[str, Any]) -> Reading:
    return Reading(
        text=read["text"],
        blocks=tuple(
            Block(start, end, role, level, tuple(header) if header else None)
            for start, end, role, level, header in read["blocks"]
        ),
        record=sound_fields(read["record"]),
        pages=tuple((start, page) for start, page in read["pages"]),
        placed=Placed(read["sha256"], tuple((a, b, c, d) for a, b, c, d in read["runs"])),
        left_out=tuple(read["left_out"]),
    )
