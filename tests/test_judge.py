"""A reply against what is right: what it says, what it cites, and what it is worth."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import WordsEncoder
from pydantic import ValidationError
from small_library import QUESTIONS, TEXTS

from evals.answer_measures import failures, summarise
from evals.judge import judge_row
from evals.judgement import Judgement, judgement_from_json
from evals.question_files import Fact, Form, KnownQuestion
from ingest.store import Store, StoreReader
from qa_app.answering.reply import Question
from qa_app.answering.reply_json import reply_json
from qa_app.engine import Engine

ASKED = {one.id: one for one in QUESTIONS}


@pytest.fixture
def engine(make_store: Callable[[Mapping[str, str]], Path], words_encoder: WordsEncoder) -> Engine:
    return Engine(make_store(TEXTS), lambda: words_encoder)


@pytest.fixture
def reader(engine: Engine, tmp_path: Path) -> StoreReader:
    return Store(tmp_path / "store").reader()


def row_of(engine: Engine, question: str) -> dict[str, Any]:
    return {**reply_json(engine.ask(Question(question))), "system": "ours"}


def judged(asked: KnownQuestion, row: dict[str, Any], reader: StoreReader) -> Judgement:
    return judge_row(asked, row, held=reader.known.keys(), document=reader.document)


def test_an_answer_is_judged_by_the_facts_it_says(engine: Engine, reader: StoreReader) -> None:
    relief = ASKED["a3"]
    row = row_of(engine, relief.question)
    found = judged(relief, row, reader)
    assert (found.vital, found.said, found.credit) == (1.0, ("f1",), 1.0)
    assert (found.citation_recall, found.citation_precision, found.broken) == (1.0, 1.0, ())
    assert (found.cites_expected, found.first_expected) == (True, True)
    (fact,) = relief.facts
    longer = Fact("f2", "12 weeks", "vital", (Form(numbers=("12 weeks",)),), ("crps",))
    good = Fact("f3", "a trial", "okay", (Form(("four-day",)),), ("crps",))
    half = judged(replace(relief, facts=(fact, longer, good)), row, reader)
    assert (half.vital, half.every, half.missed) == (1 / 2, 2 / 3, ("f2",))
    assert half.credit == 1 / 2


def test_a_fact_said_only_by_another_source_is_listed_and_not_counted(
    engine: Engine, reader: StoreReader
) -> None:
    relief = ASKED["a3"]
    fact = Fact("f1", "4 to 11 weeks", "vital", (Form(numbers=("4 to 11 weeks",)),), ("crps",))
    found = judged(replace(relief, facts=(fact,)), row_of(engine, relief.question), reader)
    assert (found.said, found.elsewhere, found.missed, found.vital) == ((), ("f1",), (), 0.0)
    anyone = replace(fact, sources=())
    found = judged(replace(relief, facts=(anyone,)), row_of(engine, relief.question), reader)
    assert (found.said, found.elsewhere) == (("f1",), ())


def test_two_halves_of_a_fact_in_two_sentences_do_not_say_it(
    engine: Engine, reader: StoreReader
) -> None:
    relief = ASKED["a3"]
    both = Fact("f1", "", "vital", (Form(("four-day", "reviewed")),))
    found = judged(replace(relief, facts=(both,)), row_of(engine, relief.question), reader)
    assert found.missed == ("f1",)


def test_what_the_store_cannot_say_is_unscored(engine: Engine, reader: StoreReader) -> None:
    relief = ASKED["a3"]
    (fact,) = relief.facts
    gone = Fact("f2", "gone", "vital", (Form(("gone",)),), ("not-held",))
    row = row_of(engine, relief.question)
    found = judged(replace(relief, facts=(fact, gone)), row, reader)
    assert (found.not_held, found.vital, found.scored) == (("f2",), 1.0, True)
    nothing = replace(relief, id="x", facts=(gone,), sources=("not-held",))
    unscored = judged(nothing, row, reader)
    assert not unscored.scored
    summary = summarise([found, unscored])
    assert summary["unscored"] == ["x"]
    assert (summary["measures"]["credit"]["n"], summary["measures"]["credit"]["unscored"]) == (1, 1)


def test_a_question_that_is_not_answered_scores_nothing_and_is_counted(
    engine: Engine, reader: StoreReader
) -> None:
    refused = judged(ASKED["a3"], row_of(engine, ASKED["n1"].question), reader)
    assert (refused.vital, refused.credit, refused.citation_recall) == (0.0, 0.0, None)
    measures = summarise([refused])["measures"]
    assert (measures["vital facts"]["value"], measures["vital facts"]["n"]) == (0.0, 1)
    assert (measures["citation recall"]["n"], measures["citation recall"]["unscored"]) == (0, 1)


def test_a_refusal_is_judged_by_its_reason(engine: Engine, reader: StoreReader) -> None:
    row = row_of(engine, "Should I stop my ketamine?")
    personal, greeting = ASKED["n3"], ASKED["n5"]
    assert judged(personal, row, reader).credit == 1
    other = judged(greeting, row, reader)
    assert (other.refused, other.right_reason, other.credit) == (True, False, 0.0)
    unsure = {**row_of(engine, ASKED["n1"].question), "reason": "not_sure"}
    assert judged(ASKED["n1"], unsure, reader).credit == 1  # it says that the texts do not answer
    answered = judged(ASKED["n1"], row_of(engine, ASKED["a3"].question), reader)
    assert (answered.declined, answered.credit) == (False, 0.0)
    allowed = {**row_of(engine, ASKED["a3"].question), "notices": ["not_personal_advice"]}
    assert judged(personal, allowed, reader).declined


def test_a_quote_that_is_not_verbatim_takes_all_credit(engine: Engine, reader: StoreReader) -> None:
    row = row_of(engine, ASKED["a3"].question)
    source, sentence = row["sources"][0], row["sentences"][0]
    source["quote"] = source["quote"].replace("11 weeks", "12 weeks")
    sentence["text"] = source["quote"]
    found = judged(ASKED["a3"], row, reader)
    assert "does not say" in found.broken[0]
    assert found.credit == 0
    assert found.citation_recall == 1 / 2  # what is not verbatim carries nothing
    (failure,) = failures([found])
    assert failure["wrong"].startswith("a quote is not verbatim: crps does not say")


def test_a_quote_from_another_text_or_none_is_not_verbatim(
    engine: Engine, reader: StoreReader
) -> None:
    row = row_of(engine, ASKED["a3"].question)
    row["sources"][0]["sha256"] = "0" * 64
    row["sources"][1]["document"] = "nowhere"
    found = judged(ASKED["a3"], row, reader)
    assert "another text than the one that was quoted" in found.broken[0]
    assert "nowhere is not in the store" in found.broken[1]


def test_a_sentence_that_cites_the_wrong_number_takes_the_credit(
    engine: Engine, reader: StoreReader
) -> None:
    row = row_of(engine, ASKED["a3"].question)
    first, second = row["sentences"]
    first["citations"], second["citations"] = second["citations"], first["citations"]
    found = judged(ASKED["a3"], row, reader)
    assert (found.citation_recall, found.citation_precision, found.credit) == (0.0, 0.0, 0.0)
    assert (found.vital, found.broken) == (1.0, ())


def test_a_disputed_topic_asks_for_both_sides(engine: Engine, reader: StoreReader) -> None:
    disputed = replace(ASKED["a3"], conflict=True)
    row = row_of(engine, disputed.question)
    assert judged(ASKED["a3"], row, reader).both_sides is None
    assert judged(disputed, row, reader).both_sides is False
    sides = [{"label": "11", "citations": [1]}, {"label": "4 to 11", "citations": [2]}]
    row["conflicts"] = [{"topic": "How long?", "sides": sides}]
    assert judged(disputed, row, reader).both_sides is True


def test_a_source_that_only_a_conflict_cites_is_not_one_the_answer_rests_on(
    engine: Engine, reader: StoreReader
) -> None:
    """What it says is shown and counts; that it is cited does not, nor how trusted it is."""
    row = row_of(engine, ASKED["a3"].question)
    beside = row_of(engine, ASKED["a8"].question)["sources"][0]
    row["sources"].append({**beside, "number": 3})
    row["conflicts"] = [{"topic": "?", "sides": [{"label": "other", "citations": [3]}]}]
    older = KnownQuestion("o", "fact", "?", sources=("bladder",), answer_has=("150",))
    found = judged(older, row, reader)
    assert (found.cited, found.cites_expected, found.says_it) == (("crps", "review"), False, False)
    volume = Fact("f1", "", "vital", (Form(numbers=("150 mL",)),), ("bladder",))
    shown = judged(KnownQuestion("n", "fact", "?", facts=(volume,)), row, reader)
    alone = judged(ASKED["a3"], row_of(engine, ASKED["a3"].question), reader)
    assert shown.said == ("f1",)
    assert shown.trust == alone.trust
    assert (shown.words or 0) - (alone.words or 0) == len(beside["quote"].split())
    row["sources"][2]["quote"] = "Bladder capacity rose."
    assert len(judged(older, row, reader).broken) == 1


def test_an_older_question_is_judged_by_its_sources_and_words(
    engine: Engine, reader: StoreReader
) -> None:
    row = row_of(engine, ASKED["a3"].question)
    older = KnownQuestion("o", "fact", "?", sources=("crps",), answer_has=("FOUR-day", "11"))
    right = judged(older, row, reader)
    assert (right.vital, right.says_it, right.credit) == (None, True, 1.0)
    assert judged(replace(older, answer_has=("rotor",)), row, reader).credit == 0
    other = judged(replace(older, sources=("nasal",)), row, reader)
    assert (other.cites_expected, other.credit) == (False, 0.0)


def test_a_row_of_a_table_says_a_fact_under_its_header(
    make_store: Callable[[Mapping[str, str]], Path], words_encoder: WordsEncoder
) -> None:
    table = "# Routes\n\n| Route | Relief |\n| --- | --- |\n| intranasal | fair |\n"
    store = make_store({"routes.md": table})
    reader = Store(store).reader()
    row = row_of(Engine(store, lambda: words_encoder), "Was relief by the intranasal route fair?")
    asked = KnownQuestion(
        "t", "fact", "?", facts=(Fact("f1", "", "vital", (Form(("relief", "fair")),)),)
    )
    found = judged(asked, row, reader)
    assert row["sources"][0]["quote"] == "intranasal | fair"
    assert found.said == ("f1",)


def test_a_judgement_survives_being_kept(engine: Engine, reader: StoreReader) -> None:
    for id in ("a3", "n1", "n3"):
        found = judged(ASKED[id], row_of(engine, ASKED[id].question), reader)
        assert judgement_from_json(found.as_json()) == found
    with pytest.raises(ValidationError):
        judgement_from_json({"id": "a3"})
