"""One run of the ingest: what the folders hold now against what the store held, and the change."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import perf_counter

from ingest.catalogue import Entry, Known, source_json
from ingest.document import Document, IngestError, sha256_of
from ingest.embed import Encoder
from ingest.folder import files_under
from ingest.prepare import PIPELINE_VERSION, prepare_document
from ingest.readers.reading import UnreadableDocument
from ingest.record import sidecars_of, slug_of
from ingest.split import passage_prefix
from ingest.store import StoreWriter, open_for_writing

_BATCH_PASSAGES = 512  # encoded, written and committed together

Progress = Callable[[int, int, int], None]  # files done, files in all, passages encoded


@dataclass(slots=True)
class Report:
    """What a run did, in the words of `ingest --json`."""

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


def ingest_folders(
    paths: Sequence[Path],
    *,
    store: Path,
    encoder: Encoder,
    chroma_url: str | None = None,
    progress: Progress | None = None,
    ocr: bool = False,
) -> Report:
    """Bring the store to what the folders hold. Only documents under `paths` are removed.

    Raises IngestError where a root is missing, unreadable or suddenly empty, or where another
    ingest is writing; nothing has been removed then.
    """
    started = perf_counter()
    listed = [(root, *files_under(root)) for root in dict.fromkeys(one.resolve() for one in paths)]
    with open_for_writing(store, chroma_url=chroma_url) as writer:
        run = _Run(writer, encoder, ocr=ocr)
        run.check_roots([(root, files) for root, files, _ in listed])
        total = sum(len(files) for _, files, _ in listed)
        done = 0
        for root, files, unreadable in listed:
            run.report.quarantined.extend(unreadable)
            for path in files:
                run.take(path, root)
                done += 1
                if progress:
                    progress(done, total, run.report.encoded)
        run.flush()
        run.remove_gone([(root, unreadable) for root, _, unreadable in listed])
        if progress:
            progress(done, total, run.report.encoded)
        run.report.passages = sum(one.passage_count for one in writer.catalogue.known().values())
    run.report.seconds = round(perf_counter() - started, 3)
    return run.report


class _Run:
    """The state of one run: what is known, what was seen, what waits to be encoded."""

    def __init__(self, writer: StoreWriter, encoder: Encoder, *, ocr: bool = False) -> None:
        self.report = Report()
        self._ocr = ocr
        self._writer = writer
        self._encoder = encoder
        held = writer.catalogue.meta("embedding_checksum")
        if held not in (None, encoder.checksum):
            raise IngestError(
                f"the store was built with the model {writer.catalogue.meta('embedding_model')}, "
                f"not {encoder.name}; give another --store or delete the old one"
            )
        writer.catalogue.set_meta("embedding_checksum", encoder.checksum)
        writer.catalogue.set_meta("embedding_model", encoder.name)
        self._broken = set(writer.sweep())
        self._known = writer.catalogue.known()
        self._by_path = {one.path: one for one in self._known.values()}
        self._by_text: dict[str, set[str]] = {}
        for one in self._known.values():
            self._by_text.setdefault(one.text_hash, set()).add(one.id)
        self._visited: set[str] = set()  # paths
        self._seen: set[str] = set()  # ids
        self._waiting: list[tuple[Entry, list[str]]] = []
        self._waiting_updates: list[Entry] = []

    def check_roots(self, roots: Sequence[tuple[Path, list[Path]]]) -> None:
        for root, files in roots:
            held = sum(Path(one.path).is_relative_to(root) for one in self._known.values())
            if held and not files:
                raise IngestError(
                    f"{root} is suddenly empty, though the store holds {held} documents from it; "
                    "nothing was removed: check the folder, or delete the store to start anew"
                )

    def take(self, path: Path, root: Path) -> None:
        """Read one file, unless it is as it was, and set it down to be written."""
        if str(path) in self._visited:  # roots may overlap
            return
        self._visited.add(str(path))
        before = self._by_path.get(str(path))
        if not path.is_file():  # a pipe would be waited for
            self._quarantine(path, before, "is not a file that can be read")
            return
        try:
            file_hash = _file_hash(path)
        except OSError as error:
            self._quarantine(path, before, f"cannot be read: {error.strerror or error}")
            return
        if (
            before is not None
            and before.file_hash == file_hash
            and before.pipeline == PIPELINE_VERSION
            and before.id not in self._broken
        ):
            self._seen.add(before.id)
            self.report.unchanged += 1
            return
        slug = slug_of(path.relative_to(root) if path != root else Path(path.name))
        try:
            prepared = prepare_document(
                path,
                default_id=slug,
                count_pieces=self._encoder.count_pieces,
                ocr=self._ocr,
            )
        except UnreadableDocument as error:
            self._quarantine(path, before, str(error))
            return
        if not prepared.document.sentences:
            self._quarantine(path, before, "nothing was left of it after cleaning")
            return
        named = prepared.document.id != slug
        document = self._settle_id(prepared.document, path, before, named=named)
        if document is None:
            return
        self._set_down(document, path, root, file_hash)
        if prepared.removed:
            self.report.cleaned[document.id] = list(prepared.removed)

    def flush(self) -> None:
        """Encode and write what waits."""
        if self._waiting:
            texts = [text for _, passages in self._waiting for text in passages]
            vectors = self._encoder.encode(texts)
            self._writer.add([entry for entry, _ in self._waiting], texts, vectors)
            self.report.encoded += len(texts)
            self._waiting.clear()
        if self._waiting_updates:
            self._writer.update(self._waiting_updates)
            self._waiting_updates.clear()

    def remove_gone(self, roots: Sequence[tuple[Path, list[tuple[str, str]]]]) -> None:
        """Take out the documents under these roots whose files are no longer there."""
        gone = [
            one
            for one in self._known.values()
            if one.id not in self._seen
            and any(self._is_gone(one, root, unreadable) for root, unreadable in roots)
        ]
        if gone:
            self._writer.remove(gone)
            self.report.removed.extend(one.id for one in gone)

    def _is_gone(self, one: Known, root: Path, unreadable: list[tuple[str, str]]) -> bool:
        path = Path(one.path)
        if not path.is_relative_to(root):
            return False
        if any(path.is_relative_to(folder) for folder, _ in unreadable):
            return False  # its folder could not be listed: that is not the same as gone
        # A document of a root inside this one, such as a hidden folder, may not be listed here.
        return one.root == str(root) or one.path in self._visited or not path.exists()

    def _quarantine(self, path: Path, before: Known | None, reason: str) -> None:
        self.report.quarantined.append((str(path), reason))
        if before is not None:
            self._seen.add(before.id)  # the last good reading stays until the file is mended

    def _settle_id(
        self, document: Document, path: Path, before: Known | None, *, named: bool
    ) -> Document | None:
        """The document under the id it shall have; None where the same text is already in."""
        twin = self._same_text(document, path)
        if twin is not None and self._still_stands(twin):
            self.report.duplicate.append((str(path), twin.id))
            return None
        if not named:
            settled = twin or before
            if settled is not None and settled.id not in self._seen:
                return _with_id(document, settled.id)  # moved or changed: cited by the same id
            if self._is_taken(document.id, path):
                tail = sha256_of(str(path))[:6]
                return _with_id(document, f"{document.id}-{tail}")
        elif self._is_taken(document.id, path):
            other = self._known.get(document.id)
            where = other.path if other else "another file of this run"
            self._quarantine(
                path, before, f"the id {document.id!r} is already that of {where}; give it another"
            )
            return None
        return document

    def _same_text(self, document: Document, path: Path) -> Known | None:
        twins = [self._known[one] for one in self._by_text.get(document.sha256, ())]
        return min((one for one in twins if one.path != str(path)), key=_id_of, default=None)

    def _still_stands(self, one: Known) -> bool:
        """Whether a document's file still holds its text, though this run may come to it later."""
        if one.id in self._seen:
            return True
        path = Path(one.path)
        if one.path in self._visited or not path.is_file():
            return False
        try:
            if _file_hash(path) == one.file_hash:
                return True
            # Only its record may have changed, which must not cost it its place.
            prepared = prepare_document(
                path,
                default_id=one.id,
                count_pieces=self._encoder.count_pieces,
                ocr=self._ocr,
            )
        except (OSError, UnreadableDocument):
            return True  # it will be left out, and keeps its earlier version
        return prepared.document.sha256 == one.text_hash

    def _is_taken(self, name: str, path: Path) -> bool:
        other = self._known.get(name)
        if other is None or other.path == str(path):
            return False
        if name in self._seen:
            return True
        return other.path not in self._visited and Path(other.path).exists()

    def _set_down(self, document: Document, path: Path, root: Path, file_hash: str) -> None:
        texts = encoded_texts(document)
        entry = Entry(
            document=document,
            root=str(root),
            path=str(path),
            file_hash=file_hash,
            record_hash=sha256_of(source_json(document.source)),
            pipeline=PIPELINE_VERSION,
            encoding=sha256_of("\0".join([self._encoder.checksum, *texts])),
        )
        held = self._known.get(document.id)
        self._seen.add(document.id)
        self._note(entry, held)
        if held is not None:
            self._by_text[held.text_hash].discard(held.id)
        self._by_text.setdefault(document.sha256, set()).add(document.id)
        self._known[document.id] = Known(
            id=entry.id,
            root=entry.root,
            path=entry.path,
            file_hash=file_hash,
            text_hash=document.sha256,
            record_hash=entry.record_hash,
            pipeline=entry.pipeline,
            encoding=entry.encoding,
            passage_count=entry.passage_count,
        )
        if held and held.encoding == entry.encoding and entry.id not in self._broken:
            self._waiting_updates.append(entry)
        else:
            self._waiting.append((entry, texts))
        waiting = sum(len(passages) for _, passages in self._waiting)
        if waiting >= _BATCH_PASSAGES or len(self._waiting_updates) >= _BATCH_PASSAGES:
            self.flush()

    def _note(self, entry: Entry, held: Known | None) -> None:
        if held is None:
            self.report.added.append(entry.id)
        elif held.text_hash != entry.document.sha256:
            self.report.changed.append(entry.id)
        elif held.record_hash != entry.record_hash or held.encoding != entry.encoding:
            self.report.updated.append(entry.id)
        elif held.path != entry.path:
            self.report.moved.append(entry.id)
        else:
            self.report.unchanged += 1


def encoded_texts(document: Document) -> list[str]:
    """What the legs hold of each passage: title and heading before it."""
    return [
        passage_prefix(document.source.title, one.heading) + document.text[one.start : one.end]
        for one in document.passages
    ]


def _id_of(known: Known) -> str:
    return known.id


def _with_id(document: Document, name: str) -> Document:
    return replace(document, source=replace(document.source, id=name))


def _file_hash(path: Path) -> str:
    """SHA-256 of the file's bytes and of its sidecar's: either may change the document."""
    digest = hashlib.sha256(path.read_bytes())
    for sidecar in sidecars_of(path):
        if sidecar.is_file():
            digest.update(b"\0sidecar\0" + sidecar.read_bytes())
    return digest.hexdigest()
