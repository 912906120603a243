"""Pages of a PDF through pdfium: glyphs, drawn rules, pictures. The only file that names it."""

import ctypes
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as raw
from PIL import Image, ImageChops

from ingest.pdf.marks import UNKNOWN, character
from ingest.pdf.page import Glyph, RawPage, Rule

_MOST_ON_PAGE = 150_000  # characters; a full page of a journal has 8,000
_MOST_OBJECTS = 20_000
_STAMP = 150  # characters that run in another direction: fewer are a stamp on the margin
_BOLD_NAMES = ("bold", "black", "heavy", "semib", "demi", "cmbx", "-bd", "sfbx")
_HIGHLIGHT = (255, 226, 92)
_INVISIBLE = 3
_FILLED_AND_STROKED = 2


class PdfRefused(Exception):
    """The file cannot be read; the text says why, in words for a person."""

    def __init__(self, why: str, *, needs_ocr: bool = False) -> None:
        super().__init__(why)
        self.needs_ocr = needs_ocr


class _Font(NamedTuple):
    bold: bool
    dingbats: bool


class _Style(NamedTuple):
    """What the glyphs of one text object share."""

    size: float
    bold: bool
    dingbats: bool
    angle: int  # quarter turns, -1 for a slant
    invisible: bool


def open_pdf(data: bytes) -> Any:
    """The document in `data`; PdfRefused says why there is none."""
    if not data.strip():
        raise PdfRefused("the file is empty; put the PDF itself there, or remove it")
    if b"%PDF-" not in data[:1024]:
        raise PdfRefused("the file is named .pdf but is no PDF; save it as one, or rename it")
    try:
        document = pypdfium2.PdfDocument(data)
        count = len(document)
    except pypdfium2.PdfiumError as error:
        code = raw.FPDF_GetLastError()
        if code == raw.FPDF_ERR_PASSWORD:
            raise PdfRefused(
                "the file is encrypted and asks for a password; save a copy without one"
            ) from error
        if code == raw.FPDF_ERR_SECURITY:
            raise PdfRefused(
                "the file is encrypted in a way that is not known here; save a copy without it"
            ) from error
        if b"%%EOF" not in data[-2048:]:
            raise PdfRefused(
                "the PDF ends too early, as after a broken download; fetch it again"
            ) from error
        raise PdfRefused("the PDF is damaged and cannot be opened; fetch it again") from error
    if not count:
        raise PdfRefused("the PDF has no pages; fetch it again")
    return document


def metadata(document: Any) -> dict[str, str]:
    """What the file says of itself: Title, Author and, from some publishers, doi."""
    names = ("Title", "Author", "Subject", "doi", "DOI", "WPS-ARTICLEDOI")
    return {name: value for name in names if (value := document.get_metadata_value(name))}


def read_pages(document: Any) -> Iterator[RawPage]:
    """Each page's glyphs, one page in memory at a time."""
    for at in range(len(document)):
        yield read_page(document, at)


def read_page(document: Any, at: int) -> RawPage:
    try:
        page = document[at]
    except pypdfium2.PdfiumError:
        return RawPage(at + 1, (), (), 0.0)  # reported as a page without text
    try:
        text_page = page.get_textpage()
    except pypdfium2.PdfiumError:
        page.close()
        return RawPage(at + 1, (), (), 0.0)
    try:
        return _Reader(page, text_page, at + 1).read()
    finally:
        text_page.close()
        page.close()


