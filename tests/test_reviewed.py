"""From what reviewers said of answers to questions with known answers."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from evals.__main__ import app
from evals.question_files import read_questions

HEAD = "question,earlier,document,sentence,verdict,reviewer\n"
LASTS = "How long does relief last?"
TRIAL = "a-trial,Relief lasted 11 weeks."


def adopt(folder: Path, rows: str, head: str = HEAD) -> tuple[int, str, Path]:
    reviews, into = folder / "reviewed.csv", folder / "made.yaml"
    reviews.write_text(head + rows)
    done = CliRunner().invoke(app, ["adopt", str(reviews), "--into", str(into)])
    return done.exit_code, done.output, into


def test_what_two_reviewers_agree_on_becomes_a_question(tmp_path: Path) -> None:
    code, said, into = adopt(
        tmp_path,
        f"{LASTS},,{TRIAL},answers,A\n{LASTS},,{TRIAL},Answers,B\n"
        "What does it cost?,,,,rightly refused,A\nWhat does it cost?,,,,rightly refused,B\n",
    )
    assert code == 0, said
    lasts, costs = read_questions(into)
    assert lasts.question == LASTS
    (fact,) = lasts.facts
    assert (fact.says, fact.sources) == ("Relief lasted 11 weeks.", ("a-trial",))
    assert costs.must_refuse == "not_in_corpus"


def test_a_follow_up_keeps_the_question_before_it(tmp_path: Path) -> None:
    rows = f"And in children?,{LASTS},{TRIAL},answers,A\nAnd in children?,{LASTS},{TRIAL},answers,B"
    (one,) = read_questions(adopt(tmp_path, rows)[2])
    assert one.earlier == (LASTS,)


@pytest.mark.parametrize(
    "second",
    [
        f"{LASTS},,{TRIAL},answers,a",  # the same person again
        f"{LASTS},,{TRIAL},does not answer,B",
        f"{LASTS},,b-trial,Another sentence.,answers,B",
    ],
)
def test_without_a_second_who_agrees_nothing_is_taken(tmp_path: Path, second: str) -> None:
    code, said, into = adopt(tmp_path, f"{LASTS},,{TRIAL},answers,A\n{second}\n")
    assert code == 1
    assert "no two reviewers agree" in said
    assert not into.exists()


def test_an_answer_that_others_say_was_to_be_refused_is_left_out(tmp_path: Path) -> None:
    rows = "".join(f"{LASTS},,{TRIAL},answers,{who}\n" for who in "AB")
    rows += "".join(f"{LASTS},,,,rightly refused,{who}\n" for who in "CD")
    code, said, _ = adopt(tmp_path, rows)
    assert code == 1
    assert "reviewers disagree" in said


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        (f"{LASTS},,{TRIAL},perhaps,A", "line 2 .* verdict 'perhaps'; there are answers"),
        (f"{LASTS},,{TRIAL},answers,", "line 2 .* has no reviewer"),
        (f"{LASTS},,,,answers,A", "is told of a document's sentence"),
        (f"{LASTS},,{TRIAL},rightly refused,A", "is told of a refusal"),
    ],
)
def test_a_row_out_of_form_says_where(tmp_path: Path, row: str, complaint: str) -> None:
    code, said, _ = adopt(tmp_path, row)
    assert code == 1
    assert re.search(complaint, " ".join(said.split()))


def test_a_file_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    rows = f"{LASTS},,{TRIAL},answers,A\n{LASTS},,{TRIAL},answers,B\n"
    assert adopt(tmp_path, rows)[0] == 0
    code, said, into = adopt(tmp_path, rows)
    assert code == 1
    assert "cannot be written" in said
    assert len(read_questions(into)) == 1
