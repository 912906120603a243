"""What a reader says and how a sentence was found → one calibrated sureness: the constants.

Two fits on the same questions: which candidate answers (a logistic regression over candidates),
then how often the surest candidate of a question is right (another, over questions).
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
from qa_app.answering.weigh import MOST_READ, features
from qa_app.reading.reader import Reader

Numbers = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class ReadQuestion:
    """A question's candidates: (candidates, features), and which of them answer."""

    answerable: bool
    values: Numbers
    right: Numbers


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
        text = joined(one, near_miss)
        asked, _, every = gather(store, encoder, text)
        some = every[:MOST_READ]
        if not some:
            continue
        said = reader.read(text, [each.shown for each in some], [each.over for each in some])
        found.append(
            ReadQuestion(
                near_miss is None,
                np.array([features(*both, asked) for both in zip(some, said, strict=True)]),
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


def fit(read: Sequence[ReadQuestion]) -> tuple[list[float], float]:
    """Weights and bias whose logistic is the chance that a question's surest candidate is right."""
    values = np.concatenate([one.values for one in read])
    right = np.concatenate([one.right for one in read])
    spread = values.std(0) + 1e-9
    first = LogisticRegression(C=1.0, max_iter=2000).fit(values / spread, right)
    weights = first.coef_[0] / spread
    best = np.array([(one.values @ weights).argmax() for one in read])
    top = np.array([(one.values @ weights).max() for one in read])[:, None]
    is_right = np.array([one.right[at] for one, at in zip(read, best, strict=True)])
    second = LogisticRegression(C=1e6, max_iter=2000).fit(top, is_right)
    scale = float(second.coef_[0][0])
    return [float(one * scale) for one in weights], float(second.intercept_[0])


def sureness_of(read: ReadQuestion, weights: Sequence[float], bias: float) -> Numbers:
    """How sure it is of each candidate, 0…1."""
    return np.asarray(1 / (1 + np.exp(-(read.values @ np.asarray(weights) + bias))))
