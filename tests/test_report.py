"""A run is one folder: rows, a summary that programs read, and a page that opens anywhere."""

import json
import re
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from conftest import Library as Texts
from conftest import WordsEncoder
from playwright.sync_api import Browser
from small_library import QUESTIONS, TEXTS
from typer.testing import CliRunner

from evals.__main__ import app
from evals.answer_measures import MEASURES
from evals.datasets import EvalError
from evals.measuring import Measured, measure
from evals.question_files import Fact, Form, KnownQuestion
from evals.runs.about import Commit, Settings, about_run, commit_of
from evals.runs.definitions import DEFINITIONS
from evals.runs.folder import latest_run, read_run
from evals.runs.page import write_page
from evals.runs.shown import show_on_page
from evals.runs.summary import measurement_of, summarise_run
from evals.runs.wording import HEADLINES
from evals.systems import Library
from ingest.store import Store
from qa_app.engine import Engine
from qa_app.measurement import FOLDER, Measurement, measurements_of, read_measurement

SYSTEMS = ["ours", "keywords", "no-fusion"]
HOSTILE = "<script>alert(1)</script> 0.1\u202e mg & Eide?"
UNANSWERED = KnownQuestion(
    "h1",
    "hostile",
    HOSTILE,
    facts=(Fact("f1", "<b>a fact</b>", "vital", (Form(("never",)),), ("crps",)),),
    sources=("crps",),
)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Library:
    texts = Texts(tmp_path_factory.mktemp("report"), WordsEncoder())
    texts.write(TEXTS)
    texts.ingest()
    engine = Engine(texts.store, lambda: texts.encoder)
    return Library(engine, Store(texts.store).reader(), texts.encoder)


@pytest.fixture(scope="module")
def measured(small: Library) -> Measured:
    return measure([*QUESTIONS, UNANSWERED], small, SYSTEMS)


@pytest.fixture(scope="module")
def summary(measured: Measured, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    file = tmp_path_factory.mktemp("questions") / "small.yaml"
    file.write_text("version: 1\n")
    settings = Settings(questions=file, systems=tuple(SYSTEMS))
    about = about_run(settings, measured.library, Commit("0123456789abcdef", False))
    return summarise_run(about, measured, seconds=1.25)


@pytest.fixture(scope="module")
def measurement(measured: Measured, summary: dict[str, Any]) -> Measurement:
    return measurement_of("2026-11-22-0123456789ab", summary, measured)


@pytest.fixture(scope="module")
def page(summary: dict[str, Any], measurement: Measurement) -> str:
    return write_page(json.loads(json.dumps(summary)), measurement)


def test_every_measure_is_defined_with_where_it_is_from() -> None:
    assert list(DEFINITIONS) == [one.name for one in MEASURES]
    assert all(one.how.endswith(".") and one.source for one in DEFINITIONS.values())
    assert set(HEADLINES) <= set(DEFINITIONS)


def test_the_summary_says_what_was_measured_with_what(summary: dict[str, Any]) -> None:
    assert summary["commit"] == "0123456789abcdef"
    assert summary["changed"] is False
    assert summary["corpus"]["documents"] == len(TEXTS)
    assert summary["weights"] == {"encoder": "words", "encoder_sha256": WordsEncoder.checksum,
        "reader": None}  # fmt: skip
    assert summary["asked"] == {"questions": 16, "to_answer": 10, "to_refuse": 6}
    assert datetime.fromisoformat(summary["written"]).tzinfo is not None
    assert summary["machine"]["python"]
    credit = summary["systems"]["ours"]["measures"]["credit"]
    assert credit["value"] == 15 / 16
    assert credit["interval"][0] < 15 / 16
    assert summary["against"] == "ours"


def test_figures_are_told_in_plain_words(measurement: Measurement) -> None:
    said = {one.name: one.says for one in measurement.figures}
    assert said["cites expected"].startswith("Of 10 questions that the texts answer, 9 were")
    assert said["refusal recall"] == "Of 6 questions that must be refused, 6 were refused."
    ranges = {one.name: one.range for one in measurement.figures}
    assert re.search(r"it would be \d+ to 100 of 100 \(95% interval\)", ranges["cites expected"])
    assert "no range can be told" in ranges["refusal recall"]


def test_the_page_shows_what_it_missed_beside_what_was_expected(
    page: str, measurement: Measurement
) -> None:
    assert [one.id for one in measurement.missed] == ["h1"]
    missed = page[page.index('id="missed"') : page.index("By type of question")]
    assert missed.count("<details>") == 1
    assert "&lt;b&gt;a fact&lt;/b&gt; (vital; not said)" in missed
    assert "No answer." in missed


def test_nothing_that_was_asked_becomes_markup(page: str) -> None:
    assert "<script" not in page
    assert "<b>" not in page
    assert "\u202e" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; 0.1\ufffd mg &amp; Eide?" in page


def test_the_page_asks_nothing_of_any_network(page: str) -> None:
    assert re.findall(r"(?:src|href)=\"(?!#)|url\(", page) == []
    assert "default-src 'none'" in page
    assert "@import" not in page


def test_the_page_says_where_it_is_ahead_and_where_not(page: str, summary: dict[str, Any]) -> None:
    verdicts = {one["measure"]: one["verdict"] for one in summary["differences"]["keywords"]}
    assert verdicts["refusal recall"] == "worse"
    assert verdicts["answered"] == "no difference shown"
    (said,) = re.findall(r"Against finding by words alone: [^<]*", page)
    assert "ahead in credit" in said
    assert "refusal recall" in said.partition("no difference")[0]
    assert "answered" in said.partition("no difference shown in")[2]
    assert "Against ours without fusion" in page


def test_a_run_of_one_system_has_a_page_too(small: Library, summary: dict[str, Any]) -> None:
    alone = measure(QUESTIONS, small, ["ours"])
    about = {key: summary[key] for key in ("written", "commit", "changed", "corpus", "weights",
        "questions", "settings", "machine")}  # fmt: skip
    short = summarise_run(about, alone, seconds=1)
    text = write_page(short, measurement_of("one", short, alone))
    assert "Beside what others would use" in text
    assert "Against" not in text
    assert "<p>None.</p>" in text


def test_a_measurement_is_read_as_it_was_written(measurement: Measurement, tmp_path: Path) -> None:
    show_on_page(measurement, tmp_path)
    assert measurements_of(tmp_path) == [measurement]
    (tmp_path / FOLDER / "old.json").write_text('{"version": 0}')
    assert measurements_of(tmp_path) == [measurement]
    assert read_measurement(tmp_path / "nowhere.json") is None


def test_a_run_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match=r"no run under .*; python -m evals report writes one"):
        latest_run(tmp_path)
    with pytest.raises(EvalError, match=r"no run at .*; python -m evals report writes one"):
        read_run(tmp_path)
    (tmp_path / "summary.json").write_text('{"version": 0}')
    with pytest.raises(EvalError, match="of another version of evals; run python -m evals report"):
        read_run(tmp_path)


