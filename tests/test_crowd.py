"""Twenty people ask while an ingest runs: no error, no wrong quote, and how much slower it is.

The real command and weights, a thousand documents, with the figures:
`python -m pytest -m long -s tests/test_crowd.py`.
"""

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import median

import pytest
from conftest import WordsEncoder
from trials import Texts, lay_out, rare_word, start_ingest, trials

from ingest.embed import Encoder, OnnxEncoder
from ingest.job import ingest_folders
from qa_app.answering.reply import Answer, Question
from qa_app.engine import Engine

pytestmark = pytest.mark.slow

PEOPLE = 20
CHANGED, KEPT = range(10), range(10, 50)
SECTIONS = 3


@dataclass
class Crowd:
    """People who ask one engine, each in a thread of their own, as the page's visitors do."""

    engine: Engine
    editions: tuple[Texts, ...]
    pause_seconds: float
    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def ask_until(self, is_over: Callable[[], bool]) -> None:
        threads = [threading.Thread(target=self._ask, args=(n, is_over)) for n in range(PEOPLE)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _ask(self, seed: int, is_over: Callable[[], bool]) -> None:
        random = Random(seed)
        while not is_over():
            number = random.choice((*CHANGED, *KEPT))
            word = rare_word(number, random.randrange(SECTIONS), "a")
            began = time.perf_counter()
            try:
                reply = self.engine.ask(Question(f"Did {word} reduce pain?"))
                documents = {id: self.engine.document(id) for id in _cited(reply)}
            except Exception as error:  # whatever it is, it is what this looks for
                self.errors.append(f"{type(error).__name__}: {error}")
                continue
            self.seconds.append(time.perf_counter() - began)
            self._check(word, number, reply, set(documents))
            time.sleep(random.uniform(0, 2 * self.pause_seconds))

    def _check(self, word: str, number: int, reply: object, cited: set[str]) -> None:
        if isinstance(reply, Answer):
            for source in reply.sources:
                if not any(
                    source.quote in texts.get(source.document, "") for texts in self.editions
                ):
                    self.wrong.append(f"{source.document}: {source.quote}")
        if number in KEPT and not (isinstance(reply, Answer) and word in reply.sources[0].quote):
            self.wrong.append(f"{word} was not answered")


def _cited(reply: object) -> set[str]:
    return {one.document for one in reply.sources} if isinstance(reply, Answer) else set()


def crowd_during(
    tmp_path: Path,
    added: int,
    encoder: Encoder,
    start: Callable[[Path, Path], subprocess.Popen[str]],
) -> tuple[Crowd, Crowd]:
    """The crowd while nothing happens, and the same while texts are added and changed."""
    folder, store = tmp_path / "texts", tmp_path / "store"
    before = trials(range(50), sections=SECTIONS)
    after = {
        **trials(range(50 + added), sections=SECTIONS),
        **trials(CHANGED, "b", sections=SECTIONS),
    }
    lay_out(folder, before)
    ingest_folders([folder], store=store, encoder=encoder)
    engine = Engine(store, lambda: encoder)
    engine.ask(Question("Did pain go?"))
    quiet, busy = (Crowd(engine, (before, after), pause_seconds=0.5) for _ in range(2))
    until = time.monotonic() + min(10, added / 60)
    quiet.ask_until(lambda: time.monotonic() > until)
    lay_out(folder, after)
    with start(folder, store) as process:
        busy.ask_until(lambda: process.poll() is not None)
        _, complaint = process.communicate()
        assert process.returncode == 0, complaint
    assert len(engine.sources()) == 50 + added
    return quiet, busy


def test_twenty_people_are_answered_rightly_while_an_ingest_runs(tmp_path: Path) -> None:
    quiet, busy = crowd_during(tmp_path, 150, WordsEncoder(), start_ingest)
    for crowd in (quiet, busy):
        assert crowd.errors == []
        assert crowd.wrong == []
    assert len(busy.seconds) > PEOPLE


@pytest.mark.long
def test_a_thousand_documents_come_in_while_twenty_people_ask(
    tmp_path: Path, real_encoder: OnnxEncoder
) -> None:
    def start(folder: Path, store: Path) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "ingest", str(folder), "--store", str(store)]
        return subprocess.Popen(
            command,
            cwd=Path(__file__).parents[1],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    quiet, busy = crowd_during(tmp_path, 1000, real_encoder, start)
    ratio = median(busy.seconds) / median(quiet.seconds)
    print(
        f"\nquiet {median(quiet.seconds) * 1000:.0f} ms (n {len(quiet.seconds)}), while ingesting "
        f"{median(busy.seconds) * 1000:.0f} ms (n {len(busy.seconds)}), {ratio:.2f} times; "
        f"slowest {max(busy.seconds):.1f} s; errors {len(busy.errors)}, wrong {len(busy.wrong)}"
    )
    assert busy.errors == quiet.errors == []
    assert busy.wrong == quiet.wrong == []
