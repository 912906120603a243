"""Choosing the sentence that answers: data in SQuAD's form, rankings, and how sure a figure is."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from conftest import WordsEncoder
from sklearn.metrics import roc_auc_score

from evals.datasets import EvalError
from evals.evidence import rank_sentences, summarise
from evals.intervals import auroc, bootstrap_interval
from evals.sentence_index import SentenceIndex
from evals.squad_form import first_questions, read_squad_form
from evals.training.evidence_inference import WORDINGS, to_squad_form, worded
from evals.training.groups import part_of, read_groups, write_groups
from evals.training.span_groups import groups_of

CONTEXT = (
    "Forty adults took part. Ketamine lowered pain at one hour. Nausea was more common with "
    "ketamine than with saline. The trial was done in Oslo."
)


@pytest.fixture
def squad(tmp_path: Path) -> Path:
    def asked(id: str, question: str, answer: str | None) -> dict[str, object]:
        spans = [] if answer is None else [{"text": answer, "answer_start": CONTEXT.index(answer)}]
        return {"id": id, "question": question, "is_impossible": not spans, "answers": spans}

    file = tmp_path / "squad.json"
    file.write_text(
        json.dumps(
            {
                "data": [
                    {
                        "title": "A_trial",
                        "paragraphs": [
                            {
                                "context": CONTEXT,
                                "qas": [
                                    asked("q1", "Did ketamine lower pain at one hour?", "pain"),
                                    asked("q2", "Where was the trial done?", "Oslo"),
                                    asked("q3", "Was blood pressure raised?", None),
                                ],
                            }
                        ],
                    }
                ]
            }
        )
    )
    return file


class LastWins:
    """A reader that is surest of the last sentence."""

    name = "last wins"

    def read(self, question: str, sentences: Sequence[str]) -> list[float]:
        return [float(at) for at in range(len(sentences))]


def test_every_sentence_is_ranked_and_the_right_one_counted(
    squad: Path, words_encoder: WordsEncoder
) -> None:
    rankings = rank_sentences(
        read_squad_form(squad),
        encoder=words_encoder,
        reader=LastWins(),
        systems=("ours", "keywords"),
    )
    ours = {one.id: one for one in rankings if one.system == "ours"}
    assert len(ours["q1"].ranked) == 4
    assert CONTEXT[slice(*ours["q1"].ranked[0][:2])] == "The trial was done in Oslo."
    assert (ours["q1"].first_right, ours["q2"].first_right) == (3, 1)
    words = {one.id: one for one in rankings if one.system == "keywords"}
    assert words["q1"].first_right == 1
    summary = {one["system"]: one for one in summarise(rankings)}
    assert summary["ours"]["first"] == 1 / 2
    assert summary["ours"]["in three"] == 1.0
    assert summary["ours"]["auroc"] == 0.5  # it is as sure where nothing answers
    assert (summary["ours"]["n"], summary["ours"]["answerable"]) == (3, 2)


def test_without_a_reader_ours_is_left_out(squad: Path, words_encoder: WordsEncoder) -> None:
    rankings = rank_sentences(read_squad_form(squad), encoder=words_encoder, reader=None)
    assert {one.system for one in rankings} == {"hybrid", "vectors", "keywords"}


def test_the_first_questions_are_the_first_of_the_file(squad: Path) -> None:
    (text,) = first_questions(read_squad_form(squad), 2)
    assert [one.id for one in text.questions] == ["q1", "q2"]


@pytest.mark.parametrize("text", ["[]", "{}", '{"data": [{"paragraphs": [{"qas": []}]}]}', "no"])
def test_what_is_not_in_the_form_says_so(tmp_path: Path, text: str) -> None:
    file = tmp_path / "other.json"
    file.write_text(text)
    with pytest.raises(EvalError, match="is not in SQuAD's form"):
        read_squad_form(file)


def test_auroc_is_that_of_scikit_learn() -> None:
    scored = [(0.1, False), (0.4, True), (0.4, False), (0.8, True), (0.3, False), (0.9, True)]
    assert auroc(scored) == pytest.approx(
        roc_auc_score([held for _, held in scored], [score for score, _ in scored]), abs=1e-12
    )


def test_an_interval_holds_the_mean_and_narrows_with_more_clusters() -> None:
    def mean(rows: Sequence[tuple[int, float]]) -> float:
        return sum(value for _, value in rows) / len(rows)

    few = [(at, float(at % 2)) for at in range(10)]
    many = [(at, float(at % 2)) for at in range(1000)]
    low, high = bootstrap_interval(few, mean, cluster=lambda row: row[0])
    tight_low, tight_high = bootstrap_interval(many, mean, cluster=lambda row: row[0])
    assert low < 0.5 < high
    assert tight_low < 0.5 < tight_high
    assert tight_high - tight_low < (high - low) / 3


def test_the_rarest_words_weigh_most() -> None:
    index = SentenceIndex(["ketamine and pain", "ketamine and sleep", "ketamine and cystitis"])
    assert index.ranked("ketamine cystitis")[0] == 2
    assert index.scores("unknown") == [0.0, 0.0, 0.0]


def test_groups_hold_what_answers_or_nothing_that_does(squad: Path, tmp_path: Path) -> None:
    (text,) = read_squad_form(squad)
    groups = [one for seed in range(20) for one in groups_of(text, "made", size=3, seed=seed)]
    assert not any(one.answerable for one in groups if one.id == "q3")
    mine = [one for one in groups if one.id == "q2"]
    assert {one.answerable for one in mine} == {True, False}  # now and then it is left out
    for group in mine:
        for candidate in group.candidates:
            assert candidate.answers == ("Oslo" in candidate.text)
            assert group.answerable or "Oslo" not in candidate.text
    file = tmp_path / "groups.jsonl"
    assert write_groups(groups, file) == len(groups)
    assert list(read_groups([file])) == groups


def test_a_prompt_is_put_in_many_wordings(tmp_path: Path) -> None:
    prompt = {
        "prompt_id": 7,
        "pmcid": "PMC1",
        "outcome": "Pain at rest. ",
        "intervention": "Ketamine",
        "comparator": "Saline",
        "flagged_incorrect": False,
        "annotations": [
            {
                "valid_label": True,
                "valid_reasoning": True,
                "evidence_text": "Pain at rest fell.",
                "evidence_start": 0,
                "evidence_end": 18,
            }
        ],
    }
    questions = {worded(prompt, turn=turn) for turn in range(len(WORDINGS))}
    assert len(questions) == len(WORDINGS)
    assert all("pain at rest" in one and "aline" in one for one in questions)
    (tmp_path / "prompts.jsonl").write_text(json.dumps(prompt) + "\n")
    article = {"pmcid": "PMC1", "title": "A trial", "text": "Pain at rest fell."}
    (tmp_path / "articles.jsonl").write_text(json.dumps(article) + "\n")
    (tmp_path / "form.json").write_text(json.dumps(to_squad_form(tmp_path)))
    (text,) = read_squad_form(tmp_path / "form.json")
    assert (text.article, text.questions[0].answers) == ("PMC1", ((0, 18),))


def test_an_article_stays_in_its_part() -> None:
    parts = [part_of("made", f"article {at}") for at in range(1000)]
    assert parts == [part_of("made", f"article {at}") for at in range(1000)]
    assert 100 < parts.count("report") < 200
    assert 25 < parts.count("tune") < 80
