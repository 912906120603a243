"""The measures equal ir_measures'; data sets that are not sound are named; rows are whole."""

import json
import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from math import log2
from pathlib import Path

import ir_measures
import numpy as np
import pytest
from typer.testing import CliRunner

from evals import retrieval
from evals.__main__ import app
from evals.answers import Judgement, failures, judge_reply, summarise, why_not_verbatim
from evals.datasets import EvalError, part_of, read_beir
from evals.forms import summarise_forms
from evals.measures import ndcg_at_k, recall_at_k, reciprocal_rank, trec_order
from evals.questions_file import FORMS, ShippedQuestion, read_questions
from ingest.document import Document, Source
from ingest.embed import Vectors
from ingest.prepare import document_from_text
from qa_app.answering.cite import cite_sentence
from qa_app.answering.reply import Answer, Question
from qa_app.engine import Engine

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


# Measures


@pytest.mark.parametrize("seed", range(50))
def test_our_measures_equal_those_of_ir_measures(seed: int) -> None:
    chance = random.Random(seed)
    names = [f"d{at}" for at in range(150)]
    judged = chance.sample(names, chance.randint(1, 30))
    relevance = {name: chance.choice([0, 1, 1, 2, 3]) for name in judged} | {"d149": 1}
    found = chance.sample(names, chance.randint(1, 150))
    tied = {name: chance.choice([0.25, 0.5, chance.random()]) for name in found}
    untied = {name: chance.random() for name in found}
    for scores in (tied, untied):
        ranking = trec_order(scores.items())
        ours = {
            "nDCG@10": ndcg_at_k(ranking, relevance, 10),
            "R@100": recall_at_k(ranking, relevance, 100),
            "RR": reciprocal_rank(ranking, relevance),
        }
        if scores is untied:  # MS MARCO's script, behind RR@10, breaks ties its own way
            ours["RR@10"] = reciprocal_rank(ranking, relevance, 10)
        named = {one: ir_measures.parse_measure(one) for one in ours}
        theirs = ir_measures.calc_aggregate(named.values(), {"q": relevance}, {"q": scores})
        assert ours == pytest.approx({one: theirs[named[one]] for one in ours}, abs=1e-9)


def test_a_graded_ranking_is_discounted_by_the_logarithm_of_its_rank() -> None:
    relevance = {"a": 2, "b": 1, "c": 1, "d": 0}
    found = ["b", "d", "a"]
    ideal = 2 / log2(2) + 1 / log2(3) + 1 / log2(4)
    assert ndcg_at_k(found, relevance, 10) == pytest.approx((1 / log2(2) + 2 / log2(4)) / ideal)
    assert ndcg_at_k(found, relevance, 2) == pytest.approx(
        (1 / log2(2)) / (2 / log2(2) + 1 / log2(3))
    )
    assert recall_at_k(found, relevance, 10) == 2 / 3
    assert recall_at_k(found, relevance, 2) == 1 / 3
    assert reciprocal_rank(["d", "x", "c"], relevance) == 1 / 3
    assert reciprocal_rank(["d", "x", "c"], relevance, 2) == 0


def test_a_query_with_nothing_relevant_scores_nothing() -> None:
    assert ndcg_at_k(["a"], {"a": 0}, 10) == 0
    assert recall_at_k(["a"], {}, 10) == 0
    assert reciprocal_rank([], {"a": 1}) == 0


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


def test_the_shipped_questions_are_sound() -> None:
    questions = read_questions(ROOT / "evals" / "questions" / "corpus.yaml")
    assert {one.part for one in questions} == {"tune", "report"}
    assert any(one.must_refuse == "emergency" for one in questions)
    assert all(bool(one.sources) != bool(one.must_refuse) for one in questions)
    forms = read_questions(ROOT / "evals" / "questions" / "forms.yaml")
    assert Counter(one.type for one in forms) == dict.fromkeys(FORMS, 20)


