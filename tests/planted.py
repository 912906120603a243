"""Systems with a fault each, made of the product's own replies: the suite must catch them all."""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from evals.question_files import KnownQuestion
from evals.systems import Ask
from ingest.document import Document, Sentence
from ingest.store import StoreReader
from qa_app.answering.cite import cite_sentence
from qa_app.answering.reply import Answer, AnswerSentence, CitedSource, Refusal, Reply

Plant = Callable[[Ask, StoreReader], Ask]
_Change = Callable[[Answer, random.Random], Answer]


def cites_at_random(ours: Ask, reader: StoreReader) -> Ask:
    """The right words, and beside them sentences of any other documents."""

    def change(answer: Answer, luck: random.Random) -> Answer:
        cited = {one.document for one in answer.sources}
        others = [name for name in sorted(reader.known) if name not in cited]
        return replace(
            answer,
            sources=tuple(
                _any_sentence(_document(reader, luck.choice(others)), one.number, luck)
                for one in answer.sources
            ),
        )

    return _where_it_answers(ours, change)


def quotes_the_wrong_sentence(ours: Ask, reader: StoreReader) -> Ask:
    """Verbatim, soundly cited, from the right document; another sentence of it."""

    def change(answer: Answer, luck: random.Random) -> Answer:
        wrong = [
            _any_sentence(_document(reader, one.document), one.number, luck, but=one.start)
            for one in answer.sources
        ]
        return _quoting(answer, wrong)

    return _where_it_answers(ours, change)


def answers_everything(ours: Ask, reader: StoreReader) -> Ask:
    """Where it would refuse, it quotes something all the same."""

    def ask(question: KnownQuestion) -> Reply:
        reply = ours(question)
        if isinstance(reply, Answer):
            return reply
        luck = random.Random(question.id)
        quoted = _any_sentence(_document(reader, luck.choice(sorted(reader.known))), 1, luck)
        return _quoting(Answer(asked=reply.asked, sentences=(), sources=()), [quoted])

    return ask


def refuses_everything(ours: Ask, reader: StoreReader) -> Ask:
    def ask(question: KnownQuestion) -> Reply:
        asked = ours(question).asked
        return Refusal(asked=asked, reason="not_in_corpus", missing=(), nearest=())

    return ask


def changes_one_digit(ours: Ask, reader: StoreReader) -> Ask:
    """In the quote and in the sentence that shows it, so that they agree with each other."""

    def change(answer: Answer, luck: random.Random) -> Answer:
        return _quoting(
            answer, [replace(one, quote=_other_digit(one.quote)) for one in answer.sources]
        )

    return _where_it_answers(ours, change)


def shuffles_citation_numbers(ours: Ask, reader: StoreReader) -> Ask:
    """Each sentence cites the source after its own; the sources themselves are right."""

    def change(answer: Answer, luck: random.Random) -> Answer:
        n = len(answer.sources)
        return replace(
            answer,
            sentences=tuple(
                replace(one, citations=tuple(number % n + 1 for number in one.citations))
                for one in answer.sentences
            ),
        )

    return _where_it_answers(ours, change)


def _where_it_answers(ours: Ask, change: _Change) -> Ask:
    def ask(question: KnownQuestion) -> Reply:
        reply = ours(question)
        if not isinstance(reply, Answer):
            return reply
        return change(reply, random.Random(question.id))

    return ask


def _quoting(answer: Answer, sources: Sequence[CitedSource]) -> Answer:
    sentences = tuple(AnswerSentence(one.quote, "quote", (one.number,)) for one in sources)
    return replace(answer, sentences=sentences, sources=tuple(sources))


def _document(reader: StoreReader, name: str) -> Document:
    document = reader.document(name)
    assert document is not None
    return document


def _any_sentence(
    document: Document, number: int, luck: random.Random, *, but: int | None = None
) -> CitedSource:
    sentence: Sentence = luck.choice([one for one in document.sentences if one.start != but])
    passage = next(one for one in document.passages if one.start <= sentence.start < one.end)
    return cite_sentence(document, sentence, passage, number)


def _other_digit(text: str) -> str:
    return re.sub(r"\d", lambda found: str((int(found[0]) + 1) % 10), text, count=1)