class _Reader:
    """Reads one page; its font and style lookups last as long as it does."""

    def __init__(self, page: Any, text_page: Any, number: int) -> None:
        self.page, self.text_page, self.number = page, text_page, number
        box = raw.FS_RECTF()
        raw.FPDF_GetPageBoundingBox(page, box)
        self.left, self.bottom, self.right, self.top = box.left, box.bottom, box.right, box.top
        self.fonts: dict[int, _Font] = {}

    def read(self) -> RawPage:
        turned: dict[int, list[Glyph]] = {}
        unknown = 0
        for angle, glyph in self._glyphs():
            turned.setdefault(angle, []).append(glyph)
            unknown += glyph.text == UNKNOWN
        angle = max(turned, key=lambda one: len(turned[one]), default=0)
        glyphs = turned.pop(angle, [])
        stamps = ["".join(one.text for one in group) for group in turned.values()]
        rules, pictures = self._drawn(max(angle, 0))
        height = self.right - self.left if angle in (1, 3) else self.top - self.bottom
        return RawPage(self.number, glyphs, rules, height, unknown, pictures, stamps)

    def _glyphs(self) -> Iterator[tuple[int, Glyph]]:
        page = self.text_page.raw
        count = raw.FPDFText_CountChars(page)
        if count > _MOST_ON_PAGE:
            raise PdfRefused(
                f"page {self.number} holds {count} characters, more than a page can show; "
                "save the text itself instead"
            )
        loose = raw.FS_RECTF()
        x, y = ctypes.c_double(), ctypes.c_double()
        unicode_of, object_of = raw.FPDFText_GetUnicode, raw.FPDFText_GetTextObject
        loose_of, origin_of = raw.FPDFText_GetLooseCharBox, raw.FPDFText_GetCharOrigin
        fails, hyphen = raw.FPDFText_HasUnicodeMapError, raw.FPDFText_IsHyphen
        generated = raw.FPDFText_IsGenerated
        address = ctypes.addressof
        last, style = 0, None
        spaced = 0
        high = 0
        edges = (0.0, 0.0)
        for at in range(count):
            code = unicode_of(page, at)
            if code in (0x20, 0xA0, 0x0D, 0x0A, 0x09, 0x200B, 0x3000):
                spaced = max(spaced, 1 if generated(page, at) == 1 else 2)
                continue
            if 0xD800 <= code < 0xDC00:
                high = code
                continue
            if 0xDC00 <= code < 0xE000 and high:
                code = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00
            high = 0
            pointer = object_of(page, at)
            if not pointer:
                continue
            here = address(pointer.contents)
            if here != last or style is None:
                last, style = here, self._style(pointer, at)
            if not loose_of(page, at, loose) or not origin_of(page, at, x, y):
                continue
            if (
                loose.right < self.left
                or loose.left > self.right
                or loose.top < self.bottom
                or loose.bottom > self.top
            ):
                continue  # beside the page: nobody sees it
            if code == 2 and hyphen(page, at) == 1:
                text = "-"
            elif fails(page, at) == 1:
                text = UNKNOWN
            else:
                text = character(code, dingbats=style.dingbats)
            if text == " ":
                spaced = 2
                continue
            x0, x1, base = self._turned(loose, x.value, y.value, max(style.angle, 0))
            if (x0, x1) == edges and not spaced:
                x0 = x1  # the second letter of a ligature: it follows the first
            else:
                edges = (x0, x1)
            yield style.angle, Glyph(text, at, x0, x1, base, style.size, style.bold, spaced)
            spaced = 0

    def _turned(self, box: Any, x: float, y: float, turn: int) -> tuple[float, float, float]:
        match turn:
            case 1:
                return box.bottom - self.bottom, box.top - self.bottom, x - self.left
            case 2:
                return self.right - box.right, self.right - box.left, y - self.bottom
            case 3:
                return self.top - box.top, self.top - box.bottom, self.right - x
            case _:
                return box.left - self.left, box.right - self.left, self.top - y

    def _style(self, pointer: Any, at: int) -> _Style:
        matrix = raw.FS_MATRIX()
        page = self.text_page.raw
        raw.FPDFText_GetMatrix(page, at, matrix)
        height = math.hypot(matrix.c, matrix.d)
        size = abs(raw.FPDFText_GetFontSize(page, at) * height)
        slant = math.degrees(math.atan2(matrix.b, matrix.a)) / 90
        angle = round(slant) % 4 if abs(slant - round(slant)) < 0.06 else -1
        mode = raw.FPDFTextObj_GetTextRenderMode(pointer)
        font = self._font(raw.FPDFTextObj_GetFont(pointer))
        bold = font.bold or mode == _FILLED_AND_STROKED
        return _Style(max(size, 0.1), bold, font.dingbats, angle, mode == _INVISIBLE)

    def _font(self, font: Any) -> _Font:
        if not font:
            return _Font(False, False)
        key = ctypes.addressof(font.contents)
        if key not in self.fonts:
            buffer = ctypes.create_string_buffer(256)
            raw.FPDFFont_GetBaseFontName(font, buffer, 256)
            name = buffer.value.decode("utf-8", "replace").lower()
            bold = any(part in name for part in _BOLD_NAMES) or raw.FPDFFont_GetWeight(font) >= 600
            self.fonts[key] = _Font(bold, "ding" in name or "wingd" in name)
        return self.fonts[key]

    def _drawn(self, turn: int) -> tuple[list[Rule], int]:
        """Horizontal rules, and how many pictures there are."""
        rules: list[Rule] = []
        pictures = 0
        count = raw.FPDFPage_CountObjects(self.page)
        for at in range(min(count, _MOST_OBJECTS)):
            drawn = raw.FPDFPage_GetObject(self.page, at)
            kind = raw.FPDFPageObj_GetType(drawn)
            if kind == raw.FPDF_PAGEOBJ_IMAGE:
                pictures += 1
            elif kind == raw.FPDF_PAGEOBJ_PATH and len(rules) < _MOST_OBJECTS:
                rules.extend(self._rules(drawn, turn))
        return sorted(set(rules), key=lambda one: one.y), pictures

    def _rules(self, path: Any, turn: int) -> Iterator[Rule]:
        matrix = raw.FS_MATRIX()
        raw.FPDFPageObj_GetMatrix(path, matrix)
        corners: list[tuple[float, float]] = []
        x, y = ctypes.c_float(), ctypes.c_float()
        count = min(raw.FPDFPath_CountSegments(path), 2000)
        for at in range(count):
            segment = raw.FPDFPath_GetPathSegment(path, at)
            raw.FPDFPathSegment_GetPoint(segment, x, y)
            px = matrix.a * x.value + matrix.c * y.value + matrix.e
            py = matrix.b * x.value + matrix.d * y.value + matrix.f
            box = raw.FS_RECTF(px, py, px, py)
            u, _, v = self._turned(box, px, py, turn)
            if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO:
                yield from _long_and_flat(corners)
                corners = []
            corners.append((u, v))
        yield from _long_and_flat(corners)


