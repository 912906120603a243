"""One run of the ingest: read what has changed, write it, and take out what has gone."""

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from time import perf_counter

from ingest.catalogue import Catalogue
from ingest.conflicts import lost_quotes
from ingest.document import Document, IngestError, sha256_of
from ingest.embed import Encoder
from ingest.files import FileReader, texts_by_part
from ingest.folder import files_under
from ingest.holdings import Holdings
from ingest.names import slug_of
from ingest.prepare import PIPELINE_VERSION, Prepared
from ingest.readers import MAX_MB, LeftOut
from ingest.readers.reading import UnreadableDocument
from ingest.reference_files import CONFLICTS_FILE, TERMS_FILE, conflicts_under, terms_under
from ingest.reference_lists import ReferenceLists
from ingest.report import Report
from ingest.retractions import RetractionList, keep_list, marked_since
from ingest.rows import Copy, Entry, File, Known, source_json
from ingest.split import passage_prefix
from ingest.writer import StoreWriter, open_for_writing

_BATCH_PASSAGES = 512  # encoded, written and committed together

Progress = Callable[[int, int, int], None]  # files done, files in all, passages encoded


def ingest_folders(
    paths: Sequence[Path],
    *,
    store: Path,
    encoder: Encoder,
    chroma_url: str | None = None,
    max_mb: int = MAX_MB,
    retractions: RetractionList | None = None,
    progress: Progress | None = None,
    ocr: bool = False,
) -> Report:
    """Bring the store to what the folders hold. Only documents under `paths` are removed.

    Documents are marked by the list of retractions given, else by the one that the store keeps.

    Raises IngestError where a root is missing, unreadable or suddenly empty, or where another
    ingest is writing; nothing has been removed then.
    """
    started = perf_counter()
    listed = [(root, *files_under(root)) for root in dict.fromkeys(one.resolve() for one in paths)]
    lists = ReferenceLists(_with_lists_beside(listed), max_bytes=max_mb * 1_000_000)
    with open_for_writing(store, chroma_url=chroma_url) as writer:
        run = _Run(writer, encoder, FileReader(lists, encoder.count_pieces, max_mb=max_mb, ocr=ocr))
        run.check_roots([(root, files) for root, files, _ in listed])
        before = writer.catalogue.marks()
        tally = keep_list(writer.catalogue, retractions) if retractions else None
        total = sum(len(files) for _, files, _ in listed)
        done = 0
        for root, files, unreadable in listed:
            run.report.quarantined.extend(unreadable)
            run.take_reference_files(root)
            for path in files:
                run.take(path, root)
                done += 1
                if progress:
                    progress(done, total, run.report.encoded)
        run.flush()
        run.remove_gone([(root, unreadable) for root, _, unreadable in listed])
        writer.commit()
        run.note_lost_quotes([root for root, _, _ in listed])
        if progress:
            progress(done, total, run.report.encoded)
        run.report.passages = sum(one.passage_count for one in writer.catalogue.known().values())
        if retractions and tally:
            run.report.retractions = marked_since(before, writer.catalogue, retractions, tally)
    run.report.seconds = round(perf_counter() - started, 3)
    return run.report


def mark_store(
    store: Path, retractions: RetractionList, *, chroma_url: str | None = None
) -> Report:
    """Mark what the store holds by a list of retractions; no text is read, nothing encoded."""
    started = perf_counter()
    Catalogue(store / "catalogue.sqlite").close()  # where there is none it says so
    with open_for_writing(store, chroma_url=chroma_url) as writer:
        before = writer.catalogue.marks()
        tally = keep_list(writer.catalogue, retractions)
        known = writer.catalogue.known().values()
        return Report(
            unchanged=len(known),
            passages=sum(one.passage_count for one in known),
            retractions=marked_since(before, writer.catalogue, retractions, tally),
            seconds=round(perf_counter() - started, 3),
        )


