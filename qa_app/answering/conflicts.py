"""Which disagreements of the sources an answer touches, and their sides as sources of the reply."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from ingest.analyse import analyse
from ingest.conflicts import Conflict, Side, find_sentence
from ingest.document import Document, Passage, Sentence
from ingest.store import StoreReader
from qa_app.answering.candidates import share_said, slot_weights
from qa_app.answering.cite import cite_sentence
from qa_app.answering.reply import Answer, CitedSource, ShownConflict, ShownSide
from qa_app.finding.find import reader_terms
from qa_app.finding.folder_terms import FolderTerms
from qa_app.finding.question import TakenApart, take_apart

MAX_CONFLICTS = 2  # beside one answer, the nearest to what was asked

# Fitted on questions written for it and the tune half of corpus.yaml; evals/LOG.md has the rest.
_ASKED_IS_TOPIC = 0.8  # share of the question's words, by weight, that the topic must say
_TITLE_TOO = 0.25  # and of the topic's title that the question must say, or ...
_ABOUT_TOO = 0.5  # ... of the phrases of `about`
# The same where the answer cites a sentence of a side; less where two phrases of `about` are said.
_ASKED_CITED, _ASKED_CITED_TWICE, _TITLE_CITED = 0.5, 0.3, 0.55

# A question for such a figure is on a topic only where the topic speaks of one.
_FIGURE_WORDS = {
    "dose": frozenset(analyse("dose much")),
    "count": frozenset(analyse("many large")),
    "year": frozenset(analyse("year")),
}


def with_conflicts(
    answer: Answer,
    asked: TakenApart,
    *,
    store: StoreReader,
    documents: Collection[str] | None = None,
) -> Answer:
    """The answer with the disagreements that it and what was asked touch, their quotes last.

    `documents` limits whose sentences may carry a side, as it limits the answer.
    """
    sources = list(answer.sources)
    shown: list[ShownConflict] = []
    for conflict in _touched(answer, asked, store):
        standing = [
            (side, quotes)
            for side in conflict.sides
            if (quotes := list(_standing(side, store, documents)))
        ]
        if len(standing) < 2:
            continue
        sides = (ShownSide(side.label, _cite(quotes, sources)) for side, quotes in standing)
        shown.append(ShownConflict(conflict.topic, tuple(sides)))
        if len(shown) == MAX_CONFLICTS:
            break
    if not shown:
        return answer
    used = {_place(one) for one in sources}
    left = [one for one in answer.not_used if _place(one) not in used]
    return replace(
        answer,
        sources=tuple(sources),
        not_used=tuple(replace(one, number=len(sources) + at) for at, one in enumerate(left, 1)),
        conflicts=tuple(shown),
    )


def _standing(
    side: Side, store: StoreReader, documents: Collection[str] | None
) -> Iterator[tuple[Document, Sentence]]:
    """The sentences of a side that stand word for word in a document that may answer."""
    for quote in side.quotes:
        document = store.document(quote.document)
        if document is None or document.source.status == "retracted":
            continue
        if documents is not None and document.id not in documents:
            continue
        sentence = find_sentence(document, quote)
        if sentence is not None:
            yield document, sentence


def _cite(quotes: list[tuple[Document, Sentence]], sources: list[CitedSource]) -> tuple[int, ...]:
    """The numbers of these quotes among `sources`, to which those that lack are added."""
    numbers = []
    for document, sentence in quotes:
        place = (document.id, sentence.start, sentence.end)
        held = next((one for one in sources if _place(one) == place), None)
        if held is None:
            passage = _passage_of(document, sentence)
            held = cite_sentence(document, sentence, passage, len(sources) + 1)
            sources.append(held)
        numbers.append(held.number)
    return tuple(dict.fromkeys(numbers))


def _place(cited: CitedSource) -> tuple[str, int, int]:
    return cited.document, cited.start, cited.end


def _passage_of(document: Document, sentence: Sentence) -> Passage:
    return next(one for one in document.passages if one.start <= sentence.start < one.end)


@dataclass(frozen=True, slots=True)
class _Topic:
    """A conflict, taken apart as questions are."""

    conflict: Conflict
    title: TakenApart
    title_terms: frozenset[str]
    about: tuple[tuple[TakenApart, frozenset[str]], ...]
    quotes: frozenset[tuple[str, str]]  # document, words

    @property
    def terms(self) -> frozenset[str]:
        return self.title_terms.union(*(terms for _, terms in self.about))


def _touched(answer: Answer, asked: TakenApart, store: StoreReader) -> list[Conflict]:
    """The conflicts whose topic the question is on, those that the answer cites first.

    By words alone: most of what is asked must be said by the topic, and some of the topic by the
    question; less of both where the answer quotes a side. That the answer quotes a side is not
    enough, as one sentence may speak of many things.
    """
    if not store.conflicts:
        return []
    folder_terms = reader_terms(store)
    quoted = {(one.document, " ".join(one.quote.split())) for one in answer.used}
    found: list[tuple[bool, float, int, Conflict]] = []
    for rank, topic in enumerate(_topics(store.conflicts, folder_terms)):
        cited = not quoted.isdisjoint(topic.quotes)
        nearness = _nearness(asked, topic, store, cited=cited)
        if nearness is not None:
            found.append((not cited, -nearness, rank, topic.conflict))
    return [one[-1] for one in sorted(found, key=lambda one: one[:-1])]


def _nearness(asked: TakenApart, topic: _Topic, store: StoreReader, *, cited: bool) -> float | None:
    """How much of the topic's title the question says, 0…1; None where it is not on the topic."""
    figure_words = _FIGURE_WORDS.get(asked.figure or "")
    if figure_words and asked.figure != topic.title.figure and not figure_words & topic.terms:
        return None
    said = frozenset(analyse(asked.text))
    about = [
        terms
        for phrase, terms in topic.about
        if phrase.slots and all(slot.is_said_by(said) for slot in phrase.slots)
    ]
    if not about:
        return None
    # "Pain" alone is not "complex regional pain syndrome": a phrase counts whole or not at all.
    on_topic = _share(asked, topic.title_terms.union(*about), store)
    title = _share(topic.title, said, store)
    needed = _ASKED_CITED if len(about) < 2 else _ASKED_CITED_TWICE
    if cited and on_topic >= needed and title >= _TITLE_CITED:
        return title
    if on_topic < _ASKED_IS_TOPIC or len(about) < 2:
        return None
    enough = cited or title >= _TITLE_TOO or len(about) >= _ABOUT_TOO * len(topic.about)
    return title if enough else None


def _share(taken: TakenApart, said: frozenset[str], store: StoreReader) -> float:
    is_said = [float(slot.is_said_by(said)) for slot in taken.slots]
    return share_said(is_said, slot_weights(taken, store))


@lru_cache(maxsize=4)
def _topics(conflicts: tuple[Conflict, ...], folder_terms: FolderTerms) -> tuple[_Topic, ...]:
    return tuple(
        _Topic(
            conflict=one,
            title=take_apart(one.topic, folder_terms),
            title_terms=frozenset(analyse(one.topic)),
            about=tuple(
                (take_apart(phrase, folder_terms), frozenset(analyse(phrase)))
                for phrase in one.about
            ),
            quotes=frozenset(
                (quote.document, quote.words) for side in one.sides for quote in side.quotes
            ),
        )
        for one in conflicts
    )
