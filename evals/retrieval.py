"""Does the right document come first? The product's finding beside each of its legs."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import ingest
import qa_app
from evals.asking import Asked, Task, ask_all, made_of, program_hash
from evals.datasets import CorpusText, Dataset, EvalError, Part, chosen, part_of, read_corpus
from evals.estimate import Measure, estimate
from evals.measures import ndcg_at_k, recall_at_k, reciprocal_rank, trec_order
from evals.report import progress_bar
from evals.rows import Row
from ingest.document import Document, Source, sha256_of
from ingest.embed import Encoder
from ingest.job import encoded_texts
from ingest.prepare import PIPELINE_VERSION, document_from_text
from ingest.rows import Entry, source_json
from ingest.store import Store, StoreReader
from ingest.writer import open_for_writing
from qa_app.answering.reorder import reorder
from qa_app.finding.find import Hit, find
from qa_app.finding.fuse import LEG_DEPTH
from qa_app.finding.spelling import mend_spelling
from qa_app.reading.reader import Reader

CACHE = Path(".cache/evals")
RANKED = 100  # documents of a row at most
# A single leg's list is the deeper: several passages of it may be of one document.
_BASELINE_DEPTH = 4 * RANKED
_BATCH_DOCUMENTS = 200
# What makes a store of a clean text, beside the pipeline's version, which is bumped by hand.
_MAKERS = ("analyse.py", "keywords.py", "sentences.py", "split.py", "vectors.py")

Search = Callable[[StoreReader, Encoder, str], list[Hit]]


def systems(
    names: Sequence[str], *, weights: Sequence[float] = (), reader: Reader | None = None
) -> dict[str, Search]:
    """Name → how it searches. "ours" is what the product does; "ours@0.3" has that weight.

    "hybrid" is ours without the reader.
    """
    known: dict[str, Search] = {
        "ours": _read_by(reader) if reader else _hybrid,
        "hybrid": _hybrid,
        "vectors": _leg(1.0),
        "keywords": _leg(0.0),
    }
    for name in names:
        if name not in known:
            raise EvalError(f"no system {name!r}; there are {', '.join(known)}")
    return {
        **{name: known[name] for name in names},
        **{f"ours@{weight:g}": _ours_at(weight) for weight in weights},
    }


def queries_of(
    dataset: Dataset,
    *,
    part: Part | None = None,
    right_in: Callable[[str], bool] | None = None,
    limit: int | None = None,
    seed: int | None = None,
) -> dict[str, str]:
    """Query id → text of the half that is asked for; of it the first `limit`, or some by lot.

    `right_in` says which documents a query may be judged by: all that are right must be.
    """
    held = [
        (name, text)
        for name, text in dataset.queries.items()
        if (part is None or part_of(name) == part)
        and (right_in is None or all(map(right_in, dataset.relevance.get(name, ()))))
    ]
    return dict(chosen(held, limit=limit, seed=seed))


def rank_documents(
    dataset: Dataset,
    reader: StoreReader,
    encoder: Encoder,
    search: Mapping[str, Search],
    queries: Mapping[str, str],
    *,
    read_with: str = "",
    file: Path | None = None,
    jobs: int = 1,
) -> Asked:
    """A row for each query and system: the documents found, best first, and its measures.

    A document's score is that of its best passage. `read_with` tells readers apart. Rows that
    `file` holds already are taken.
    """
    program, store = _program(), _store_name(dataset, encoder)

    def task(query_id: str, name: str, look: Search) -> Task:
        def rank() -> list[Row]:
            best: dict[str, float] = {}
            for hit in look(reader, encoder, queries[query_id]):
                best.setdefault(hit.document.id, hit.score)  # the best passage is first
            ranked = [[one, best[one]] for one in trec_order(best.items())[:RANKED]]
            return [{"query_id": query_id, "system": name, "ranked": ranked}]

        # A system's name tells its weight.
        asked = made_of(program, store, read_with, name, queries[query_id])
        return Task(((query_id, name),), asked, rank)

    tasks = [task(query, name, look) for query in queries for name, look in search.items()]
    asked = ask_all(tasks, file=file, jobs=jobs, doing="searching")
    rows = [{**row, "measures": _measured(dataset, row)} for row in asked.rows]
    return replace(asked, rows=rows)


def score_rankings(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """System, mean nDCG@10, recall@100, MRR@10, their intervals and n, in the order of the rows."""
    scores = []
    for system in dict.fromkeys(row["system"] for row in rows):
        mine = [row for row in rows if row["system"] == system]
        found = {one.name: estimate(one, mine, cluster=query_of) for one in MEASURES}
        scores.append(
            {
                "system": system,
                **{
                    key: figure
                    for name, one in found.items()
                    for key, figure in ((name, one.value), (f"{name}, interval", one.interval))
                },
                "n": len(mine),
            }
        )
    return scores


def query_of(row: Row) -> str:
    return str(row["query_id"])


def _measured(dataset: Dataset, row: Row) -> dict[str, float]:
    relevance = dataset.relevance[row["query_id"]]
    found = [name for name, _ in row["ranked"]]
    return {
        "nDCG@10": ndcg_at_k(found, relevance, 10),
        "recall@100": recall_at_k(found, relevance, 100),
        "MRR@10": reciprocal_rank(found, relevance, 10),
    }


def _mean(name: str, says: str) -> Measure[Row]:
    return Measure(name=name, says=says, taken=lambda row: float(row["measures"][name]))


MEASURES: tuple[Measure[Row], ...] = (
    _mean("nDCG@10", "gain of the first ten over that of the best order"),
    _mean("recall@100", "share of the relevant among the first hundred"),
    _mean("MRR@10", "one over the rank of the first relevant, among the first ten"),
)


def store_of(dataset: Dataset, encoder: Encoder, *, cache: Path = CACHE) -> StoreReader:
    """A store of the data set's corpus, built once; a build that was killed goes on."""
    folder = cache / _store_name(dataset, encoder)
    with open_for_writing(folder) as writer:
        known = writer.catalogue.known()
        missing = [one for one in read_corpus(dataset) if one.id not in known]
        if missing:
            writer.sweep()
            writer.catalogue.set_meta("embedding_checksum", encoder.checksum)
            writer.catalogue.set_meta("embedding_model", encoder.name)
            with progress_bar() as bar:
                task = bar.add_task("encoding", total=len(missing))
                for batch in _batches(missing):
                    documents = [document_of(one, encoder) for one in batch]
                    texts = [encoded_texts(one) for one in documents]
                    entries = [
                        _entry(one, dataset, encoder, passages)
                        for one, passages in zip(documents, texts, strict=True)
                    ]
                    flat = [passage for passages in texts for passage in passages]
                    writer.add(entries, flat, encoder.encode(flat))
                    writer.commit()  # what is done is done, should the build be killed
                    bar.advance(task, len(batch))
    return Store(folder).reader()


