"""Two lists of scores → one, by a convex combination of scores scaled per query (pure).

Bruch, Gai and Ingber (2022), "An analysis of fusion functions for hybrid retrieval": a convex
combination of normalised scores is better than reciprocal ranks, and needs few examples to fit.
"""

from collections.abc import Mapping

VECTOR_WEIGHT = 0.5  # fitted on half of the SciFact train queries, flat from 0.45 to 0.65

LEG_DEPTH = 200  # passages asked of each leg; fitted with the scaling, see evals/LOG.md


def fuse(
    vectors: Mapping[str, float],
    keywords: Mapping[str, float],
    *,
    vector_weight: float = VECTOR_WEIGHT,
    depth: int = LEG_DEPTH,
) -> list[tuple[str, float]]:
    """Key → score of each leg to (key, fused score), best first, ties by key.

    Each leg's scores are scaled to 0…1, from the least of its list to the best. A key that a leg
    did not return counts 0 there. A list of keywords shorter than `depth` holds every passage that
    says any word of the question: the least is then 0, that of the passages that say none.
    """
    near = _scaled(vectors, least=min(vectors.values(), default=0.0))
    every_word_found = len(keywords) < depth
    least = 0.0 if every_word_found else min(keywords.values(), default=0.0)
    worded = _scaled(keywords, least=least)
    fused = {
        key: vector_weight * near.get(key, 0.0) + (1 - vector_weight) * worded.get(key, 0.0)
        for key in near.keys() | worded.keys()
    }
    return sorted(fused.items(), key=lambda item: (-item[1], item[0]))


def _scaled(scores: Mapping[str, float], *, least: float) -> dict[str, float]:
    span = max(scores.values(), default=least) - least
    if span <= 0:  # one passage, or all alike: there is no telling them apart
        return dict.fromkeys(scores, 1.0)
    return {key: (score - least) / span for key, score in scores.items()}
