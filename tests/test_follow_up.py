"""A follow-up is understood as a question that stands alone; python -m evals follow-ups tells."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from evals.__main__ import app
from evals.datasets import EvalError
from evals.follow_ups import read_follow_ups, says, summarise
from qa_app.answering.reply import Question, Refusal
from qa_app.engine import Engine
from qa_app.finding.follow_up import leans_on_turns, stand_alone

FOLLOW_UPS = Path(__file__).parents[1] / "evals" / "questions" / "follow_ups.yaml"
MIGRAINE = "Does ketamine relieve migraine?"


@pytest.mark.parametrize(
    ("before", "asked", "understood"),
    [
        # One thing named in the place of another of its class.
        (MIGRAINE, "What about lidocaine?", "Does lidocaine relieve migraine?"),
        (MIGRAINE, "And in CRPS?", "Does ketamine relieve CRPS?"),
        (
            "What dose of ketamine is given by mouth in children?",
            "And intravenously?",
            "What dose of ketamine is given intravenously in children?",
        ),
        (
            "Is ketamine or morphine better for trauma pain?",
            "And fentanyl?",
            "Is ketamine or fentanyl better for trauma pain?",
        ),
        (
            "What is the bioavailability of oral ketamine?",
            "under the tongue",
            "What is the bioavailability of ketamine under the tongue?",
        ),
        ("What IV dose is given?", "And into the muscle?", "What dose is given into the muscle?"),
        ("Is a ketamine spray sold?", "And esketamine?", "Is an esketamine spray sold?"),
        (
            "Is there evidence that ketamine helps in CRPS?",
            "Is that true for fibromyalgia too?",
            "Is there evidence that ketamine helps for fibromyalgia?",
        ),
        # Said in addition, where nothing of its class was said.
        (MIGRAINE, "And in children?", "Does ketamine relieve migraine in children?"),
        # An adverb before the question that it belongs to.
        (MIGRAINE, "And at what dose?", "At what dose does ketamine relieve migraine?"),
        (MIGRAINE, "Why?", "Why does ketamine relieve migraine?"),
        # Its own words, and what they are about.
        (MIGRAINE, "Is it addictive?", "Is it addictive? About: ketamine, migraine"),
        (
            MIGRAINE,
            "Does midazolam make it worse?",
            "Does midazolam make it worse? About: ketamine, migraine",
        ),
        (MIGRAINE, "And with lidocaine?", "With lidocaine? About: ketamine, migraine"),
        (
            MIGRAINE,
            "Was anyone watching those patients?",
            "Was anyone watching those patients? About: ketamine, migraine",
        ),
        (
            "Is ketamine not advised in pregnancy?",
            "And in psychosis?",
            "In psychosis? About: ketamine not advised in pregnancy",
        ),
    ],
)
def test_a_follow_up_becomes_a_question_that_stands_alone(
    before: str, asked: str, understood: str
) -> None:
    assert stand_alone(asked, [before]) == understood


@pytest.mark.parametrize(
    "asked",
    [
        "Is cystitis common?",
        "Why is ketamine avoided in pregnancy?",
        "Is it true that midazolam lessens agitation?",
        "When ketamine is swallowed, how much of it is absorbed?",
        "What do we know of (S)-ketamine and the liver?",
    ],
)
def test_a_question_that_stands_alone_is_left_as_it_was_typed(asked: str) -> None:
    assert not leans_on_turns(asked)
    assert stand_alone(asked, [MIGRAINE]) == asked


def test_a_new_topic_that_begins_with_and_only_loses_that_word() -> None:
    asked = "And does ketamine raise the pressure in the eye?"
    assert stand_alone(asked, [MIGRAINE]) == "Does ketamine raise the pressure in the eye?"


def test_a_question_without_turns_before_it_is_as_typed() -> None:
    assert stand_alone("And in children?", []) == "And in children?"


def test_a_follow_up_of_a_follow_up_is_about_what_the_first_was() -> None:
    turns = ["Does ketamine help pain after spinal cord injury?", "How was it given?"]
    assert stand_alone("And for how many days?", turns) == (
        "For how many days? About: ketamine, pain after spinal cord injury"
    )


def test_a_not_is_never_lost_from_the_question_before() -> None:
    before = "Is ketamine not recommended in children?"
    assert stand_alone("Why?", [before]) == "Why is ketamine not recommended in children?"
    assert " not " in stand_alone("And in adults?", [before])
    assert " not " in stand_alone("Who says so?", [before])


def test_what_is_asked_for_one_person_over_two_turns_is_refused(
    make_store: Callable[[dict[str, str]], Path], words_encoder: object
) -> None:
    store = make_store({"a.md": "# Ketamine\n\nThe dose of ketamine was 2 mg in CRPS.\n"})
    engine = Engine(store, lambda: words_encoder)  # type: ignore[arg-type, return-value]

    def reason(text: str, before: str) -> str | None:
        reply = engine.ask(Question(text, (before,)))
        return reply.reason if isinstance(reply, Refusal) else None

    dose = "What dose of ketamine is given in CRPS?"
    assert reason("And for my mother?", dose) == "personal_decision"
    assert reason("And should it be stopped?", "My mother takes ketamine, is that safe?") == (
        "personal_decision"
    )
    assert reason("No, I meant ketamine", dose) is None  # who means is not who is treated


@pytest.mark.parametrize("one", read_follow_ups(FOLLOW_UPS), ids=lambda one: one.id)
def test_what_each_shipped_follow_up_means_says_all_that_it_must(one) -> None:
    assert [each for each in one.has if not says(one.meant, each)] == []
    assert [each for each in one.lacks if says(one.meant, each)] == []


def test_every_follow_up_to_tune_on_is_understood() -> None:
    wrong = {
        one.id: understood
        for one in read_follow_ups(FOLLOW_UPS)
        if one.part == "tune"
        for understood in [stand_alone(one.question, one.earlier)]
        if not all(says(understood, each) for each in one.has)
        or any(says(understood, each) for each in one.lacks)
    }
    assert wrong == {}


def test_the_command_tells_shares_and_what_went_wrong(
    make_store: Callable[[dict[str, str]], Path],
    words_encoder: object,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr("qa_app.assemble.load_encoder", lambda: words_encoder)
    store = make_store({"a.md": "# Ketamine\n\nKetamine relieved migraine in children.\n"})
    asked = {"id": "a", "part": "tune", "kind": "swap", "earlier": [MIGRAINE]}
    asked |= {"question": "And in children?", "has": ["children"], "lacks": []}
    asked |= {"meant": "Does ketamine relieve migraine in children?"}
    wrong = {**asked, "id": "b", "has": ["in older people"], "meant": "Is it in another library?"}
    file = tmp_path / "follow_ups.yaml"
    file.write_text(json.dumps({"version": 1, "follow_ups": [asked, wrong]}))
    rows = tmp_path / "rows.jsonl"
    given = ["follow-ups", "--questions", str(file), "--store", str(store), "--rows", str(rows)]
    done = CliRunner().invoke(app, [*given, "--json"])
    told = json.loads(done.stdout)["measures"]
    assert told["understood"]["value"] == told["answered alike"]["value"] == 1 / 2
    kept = [json.loads(line) for line in rows.read_text().splitlines()]
    assert [row["missing"] for row in kept] == [[], ["in older people"]]
    assert summarise(kept)["understood"]["n"] == 2
    assert "b And in children? → Does ketamine relieve" in CliRunner().invoke(app, given).stdout


def test_a_file_of_another_form_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("follow_ups: [{id: a}]\n")
    with pytest.raises(EvalError, match=r"x.yaml cannot be read as follow-ups"):
        read_follow_ups(tmp_path / "x.yaml")
