"""How good are the sources that an answer cites, and are both sides of a dispute there? (pure)"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from ingest.kinds import KINDS, Kind, is_weak, trust_tier

_LOWEST = max(trust_tier(kind) for kind in KINDS)


def trust_of(kinds: Sequence[Kind]) -> float | None:
    """How trusted the cited kinds are on average: 1 for a guideline, 0 for marketing.

    The tiers of ingest/kinds.py in even steps; None where nothing is cited.

    >>> trust_of(["guideline", "marketing"])
    0.5
    """
    return sum(1 - trust_tier(one) / _LOWEST for one in kinds) / len(kinds) if kinds else None


def weak_share(kinds: Sequence[Kind]) -> float | None:
    """The share of the cited that are health articles, marketing or unattributed.

    >>> weak_share(["rct", "marketing"])
    0.5
    """
    return sum(is_weak(one) for one in kinds) / len(kinds) if kinds else None


def shows_both_sides(conflicts: Sequence[Mapping[str, Any]], cited: Collection[int]) -> bool:
    """Whether a disagreement is shown with two sides or more, each by a source that is cited.

    `conflicts` as a reply's JSON gives them: [{"sides": [{"label", "citations": [number]}]}].
    Its mean over the questions on disputed topics is the conflict recall.
    """
    return any(
        sum(any(number in cited for number in side["citations"]) for side in one["sides"]) >= 2
        for one in conflicts
    )
