"""Files of older kinds: a list of questions with `sources` and `answer_has`; the fact base's; and
questions in four wordings each.

Kept, and not turned into the form of shipped.py: `answer_has` are bits of words that all quotes
together must hold, and nobody has worded the facts behind them, so that nothing but another
writer, blind to the system, could make facts with forms of them.
"""

from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, model_validator

from evals.datasets import EvalError
from evals.question_files.checked import checked
from evals.question_files.known import KnownQuestion
from qa_app.answering.reply import Reason

# The ways in which a file under the key `forms` puts each question.
FORMS = ("whole", "keywords", "slip", "spelling")


class _Listed(BaseModel):
    """An entry of a list: `sources` or `must_refuse`, not both."""

    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True)
    id: str
    part: Literal["tune", "report"] | None = None
    type: str
    question: str
    earlier: list[str] = []
    sources: list[str] = []
    answer_has: list[str] = []
    must_refuse: Reason | None = None
    facts: list[str] = []  # of the fact base, for whoever checks the question
    why: str | None = None

    @model_validator(mode="after")
    def _has_one_right_reply(self) -> "_Listed":
        if bool(self.sources) == bool(self.must_refuse):
            raise ValueError("give sources or must_refuse, one of the two")
        return self


class _FactBase(BaseModel):
    """An answerable entry of the fact base; `expected` is prose and is not scored."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)
    id: str
    type: str
    question: str
    sources: list[str]
    earlier: list[str] = []


class _FactBaseRefused(BaseModel):
    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)
    id: str
    kind: Literal["unanswerable-but-close", "out-of-scope", "page chrome", "patient-specific"]
    question: str


class _InForms(BaseModel):
    """A question in each of FORMS."""

    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True)
    id: str
    whole: str
    keywords: str
    slip: str
    spelling: str
    sources: list[str]


def listed_questions(data: list[Any], path: Path) -> list[KnownQuestion]:
    return [from_listed(one, at, path) for at, one in enumerate(data, start=1)]


def fact_base_questions(data: dict[str, Any], path: Path) -> list[KnownQuestion]:
    return [
        *(_from_fact_base(one, at, path) for at, one in _numbered(data, "questions", path)),
        *(_from_refused(one, at, path) for at, one in _numbered(data, "must_not_answer", path)),
    ]


def questions_in_forms(data: dict[str, Any], path: Path) -> list[KnownQuestion]:
    return [
        KnownQuestion(
            f"{one.id}/{name}",
            name,
            getattr(one, name),
            sources=tuple(one.sources),
            form_of=one.id,
        )
        for at, entry in _numbered(data, "forms", path)
        for one in [checked(_InForms, entry, at, path)]
        for name in FORMS
    ]


def from_listed(data: Any, at: int, path: Path) -> KnownQuestion:
    one = checked(_Listed, data, at, path)
    return KnownQuestion(
        one.id,
        one.type,
        one.question,
        part=one.part,
        earlier=tuple(one.earlier),
        sources=tuple(one.sources),
        answer_has=tuple(one.answer_has),
        must_refuse=one.must_refuse,
    )


def _from_fact_base(data: Any, at: int, path: Path) -> KnownQuestion:
    one = checked(_FactBase, data, at, path)
    return KnownQuestion(
        one.id, one.type, one.question, earlier=tuple(one.earlier), sources=tuple(one.sources)
    )


def _from_refused(data: Any, at: int, path: Path) -> KnownQuestion:
    one = checked(_FactBaseRefused, data, at, path)
    reason: Reason = "personal_decision" if one.kind == "patient-specific" else "not_in_corpus"
    return KnownQuestion(one.id, one.kind, one.question, must_refuse=reason)


def _numbered(data: dict[str, Any], key: str, path: Path) -> list[tuple[int, Any]]:
    held = data.get(key) or []
    if not isinstance(held, list):
        raise EvalError(f"{key!r} of {path} is not a list")
    return list(enumerate(held, start=1))
