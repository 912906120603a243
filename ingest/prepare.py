"""A file → a document ready to be encoded and written: read, clean, split."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.clean import clean
from ingest.document import Document, Source
from ingest.readers import read_page
from ingest.readers.reading import Block, Reading, UnreadableDocument
from ingest.record import source_of
from ingest.split import pack_passages, split_blocks

# Bumped by hand when a reader, the cleaner or the splitter changes what it makes of a file.
PIPELINE_VERSION = "1"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document, and the lines of its page that were left out as furniture."""

    document: Document
    removed: tuple[str, ...] = ()


def prepare_document(
    path: Path,
    *,
    default_id: str,
    count_pieces: Callable[[list[str]], list[int]],
    ocr: bool = False,
) -> Prepared:
    """Read, clean and split the file at `path`; `UnreadableDocument` says why it cannot be."""
    reading = read_page(path, ocr=ocr)
    cleaned = clean(reading)
    # The title is sought among the headings that are left, not in the page's menus.
    source = source_of(Reading(cleaned.text, cleaned.blocks, reading.record), path, default_id)
    document = _document(
        source, cleaned.text, cleaned.blocks, pages=cleaned.pages, count_pieces=count_pieces
    )
    if reading.placed is not None:
        document = replace(document, placed=reading.placed.moved(cleaned.spans))
    if not document.sentences:
        raise UnreadableDocument(
            "nothing is left of the page but menus, notices and headings; save the text itself"
        )
    return Prepared(document, (*reading.left_out, *cleaned.removed))


def document_from_text(
    source: Source, text: str, *, count_pieces: Callable[[list[str]], list[int]]
) -> Document:
    """A document of a text that comes clean, such as an abstract: one paragraph a line."""
    blocks: list[Block] = []
    at = 0
    for line in text.split("\n"):
        if line.strip():
            start = at + len(line) - len(line.lstrip())
            blocks.append(Block(start, at + len(line.rstrip())))
        at += len(line) + 1
    return _document(source, text, blocks, count_pieces=count_pieces)


def _document(
    source: Source,
    text: str,
    blocks: tuple[Block, ...] | list[Block],
    *,
    pages: tuple[tuple[int, int], ...] = (),
    count_pieces: Callable[[list[str]], list[int]],
) -> Document:
    headings, sentences = split_blocks(text, blocks)
    passages = pack_passages(
        text, headings, sentences, title=source.title, count_pieces=count_pieces
    )
    return Document(
        source=source,
        text=text,
        headings=headings,
        sentences=sentences,
        passages=passages,
        pages=pages,
    )
