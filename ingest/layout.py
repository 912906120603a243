"""How the catalogue's file is laid out: its tables, its format, how an older one is brought up."""

from pathlib import Path

from ingest.document import IngestError

FORMAT_VERSION = 2

_META = "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID"
_TABLES = """
CREATE TABLE documents (
    id TEXT PRIMARY KEY,
    root TEXT NOT NULL,
    path TEXT NOT NULL,
    part TEXT NOT NULL,           -- its name within the file; empty where the file is the document
    text_hash TEXT NOT NULL,      -- SHA-256 of the canonical text: names the document
    record_hash TEXT NOT NULL,    -- the source's fields
    pipeline TEXT NOT NULL,       -- version of readers, cleaner, splitter
    encoding TEXT NOT NULL,       -- what was encoded, by which model: names the legs' passages
    source TEXT NOT NULL,
    text TEXT NOT NULL,
    headings TEXT NOT NULL,
    sentences TEXT NOT NULL,
    passages TEXT NOT NULL,
    pages TEXT NOT NULL,
    UNIQUE (path, part)
) WITHOUT ROWID;
CREATE TABLE places (
    document TEXT PRIMARY KEY,
    file_sha256 TEXT NOT NULL,    -- the bytes of the file alone
    runs TEXT NOT NULL            -- text start, length, page, first character on that page
) WITHOUT ROWID;
CREATE INDEX documents_by_text ON documents (text_hash);
CREATE TABLE files (              -- what became of each file that was read to its end
    path TEXT PRIMARY KEY,
    root TEXT NOT NULL,
    file_hash TEXT NOT NULL,      -- the bytes of the file and of what stands beside it
    pipeline TEXT NOT NULL,
    documents INTEGER NOT NULL,   -- how many documents it is
    left_out TEXT NOT NULL        -- [part, reason] of each part that is none
) WITHOUT ROWID;
CREATE TABLE copies (             -- parts whose text another document holds, and their records
    path TEXT NOT NULL,
    part TEXT NOT NULL,
    document TEXT NOT NULL,
    text_hash TEXT NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (path, part)
) WITHOUT ROWID;
CREATE INDEX copies_by_document ON copies (document)"""
# Format 1 held one document a file. Its files are read again, and nothing is encoded.
_FROM_FORMAT_1 = f"""
ALTER TABLE documents RENAME TO former;
DROP INDEX documents_by_text;
{_TABLES.strip()};
INSERT INTO documents SELECT id, root, path, '', text_hash, record_hash, pipeline, encoding,
    source, text, headings, sentences, passages, pages FROM former;
DROP TABLE former"""

TO_MAKE = (_META, *_TABLES.split(";\n"))
TO_BRING_UP_FROM_1 = tuple(_FROM_FORMAT_1.split(";\n"))


def check_format(version: str | None, folder: Path) -> None:
    """Raises IngestError, with the remedy, for a store that this program does not read."""
    if version == str(FORMAT_VERSION):
        return
    if version == "1":
        remedy = "run python -m ingest once to bring it up"
    elif (version or "").isdecimal() and int(version or 0) > FORMAT_VERSION:
        remedy = "update this program, or delete that folder and run python -m ingest"
    else:
        remedy = "delete that folder and run python -m ingest"
    raise IngestError(
        f"the store at {folder} has format {version}, this program reads {FORMAT_VERSION}; {remedy}"
    )
