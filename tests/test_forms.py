"""A question in other words should bring the same source first."""

from small_library import QUESTIONS

from evals.forms import form_rows, summarise_forms
from evals.judgement import Judgement
from evals.question_files.older import FORMS

FIRST: dict[str, dict[str, str | None]] = {
    "a": dict.fromkeys(FORMS, "d1"),
    "b": {"whole": "d2", "keywords": "d2", "slip": "d1", "spelling": None},
    "c": {"whole": None, "keywords": None, "slip": "d1", "spelling": None},  # says nothing
}


def judgement(of: str | None, form: str, cited: str | None) -> Judgement:
    return Judgement(
        id=f"{of}/{form}",
        system="ours",
        type=form,
        part=None,
        question="?",
        expects="",
        expected=("d1",),
        must_refuse=None,
        form_of=of,
        scored=True,
        answered=cited is not None,
        reason=None,
        score=0.5,
        seconds=0.1,
        cited=(cited, "d9") if cited else (),
    )


def test_each_form_of_a_question_is_compared_with_the_whole_form() -> None:
    judged = [judgement(of, form, cited) for of, by in FIRST.items() for form, cited in by.items()]
    found = summarise_forms(judged)
    assert found == {
        "questions": 3,
        "whole_answered": 2,
        "keywords": {"same_first": 2 / 2, "n": 2},
        "slip": {"same_first": 1 / 2, "n": 2},
        "spelling": {"same_first": 1 / 2, "n": 2},
        "all": {"same_first": 1 / 2, "n": 2},
    }
    assert [row[0] for row in form_rows(found)] == ["keywords", "slip", "spelling", "all 4 alike"]
    cut_short = summarise_forms(judged[:6])  # by --limit
    assert (cut_short["keywords"]["n"], cut_short["slip"]["n"], cut_short["all"]["n"]) == (2, 1, 1)


def test_where_no_question_has_forms_there_is_nothing_to_compare() -> None:
    assert summarise_forms([judgement(None, one.type, "d1") for one in QUESTIONS]) == {}
