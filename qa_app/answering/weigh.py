"""How sure is it that a sentence answers? What a reader says of it, weighed with how it was found.

A reader sees one question and one sentence. What it cannot see counts too: how well the passage
was found, whether a rare word of the question stands anywhere near, whether a figure does.
"""

import math
from collections.abc import Sequence
from dataclasses import replace

from qa_app.answering.candidates import Candidate, figures_of
from qa_app.finding.question import TakenApart
from qa_app.reading.reader import Reader

# How many sentences are read: the first by the cheap score of candidates.py, which holds the
# right one among its first 32 in 0.98 of 1,532 questions (evals/LOG.md).
MOST_READ = 32


def read_candidates(
    found: Sequence[Candidate], asked: TakenApart, reader: Reader
) -> list[Candidate]:
    """The first MOST_READ candidates, each with how sure it is that it answers; surest first."""
    some = list(found[:MOST_READ])
    if not some:
        return []
    log_odds = reader.read(asked.text, [one.shown for one in some], [one.over for one in some])
    read = [
        replace(one, sure=_sure(features(one, said, asked)))
        for one, said in zip(some, log_odds, strict=True)
    ]
    return sorted(read, key=lambda one: (-(one.sure or 0.0), one.document.id, one.sentence.start))


def features(one: Candidate, log_odds: float, asked: TakenApart) -> tuple[float, ...]:
    """What is weighed, in the order of WEIGHTS."""
    return (
        log_odds,
        one.hit.score,
        one.coverage,
        one.own,
        float(asked.figure is not None and not one.has_figure),
        float(bool(figures_of(asked.text) - one.figures_near)),
    )


def _sure(values: Sequence[float]) -> float:
    total = BIAS + sum(weight * value for weight, value in zip(WEIGHTS, values, strict=True))
    return 1 / (1 + math.exp(-total))


# Fitted by `python -m evals.training fit` on the 332 questions and near misses of 19 sources that
# training never saw, with the graph of evals/LOG.md, which also tells what they reach on others.
WEIGHTS = (0.848, 3.802, -2.387, 4.049, -0.573, -1.164)
BIAS = -4.159