def test_the_older_form_of_questions_is_read(tmp_path: Path) -> None:
    file = tmp_path / "questions.yaml"
    file.write_text(
        "note: older\nquestions:\n- {id: q1, type: fact, question: How so, expected: [so],"
        " sources: [d1], earlier: [What]}\nmust_not_answer:\n"
        "- {id: n1, kind: patient-specific, question: May I take it, must: decline}\n"
        "- {id: n2, kind: out-of-scope, question: Which laptop, must: decline, why: other}\n"
    )
    first, second, third = read_questions(file)
    assert first == ShippedQuestion("q1", "fact", "How so", earlier=("What",), sources=("d1",))
    assert (second.must_refuse, third.must_refuse) == ("personal_decision", "not_in_corpus")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("- {id: a, type: fact}", "question a of .*: question: Field required"),
        ("- {id: a, type: fact, question: How so}", "question a of .* sources or must_refuse"),
        ("- {id: a, type: fact, question: How so, source: [d]}", "question a of .*: source: Extra"),
        ("- {id: a, type: x, question: y, must_refuse: never}", "question a of .*: must_refuse"),
        ("- 3", "question number 1 of"),
        ("[]", "holds no question"),
        ("note: x", "neither a list of questions nor the key"),
        ("- {id: a", "is not YAML"),
        (
            "[{id: a, type: x, question: y, sources: [d]}, {id: a, type: x, question: y, "
            "sources: [d]}]",
            "has the id 'a' twice",
        ),
    ],
)
def test_a_question_file_that_is_not_sound_is_said_to_be(
    tmp_path: Path, text: str, complaint: str
) -> None:
    (tmp_path / "questions.yaml").write_text(text)
    with pytest.raises(EvalError, match=complaint):
        read_questions(tmp_path / "questions.yaml")


# Retrieval


def test_retrieval_finds_the_documents_and_its_rows_recompute(beir: Path, tmp_path: Path) -> None:
    dataset = read_beir(beir)
    encoder = WordHashEncoder()
    reader = retrieval.store_of(dataset, encoder, cache=tmp_path / "cache")
    assert set(reader.known) == set(CORPUS)
    search = retrieval.systems(["ours", "vectors", "keywords"], weights=[0.3])
    rankings = retrieval.rank_documents(reader, encoder, search, dataset.queries)
    rows = [one.row() for one in rankings]
    assert [(one["query_id"], one["system"]) for one in rows] == [
        (query, system)
        for query in ("q1", "q2")
        for system in ("ours", "vectors", "keywords", "ours@0.3")
    ]
    for scores in retrieval.score_rankings(dataset, rankings):
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


def test_a_system_that_is_not_there_is_named() -> None:
    with pytest.raises(EvalError, match="no system 'magic'; there are ours, vectors, keywords"):
        retrieval.systems(["magic"])


# Answers


@pytest.fixture
def engine(beir: Path, tmp_path: Path) -> Engine:
    encoder = WordHashEncoder()
    retrieval.store_of(read_beir(beir), encoder, cache=tmp_path / "cache")
    (folder,) = (tmp_path / "cache").iterdir()
    return Engine(folder, lambda: encoder)


CHAIN = ShippedQuestion(
    "a1",
    "fact",
    "Change the chain at half a percent of wear?",
    sources=("d1",),
    answer_has=("HALF a",),
)


def test_a_source_that_only_a_conflict_cites_is_not_one_the_answer_rests_on(
    engine: Engine,
) -> None:
    reply = engine.ask(Question(CHAIN.question))
    assert isinstance(reply, Answer)
    document = engine.document("d3")
    assert document is not None
    number = len(reply.sources) + 1
    side = cite_sentence(document, document.sentences[0], document.passages[0], number)
    beside = replace(reply, sources=(*reply.sources, side))
    other = ShippedQuestion("a2", "fact", CHAIN.question, sources=("d3",), answer_has=("wider",))
    judged = judge_reply(other, beside, held=CORPUS, document=engine.document)
    assert (judged.cites_expected, judged.says_it) == (False, False)
    forged = replace(beside, sources=(*reply.sources, replace(side, quote="A wider tyre.")))
    broken = judge_reply(other, forged, held=CORPUS, document=engine.document).broken_quotes
    assert len(broken) == 1


