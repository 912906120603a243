"""The two modes that have a model in them, as the engine takes them."""

from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Literal

from qa_app.answering.answer import Compose, Rewrite
from qa_app.writing.composing import Follow, Job
from qa_app.writing.guard import Verifier
from qa_app.writing.models import ModelChoice, open_model
from qa_app.writing.prose import write_answer
from qa_app.writing.rewriting import rewrite_question
from qa_app.writing.selecting import select_quotes

# A client keeps connections open; one for each model that is asked.
_opened = lru_cache(maxsize=4)(open_model)

ModelMode = Literal["select", "write"]


@dataclass(frozen=True, slots=True)
class AtWork:
    """A model's parts in one answer: it may understand a follow-up, and tell the answer."""

    rewrite: Rewrite
    compose: Compose


def open_mode(
    mode: ModelMode,
    choice: ModelChoice,
    *,
    verifier: Verifier | None = None,
    follow: Follow | None = None,
) -> AtWork:
    """`verifier` has its say in write alone: in select there is no claim to doubt.

    Raises IngestError, naming the extra to install, where the model's client is missing.
    """
    job = Job(_opened(choice), follow or Follow())
    compose: Compose = partial(select_quotes, job=job)
    if mode == "write":
        compose = partial(write_answer, job=job, verifier=verifier)
    return AtWork(partial(rewrite_question, job=job), compose)
