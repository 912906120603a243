"""Which words of a quoted sentence are shown as those that answer; the quote stays whole.

A rule marks the figure that was asked for, where it is the only one of its kind. A reader that
can tell marks a span of words where it is sure, the question asks for one thing, and no other
figure of the sentence could be meant. Where rule and reader disagree nothing is marked: a mark on
the wrong figure is worse than none.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from ingest.quantities import Quantity, find_quantities
from qa_app.answering.reply import Answer, AnswerSentence, Span
from qa_app.answering.standing import header_of
from qa_app.finding.question import Figure, take_apart
from qa_app.reading.reader import MarksSpans, Reader
from qa_app.reading.spans import LikelySpan

_ASKS = re.compile(r"\b(?:what|which|who|whom|whose|when|where|how)\b", re.I)
_AND = re.compile(r"\band\b|&", re.I)
_LIKELY = 0.5  # from here on the reader's word, unsure as it is, speaks against another figure


def with_marks(answer: Answer, reader: Reader | None, over: Mapping[str, str]) -> Answer:
    """The answer, its sentences marked. `over` tells of each quote what stands over it.

    A table's row gets no mark, as it is shown in cells; words of a model only the rule's.
    """
    question = answer.asked.understood
    unmarked = [one for one in answer.sentences if not header_of(one, answer)]
    quoted = [one.text for one in unmarked if one.origin == "quote" and one.text in over]
    read = [one for one in quoted if _may_be_told(question, one)]
    told: dict[str, LikelySpan | None] = {}
    if isinstance(reader, MarksSpans) and read:
        spans = reader.spans(question, read, [over[one] for one in read])
        told = dict(zip(read, spans, strict=True))

    def marked(one: AnswerSentence) -> AnswerSentence:
        if one not in unmarked:
            return one
        return replace(one, mark=words_to_mark(question, one.text, told.get(one.text)))

    return replace(answer, sentences=tuple(marked(one) for one in answer.sentences))


def words_to_mark(question: str, sentence: str, told: LikelySpan | None) -> Span | None:
    """What is marked, as offsets: the figure by the rule, the reader's words, or none of them.

    >>> sentence = "Relief lasted at most 11 weeks after 0.35 mg/kg/h."
    >>> dose = LikelySpan((37, 49), 0.7)
    >>> [words_to_mark("How long does relief last?", sentence, one) for one in (None, dose)]
    [(22, 30), None]
    """
    figure = figure_asked_for(question, sentence)
    sure = (
        told is not None
        and told.is_sure
        and _asks_for_one_thing(question)
        and _has_no_rival(sentence, told.span)
    )
    if figure is None:
        return told.span if told and sure and _may_be_asked_for(question, sentence, told) else None
    if told is None or told.chance < _LIKELY:
        return figure
    start, end = told.span
    if sure and start <= figure[0] and figure[1] <= end:
        return told.span  # "at most 11 weeks" says more than "11 weeks"
    return figure if figure[0] < end and start < figure[1] else None


def figure_asked_for(question: str, sentence: str) -> Span | None:
    """Where the sentence says it, as offsets; None where no figure is asked for or several stand.

    >>> sentence = "Relief lasted at most 11 weeks after 0.35 mg/kg/h."
    >>> at = figure_asked_for("How long does relief last?", sentence)
    >>> sentence[slice(*at)]
    '11 weeks'
    >>> figure_asked_for("Does relief last?", sentence) is None
    True
    """
    asked = take_apart(question).figure
    if asked is None:
        return None
    found = [one for one in find_quantities(sentence) if _is(one, asked)]
    return (found[0].start, found[0].end) if len(found) == 1 else None


def _may_be_told(question: str, sentence: str) -> bool:
    """Whether the reader's word could change what is marked: to ask it takes as long as to read."""
    if take_apart(question).asks_yes_or_no:
        return False
    if take_apart(question).figure is not None:
        return figure_asked_for(question, sentence) is not None
    return _asks_for_one_thing(question)


def _asks_for_one_thing(question: str) -> bool:
    """Of two things asked at once ("how many trials and adults") one mark would answer half."""
    asked = take_apart(question)
    return (
        not asked.asks_yes_or_no
        and _ASKS.search(asked.asked) is not None
        and _AND.search(asked.asked) is None
    )


def _has_no_rival(sentence: str, span: Span) -> bool:
    """Whether no other figure of the sentence could be meant by one in the span.

    Of "5/10 with ketamine and 1/10 with placebo" a reader of this size may mark the wrong arm.
    """
    start, end = span
    told = [one for one in find_quantities(sentence) if not one.measure]
    return not any(
        one is not other
        and one.dimension == other.dimension
        and (one.noun == other.noun or not one.noun or not other.noun)
        for one in told
        if start <= one.start and one.end <= end
        for other in told
    )


def _may_be_asked_for(question: str, sentence: str, told: LikelySpan) -> bool:
    """Asked for a figure, never words without one of its kind."""
    asked = take_apart(question).figure
    start, end = told.span
    return asked is None or any(
        _is(one, asked)
        for one in find_quantities(sentence)
        if start <= one.start and one.end <= end
    )


_DIMENSIONS = {
    "duration": (("time", 1),),
    "share": (("percent", 1),),
    "year": (("date", 1),),
    "count": (),
}
_DECADE = (("decade", 1),)  # asked for a year, "the 1960s" stands beside another as a second one


def _is(one: Quantity, asked: Figure) -> bool:
    """An interval or a P value is never what is asked for."""
    if one.measure:
        return False
    if asked == "dose":
        return one.is_dose
    return one.dimension == _DIMENSIONS[asked] or (asked == "year" and one.dimension == _DECADE)
