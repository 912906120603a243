"""Groups → weights: full fine-tuning of a small encoder as a cross-encoder, on a processor.

The loss is a softmax over a group's sentences and the null option, whose logit is fixed at 0:
a group that nothing answers pushes every sentence below 0, so that one number both ranks and
refuses. A pairwise cross-entropy is mixed in, which keeps the logits calibrated one by one.
"""

import json
import math
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from evals.training.groups import Candidate, Group
from qa_app.reading.reader import in_place

Form = Literal["plain", "before", "over"]

# bf16 kernels are compiled anew for every shape, and kept: few shapes, in both directions.
_PAD_TO = 32
_ROWS_TO = 16
_LONGEST = 128
_WITHOUT = 0.25  # of the groups


@dataclass(frozen=True, slots=True)
class Settings:
    """One run of training; written beside the weights it made."""

    start: str  # folder or name of the weights to start from
    epochs: float = 1.0
    rate: float = 5e-5
    groups_a_step: int = 16
    pairwise: float = 0.5  # share of the pairwise loss
    form: Form = "plain"
    seed: int = 0
    threads: int = 2


def second_text(candidate: Candidate, form: Form) -> str:
    """What the reader sees as the second text of a pair."""
    if form == "before" and candidate.before:
        return f"{candidate.text} [SEP] {candidate.before}"
    if form == "over":
        return in_place(candidate.text, candidate.over)
    return candidate.text


def group_loss(logits: torch.Tensor, answers: torch.Tensor, *, pairwise: float) -> torch.Tensor:
    """The loss of one group: logits and answers are both (sentences,)."""
    null = torch.zeros(1)
    every = torch.logsumexp(torch.cat([logits, null]), 0)
    right = torch.logsumexp(logits[answers > 0], 0) if bool(answers.any()) else null[0]
    listwise = every - right
    pairs = torch.nn.functional.binary_cross_entropy_with_logits(logits, answers)
    return (1 - pairwise) * listwise + pairwise * pairs


def train(
    groups: Sequence[Group],
    settings: Settings,
    out: Path,
    *,
    say: Callable[[str], None],
    checkpoint_steps: int = 500,
) -> None:
    """Train on `groups` and write weights, tokenizer and settings to `out`."""
    torch.set_num_threads(settings.threads)
    torch.manual_seed(settings.seed)
    luck = random.Random(settings.seed)
    tokenizer = AutoTokenizer.from_pretrained(settings.start)
    # Without dropout: one or two passes do not overfit. Attention in plain matrix products: its
    # fused kernel is slow backwards on a processor (48 pairs of 64 tokens: 97 pairs/s without it,
    # 70 with it, 4 threads).
    model = AutoModelForSequenceClassification.from_pretrained(
        settings.start,
        num_labels=1,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        attn_implementation="eager",
    )
    model.train()
    encoded = _encode(groups, tokenizer, settings.form, luck)
    steps_an_epoch = math.ceil(len(groups) / settings.groups_a_step)
    total = max(1, round(steps_an_epoch * settings.epochs))
    optimiser = torch.optim.AdamW(_decayed(model), lr=settings.rate, fused=True)
    warm = max(1, total // 20)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / warm, max(0.0, (total - step) / (total - warm)))
    )
    step, started, seen, mean = 0, time.perf_counter(), 0, 0.0
    while step < total:
        for batch in _batches(encoded, settings.groups_a_step, luck):
            if step >= total:
                break
            logits = _logits(model, tokenizer, [pair for n in batch for pair in encoded[n]])
            losses, at = [], 0
            for n in batch:
                size = len(encoded[n])
                answers = torch.tensor([float(one.answers) for one in groups[n].candidates])
                losses.append(
                    group_loss(logits[at : at + size], answers, pairwise=settings.pairwise)
                )
                at += size
            loss = torch.stack(losses).mean()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            optimiser.zero_grad(set_to_none=True)
            step, seen = step + 1, seen + at
            mean = loss.item() if step == 1 else 0.98 * mean + 0.02 * loss.item()
            if step % 50 == 0:
                rate = seen / (time.perf_counter() - started)
                say(f"step {step}/{total} loss {mean:.3f} {rate:.0f} pairs/s")
            if step % checkpoint_steps == 0:
                _save(model, tokenizer, settings, out)
    _save(model, tokenizer, settings, out)


def _save(model: Any, tokenizer: Any, settings: Settings, out: Path) -> None:
    model.save_pretrained(out)
    tokenizer.save_pretrained(out)
    (out / "training.json").write_text(json.dumps(asdict(settings), indent=1), encoding="utf-8")


def _encode(
    groups: Sequence[Group], tokenizer: Any, form: Form, luck: random.Random
) -> list[list[Any]]:
    """For each group its pairs as (input ids, segment ids)."""
    encoded = []
    for group in groups:
        # Not every sentence will have a title: some groups are read without.
        seen: Form = "plain" if luck.random() < _WITHOUT else form
        seconds = [second_text(one, seen) for one in group.candidates]
        pairs = tokenizer(
            [group.question] * len(seconds),
            seconds,
            truncation="longest_first",
            max_length=_LONGEST,
        )
        encoded.append(list(zip(pairs["input_ids"], pairs["token_type_ids"], strict=True)))
    return encoded


def _batches(encoded: list[list[Any]], size: int, luck: random.Random) -> list[list[int]]:
    """Batches of groups alike in length, in a random order."""
    order = list(range(len(encoded)))
    luck.shuffle(order)
    batches = []
    for at in range(0, len(order), size * 50):
        pool = sorted(
            order[at : at + size * 50], key=lambda n: max(len(ids) for ids, _ in encoded[n])
        )
        batches += [pool[k : k + size] for k in range(0, len(pool), size)]
    luck.shuffle(batches)
    return batches


def _logits(model: Any, tokenizer: Any, pairs: list[Any]) -> torch.Tensor:
    """(pairs,) in float32; computed in bfloat16, pairs of like length together."""
    order = sorted(range(len(pairs)), key=lambda n: len(pairs[n][0]))
    parts: list[torch.Tensor] = []
    indexes: list[int] = []
    for at in range(0, len(order), 48):
        some = order[at : at + 48]
        width = -(-max(len(pairs[n][0]) for n in some) // _PAD_TO) * _PAD_TO
        height = -(-len(some) // _ROWS_TO) * _ROWS_TO
        ids = torch.zeros(height, width, dtype=torch.long) + tokenizer.pad_token_id
        segments = torch.zeros(height, width, dtype=torch.long)
        mask = torch.zeros(height, width, dtype=torch.long)
        mask[:, 0] = 1
        for row, n in enumerate(some):
            length = len(pairs[n][0])
            ids[row, :length] = torch.tensor(pairs[n][0])
            segments[row, :length] = torch.tensor(pairs[n][1])
            mask[row, :length] = 1
        with torch.autocast("cpu", dtype=torch.bfloat16):
            out = model(input_ids=ids, token_type_ids=segments, attention_mask=mask)
        parts.append(out.logits[: len(some), 0].float())
        indexes += some
    back = torch.empty(len(pairs), dtype=torch.long)
    back[torch.tensor(indexes)] = torch.arange(len(pairs))
    return torch.cat(parts)[back]


def _decayed(model: Any) -> list[dict[str, Any]]:
    plain = [p for name, p in model.named_parameters() if p.ndim == 1]
    rest = [p for name, p in model.named_parameters() if p.ndim > 1]
    return [{"params": rest, "weight_decay": 0.01}, {"params": plain, "weight_decay": 0.0}]
