"""Data sets that are not sound are named; what is found is ranked; commands tell their errors."""

import json
import random
import re
from collections.abc import Sequence
from pathlib import Path

import ir_measures
import numpy as np
import pytest
from typer.testing import CliRunner

from evals import retrieval
from evals.__main__ import app
from evals.datasets import EvalError, part_of, read_beir
from ingest.embed import Vectors

ROOT = Path(__file__).parent.parent
CORPUS = {
    "d1": (
        "Chain wear",
        "A worn chain skips. Change the chain at half a percent of wear, not later.",
    ),
    "d2": ("Disc brakes", "A rotor thinner than 1.5 mm must be changed. Pads soak up oil."),
    "d3": ("Tyre pressure", "A wider tyre needs less pressure. Hookless rims hold 5 bar."),
}
QUERIES = {"q1": "when to change a worn chain", "q2": "rotor thickness", "q3": "not judged"}


class WordHashEncoder:
    """Texts that share words are near: enough for tests of what is around the encoder."""

    name = "word-hash"
    checksum = "word-hash"
    max_pieces = 256

    def encode(self, texts: Sequence[str]) -> Vectors:
        rows = np.zeros((len(texts), 64), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", text.lower()):
                rows[row, random.Random(word).randrange(64)] += 1
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)

    def count_pieces(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) + 2 for text in texts]


@pytest.fixture
def beir(tmp_path: Path) -> Path:
    folder = tmp_path / "bikes"
    (folder / "qrels").mkdir(parents=True)
    corpus = [{"_id": one, "title": t, "text": text} for one, (t, text) in CORPUS.items()]
    queries = [{"_id": one, "text": text} for one, text in QUERIES.items()]
    write_lines(folder / "corpus.jsonl", corpus)
    write_lines(folder / "queries.jsonl", queries)
    judged = "query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\td2\t1\nq2\td3\t0\n"
    (folder / "qrels" / "train.tsv").write_text(judged)
    return folder


def write_lines(path: Path, rows: Sequence[object]) -> None:
    path.write_text("".join(json.dumps(one) + "\n" for one in rows))


# Data sets


def test_the_only_split_is_read_and_only_judged_queries_are_asked(beir: Path) -> None:
    dataset = read_beir(beir)
    assert dataset.split == "train"
    assert list(dataset.queries) == ["q1", "q2"]
    assert dataset.relevance["q2"] == {"d2": 1, "d3": 0}


def test_test_is_the_default_of_several_splits(beir: Path) -> None:
    (beir / "qrels" / "test.tsv").write_text("q2\td2\t1\n")
    assert list(read_beir(beir).queries) == ["q2"]
    (beir / "qrels" / "test.tsv").rename(beir / "qrels" / "dev.tsv")
    with pytest.raises(EvalError, match="has the splits dev, train; name one with --split"):
        read_beir(beir)


@pytest.mark.parametrize(
    ("file", "text", "complaint"),
    [
        ("corpus.jsonl", None, "no corpus.jsonl in"),
        ("queries.jsonl", "{", "line 1 of .* is not JSON"),
        ("queries.jsonl", '{"text": "x"}', "line 1 of .* lacks _id or text"),
        ("queries.jsonl", '{"_id": "q1", "text": "x"}', "judges the query 'q2', which"),
        ("qrels/train.tsv", "q1 d1 1", "line 1 of .* is not 'query<TAB>document<TAB>grade'"),
        ("qrels/train.tsv", "", "judges no query"),
        ("qrels/train.tsv", None, "no qrels/SPLIT.tsv"),
    ],
)
def test_a_data_set_that_is_not_sound_is_said_to_be(
    beir: Path, file: str, text: str | None, complaint: str
) -> None:
    if text is None:
        (beir / file).unlink()
    else:
        (beir / file).write_text(text)
    with pytest.raises(EvalError, match=complaint):
        read_beir(beir)


def test_a_split_that_is_not_there_is_named(beir: Path) -> None:
    with pytest.raises(EvalError, match=r"no split 'dev' in .*; it has train"):
        read_beir(beir, split="dev")


def test_the_halves_are_about_equal_and_share_no_query() -> None:
    halves = [part_of(str(at)) for at in range(1000)]
    assert 450 < halves.count("tune") < 550
    assert halves == [part_of(str(at)) for at in range(1000)]


# Retrieval


def test_retrieval_finds_the_documents_and_its_rows_recompute(beir: Path, tmp_path: Path) -> None:
    dataset = read_beir(beir)
    encoder = WordHashEncoder()
    reader = retrieval.store_of(dataset, encoder, cache=tmp_path / "cache")
    assert set(reader.known) == set(CORPUS)
    search = retrieval.systems(["ours", "vectors", "keywords"], weights=[0.3])
    rows = retrieval.rank_documents(dataset, reader, encoder, search, dataset.queries).rows
    assert [(one["query_id"], one["system"]) for one in rows] == [
        (query, system)
        for query in ("q1", "q2")
        for system in ("ours", "vectors", "keywords", "ours@0.3")
    ]
    for scores in retrieval.score_rankings(rows):
        runs = {
            one["query_id"]: dict(one["ranked"])
            for one in rows
            if one["system"] == scores["system"]
        }
        named = ir_measures.parse_measure("nDCG@10")
        relevance = {query: dict(grades) for query, grades in dataset.relevance.items()}
        theirs = ir_measures.calc_aggregate([named], relevance, runs)[named]
        assert scores["nDCG@10"] == pytest.approx(theirs)
        assert scores["n"] == 2
    ours = {one["query_id"]: one["ranked"] for one in rows if one["system"] == "ours"}
    assert (ours["q1"][0][0], ours["q2"][0][0]) == ("d1", "d2")


