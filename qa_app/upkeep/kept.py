"""Checks of what is kept on the disk: where it lies, whole, writable, with room beside it."""

import os
import shutil
import stat
from pathlib import Path

from ingest.embed import export_folder
from qa_app.upkeep.installation import Facts, Installation, Unsound

# A run writes beside what there is before it drops the old: as much again, and a little.
_SPARE_BYTES = 200_000_000


def tell_places(installation: Installation) -> Facts:
    return {
        "store": str(installation.store.resolve()),
        "store_is": "rebuildable: delete it and run python -m ingest",
        "conversations": str(installation.data.resolve())
        if installation.records_url.startswith("sqlite")
        else "on a database server",
        "conversations_are": "precious: python -m qa_app backup FILE",
        "model": str(export_folder()),
        "model_is": "rebuildable: the first question exports it again",
    }


def check_conversations(installation: Installation) -> Facts:
    from qa_app.records.database import RecordsError
    from qa_app.records.sqlite_file import count_rows, path_of, what_is_wrong

    if not installation.records_url.startswith("sqlite"):
        return {"kept_by": "a database server, which has tools of its own"}
    try:
        path = path_of(installation.records_url)
        if not path.is_file():
            return {"file": str(path), "kept": 0}
        wrong = what_is_wrong(path)
        if wrong is not None:
            raise Unsound(
                f"the conversations at {path} are damaged ({wrong}); "
                "python -m qa_app restore FILE puts a backup in their place",
                {"file": str(path)},
            )
        return {"file": str(path), "kept": count_rows(path)["conversation"]}
    except RecordsError as error:
        raise Unsound(str(error)) from error


def check_permissions(installation: Installation) -> Facts:
    facts: Facts = {}
    for name, folder in (("store", installation.store), ("conversations", installation.data)):
        if name == "conversations" and not installation.records_url.startswith("sqlite"):
            continue
        there = _nearest_folder(folder)
        if not os.access(there, os.R_OK | os.W_OK | os.X_OK):
            raise Unsound(
                f"{there} may not be written by this user, as the {name} must be; give this user "
                "rights on it or choose another folder",
                facts,
            )
        facts[name] = "may be written"
    # Windows says nothing in these bits.
    if os.name == "posix" and installation.data.is_dir():
        open_to_others = bool(installation.data.stat().st_mode & (stat.S_IROTH | stat.S_IXOTH))
        facts["conversations_open_to_other_users"] = open_to_others
        if open_to_others:
            facts["advice"] = f"chmod 700 {installation.data}"
    return facts


def check_disk(installation: Installation) -> Facts:
    facts: Facts = {}
    for name, folder in (("store", installation.store), ("conversations", installation.data)):
        taken = _bytes_under(folder)
        free = shutil.disk_usage(_nearest_folder(folder)).free
        facts |= {f"{name}_mb": _mb(taken), f"{name}_free_mb": _mb(free)}
        if free < taken + _SPARE_BYTES:
            raise Unsound(
                f"{_mb(free)} MB are free beside {folder}, which takes {_mb(taken)} MB and needs "
                f"as much again and {_mb(_SPARE_BYTES)} MB while it is written; make room",
                facts,
            )
    return facts


def _nearest_folder(folder: Path) -> Path:
    """The folder, or the nearest above it that there is: where it would be made."""
    found = folder.resolve()
    while not found.is_dir():
        found = found.parent
    return found


def _bytes_under(folder: Path) -> int:
    total = 0
    for one in folder.rglob("*"):
        try:
            total += one.stat().st_size if one.is_file() else 0
        except OSError:  # gone since it was listed
            continue
    return total


def _mb(size: int) -> int:
    return round(size / 1_000_000)
