"""Two files of rows, compared pair by pair: what differs by more than chance, and what does not."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import WordsEncoder
from small_library import QUESTIONS, TEXTS
from typer.testing import CliRunner

from evals.__main__ import app
from evals.answers import ask_questions, judge_rows
from evals.comparison import compare_files
from evals.datasets import EvalError
from evals.rows import Row, read_rows, write_rows
from evals.systems import Library, systems
from ingest.store import Store
from qa_app.engine import Engine


@pytest.fixture
def rows(
    make_store: Callable[[Mapping[str, str]], Path], words_encoder: WordsEncoder, tmp_path: Path
) -> Path:
    """A file of rows of ours and of vectors."""
    store = make_store(TEXTS)
    engine = Engine(store, lambda: words_encoder)
    library = Library(engine, Store(store).reader(), words_encoder)
    found = ask_questions(QUESTIONS, systems(["ours", "vectors"], library), library.reader).rows
    judge_rows(QUESTIONS, found, library.reader)
    write_rows(tmp_path / "rows.jsonl", found)
    return tmp_path / "rows.jsonl"


def ranked(path: Path, values: list[float], system: str = "ours") -> Path:
    write_rows(
        path,
        [
            {"query_id": f"q{at}", "system": system, "ranked": [],
             "measures": {"nDCG@10": one, "recall@100": 1.0, "MRR@10": one}}
            for at, one in enumerate(values)
        ],
    )  # fmt: skip
    return path


def test_two_systems_of_one_file_are_compared(rows: Path) -> None:
    (found,) = compare_files(f"{rows}#vectors", f"{rows}#ours")
    assert (found.pairs, found.only_first, found.only_second) == (len(QUESTIONS), 0, 0)
    verdicts = {one.measure: one.verdict for one in found.measures}
    assert verdicts["refusal recall"] == verdicts["credit"] == "better"
    assert verdicts["citation recall"] == "no difference shown"
    assert verdicts["says it"] == "not measured"


def test_a_run_against_itself_shows_no_difference(rows: Path) -> None:
    for found in compare_files(str(rows), str(rows)):
        assert found.first.partition("#")[2] == found.second.partition("#")[2]
        assert {one.verdict for one in found.measures} <= {"no difference shown", "not measured"}


def test_rows_of_retrieval_are_compared_on_the_queries_that_both_have(tmp_path: Path) -> None:
    first = ranked(tmp_path / "a.jsonl", [0.2] * 20)
    second = ranked(tmp_path / "b.jsonl", [0.4] * 25, system="ours@0.3")
    (found,) = compare_files(str(first), str(second))
    assert (found.pairs, found.only_first, found.only_second) == (20, 0, 5)
    assert [(one.measure, one.verdict) for one in found.measures] == [
        ("nDCG@10", "better"),
        ("recall@100", "no difference shown"),
        ("MRR@10", "better"),
    ]


def test_rows_of_evidence_are_compared_by_article(tmp_path: Path) -> None:
    """Thirty questions on three articles are too few to show anything."""

    def write(name: str, rank: int) -> str:
        write_rows(
            tmp_path / name,
            [
                {"id": f"q{at}", "system": "ours", "ranked": [], "answerable": 0.5,
                 "article": f"a{at % 3}", "answers": [[0, 1]], "first_right": rank}
                for at in range(30)
            ],
        )  # fmt: skip
        return str(tmp_path / name)

    (found,) = compare_files(write("a", 9), write("b", 1))
    assert [one.verdict for one in found.measures] == ["not measured"] * 3
    assert [one.second for one in found.measures[:2]] == [1.0, 1.0]


def renamed(row: Row) -> Row:
    return {**row, "system": row["system"] + "-other"}


def of_other_questions(row: Row) -> Row:
    return {**row, "id": row["id"] + "x"}


def expecting_otherwise(row: Row) -> Row:
    return {**row, "judged": {**row["judged"], "expects": "?"}}


def judged_by_another_version(row: Row) -> Row:
    return {**row, "judged": {}}


def not_judged(row: Row) -> Row:
    return {key: one for key, one in row.items() if key != "judged"}


def of_retrieval(row: Row) -> Row:
    return {"query_id": row["id"], "system": row["system"], "measures": {}}


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (renamed, "have no system in common .*; name one of each"),
        (of_other_questions, "have no question in common"),
        (expecting_otherwise, "15 questions, a1 the first, were judged by one expectation in "),
        (judged_by_another_version, "the judgement of a1 in .* is of another version"),
        (not_judged, "the rows of .* hold no measure; write them again"),
        (of_retrieval, "are of different commands"),
    ],
)
def test_what_cannot_be_compared_says_why(
    rows: Path, change: Callable[[Row], Row], complaint: str
) -> None:
    held = read_rows(rows)
    other = rows.with_name("other.jsonl")
    write_rows(other, [change(row) for row in held])
    with pytest.raises(EvalError, match=complaint):
        compare_files(str(rows), str(other))


def test_a_system_that_the_file_lacks_is_named(rows: Path) -> None:
    with pytest.raises(EvalError, match=r"no system 'magic' in .*; it has ours, vectors"):
        compare_files(f"{rows}#magic", str(rows))


def test_the_command_prints_a_table_or_json(rows: Path, tmp_path: Path) -> None:
    given = ["compare", f"{rows}#vectors", f"{rows}#ours"]
    done = CliRunner().invoke(app, given)
    assert done.exit_code == 0, done.stderr
    assert "no difference shown" in done.stdout
    (found,) = json.loads(CliRunner().invoke(app, [*given, "--json"]).stdout)
    credit = next(one for one in found["measures"] if one["measure"] == "credit")
    assert credit["verdict"] == "better"
    assert credit["interval"][0] > 0
    assert credit["difference"] == pytest.approx(credit["second"] - credit["first"])
    short = ranked(tmp_path / "short.jsonl", [0.1] * 8)
    long = ranked(tmp_path / "long.jsonl", [0.1] * 9)
    done = CliRunner().invoke(app, ["compare", str(short), str(long)])
    assert done.stderr.startswith("left out: 0 questions that only")


def test_questions_asked_in_another_order_are_still_pairs(rows: Path, tmp_path: Path) -> None:
    held = read_rows(rows)
    write_rows(tmp_path / "turned.jsonl", held[::-1])
    for found in compare_files(str(rows), str(tmp_path / "turned.jsonl")):
        assert all(one.first == one.second for one in found.measures)


def test_an_expectation_that_changed_changes_its_hash() -> None:
    one = QUESTIONS[0]
    assert one.expects != replace(one, conflict=True).expects
