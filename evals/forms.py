"""Does a question in other words bring the same source first? (pure)"""

from collections.abc import Sequence
from typing import Any

from evals.judgement import Judgement
from evals.question_files.older import FORMS
from evals.report import Figure

FORM_COLUMNS = ("form", "same source first as the whole form", "n")


def summarise_forms(judgements: Sequence[Judgement]) -> dict[str, Any]:
    """Per form, and for all at once: how often the first cited source is the whole form's.

    Of the questions whose whole form is answered; empty where no question has forms.
    """
    first: dict[str, dict[str, str | None]] = {}
    for one in judgements:
        if one.form_of is not None:
            by_form = first.setdefault(one.form_of, {})
            by_form[one.type] = one.cited[0] if one.cited else None
    if not first:
        return {}
    answered = [one for one in first.values() if one.get("whole") is not None]
    others = [name for name in FORMS if name != "whole"]
    return {
        "questions": len(first),
        "whole_answered": len(answered),
        **{name: _alike([one for one in answered if name in one], [name]) for name in others},
        "all": _alike([one for one in answered if len(one) == len(FORMS)], others),
    }


def form_rows(forms: dict[str, Any]) -> list[list[Figure]]:
    """The rows of the table, in the order of FORM_COLUMNS."""
    named = [(name, forms[name]) for name in FORMS if name in forms]
    all_alike = (f"all {len(FORMS)} alike", forms["all"])
    return [[name, one["same_first"], one["n"]] for name, one in [*named, all_alike]]


def _alike(questions: Sequence[dict[str, str | None]], names: Sequence[str]) -> dict[str, Any]:
    same = sum(all(one[name] == one["whole"] for name in names) for one in questions)
    return {"same_first": same / len(questions) if questions else None, "n": len(questions)}
