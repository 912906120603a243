"""The plainest pipeline: the passage that one leg finds first is the answer. It never refuses."""

from collections.abc import Callable, Sequence
from time import perf_counter

from evals.question_files import KnownQuestion
from ingest.analyse import analyse
from ingest.document import Document, Passage, Sentence
from ingest.embed import Encoder
from ingest.store import StoreReader
from qa_app.answering.answer import store_state
from qa_app.answering.cite import cite_sentence
from qa_app.answering.reply import Answer, AnswerSentence, Asked, Refusal, Reply

SHOWN = 4  # passages fetched, as in the tutorials; the first is the answer

# A span of a document that was found, and how well: 0…1.
Found = tuple[Document, int, int, float]
Find = Callable[[str], Sequence[Found]]


def asked_of(question: KnownQuestion) -> str:
    """A follow-up with the question before it, which the usual script would not even be given."""
    return " ".join([*question.earlier[-1:], question.question])


def by_vectors(reader: StoreReader, encoder: Encoder) -> Find:
    def find(text: str) -> list[Found]:
        hits = reader.search_vectors(encoder.encode([text])[0], limit=SHOWN)
        return [
            (one.document, one.passage.start, one.passage.end, min(1.0, max(0.0, one.score)))
            for one in hits
        ]

    return find


def by_keywords(reader: StoreReader) -> Find:
    """BM25 has no upper end: its score is brought to 0…1, and only the order means something."""

    def find(text: str) -> list[Found]:
        hits = reader.search_keywords(list(dict.fromkeys(analyse(text))), limit=SHOWN)
        return [
            (one.document, one.passage.start, one.passage.end, one.score / (1 + one.score))
            for one in hits
        ]

    return find


def first_passage(reader: StoreReader, find: Find) -> Callable[[KnownQuestion], Reply]:
    """Answer with what is found first, whatever was asked; the others stand beside it unused."""

    def ask(question: KnownQuestion) -> Reply:
        started = perf_counter()
        text = asked_of(question)
        found = list(find(text))
        asked = Asked(
            id=question.id,
            question=question.question,
            earlier=question.earlier,
            understood=text,
            mode="quotes",
            notices=(),
            store=store_state(reader),
            seconds=perf_counter() - started,
            score=round(found[0][3], 4) if found else 0.0,
        )
        if not found:
            return Refusal(asked=asked, reason="not_in_corpus", missing=(), nearest=())
        first, *others = [
            cite_sentence(document, Sentence(start, end), Passage(start, end), number)
            for number, (document, start, end) in enumerate(map(_trimmed, found), start=1)
        ]
        return Answer(
            asked=asked,
            sentences=(AnswerSentence(first.quote, "quote", (first.number,)),),
            sources=(first,),
            not_used=tuple(others),
        )

    return ask


def _trimmed(found: Found) -> tuple[Document, int, int]:
    """Without the white space at its ends."""
    document, start, end, _ = found
    text = document.text[start:end]
    return document, start + len(text) - len(text.lstrip()), start + len(text.rstrip())
