"""Running heads and feet, and page numbers: what stands again at the edge of other pages (pure)."""

import re
from collections import defaultdict
from collections.abc import Sequence
from statistics import median

from ingest.pdf.page import LaidPage, Line

_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(
    r"\W*(?:(?:page|p\.?|seite)\s*)?([A-Z]?\d{1,4}|[ivxlc]{1,6})(?:\s*(?:of|/)\s*\d{1,4})?\W*\Z",
    re.IGNORECASE,
)
_EDGE_ROWS = 3
_SAME_HEIGHT = 4.0  # points


def running_lines(pages: Sequence[LaidPage]) -> set[int]:
    """The `id` of each line that runs over the pages."""
    edges = {page.number: _edge_lines(page) for page in pages}
    places: dict[str, list[tuple[int, Line]]] = defaultdict(list)
    for number, lines in edges.items():
        for line in lines:
            places[_shape(line.text)].append((number, line))
    found: set[int] = set()
    enough = 2 if len(pages) <= 5 else 3
    for shape, again in places.items():
        if not shape.strip("# .|·-–"):
            continue  # bare numbers: below
        for _, line in again:
            near = {
                other
                for other, twin in again
                if abs(twin.base - line.base) <= _SAME_HEIGHT and abs(twin.size - line.size) < 0.6
            }
            if len(near) >= enough:
                found.add(id(line))
    return _but_whole_pages(pages, found | _in_slots(pages)) | _page_numbers(edges)


def _but_whole_pages(pages: Sequence[LaidPage], found: set[int]) -> set[int]:
    """A page that would be left with nothing keeps its lines: they are its text."""
    for page in pages:
        lines = page.lines()
        if lines and all(id(line) in found for line in lines):
            found -= {id(line) for line in lines}
    return found


def _in_slots(pages: Sequence[LaidPage]) -> set[int]:
    """Short lines alone on the first or last row, small, and at one height on most pages."""
    if len(pages) < 2:
        return set()
    usual = median(line.size for page in pages for line in page.lines()) if pages else 0.0
    found: set[int] = set()
    for first in (True, False):
        slots: dict[int, list[Line]] = defaultdict(list)
        for page in pages:
            line = _alone_at_edge(page, first=first)
            if line is not None and line.size < 0.95 * usual and len(line.text.split()) <= 14:
                slots[round(line.base / 3)].append(line)
        for lines in slots.values():
            if len(lines) >= max(2, 0.5 * len(pages)):
                found |= {id(line) for line in lines}
    return found


def _alone_at_edge(page: LaidPage, *, first: bool) -> Line | None:
    """The one line of the page's first or last row, with white between it and the next."""
    lines = sorted(page.lines(), key=lambda line: line.base, reverse=not first)
    if len(lines) < 2:
        return None
    edge, following = lines[0], lines[1]
    return edge if abs(following.base - edge.base) > 1.8 * edge.size else None


def _edge_lines(page: LaidPage) -> list[Line]:
    """The lines on the first and last rows of a page."""
    lines = page.lines()
    rows = sorted({round(line.base) for line in lines})
    merged: list[float] = []
    for row in rows:
        if not merged or row - merged[-1] > 4:
            merged.append(row)
    if not merged:
        return []
    first, last = merged[:_EDGE_ROWS][-1], merged[-_EDGE_ROWS:][0]
    return [line for line in lines if line.base <= first + 5 or line.base >= last - 5]


def _shape(text: str) -> str:
    """What is the same on other pages: all but figures, which in a sentence are its matter."""
    folded = " ".join(text.split()).casefold()
    is_sentence = folded.endswith(".") and len(folded.split()) >= 8
    return folded if is_sentence else _DIGITS.sub("#", folded)


def _page_numbers(edges: dict[int, list[Line]]) -> set[int]:
    """Numbers alone on an edge row that count with the pages; on a single page, the last line."""
    offsets: dict[int, list[Line]] = defaultdict(list)
    roman: list[Line] = []
    for number, lines in edges.items():
        for line in lines:
            said = _NUMBER.match(line.text)
            if said is None or len(line.text) > 24:
                continue
            if said[1].isdigit():
                offsets[int(said[1]) - number].append(line)
            elif not said[1][0].isdigit():
                roman.append(line)
    found = {id(line) for lines in offsets.values() if len(lines) >= 2 for line in lines}
    if len(edges) <= 2:
        for lines in edges.values():
            bottom = max((line.base for line in lines), default=0.0)
            found |= {
                id(line) for line in lines if line.base >= bottom - 2 and _NUMBER.match(line.text)
            }
    if len(roman) >= 2:
        found |= {id(line) for line in roman}
    return found
