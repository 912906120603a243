"""Which files are documents, and which reader reads each kind of file."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from ingest.readers.bibtex import read_bibtex
from ingest.readers.csv_rows import read_csv
from ingest.readers.docx import read_docx
from ingest.readers.html import read_html
from ingest.readers.markdown import read_markdown
from ingest.readers.pdf import read_pdf
from ingest.readers.plain import read_plain
from ingest.readers.reading import (
    Block,
    LeftOut,
    Reader,
    Reading,
    UnreadableDocument,
    check_size,
)
from ingest.readers.ris import read_ris
from ingest.readers.xml_file import read_xml

__all__ = [
    "MAX_MB",
    "READERS",
    "Block",
    "LeftOut",
    "Reader",
    "Reading",
    "UnreadableDocument",
    "is_document",
    "read_documents",
    "read_page",
]

MAX_MB = 20


def _alone(read: Callable[[Path], Reading]) -> Reader:
    """The reader of a format whose files are one document each."""

    def read_one(path: Path, max_bytes: int) -> Iterable[Reading]:
        return [read(path)]

    return read_one


READERS: dict[str, Reader] = {
    ".md": _alone(read_markdown),
    ".markdown": _alone(read_markdown),
    ".txt": _alone(read_plain),
    ".text": _alone(read_plain),
    ".html": _alone(read_html),
    ".htm": _alone(read_html),
    ".xhtml": _alone(read_html),
    ".pdf": lambda path, max_bytes: [read_pdf(path, max_bytes)],
    ".docx": read_docx,
    ".xml": read_xml,
    ".nxml": read_xml,
    ".ris": read_ris,
    ".bib": read_bibtex,
    ".csv": read_csv,
    ".tsv": read_csv,
}
# Files of these hold more than text; their readers bound the text themselves.
_PACKED = (".docx", ".pdf")
# What people keep documents in and nothing here reads: said, not passed over.
_UNREAD = {
    ".doc": "save it as .docx",
    ".docm": "save it as .docx",
    ".dotx": "save it as .docx",
    ".rtf": "save it as .docx",
    ".odt": "save it as .docx",
    ".pages": "save it as .docx",
    ".epub": "save its text as .html or .docx",
    ".mhtml": "save it as .html",
    ".mht": "save it as .html",
    ".ppt": "save it as .pdf",
    ".pptx": "save it as .pdf",
    ".xls": "save its texts as .csv",
    ".xlsx": "save its texts as .csv",
    ".nbib": "save it as .ris or as PubMed .xml",
    ".enw": "save it as .ris",
}
_NEVER = ("readme", "license", "licence")


def is_document(path: Path) -> bool:
    """Whether a file under a corpus folder is a document, by its name alone.

    >>> [is_document(Path(name)) for name in ("a/trial.md", "README.md", "trial.yaml", ".x.txt")]
    [True, False, False, False]
    """
    name, suffix = path.name.lower(), path.suffix.lower()
    hidden = name.startswith((".", "~$", *_NEVER))  # ~$: the lock of a word processor
    return not hidden and (suffix in READERS or suffix in _UNREAD)


def read_documents(
    path: Path, *, max_mb: int = MAX_MB, ocr: bool = False
) -> Iterator[Reading | LeftOut]:
    """Read `path` with the reader of its suffix; what cannot be read says why.

    `ocr`: a PDF that holds no text is put through OCR.
    """
    suffix = path.suffix.lower()
    if suffix in _UNREAD:
        raise UnreadableDocument(f"{suffix} files are not read; {_UNREAD[suffix]}")
    reader = READERS.get(suffix)
    if reader is None:
        known = " ".join(sorted(READERS))
        raise UnreadableDocument(f"no reader for {path.suffix or path.name!r} files; use {known}")
    try:
        if suffix not in _PACKED:
            check_size(path.stat().st_size, max_mb * 1_000_000)
        readings = (
            [read_pdf(path, max_mb * 1_000_000, ocr=True)]
            if ocr and suffix == ".pdf"
            else reader(path, max_mb * 1_000_000)
        )
        for reading in readings:
            if isinstance(reading, Reading):
                check_size(len(reading.text), max_mb * 1_000_000)
                if not reading.text.strip():
                    raise UnreadableDocument(
                        "the file holds no text; put its text in, or remove it"
                    )
            yield reading
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UnreadableDocument(f"the file cannot be opened ({reason.lower()})") from error


def read_page(path: Path, *, ocr: bool = False) -> Reading:
    """The one document of a file."""
    (reading,) = read_documents(path, ocr=ocr)
    assert isinstance(reading, Reading)
    return reading
