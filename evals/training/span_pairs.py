"""Pairs to learn marking from: a question, one sentence, and its words that answer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.sentence_index import SentenceIndex
from evals.squad_form import QuestionedText, Span, is_right, read_squad_form
from evals.training.corpus_groups import CorpusQuestion, CorpusSentence, joined
from evals.training.groups import Part, part_of
from evals.training.passages import WrittenPassage
from ingest.split import split_sentences
from qa_app.answering.highlight import figure_asked_for
from qa_app.finding.question import take_apart


@dataclass(frozen=True, slots=True)
class SpanPair:
    """A question and a sentence. `spans` are in the sentence; any of them answers, or none."""

    dataset: str
    article: str
    question: str
    sentence: str
    over: str
    spans: tuple[Span, ...]
    answers: bool = True  # whether the sentence answers at all

    @property
    def part(self) -> Part:
        return part_of(self.dataset, self.article)


def open_pairs(bench: Path) -> Iterator[SpanPair]:
    """Those of the two sets whose answers are spans of a few words."""
    for dataset, file in (
        ("squad2", bench / "squad2" / "dev-v2.0.json"),
        ("covidqa", bench / "covidqa" / "covidqa_realigned.json"),
    ):
        for text in read_squad_form(file):
            yield from pairs_of(text, dataset)


def pairs_of(text: QuestionedText, dataset: str) -> Iterator[SpanPair]:
    """For each question each sentence that holds an answer whole, and the likest that has none."""
    sentences = split_sentences(text.context)
    worded = [text.context[start:end] for start, end in sentences]
    index = SentenceIndex(worded)

    def pair(question: str, at: int, spans: Sequence[Span], *, answers: bool) -> SpanPair:
        start = sentences[at][0]
        within = tuple(dict.fromkeys((one - start, other - start) for one, other in spans))
        return SpanPair(dataset, text.article, question, worded[at], text.title, within, answers)

    for one in text.questions:
        for at, (start, end) in enumerate(sentences):
            held = [span for span in one.answers if start <= span[0] and span[1] <= end]
            if held:
                yield pair(one.question, at, held, answers=True)
        without = [
            at for at in index.ranked(one.question) if not is_right(sentences[at], one.answers)
        ]
        if without:
            yield pair(one.question, without[0], (), answers=False)


def passage_pairs(passages: Sequence[WrittenPassage]) -> Iterator[SpanPair]:
    """Of the passages written to train on, the questions that a figure answers, or a yes or no."""
    for passage in passages:
        for question, right in passage.questions:
            for at in sorted(right):
                yield from _of_figure(
                    "passages", passage.title, question, passage.sentences[at], passage.title
                )


def corpus_pairs(
    questions: Sequence[CorpusQuestion], sentences: Sequence[CorpusSentence]
) -> Iterator[SpanPair]:
    """The same of questions on the corpus. Both shall be of sources to train on alone."""
    for one in questions:
        asked = joined(one)
        for sentence in sentences:
            if one.is_answered_by(sentence):
                yield from _of_figure(
                    "corpus", sentence.document, asked, sentence.text, sentence.over
                )


def _of_figure(
    dataset: str, article: str, question: str, sentence: str, over: str
) -> Iterator[SpanPair]:
    """Where the one figure asked for is known by rule, and where no words alone are the answer."""
    span = figure_asked_for(question, sentence)
    if span is not None:
        yield SpanPair(dataset, article, question, sentence, over, (span,))
    elif take_apart(question).asks_yes_or_no:
        yield SpanPair(dataset, article, question, sentence, over, ())
