"""Hits → answer or refusal, in mode quotes: choose, quote, order; or say why not."""

import secrets
from collections.abc import Sequence
from time import perf_counter

from ingest.document import Source
from ingest.embed import Encoder
from ingest.kinds import is_weak
from ingest.store import StoreReader
from qa_app.answering.candidates import candidates, inverse_frequency, slot_weights
from qa_app.answering.choose import (
    choose_sentences,
    describe_near_miss,
    in_reading_order,
    missing_words,
    sureness,
)
from qa_app.answering.cite import cite
from qa_app.answering.conflicts import with_conflicts
from qa_app.answering.reply import (
    Answer,
    AnswerSentence,
    Asked,
    Notice,
    Question,
    Reason,
    Refusal,
    Reply,
    StoreState,
)
from qa_app.answering.triage import (
    is_emergency,
    is_personal_decision,
    set_aside,
    speaks_of_one_person,
)
from qa_app.finding.find import find, reader_terms
from qa_app.finding.question import is_follow_up, join_turns, take_apart
from qa_app.finding.spelling import mend_spelling

_NEAREST = 3
_NOT_USED = 2  # weak sources that say it too, shown as not used
_HITS_READ = 24


def answer_question(question: Question, *, reader: StoreReader, encoder: Encoder) -> Reply:
    """Answer from the store in exact quotes, or refuse with the reason and the nearest quotes."""
    started = perf_counter()
    text = question.text.strip()
    reason = set_aside(text)
    understood = text
    if reason is None and question.earlier and is_follow_up(text):
        understood = join_turns(question.earlier[-1], text)
        if is_emergency(understood):
            reason = "emergency"
        elif is_personal_decision(understood):
            reason = "personal_decision"

    def asked(notices: Sequence[Notice] = (), score: float = 0.0) -> Asked:
        return Asked(
            id=secrets.token_hex(8),
            question=question.text,
            earlier=question.earlier,
            understood=understood,
            mode="quotes",
            notices=tuple(notices),
            store=store_state(reader),
            seconds=perf_counter() - started,
            score=round(score, 4),
        )

    if reason is not None:
        return Refusal(asked=asked(), reason=reason, missing=(), nearest=())

    documents = _allowed(question, reader)
    understood = mend_spelling(reader, understood)
    hits = find(reader, encoder, understood, limit=_HITS_READ, documents=documents)
    taken = take_apart(understood, reader_terms(reader))
    passages = reader.passage_count

    def rarity(term: str) -> float:
        return inverse_frequency(passages, reader.keywords.count_with(term))

    weights = slot_weights(taken, rarity)
    every = candidates(taken, weights, hits)
    standing = [one for one in every if one.document.source.status != "retracted"]
    strong = [one for one in standing if not is_weak(one.document.source.kind)]
    weak = [one for one in standing if is_weak(one.document.source.kind)]
    chosen = choose_sentences(strong, taken, weights) or choose_sentences(weak, taken, weights)
    notices: list[Notice] = []
    if speaks_of_one_person(understood):
        notices.append("not_personal_advice")
    if chosen:
        on_weak = is_weak(chosen[0].document.source.kind)
        if on_weak:
            notices.append("only_weak_sources")
        sources = [
            cite(one, number) for number, one in enumerate(in_reading_order(chosen), start=1)
        ]
        not_used = [] if on_weak else choose_sentences(weak, taken, weights)[:_NOT_USED]
        answer = Answer(
            asked=asked(notices, sureness(chosen[0])),
            sentences=tuple(AnswerSentence(one.quote, "quote", (one.number,)) for one in sources),
            sources=tuple(sources),
            not_used=tuple(
                cite(one, len(sources) + number) for number, one in enumerate(not_used, start=1)
            ),
        )
        return with_conflicts(answer, reader=reader, documents=documents)
    why: Reason = "not_in_corpus"
    missing = missing_words(every, taken, weights)
    if choose_sentences(every, taken, weights):
        why = "retracted_only"
    elif not missing:
        why = "not_sure"
    nearest = [
        cite(one, number, why=describe_near_miss(one, taken, weights))
        for number, one in enumerate(standing[:_NEAREST], start=1)
    ]
    best = sureness(standing[0]) if standing else 0.0
    return Refusal(
        asked=asked(notices, min(best, 0.49)),
        reason=why,
        missing=missing,
        nearest=tuple(nearest),
    )


def store_state(reader: StoreReader) -> StoreState:
    """What the store holds now, as it is kept with each answer."""
    years = [one.year for one in reader.sources.values() if one.year]
    return StoreState(
        documents=len(reader.known),
        passages=reader.passage_count,
        generation=reader.generation,
        covers_to=str(max(years)) if years else None,
        embedding_model=reader.embedding_model,
        built=reader.built,
    )


def _allowed(question: Question, reader: StoreReader) -> list[str] | None:
    """The documents that the asker's filters leave; None where there are no filters."""
    if not question.kinds and question.since is None and question.population is None:
        return None

    def fits(source: Source) -> bool:
        return (
            (not question.kinds or source.kind in question.kinds)
            and (question.since is None or (source.year or 0) >= question.since)
            and (question.population is None or question.population in source.population)
        )

    return [name for name, source in reader.sources.items() if fits(source)]
