"""Which files are documents, and which reader reads each kind of file."""

from pathlib import Path

from ingest.readers.html import read_html
from ingest.readers.markdown import read_markdown
from ingest.readers.pdf import read_pdf
from ingest.readers.plain import read_plain
from ingest.readers.reading import Block, Reader, Reading, UnreadableDocument

__all__ = [
    "READERS",
    "Block",
    "Reader",
    "Reading",
    "UnreadableDocument",
    "is_document",
    "read_page",
]

READERS: dict[str, Reader] = {
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".txt": read_plain,
    ".text": read_plain,
    ".html": read_html,
    ".htm": read_html,
    ".xhtml": read_html,
    ".pdf": read_pdf,
}

_NEVER = ("readme", "license", "licence")


def is_document(path: Path) -> bool:
    """Whether a file under a corpus folder is a document, by its name alone.

    >>> [is_document(Path(name)) for name in ("a/trial.md", "README.md", "trial.yaml", ".x.txt")]
    [True, False, False, False]
    """
    name = path.name.lower()
    return not name.startswith((".", *_NEVER)) and path.suffix.lower() in READERS


def read_page(path: Path, *, ocr: bool = False) -> Reading:
    """Read `path` with the reader of its suffix; what cannot be read says why.

    `ocr`: a PDF that holds no text is put through OCR.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        known = " ".join(sorted(READERS))
        raise UnreadableDocument(f"no reader for {path.suffix or path.name!r} files; use {known}")
    try:
        reading = read_pdf(path, ocr=ocr) if reader is read_pdf else reader(path)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UnreadableDocument(f"the file cannot be opened ({reason.lower()})") from error
    if not reading.text.strip():
        raise UnreadableDocument("the file holds no text; put its text in, or remove it")
    return reading
