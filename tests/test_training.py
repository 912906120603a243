"""What the reader is trained on, and what weighs its word: data in form, fits that hold."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from conftest import WordsEncoder

from evals.datasets import EvalError
from evals.squad_form import QuestionedText
from evals.training.as_read import Asking, ReadQuestion, store_of_papers
from evals.training.corpus_groups import (
    CorpusQuestion,
    corpus_sentences,
    read_corpus_questions,
)
from evals.training.fit import OF_ORDER, OF_SURENESS, fit
from evals.training.groups import part_of
from evals.training.judge import Judged, judge
from evals.training.named_questions import named_questions
from evals.training.paper_groups import (
    PaperQuestion,
    paper_groups,
    read_paper_questions,
    texts_of_papers,
)
from evals.training.passages import passage_groups, read_passages
from qa_app.answering.weigh import SIGNS

ROOT = Path(__file__).parents[1]
PARTS = ("train", "tune", "report")
QUESTIONS = [
    *sorted((ROOT / "evals" / "training" / "questions").glob("*.yaml")),
    ROOT / "evals" / "questions" / "near_misses.yaml",
]
PASSAGES = sorted((ROOT / "evals" / "training" / "passages").glob("*.txt"))

WRITTEN = """# The harbour of Lind
1. The harbour was dug in 1702.
2. It silted up by 1790.
A 1: When was the harbour made?
A 1,2: history of the harbour
N: Who paid for the harbour in 1702?
"""


class SaysNothing:
    """A reader to which all sentences are alike."""

    name = "says nothing"

    def read(
        self, question: str, sentences: Sequence[str], over: Sequence[str] = ()
    ) -> list[float]:
        return [0.0 for _ in sentences]


@pytest.mark.parametrize("file", QUESTIONS, ids=lambda file: file.stem)
def test_every_question_on_the_corpus_is_answered_by_sentences_that_stand_in_it(file: Path) -> None:
    sentences = corpus_sentences(ROOT / "corpus")
    texts = {one.text for one in sentences}
    facts = {fact for one in sentences for fact in one.facts}
    for one in read_corpus_questions(file):
        assert one.sentences <= texts, one.question
        assert one.facts <= facts, one.question
        assert one.sentences or one.facts, one.question


def test_no_source_is_both_trained_on_and_reported_on() -> None:
    judging = read_corpus_questions(ROOT / "evals" / "questions" / "near_misses.yaml")
    training = [one for file in QUESTIONS[:-1] for one in read_corpus_questions(file)]
    assert {one.part for one in judging} == {"report"}
    assert {one.part for one in training} == {"train", "tune"}


@pytest.mark.parametrize("file", PASSAGES, ids=lambda file: file.stem)
def test_every_written_passage_is_in_form_and_has_both_kinds_of_question(file: Path) -> None:
    for passage in read_passages(file):
        answered = [right for _, right in passage.questions if right]
        assert passage.title
        assert len(passage.sentences) >= 4, passage.title
        assert answered, passage.title
        assert len(answered) < len(passage.questions), passage.title


def test_a_passage_gives_a_group_for_each_question(tmp_path: Path) -> None:
    file = tmp_path / "made.txt"
    file.write_text(WRITTEN)
    groups = list(passage_groups(read_passages(file), name="made", seed=0))
    right = [{one.text[:11] for one in group.candidates if one.answers} for group in groups]
    assert right == [{"The harbour"}, {"The harbour", "It silted u"}, set()]
    assert all(len(group.candidates) == 2 for group in groups)


@pytest.mark.parametrize(
    ("line", "complaint"),
    [("A 3: When?", "has no sentence 3"), ("Q: When?", "neither #")],
)
def test_a_passage_out_of_form_says_where(tmp_path: Path, line: str, complaint: str) -> None:
    file = tmp_path / "made.txt"
    file.write_text(WRITTEN + line)
    with pytest.raises(EvalError, match=f"line 7: .*{complaint}"):
        read_passages(file)


PAPERS = ROOT / "evals" / "training" / "papers.yaml"


def test_questions_on_papers_are_on_those_that_are_trained_on() -> None:
    questions = read_paper_questions(PAPERS)
    assert len(questions) > 1_000
    assert {part_of(one.dataset, one.article) for one in questions} == {"train"}
    assert all(one.answers and one.near_misses for one in questions)


UNSEEN = ROOT / "evals" / "training" / "papers_unseen.yaml"


def test_papers_to_tune_and_to_report_on_are_never_trained_on() -> None:
    questions = read_paper_questions(UNSEEN)
    assert {part_of(one.dataset, one.article) for one in questions} == {"tune"}
    assert all(one.answers and one.near_misses for one in questions)
    papers = {part: {one.article for one in questions if one.part == part} for part in PARTS}
    assert papers["tune"].isdisjoint(papers["report"])
    assert [len(papers[part]) for part in PARTS] == [0, 7, 6]


@pytest.mark.parametrize("file", [PAPERS, UNSEEN], ids=lambda file: file.stem)
def test_the_spans_of_questions_on_papers_stand_in_their_texts(shared: Path, file: Path) -> None:
    questions = read_paper_questions(file)
    texts = texts_of_papers(questions, shared / "bench")
    for one in questions:
        context = texts[one.dataset, one.article].context
        for start, end in one.answers:
            assert 0 <= start < end <= len(context), one.question
            assert context[start:end] == context[start:end].strip(), one.question


def test_a_paper_that_the_data_sets_lack_is_named(shared: Path) -> None:
    asked = PaperQuestion("covidqa", "no-such", "How many?", ((0, 1),), ())
    with pytest.raises(EvalError, match="no article no-such of covidqa"):
        texts_of_papers([asked], shared / "bench")


def test_a_question_on_a_paper_is_read_as_the_product_reads_it(
    tmp_path: Path, words_encoder: WordsEncoder
) -> None:
    context = "Forty people took part in it.\nTwelve of them\nwere women. None of them died."
    start = context.index("Twelve")
    span = (start, context.index(" None"))
    one = PaperQuestion("set", "a", "How many were women?", (span,), ("How many were men?",))
    texts = {
        ("set", "a"): QuestionedText("a", "A trial", context, ()),
        ("set", "b"): QuestionedText("b", "Another trial", f"A second report. {context}", ()),
    }
    store = store_of_papers(texts, tmp_path, words_encoder)
    asking = Asking(store, words_encoder, SaysNothing())
    question, near_miss = asking.paper_question(one, texts["set", "a"])
    assert question.values.shape == (7, len(SIGNS))
    assert question.right.sum() == 1  # the same words in another paper do not answer
    assert (question.source, question.answerable) == ("a", True)
    assert not near_miss.answerable
    assert not near_miss.right.any()


def test_beside_a_near_miss_stand_the_sentences_that_answered_the_question() -> None:
    context = "Forty took part. Twelve were women. None died."
    asked = PaperQuestion("set", "a", "How many were women?", ((17, 35),), ("How many were men?",))
    texts = {("set", "a"): QuestionedText("a", "A trial", context, ())}
    question, near_miss = paper_groups([asked], texts, reader=None, size=3, seed=0)
    assert [one.text for one in question.candidates if one.answers] == ["Twelve were women."]
    assert "Twelve were women." in {one.text for one in near_miss.candidates}
    assert not near_miss.answerable


def made_questions(seed: int, *, sign: int, count: int) -> list[ReadQuestion]:
    """Questions of eight candidates; of every other one the fourth is right, and a sign says so."""
    luck = np.random.default_rng(seed)
    read = []
    for at in range(count):
        answerable = at % 2 == 0
        values = luck.normal(size=(8, len(SIGNS)))
        values[:, 1] = values[:, 0]
        right = np.zeros(8, dtype=bool)
        if answerable:
            right[3] = True
            values[3, sign] += 4
        read.append(ReadQuestion("made", answerable, values, right))
    return read


def test_the_fit_finds_what_tells_an_answer() -> None:
    read = made_questions(0, sign=0, count=200)
    found = fit([read])
    assert max(range(len(SIGNS)), key=lambda at: abs(found.order[at])) == 0
    assert sum(found.first(one) == 3 for one in read if one.answerable) > 90
    sure = np.mean([found.sureness(one) for one in read])
    share = np.mean([one.right[found.first(one)] for one in read])
    assert sure == pytest.approx(share, abs=0.02)  # what it says on the whole is what happens
    assert {at for at in range(len(SIGNS)) if found.order[at]} == set(OF_ORDER)
    assert {at for at in range(len(SIGNS)) if found.sure[at]} == set(OF_SURENESS)


def test_a_large_set_of_questions_weighs_no_more_than_a_small_one() -> None:
    by_reader, by_place = (made_questions(1, sign=at, count=60) for at in (0, 2))
    evenly = fit([by_reader, by_place]).order
    repeated = fit([by_reader, by_place * 9]).order
    together = fit([by_reader + by_place * 9]).order
    assert repeated[2] / repeated[0] == pytest.approx(evenly[2] / evenly[0], rel=0.1)
    assert together[2] / together[0] > 2 * evenly[2] / evenly[0]


def test_near_misses_are_judged_where_nine_in_ten_questions_are_answered() -> None:
    answerable = [Judged(f"s{at}", True, 0.1 * at, right=at > 2) for at in range(1, 11)]
    misses = [Judged(f"s{at}", False, 0.05 * at, right=False) for at in range(1, 11)]
    figures = judge([*answerable, *misses])
    assert figures.threshold == pytest.approx(0.2)
    assert figures.right_first == pytest.approx(0.8)
    assert figures.refused == pytest.approx(0.3)


def test_a_question_on_a_topic_is_trained_on() -> None:
    topic = CorpusQuestion(None, "how long", "fact", (), frozenset(), frozenset({"x"}), ())
    assert topic.part == "train"
    assert part_of("corpus", "sigtermans-2009-crps-rct") in ("train", "tune", "report")


def test_a_source_is_asked_for_by_its_authors_and_no_reported_one_is() -> None:
    asked = list(named_questions(ROOT / "corpus"))
    assert len(asked) > 100
    assert {one.part for one in asked} == {"train"}
    assert any("Sigtermans" in one.question for one in asked) == (
        part_of("corpus", "sigtermans-2009-crps-rct") == "train"
    )