def test_the_commit_is_told_with_whether_it_was_changed(tmp_path: Path) -> None:
    def git(*arguments: str) -> None:
        named = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
        subprocess.run(["git", "-C", tmp_path, *named, *arguments], check=True, capture_output=True)

    assert commit_of(tmp_path) is None
    git("init")
    (tmp_path / "evals").mkdir()
    (tmp_path / "evals" / "other.py").touch()
    git("add", ".")
    git("commit", "-m", "Begin")
    assert commit_of(tmp_path) is None  # another folder than the program's
    (tmp_path / "evals" / "__main__.py").touch()
    git("add", ".")
    git("commit", "-m", "Go on")
    found = commit_of(tmp_path)
    assert found is not None
    assert (len(found.name), found.changed) == (40, False)
    (tmp_path / "evals" / "baseline.json").touch()
    (tmp_path / "notes.txt").touch()
    assert commit_of(tmp_path) == found
    (tmp_path / "evals" / "other.py").write_text("1")
    assert commit_of(tmp_path) == Commit(found.name, True)


@pytest.mark.slow
def test_the_page_fits_wide_and_narrow_windows(browser: Browser, page: str, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text(page, encoding="utf-8")
    wrong: list[str] = []
    for width in (1280, 360):
        opened = browser.new_page(viewport={"width": width, "height": 800})
        opened.on("request", lambda one: wrong.append(one.url) if one.url != file.as_uri() else 0)
        opened.on("console", lambda one: wrong.append(one.text))
        opened.goto(file.as_uri())
        assert opened.evaluate("document.documentElement.scrollWidth") <= width
        opened.locator("details summary").first.click()
        assert opened.locator("details[open] .reply").is_visible()
        dots = [one.bounding_box() for one in opened.locator("svg .dot").all()]
        assert [one is not None and 0 < one["x"] < width for one in dots] == [True] * len(SYSTEMS)
        opened.close()
    assert wrong == []


@pytest.mark.slow
def test_report_writes_one_folder_and_goes_on_in_it(
    make_store: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words_encoder: WordsEncoder
) -> None:
    monkeypatch.setattr("evals.systems.choice.load_encoder", lambda: words_encoder)
    store = make_store(TEXTS)
    questions = tmp_path / "mine.yaml"
    questions.write_text(
        "- {id: a1, type: fact, question: 'Did relief in CRPS last 11 weeks?', sources: [crps]}\n"
        "- {id: a2, type: greeting, question: Hello, must_refuse: greeting}\n"
    )
    run = tmp_path / "run"
    given = ["report", "--questions", str(questions), "--store", str(store), "--into", str(run)]
    done = CliRunner().invoke(app, [*given, "--systems", "ours,vectors"])
    assert done.exit_code == 0, done.stderr
    assert done.stdout.endswith(f"The report: {run / 'report.html'}\n")
    assert sorted(one.name for one in run.iterdir()) == [
        "report.html",
        "rows.jsonl",
        "summary.json",
    ]
    assert len(read_run(run).rows) == 4
    assert [one.run for one in measurements_of(store)] == ["run"]
    again = CliRunner().invoke(app, [*given, "--systems", "ours,vectors"])
    assert again.stderr == f"4 taken from {run / 'rows.jsonl'}, as they still stand\n"


def test_what_a_model_says_stands_apart(summary: dict[str, Any], measurement: Measurement) -> None:
    figure = {"name": "supported", "says": "Sentences <supported>", "value": 0.5, "n": 4}
    judge = {"model": "a:b", "asked": 9, "unreadable": 2, "figures": [figure | {"interval": None}]}
    text = write_page({**summary, "judge": judge}, measurement)
    part = text[text.index("What a language model says") : text.index('id="definitions"')]
    assert "Sentences &lt;supported&gt;: 0.500, n = 4" in part
    assert "2 of its replies could not be read" in part
    assert "What a language model says" not in write_page(summary, measurement)
