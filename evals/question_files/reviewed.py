"""Answers that people have reviewed → candidate questions, where two of them agree.

The file is a CSV, a row for each reviewer and quoted sentence (or refused question):

    question,earlier,document,sentence,verdict,reviewer
    How long does relief last?,,sigtermans-2009-crps-rct,"Pain relief …",answers,A. Silva

`verdict` is one of VERDICTS; `document` and `sentence` are empty where a refusal was reviewed.
`earlier` holds the questions before a follow-up, parted by ";".
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

from evals.datasets import EvalError
from evals.question_files.shipped import QuestionFile
from ingest.document import sha256_of

Verdict = Literal["answers", "does not answer", "rightly refused", "wrongly refused"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
COLUMNS = ("question", "earlier", "document", "sentence", "verdict", "reviewer")
_MAY_LACK = ("earlier", "document", "sentence")


@dataclass(frozen=True, slots=True)
class Review:
    """One person's verdict on one sentence of an answer, or on a refusal."""

    question: str
    earlier: tuple[str, ...]
    document: str
    sentence: str
    verdict: Verdict
    reviewer: str


@dataclass(frozen=True, slots=True)
class Adopted:
    """Entries of a file of questions, and what was not taken: the question and why."""

    questions: tuple[dict[str, Any], ...]
    left_out: tuple[dict[str, str], ...]


def read_reviews(path: Path) -> list[Review]:
    """Raises EvalError, with the line, where the file is not in form."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            table = csv.DictReader(file)
            missing = [one for one in COLUMNS if one not in (table.fieldnames or ())]
            if missing:
                raise EvalError(f"{path} has no column {missing[0]}; it needs {', '.join(COLUMNS)}")
            return [_review(row, table.line_num, path) for row in table]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise EvalError(f"{path} cannot be read as a CSV of reviews: {error}") from error


def adopt_reviewed(reviews: Sequence[Review]) -> Adopted:
    """A question for each that two reviewers agree on: what answers it, or that nothing does.

    A sentence is taken where two say that it answers and none that it does not. Whoever gives
    two verdicts on one sentence counts once, by the last.
    """
    asked: dict[tuple[str, tuple[str, ...]], list[Review]] = {}
    for one in reviews:
        asked.setdefault((one.question, one.earlier), []).append(one)
    questions: list[dict[str, Any]] = []
    left_out: list[dict[str, str]] = []
    for (question, earlier), about in asked.items():
        entry: dict[str, Any] = {"id": _id(question, earlier), "type": "reviewed"}
        entry["question"] = question
        if earlier:
            entry["earlier"] = list(earlier)
        facts = [
            _fact(number, document, sentence)
            for number, (document, sentence) in enumerate(_agreed(about, "answers"), start=1)
        ]
        refused = _agreed(about, "rightly refused")
        if bool(facts) == bool(refused):
            why = "reviewers disagree" if facts else "no two reviewers agree"
            left_out.append({"question": question, "why": why})
            continue
        entry.update({"facts": facts} if facts else {"must_refuse": "not_in_corpus"})
        questions.append(entry)
    return Adopted(tuple(questions), tuple(left_out))


def write_adopted(adopted: Adopted, path: Path) -> None:
    """A file that `python -m evals answers --questions` takes. Raises EvalError if it is there."""
    whole = {
        "version": 1,
        "questions": list(adopted.questions),
        "left_out": list(adopted.left_out),
    }
    QuestionFile.model_validate(whole)
    try:
        with path.open("x", encoding="utf-8") as file:
            yaml.safe_dump(whole, file, allow_unicode=True, sort_keys=False, width=100)
    except OSError as error:
        raise EvalError(f"{path} cannot be written: {error.strerror}; name another") from error


def _review(row: dict[str, str], line: int, path: Path) -> Review:
    cells = {name: " ".join((row.get(name) or "").split()) for name in COLUMNS}
    empty = [name for name in COLUMNS if not cells[name] and name not in _MAY_LACK]
    if empty:
        raise EvalError(f"line {line} of {path} has no {empty[0]}")
    verdict = next((one for one in VERDICTS if one == cells["verdict"].lower()), None)
    if verdict is None:
        raise EvalError(
            f"line {line} of {path} has the verdict {cells['verdict']!r}; there are "
            f"{', '.join(VERDICTS)}"
        )
    if ("refused" in verdict) == bool(cells["sentence"] and cells["document"]):
        raise EvalError(
            f"line {line} of {path}: {verdict!r} is told of "
            + ("a refusal, without a sentence" if cells["sentence"] else "a document's sentence")
        )
    earlier = tuple(one.strip() for one in cells["earlier"].split(";") if one.strip())
    return Review(
        cells["question"], earlier, cells["document"], cells["sentence"], verdict, cells["reviewer"]
    )


def _agreed(about: Sequence[Review], verdict: Verdict) -> list[tuple[str, str]]:
    """The (document, sentence) of which two say `verdict` and nobody another."""
    said: dict[tuple[str, str], dict[str, Verdict]] = {}
    for one in about:
        said.setdefault((one.document, one.sentence), {})[one.reviewer.lower()] = one.verdict
    return [
        what
        for what, verdicts in said.items()
        if len(verdicts) >= 2 and set(verdicts.values()) == {verdict}
    ]


def _fact(number: int, document: str, sentence: str) -> dict[str, Any]:
    """The sentence itself is the form; whoever keeps the file may widen it."""
    return {
        "id": f"f{number}",
        "says": sentence,
        "importance": "vital" if number == 1 else "okay",
        "sources": [document],
        "forms": [{"texts": [sentence]}],
    }


def _id(question: str, earlier: Sequence[str]) -> str:
    return f"r{sha256_of(' | '.join([*earlier, question]))[:8]}"
