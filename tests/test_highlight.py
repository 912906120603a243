"""Which words of a quoted sentence are shown as those that answer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import WordsEncoder
from hand_made import answer_from, cite_span, make_document

from qa_app.answering.highlight import figure_asked_for, with_marks, words_to_mark
from qa_app.answering.reply import Answer, AnswerSentence, Question
from qa_app.answering.reply_json import reply_from_json, reply_json
from qa_app.engine import Engine
from qa_app.reading.reader import Reader
from qa_app.reading.spans import LikelySpan

TOLD = (
    "In 2009, 60 adults had S-ketamine 0.35 mg/kg/h for 4.2 days; 73%"
    " (95% CI 60 to 83%) had less pain (P < 0.001)."
)


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("What dose was given?", "0.35 mg/kg/h"),
        ("How long was it given?", "4.2 days"),
        ("What percentage had less pain?", "73%"),
        ("In what year was that?", "2009"),
        ("How many adults were there?", "60 adults"),
    ],
)
def test_the_one_figure_of_the_kind_asked_for_is_marked(question: str, figure: str) -> None:
    at = figure_asked_for(question, TOLD)
    assert at is not None
    assert TOLD[slice(*at)] == figure


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Was there less pain?", TOLD),
        ("How long did relief last?", "Relief lasted 4 weeks in some and 11 weeks in others."),
        ("What dose was given?", "Relief lasted 4 weeks."),
    ],
)
def test_nothing_is_marked_where_it_is_not_certain(question: str, sentence: str) -> None:
    assert figure_asked_for(question, sentence) is None


def likely(sentence: str, words: str, chance: float = 0.99) -> LikelySpan:
    start = sentence.index(words)
    return LikelySpan((start, start + len(words)), chance, chance > 0.9)


class Reads:
    """A reader that is sure of every sentence."""

    name = "reads"

    def read(
        self, question: str, sentences: Sequence[str], over: Sequence[str] = ()
    ) -> list[float]:
        return [12.0] * len(sentences)


class Marks(Reads):
    """One that also marks some words wherever they stand."""

    def __init__(self, words: str) -> None:
        self.words = words

    def spans(
        self, question: str, sentences: Sequence[str], over: Sequence[str] = ()
    ) -> list[LikelySpan | None]:
        return [likely(one, self.words) if self.words in one else None for one in sentences]


TEXTS = {"trial.md": "# Trial\n\nKetamine was given by trained nurses to forty adults.\n"}


@pytest.fixture
def marked(
    make_store: Callable[[Mapping[str, str]], Path], words_encoder: WordsEncoder
) -> Callable[[str, Reader], Answer]:
    store = make_store(TEXTS)

    def ask(question: str, reader: Reader) -> Answer:
        engine = Engine(store, lambda: words_encoder, load_reader=lambda: reader)
        reply = engine.ask(Question(question))
        assert isinstance(reply, Answer)
        return reply

    return ask


def test_the_words_that_a_reader_is_sure_of_are_marked_and_the_quote_stays_whole(
    marked: Callable[[str, Reader], Answer],
) -> None:
    reply = marked("Who gave ketamine to adults?", Marks("trained nurses"))
    (one,) = reply.sentences
    assert one.mark is not None
    assert one.text[slice(*one.mark)] == "trained nurses"
    assert one.text == "Ketamine was given by trained nurses to forty adults."
    kept = reply_json(reply)
    assert kept["marks"][0] == list(one.mark)
    again = reply_from_json(kept)
    assert isinstance(again, Answer)
    assert again.sentences == reply.sentences


@pytest.mark.parametrize(
    ("question", "reader"),
    [
        ("Was ketamine given to adults?", Marks("trained nurses")),  # a yes or no is in no words
        ("Who gave ketamine to adults?", Reads()),  # cannot tell
        ("Who gave ketamine to adults?", Marks("zebras")),  # is not sure
    ],
)
def test_without_a_sure_span_there_is_no_mark(
    marked: Callable[[str, Reader], Answer], question: str, reader: Reader
) -> None:
    reply = marked(question, reader)
    assert [one.mark for one in reply.sentences] == [None]
    assert "marks" not in reply_json(reply)


@pytest.mark.parametrize(
    ("words", "chance", "shown"),
    [
        ("at most 11 weeks", 0.99, "at most 11 weeks"),  # more is said so
        ("at most 11 weeks", 0.7, "11 weeks"),
        ("weeks after", 0.99, "11 weeks"),
        ("0.35 mg/kg/h", 0.99, None),  # they disagree
        ("0.35 mg/kg/h", 0.7, None),
        ("0.35 mg/kg/h", 0.2, "11 weeks"),
    ],
)
def test_the_rule_and_the_reader_mark_together_or_not_at_all(
    words: str, chance: float, shown: str | None
) -> None:
    sentence = "Relief lasted at most 11 weeks after 0.35 mg/kg/h."
    mark = words_to_mark("How long did relief last?", sentence, likely(sentence, words, chance))
    assert (sentence[slice(*mark)] if mark else None) == shown


ARMS = "In 2004, 5/10 had relief with ketamine and 1/10 with placebo in Leiden, for 3 hours."


@pytest.mark.parametrize(
    ("question", "words", "chance", "is_marked"),
    [
        ("Where was the trial?", "Leiden", 0.99, True),
        ("Where was the trial?", "Leiden", 0.8, False),
        ("For how long had they relief?", "in Leiden", 0.99, False),  # no length of time
        ("How many responded to placebo?", "5/10", 0.99, False),  # the wrong arm
        ("How many responded to placebo?", "1/10", 0.99, False),  # it cannot be told from that
        ("Where and when was the trial?", "Leiden", 0.99, False),  # half of what is asked
        ("trial of ketamine, city", "Leiden", 0.99, False),  # what is asked for is not certain
    ],
)
def test_the_reader_marks_alone_where_it_is_sure_and_nothing_else_can_be_meant(
    question: str, words: str, chance: float, is_marked: bool
) -> None:
    told = likely(ARMS, words, chance)
    shown = words_to_mark(question, ARMS, told)
    assert shown == (told.span if is_marked else None) or shown == figure_asked_for(question, ARMS)
    assert (shown == told.span) == is_marked


def test_a_decade_stands_beside_a_year() -> None:
    told = "It was first made in the 1960s, a review of 2017 says."
    assert figure_asked_for("When was it first made?", told) is None


def test_the_words_of_a_model_are_marked_by_the_rule_alone() -> None:
    document = make_document("Relief lasted 11 weeks.", id="some", title="Some")
    answer = answer_from(cite_span(document, 0, 23), question="How long did relief last?")
    (quote,) = answer.sentences
    told = AnswerSentence("They had relief for 11 weeks.", "model", quote.citations)
    shown = with_marks(replace(answer, sentences=(quote, told)), Marks("They"), {quote.text: ""})
    assert [one.text[slice(*one.mark)] for one in shown.sentences if one.mark] == [
        "11 weeks",
        "11 weeks",
    ]
