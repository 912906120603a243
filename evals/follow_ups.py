"""Follow-ups beside what each must be understood as → rows: what it says and lacks, and finds."""

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from evals.datasets import EvalError, Part
from evals.estimate import Measure, estimate
from evals.rows import Row
from qa_app.answering.reply import Answer, Question, Reply


class FollowUp(BaseModel):
    """A question, the turns before it, and what its understood form must say and not say."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    part: Part
    kind: str
    earlier: list[str]
    question: str
    meant: str
    has: list[str]
    lacks: list[str]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    version: int
    follow_ups: list[FollowUp]


MEASURES: tuple[Measure[Row], ...] = (
    Measure(
        name="understood",
        says="says all that it must and nothing that it must not",
        taken=lambda row: float(not row["missing"] and not row["too_much"]),
    ),
    Measure(
        name="answered alike",
        says="answered from the same first source as the question that was meant, or refused as it",
        taken=lambda row: float(row["first"] == row["first_of_meant"]),
    ),
)


def read_follow_ups(path: Path) -> list[FollowUp]:
    try:
        return _File.model_validate(yaml.safe_load(path.read_text(encoding="utf-8"))).follow_ups
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as error:
        raise EvalError(f"{path} cannot be read as follow-ups: {error}") from error


def judge_follow_ups(
    follow_ups: Iterable[FollowUp], ask: Callable[[Question], Reply], *, system: str = "ours"
) -> list[Row]:
    return [_row(one, ask, system) for one in follow_ups]


def summarise(rows: Sequence[Row]) -> dict[str, Any]:
    return {
        one.name: estimate(one, rows, cluster=lambda row: str(row["id"])).as_json()
        for one in MEASURES
    }


def says(text: str, wanted: str) -> bool:
    """Whole words, whatever the case; "a | b": either.

    >>> says("Is S-ketamine safe?", "ketamine"), says("By mouth?", "oral | by mouth")
    (False, True)
    """
    return any(
        re.search(rf"(?<![\w-]){re.escape(one.strip())}(?![\w-])", text, re.I)
        for one in wanted.split("|")
    )


def _id(row: Row) -> str:
    return str(row["id"])


def _row(one: FollowUp, ask: Callable[[Question], Reply], system: str) -> Row:
    reply = ask(Question(one.question, tuple(one.earlier)))
    understood = reply.asked.understood
    return {
        "id": one.id,
        "system": system,
        "part": one.part,
        "kind": one.kind,
        "earlier": one.earlier,
        "question": one.question,
        "understood": understood,
        "missing": [each for each in one.has if not says(understood, each)],
        "too_much": [each for each in one.lacks if says(understood, each)],
        "first": _first(reply),
        "first_of_meant": _first(ask(Question(one.meant))),
    }


def _first(reply: Reply) -> str:
    return reply.sources[0].document if isinstance(reply, Answer) else reply.reason
