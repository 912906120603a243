"""Choosing the sentence that answers: data in SQuAD's form, rankings, and how sure a figure is."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from conftest import WordsEncoder

from evals.asking import weights_of
from evals.datasets import EvalError
from evals.evidence import chosen_systems, rank_sentences, summarise
from evals.evidence_sets import read_evidence_set
from evals.rows import write_rows
from evals.sentence_index import SentenceIndex
from evals.squad_form import read_squad_form, some_questions
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

    def read(
        self, question: str, sentences: Sequence[str], over: Sequence[str] = ()
    ) -> list[float]:
        return [float(at) for at in range(len(sentences))]


def test_every_sentence_is_ranked_and_the_right_one_counted(
    squad: Path, words_encoder: WordsEncoder
) -> None:
    rows = rank_sentences(
        read_squad_form(squad),
        encoder=words_encoder,
        readers={"ours": LastWins()},
        systems=("keywords",),
    ).rows
    ours = {one["id"]: one for one in rows if one["system"] == "ours"}
    assert len(ours["q1"]["ranked"]) == 4
    start, end, _ = ours["q1"]["ranked"][0]
    assert CONTEXT[start:end] == "The trial was done in Oslo."
    assert (ours["q1"]["first_right"], ours["q2"]["first_right"]) == (3, 1)
    words = {one["id"]: one for one in rows if one["system"] == "keywords"}
    assert words["q1"]["first_right"] == 1
    summary = {one["system"]: one for one in summarise(rows)}
    assert summary["ours"]["first"] == 1 / 2
    assert summary["ours"]["in three"] == 1.0
    assert summary["ours"]["auroc"] == 0.5  # it is as sure where nothing answers
    assert (summary["ours"]["n"], summary["ours"]["answerable"]) == (3, 2)


def test_without_a_reader_ours_is_left_out(squad: Path, words_encoder: WordsEncoder) -> None:
    rows = rank_sentences(read_squad_form(squad), encoder=words_encoder, readers={}).rows
    assert {one["system"] for one in rows} == {"hybrid", "vectors", "keywords"}
    assert chosen_systems(["ours", "vectors"], ["none"]) == ({}, ["vectors"])


def test_the_same_rows_come_from_any_number_at_once_and_from_a_file(
    squad: Path, words_encoder: WordsEncoder, tmp_path: Path
) -> None:
    texts, file = read_squad_form(squad), tmp_path / "rows.jsonl"
    once = rank_sentences(texts, encoder=words_encoder, readers={}, jobs=1)
    assert rank_sentences(texts, encoder=words_encoder, readers={}, jobs=3) == once
    write_rows(file, once.rows)
    encoded = len(words_encoder.encoded)
    again = rank_sentences(texts, encoder=words_encoder, readers={}, file=file)
    assert (again.rows, again.kept) == (once.rows, 1)  # one text
    assert len(words_encoder.encoded) == encoded


def test_two_readers_of_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "settings.json").write_text(json.dumps({"sha256": {"model": name}}))
    one, two = str(tmp_path / "one"), str(tmp_path / "two")
    assert weights_of([one]) == weights_of([one]) != weights_of([two])
    assert weights_of(["a/cross-encoder", "none"]) == weights_of([])


def test_some_questions_are_the_first_of_the_file_or_drawn_by_lot(squad: Path) -> None:
    (text,) = some_questions(read_squad_form(squad), limit=2)
    assert [one.id for one in text.questions] == ["q1", "q2"]
    drawn = [some_questions(read_squad_form(squad), limit=1, seed=at) for at in range(20)]
    assert {one[0].questions[0].id for one in drawn} == {"q1", "q2", "q3"}


@pytest.mark.parametrize("text", ["[]", "{}", '{"data": [{"paragraphs": [{"qas": []}]}]}', "no"])
def test_what_is_not_in_the_form_says_so(tmp_path: Path, text: str) -> None:
    file = tmp_path / "other.json"
    file.write_text(text)
    with pytest.raises(EvalError, match="is not in SQuAD's form"):
        read_squad_form(file)


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
    assert read_evidence_set(tmp_path) == [text]
    (tmp_path / "prompts.jsonl").write_text("{}\n")
    with pytest.raises(EvalError, match="is not in Evidence Inference's form: KeyError"):
        read_evidence_set(tmp_path)
    (tmp_path / "prompts.jsonl").unlink()
    with pytest.raises(EvalError, match=r"no prompts\.jsonl in"):
        read_evidence_set(tmp_path)


def test_an_article_stays_in_its_part() -> None:
    parts = [part_of("made", f"article {at}") for at in range(1000)]
    assert parts == [part_of("made", f"article {at}") for at in range(1000)]
    assert 100 < parts.count("report") < 200
    assert 25 < parts.count("tune") < 80
