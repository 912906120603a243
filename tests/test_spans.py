"""Which words of a sentence a reader marks, from the scores of word pieces to whole words."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import BertConfig, BertForSequenceClassification, BertTokenizer
from typer.testing import CliRunner

from evals.squad_form import QuestionedText, SpanQuestion
from evals.training.__main__ import app
from evals.training.export import export_graph
from evals.training.groups import part_of
from evals.training.marks import Marked, judge_marks, sure_from
from evals.training.span_head import FILE, SpanHead, fit_head, save_head, see_pairs
from evals.training.span_pairs import SpanPair, pairs_of
from ingest.quantities import find_quantities
from qa_app.reading.reader import OnnxReader
from qa_app.reading.spans import MOST_WORDS, LikelySpan, Span, likeliest_span, words_of

DOSED = "Pain (in burns) fell by 30 to 40% after 0.35 mg/kg per hour, given for 4.2 days."


def whole(sentence: str, wanted: str) -> LikelySpan | None:
    """The surest span where each character is a piece and only `wanted` scores."""
    at = sentence.index(wanted)
    begins, ends = (np.full(len(sentence), -9, dtype=np.float32) for _ in range(2))
    begins[at], ends[at + len(wanted) - 1] = 9, 9
    return likeliest_span(sentence, [(n, n + 1) for n in range(len(sentence))], begins, ends)


def test_a_quantity_is_one_word_and_punctuation_is_of_none() -> None:
    words = [DOSED[slice(*one)] for one in words_of(DOSED)]
    assert words == [
        *("Pain", "in", "burns", "fell", "by", "30 to 40%", "after"),
        *("0.35 mg/kg per hour", "given", "for", "4.2 days"),
    ]


@pytest.mark.parametrize("wanted", ["in burns", "30 to 40%", "0.35 mg/kg per hour", "4.2 days"])
def test_the_span_that_scores_highest_is_found(wanted: str) -> None:
    found = whole(DOSED, wanted)
    assert found is not None
    assert DOSED[slice(*found.span)] == wanted
    assert found.chance > 0.99


@pytest.mark.parametrize("wanted", ["30", "35 mg", "0.35", "hour", "4.2"])
def test_no_half_of_a_quantity_is_marked(wanted: str) -> None:
    found = whole(DOSED, wanted)
    assert found is not None
    start, end = found.span
    for one in find_quantities(DOSED):
        assert (start <= one.start and one.end <= end) or one.end <= start or end <= one.start


def test_a_mark_has_few_words_and_leaves_most_of_the_sentence() -> None:
    long = "one thing and " * 20
    for sentence in (long, DOSED, "It fell."):
        found = whole(sentence, sentence.strip())
        assert found is not None
        assert len(sentence[slice(*found.span)].split()) <= MOST_WORDS
        assert found.span[1] - found.span[0] < len(sentence) * 2 / 3


def test_nothing_is_sure_where_no_piece_scores() -> None:
    low = np.full(len(DOSED), -5, dtype=np.float32)
    found = likeliest_span(DOSED, [(n, n + 1) for n in range(len(DOSED))], low, low)
    assert found is not None
    assert found.chance < 0.01


def test_words_that_were_cut_off_are_not_marked() -> None:
    pieces = [(n, n + 1) for n in range(DOSED.index("mg/kg"))]
    high = np.full(len(pieces), 5, dtype=np.float32)
    found = likeliest_span(DOSED, pieces, high, high)
    assert found is not None
    assert found.span[1] <= DOSED.index("0.35")


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cross-encoder of the shipped one's shape, narrow and untrained."""
    folder = tmp_path_factory.mktemp("weights")
    words = "[PAD] [UNK] [CLS] [SEP] [MASK] pain fell by 3 % in 4 adults how much ? .".split()
    (folder / "vocab.txt").write_text("\n".join(words))
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=6,
        num_attention_heads=2,
        intermediate_size=16,
        num_labels=1,
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder)
    return folder


PAIR = SpanPair("squad2", "a", "how much ?", "pain fell by 3 % in 4 adults .", "pain", ((13, 16),))


