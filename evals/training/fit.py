"""What a reader says and how a sentence was found → one calibrated sureness: the constants.

Two fits on the same questions: which candidate answers (a logistic regression over candidates),
then how often the first candidate of a question is right (another, over questions).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression

from evals.training.as_read import Numbers, ReadQuestion
from qa_app.answering.weigh import SIGNS

# Which of the SIGNS are weighed, chosen by leaving out sources in turn on the tune parts
# (evals/LOG.md). What comes first: the reader's word on the whole text, and how well the passage
# was found. Whether that answers: its word where the story before the question is left out too,
# and the terms that nothing names; how well a passage was found says next to nothing of it.
OF_ORDER = (0, 2)
OF_SURENESS = (1, 3)


@dataclass(frozen=True, slots=True)
class Fitted:
    """The constants of qa_app/answering/weigh.py."""

    order: tuple[float, ...]
    sure: tuple[float, ...]
    bias: float

    def first(self, one: ReadQuestion) -> int:
        return int((one.values @ np.asarray(self.order)).argmax())

    def sureness(self, one: ReadQuestion) -> float:
        """Of the first candidate, 0…1."""
        log_odds = one.values[self.first(one)] @ np.asarray(self.sure) + self.bias
        return float(1 / (1 + np.exp(-log_odds)))


def fit(sets: Sequence[Sequence[ReadQuestion]]) -> Fitted:
    """Weights by which the right candidate comes first, and others by which its logistic is the
    chance that it is right.

    Each set weighs as much as any other, however many questions it has: sets of one kind of
    question must not outvote the others by their size.
    """
    read = [one for some in sets for one in some]
    weights = [len(read) / len(sets) / len(some) for some in sets for _ in some]
    order, _ = _regression(
        np.concatenate([one.values for one in read]),
        np.concatenate([one.right for one in read]),
        np.repeat(weights, [len(one.right) for one in read]),
        OF_ORDER,
    )
    firsts = [(one, int((one.values @ order).argmax())) for one in read]
    sure, bias = _regression(
        np.array([one.values[at] for one, at in firsts]),
        np.array([one.right[at] for one, at in firsts]),
        np.array(weights),
        OF_SURENESS,
    )
    return Fitted(tuple(order.tolist()), tuple(sure.tolist()), bias)


def _regression(
    values: Numbers, right: Numbers, weights: Numbers, signs: Sequence[int]
) -> tuple[Numbers, float]:
    """Weights and bias of a logistic regression on some of the signs, the others' weight 0.

    Each sign is first brought to one spread.
    """
    kept = values[:, list(signs)]
    spread = kept.std(0) + 1e-9
    model = LogisticRegression(C=1.0, max_iter=3000)
    model.fit(kept / spread, right, sample_weight=weights)
    every = np.zeros(len(SIGNS))
    every[list(signs)] = model.coef_[0] / spread
    return every, float(model.intercept_[0])
