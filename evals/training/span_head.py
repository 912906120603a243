"""The head that scores each word piece as the first and the last of an answer.

It reads what frozen weights make of a pair, in passing: the states between their layers. Of the
last layer it takes none: training taught that one to write to the first piece alone, and a head
on it finds half as many answers as one on the layers before (evals/LOG.md).
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from evals.training.span_pairs import SpanPair
from qa_app.reading.reader import in_place
from qa_app.reading.spans import allowed_spans, pieces_of_sentence, pieces_of_words, words_of

FILE = "spans.pt"

_LONGEST = 128
_LAYERS = (2, 3, 4, 5)
_HIDDEN = 128
_PAIRS_A_STEP = 32
_PAIRS_A_PASS = 16


class SpanHead(torch.nn.Module):
    """States of some layers → (…, 2): the scores as the first piece of an answer, as the last."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.inner = torch.nn.Linear(width * len(_LAYERS), _HIDDEN)
        self.outer = torch.nn.Linear(_HIDDEN, 2)

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        scores: torch.Tensor = self.outer(torch.nn.functional.gelu(self.inner(states)))
        return scores


def states_of(hidden_states: Sequence[torch.Tensor]) -> torch.Tensor:
    """What the head reads, of the states after every layer."""
    return torch.cat([hidden_states[at] for at in _LAYERS], -1)


def save_head(head: SpanHead, weights: Path, *, sure: float) -> None:
    """Beside the weights that it was fitted on; no others fit it."""
    width = head.inner.in_features // len(_LAYERS)
    torch.save({"width": width, "sure": sure, "state": head.state_dict()}, weights / FILE)


def load_head(weights: Path) -> tuple[SpanHead, float] | None:
    """The head that lies beside some weights, and from where on it is sure; None without one."""
    if not (weights / FILE).is_file():
        return None
    saved = torch.load(weights / FILE, weights_only=True)
    head = SpanHead(saved["width"])
    head.load_state_dict(saved["state"])
    return head.eval(), float(saved["sure"])


@dataclass(frozen=True, slots=True)
class SeenPair:
    """A pair as the head sees it."""

    pair: SpanPair
    states: torch.Tensor  # (pieces of the sentence, states), in half precision
    places: list[tuple[int, int]]  # of those pieces in the sentence
    ends: torch.Tensor  # (spans, 2): first and last piece of each span that may be marked
    right: list[int]  # those of them that answer


def see_pairs(
    pairs: Sequence[SpanPair], weights: Path, *, say: Callable[[str], None]
) -> Iterator[SeenPair]:
    """One pass of the frozen weights over the pairs, those of like length together."""
    tokenizer = AutoTokenizer.from_pretrained(weights)
    model = AutoModelForSequenceClassification.from_pretrained(weights).eval()
    encoded = tokenizer(
        [one.question for one in pairs],
        [in_place(one.sentence, one.over) for one in pairs],
        truncation="longest_first",
        max_length=_LONGEST,
        return_offsets_mapping=True,
    )
    order = sorted(range(len(pairs)), key=lambda at: len(encoded["input_ids"][at]))
    for begin in range(0, len(order), _PAIRS_A_PASS):
        some = order[begin : begin + _PAIRS_A_PASS]
        with torch.no_grad():
            states = states_of(_hidden_states(model, encoded, some)).half()
        for row, at in enumerate(some):
            seen = _seen(
                pairs[at], encoded["token_type_ids"][at], encoded["offset_mapping"][at], states[row]
            )
            if seen is not None:
                yield seen
        if begin % (100 * _PAIRS_A_PASS) == 0:
            say(f"{begin + len(some)} of {len(order)} pairs read")


def fit_head(
    seen: Sequence[SeenPair], *, epochs: int, rate: float = 1e-3, seed: int = 0
) -> SpanHead:
    """Softmax over a sentence's spans and the option of none, whose score is 0."""
    torch.manual_seed(seed)
    luck = random.Random(seed)
    head = SpanHead(seen[0].states.shape[1] // len(_LAYERS))
    optimiser = torch.optim.AdamW(head.parameters(), lr=rate, weight_decay=0.01)
    order = list(range(len(seen)))
    total = epochs * -(-len(order) // _PAIRS_A_STEP)
    fall = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: max(0.0, 1 - step / total))
    for _ in range(epochs):
        luck.shuffle(order)
        for begin in range(0, len(order), _PAIRS_A_STEP):
            some = [seen[at] for at in order[begin : begin + _PAIRS_A_STEP]]
            every = head(torch.cat([one.states for one in some]).float())
            sizes = [len(one.states) for one in some]
            losses = [
                _loss(scores, one) for one, scores in zip(some, every.split(sizes), strict=True)
            ]
            torch.stack(losses).mean().backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            fall.step()
            optimiser.zero_grad(set_to_none=True)
    return head.eval()


def scores_of(head: SpanHead, one: SeenPair) -> Any:
    """(pieces, 2) of a pair."""
    with torch.no_grad():
        return head(one.states.float()).numpy().astype(np.float32)


def _loss(scores: torch.Tensor, one: SeenPair) -> torch.Tensor:
    spans = scores[one.ends[:, 0], 0] + scores[one.ends[:, 1], 1]
    every = torch.logsumexp(torch.cat([spans, torch.zeros(1)]), 0)
    return every - torch.logsumexp(spans[one.right], 0) if one.right else every


def _hidden_states(model: Any, encoded: Any, some: Sequence[int]) -> Any:
    width = max(len(encoded["input_ids"][at]) for at in some)
    inputs = {
        name: torch.zeros(len(some), width, dtype=torch.long)
        for name in ("input_ids", "token_type_ids", "attention_mask")
    }
    for row, at in enumerate(some):
        for name, tensor in inputs.items():
            values = torch.tensor(encoded[name][at])
            tensor[row, : len(values)] = values
    return model(**inputs, output_hidden_states=True).hidden_states


def _seen(
    pair: SpanPair, text: list[int], places: list[tuple[int, int]], states: torch.Tensor
) -> SeenPair | None:
    at = pieces_of_sentence(text, places, len(pair.sentence))
    kept = [places[one] for one in at]
    every = words_of(pair.sentence)
    both = zip(every, pieces_of_words(every, kept), strict=True)
    held = [(word, pieces) for word, pieces in both if pieces is not None]
    words = [word for word, _ in held]
    spans = allowed_spans(pair.sentence, words)
    if not spans:
        return None
    gold = {_words_within(words, span) for span in pair.spans}
    return SeenPair(
        pair,
        states[at].clone(),
        kept,
        torch.tensor([(held[i][1][0], held[j][1][1]) for i, j in spans]),
        [number for number, span in enumerate(spans) if span in gold],
    )


def _words_within(words: Sequence[tuple[int, int]], span: tuple[int, int]) -> tuple[int, int]:
    """The first and the last word that a span touches; (-1, -1) where it touches none."""
    at = [n for n, (start, end) in enumerate(words) if start < span[1] and span[0] < end]
    return (at[0], at[-1]) if at else (-1, -1)