def _long_and_flat(corners: list[tuple[float, float]]) -> Iterator[Rule]:
    """A line, or a rectangle so thin that it is one; of a box, its upper and lower edge."""
    if len(corners) < 2:
        return
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    if max(xs) - min(xs) < 20:
        return
    if max(ys) - min(ys) <= 2.5:
        yield Rule(min(xs), max(xs), (min(ys) + max(ys)) / 2)
    elif len(corners) in (4, 5) and len({round(y) for y in ys}) == 2:
        yield Rule(min(xs), max(xs), min(ys))
        yield Rule(min(xs), max(xs), max(ys))


class Box(NamedTuple):
    """A rectangle on a page, in parts of its width and height as it is shown, y down."""

    x0: float
    y0: float
    x1: float
    y1: float


Part = tuple[int, int]  # the first of some characters of a page, and how many


@contextmanager
def _opened(document: Any, number: int) -> Iterator[tuple[Any, Any]]:
    page = document[number - 1]
    try:
        text_page = page.get_textpage()
        try:
            yield page, text_page
        finally:
            text_page.close()
    finally:
        page.close()


def shown_texts(document: Any, number: int, parts: Sequence[Part]) -> list[str]:
    """The characters of some parts of a page."""
    with _opened(document, number) as (_, text_page):
        count = raw.FPDFText_CountChars(text_page)
        return [
            "".join(
                chr(code)
                if (code := raw.FPDFText_GetUnicode(text_page, at)) <= 0x10FFFF
                else UNKNOWN
                for at in range(max(first, 0), min(first + length, count))
            )
            for first, length in parts
        ]


def boxes_of(document: Any, number: int, parts: Sequence[Part]) -> list[list[Box]]:
    """For each part of a page the boxes about its characters, one for those on one line."""
    with _opened(document, number) as (page, text_page):
        return [_boxes(page, text_page, first, length) for first, length in parts]


def _boxes(page: Any, text_page: Any, first: int, length: int) -> list[Box]:
    width, height = page.get_size()
    count = raw.FPDFText_CountChars(text_page)
    boxes: list[Box] = []
    loose = raw.FS_RECTF()
    for at in range(max(first, 0), min(first + length, count)):
        code = raw.FPDFText_GetUnicode(text_page, at)
        if code in (0x0D, 0x0A) or not raw.FPDFText_GetLooseCharBox(text_page, at, loose):
            continue
        if loose.right - loose.left <= 0 and loose.top - loose.bottom <= 0:
            continue
        box = _on_picture(page, loose, width, height)
        if boxes and _on_one_line(boxes[-1], box):
            last = boxes[-1]
            boxes[-1] = Box(
                min(last.x0, box.x0),
                min(last.y0, box.y0),
                max(last.x1, box.x1),
                max(last.y1, box.y1),
            )
        else:
            boxes.append(box)
    return boxes


def _on_picture(page: Any, box: Any, width: float, height: float) -> Box:
    """A rectangle in page units → parts of the page as shown: turned and cropped."""
    grain = 20  # device units to a point, so that rounding to whole units loses nothing
    corners = []
    x, y = ctypes.c_int(), ctypes.c_int()
    size = (0, 0, round(width * grain), round(height * grain), 0)
    for px, py in ((box.left, box.top), (box.right, box.bottom)):
        raw.FPDF_PageToDevice(page, *size, px, py, x, y)
        corners.append((x.value / grain / width, y.value / grain / height))
    (xa, ya), (xb, yb) = corners
    return Box(min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb))


def _on_one_line(last: Box, box: Box) -> bool:
    shared = min(last.y1, box.y1) - max(last.y0, box.y0)
    near = box.x0 - last.x1 < 0.05 and last.x0 - box.x1 < 0.05
    return near and shared > 0.5 * min(last.y1 - last.y0, box.y1 - box.y0)


def draw(document: Any, number: int, width: int, boxes: list[Box]) -> Any:
    """The page as a Pillow image, the boxes in it marked as by a highlighter."""
    page = document[number - 1]
    points_wide, points_high = page.get_size()
    scale = min(width / points_wide, 3 * width / points_high)
    image = page.render(scale=scale).to_pil().convert("RGB")
    page.close()
    for box in boxes:
        area = (
            max(0, round(box.x0 * image.width) - 1),
            max(0, round(box.y0 * image.height)),
            min(image.width, round(box.x1 * image.width) + 1),
            min(image.height, round(box.y1 * image.height)),
        )
        if area[0] < area[2] and area[1] < area[3]:
            patch = image.crop(area)
            ink = Image.new("RGB", patch.size, _HIGHLIGHT)
            image.paste(ImageChops.multiply(patch, ink), area[:2])
    return image