@pytest.mark.parametrize("int8", [True, False])
def test_a_head_adds_spans_to_the_graph_and_changes_no_log_odds(
    weights: Path, tmp_path: Path, int8: bool
) -> None:
    (weights / FILE).unlink(missing_ok=True)
    export_graph(weights, tmp_path / "without", name="without", int8=int8)
    head = fit_head(list(see_pairs([PAIR] * 8, weights, say=lambda _: None)), epochs=80, rate=0.1)
    save_head(head, weights, sure=0.5)
    seen = [(PAIR.question, f"{PAIR.sentence} [SEP] {PAIR.over}")]
    export_graph(weights, tmp_path / "with", name="with", int8=int8, pairs=seen)
    with_spans, without = (OnnxReader(tmp_path / one) for one in ("with", "without"))
    asked = (PAIR.question, [PAIR.sentence, "adults .", PAIR.sentence], ["pain", "", "in pain"])
    assert with_spans.read(*asked) == pytest.approx(without.read(*asked), abs=1e-5)
    first = with_spans.spans(*asked)[0]
    assert first is not None
    assert first.span == (13, 16)
    assert first.is_sure
    assert without.spans(*asked) == [None, None, None]
    ((*_, span),) = json.loads((tmp_path / "with" / "reference.json").read_text())
    assert span[:2] == [13, 16]


def test_what_is_exported_scores_as_the_head_does(weights: Path, tmp_path: Path) -> None:
    torch.manual_seed(1)
    head = SpanHead(16)
    save_head(head, weights, sure=0.5)
    export_graph(weights, tmp_path, name="random", int8=False)
    (seen,) = see_pairs([PAIR], weights, say=lambda _: None)
    begins, ends = head(seen.states.float()).detach().numpy().T
    meant = likeliest_span(PAIR.sentence, seen.places, begins, ends)
    (found,) = OnnxReader(tmp_path).spans(PAIR.question, [PAIR.sentence], [PAIR.over])
    assert meant is not None
    assert found is not None
    assert found.span == meant.span
    assert found.chance == pytest.approx(
        meant.chance, abs=0.01
    )  # states were kept in half precision


def test_the_marks_of_a_reader_are_judged_on_articles_to_report_on(
    weights: Path, tmp_path: Path
) -> None:
    head = fit_head(list(see_pairs([PAIR] * 8, weights, say=lambda _: None)), epochs=80, rate=0.1)
    save_head(head, weights, sure=0.5)
    export_graph(weights, tmp_path / "reader", name="made", int8=False)
    for dataset, file in (("squad2", "dev-v2.0.json"), ("covidqa", "covidqa_realigned.json")):
        names = [one for one in map(str, range(200)) if part_of(dataset, one) == "report"]
        answers = [{"text": "3 %", "answer_start": 13}]
        asked = {"id": "1", "question": PAIR.question, "answers": answers}
        texts = [
            {"title": one, "paragraphs": [{"context": PAIR.sentence, "qas": [asked]}]}
            for one in names[:7]
        ]
        (tmp_path / dataset).mkdir()
        (tmp_path / dataset / file).write_text(json.dumps({"data": texts}))
    told = CliRunner().invoke(
        app, ["marks", "--bench", str(tmp_path), "--reader", str(tmp_path / "reader")]
    )
    assert told.exit_code == 0, told.output
    assert "both     14 sentences of 14 articles: marked 1.000 (1.000 to 1.000)" in told.output
    assert "right 1.000 (1.000 to 1.000)" in told.output


def test_a_pair_is_made_of_each_sentence_that_holds_an_answer_whole() -> None:
    context = "Forty took part. Twelve were women. None died."
    start = context.index("Twelve")
    asked = SpanQuestion("1", "How many were women?", ((start, start + 6), (30, 40)))
    text = QuestionedText("a", "A trial", context, (asked,))
    answered, other = pairs_of(text, "squad2")
    assert answered.sentence == "Twelve were women."
    assert answered.spans == ((0, 6),)
    assert not other.answers
    assert other.sentence != answered.sentence


def test_marks_are_judged_by_how_much_they_share_with_the_answer() -> None:
    spans: tuple[Span | None, ...] = ((13, 16), (10, 16), (20, 28), None)
    figures = judge_marks([Marked(PAIR, one) for one in spans])
    assert figures.coverage == pytest.approx(3 / 4)
    assert figures.precision == pytest.approx(2 / 3)
    assert figures.f1 == pytest.approx((1 + 2 * 2 / 5 + 0) / 3)  # "3 %", "by 3 %", "4 adults"
    assert figures.precision_interval is None  # of one article


def test_it_is_sure_from_where_enough_marks_are_right() -> None:
    judged = [(0.9, True), (0.8, True), (0.7, True), (0.6, False), (0.5, True)]
    assert sure_from(judged, precision=0.9) == pytest.approx(0.7)
    assert sure_from(judged, precision=0.75) == pytest.approx(0.5)
    assert sure_from([(0.9, False)], precision=0.9) == pytest.approx(1.0)
