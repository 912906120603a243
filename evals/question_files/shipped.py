"""The form of evals/questions/: YAML, version 1, checked by pydantic, its JSON Schema published."""

import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from evals.question_files.checked import checked
from evals.question_files.known import Fact, Form, KnownQuestion
from ingest.quantities import find_quantities
from qa_app.answering.reply import Reason

VERSION = 1

_Words = Annotated[str, Field(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True)


class FormEntry(_Strict):
    """A way of saying a fact: all that it lists must stand in one sentence."""

    texts: list[_Words] = Field([], description="Whole words; case does not matter.")
    numbers: list[_Words] = Field(
        [], description="Compared as quantities: 0.35 mg/kg is also said by 350 µg/kg."
    )
    patterns: list[_Words] = Field(
        [], description="Regular expressions of Python; case does not matter."
    )
    not_texts: list[_Words] = Field([], description="Whole words that may not stand there.")

    @field_validator("numbers")
    @classmethod
    def _are_quantities(cls, numbers: list[str]) -> list[str]:
        for one in numbers:
            if not find_quantities(one):
                raise ValueError(f"{one!r} holds no number that is a quantity; write it as texts")
        return numbers

    @field_validator("patterns")
    @classmethod
    def _are_patterns(cls, patterns: list[str]) -> list[str]:
        for one in patterns:
            try:
                re.compile(one)
            except re.error as error:
                raise ValueError(f"{one!r} is no regular expression: {error}") from error
        return patterns

    @model_validator(mode="after")
    def _asks_for_something(self) -> "FormEntry":
        if not (self.texts or self.numbers or self.patterns):
            raise ValueError("a form needs texts, numbers or patterns")
        return self


class FactEntry(_Strict):
    """What an answer should say, in words for a person and in forms for the check."""

    id: _Words
    says: _Words = Field(description="The fact in short, for whoever reads the report.")
    importance: Literal["vital", "okay"] = "vital"
    sources: list[_Words] = Field(
        [], description="Documents that support it; none named: any document may say it."
    )
    forms: list[FormEntry] = Field(
        min_length=1, description="Any one, met by one quoted sentence, is enough."
    )


class QuestionEntry(_Strict):
    """A question with either facts or must_refuse."""

    id: _Words
    type: _Words = "fact"
    part: Literal["tune", "report"] | None = None
    question: _Words
    earlier: list[_Words] = Field([], description="The questions before it, the first one first.")
    facts: list[FactEntry] = []
    conflict: bool = Field(False, description="Sources disagree: an answer shows both sides.")
    must_refuse: Reason | None = Field(None, description="The reason that a right refusal gives.")
    why: str | None = Field(None, description="Why it is refused, or what its writer noted.")

    @model_validator(mode="after")
    def _has_one_right_reply(self) -> "QuestionEntry":
        if bool(self.facts) == bool(self.must_refuse):
            raise ValueError("give facts or must_refuse, one of the two")
        if self.conflict and self.must_refuse:
            raise ValueError("a question that is to be refused has no conflict to show")
        ids = [one.id for one in self.facts]
        twice = [one for one in ids if ids.count(one) > 1]
        if twice:
            raise ValueError(f"the fact {twice[0]!r} is there twice")
        return self


class QuestionFile(_Strict):
    """Questions with known answers, each fact checkable without a model."""

    version: Literal[1]
    questions: list[QuestionEntry]
    left_out: list[Any] = Field([], description="What was not taken, and why; not read.")


def json_schema() -> dict[str, Any]:
    """What evals/questions/schema.json publishes."""
    return QuestionFile.model_json_schema()


def shipped_questions(data: dict[str, Any], path: Path) -> list[KnownQuestion]:
    # Entry by entry, so that what is wrong is told with the question's id.
    listed = data["questions"]
    entries = listed if isinstance(listed, list) else []
    questions = [from_entry(one, at, path) for at, one in enumerate(entries, start=1)]
    checked(QuestionFile, data, None, path)
    return questions


def from_entry(data: Any, at: int, path: Path) -> KnownQuestion:
    """The question of one entry, the file's `at`th."""
    one = checked(QuestionEntry, data, at, path)
    facts = tuple(
        Fact(
            fact.id,
            fact.says,
            fact.importance,
            tuple(
                Form(
                    tuple(form.texts),
                    tuple(form.numbers),
                    tuple(form.patterns),
                    tuple(form.not_texts),
                )
                for form in fact.forms
            ),
            tuple(fact.sources),
        )
        for fact in one.facts
    )
    return KnownQuestion(
        one.id,
        one.type,
        one.question,
        part=one.part,
        earlier=tuple(one.earlier),
        facts=facts,
        sources=tuple(dict.fromkeys(name for fact in facts for name in fact.sources)),
        must_refuse=one.must_refuse,
        conflict=one.conflict,
    )