def test_an_answer_is_judged_by_its_sources_and_its_words(engine: Engine) -> None:
    reply = engine.ask(Question(CHAIN.question))
    assert isinstance(reply, Answer)
    judged = judge_reply(CHAIN, reply, held=CORPUS, document=engine.document)
    assert (judged.answered, judged.cites_expected, judged.first_expected) == (True, True, True)
    assert judged.says_it
    assert judged.right
    assert not judged.broken_quotes
    other = ShippedQuestion("a2", "fact", CHAIN.question, sources=("d2",), answer_has=("rotor",))
    wrong = judge_reply(other, reply, held=CORPUS, document=engine.document)
    assert (wrong.cites_expected, wrong.says_it, wrong.right) == (False, False, False)
    missing = ShippedQuestion("a3", "fact", CHAIN.question, sources=("not-held",))
    unscored = judge_reply(missing, reply, held=CORPUS, document=engine.document)
    refuse = ShippedQuestion("a4", "near-miss", CHAIN.question, must_refuse="not_in_corpus")
    answered = judge_reply(refuse, reply, held=CORPUS, document=engine.document)
    summary = summarise([judged, wrong, unscored, answered])
    assert summary["answerable"]["cites_expected"] == 1 / 2
    assert summary["must_refuse"] == {"refused": 0.0, "right_reason": 0.0, "n": 1}
    assert (summary["right"], summary["n"], summary["unscored"]) == (1 / 3, 3, ["a3"])
    assert [(one["id"], one["wrong"]) for one in failures([judged, wrong, answered])] == [
        ("a2", "cites no expected source"),
        ("a4", "answered"),
    ]


def test_each_form_of_a_question_is_compared_with_the_whole_form(tmp_path: Path) -> None:
    file = tmp_path / "forms.yaml"
    file.write_text(
        "forms:\n"
        "- {id: a, whole: w, keywords: k, slip: s, spelling: p, sources: [d1]}\n"
        "- {id: b, whole: w, keywords: k, slip: s, spelling: p, sources: [d1]}\n"
        "- {id: c, whole: w, keywords: k, slip: s, spelling: p, sources: [d1]}\n"
    )
    questions = read_questions(file)
    assert [(one.id, one.type, one.question) for one in questions[:2]] == [
        ("a/whole", "whole", "w"),
        ("a/keywords", "keywords", "k"),
    ]
    first = {
        "a": dict.fromkeys(("whole", "keywords", "slip", "spelling"), "d1"),
        "b": {"whole": "d2", "keywords": "d2", "slip": "d1", "spelling": None},
        "c": {"whole": None, "keywords": None, "slip": "d1", "spelling": None},  # says nothing
    }
    judged = []
    for one in questions:
        cited = first[str(one.form_of)][one.type]
        found = (cited, "d9") if cited else ()
        judged.append(Judgement(asked=one, scored=True, answered=bool(cited), cited=found))
    assert summarise_forms(judged) == {
        "questions": 3,
        "whole_answered": 2,
        "keywords": {"same_first": 2 / 2, "n": 2},
        "slip": {"same_first": 1 / 2, "n": 2},
        "spelling": {"same_first": 1 / 2, "n": 2},
        "all": {"same_first": 1 / 2, "n": 2},
    }
    cut_short = summarise_forms(judged[:6])  # by --limit
    assert (cut_short["keywords"]["n"], cut_short["slip"]["n"], cut_short["all"]["n"]) == (2, 1, 1)
    assert summarise_forms([]) == {}


