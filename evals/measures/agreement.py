"""Do two judges agree, beyond what chance would make them? (pure)"""

from collections import Counter
from collections.abc import Sequence


def cohen_kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Of pairs of labels, one by each judge: 1 for full agreement, 0 for that of chance.

    Cohen (1960), "A coefficient of agreement for nominal scales": (observed − expected) /
    (1 − expected), expected from how often each judge gives each label. None where both give but
    one label, the same: then chance alone would agree.

    >>> cohen_kappa([("yes", "yes"), ("yes", "no"), ("no", "no"), ("no", "no")])
    0.5
    """
    n = len(pairs)
    first, second = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    by_chance = sum(first[label] * second[label] for label in first)  # times n²
    if by_chance == n * n:
        return None
    agreed = sum(one == other for one, other in pairs)
    return (agreed * n - by_chance) / (n * n - by_chance)
