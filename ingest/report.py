"""What a run did, in the words of `ingest --json`."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from ingest.retractions import Marked
from ingest.rows import Copy, Entry, File, Known, source_json


@dataclass(slots=True)
class Report:
    """The ids of documents by what was done with them, and what is no document and why."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: int = 0
    moved: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    duplicate: list[tuple[str, str]] = field(default_factory=list)
    quarantined: list[tuple[str, str]] = field(default_factory=list)
    cleaned: dict[str, list[str]] = field(default_factory=dict)
    passages: int = 0
    encoded: int = 0
    seconds: float = 0.0
    retractions: Marked | None = None

    def note(self, entry: Entry, held: Known | None) -> None:
        """Say what a document is against what was held of it."""
        if held is None:
            self.added.append(entry.id)
        elif held.text_hash != entry.document.sha256:
            self.changed.append(entry.id)
        elif held.record_hash != entry.record_hash or held.encoding != entry.encoding:
            self.updated.append(entry.id)
        elif (held.path, held.part) != (entry.path, entry.part):
            self.moved.append(entry.id)
        else:
            self.unchanged += 1

    def note_copies(
        self, before: Sequence[Copy], now: Sequence[Copy], seen: Collection[str]
    ) -> None:
        """Say which documents' records are told otherwise by their copies than before."""
        told = {(one.document, source_json(one.source)) for one in before}
        tell = {(one.document, source_json(one.source)) for one in now}
        new = {document for document, _ in told ^ tell if document in seen}
        self.updated.extend(sorted(new - {*self.added, *self.changed, *self.updated}))

    def note_no_documents(self, file: File) -> None:
        """Say what of a file is no document, on every run that finds it so."""
        for copy in file.copies:
            self.duplicate.append((_place(file.path, copy.part), copy.document))
        for part, reason in file.left_out:
            self.quarantined.append((_place(file.path, part), reason))


def _place(path: str, part: str) -> str:
    return f"{path}#{part}" if part else path
