"""A digest as the check sees it, and a fault in one: where it is, what it is, what mends it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.document import Document, IngestError, Sentence
from ingest.folder import files_under
from ingest.prepare import Prepared, prepare_documents
from ingest.readers import read_page
from ingest.readers.reading import UnreadableDocument
from ingest.record import check_record
from ingest.record_fields import Fact, Record


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, told in one sentence."""

    file: str
    where: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}: {self.where}: {self.what}; {self.remedy}"


@dataclass(frozen=True, slots=True)
class Digest:
    """One document of the folder, with the record that names its facts."""

    file: str
    record: Record
    document: Document
    removed: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return self.document.id

    def words_of(self, sentence: Sentence) -> str:
        return self.document.text[sentence.start : sentence.end]

    def facts_of(self, words: str) -> tuple[Fact, ...]:
        """The facts that one sentence carries."""
        return tuple(fact for fact in self.record.facts if fact.sentence == words)

    def fault(self, where: str, what: str, remedy: str) -> Fault:
        return Fault(self.file, where, what, remedy)


def read_digests(folder: Path) -> tuple[list[Digest], list[Fault]]:
    """Every document under a folder, and a fault for each that cannot be read."""
    if not folder.is_dir():
        raise IngestError(f"no folder at {folder}; give the folder that holds the digests")
    digests: list[Digest] = []
    faults: list[Fault] = []
    paths, unreadable = files_under(folder.resolve())
    faults += [Fault(path, "file", reason, "mend or remove it") for path, reason in unreadable]
    for path in paths:
        file = path.relative_to(folder.resolve()).as_posix()
        try:
            digests.append(_read(path, file))
        except UnreadableDocument as error:
            what, _, remedy = str(error).partition("; ")
            faults.append(Fault(file, "file", what, remedy or "mend or remove it"))
    return digests, faults


def _read(path: Path, file: str) -> Digest:
    found = list(
        prepare_documents(
            path, slug=path.stem, count_pieces=lambda texts: [len(t.split()) for t in texts]
        )
    )
    if len(found) != 1 or not isinstance(found[0], Prepared):
        raise UnreadableDocument("it holds several documents; give each digest a file of its own")
    record = check_record(read_page(path).record, "front matter")
    return Digest(file, record, found[0].document, found[0].removed)


def shortened(words: str, length: int = 70) -> str:
    """
    >>> shortened("Ketamine relieves acute pain", 20)
    "'Ketamine relieves …'"
    """
    if len(words) <= length:
        return repr(words)
    return repr(words[:length].rsplit(" ", 1)[0] + " …")


def sentences_of(digest: Digest) -> Iterator[str]:
    for sentence in digest.document.sentences:
        yield digest.words_of(sentence)
