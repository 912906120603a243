"""Questions with known answers: a YAML file of one of three kinds, read and checked."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from evals.datasets import EvalError, Part
from qa_app.answering.reply import Reason

# The ways in which a file under the key `forms` puts each question.
FORMS = ("whole", "keywords", "slip", "spelling")

_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class ShippedQuestion:
    """A question, and what a right reply to it is: an answer from `sources`, or a refusal."""

    id: str
    type: str
    question: str
    part: Part | None = None
    earlier: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()  # quoting any of these is right ...
    answer_has: tuple[str, ...] = ()  # ... where the quotes hold all of these
    must_refuse: Reason | None = None
    form_of: str | None = None  # the question that this is a form of; `type` names the form


class _Shipped(BaseModel):
    """An entry of evals/questions/: `sources` or `must_refuse`, not both."""

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
    def _has_one_right_reply(self) -> "_Shipped":
        if bool(self.sources) == bool(self.must_refuse):
            raise ValueError("give sources or must_refuse, one of the two")
        return self


class _FactBase(BaseModel):
    """An answerable entry of the older form; `expected` is prose and is not scored."""

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


def read_questions(path: Path) -> list[ShippedQuestion]:
    """The questions of a file, in its order."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise EvalError(f"no questions at {path}: {error.strerror}; give --questions") from error
    except UnicodeDecodeError as error:
        raise EvalError(f"{path} is not UTF-8 (byte {error.start})") from error
    except yaml.YAMLError as error:
        raise EvalError(f"{path} is not YAML: {' '.join(str(error).split())}") from error
    if isinstance(data, list):
        questions = [_from_shipped(one, at, path) for at, one in enumerate(data, start=1)]
    elif isinstance(data, dict) and "questions" in data:
        questions = [
            *(_from_fact_base(one, at, path) for at, one in _numbered(data, "questions", path)),
            *(_from_refused(one, at, path) for at, one in _numbered(data, "must_not_answer", path)),
        ]
    elif isinstance(data, dict) and "forms" in data:
        numbered = _numbered(data, "forms", path)
        questions = [form for at, one in numbered for form in _from_forms(one, at, path)]
    else:
        raise EvalError(
            f"{path} holds neither a list of questions nor the key 'questions' or 'forms'"
        )
    if not questions:
        raise EvalError(f"{path} holds no question")
    seen: set[str] = set()
    for one in questions:
        if one.id in seen:
            raise EvalError(f"{path} has the id {one.id!r} twice; give one of them another")
        seen.add(one.id)
    return questions


def _from_shipped(data: Any, at: int, path: Path) -> ShippedQuestion:
    one = _checked(_Shipped, data, at, path)
    return ShippedQuestion(
        one.id,
        one.type,
        one.question,
        part=one.part,
        earlier=tuple(one.earlier),
        sources=tuple(one.sources),
        answer_has=tuple(one.answer_has),
        must_refuse=one.must_refuse,
    )


def _from_fact_base(data: Any, at: int, path: Path) -> ShippedQuestion:
    one = _checked(_FactBase, data, at, path)
    return ShippedQuestion(
        one.id, one.type, one.question, earlier=tuple(one.earlier), sources=tuple(one.sources)
    )


def _from_refused(data: Any, at: int, path: Path) -> ShippedQuestion:
    one = _checked(_FactBaseRefused, data, at, path)
    reason: Reason = "personal_decision" if one.kind == "patient-specific" else "not_in_corpus"
    return ShippedQuestion(one.id, one.kind, one.question, must_refuse=reason)


def _from_forms(data: Any, at: int, path: Path) -> list[ShippedQuestion]:
    one = _checked(_InForms, data, at, path)
    return [
        ShippedQuestion(
            f"{one.id}/{name}",
            name,
            getattr(one, name),
            sources=tuple(one.sources),
            form_of=one.id,
        )
        for name in FORMS
    ]


def _numbered(data: dict[str, Any], key: str, path: Path) -> list[tuple[int, Any]]:
    held = data.get(key) or []
    if not isinstance(held, list):
        raise EvalError(f"{key!r} of {path} is not a list")
    return list(enumerate(held, start=1))


def _checked(model: type[_Model], data: Any, at: int, path: Path) -> _Model:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(one) for one in first["loc"]) or "the entry"
        name = data.get("id", f"number {at}") if isinstance(data, dict) else f"number {at}"
        raise EvalError(f"question {name} of {path}: {where}: {first['msg']}") from error
