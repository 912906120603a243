"""What a store of a given size costs: time, disk, memory, and how long a search takes."""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import cycle, islice
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter
from typing import Any

from evals.datasets import CorpusText, Dataset, EvalError, read_corpus
from evals.speed import QUESTION, write_markdown
from ingest.embed import load_encoder
from ingest.graph import usable_cores
from qa_app.engine import Engine

_NUMBER = re.compile(r"\d+")
_COLD_ROUNDS = 3
_WARM_UP = 5
# Where no data set is given: sentences of a made-up field, no two texts the same.
_SUBJECTS = "infusion injection tablet patch spray placebo exercise rest lidocaine ketamine".split()
_EFFECTS = "lowered raised delayed changed prevented shortened doubled halved relieved".split()
_THINGS = "pain sleep nausea pressure mood appetite strength fatigue anxiety swelling".split()
_PEOPLE = "adults children women men nurses runners veterans patients volunteers".split()


@dataclass(frozen=True, slots=True)
class Size:
    """What a store of so many documents took, and the load of the machine before and after."""

    documents: int
    passages: int
    ingest_seconds: float
    ingest_peak_mib: float
    store_mb: float
    cold_ask_seconds: float
    ask_peak_mib: float
    search_ms: float
    searches: int
    threads: int
    load_before: float
    load_after: float

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def measure_size(
    documents: int, dataset: Dataset | None, *, questions: int, cold_rounds: int = _COLD_ROUNDS
) -> Size:
    """Ingest so many texts by the command, ask by the command, then search in a warm process."""
    load_before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="ketamine-qa-size-") as made:
        work = Path(made)
        store = work / "store"
        texts = made_up_texts() if dataset is None else repeated_texts(list(read_corpus(dataset)))
        write_markdown(list(islice(texts, documents)), work / "texts")
        ingest = _timed("ingest", str(work / "texts"), "--store", str(store))
        asking = ("qa_app", "ask", QUESTION, "--store", str(store))
        cold = [_timed(*asking, allowed=(0, 4)) for _ in range(cold_rounds)]
        queries = [QUESTION] if dataset is None else list(dataset.queries.values())
        engine = Engine(store, load_encoder)
        state = engine.state()
        taken = [_search_ms(engine, one) for one in islice(cycle(queries), questions + _WARM_UP)]
        return Size(
            documents=state.documents,
            passages=state.passages,
            ingest_seconds=ingest["seconds"],
            ingest_peak_mib=ingest["peak_mib"],
            store_mb=sum(one.stat().st_size for one in store.rglob("*") if one.is_file()) / 1e6,
            cold_ask_seconds=median(one["seconds"] for one in cold),
            ask_peak_mib=max(one["peak_mib"] for one in cold),
            search_ms=median(taken[_WARM_UP:]),
            searches=questions,
            threads=usable_cores(),
            load_before=load_before,
            load_after=os.getloadavg()[0],
        )


def repeated_texts(texts: Sequence[CorpusText]) -> Iterator[CorpusText]:
    """The texts, then the same again and again under new ids and with other numbers in them.

    A text without a number is given one, and of equal texts only the first is taken: the ingest
    keeps only one of them.
    """
    different = list({one.text: one for one in reversed(texts)}.values())[::-1]
    yield from different
    again = 1
    while different:
        for one in different:
            text = _with_other_numbers(one.text, again)
            if text == one.text:
                text = f"{text} This is version {again}."
            yield CorpusText(f"{one.id}-{again}", f"{one.title} ({again})", text)
        again += 1


def _with_other_numbers(text: str, by: int) -> str:
    return _NUMBER.sub(lambda found: str(int(found[0]) + by), text)


def made_up_texts() -> Iterator[CorpusText]:
    """Texts as long as abstracts, the same in every run."""
    draw = Random(1)
    number = 0
    while True:
        number += 1
        sentences = [
            f"The {draw.choice(_SUBJECTS)} {draw.choice(_EFFECTS)} {draw.choice(_THINGS)} in "
            f"{draw.randrange(10, 1000)} {draw.choice(_PEOPLE)} after {draw.randrange(1, 60)} days."
            for _ in range(12)
        ]
        yield CorpusText(f"text-{number}", f"Trial {number}", " ".join(sentences))


def _search_ms(engine: Engine, query: str) -> float:
    started = perf_counter()
    engine.search(query)
    return (perf_counter() - started) * 1000


def _timed(*command: str, allowed: tuple[int, ...] = (0,)) -> dict[str, float]:
    watched = [sys.executable, "-m", "evals.stopwatch", sys.executable, "-m", *command]
    done = subprocess.run(watched, capture_output=True, text=True, check=False)
    found: dict[str, float] = json.loads(done.stdout) if done.returncode == 0 else {"exit_code": -1}
    if found["exit_code"] not in allowed:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise EvalError(f"python -m {command[0]} broke (exit {found['exit_code']}): {last}")
    return found
