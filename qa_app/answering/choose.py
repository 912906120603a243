"""Which candidates answer, in which order; or what is missing (pure). All thresholds stand here."""

from collections.abc import Iterable, Sequence

from ingest.kinds import trust_tier
from qa_app.answering.candidates import NEAR, Candidate, says_the_same
from qa_app.finding.question import TakenApart

MAX_SENTENCES = 5

# Where a reader has read them. Fitted on sources that it was not trained on; see evals/LOG.md.
SURE_ENOUGH = 0.4  # from here on a sentence answers; at 0.35 as much credit, more that is wrong
_ALSO_SURE = 0.6  # of the first sentence's sureness: another that is sure enough stands beside it
# Coverage below which a sentence is beside the question, whatever a reader takes it for. Half of
# what all but two in a hundred right sentences have on the tune sets.
_LEAST_COVERAGE = 0.12
_SAYS_AS_MUCH = 0.9  # of what a weak source's sentence says of the question, for a strong one's

# Where none has. Fitted on the tune half of the blind questions; the report half in evals/LOG.md.
ANSWERS_ABOVE = 0.7  # coverage of the question's words by the best sentence and its place
_NEEDED_FOR_FIGURE = 0.85  # for a dose or a duration, in the sentence, its heading or title
SIDE_ABOVE = 0.5  # the same for a sentence that gives one side of a comparison
_COMMON = 0.5  # rarity up to which a word is the topic's own, as ketamine is here
_RARE = 1.6  # rarity from which a word must be said
_ALSO_WITHIN = 0.82  # of the best sentence's coverage, for the others
_ALSO_OWN = 0.6  # of what the best sentence itself says: a title alone does not answer


def choose_sentences(
    found: Sequence[Candidate], asked: TakenApart, weights: Sequence[float]
) -> list[Candidate]:
    """The sentences that answer, best first; none where the question is not answered."""
    if all(one.sure is not None for one in found):
        return _choose_as_read(found, asked)
    return _choose_by_words(found, asked, weights)


def choose_by_strength(
    strong: Sequence[Candidate],
    weak: Sequence[Candidate],
    asked: TakenApart,
    weights: Sequence[float],
) -> list[Candidate]:
    """The sentences of strong sources that answer, else of weak ones; none where none answers.

    Where only a weak source is read as an answer, strong sentences that say as much of the
    question's words come in its place: what is known of it is there.
    """
    chosen = choose_sentences(strong, asked, weights)
    if chosen:
        return chosen
    on_weak = choose_sentences(weak, asked, weights)
    if not on_weak:
        return []
    say_it = [one for one in strong if one.own >= _SAYS_AS_MUCH * on_weak[0].own]
    return _choose_by_words(say_it, asked, weights) or on_weak


def _choose_as_read(found: Sequence[Candidate], asked: TakenApart) -> list[Candidate]:
    able = [
        one
        for one in found
        if one.coverage >= _LEAST_COVERAGE and (asked.figure is None or one.has_figure)
    ]
    if not able or sureness(able[0]) < SURE_ENOUGH:
        return []
    least = max(SURE_ENOUGH, _ALSO_SURE * sureness(able[0]))
    return _unlike((one for one in able[1:] if sureness(one) >= least), able[:1])


def _choose_by_words(
    found: Sequence[Candidate], asked: TakenApart, weights: Sequence[float]
) -> list[Candidate]:
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
    others = (one for one in able if one.coverage >= least and one.own >= least_own)
    return _unlike(others, chosen)


def _unlike(able: Iterable[Candidate], chosen: Sequence[Candidate] = ()) -> list[Candidate]:
    """At most MAX_SENTENCES, those chosen already first, no two saying the same."""
    unlike = list(chosen)
    for one in able:
        if len(unlike) == MAX_SENTENCES:
            break
        if one not in unlike and not any(says_the_same(one, other) for other in unlike):
            unlike.append(one)
    return unlike


def _answers(one: Candidate, asked: TakenApart, weights: Sequence[float]) -> bool:
    if one.coverage < ANSWERS_ABOVE:
        return False
    if asked.figure is not None and not one.has_figure:
        return False
    needed = NEAR if asked.figure is None else _NEEDED_FOR_FIGURE
    return all(
        said >= needed or weight < _RARE or slot.steering
        for slot, said, weight in zip(asked.slots, one.said, weights, strict=True)
    )


def _answers_a_side(one: Candidate, asked: TakenApart) -> bool:
    return one.coverage >= SIDE_ABOVE and (asked.figure is None or one.has_figure)


def _both_sides(
    able: Sequence[Candidate], asked: TakenApart, weights: Sequence[float]
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


def missing_words(
    found: Sequence[Candidate], asked: TakenApart, weights: Sequence[float]
) -> tuple[str, ...]:
    """The question's rare words that none of the sentences found says, as typed."""
    return tuple(
        slot.word
        for at, slot in enumerate(asked.slots)
        if not slot.steering
        and weights[at] >= _RARE
        and not any(one.said[at] >= NEAR for one in found)
    )


def describe_near_miss(one: Candidate, asked: TakenApart, weights: Sequence[float]) -> str:
    """What a sentence has of the question and what it lacks, in the question's words."""
    has: list[str] = []
    lacks: list[str] = []
    for slot, said, weight in zip(asked.slots, one.said, weights, strict=True):
        if slot.steering or weight <= 0:
            continue
        (has if said >= NEAR else lacks).append(slot.word)
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


def sureness(one: Candidate) -> float:
    """How sure it is that a sentence answers, 0…1; calibrated only where a reader has read it."""
    if one.sure is not None:
        return one.sure
    return max(0.0, min(1.0, one.coverage * 0.8 + one.hit.similarity * 0.2))


def in_reading_order(chosen: Sequence[Candidate], *, by_trust: bool = True) -> list[Candidate]:
    """The most trusted documents first, each document's sentences together and in its order."""
    best: dict[str, int] = {}
    for rank, one in enumerate(chosen):
        best.setdefault(one.document.id, rank)

    def place(one: Candidate) -> tuple[int, int, int]:
        tier = trust_tier(one.document.source.kind) if by_trust else 0
        return tier, best[one.document.id], one.sentence.start

    return sorted(chosen, key=place)
