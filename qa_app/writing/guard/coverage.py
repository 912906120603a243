"""Rule "words": how much of a claim stands in the quotes; too little is not their claim (pure)."""

from collections.abc import Iterator

from ingest.quantities import supports
from qa_app.writing.guard.statement import Statement

LEAST = 0.38  # of a claim's words; fitted on evals/guard, part tune


def coverage(claim: Statement, quotes: Statement, beside: Statement) -> float:
    """The share of the claim's words that the quotes say, or their title and heading.

    A broader term counts as said: an opioid, where the quotes name morphine.
    """
    said = quotes.stems | beside.stems
    every = quotes.known({one.name for one in (*quotes.mentions, *beside.mentions)})
    terms = {f"{one.kind}:{one.name}" for one in claim.mentions if one.name in every}
    words = [one for one in claim.words if not one.stem[0].isdigit()]
    if not words:
        return 1.0
    numbers = sum(supports(quotes.quantities, one) for one in claim.quantities)
    found = sum(one.stem in said or one.stem in terms for one in words)
    return (found + numbers) / (len(words) + numbers)


def faults_of_coverage(share: float) -> Iterator[str]:
    if share < LEAST:
        yield f"words: only {share:.0%} of its words stand in the quote"