def test_a_refusal_is_judged_by_its_reason(engine: Engine) -> None:
    reply = engine.ask(Question("Should I stop my ketamine?"))
    personal = ShippedQuestion("p", "personal", "?", must_refuse="personal_decision")
    greeting = ShippedQuestion("g", "greeting", "?", must_refuse="greeting")
    judged = [
        judge_reply(one, reply, held=CORPUS, document=engine.document)
        for one in (personal, greeting)
    ]
    assert [one.refused for one in judged] == [True, True]
    assert [one.right for one in judged] == [True, False]


def test_a_quote_that_is_not_verbatim_is_found(engine: Engine) -> None:
    reply = engine.ask(Question(CHAIN.question))
    assert isinstance(reply, Answer)
    cited = reply.sources[0]
    assert why_not_verbatim(cited, engine.document) is None
    text = engine.document("d1").text  # type: ignore[union-attr]

    def changed(_: str) -> Document:
        changed_text = text.replace("half a percent", "half a per cent")
        source = Source(id="d1", title="Chain wear")
        return document_from_text(source, changed_text, count_pieces=WordHashEncoder().count_pieces)

    assert "another text" in (why_not_verbatim(cited, changed) or "")
    assert "not in the store" in (why_not_verbatim(cited, lambda _: None) or "")


# Commands


@pytest.mark.parametrize("name", ["guard", "compare", "gate", "adopt"])
def test_a_command_that_is_not_built_says_so(name: str) -> None:
    done = CliRunner().invoke(app, [name, "A", "--dataset", "B"])
    assert done.exit_code == 2
    assert done.stderr.startswith(f"evals {name} is not built yet")
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("given", "code", "complaint"),
    [
        (["retrieval", "--dataset", "nowhere"], 1, "no corpus.jsonl in nowhere"),
        (["retrieval", "--dataset", "x", "--weights", "a"], 2, "--weights 'a' is not a list"),
        (["retrieval", "--dataset", "x", "--weights", "7"], 2, "--weights '7' holds a weight"),
        (["retrieval", "--dataset", "x", "--systems", "y"], 1, "no system 'y'"),
        (["retrieval", "--dataset", "x", "--systems", ","], 2, "no system to measure"),
        (["answers", "--questions", "nowhere.yaml"], 1, "no questions at nowhere.yaml"),
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
    assert [one["system"] for one in measured] == ["ours", "vectors", "keywords"]
    assert all(one["n"] == 2 and one["MRR@10"] == 1 for one in measured)
    assert len(rows.read_text().splitlines()) == 3 * 2
    (folder,) = (tmp_path / ".cache" / "evals").iterdir()
    questions = tmp_path / "questions.yaml"
    questions.write_text(
        f"- {{id: a1, type: fact, question: {CHAIN.question!r}, sources: [d1]}}\n"
        "- {id: a2, type: greeting, question: Hello, must_refuse: greeting}\n"
    )
    given = ["answers", "--questions", str(questions), "--store", str(folder), "--json"]
    done = CliRunner().invoke(app, [*given, "--rows", str(rows)])
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["right"] == 1
    written = [json.loads(one) for one in rows.read_text().splitlines()]
    assert [(one["id"], one["system"]) for one in written] == [("a1", "ours"), ("a2", "ours")]
    assert written[0]["sources"][0]["document"] == "d1"
    assert written[1]["reason"] == "greeting"
    chain = "whole: worn chain, keywords: chain, slip: worn chaain, spelling: rotor"
    questions.write_text(f"forms:\n- {{id: c, {chain}, sources: [d1]}}\n")
    done = CliRunner().invoke(app, [*given, "--rows", str(rows)])
    assert done.exit_code == 0, done.stderr
    forms = json.loads(done.stdout)["forms"]
    assert (forms["questions"], forms["whole_answered"]) == (1, 1)
    assert (forms["slip"], forms["spelling"]["same_first"]) == ({"same_first": 1.0, "n": 1}, 0.0)
    assert len(rows.read_text().splitlines()) == 4
    shown = CliRunner().invoke(app, given[:-1]).stdout
    assert "1 of 1 answered whole" in shown
    assert "all 4 alike" in shown
