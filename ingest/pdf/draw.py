"""A picture of a page with some of its characters marked, where they are the ones expected."""

import base64
import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ingest.pdf.pdfium import Box, PdfRefused, boxes_of, draw, open_pdf, shown_text

_WIDTH = 1000  # pixels


@dataclass(frozen=True, slots=True)
class Marking:
    """Characters of one page: the first, how many, and the words they must be."""

    first: int
    length: int
    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as PNG in base64, and the marked boxes as parts of its width and height."""

    png: str
    width: int
    height: int
    boxes: list[Box]
    marked: bool


def draw_bytes(data: bytes, sha256: str, page: int, markings: Sequence[Marking]) -> Picture:
    """Draw page `page`, counted from 1. PdfRefused where these are not the bytes that were read."""
    if hashlib.sha256(data).hexdigest() != sha256:
        raise PdfRefused("the file has changed since it was read")
    document = open_pdf(data)
    if not 1 <= page <= len(document):
        raise PdfRefused(f"the file has no page {page}")
    sure = all(_holds(document, page, one) for one in markings)
    boxes = [
        box for one in markings if sure for box in boxes_of(document, page, one.first, one.length)
    ]
    image = draw(document, page, _WIDTH, boxes)
    held = io.BytesIO()
    image.save(held, format="PNG", optimize=True)
    png = base64.b64encode(held.getvalue()).decode("ascii")
    return Picture(png, image.width, image.height, boxes, marked=bool(boxes))


def _holds(document: Any, page: int, marking: Marking) -> bool:
    """Whether the page still gives the same letters there: another pdfium may count otherwise."""
    shown = shown_text(document, page, marking.first, marking.length)
    return _letters(shown) == _letters(marking.text)


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isascii() and char.isalpha())
