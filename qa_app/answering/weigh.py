"""How sure is it that a sentence answers? What a reader says of it, weighed with how it was found.

A reader sees one question and one sentence. What it cannot see counts too: how well the passage
was found, whether a term of the question stands anywhere near. Which sentence comes
first and whether it answers at all are weighed apart: how well a passage was found tells one
sentence from another, and next to nothing of whether any of them answers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from ingest.lexicon import Lexicon, medical_lexicon, plain_text
from qa_app.answering.candidates import Candidate
from qa_app.finding.question import TakenApart
from qa_app.reading.reader import Reader, chance

# How many sentences are read: the first by the cheap score of candidates.py. Where one is right,
# it is among the first 28 in 271 of 277 tune questions on the corpus, and in 59 of 70 on papers.
MOST_READ = 28


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
    return [
        (
            said,
            max(said, alone),
            one.hit.score,
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
    "terms of the question that neither it nor its title names",
)
# Fitted by `python -m evals.training fit --bench BENCH` on the first sentences of the
# questions of four sets that training never saw, each of one weight: near misses of 19 sources,
# the tune halves of evals/questions/clinicians.yaml and corpus.yaml, and papers of other fields;
# with the shipped graph. evals/LOG.md tells what they reach on others. How many of the question's
# words a sentence says itself was weighed too, and taken out: in texts whose sentences lean on
# one another it refused what they say.
ORDER = (0.551, 0.0, 3.127, 0.0)
SURE = (0.0, 0.568, 0.0, -0.395)
BIAS = -0.016
