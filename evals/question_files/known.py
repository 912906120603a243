"""A question and what a right reply to it is: facts that an answer must say, or a refusal."""

import json
from dataclasses import asdict, dataclass
from typing import Literal

from evals.datasets import Part
from ingest.document import sha256_of
from qa_app.answering.reply import Reason

Importance = Literal["vital", "okay"]


@dataclass(frozen=True, slots=True)
class Form:
    """One way of saying a fact: a sentence says it where it holds all of this and no `not_texts`.

    See evals/measures/nuggets.py for how each kind is compared.
    """

    texts: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    not_texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """What an answer should say. One form met by one quoted sentence is enough.

    `sources`: the documents that support it; where none is named, any document may say it.
    """

    id: str
    says: str
    importance: Importance
    forms: tuple[Form, ...]
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownQuestion:
    """A question, and what a right reply to it is: an answer from `sources`, or a refusal."""

    id: str
    type: str
    question: str
    part: Part | None = None
    earlier: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    sources: tuple[str, ...] = ()  # quoting any of these is right ...
    answer_has: tuple[str, ...] = ()  # ... in the older forms where the quotes hold all of these
    must_refuse: Reason | None = None
    conflict: bool = False  # its topic is disputed: an answer shows both sides
    form_of: str | None = None  # the question that this is a form of; `type` names the form

    @property
    def expects(self) -> str:
        """A short hash of what is right: replies judged by another cannot be compared."""
        right = asdict(self)
        for asked in ("id", "type", "part", "question", "earlier", "form_of"):
            del right[asked]
        return sha256_of(json.dumps(right, sort_keys=True, ensure_ascii=False))[:16]
