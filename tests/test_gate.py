"""The gate lets nothing fall without saying which measure and which questions; adopt is strict."""

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import planted
import pytest
from conftest import Library as Texts
from conftest import WordsEncoder
from hand_made import measurement
from planted import Plant
from small_library import QUESTIONS, TEXTS
from typer.testing import CliRunner

from evals.__main__ import app
from evals.answers import ask_questions, judge_rows
from evals.asking import program_hash
from evals.datasets import EvalError
from evals.intervals import sign_test
from evals.judgement import Judgement
from evals.measuring import measure, questions_of
from evals.rows import write_rows
from evals.runs.about import file_hash
from evals.runs.baseline import BASELINE, Baseline, adopt, gate, read_baseline
from evals.runs.folder import Run, json_text, read_run
from evals.runs.shown import ship
from evals.systems import Ask, Library, open_library, systems
from ingest.store import Store
from qa_app.engine import Engine
from qa_app.measurement import SHIPPED, measurement_json, read_measurement

ROOT = Path(__file__).parents[1]
SHIPPED_QUESTIONS = ROOT / "evals" / "questions" / "shipped.yaml"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Library:
    texts = Texts(tmp_path_factory.mktemp("gate"), WordsEncoder())
    texts.write(TEXTS)
    texts.ingest()
    engine = Engine(texts.store, lambda: texts.encoder)
    return Library(engine, Store(texts.store).reader(), texts.encoder)


@pytest.fixture(scope="module")
def ours(small: Library) -> Sequence[Judgement]:
    return measure(QUESTIONS, small, ["ours"]).judgements


@pytest.fixture
def accepted(ours: Sequence[Judgement]) -> Baseline:
    return Baseline("then", {}, tuple(ours))


def judged(plant: Plant, small: Library) -> list[Judgement]:
    ask: Ask = plant(systems(["ours"], small)["ours"], small.reader)
    rows = ask_questions(QUESTIONS, {"ours": ask}, small.reader).rows
    return judge_rows(QUESTIONS, rows, small.reader)


def test_the_same_run_passes(accepted: Baseline, ours: Sequence[Judgement]) -> None:
    found = gate(accepted, ours)
    assert found.faults == ()
    assert all(one.lost == one.won == () for one in found.held)


