"""A suite that cannot fail proves nothing: each planted fault is ranked below ours and caught."""

from collections.abc import Mapping

import planted
import pytest
from conftest import Library as Texts
from conftest import WordsEncoder
from planted import Plant
from small_library import QUESTIONS, TEXTS

from evals.answers import ask_questions, compare_judgements, judge_rows
from evals.estimate import Compared
from evals.judgement import Judgement
from evals.systems import Ask, Library, systems
from ingest.store import Store, StoreReader
from qa_app.engine import Engine

# Each fault; the measure that is meant for it; measures that it leaves as they are, so that the
# one that caught it is its own.
FAULTS: dict[Plant, tuple[str, tuple[str, ...]]] = {
    planted.cites_at_random: ("cites expected", ("answered", "quotes verbatim")),
    planted.quotes_the_wrong_sentence: (
        "vital facts",
        ("answered", "cites expected", "citation recall", "quotes verbatim"),
    ),
    planted.answers_everything: (
        "refusal recall",
        ("vital facts", "citation recall", "quotes verbatim"),
    ),
    planted.refuses_everything: ("answered", ("refusal recall", "quotes verbatim")),
    planted.changes_one_digit: ("quotes verbatim", ("answered", "cites expected")),
    planted.shuffles_citation_numbers: (
        "citation precision",
        ("answered", "vital facts", "cites expected", "quotes verbatim"),
    ),
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    texts = Texts(tmp_path_factory.mktemp("planted"), WordsEncoder())
    texts.write(TEXTS)
    texts.ingest()
    engine = Engine(texts.store, lambda: texts.encoder)
    return Library(engine, Store(texts.store).reader(), texts.encoder)


@pytest.fixture(scope="module")
def ours(library: Library) -> Ask:
    return systems(["ours"], library)["ours"]


def judged(ask: Ask, reader: StoreReader) -> list[Judgement]:
    rows = ask_questions(QUESTIONS, {"system": ask}, reader).rows
    return judge_rows(QUESTIONS, rows, reader)


@pytest.fixture(scope="module")
def our_judgements(ours: Ask, library: Library) -> list[Judgement]:
    return judged(ours, library.reader)


def test_ours_is_right_where_the_faults_are_planted(our_judgements: list[Judgement]) -> None:
    """Else there would be nothing for a fault to take away."""
    assert all(one.credit == 1 for one in our_judgements)


@pytest.mark.parametrize("plant", FAULTS, ids=lambda plant: plant.__name__)
def test_a_planted_fault_is_ranked_below_ours_and_caught_by_its_own_measure(
    plant: Plant, ours: Ask, library: Library, our_judgements: list[Judgement]
) -> None:
    faulty = judged(plant(ours, library.reader), library.reader)
    found: Mapping[str, Compared] = {
        one.measure: one for one in compare_judgements(our_judgements, faulty)
    }
    own, untouched = FAULTS[plant]
    assert found["credit"].verdict == "worse"
    assert found[own].verdict == "worse"
    alike = ("no difference shown", "not measured")
    assert {
        name: found[name].verdict for name in untouched if found[name].verdict not in alike
    } == {}


def test_citations_at_random_do_not_carry_their_sentences(
    ours: Ask, library: Library, our_judgements: list[Judgement]
) -> None:
    faulty = judged(planted.cites_at_random(ours, library.reader), library.reader)
    found = {one.measure: one for one in compare_judgements(our_judgements, faulty)}
    assert found["citation recall"].second == 0


def test_the_six_faults_are_told_apart_from_each_other(
    ours: Ask, library: Library, our_judgements: list[Judgement]
) -> None:
    """No two faults make the same measures worse."""
    worse = set()
    for plant in FAULTS:
        faulty = judged(plant(ours, library.reader), library.reader)
        found = compare_judgements(our_judgements, faulty)
        named = {one.measure for one in found if one.verdict == "worse"}
        worse.add(frozenset(named - {"seconds", "seconds, slowest"}))  # these are chance
    assert len(worse) == len(FAULTS) == 6
