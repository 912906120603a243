"""Scores of a ranking against relevance judgements (pure), as TREC defines them."""

from collections.abc import Iterable, Mapping, Sequence
from math import log2


def trec_order(scored: Iterable[tuple[str, float]]) -> list[str]:
    """Document ids by falling score; ties by falling id, as trec_eval orders every run.

    >>> trec_order([("a", 0.5), ("c", 0.9), ("b", 0.5)])
    ['c', 'b', 'a']
    """
    return [name for name, _ in sorted(scored, key=lambda one: (one[1], one[0]), reverse=True)]


def ndcg_at_k(ranking: Sequence[str], relevance: Mapping[str, int], k: int) -> float:
    """Discounted gain of the first `k` over that of the best order; 0 where nothing is relevant.

    Järvelin and Kekäläinen (2002), "Cumulated gain-based evaluation of IR techniques", with
    trec_eval's (ndcg_cut) gain = the judged grade and discount = log2(rank + 1).
    """
    best = sorted((grade for grade in relevance.values() if grade > 0), reverse=True)
    ideal = _discounted(best[:k])
    if not ideal:
        return 0.0
    return _discounted([max(0, relevance.get(name, 0)) for name in ranking[:k]]) / ideal


def recall_at_k(ranking: Sequence[str], relevance: Mapping[str, int], k: int) -> float:
    """The share of the relevant documents that are among the first `k` (trec_eval, recall).

    >>> recall_at_k(["a", "b", "c"], {"a": 1, "c": 2, "d": 1, "e": 0}, 2)
    0.3333333333333333
    """
    relevant = {name for name, grade in relevance.items() if grade > 0}
    return len(relevant.intersection(ranking[:k])) / len(relevant) if relevant else 0.0


def reciprocal_rank(
    ranking: Sequence[str], relevance: Mapping[str, int], k: int | None = None
) -> float:
    """1 / rank of the first relevant document, 0 where none is among the first `k`.

    Voorhees (1999), "The TREC-8 question answering track report", section 2.3.

    >>> reciprocal_rank(["a", "b", "c"], {"c": 1})
    0.3333333333333333
    """
    for rank, name in enumerate(ranking[:k], start=1):
        if relevance.get(name, 0) > 0:
            return 1 / rank
    return 0.0


def _discounted(grades: Sequence[int]) -> float:
    return sum(grade / log2(rank + 1) for rank, grade in enumerate(grades, start=1))
