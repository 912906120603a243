"""How sure is it that a sentence answers? What a reader says of it, weighed with how it was found.

A reader sees one question and one sentence. What it cannot see counts too: how well the passage
was found, whether a figure or a term of the question stands anywhere near. Which sentence comes
first and whether it answers at all are weighed apart: how well a passage was found tells one
sentence from another, and next to nothing of whether any of them answers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from ingest.lexicon import Lexicon, medical_lexicon, plain_text
from qa_app.answering.candidates import Candidate, figures_of
from qa_app.finding.question import TakenApart
from qa_app.reading.reader import Reader, chance

# How many sentences are read: the first by the cheap score of candidates.py, which holds the
# right one among its first 32 in 0.98 of 1,532 questions (evals/LOG.md).
MOST_READ = 32


def read_candidates(
    found: Sequence[Candidate],
    asked: TakenApart,
    reader: Reader,
    terms: Sequence[Sequence[str]] = (),
) -> list[Candidate]:
    """The first MOST_READ candidates in a better order, each with how sure it is that it answers.

    `terms` are the groups of words that mean the same in the folder.
    """
    some = list(found[:MOST_READ])
    signs = signs_of(some, asked, reader, terms)
    order = sorted(range(len(some)), key=lambda at: (-weigh(signs[at], ORDER), at))
    return [replace(some[at], sure=chance(weigh(signs[at], SURE) + BIAS)) for at in order]


def signs_of(
    some: Sequence[Candidate],
    asked: TakenApart,
    reader: Reader,
    terms: Sequence[Sequence[str]] = (),
) -> list[tuple[float, ...]]:
    """What is weighed of each candidate, in the order of SIGNS."""
    if not some:
        return []
    log_odds = _read(asked.text, some, reader)
    # A story before the question tells which sentence fits, and keeps it from looking answered.
    asked_alone = _read(asked.asked, some, reader) if asked.asked != asked.text else log_odds
    lexicon = medical_lexicon(terms)
    named = _named(asked.text, lexicon)
    figures = figures_of(asked.text)
    return [
        (
            said,
            max(said, alone),
            one.hit.score,
            one.coverage,
            one.own,
            float(asked.figure is not None and not one.has_figure),
            float(bool(figures - one.figures_near)),
            float(len(named - _known(f"{one.shown} . {one.over}", lexicon))) if named else 0.0,
        )
        for one, said, alone in zip(some, log_odds, asked_alone, strict=True)
    ]


def _read(text: str, some: Sequence[Candidate], reader: Reader) -> list[float]:
    return reader.read(text, [one.shown for one in some], [one.over for one in some])


def weigh(signs: Iterable[float], weights: Sequence[float]) -> float:
    return sum(weight * sign for weight, sign in zip(weights, signs, strict=True))


def _named(text: str, lexicon: Lexicon) -> set[str]:
    """The drugs, routes, people, conditions … that a text names."""
    return {one.name for one in lexicon.mentions(plain_text(text))}


@lru_cache(maxsize=8192)  # a question reads the same sentences as the last
def _known(text: str, lexicon: Lexicon) -> frozenset[str]:
    return frozenset(lexicon.names_and_broader(_named(text, lexicon)))


SIGNS = (
    "the reader's log-odds",
    "the same, or of the question without the story before it where that is more",
    "how well the passage was found",
    "share of the question's words said near",
    "share said by the sentence itself",
    "the figure asked for is missing",
    "a number of the question stands nowhere near",
    "terms of the question that neither it nor its title names",
)
# Fitted by `python -m evals.training fit` on the 332 questions and near misses of 19 sources that
# training never saw, with the shipped graph; evals/LOG.md tells what they reach on others. A zero
# in SURE is a sign that tells nothing more there.
ORDER = (0.757, 0.0, 4.148, -4.253, 5.814, 0.117, -0.875, -0.247)
SURE = (0.667, 0.0, 0.0, 0.0, 4.319, 0.0, -0.148, -0.725)
BIAS = -2.415
