"""A PDF's bytes → its text in blocks, with the place of each character, or why there is none."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ingest.pdf.blocks import body_of
from ingest.pdf.flow import pieces_of
from ingest.pdf.front_page import record_of
from ingest.pdf.layout import lay_out
from ingest.pdf.pdfium import PdfRefused, metadata, open_pdf, read_pages
from ingest.pdf.running import running_lines
from ingest.pdf.text import Run, vocabulary_of, write_pieces

MOST_CHARACTERS = 20_000_000
_MOST_PAGES = 20_000
# Of the glyphs: more that say nothing make a text that misleads.
_MOST_UNKNOWN = 0.03
_FEW_WORDS = 60
_WORD = re.compile(r"[^\W\d_]+")
# The words that any text of these languages is full of: en de fr es it pt nl sv da no pl.
_COMMON = frozenset(
    "the of and in to a is was for with that were be on as by are this at from or"
    " der die das und von mit den des ein eine ist im zu nicht auf für"
    " le la les de du des et en un une est dans pour que par sur au"
    " el los las y que con por para se del una"
    " il di che e per non con della sono nel"
    " o os da do em um uma não com"
    " het een van en dat met op te niet voor"
    " och att det som av den till är på med er af ikke å"
    " w i z na do nie się jest oraz".split()
)


@dataclass(frozen=True, slots=True)
class ReadPdf:
    """What was read, in plain values: it crosses from one process to another."""

    text: str
    blocks: list[tuple[int, int, str, int, tuple[int, int] | None]]
    runs: list[Run]
    pages: list[tuple[int, int]]
    record: dict[str, Any]
    left_out: list[str]
    sha256: str


def read_bytes(
    data: bytes, *, most: int = MOST_CHARACTERS, note: Callable[[], None] = lambda: None
) -> ReadPdf:
    """Read a PDF; `note` is called after each page. PdfRefused says why it cannot be read."""
    document = open_pdf(data)
    count = len(document)
    if count > _MOST_PAGES:
        raise PdfRefused(f"the PDF has {count} pages, more than {_MOST_PAGES}; split it")
    pages = []
    glyphs = unknown = pictures = 0
    silent: list[int] = []
    stamps: list[str] = []
    for page in read_pages(document):
        note()
        glyphs += len(page.glyphs)
        unknown += page.unknown
        pictures += page.pictures
        stamps.extend(page.stamps)
        if glyphs > most:
            raise PdfRefused(
                f"the PDF holds more than {most // 1_000_000} million characters; split it, "
                "or raise --max-mb"
            )
        if page.glyphs:
            pages.append(lay_out(page))
        else:
            silent.append(page.number)
    if not glyphs:
        raise PdfRefused(_why_silent(count, pictures), needs_ocr=True)
    if unknown > _MOST_UNKNOWN * glyphs:
        raise PdfRefused(
            "the PDF's fonts do not say which letters they show, so its text would be wrong; "
            "run it through OCR (ocrmypdf --force-ocr), or save it anew"
        )
    body = body_of(pages)
    pieces, left_out = pieces_of(pages, running_lines(pages), body)
    known = vocabulary_of(pages)
    record = record_of(metadata(document), pages, pieces, body, known)
    written = write_pieces(pieces, known)
    if _is_garbled(written.text):
        raise PdfRefused(
            "the PDF's letters make no words: its fonts name the wrong letters, or it is in a "
            "language that is not read here; run it through OCR (ocrmypdf --force-ocr)"
        )
    if unknown:
        left_out = [f"[{unknown} glyphs whose font does not name them are shown as �]", *left_out]
    if silent:
        left_out = [_silent_pages(silent, count), *left_out]
    return ReadPdf(
        text=written.text,
        blocks=written.blocks,
        runs=written.runs,
        pages=written.pages,
        record=record,
        left_out=[*left_out, *dict.fromkeys(stamps)],
        sha256=hashlib.sha256(data).hexdigest(),
    )


def _why_silent(count: int, pictures: int) -> str:
    pages = "its one page holds" if count == 1 else f"its {count} pages hold"
    if pictures:
        return f"the PDF is a scan: {pages} pictures and no text, so it needs OCR"
    return f"the PDF shows nothing that can be read: {pages} no text; it may need OCR"


def _silent_pages(silent: list[int], count: int) -> str:
    shown = ", ".join(map(str, silent[:20])) + (", …" if len(silent) > 20 else "")
    one = len(silent) == 1
    return (
        f"[page {shown} of {count} holds no text and may need OCR]"
        if one
        else f"[{len(silent)} of {count} pages hold no text and may need OCR: {shown}]"
    )


def _is_garbled(text: str) -> bool:
    """Latin letters of some length among which the words every text needs do not occur."""
    words = _WORD.findall(text[:200_000])
    latin = [word.lower() for word in words if word.isascii()]
    if len(latin) < _FEW_WORDS or len(latin) < 0.6 * len(words):
        return False
    long = sum(len(word) > 1 for word in latin)
    common = sum(word in _COMMON for word in latin if len(word) > 1)
    return common < 0.02 * max(long, 1)
