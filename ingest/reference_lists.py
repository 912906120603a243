"""Which files the entries of reference lists (.ris, .bib) are the records of."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PureWindowsPath
from typing import Any

from ingest.readers.bibtex import references_of_bibtex
from ingest.readers.reading import UnreadableDocument
from ingest.readers.reference import Reference
from ingest.readers.ris import references_of_ris

_LISTS = {".ris": references_of_ris, ".bib": references_of_bibtex}
_PART = re.compile(r"[0-9a-z]+")


class ReferenceLists:
    """The entries of lists, by the file that each is the record of.

    An entry is the record of a file under its list's folder: of NAME.pdf where it is the only
    one of NAME.ris; else of the file that it names, or that has its DOI at the end of its name.
    """

    def __init__(self, files: Iterable[Path], *, max_bytes: int) -> None:
        self._fields: dict[Path, Mapping[str, Any]] = {}
        self._claimed: dict[Path, set[str]] = {}
        files = sorted(set(files))
        lists = [path for path in files if path.suffix.lower() in _LISTS]
        texts = [path for path in files if path.suffix.lower() not in _LISTS]
        for path in lists:
            self._take(path, _entries(path, max_bytes), texts)

    def fields_of(self, path: Path) -> Mapping[str, Any]:
        """What a list says of the file, empty where none does."""
        return self._fields.get(path, {})

    def claimed_in(self, path: Path) -> frozenset[str]:
        """The parts of a list that are records of files."""
        return frozenset(self._claimed.get(path, ()))

    def state_of(self, path: Path) -> str:
        """Another where what the lists say of the file is another."""
        fields, claimed = self.fields_of(path), sorted(self.claimed_in(path))
        return json.dumps([fields, claimed], sort_keys=True) if fields or claimed else ""

    def _take(self, path: Path, entries: Sequence[Reference], texts: Sequence[Path]) -> None:
        under = [one for one in texts if one.is_relative_to(path.parent)]
        beside = [one for one in under if one.parent == path.parent and one.stem == path.stem]
        for entry in entries:
            if len(entries) == 1 and beside:
                found = beside
            else:
                found = _named(entry, path.parent, under) or _with_doi(entry, under)
            for text in found:
                self._fields.setdefault(text, entry.record)
                self._claimed.setdefault(path, set()).add(entry.part)


def _entries(path: Path, max_bytes: int) -> Sequence[Reference]:
    try:
        if path.stat().st_size > max_bytes:
            return ()
        return _LISTS[path.suffix.lower()](path.read_bytes())
    except (OSError, UnreadableDocument):
        return ()  # the run says so where it comes to the list itself


def _named(entry: Reference, folder: Path, texts: Sequence[Path]) -> list[Path]:
    """The file that an entry names: where it says, else the one file of that name."""
    for name in entry.files:
        path = PureWindowsPath(name)  # takes both kinds of slash
        exact = [one for one in texts if one == folder.joinpath(*path.parts)]
        found = exact or [one for one in texts if one.name == path.name]
        if len(found) == 1:
            return found
    return []


def _with_doi(entry: Reference, texts: Sequence[Path]) -> list[Path]:
    """The one file whose name ends in the entry's DOI, whatever stands there for its slash."""
    doi = _PART.findall(str(entry.record.get("doi", "")).lower())
    if len(doi) < 3:
        return []
    found = [one for one in texts if _PART.findall(one.stem.lower())[-len(doi) :] == doi]
    return found if len(found) == 1 else []
