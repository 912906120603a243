"""Which files under a folder are documents, and what in it could not be listed."""

import os
from collections.abc import Iterator
from pathlib import Path

from ingest.document import IngestError
from ingest.readers import is_document


def files_under(root: Path) -> tuple[list[Path], list[tuple[str, str]]]:
    """The documents under a root in a fixed order, and the folders that could not be listed."""
    if root.is_file():
        if not is_document(root):
            raise IngestError(f"{root} is not a document that can be read here")
        return [root], []
    if not root.is_dir():
        raise IngestError(f"no folder or file at {root}; nothing was removed")
    if not os.access(root, os.R_OK | os.X_OK):
        raise IngestError(f"{root} may not be read by this user; nothing was removed")
    unreadable: list[tuple[str, str]] = []
    files = [path for path in _walk(root, unreadable) if is_document(path)]
    inside = []
    for path in files:
        if not _is_sound(str(path)):
            unreadable.append((_shown(path), "its name is not sound UTF-8; rename it"))
        elif path.resolve().is_relative_to(root):
            inside.append(path)
        else:
            unreadable.append((str(path), "is a link that leads out of the folder"))
    return inside, unreadable


def _is_sound(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _shown(path: Path) -> str:
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _walk(root: Path, unreadable: list[tuple[str, str]]) -> Iterator[Path]:
    def note(error: OSError) -> None:
        unreadable.append((_shown(Path(error.filename)), f"cannot be listed: {error.strerror}"))

    for folder, folders, names in os.walk(root, onerror=note):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        links = (path for name in folders if (path := Path(folder) / name).is_symlink())
        unreadable.extend(
            (_shown(path), "is a link to a folder; give the folder itself") for path in links
        )
        for name in sorted(names):
            yield Path(folder) / name
