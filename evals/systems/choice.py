"""The systems by name, over one store."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.asking import read_with
from evals.datasets import EvalError
from evals.question_files import KnownQuestion
from evals.systems.passages import by_keywords, by_vectors, first_passage
from ingest.embed import Encoder, load_encoder
from ingest.store import Store, StoreReader
from qa_app.answering.parts import Parts
from qa_app.answering.reply import Question, Reply
from qa_app.assemble import chroma_url, load_reader, store_folder
from qa_app.engine import Engine

Ask = Callable[[KnownQuestion], Reply]

# Ours without one part.
WITHOUT: dict[str, Parts] = {
    "no-reader": Parts(reader=False),
    "no-fusion": Parts(fusion=False),
    "no-terms": Parts(terms=False),
    "no-tiers": Parts(tiers=False),
    "no-conflicts": Parts(conflicts=False),
}
NAMES = ("ours", "tutorial", "vectors", "keywords", *WITHOUT)


@dataclass(frozen=True, slots=True)
class Library:
    """One store, as the product sees it and as a plainer pipeline does."""

    engine: Engine
    reader: StoreReader
    encoder: Encoder
    read_with: str = ""  # which learned reader; empty where the rule answers alone


def open_library(store: Path | None = None, *, reader: str | None = None) -> Library:
    """`reader` is the learned reader, as load_reader takes it."""
    folder, url = store_folder(store), chroma_url()
    encoder, learned = load_encoder(), load_reader(reader)
    engine = Engine(folder, lambda: encoder, load_reader=lambda: learned, chroma_url=url)
    held = Store(folder, chroma_url=url).reader()
    return Library(engine, held, encoder, read_with(learned, reader))


def systems(names: Sequence[str], library: Library) -> dict[str, Ask]:
    """Name → how it answers, in the order named; "all" names every one."""
    known = [one for one in NAMES if library.read_with or one != "no-reader"]
    wanted = list(dict.fromkeys(known if "all" in names else names))
    if "no-reader" in wanted and not library.read_with:
        raise EvalError("there is no learned reader to switch off; name one with --reader")
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
