"""A store, a scripted server and the real client between them: what tests of both modes use."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from conftest import WordsEncoder
from model_server import ModelServer, Script

from qa_app.answering.reply import Answer, Question, Reply
from qa_app.engine import Engine
from qa_app.writing.calling import Limits
from qa_app.writing.composing import Follow, Job
from qa_app.writing.models import LanguageModel, ModelChoice, open_model
from qa_app.writing.prose import write_answer
from qa_app.writing.selecting import select_quotes

KEY = "sk-canary-5f1e"
LIMITS = Limits(first_seconds=1.0, whole_seconds=2.0, pause_seconds=0.01)
MODES: dict[str, Callable[..., Answer]] = {"select": select_quotes, "write": write_answer}


def scripted_model(server: ModelServer | str, key: str | None = KEY) -> LanguageModel:
    """The client that a user's OpenAI-compatible server is asked with."""
    url = server if isinstance(server, str) else server.url
    return open_model(ModelChoice("server", "scripted", url, key))


class Asker:
    """Asks one store with a scripted model, in either mode."""

    def __init__(self, store: Path, server: ModelServer | str) -> None:
        self.engine = Engine(store, WordsEncoder)
        self.model = scripted_model(server)

    def ask(
        self, question: str, mode: str, *, limits: Limits = LIMITS, follow: Follow | None = None
    ) -> Reply:
        job = Job(self.model, follow or Follow(), limits)
        return self.engine.ask(
            Question(question), compose=lambda quotes, found: MODES[mode](quotes, found, job=job)
        )

    def answer(self, question: str, mode: str, **more: Any) -> Answer:
        reply = self.ask(question, mode, **more)
        assert isinstance(reply, Answer)
        return reply

    def quotes(self, question: str) -> Answer:
        reply = self.engine.ask(Question(question))
        assert isinstance(reply, Answer)
        return reply


def says(text: str, **more: Any) -> Script:
    return Script(text=text, **more)


def numbered(server: ModelServer) -> Mapping[int, str]:
    """The sentences that the last request put before the model, by their numbers."""
    lines = server.prompt().splitlines()
    found = {}
    for line in lines:
        if line.startswith("["):
            number, _, text = line.partition("] ")
            found[int(number[1:])] = text
    return found
