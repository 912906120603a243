"""Which words of a quoted sentence are shown as those that answer; the quote stays whole.

A rule marks the figure that was asked for, where it is the only one of its kind. A reader that
can tell marks a span of words where it is sure. Where the two disagree nothing is marked: a mark
on the wrong figure is worse than none.
"""

from collections.abc import Mapping
from dataclasses import replace

from ingest.quantities import Quantity, find_quantities
from qa_app.answering.reply import Answer, AnswerSentence, Span
from qa_app.answering.standing import header_of
from qa_app.finding.question import Figure, take_apart
from qa_app.reading.reader import MarksSpans, Reader


def with_marks(answer: Answer, reader: Reader | None, over: Mapping[str, str]) -> Answer:
    """The answer, its sentences marked. `over` tells of each quote what stands over it.

    A table's row gets no mark, as it is shown in cells; words of a model only the rule's.
    """
    question = answer.asked.understood
    unmarked = [one for one in answer.sentences if not header_of(one, answer)]
    read = [one.text for one in unmarked if one.origin == "quote" and one.text in over]
    told: dict[str, Span | None] = {}
    if isinstance(reader, MarksSpans) and not take_apart(question).asks_yes_or_no:
        spans = reader.spans(question, read, [over[one] for one in read])
        told = dict(zip(read, spans, strict=True))

    def marked(one: AnswerSentence) -> AnswerSentence:
        if one not in unmarked:
            return one
        return replace(one, mark=words_to_mark(question, one.text, told.get(one.text)))

    return replace(answer, sentences=tuple(marked(one) for one in answer.sentences))


def words_to_mark(question: str, sentence: str, span: Span | None) -> Span | None:
    """What is marked, as offsets: the figure by the rule, the reader's `span`, or none of them.

    >>> sentence = "Relief lasted at most 11 weeks after 0.35 mg/kg/h."
    >>> [words_to_mark("How long does relief last?", sentence, span) for span in (None, (37, 49))]
    [(22, 30), None]
    """
    figure = figure_asked_for(question, sentence)
    if figure is None or span is None:
        return figure or (span if _may_stand_alone(question, sentence, span) else None)
    if span[0] <= figure[0] and figure[1] <= span[1]:
        return span  # "at most 11 weeks" says more than "11 weeks"
    return figure if figure[0] < span[1] and span[0] < figure[1] else None


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


def _may_stand_alone(question: str, sentence: str, span: Span | None) -> bool:
    """Whether the reader's span can be what was asked for, where the rule says nothing."""
    asked = take_apart(question).figure
    if span is None or asked is None:
        return span is not None
    # Of several such figures it may choose one, and never words that hold none.
    held = (one for one in find_quantities(sentence) if span[0] <= one.start and one.end <= span[1])
    return any(_is(one, asked) for one in held)


_DIMENSIONS = {
    "duration": (("time", 1),),
    "share": (("percent", 1),),
    "year": (("date", 1),),
    "count": (),
}


def _is(one: Quantity, asked: Figure) -> bool:
    """An interval or a P value is never what is asked for."""
    if one.measure:
        return False
    return one.is_dose if asked == "dose" else one.dimension == _DIMENSIONS[asked]
