"""Hits → answer or refusal, in mode quotes: choose, quote, order; or say why not."""

import secrets
from collections.abc import Sequence
from time import perf_counter

from ingest.document import Document, Source, quote_span
from ingest.embed import Encoder
from ingest.kinds import is_weak, trust_tier
from ingest.store import StoreReader
from qa_app.answering.choose import (
    Candidate,
    candidates,
    inverse_frequency,
    says_the_same,
    slot_weights,
)
from qa_app.answering.references import reference_line
from qa_app.answering.reply import (
    Answer,
    AnswerSentence,
    Asked,
    CitedSource,
    Notice,
    PassageText,
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
from qa_app.finding.find import find, mend_spelling
from qa_app.finding.question import Asked as Understood
from qa_app.finding.question import is_follow_up, join_turns, take_apart

MAX_SENTENCES = 5
_NEAREST = 3
_NOT_USED = 2  # weak sources that say it too, shown as not used
_HITS_READ = 24

# Fitted on the tune half of the blind questions; the report half in evals/LOG.md.
ANSWERS_ABOVE = 0.7  # coverage of the question's words by the best sentence and its place
_NEEDED = 0.6  # every rare word stands at least in the sentence's passage
_NEEDED_FOR_FIGURE = 0.85  # for a dose or a duration, in the sentence, its heading or title
SIDE_ABOVE = 0.5  # the same for a sentence that gives one side of a comparison
_COMMON = 0.5  # rarity up to which a word is the topic's own, as ketamine is here
_RARE = 1.6  # rarity from which a word must be said
_ALSO_WITHIN = 0.82  # of the best sentence's coverage, for the others
_ALSO_OWN = 0.6  # of what the best sentence itself says: a title alone does not answer


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
    taken = take_apart(understood)
    passages = reader.passage_count

    def rarity(term: str) -> float:
        return inverse_frequency(passages, reader.keywords.count_with(term))

    weights = slot_weights(taken, rarity)
    every = candidates(taken, weights, hits)
    standing = [one for one in every if one.document.source.status != "retracted"]
    strong = [one for one in standing if not is_weak(one.document.source.kind)]
    weak = [one for one in standing if is_weak(one.document.source.kind)]
    chosen = _choose(strong, taken, weights) or _choose(weak, taken, weights)
    notices: list[Notice] = []
    if speaks_of_one_person(understood):
        notices.append("not_personal_advice")
    if chosen:
        on_weak = is_weak(chosen[0].document.source.kind)
        if on_weak:
            notices.append("only_weak_sources")
        sources = [
            _cite(one, number) for number, one in enumerate(_in_reading_order(chosen), start=1)
        ]
        not_used = [] if on_weak else _choose(weak, taken, weights)[:_NOT_USED]
        return Answer(
            asked=asked(notices, _sureness(chosen[0])),
            sentences=tuple(AnswerSentence(one.quote, "quote", (one.number,)) for one in sources),
            sources=tuple(sources),
            not_used=tuple(
                _cite(one, len(sources) + number) for number, one in enumerate(not_used, start=1)
            ),
        )
    why: Reason = "not_in_corpus"
    missing = _missing(every, taken, weights)
    if _choose(every, taken, weights):
        why = "retracted_only"
    elif not missing:
        why = "not_sure"
    nearest = [
        _cite(one, number, why=_near_miss(one, taken, weights))
        for number, one in enumerate(standing[:_NEAREST], start=1)
    ]
    best = _sureness(standing[0]) if standing else 0.0
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


def _choose(
    found: Sequence[Candidate], asked: Understood, weights: Sequence[float]
) -> list[Candidate]:
    """The sentences that answer, best first; none where the question is not answered."""
    able = [one for one in found if _answers(one, asked, weights)]
    chosen: list[Candidate] = []
    if asked.compares:
        able = [one for one in found if one in able or _answers_a_side(one, asked)]
        chosen = _both_sides(able, asked, weights)
        if not chosen:
            return []
    if not able:
        return []
    least, least_own = able[0].coverage * _ALSO_WITHIN, able[0].own * _ALSO_OWN
    for one in able:
        if len(chosen) == MAX_SENTENCES:
            break
        if one in chosen or one.coverage < least or one.own < least_own:
            continue
        if any(says_the_same(one, other) for other in chosen):
            continue
        chosen.append(one)
    return chosen


def _answers(one: Candidate, asked: Understood, weights: Sequence[float]) -> bool:
    if one.coverage < ANSWERS_ABOVE:
        return False
    if asked.figure is not None and not one.has_figure:
        return False
    needed = _NEEDED if asked.figure is None else _NEEDED_FOR_FIGURE
    return all(
        said >= needed or weight < _RARE or slot.steering
        for slot, said, weight in zip(asked.slots, one.said, weights, strict=True)
    )


def _answers_a_side(one: Candidate, asked: Understood) -> bool:
    return one.coverage >= SIDE_ABOVE and (asked.figure is None or one.has_figure)


def _both_sides(
    able: Sequence[Candidate], asked: Understood, weights: Sequence[float]
) -> list[Candidate]:
    """For a comparison, the fewest sentences that together say each of its words, or none."""
    chosen: list[Candidate] = []
    for at, slot in enumerate(asked.slots):
        if slot.steering or weights[at] <= _COMMON:
            continue
        if any(one.said[at] >= _NEEDED_FOR_FIGURE for one in chosen):
            continue
        side = next((one for one in able if one.said[at] >= _NEEDED_FOR_FIGURE), None)
        if side is None:
            return []
        chosen.append(side)
    return chosen[:MAX_SENTENCES]


def _missing(
    found: Sequence[Candidate], asked: Understood, weights: Sequence[float]
) -> tuple[str, ...]:
    """The question's rare words that none of the sentences found says, as typed."""
    return tuple(
        slot.word
        for at, slot in enumerate(asked.slots)
        if not slot.steering
        and weights[at] >= _RARE
        and not any(one.said[at] >= _NEEDED for one in found[:_HITS_READ])
    )


def _near_miss(one: Candidate, asked: Understood, weights: Sequence[float]) -> str:
    """What a sentence has of the question and what it lacks, in the question's words."""
    has: list[str] = []
    lacks: list[str] = []
    for slot, said, weight in zip(asked.slots, one.said, weights, strict=True):
        if slot.steering or weight <= 0:
            continue
        (has if said >= _NEEDED else lacks).append(slot.word)
    if asked.figure is not None and not one.has_figure:
        lacks.append(
            {
                "dose": "a dose",
                "duration": "a length of time",
                "share": "a share",
                "year": "a year",
                "count": "a number",
            }[asked.figure]
        )
    parts = []
    if has:
        parts.append("speaks of " + ", ".join(has))
    if lacks:
        parts.append("says nothing of " + ", ".join(lacks))
    return "; ".join(parts)


def _sureness(best: Candidate) -> float:
    """How sure an answer is, 0…1. Not calibrated yet: the learned reader's issue does that."""
    return max(0.0, min(1.0, best.coverage * 0.8 + best.hit.similarity * 0.2))


def _in_reading_order(chosen: Sequence[Candidate]) -> list[Candidate]:
    """The most trusted documents first, each document's sentences together and in its order."""
    best: dict[str, int] = {}
    for rank, one in enumerate(chosen):
        best.setdefault(one.document.id, rank)

    def place(one: Candidate) -> tuple[int, int, int]:
        return trust_tier(one.document.source.kind), best[one.document.id], one.sentence.start

    return sorted(chosen, key=place)


def _cite(one: Candidate, number: int, *, why: str | None = None) -> CitedSource:
    document, sentence = one.document, one.sentence
    source = document.source
    quote = quote_span(document, sentence.start, sentence.end)
    start = min(one.hit.passage.start, sentence.start)
    end = max(one.hit.passage.end, sentence.end)
    return CitedSource(
        number=number,
        document=document.id,
        title=source.title,
        kind=source.kind,
        year=source.year,
        doi=source.doi,
        url=source.url,
        holds=source.holds,
        basis=source.basis,
        words=source.words,
        status=source.status,
        status_date=source.status_date,
        page=document.page_at(sentence.start),
        heading=document.heading_at(sentence.start),
        start=quote.start,
        end=quote.end,
        sha256=quote.sha256,
        quote=quote.text,
        scope=_scope(source),
        reference=reference_line(source),
        checked=_checked(source),
        passage=PassageText(start, end, document.text[start:end]),
        table_header=_header(document, sentence.header),
        why=why,
    )


def _scope(source: Source) -> dict[str, list[str]]:
    scope = {
        "route": source.routes,
        "formulation": source.formulation,
        "population": source.population,
    }
    return {name: list(values) for name, values in scope.items() if values}


def _checked(source: Source) -> str | None:
    if source.checked_by is None:
        return None
    return f"{source.checked_by}, {source.checked_on}" if source.checked_on else source.checked_by


def _header(document: Document, header: tuple[int, int] | None) -> str | None:
    return None if header is None else document.text[header[0] : header[1]]
