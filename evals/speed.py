"""How fast it is, as ratios to what others would use on the same machine, taken in turns."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import yaml

from evals.datasets import CorpusText, Dataset, EvalError, read_corpus
from evals.report import progress_bar
from ingest.embed import default_model_folder, load_encoder
from ingest.graph import usable_cores
from ingest.job import encoded_texts, ingest_folders
from ingest.store import Store
from qa_app.answering.reply import Question
from qa_app.engine import Engine

QUESTION = "Does vitamin D deficiency raise the risk of multiple sclerosis?"
_WARM_UP = 3


@dataclass(frozen=True, slots=True)
class Comparison:
    """One measure of ours and of the other's, each the median over the rounds."""

    what: str
    unit: str
    ours: float
    other_name: str
    other: float
    rounds: int
    more_is_better: bool = False

    @property
    def ratio(self) -> float:
        """How many times better ours is: above 1 is faster or smaller."""
        return self.ours / self.other if self.more_is_better else self.other / self.ours

    def as_json(self) -> dict[str, Any]:
        return {
            "what": self.what,
            "unit": self.unit,
            "ours": self.ours,
            self.other_name: self.other,
            "ratio": self.ratio,
            "rounds": self.rounds,
        }


def compare_speed(
    dataset: Dataset, *, documents: int, rounds: int, questions: int
) -> list[Comparison]:
    """Every comparison, on the first `documents` texts of the data set."""
    texts = list(islice(read_corpus(dataset), documents))
    with tempfile.TemporaryDirectory(prefix="ketamine-qa-speed-") as made, progress_bar() as bar:
        work = Path(made)
        task = bar.add_task("measuring", total=4)
        write_markdown(texts, work / "texts")
        # The whole processes first, while this one has loaded no torch that would keep cores busy.
        store = work / "store"
        ingest_folders([work / "texts"], store=store, encoder=load_encoder())
        bar.advance(task)
        passages = _passages(store)
        found = _compare_cold(store, passages, work, rounds)
        bar.advance(task)
        found.append(_compare_warm(store, list(islice(dataset.queries.values(), questions))))
        bar.advance(task)
        found.insert(0, _compare_ingest(work, passages, rounds))
        bar.advance(task)
        return found


def write_markdown(texts: Sequence[CorpusText], folder: Path) -> None:
    """Each text as a Markdown file with front matter, as a corpus folder holds them."""
    folder.mkdir(parents=True)
    for one in texts:
        record = yaml.safe_dump({"id": one.id, "title": one.title or one.id}, allow_unicode=True)
        (folder / f"{one.id}.md").write_text(f"---\n{record}---\n\n{one.text}\n", encoding="utf-8")


def _passages(store: Path) -> list[str]:
    """What was encoded of every document: the same texts for the other side."""
    reader = Store(store).reader()
    held = [reader.document(name) for name in reader.known]
    return [text for one in held if one is not None for text in encoded_texts(one)]


def _compare_ingest(work: Path, passages: Sequence[str], rounds: int) -> Comparison:
    """Reading, cleaning, splitting, encoding and writing, against encoding alone."""
    encoder = load_encoder()
    transformer = _transformer()

    def ingest(at: int) -> None:
        ingest_folders([work / "texts"], store=work / f"again-{at}", encoder=encoder)

    def encode(_: int) -> None:
        transformer.encode(list(passages))

    encoder.encode(passages[:_WARM_UP])
    transformer.encode(list(passages[:_WARM_UP]))
    ours, other = _in_turns(ingest, encode, rounds)
    return Comparison(
        "whole ingest",
        "passages/s",
        len(passages) / ours,
        "SentenceTransformer.encode",
        len(passages) / other,
        rounds,
        more_is_better=True,
    )


def _compare_cold(
    store: Path, passages: Sequence[str], work: Path, rounds: int
) -> list[Comparison]:
    """A question in a new process: wall time and peak memory, against the tutorial's script."""
    (work / "texts.json").write_text(json.dumps(list(passages)), encoding="utf-8")
    tutorial = [sys.executable, "-m", "evals.tutorial"]
    other_store = str(work / "tutorial")
    _run([*tutorial, "build", other_store, str(work / "texts.json")])
    ours = [sys.executable, "-m", "qa_app", "ask", QUESTION, "--store", str(store)]
    other = [*tutorial, "ask", other_store, QUESTION]
    _timed(ours, allowed=(0, 4))  # the first of each reads the disk
    _timed(other)
    measured = [(_timed(ours, allowed=(0, 4)), _timed(other)) for _ in range(rounds)]

    def compared(what: str, unit: str, key: str) -> Comparison:
        return Comparison(
            what,
            unit,
            median(one[key] for one, _ in measured),
            "tutorial script",
            median(one[key] for _, one in measured),
            rounds,
        )

    return [
        compared("cold ask, wall time", "s", "seconds"),
        compared("cold ask, peak memory", "MiB", "peak_mib"),
    ]


def _compare_warm(store: Path, questions: Sequence[str]) -> Comparison:
    """A whole answer in a warm process, against encoding the same question alone."""
    engine = Engine(store, load_encoder)
    transformer = _transformer()

    def ask(at: int) -> None:
        engine.ask(Question(questions[at]))

    def encode(at: int) -> None:
        transformer.encode([questions[at]])

    for at in range(min(_WARM_UP, len(questions))):
        ask(at)
        encode(at)
    ours, other = _in_turns(ask, encode, len(questions))
    return Comparison(
        "warm ask", "ms", ours * 1000, "SentenceTransformer.encode", other * 1000, len(questions)
    )


def _in_turns(
    one: Callable[[int], None], other: Callable[[int], None], rounds: int
) -> tuple[float, float]:
    """Median seconds of each, run in turns: what else the machine does weighs on both."""
    taken: tuple[list[float], list[float]] = ([], [])
    for at in range(rounds):
        for run, seconds in zip((one, other), taken, strict=True):
            started = perf_counter()
            run(at)
            seconds.append(perf_counter() - started)
    return median(taken[0]), median(taken[1])


def _transformer() -> Any:
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # type: ignore[no-untyped-call]
    torch.set_num_threads(usable_cores())
    return SentenceTransformer(str(default_model_folder()), device="cpu")


def _timed(command: Sequence[str], *, allowed: tuple[int, ...] = (0,)) -> dict[str, float]:
    found: dict[str, float] = json.loads(_run([sys.executable, "-m", "evals.stopwatch", *command]))
    if found["exit_code"] not in allowed:
        raise EvalError(f"{' '.join(command[1:4])} broke (exit {found['exit_code']}); run it alone")
    return found


def _run(command: Sequence[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise EvalError(f"{' '.join(command[1:4])} broke (exit {done.returncode}): {last}")
    return done.stdout
