"""Pictures of the pages on which some words of a document stand, or why there are none."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.document import Document, IngestError
from ingest.pdf.apart import PdfFailed, draw_apart

_MOST_PAGES = 3


class NoPicture(IngestError):
    """The pages cannot be shown; the text says why."""


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page as PNG in base64; `marked`: the words were found on it and are marked."""

    page: int
    png: str
    width: int
    height: int
    marked: bool


def pictures_of(
    path: Path, document: Document, spans: Sequence[tuple[int, int]]
) -> list[PagePicture]:
    """The first pages that hold the spans, the words in them marked.

    Nothing is drawn from a file whose bytes are not those that the text was read from.
    """
    placed = document.placed
    if placed is None:
        return []
    if not path.is_file():
        raise NoPicture(
            "The PDF that this text was read from is no longer where it was, so its page "
            "cannot be shown."
        )
    wanted: dict[int, list[tuple[int, int, str]]] = {}
    for start, end in spans:
        for page, parts in placed.on_pages(start, end).items():
            wanted.setdefault(page, []).extend(
                (first, length, document.text[at : at + length]) for at, length, first in parts
            )
    pictures = []
    for page in sorted(wanted)[:_MOST_PAGES]:
        try:
            drawn = draw_apart(path, placed.file_sha256, page, wanted[page])
        except PdfFailed as error:
            raise NoPicture(f"The page cannot be shown: {error}.") from error
        if drawn["changed"]:
            raise NoPicture(
                "The PDF has changed since this text was read from it, so its page is not shown; "
                "the next ingest reads it again."
            )
        size = {name: drawn[name] for name in ("png", "width", "height", "marked")}
        pictures.append(PagePicture(page, **size))
    return pictures
