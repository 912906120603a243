"""Hits → answer or refusal, in mode quotes: choose, quote, order; or say why not."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from time import perf_counter

from ingest.document import Source
from ingest.embed import Encoder
from ingest.store import StoreReader
from qa_app.answering.candidates import Candidate, candidates, slot_weights
from qa_app.answering.choose import (
    SURE_ENOUGH,
    choose_by_strength,
    choose_sentences,
    describe_near_miss,
    in_reading_order,
    missing_words,
    sureness,
)
from qa_app.answering.cite import cite
from qa_app.answering.conflicts import with_conflicts
from qa_app.answering.highlight import with_marks
from qa_app.answering.model_use import ModelUse, Rewritten
from qa_app.answering.parts import WHOLE, Parts
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
from qa_app.answering.weigh import read_candidates
from qa_app.finding.find import find, reader_terms
from qa_app.finding.follow_up import leans_on_turns, stand_alone
from qa_app.finding.fuse import VECTOR_WEIGHT
from qa_app.finding.question import TakenApart, take_apart
from qa_app.finding.spelling import mend_spelling
from qa_app.reading.reader import Reader

_NEAREST = 3
_NOT_USED = 2  # weak sources that say it too, shown as not used
_HITS_READ = 24

# Takes the answer in quotes and the sentences that stood for choice, best first.
Compose = Callable[[Answer, Sequence[Candidate]], Answer]
# Takes a follow-up, the questions before it, and what the rules make of it.
Rewrite = Callable[[str, Sequence[str], str], Rewritten]


def answer_question(
    question: Question,
    *,
    store: StoreReader,
    encoder: Encoder,
    reader: Reader | None = None,
    parts: Parts = WHOLE,
    rewrite: Rewrite | None = None,
    compose: Compose | None = None,
) -> Reply:
    """Answer from the store in exact quotes, or refuse with the reason and the nearest quotes.

    Without a `reader`, a sentence answers where it says the question's rare words. `rewrite` may
    understand a follow-up better than the rules do, and `compose` tell an answer otherwise; neither
    sees what is refused for what was typed.
    """
    started = perf_counter()
    store = parts.seen_by(store)
    text = question.text.strip()
    reason = set_aside(text)
    understood = heard = text
    model: ModelUse | None = None
    if reason is None and question.earlier:
        understood = stand_alone(text, question.earlier)
        if understood != text:  # whom it is said of may stand in the turn before
            heard = f"{question.earlier[-1].strip()} {text}"
        reason = _for_a_person(heard)
        if reason is None and rewrite is not None and leans_on_turns(text):
            rewritten = rewrite(text, question.earlier, understood)
            model = rewritten.use
            if rewritten.question is not None:
                understood = rewritten.question
                reason = _for_a_person(understood)  # what was typed has been heard already
                heard = f"{heard} {understood}"

    def asked(notices: Sequence[Notice] = (), score: float = 0.0) -> Asked:
        return Asked(
            id=secrets.token_hex(8),
            question=question.text,
            earlier=question.earlier,
            understood=understood,
            mode="quotes",
            notices=tuple(notices),
            store=store_state(store),
            seconds=perf_counter() - started,
            score=round(score, 4),
            model=model,
        )

    if reason is not None:
        return Refusal(asked=asked(), reason=reason, missing=(), nearest=())

    understood = mend_spelling(store, understood)
    documents = _allowed(question, store)
    taken, weights, every = gather(
        store, encoder, understood, documents=documents, vector_weight=parts.vector_weight
    )
    if reader is not None and parts.reader:
        every = read_candidates(every, taken, reader, store.terms)
    standing = [one for one in every if one.document.source.status != "retracted"]
    strong = [one for one in standing if not parts.hold_weak(one.document.source.kind)]
    weak = [one for one in standing if parts.hold_weak(one.document.source.kind)]
    chosen = choose_by_strength(strong, weak, taken, weights)
    notices: list[Notice] = []
    if speaks_of_one_person(heard):
        notices.append("not_personal_advice")
    if chosen:
        on_weak = parts.hold_weak(chosen[0].document.source.kind)
        if on_weak:
            notices.append("only_weak_sources")
        ordered = in_reading_order(chosen, by_trust=parts.tiers)
        sources = [cite(one, number) for number, one in enumerate(ordered, start=1)]
        not_used = [] if on_weak else choose_sentences(weak, taken, weights)[:_NOT_USED]
        answer = Answer(
            asked=asked(notices, max(map(sureness, (chosen[0], *not_used)))),
            sentences=tuple(AnswerSentence(one.quote, "quote", (one.number,)) for one in sources),
            sources=tuple(sources),
            not_used=tuple(
                cite(one, len(sources) + number) for number, one in enumerate(not_used, start=1)
            ),
        )
        if compose is not None:
            answer = compose(answer, weak if on_weak else strong)
        read_by = reader if parts.reader else None
        answer = with_marks(answer, read_by, {one.text: one.over for one in every})
        took = replace(answer.asked, seconds=perf_counter() - started)
        answer = replace(answer, asked=took)
        if not parts.conflicts:
            return answer
        return with_conflicts(answer, taken, store=store, documents=documents)
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
        asked=asked(notices, min(best, SURE_ENOUGH)),
        reason=why,
        missing=missing,
        nearest=tuple(nearest),
    )


def gather(
    store: StoreReader,
    encoder: Encoder,
    text: str,
    *,
    documents: Sequence[str] | None = None,
    vector_weight: float = VECTOR_WEIGHT,
) -> tuple[TakenApart, tuple[float, ...], list[Candidate]]:
    """The question taken apart, what each of its words counts, and the sentences found for it."""
    hits = find(
        store,
        encoder,
        text,
        limit=_HITS_READ,
        documents=documents,
        vector_weight=vector_weight,
    )
    taken = take_apart(text, reader_terms(store))
    weights = slot_weights(taken, store)
    return taken, weights, candidates(taken, weights, hits)


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


def _for_a_person(text: str) -> Reason | None:
    """Why what is asked for one person is refused; None where it is not."""
    if is_emergency(text):
        return "emergency"
    return "personal_decision" if is_personal_decision(text) else None


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
