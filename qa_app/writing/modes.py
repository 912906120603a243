"""The two modes that have a model in them, as the engine takes them."""

from functools import lru_cache, partial
from typing import Literal

from qa_app.answering.answer import Compose
from qa_app.writing.composing import Follow, Job
from qa_app.writing.models import ModelChoice, open_model
from qa_app.writing.prose import write_answer
from qa_app.writing.selecting import select_quotes

# A client keeps connections open; one for each model that is asked.
_opened = lru_cache(maxsize=4)(open_model)

ModelMode = Literal["select", "write"]


def open_mode(mode: ModelMode, choice: ModelChoice, *, follow: Follow | None = None) -> Compose:
    """Raises IngestError, naming the extra to install, where the model's client is missing."""
    compose = select_quotes if mode == "select" else write_answer
    return partial(compose, job=Job(_opened(choice), follow or Follow()))
