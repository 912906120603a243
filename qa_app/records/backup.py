"""The conversations in one file, and back: a zip of the database and of what it is.

Both work while the chat runs. The store is not in it: it can be built again from the texts.
"""

import hashlib
import json
import os
import platform
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from qa_app.records.database import RecordsError, open_records
from qa_app.records.sqlite_file import (
    copy_whole,
    count_rows,
    disk_told,
    exchange_rows,
    move_aside,
    path_of,
    revision_of,
    what_is_wrong,
)

_FORMAT = "ketamine-qa-backup"
_FORMAT_VERSION = 1
_MANIFEST = "manifest.json"
_DATABASE = "records.sqlite"
_STEP_BYTES = 1 << 20
_LONGEST_MANIFEST_BYTES = 1 << 20
# What reading a file as our zip raises where it is another, or cut short, or changed.
_NO_BACKUP = (
    *(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError),
    *(KeyError, TypeError, ValueError),
)


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds and when it was made."""

    made: str
    conversations: int
    turns: int


@dataclass(frozen=True, slots=True)
class Restored:
    """A backup that was restored; where what it took the place of lies, and if that was broken."""

    backup: Backup
    aside: Path | None
    was_broken: str | None


def back_up(url: str, file: Path, *, store: Mapping[str, object]) -> Backup:
    """Write the conversations to `file`, wholly or not at all; only its owner may read it.

    `store` is what the manifest says of the store that they stood beside.
    """
    path = path_of(url)
    if not path.is_file():
        raise RecordsError(f"there are no conversations at {path} yet; nothing was backed up")
    if file.exists():
        raise RecordsError(f"{file} is already there; give another name")
    if not file.parent.is_dir():
        raise RecordsError(f"there is no folder {file.parent}; make it first")
    with (
        disk_told(f"{file} could not be written"),
        TemporaryDirectory(dir=file.parent, prefix=".backup-") as made,  # only its owner's
    ):
        copy = Path(made) / _DATABASE
        wrong = what_is_wrong(path)
        if wrong is None:
            copy_whole(path, copy)
            wrong = what_is_wrong(copy)
        if wrong is not None:
            raise RecordsError(
                f"the conversations at {path} are damaged ({wrong}) and were not backed up; "
                "restore an earlier backup with python -m qa_app restore FILE"
            )
        manifest = _manifest(copy, store)
        draft = Path(made) / "draft.zip"
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(_MANIFEST, json.dumps(manifest, indent=1))
            archive.write(copy, _DATABASE)
        draft.chmod(0o600)
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        draft.rename(file)
    return _backup_of(manifest)


def restore(url: str, file: Path) -> Restored:
    """Put a backup's conversations in place of the present ones, which are kept under a dated name.

    A chat that is open shows them from its next click on. Raises RecordsError where the file is
    no sound backup of ours; nothing has been changed then.
    """
    path = path_of(url)
    with (
        disk_told(f"the conversations at {path} could not be restored"),
        _working_folder(path) as made,
    ):
        incoming = Path(made) / _DATABASE
        manifest = _unpack(file, incoming)
        wrong = what_is_wrong(incoming)
        if wrong is not None:
            raise RecordsError(f"the database in {file} is damaged ({wrong}); take another backup")
        _bring_up_to_date(incoming, file)
        broken = what_is_wrong(path) if path.is_file() else None
        aside = move_aside(path) if broken is not None else None
        open_records(url).close()
        aside = exchange_rows(path, incoming) or aside
    return Restored(_backup_of(manifest), aside, broken)


def program_version() -> str | None:
    """This program's version, where it is installed as a package."""
    try:
        return version("ketamine-qa")
    except PackageNotFoundError:
        return None


def _manifest(copy: Path, store: Mapping[str, object]) -> dict[str, Any]:
    return {
        "format": _FORMAT,
        "version": _FORMAT_VERSION,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "program": program_version(),
        "python": platform.python_version(),
        "tables": revision_of(copy),
        "rows": count_rows(copy),
        "files": {_DATABASE: {"bytes": copy.stat().st_size, "sha256": _sha256(copy)}},
        "not_in_it": "the store, which python -m ingest builds again from the texts",
        "store": dict(store),
    }


def _backup_of(manifest: Mapping[str, Any]) -> Backup:
    rows = manifest["rows"]
    return Backup(manifest["made"], rows["conversation"], rows["turn"])


def _bring_up_to_date(incoming: Path, file: Path) -> None:
    shape = revision_of(incoming)
    try:
        open_records(f"sqlite:///{incoming}").close()
    except RecordsError as error:
        raise RecordsError(
            f"the tables in {file} (shape {shape}) are not known to this version of the program; "
            "update it first; nothing was changed"
        ) from error


def _working_folder(path: Path) -> TemporaryDirectory[str]:
    """Beside the conversations: on the same disk, and as well guarded."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return TemporaryDirectory(dir=path.parent, prefix=".restore-")


def _unpack(file: Path, into: Path) -> dict[str, Any]:
    """Write the database of a backup to `into`, checked, and return the manifest."""
    if not file.is_file():
        raise RecordsError(f"there is no file {file}")
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = _read_manifest(archive, file)
            declared = manifest["files"][_DATABASE]
            taken = 0
            with archive.open(_DATABASE) as packed, into.open("wb") as written:
                while taken <= declared["bytes"] and (part := packed.read(_STEP_BYTES)):
                    taken += len(part)
                    written.write(part)
    except _NO_BACKUP as error:
        lacks = f"it lacks {error}" if isinstance(error, KeyError) else error
        raise RecordsError(
            f"{file} is not a whole backup of ours ({lacks}); nothing was changed"
        ) from error
    if taken != declared["bytes"] or _sha256(into) != declared["sha256"]:
        raise RecordsError(
            f"{file} is damaged: its database is not the one that was backed up "
            "(the SHA-256 differs); nothing was changed, take another backup"
        )
    return manifest


def _read_manifest(archive: zipfile.ZipFile, file: Path) -> dict[str, Any]:
    if archive.getinfo(_MANIFEST).file_size > _LONGEST_MANIFEST_BYTES:
        raise ValueError("its manifest is too long")
    manifest: dict[str, Any] = json.loads(archive.read(_MANIFEST))
    if manifest["format"] != _FORMAT:
        raise ValueError("its manifest is another program's")
    if manifest["version"] > _FORMAT_VERSION:
        raise RecordsError(
            f"{file} was made by a newer version of this program (backup format "
            f"{manifest['version']}, this one reads {_FORMAT_VERSION}); update it first"
        )
    _backup_of(manifest)
    return manifest


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
