"""The folder that texts are fetched into: what it holds, and files that are whole or not there."""

import contextlib
import os
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from ingest.document import IngestError
from ingest.fetch.identifiers import Identifier, known_as
from ingest.readers.decode import decode_bytes
from ingest.readers.front_matter import dump_fields, load_fields, take_front_matter
from ingest.readers.reading import UnreadableDocument

_CORPUS = Path(__file__).parents[2] / "corpus"
_PART = ".part"


class Shelf:
    """One folder, for one process at a time. Use `open_shelf`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        for left in folder.glob(f".*{_PART}"):  # by a run that was killed
            left.unlink(missing_ok=True)
        self._held: set[Identifier] = set()
        self._stems: set[str] = set()
        for path in sorted(folder.iterdir()):
            if not path.is_file():
                continue
            if path.suffix == ".md" or (path.suffix == ".nxml" and _record_of(path).is_file()):
                self._held.update(_names_in(path))
                self._stems.add(path.stem)

    def holds(self, names: Collection[Identifier], stem: str | None = None) -> bool:
        return stem in self._stems or not self._held.isdisjoint(names)

    def put_full_text(
        self, stem: str, jats: bytes, record: Mapping[str, Any], names: Collection[Identifier]
    ) -> str:
        """Write a JATS file and its record beside it; the file's name."""
        path = self._folder / f"{stem}.nxml"
        # The record first: alone it is no document, and the text never stands without it.
        self._write(_record_of(path), dump_fields(record).encode())
        self._write(path, jats)
        return self._put(path, names)

    def put_abstract(
        self, stem: str, text: str, record: Mapping[str, Any], names: Collection[Identifier]
    ) -> str:
        """Write an abstract under its record as Markdown; the file's name."""
        path = self._folder / f"{stem}.md"
        self._write(path, f"---\n{dump_fields(record)}---\n\n{text}\n".encode())
        return self._put(path, names)

    def _put(self, path: Path, names: Collection[Identifier]) -> str:
        self._held.update(names)
        self._stems.add(path.stem)
        return path.name

    def _write(self, path: Path, data: bytes) -> None:
        part = path.with_name(f".{path.name}{_PART}")
        try:
            with part.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except OSError as error:
            raise _cannot_write(self._folder, error) from error
        finally:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)


def check_place(folder: Path) -> None:
    """Raises IngestError for a folder of the project's own corpus."""
    if folder.resolve().is_relative_to(_CORPUS.resolve()):
        raise IngestError(
            f"{folder} lies in this project's own corpus, which holds digests alone; "
            "give another folder, such as texts"
        )


@contextlib.contextmanager
def open_shelf(folder: Path) -> Iterator[Shelf]:
    """The folder, made if need be, under a lock that dies with this process.

    Raises IngestError where it lies in the project's corpus or cannot be written.
    """
    check_place(folder)
    place = folder.resolve()
    is_new = not place.exists()
    lock = FileLock(place / ".fetch.lock")
    try:
        place.mkdir(parents=True, exist_ok=True)
        if is_new:
            (place / ".gitignore").write_text("*\n")  # these texts are not ours to publish
        lock.acquire(timeout=0)
    except Timeout as error:
        raise IngestError(
            f"another fetch is writing to {folder}; wait until it has finished"
        ) from error
    except OSError as error:
        raise _cannot_write(folder, error) from error
    try:
        yield Shelf(place)
    finally:
        lock.release()


def _cannot_write(folder: Path, error: OSError) -> IngestError:
    reason = (error.strerror or str(error)).lower()
    return IngestError(f"{folder} cannot be written ({reason}); make room or give another folder")


def _record_of(path: Path) -> Path:
    return path.with_suffix(".yaml")


def _names_in(path: Path) -> set[Identifier]:
    """The names of the publication in a file; none where its record cannot be read."""
    try:
        if path.suffix == ".md":
            fields, _ = take_front_matter(decode_bytes(path.read_bytes()))
        else:
            record = decode_bytes(_record_of(path).read_bytes())
            fields = load_fields(record, what="its record")
    except (UnreadableDocument, OSError):
        return set()
    named = (known_as(str(fields.get(name) or "")) for name in ("pmid", "pmcid", "doi"))
    return {one for one in named if one is not None}
