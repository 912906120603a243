"""What is found of one reply: all that the measures are taken of, and what the reply is worth."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from evals.datasets import EvalError, Part
from qa_app.answering.reply import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A reply against what is right. What does not apply to the question or the reply is None."""

    id: str
    system: str
    type: str
    part: Part | None
    question: str
    expects: str  # by which expectation it was judged: KnownQuestion.expects
    expected: tuple[str, ...]  # the sources that are right
    must_refuse: Reason | None
    form_of: str | None = None  # the question that this is a wording of; `type` names which
    scored: bool  # not where the store holds none of the sources that are right

    answered: bool
    reason: Reason | None
    score: float
    seconds: float
    words: int | None = None  # of the answer, and of what is quoted beside it
    cited: tuple[str, ...] = ()  # documents that its sentences cite, in the order of the sources

    # Of a question to answer. A question that is not answered has said nothing.
    vital: float | None = None  # nugget recall; None where no facts are given
    every: float | None = None
    said: tuple[str, ...] = ()  # facts said by a shown sentence of a source that supports them
    elsewhere: tuple[str, ...] = ()  # facts said only by other sources: is the list whole?
    missed: tuple[str, ...] = ()
    not_held: tuple[str, ...] = ()  # facts none of whose sources the store holds: not counted
    cites_expected: bool | None = None
    first_expected: bool | None = None
    says_it: bool | None = None  # the quotes hold all of answer_has
    both_sides: bool | None = None  # of a disputed topic

    # Of a question to refuse.
    refused: bool | None = None
    right_reason: bool | None = None

    # Of what is shown, whatever the question.
    citation_recall: float | None = None
    citation_precision: float | None = None
    quotes: int = 0
    broken: tuple[str, ...] = ()  # why each quote that is not verbatim is none
    trust: float | None = None
    weak: float | None = None

    @property
    def declined(self) -> bool:
        """Not answered, or a decision for one person answered under its notice, as is allowed."""
        return not self.answered or bool(self.refused)

    @property
    def credit(self) -> float:
        """0…1, how right the reply is; the one figure that systems are ranked by.

        A question to refuse: 1 for the right refusal ("not_sure" will do for "not_in_corpus":
        both say that the texts do not answer). A question to answer: its vital nugget recall (of
        all facts, where none is vital); in the older forms 1 for quoting an expected source and
        all of answer_has. 0 for an answer with a quote that is not verbatim, or a sentence that
        does not stand in what it cites.
        """
        if self.broken:
            return 0.0
        if self.must_refuse is not None:
            unanswered = self.must_refuse == "not_in_corpus" and self.reason == "not_sure"
            return float(bool(self.right_reason) or unanswered)
        if self.citation_recall is not None and self.citation_recall < 1:
            return 0.0
        recall = self.every if self.vital is None else self.vital
        if recall is not None:
            return recall
        return float(bool(self.cites_expected) and self.says_it is not False)

    @property
    def right(self) -> bool:
        return self.credit == 1

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "credit": self.credit}


def judgement_from_json(data: object) -> Judgement:
    """The inverse of `Judgement.as_json`; raises pydantic's ValidationError on anything else."""
    return _JUDGEMENT.validate_python(data)


def judgement_of_row(row: Mapping[str, Any], name: str) -> Judgement:
    """What a row of `evals answers` was found to be worth; `name` is the file it is from."""
    try:
        return judgement_from_json(row["judged"])
    except (KeyError, ValidationError) as error:
        raise EvalError(
            f"the judgement of {row['id']} in {name} is of another version of evals; run "
            "evals answers again with that file as --rows"
        ) from error


_JUDGEMENT = TypeAdapter(Judgement)
