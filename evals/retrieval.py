"""Does the right document come first? The product's finding beside each of its legs."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import ingest
from evals.datasets import CorpusText, Dataset, EvalError, Part, part_of, read_corpus
from evals.measures import ndcg_at_k, recall_at_k, reciprocal_rank, trec_order
from evals.report import progress_bar
from ingest.document import Document, Source, sha256_of
from ingest.embed import Encoder
from ingest.job import encoded_texts
from ingest.prepare import PIPELINE_VERSION, document_from_text
from ingest.rows import Entry, source_json
from ingest.store import Store, StoreReader
from ingest.writer import open_for_writing
from qa_app.finding.find import Hit, find
from qa_app.finding.fuse import LEG_DEPTH
from qa_app.finding.spelling import mend_spelling

CACHE = Path(".cache/evals")
RANKED = 100  # documents of a row at most
# A single leg's list is the deeper: several passages of it may be of one document.
_BASELINE_DEPTH = 4 * RANKED
_BATCH_DOCUMENTS = 200
# What makes a store of a clean text, beside the pipeline's version, which is bumped by hand.
_MAKERS = ("analyse.py", "keywords.py", "sentences.py", "split.py", "vectors.py")

Search = Callable[[StoreReader, Encoder, str], list[Hit]]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The documents that a system found for a query, best first, with their scores."""

    query_id: str
    system: str
    ranked: tuple[tuple[str, float], ...]

    def row(self) -> dict[str, Any]:
        return {
            "query_id": self.query_id,
            "system": self.system,
            "ranked": [list(one) for one in self.ranked],
        }


def systems(names: Sequence[str], *, weights: Sequence[float] = ()) -> dict[str, Search]:
    """Name → how it searches. "ours" is what the product does; "ours@0.3" has that weight."""
    known: dict[str, Search] = {"ours": _ours, "vectors": _leg(1.0), "keywords": _leg(0.0)}
    for name in names:
        if name not in known:
            raise EvalError(f"no system {name!r}; there are {', '.join(known)}")
    return {
        **{name: known[name] for name in names},
        **{f"ours@{weight:g}": _ours_at(weight) for weight in weights},
    }


def queries_of(
    dataset: Dataset, *, part: Part | None = None, limit: int | None = None
) -> dict[str, str]:
    """Query id → text of the half that is asked for; of it the first `limit`."""
    held = (one for one in dataset.queries.items() if part is None or part_of(one[0]) == part)
    return dict(islice(held, limit))


def rank_documents(
    reader: StoreReader,
    encoder: Encoder,
    search: Mapping[str, Search],
    queries: Mapping[str, str],
) -> list[Ranking]:
    """A ranking for each system and query. A document's score is that of its best passage."""
    rankings: list[Ranking] = []
    with progress_bar() as bar:
        for query_id, text in bar.track(list(queries.items()), description="searching"):
            for name, look in search.items():
                best: dict[str, float] = {}
                for hit in look(reader, encoder, text):
                    best.setdefault(hit.document.id, hit.score)  # the best passage is first
                order = trec_order(best.items())[:RANKED]
                ranked = tuple((one, best[one]) for one in order)
                rankings.append(Ranking(query_id, name, ranked))
    return rankings


def score_rankings(dataset: Dataset, rankings: Sequence[Ranking]) -> list[dict[str, Any]]:
    """System, mean nDCG@10, recall@100, MRR@10 and n, in the order of the rankings."""
    measured: dict[str, list[tuple[float, float, float]]] = {}
    for one in rankings:
        relevance = dataset.relevance[one.query_id]
        found = [name for name, _ in one.ranked]
        measured.setdefault(one.system, []).append(
            (
                ndcg_at_k(found, relevance, 10),
                recall_at_k(found, relevance, 100),
                reciprocal_rank(found, relevance, 10),
            )
        )
    names = ("nDCG@10", "recall@100", "MRR@10")
    return [
        {
            "system": system,
            **{
                name: sum(each) / len(values)
                for name, each in zip(names, zip(*values, strict=True), strict=True)
            },
            "n": len(values),
        }
        for system, values in measured.items()
    ]


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


def _ours(reader: StoreReader, encoder: Encoder, text: str) -> list[Hit]:
    return find(reader, encoder, mend_spelling(reader, text), limit=2 * LEG_DEPTH)


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
