"""What a reader says and how a sentence was found → one calibrated sureness: the constants.

Two fits on the same questions: which candidate answers (a logistic regression over candidates),
then how often the first candidate of a question is right (another, over questions).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from evals.training.corpus_groups import CorpusQuestion, CorpusSentence, joined
from ingest.embed import Encoder
from ingest.store import StoreReader
from qa_app.answering.answer import gather
from qa_app.answering.weigh import MOST_READ, SIGNS, signs_of
from qa_app.reading.reader import Reader

Numbers = npt.NDArray[Any]

# The signs that say more of whether any sentence answers: chosen by leaving out sources in turn
# on the tune part (evals/LOG.md).
_OF_SURENESS = (1, 3)


@dataclass(frozen=True, slots=True)
class ReadQuestion:
    """A question's candidates: (candidates, signs), and which of them answer."""

    answerable: bool
    values: Numbers
    right: Numbers


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


def read_question(
    one: CorpusQuestion,
    sentences: Sequence[CorpusSentence],
    *,
    store: StoreReader,
    encoder: Encoder,
    reader: Reader,
) -> list[ReadQuestion]:
    """A question and each of its near misses, as the product reads them."""
    right = {(each.document, each.text) for each in sentences if one.is_answered_by(each)}
    found: list[ReadQuestion] = []
    for near_miss in (None, *one.near_misses):
        asked, _, every = gather(store, encoder, joined(one, near_miss))
        some = every[:MOST_READ]
        if not some:
            continue
        found.append(
            ReadQuestion(
                near_miss is None and one.answerable,
                np.array(signs_of(some, asked, reader, store.terms)),
                np.array(
                    [
                        near_miss is None
                        and (each.document.id, " ".join(each.text.split())) in right
                        for each in some
                    ]
                ),
            )
        )
    return found


def fit(read: Sequence[ReadQuestion]) -> Fitted:
    """Weights by which the right candidate comes first, and others by which its logistic is the
    chance that it is right."""
    values = np.concatenate([one.values for one in read])
    order = _regression(values, np.concatenate([one.right for one in read]))[0]
    firsts = [(one, int((one.values @ order).argmax())) for one in read]
    kept = list(_OF_SURENESS)
    some, bias = _regression(
        np.array([one.values[at, kept] for one, at in firsts]),
        np.array([one.right[at] for one, at in firsts]),
    )
    sure = np.zeros(len(SIGNS))
    sure[kept] = some
    return Fitted(tuple(order.tolist()), tuple(sure.tolist()), bias)


def _regression(values: Numbers, right: Numbers) -> tuple[Numbers, float]:
    """Weights and bias of a logistic regression, each sign first brought to one spread."""
    spread = values.std(0) + 1e-9
    found = LogisticRegression(C=1.0, max_iter=2000).fit(values / spread, right)
    return found.coef_[0] / spread, float(found.intercept_[0])
