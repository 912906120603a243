"""Systems side by side: ours, ours without a part, and what others would use, in one run."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import Library as Texts
from conftest import WordsEncoder
from small_library import QUESTIONS, TEXTS
from typer.testing import CliRunner

from evals.__main__ import app
from evals.answers import ask_questions, judge_rows, side_by_side, store_hash
from evals.datasets import EvalError
from evals.rows import Row
from evals.systems import NAMES, Library, systems
from ingest.store import Store
from qa_app.engine import Engine

MakeStore = Callable[[Mapping[str, str]], Path]
WITHOUT_TORCH = [name for name in NAMES if name not in ("tutorial", "no-reader")]


def library_of(store: Path, encoder: WordsEncoder) -> Library:
    return Library(Engine(store, lambda: encoder), Store(store).reader(), encoder)


@pytest.fixture
def small(make_store: MakeStore, words_encoder: WordsEncoder) -> Library:
    return library_of(make_store(TEXTS), words_encoder)


def plain(rows: list[Row]) -> list[dict[str, Any]]:
    """Without what may differ between two runs: times, and when the store was built."""
    return [
        {
            **{key: one for key, one in row.items() if key != "seconds"},
            "store": {key: one for key, one in row["store"].items() if key != "built"},
        }
        for row in rows
    ]


def test_one_run_puts_every_system_side_by_side(small: Library) -> None:
    asks = systems(WITHOUT_TORCH, small)
    found = ask_questions(QUESTIONS, asks, small.reader)
    assert [(row["id"], row["system"]) for row in found.rows] == [
        (one.id, name) for one in QUESTIONS for name in WITHOUT_TORCH
    ]
    summary = side_by_side(judge_rows(QUESTIONS, found.rows, small.reader))
    assert list(summary["systems"]) == WITHOUT_TORCH
    assert summary["against"] == "ours"
    assert set(summary["differences"]) == set(WITHOUT_TORCH) - {"ours"}
    credit = {name: one["measures"]["credit"]["value"] for name, one in summary["systems"].items()}
    assert credit["ours"] == 1 > credit["vectors"]
    against = {one["measure"]: one for one in summary["differences"]["vectors"]}
    assert against["refusal recall"]["verdict"] == "worse"
    assert against["citation recall"]["verdict"] == "no difference shown"
    json.dumps(summary)


def test_a_plain_pipeline_quotes_the_first_passage_and_never_refuses(small: Library) -> None:
    for name in ("vectors", "keywords"):
        (row,) = ask_questions(QUESTIONS[:1], systems([name], small), small.reader).rows
        (source,) = row["sources"]
        document = small.reader.document(source["document"])
        assert document is not None
        assert source["quote"] == document.text[source["start"] : source["end"]]
        assert row["sentences"] == [{"text": source["quote"], "origin": "quote", "citations": [1]}]
        others = [one["number"] for one in row["not_used"]]
        assert others == [2, 3, 4][: len(others)]
        assert 0 <= row["score"] <= 1
    asks = systems(["vectors"], small)
    rows = ask_questions(QUESTIONS, asks, small.reader).rows
    assert {row["status"] for row in rows} == {"answered"}


def test_a_follow_up_is_asked_with_the_question_before_it(small: Library) -> None:
    follow_up = replace(QUESTIONS[2], id="f", question="And in CRPS?", earlier=("What relief?",))
    rows = ask_questions([follow_up], systems(["ours", "vectors"], small), small.reader).rows
    assert [row["understood"] for row in rows] == [
        "In CRPS? About: relief",
        "What relief? And in CRPS?",
    ]
    assert [row["earlier"] for row in rows] == [["What relief?"]] * 2


def test_a_system_that_is_not_there_is_named(small: Library) -> None:
    with pytest.raises(EvalError, match="no system 'magic'; there are ours, tutorial, vectors"):
        systems(["magic"], small)
    assert list(systems(["keywords", "ours"], small)) == ["keywords", "ours"]


def test_the_rows_are_the_same_from_a_store_built_anew_and_however_many_at_once(
    tmp_path: Path, words_encoder: WordsEncoder
) -> None:
    runs: list[list[dict[str, Any]]] = []
    for name, jobs in (("one", 1), ("two", 4)):
        (tmp_path / name).mkdir()
        texts = Texts(tmp_path / name, words_encoder)
        texts.write(TEXTS)
        texts.ingest()
        library = library_of(texts.store, words_encoder)
        asks = systems(WITHOUT_TORCH, library)
        found = ask_questions(QUESTIONS, asks, library.reader, jobs=jobs)
        runs.append(plain(found.rows))
    assert runs[0] == runs[1]


def test_a_store_is_named_by_what_it_holds(library: Texts) -> None:
    def named() -> str:
        return store_hash(Store(library.store).reader())

    library.write(TEXTS)
    library.ingest()
    before = named()
    library.ingest()
    assert named() == before
    library.write({"crps.md": TEXTS["crps.md"].replace("kind: rct", "kind: observational")})
    library.ingest()
    assert named() != before


@pytest.mark.slow
def test_the_tutorial_s_pipeline_answers_with_a_verbatim_piece(tmp_path: Path) -> None:
    """By the commands, in processes of their own: the tutorial's libraries warn as they load."""

    def run(*command: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    (tmp_path / "questions.csv").write_text(
        "id,question,sources,texts\n"
        "q1,How long did relief in CRPS last?,crps,CRPS; relief\n"
        "q2,Does heavy use lead to cystitis?,bladder,cystitis\n"
    )
    (tmp_path / "texts").mkdir()
    for name, text in TEXTS.items():
        (tmp_path / "texts" / name).write_text(text)
    run("ingest", "texts")
    given = ("evals", "answers", "--questions", "questions.csv", "--rows", "rows.jsonl", "--json")
    summary = json.loads(run(*given, "--systems", "ours,tutorial"))
    measures = summary["systems"]["tutorial"]["measures"]
    assert measures["quotes verbatim"]["value"] == 1
    assert measures["answered"]["value"] == 1
    written = [json.loads(line) for line in (tmp_path / "rows.jsonl").read_text().splitlines()]
    assert [row["system"] for row in written] == ["ours", "tutorial"] * 2
    assert "Relief in CRPS lasted 11 weeks" in written[1]["sources"][0]["quote"]


def test_the_command_that_names_no_system_says_so() -> None:
    done = CliRunner().invoke(app, ["answers", "--systems", ","])
    assert (done.exit_code, done.stdout) == (2, "")