@pytest.mark.parametrize(
    ("plant", "says"),
    [
        (planted.cites_at_random, "cites expected fell by 1.000 (95% -1.000 to -1.000) from 1.000"),
        (planted.quotes_the_wrong_sentence, "vital facts fell by "),
        (planted.answers_everything, "refusal recall fell by "),
        (planted.refuses_everything, "answered fell by 1.000"),
        (planted.changes_one_digit, "a quote is not verbatim in a1: guideline does not say"),
        (planted.shuffles_citation_numbers, "a sentence is not what it cites in a"),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_each_planted_fault_is_stopped_by_name(
    plant: Plant, says: str, accepted: Baseline, small: Library
) -> None:
    faults = gate(accepted, judged(plant, small)).faults
    assert any(one.startswith(says) for one in faults), faults


def test_a_fall_is_told_with_the_questions_that_were_lost(
    accepted: Baseline, small: Library
) -> None:
    faults = gate(accepted, judged(planted.refuses_everything, small)).faults
    (answered,) = [one for one in faults if one.startswith("answered fell")]
    (precision,) = [one for one in faults if one.startswith("refusal precision fell")]
    assert precision.endswith("lost: a1, a2, a3, a4, a5, a6, a7, a8, a9")
    assert answered == (
        "answered fell by 1.000 (95% -1.000 to -1.000) from 1.000 to 0.000, sign test P = 0.004; "
        "lost: a1, a2, a3, a4, a5, a6, a7, a8, a9"
    )


def test_what_chance_may_have_made_passes_and_is_still_named(
    accepted: Baseline, ours: Sequence[Judgement]
) -> None:
    one_lost = [replace(ours[0], answered=False, vital=0.0), *ours[1:]]
    found = gate(accepted, one_lost)
    assert found.faults == ()
    lost = {one.compared.measure: one.lost for one in found.held}
    assert lost["answered"] == ("a1",)


def test_what_got_better_is_no_fault(ours: Sequence[Judgement], small: Library) -> None:
    worse = Baseline("then", {}, tuple(judged(planted.refuses_everything, small)))
    found = gate(worse, ours)
    assert found.faults == ()
    assert {one.compared.measure: one.won for one in found.held}["answered"] == tuple(
        f"a{at}" for at in range(1, 10)
    )


def test_other_questions_are_not_compared(accepted: Baseline, ours: Sequence[Judgement]) -> None:
    with pytest.raises(EvalError, match="1 questions, a1 the first, are not those of the baseline"):
        gate(accepted, ours[1:])
    changed = [replace(ours[0], expects="another"), *ours[1:]]
    with pytest.raises(EvalError, match="report on the questions as they are now, and adopt"):
        gate(accepted, changed)


def test_a_text_that_is_gone_takes_no_question_with_it_in_silence(
    accepted: Baseline, ours: Sequence[Judgement]
) -> None:
    found = gate(accepted, [replace(ours[0], scored=False), *ours[1:]])
    assert found.faults == ("the store holds no source any more of a1",)
    found = gate(accepted, [replace(ours[0], not_held=("f1",)), *ours[1:]])
    assert found.faults == ("the store holds fewer facts of a1",)


def test_the_sign_test_is_the_binomial() -> None:
    assert sign_test(5, 0) == 2 / 2**5
    assert sign_test(1, 4) == 2 * (1 + 5) / 2**5
    assert sign_test(3, 3) == sign_test(0, 0) == 1.0


# Adopting


@pytest.fixture
def run_of(tmp_path: Path, small: Library) -> Callable[..., Run]:
    questions = tmp_path / "questions.yaml"
    questions.write_text("version: 1\n")
    measured = measure(QUESTIONS, small, ["ours"])

    def make(**changes: dict[str, Any]) -> Run:
        folder = tmp_path / "run"
        shutil.rmtree(folder, ignore_errors=True)
        summary = {
            "version": 1,
            "written": "2026-11-22T10:00:00+00:00",
            "commit": "0123456789abcdef",
            "changed": False,
            "corpus": {"documents": len(TEXTS)},
            "weights": {"reader": None},
            "questions": {"file": "q.yaml", "sha256": file_hash(questions), "whole": True},
            "settings": {"reader": None},
            "machine": {},
        }
        summary.update(changes)
        write_rows(folder / "rows.jsonl", measured.rows)
        (folder / "summary.json").write_text(json_text(summary))
        return read_run(folder)

    return make


def test_a_sound_run_becomes_the_baseline_and_is_read_as_it_was(
    run_of: Callable[..., Run], tmp_path: Path, ours: Sequence[Judgement]
) -> None:
    file = tmp_path / "baseline.json"
    run = run_of()
    adopted = adopt(run, tmp_path / "questions.yaml", baseline=file)
    assert read_baseline(file) == adopted
    assert adopted.run == "run"
    assert [one.id for one in adopted.judgements] == [one.id for one in ours]
    assert gate(adopted, run.judgements("ours")).faults == ()
    assert len(file.read_text().splitlines()) < len(QUESTIONS) + 15  # a line for each reply


def test_adopting_a_run_makes_no_other_program(
    run_of: Callable[..., Run], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or rows that were kept would be asked for again."""
    program = tmp_path / "program"
    program.mkdir()
    (program / "a.py").write_text("1")
    baseline, shipped = program / BASELINE.name, program / SHIPPED.name
    monkeypatch.setattr("evals.asking.ADOPTED", (baseline, shipped))
    monkeypatch.setattr("evals.runs.shown.SHIPPED", shipped)
    before = program_hash(program)
    run = run_of(measurement=measurement_json(measurement()))
    adopt(run, tmp_path / "questions.yaml", baseline=baseline)
    ship(run)
    assert baseline.is_file()
    assert shipped.is_file()
    assert program_hash(program) == before
    (program / "settings.json").write_text("{}")
    assert program_hash(program) != before


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        (
            {"questions": {"file": "mine.csv", "sha256": "0", "whole": True}},
            "asked mine.csv and not .* as it is now",
        ),
        ({"questions": {"whole": False}}, "asked only a part of"),
        ({"commit": None}, "is of a commit that is not known; commit, run python -m evals report"),
        ({"changed": True}, "is of a program that was changed since commit 0123456789ab; commit,"),
        ({"settings": {"reader": "mine"}}, "was read with --reader mine, which is not what"),
    ],
    ids=lambda one: next(iter(one)) if isinstance(one, dict) else "",
)
def test_a_run_that_may_not_be_adopted_says_why(
    run_of: Callable[..., Run], tmp_path: Path, changes: dict[str, Any], complaint: str
) -> None:
    questions = tmp_path / "questions.yaml"
    if changes == {"questions": {"whole": False}}:
        changes = {"questions": {"file": "q", "sha256": file_hash(questions), "whole": False}}
    with pytest.raises(EvalError, match=complaint):
        adopt(run_of(**changes), questions, baseline=tmp_path / "baseline.json")
    assert not (tmp_path / "baseline.json").exists()


def test_a_run_with_a_quote_that_is_not_verbatim_is_not_adopted(
    run_of: Callable[..., Run], tmp_path: Path, small: Library
) -> None:
    run = run_of()
    ask = planted.changes_one_digit(systems(["ours"], small)["ours"], small.reader)
    rows = ask_questions(QUESTIONS, {"ours": ask}, small.reader).rows
    judge_rows(QUESTIONS, rows, small.reader)
    write_rows(run.folder / "rows.jsonl", rows)
    with pytest.raises(EvalError, match="may not be adopted: a quote is not verbatim in a1"):
        adopt(read_run(run.folder), tmp_path / "questions.yaml", baseline=tmp_path / "b.json")


def test_a_run_over_another_library_is_not_adopted(
    run_of: Callable[..., Run], tmp_path: Path
) -> None:
    run = run_of()
    for row in run.rows[:2]:
        row["judged"]["scored"] = False
    complaint = "is of a store that holds no source of 2 questions, a1 the first; run python -m"
    with pytest.raises(EvalError, match=complaint):
        adopt(run, tmp_path / "questions.yaml", baseline=tmp_path / "b.json")


def test_gate_tells_a_fall_on_stderr_and_exits_3(
    run_of: Callable[..., Run], tmp_path: Path, small: Library
) -> None:
    file = tmp_path / "baseline.json"
    run = run_of()
    adopt(run, tmp_path / "questions.yaml", baseline=file)
    given = ["gate", str(run.folder), "--baseline", str(file)]
    passed = CliRunner().invoke(app, given)
    assert (passed.exit_code, passed.stderr) == (0, "")
    assert passed.stdout.startswith("Nothing fell against run, on 15 questions.")
    ask = planted.refuses_everything(systems(["ours"], small)["ours"], small.reader)
    rows = ask_questions(QUESTIONS, {"ours": ask}, small.reader).rows
    judge_rows(QUESTIONS, rows, small.reader)
    write_rows(run.folder / "rows.jsonl", rows)
    failed = CliRunner().invoke(app, [*given, "--json"])
    assert failed.exit_code == 3
    assert "answered fell by 1.000" in failed.stderr
    assert json.loads(failed.stdout)["passed"] is False


# What is committed


def test_what_adopting_writes_is_no_part_of_the_program() -> None:
    assert BASELINE.is_file()
    assert SHIPPED.is_file()
    assert program_hash(BASELINE, SHIPPED) == program_hash()


def test_the_baseline_is_of_the_shipped_questions_as_they_are() -> None:
    known = {one.id: one.expects for one in questions_of(SHIPPED_QUESTIONS)}
    assert {one.id: one.expects for one in read_baseline().judgements} == known


def test_what_the_page_ships_with_is_the_baselines_run() -> None:
    shipped = read_measurement(SHIPPED)
    assert shipped is not None
    assert shipped.run == read_baseline(BASELINE).run


@pytest.mark.slow
def test_no_headline_measure_has_fallen_since_the_baseline(corpus_store: Path) -> None:
    """python -m evals gate. Where a change is meant to be: report, look, python -m evals adopt."""
    found = measure(questions_of(SHIPPED_QUESTIONS), open_library(corpus_store), ["ours"])
    assert gate(read_baseline(), found.judgements).faults == ()