def document_of(one: CorpusText, encoder: Encoder) -> Document:
    """A text of a data set as a document: its own id, and its title as the source's."""
    return document_from_text(
        Source(id=one.id, title=one.title), one.text, count_pieces=encoder.count_pieces
    )


def _hybrid(store: StoreReader, encoder: Encoder, text: str) -> list[Hit]:
    return find(store, encoder, mend_spelling(store, text), limit=2 * LEG_DEPTH)


def _read_by(reader: Reader) -> Search:
    def search(store: StoreReader, encoder: Encoder, text: str) -> list[Hit]:
        return reorder(_hybrid(store, encoder, text), mend_spelling(store, text), reader)

    return search


def _ours_at(weight: float) -> Search:
    def search(reader: StoreReader, encoder: Encoder, text: str) -> list[Hit]:
        mended = mend_spelling(reader, text)
        return find(reader, encoder, mended, limit=2 * LEG_DEPTH, vector_weight=weight)

    return search


def _leg(weight: float) -> Search:
    def search(reader: StoreReader, encoder: Encoder, text: str) -> list[Hit]:
        depth = _BASELINE_DEPTH
        return find(reader, encoder, text, limit=depth, vector_weight=weight, depth=depth)

    return search


def _program() -> str:
    return program_hash(Path(ingest.__file__).parent, Path(qa_app.__file__).parent, Path(__file__))


def _store_name(dataset: Dataset, encoder: Encoder) -> str:
    digest = hashlib.sha256(dataset.corpus_file.read_bytes())
    for name in _MAKERS:
        digest.update((Path(ingest.__file__).parent / name).read_bytes())
    digest.update(f"\0{PIPELINE_VERSION}\0{encoder.checksum}".encode())
    return digest.hexdigest()[:24]


def _entry(
    document: Document, dataset: Dataset, encoder: Encoder, passages: Sequence[str]
) -> Entry:
    return Entry(
        document=document,
        root=str(dataset.folder),
        path=str(dataset.corpus_file),
        part=document.id,
        record_hash=sha256_of(source_json(document.source)),
        pipeline=PIPELINE_VERSION,
        encoding=sha256_of("\0".join([encoder.checksum, *passages])),
    )


def _batches(texts: Sequence[CorpusText]) -> Iterator[Sequence[CorpusText]]:
    for at in range(0, len(texts), _BATCH_DOCUMENTS):
        yield texts[at : at + _BATCH_DOCUMENTS]
