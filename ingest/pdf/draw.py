"""A picture of a page with some of its characters marked, where they are the ones expected."""

import base64
import hashlib
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.pdf.pdfium import Box, PdfRefused, boxes_of, draw, open_pdf, shown_texts

_WIDTH = 1000  # pixels
_SCAN_WIDTH = 2480  # 300 dots an inch on A4


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
    changed: bool = False  # the bytes are not those that were read: nothing was drawn


def draw_bytes(data: bytes, sha256: str, page: int, markings: Sequence[Marking]) -> Picture:
    """Draw page `page`, counted from 1, unless the bytes have changed."""
    if hashlib.sha256(data).hexdigest() != sha256:
        return Picture("", 0, 0, [], marked=False, changed=True)
    document = open_pdf(data)
    if not 1 <= page <= len(document):
        raise PdfRefused(f"the file has no page {page}")
    parts = [(one.first, one.length) for one in markings]
    shown = shown_texts(document, page, parts)
    # Another pdfium may count a page's characters otherwise: then nothing is marked.
    sure = all(
        _letters(text) == _letters(one.text) for text, one in zip(shown, markings, strict=True)
    )
    boxes = [box for each in boxes_of(document, page, parts) for box in each] if sure else []
    image = draw(document, page, _WIDTH, boxes)
    held = io.BytesIO()
    image.save(held, format="PNG", optimize=True)
    png = base64.b64encode(held.getvalue()).decode("ascii")
    return Picture(png, image.width, image.height, boxes, marked=bool(boxes))


def scan_bytes(data: bytes, folder: Path, *, note: Callable[[], None]) -> list[str]:
    """Each page as a picture of 300 dots an inch in `folder`; the paths."""
    document = open_pdf(data)
    paths = []
    for number in range(1, len(document) + 1):
        path = folder / f"page-{number:05}.png"
        draw(document, number, _SCAN_WIDTH, []).save(path)
        paths.append(str(path))
        note()
    return paths


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isascii() and char.isalpha())
