"""The systems by name, over one store."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.datasets import EvalError
from evals.question_files import KnownQuestion
from evals.systems.passages import by_keywords, by_vectors, first_passage
from ingest.embed import Encoder, load_encoder
from ingest.store import Store, StoreReader
from qa_app.answering.parts import Parts
from qa_app.answering.reply import Question, Reply
from qa_app.assemble import chroma_url, store_folder
from qa_app.engine import Engine

Ask = Callable[[KnownQuestion], Reply]

# Ours without one part. "no-reader" and "no-conflicts" join when those parts do.
WITHOUT: dict[str, Parts] = {
    "no-fusion": Parts(fusion=False),
    "no-terms": Parts(terms=False),
    "no-tiers": Parts(tiers=False),
}
NAMES = ("ours", "tutorial", "vectors", "keywords", *WITHOUT)


@dataclass(frozen=True, slots=True)
class Library:
    """One store, as the product sees it and as a plainer pipeline does."""

    engine: Engine
    reader: StoreReader
    encoder: Encoder


def open_library(store: Path | None = None) -> Library:
    folder, url = store_folder(store), chroma_url()
    reader = Store(folder, chroma_url=url).reader()
    encoder = load_encoder()
    return Library(Engine(folder, lambda: encoder, chroma_url=url), reader, encoder)


def systems(names: Sequence[str], library: Library) -> dict[str, Ask]:
    """Name → how it answers, in the order named; "all" names every one."""
    wanted = list(dict.fromkeys(NAMES if "all" in names else names))
    for name in wanted:
        if name not in NAMES:
            raise EvalError(f"no system {name!r}; there are {', '.join(NAMES)}, and all")
    return {name: _system(name, library) for name in wanted}


def _system(name: str, library: Library) -> Ask:
    reader = library.reader
    if name == "vectors":
        return first_passage(reader, by_vectors(reader, library.encoder))
    if name == "keywords":
        return first_passage(reader, by_keywords(reader))
    if name == "tutorial":
        from evals.systems.usual import by_tutorial  # loads torch

        return first_passage(reader, by_tutorial(reader))
    parts = WITHOUT.get(name, Parts())

    def ours(question: KnownQuestion) -> Reply:
        return library.engine.ask(Question(question.question, question.earlier), parts=parts)

    return ours