def test_a_second_run_encodes_nothing_and_a_killed_build_goes_on(
    beir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = read_beir(beir)
    encoded: list[str] = []

    class Counting(WordHashEncoder):
        def encode(self, texts: Sequence[str]) -> Vectors:
            if len(encoded) + len(texts) > 2 and breaks:
                raise KeyboardInterrupt
            encoded.extend(texts)
            return super().encode(texts)

    monkeypatch.setattr(retrieval, "_BATCH_DOCUMENTS", 1)
    breaks = True
    with pytest.raises(KeyboardInterrupt):
        retrieval.store_of(dataset, Counting(), cache=tmp_path / "cache")
    breaks = False
    reader = retrieval.store_of(dataset, Counting(), cache=tmp_path / "cache")
    assert set(reader.known) == set(CORPUS)
    assert len(encoded) == len(CORPUS)
    retrieval.store_of(dataset, Counting(), cache=tmp_path / "cache")
    assert len(encoded) == len(CORPUS)


def test_a_half_and_a_limit_choose_the_queries(beir: Path) -> None:
    dataset = read_beir(beir)
    halves = [retrieval.queries_of(dataset, part=part) for part in ("tune", "report")]
    assert {**halves[0], **halves[1]} == dataset.queries
    assert list(retrieval.queries_of(dataset, limit=1)) == ["q1"]
    drawn = {next(iter(retrieval.queries_of(dataset, limit=1, seed=at))) for at in range(20)}
    assert drawn == {"q1", "q2"}


def test_a_system_that_is_not_there_is_named() -> None:
    with pytest.raises(EvalError, match="no system 'magic'; there are ours, hybrid, vectors"):
        retrieval.systems(["magic"])


# Commands


@pytest.mark.parametrize(
    ("given", "code", "complaint"),
    [
        (["retrieval", "--dataset", "nowhere"], 1, "no corpus.jsonl in nowhere"),
        (["retrieval", "--dataset", "x", "--weights", "a"], 2, "--weights 'a' is not a list"),
        (["retrieval", "--dataset", "x", "--weights", "7"], 2, "--weights '7' holds a weight"),
        (["retrieval", "--dataset", "x", "--systems", "y"], 1, "no system 'y'"),
        (["retrieval", "--dataset", "x", "--systems", ","], 2, "no system to measure"),
        (["answers", "--questions", "nowhere.yaml"], 1, "no questions at nowhere.yaml"),
        (["answers", "--systems", ","], 2, "no system to measure"),
        (
            ["evidence", "--dataset", "x", "--systems", "y"],
            1,
            "no system 'y'; there are ours, hybr",
        ),
        (["evidence", "--dataset", "nowhere"], 1, "nowhere cannot be read"),
        (["gate", "nowhere"], 1, "no run at nowhere; python -m evals report writes one"),
        (["gate", "--baseline", "nowhere"], 1, "no baseline at nowhere; python -m evals report"),
        (["adopt", "nowhere"], 1, "no run at nowhere; python -m evals report writes one"),
        (["compare", "nowhere", "there"], 1, "no rows at nowhere; write them with --rows"),
        (["speed", "--dataset", "nowhere"], 1, "no corpus.jsonl in nowhere"),
    ],
)
def test_wrong_use_is_one_sentence_on_stderr(given: list[str], code: int, complaint: str) -> None:
    done = CliRunner().invoke(app, given)
    assert (done.exit_code, done.stdout) == (code, "")
    assert done.stderr.startswith(complaint)
    assert done.stderr.count("\n") == 1


@pytest.mark.slow
def test_retrieval_and_answers_write_their_rows(
    beir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    rows = tmp_path / "rows.jsonl"
    given = ["retrieval", "--dataset", str(beir), "--rows", str(rows), "--json"]
    done = CliRunner().invoke(app, given)
    assert done.exit_code == 0, done.stderr
    measured = json.loads(done.stdout)["systems"]
    assert [one["system"] for one in measured] == ["ours", "hybrid", "vectors", "keywords"]
    assert all(one["n"] == 2 and one["MRR@10"] == 1 for one in measured)
    assert len(rows.read_text().splitlines()) == 4 * 2
    again = CliRunner().invoke(app, [*given, "--jobs", "3"])
    assert json.loads(again.stdout)["systems"] == measured
    (folder,) = (tmp_path / ".cache" / "evals").iterdir()
    questions = tmp_path / "questions.yaml"
    asked = "Change the chain at half a percent of wear?"
    questions.write_text(
        f"- {{id: a1, type: fact, question: {asked!r}, sources: [d1]}}\n"
        "- {id: a2, type: greeting, question: Hello, must_refuse: greeting}\n"
    )
    rows.unlink()
    given = ["answers", "--questions", str(questions), "--store", str(folder), "--json"]
    done = CliRunner().invoke(app, [*given, "--rows", str(rows)])
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["systems"]["ours"]["measures"]["credit"]["value"] == 1
    written = [json.loads(one) for one in rows.read_text().splitlines()]
    assert [(one["id"], one["system"]) for one in written] == [("a1", "ours"), ("a2", "ours")]
    assert written[0]["sources"][0]["document"] == "d1"
    assert written[1]["reason"] == "greeting"
    table = CliRunner().invoke(app, [*given[:-1], "--rows", str(rows)])
    assert table.exit_code == 0
    assert "credit" in table.stdout
    assert table.stderr == f"2 taken from {rows}, as they still stand\n"
