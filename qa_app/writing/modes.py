"""The two modes that have a model in them, as the engine takes them."""

from functools import partial
from typing import Literal

from qa_app.answering.answer import Compose
from qa_app.writing.composing import Follow, Job
from qa_app.writing.models import ModelChoice, open_model
from qa_app.writing.prose import write_answer
from qa_app.writing.selecting import select_quotes

ModelMode = Literal["select", "write"]


def open_mode(mode: ModelMode, choice: ModelChoice, *, follow: Follow | None = None) -> Compose:
    """Raises IngestError, naming the extra to install, where the model's client is missing."""
    compose = select_quotes if mode == "select" else write_answer
    return partial(compose, job=Job(open_model(choice), follow or Follow()))
