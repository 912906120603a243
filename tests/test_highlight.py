"""Which figure of a quoted sentence is shown as the one that was asked for."""

import pytest

from qa_app.answering.highlight import figure_asked_for

TOLD = (
    "In 2009, 60 adults had S-ketamine 0.35 mg/kg/h for 4.2 days; 73%"
    " (95% CI 60 to 83%) had less pain (P < 0.001)."
)


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("What dose was given?", "0.35 mg/kg/h"),
        ("How long was it given?", "4.2 days"),
        ("What percentage had less pain?", "73%"),
        ("In what year was that?", "2009"),
        ("How many adults were there?", "60 adults"),
    ],
)
def test_the_one_figure_of_the_kind_asked_for_is_marked(question: str, figure: str) -> None:
    at = figure_asked_for(question, TOLD)
    assert at is not None
    assert TOLD[slice(*at)] == figure


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Was there less pain?", TOLD),
        ("How long did relief last?", "Relief lasted 4 weeks in some and 11 weeks in others."),
        ("What dose was given?", "Relief lasted 4 weeks."),
    ],
)
def test_nothing_is_marked_where_it_is_not_certain(question: str, sentence: str) -> None:
    assert figure_asked_for(question, sentence) is None
