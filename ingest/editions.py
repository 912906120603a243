"""The folder of vectors in editions: one is written by nobody, and the next one by one process.

Chroma writes its graph in place. A process that was killed while it did so left files that
could not be read, or that ended the process that opened them (tried: 4 of 8 kills within that
write). So a run writes a copy, and the catalogue names it once it is whole.
"""

import os
import shutil
from pathlib import Path

from ingest.catalogue import copy_database

FIRST = "chroma"
_DRAFT = "chroma.draft"


class Editions:
    """The vectors' folders of one store, for its one writer."""

    def __init__(self, store: Path, current: str | None) -> None:
        self._store = store
        self._former: list[str] = []
        self._is_first = current is None
        self.name = current or FIRST
        self.tidy()

    @property
    def current(self) -> Path:
        return self._store / self.name

    def draft(self) -> Path:
        """A copy of the current edition that nobody else opens."""
        draft = self._store / _DRAFT
        if self.current.is_dir():
            databases = {path.name for path in self.current.glob("*.sqlite3")}
            shutil.copytree(
                self.current,
                draft,
                ignore=lambda folder, names: (
                    [one for one in names if one.partition("-journal")[0] in databases]
                    if Path(folder) == self.current
                    else []
                ),
            )
            for name in databases:  # whoever opens one writes a little into it
                copy_database(self.current / name, draft / name)
        else:
            draft.mkdir()
        return draft

    def publish(self) -> str:
        """Give the draft, which no one has open, the name of the next edition."""
        draft = self._store / _DRAFT
        number = int(self.name.removeprefix(FIRST).lstrip("-") or 1)
        # Never a name that was given before: it may still be open somewhere.
        name = FIRST if self._is_first and not self.current.is_dir() else f"{FIRST}-{number + 1}"
        _keep_on_disk(draft)
        draft.rename(self._store / name)
        _sync(self._store)
        return name

    def turn_to(self, name: str) -> None:
        """After the catalogue names it. Questions under way finish on the edition before."""
        self._is_first = False
        if name != self.name:
            self._former.append(self.name)
            self.name = name
            self.tidy(former=2)

    def tidy(self, *, former: int = 1) -> None:
        """Drop what a killed run left, and the former editions of this run but the last ones."""
        kept = {self.name, *self._former[-former:]}
        for path in self._store.glob(f"{FIRST}*"):
            if path.name not in kept and path.is_dir():
                shutil.rmtree(path, ignore_errors=True)


def _keep_on_disk(folder: Path) -> None:
    for path in (*folder.rglob("*"), folder):
        _sync(path)


def _sync(path: Path) -> None:
    if os.name == "nt" and path.is_dir():  # which cannot be opened there
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
