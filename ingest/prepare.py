"""A file → documents ready to be encoded and written: read, clean, split."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ingest.clean import clean
from ingest.document import Document, Source
from ingest.names import id_of_part
from ingest.readers import MAX_MB, LeftOut, read_documents
from ingest.readers.reading import Block, Reading, UnreadableDocument
from ingest.record import source_of
from ingest.split import pack_passages, split_blocks

# Bumped by hand when a reader, the cleaner or the splitter changes what it makes of a file.
PIPELINE_VERSION = "2"

CountPieces = Callable[[list[str]], list[int]]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document, its part of the file, and the lines that were left out of it as furniture."""

    document: Document
    part: str = ""
    named: bool = False  # its id was given, and not made from the file's name
    removed: tuple[str, ...] = ()


def prepare_documents(
    path: Path,
    *,
    slug: str,
    count_pieces: CountPieces,
    listed: Mapping[str, Any] | None = None,
    claimed: Collection[str] = (),
    max_mb: int = MAX_MB,
    ocr: bool = False,
) -> Iterator[Prepared | LeftOut]:
    """Read, clean and split what the file at `path` holds.

    `slug` makes the ids of what is not named. `listed` is what a list of references says of the
    file, and `claimed` are the parts of such a list that are records of other files. Raises
    UnreadableDocument where nothing of the file can be read.
    """
    for reading in read_documents(path, max_mb=max_mb, ocr=ocr):
        if reading.part and reading.part in claimed:
            continue
        if isinstance(reading, LeftOut):
            yield reading
            continue
        try:
            yield _prepare(reading, path, slug, count_pieces, listed or {})
        except UnreadableDocument as error:
            if not reading.part:
                raise
            yield LeftOut(reading.part, str(error))


def _prepare(
    reading: Reading, path: Path, slug: str, count_pieces: CountPieces, listed: Mapping[str, Any]
) -> Prepared:
    cleaned = clean(reading)
    # The title is sought among the headings that are left, not in the page's menus.
    shown = replace(reading, text=cleaned.text, blocks=cleaned.blocks)
    default_id = id_of_part(slug, reading.part)
    source = source_of(shown, path, default_id, listed)
    document = _document(
        source, cleaned.text, cleaned.blocks, pages=cleaned.pages, count_pieces=count_pieces
    )
    if reading.placed is not None:
        document = replace(document, placed=reading.placed.moved(cleaned.spans))
    if not document.sentences:
        raise UnreadableDocument(
            "nothing is left of the page but menus, notices and headings; save the text itself"
        )
    removed = (*reading.left_out, *cleaned.removed)
    return Prepared(document, reading.part, source.id != default_id, removed)


def document_from_text(source: Source, text: str, *, count_pieces: CountPieces) -> Document:
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
    count_pieces: CountPieces,
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
