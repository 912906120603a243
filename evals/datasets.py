"""Queries with judged documents: a folder in BEIR form, read and checked."""

import hashlib
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeVar

_Item = TypeVar("_Item")

Part = Literal["tune", "report"]


class EvalError(Exception):
    """Something about the data of an evaluation that a person can mend."""


@dataclass(frozen=True, slots=True)
class CorpusText:
    """One document of a data set, as it was published."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Dataset:
    """A corpus, and the queries that are judged in one split, in the order they are judged."""

    folder: Path
    split: str
    queries: Mapping[str, str]
    relevance: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def corpus_file(self) -> Path:
        return self.folder / "corpus.jsonl"


def read_beir(folder: Path, *, split: str | None = None) -> Dataset:
    """The judged queries of a BEIR folder (Thakur et al. 2021); see `read_corpus` for the texts.

    `split` is the only one there is, else "test", where none is named.
    """
    for name in ("corpus.jsonl", "queries.jsonl", "qrels"):
        if not (folder / name).exists():
            raise EvalError(
                f"no {name} in {folder}; give a folder in BEIR form: corpus.jsonl, queries.jsonl, "
                "qrels/SPLIT.tsv"
            )
    qrels = _qrels_file(folder, split)
    relevance = _read_qrels(qrels)
    texts = {one["_id"]: one["text"] for one in _lines(folder / "queries.jsonl")}
    unknown = [query for query in relevance if query not in texts]
    if unknown:
        raise EvalError(
            f"{qrels} judges the query {unknown[0]!r}, which {folder / 'queries.jsonl'} does not "
            "hold; take both from the same data set"
        )
    return Dataset(folder, qrels.stem, {one: texts[one] for one in relevance}, relevance)


def read_corpus(dataset: Dataset) -> Iterator[CorpusText]:
    """The data set's documents, in its order."""
    for one in _lines(dataset.corpus_file):
        yield CorpusText(one["_id"], one.get("title") or "", one["text"])


def part_of(query: str) -> Part:
    """The fixed half a query belongs to: by the parity of its id's SHA-256.

    >>> part_of("2"), part_of("13")
    ('report', 'tune')
    """
    return "report" if hashlib.sha256(query.encode()).digest()[-1] % 2 else "tune"


def chosen(items: Sequence[_Item], *, limit: int | None, seed: int | None) -> list[_Item]:
    """The first `limit`, or with a seed so many drawn by lot; in their order. None: all of them.

    >>> chosen("abcdef", limit=2, seed=None), chosen("abcdef", limit=2, seed=1)
    (['a', 'b'], ['b', 'e'])
    """
    if limit is None or limit >= len(items):
        return list(items)
    if seed is None:
        return list(items[:limit])
    at = sorted(random.Random(seed).sample(range(len(items)), limit))
    return [items[one] for one in at]


def _qrels_file(folder: Path, split: str | None) -> Path:
    held = sorted(path.stem for path in (folder / "qrels").glob("*.tsv"))
    if not held:
        raise EvalError(f"no qrels/SPLIT.tsv in {folder}; there is nothing to judge by")
    if split is None:
        if len(held) > 1 and "test" not in held:
            raise EvalError(f"{folder} has the splits {', '.join(held)}; name one with --split")
        split = held[0] if len(held) == 1 else "test"
    elif split not in held:
        raise EvalError(f"no split {split!r} in {folder}; it has {', '.join(held)}")
    return folder / "qrels" / f"{split}.tsv"


def _read_qrels(path: Path) -> dict[str, dict[str, int]]:
    relevance: dict[str, dict[str, int]] = {}
    for number, line in enumerate(_read(path).splitlines(), start=1):
        if not line.strip() or (number == 1 and line.lower().startswith("query")):
            continue
        parts = line.split("\t")
        if len(parts) != 3 or not parts[2].strip().lstrip("-").isdigit():
            raise EvalError(
                f"line {number} of {path} is not 'query<TAB>document<TAB>grade': {line[:60]!r}"
            )
        relevance.setdefault(parts[0], {})[parts[1]] = int(parts[2])
    if not relevance:
        raise EvalError(f"{path} judges no query; give another --split")
    return relevance


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON-lines file, each with a text and an id that is a text."""
    for number, line in enumerate(_read(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            one = json.loads(line)
        except json.JSONDecodeError as error:
            raise EvalError(f"line {number} of {path} is not JSON: {error.msg}") from error
        if not isinstance(one, dict) or "_id" not in one or not isinstance(one.get("text"), str):
            raise EvalError(f"line {number} of {path} lacks _id or text; BEIR form has both")
        yield {**one, "_id": str(one["_id"])}


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise EvalError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise EvalError(f"{path} is not UTF-8 (byte {error.start})") from error