class _Run:
    """One run: what it has done, and what waits to be encoded and written."""

    def __init__(self, writer: StoreWriter, encoder: Encoder, files: FileReader) -> None:
        self.report = Report()
        self._writer = writer
        self._encoder = encoder
        self._files = files
        _check_model(writer, encoder)
        broken = writer.sweep()
        self._holdings = Holdings(
            writer.catalogue.known(),
            writer.catalogue.files.all(),
            broken,
            hash_of=files.hash_of,
            texts_of=files.texts_of,
        )
        self._waiting: list[tuple[Entry, list[str]]] = []
        self._waiting_updates: list[Entry] = []
        self._waiting_files: list[File] = []

    def check_roots(self, roots: Sequence[tuple[Path, list[Path]]]) -> None:
        for root, files in roots:
            held = self._holdings.under(root)
            if held and not files:
                raise IngestError(
                    f"{root} is suddenly empty, though the store holds {held} documents from it; "
                    "nothing was removed: check the folder, or delete the store to start anew"
                )

    def take_reference_files(self, root: Path) -> None:
        """Keep the folder's terms and conflicts; where one cannot be read, what was kept stays."""
        catalogue = self._writer.catalogue
        try:
            catalogue.keep_terms(str(root), terms_under(root))
        except UnreadableDocument as error:
            self.report.quarantined.append((str(root / TERMS_FILE), str(error)))
        try:
            catalogue.keep_conflicts(str(root), conflicts_under(root))
        except UnreadableDocument as error:
            self.report.quarantined.append((str(root / CONFLICTS_FILE), str(error)))

    def take(self, path: Path, root: Path) -> None:
        """Read one file, unless it is as it was, and set its documents down to be written."""
        if str(path) in self._holdings.visited:  # roots may overlap
            return
        self._holdings.visited.add(str(path))
        slug = slug_of(path.relative_to(root) if path != root else Path(path.name))
        try:
            if not path.is_file():  # a pipe would be waited for
                raise UnreadableDocument("is not a file that can be read")
            file_hash = self._files.hash_of(path)
            file = self._holdings.as_it_was(path, file_hash)
            if file is None:
                file_hash, parts = self._files.read(path, slug, file_hash)
        except OSError as error:
            self._quarantine(path, f"cannot be read: {error.strerror or error}")
        except UnreadableDocument as error:
            self._quarantine(path, str(error))
        else:
            if file is None:
                self._take_parts(path, root, file_hash, parts)
            else:
                self.report.unchanged += self._holdings.keep(path)
                self.report.note_no_documents(file)

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
        if self._waiting_files:  # last: a file is done when all its documents are in
            self._writer.note_files(self._waiting_files)
            self._waiting_files.clear()

    def remove_gone(self, roots: Sequence[tuple[Path, list[tuple[str, str]]]]) -> None:
        """Take out the documents under these roots whose files are no longer there."""
        if gone := self._holdings.gone(roots):
            self._writer.remove(gone)
            self.report.removed.extend(one.id for one in gone)
        if files := self._holdings.gone_files(roots):
            self._writer.note_files([], gone=files)
            for path in files:
                self._note_copies(path, ())

    def note_lost_quotes(self, roots: Sequence[Path]) -> None:
        """Say which sentences of the folders' conflicts stand in no document any more."""
        catalogue = self._writer.catalogue
        document = cache(catalogue.get)
        for root in roots:
            for topic, reason in lost_quotes(catalogue.conflicts(str(root)), document):
                self.report.quarantined.append((f"{root / CONFLICTS_FILE}#{topic}", reason))

    def _take_parts(
        self, path: Path, root: Path, file_hash: str, parts: Sequence[Prepared | LeftOut]
    ) -> None:
        documents, copies, left_out = 0, list[Copy](), list[tuple[str, str]]()
        may_change = False  # though the file does not
        self._holdings.come_to(path, texts_by_part(parts))
        for one in parts:
            settled = one if isinstance(one, LeftOut) else self._holdings.settle(one, path)
            if isinstance(settled, LeftOut):
                left_out.append((settled.part, settled.reason))
                documents += self._holdings.keep_part(path, settled.part)
                may_change = may_change or settled is not one
                continue
            assert isinstance(one, Prepared)
            source = one.document.source
            if isinstance(settled, Known):
                copies.append(Copy(one.part, settled.id, settled.text_hash, source))
                continue
            documents += 1
            self._set_down(settled, path, root, one.part)
            if one.removed:
                self.report.cleaned[settled.id] = list(one.removed)
        file = File(
            path=str(path),
            root=str(root),
            file_hash="" if may_change else file_hash,
            pipeline=PIPELINE_VERSION,
            documents=documents,
            copies=tuple(sorted(copies, key=lambda one: one.part)),
            left_out=tuple(left_out),
        )
        self._note_copies(file.path, file.copies)
        self._waiting_files.append(file)
        self.report.note_no_documents(file)

    def _note_copies(self, path: str, now: Sequence[Copy]) -> None:
        before = self._holdings.files.get(path)
        self.report.note_copies(before.copies if before else (), now, self._holdings.seen)

    def _quarantine(self, path: Path, reason: str) -> None:
        self.report.quarantined.append((str(path), reason))
        self._holdings.keep(path)  # the last good reading stays until the file is mended

    def _set_down(self, document: Document, path: Path, root: Path, part: str) -> None:
        texts = encoded_texts(document)
        entry = Entry(
            document=document,
            root=str(root),
            path=str(path),
            part=part,
            record_hash=sha256_of(source_json(document.source)),
            pipeline=PIPELINE_VERSION,
            encoding=sha256_of("\0".join([self._encoder.checksum, *texts])),
        )
        held = self._holdings.take(entry)
        self.report.note(entry, held)
        if held and held.encoding == entry.encoding and entry.id not in self._holdings.broken:
            self._waiting_updates.append(entry)
        else:
            self._waiting.append((entry, texts))
        waiting = sum(len(passages) for _, passages in self._waiting)
        if waiting >= _BATCH_PASSAGES or len(self._waiting_updates) >= _BATCH_PASSAGES:
            self.flush()


def encoded_texts(document: Document) -> list[str]:
    """What the legs hold of each passage: title and heading before it."""
    return [
        passage_prefix(document.source.title, one.heading) + document.text[one.start : one.end]
        for one in document.passages
    ]


def _check_model(writer: StoreWriter, encoder: Encoder) -> None:
    held = writer.catalogue.meta("embedding_checksum")
    if held not in (None, encoder.checksum):
        raise IngestError(
            f"the store was built with the model {writer.catalogue.meta('embedding_model')}, "
            f"not {encoder.name}; give another --store or delete the old one"
        )
    writer.catalogue.set_meta("embedding_checksum", encoder.checksum)
    writer.catalogue.set_meta("embedding_model", encoder.name)


def _with_lists_beside(
    listed: Sequence[tuple[Path, list[Path], list[tuple[str, str]]]],
) -> list[Path]:
    """The files, and beside one that is given alone the lists that may hold its record."""
    files = [path for _, found, _ in listed for path in found]
    for root, _, _ in listed:
        if root.is_file():
            files += [one for suffix in ("*.ris", "*.bib") for one in root.parent.glob(suffix)]
    return files
