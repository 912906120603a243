"""What a file is now: its hash, and its documents, read while it is at rest."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from ingest.document import IngestError
from ingest.prepare import CountPieces, Prepared, prepare_documents
from ingest.readers import LeftOut
from ingest.readers.reading import UnreadableDocument
from ingest.record import sidecars_of
from ingest.record_fields import plain_words
from ingest.reference_lists import ReferenceLists


class FileReader:
    """Reads files, each with what stands beside it."""

    def __init__(
        self, lists: ReferenceLists, count_pieces: CountPieces, *, max_mb: int, ocr: bool = False
    ) -> None:
        self._ocr = ocr
        self._lists = lists
        self._count_pieces = count_pieces
        self._max_mb = max_mb
        self._texts: dict[Path, dict[str, str]] = {}

    def hash_of(self, path: Path) -> str:
        """SHA-256 of a file and of what stands beside it: either may change its documents."""
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256")
        for sidecar in sidecars_of(path):
            if sidecar != path and sidecar.is_file():
                digest.update(b"\0sidecar\0" + sidecar.read_bytes())
        digest.update(b"\0listed\0" + self._lists.state_of(path).encode("utf-8", "surrogatepass"))
        return digest.hexdigest()

    def read(self, path: Path, slug: str, file_hash: str) -> tuple[str, list[Prepared | LeftOut]]:
        """The parts of a file that held still while it was read, and its hash then."""
        for _ in range(2):
            before = _stamp(path)
            try:
                parts = self._prepare(path, slug)
            except Exception as error:  # whatever it is, it costs this file and no other
                if _stamp(path) == before:
                    raise _in_our_words(error) from error
            else:
                if _stamp(path) == before and self.hash_of(path) == file_hash:
                    return file_hash, parts
            file_hash = self.hash_of(path)
        raise UnreadableDocument("it changes while it is read; run again when it is at rest")

    def texts_of(self, path: Path) -> dict[str, str]:
        """The SHA-256 of the text of each part; read once, of a file that is looked at early."""
        if path not in self._texts:
            self._texts[path] = texts_by_part(self.read(path, "-", self.hash_of(path))[1])
        return self._texts[path]

    def _prepare(self, path: Path, slug: str) -> list[Prepared | LeftOut]:
        found = prepare_documents(
            path,
            slug=slug,
            count_pieces=self._count_pieces,
            listed=self._lists.fields_of(path),
            claimed=self._lists.claimed_in(path),
            max_mb=self._max_mb,
            ocr=self._ocr,
        )
        return list(found)


def texts_by_part(parts: Sequence[Prepared | LeftOut]) -> dict[str, str]:
    return {one.part: one.document.sha256 for one in parts if isinstance(one, Prepared)}


def _in_our_words(error: Exception) -> Exception:
    """The fault itself where it is one we know; else one that says whose it is."""
    if isinstance(error, IngestError | OSError):
        return error
    return UnreadableDocument(
        "could not be read, by a fault of this program "
        f"({type(error).__name__}: {plain_words(str(error))[:80]}); report it"
    )


def _stamp(path: Path) -> tuple[int, int, int]:
    state = path.stat()
    return state.st_size, state.st_mtime_ns, state.st_ino
