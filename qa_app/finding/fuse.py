"""Two lists of scores → one, by a convex combination of scores scaled per query (pure).

Bruch, Gai and Ingber (2022), "An analysis of fusion functions for hybrid retrieval": a convex
combination of normalised scores is better than reciprocal ranks, and needs few examples to fit.
"""

from collections.abc import Mapping

VECTOR_WEIGHT = 0.5  # fitted; see evals/LOG.md

_SIMILARITY_FLOOR = 0.0  # the least cosine that says anything; the keyword leg's least is 0


def fuse(
    vectors: Mapping[str, float],
    keywords: Mapping[str, float],
    *,
    vector_weight: float = VECTOR_WEIGHT,
) -> list[tuple[str, float]]:
    """Key → score of each leg to (key, fused score), best first, ties by key.

    Each leg's scores are scaled to 0…1, from that leg's theoretical least to the query's best.
    A key that a leg did not return counts 0 there.
    """
    near = _scaled(vectors, floor=_SIMILARITY_FLOOR)
    worded = _scaled(keywords, floor=0.0)
    fused = {
        key: vector_weight * near.get(key, 0.0) + (1 - vector_weight) * worded.get(key, 0.0)
        for key in near.keys() | worded.keys()
    }
    return sorted(fused.items(), key=lambda item: (-item[1], item[0]))


def _scaled(scores: Mapping[str, float], *, floor: float) -> dict[str, float]:
    best = max(scores.values(), default=floor)
    if best <= floor:
        return dict.fromkeys(scores, 0.0)
    return {key: max(0.0, score - floor) / (best - floor) for key, score in scores.items()}
