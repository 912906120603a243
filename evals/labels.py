"""Answers labelled by a person, and how far the automatic score agrees with them.

The form is filled from the question, the answer and its sources, before anybody has seen a score;
it names no system and no score. A key ties each label to the very reply that was labelled.
"""

import csv
import io
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from evals.asking import made_of
from evals.datasets import EvalError
from evals.intervals import bootstrap_interval
from evals.judgement import judgement_of_row
from evals.measures import cohen_kappa
from evals.rows import Row
from qa_app.answering.export import answer_as_text
from qa_app.answering.reply_json import reply_from_json

Label = Literal["right", "partly", "wrong"]
LABELS: tuple[Label, ...] = get_args(Label)
COLUMNS = ("key", "question", "reply", "label", "note")
HOW = (
    "label: right (it says what a right reply says, or rightly refuses), partly (only a part of "
    "that), wrong (anything else, also a wrong refusal). Look into the sources; see no score."
)
_BYTE_ORDER_MARK = "\ufeff"  # spreadsheets write it, and read UTF-8 rightly only with it


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of the labels: kappa over three labels, and over right or not; and how they meet."""

    n: int
    unlabelled: int
    other_reply: int  # keys of replies that the run does not have
    kappa: float | None
    interval: tuple[float, float] | None
    kappa_right: float | None
    interval_right: tuple[float, float] | None
    met: dict[tuple[Label, Label], int]  # (by hand, automatic) → how many

    def as_json(self) -> dict[str, Any]:
        return {
            "n": self.n,
            "unlabelled": self.unlabelled,
            "other_reply": self.other_reply,
            "kappa": self.kappa,
            "interval": self.interval,
            "kappa_right": self.kappa_right,
            "interval_right": self.interval_right,
            "met": [
                {"by_hand": hand, "automatic": score, "n": n}
                for (hand, score), n in sorted(self.met.items())
            ],
        }


def form_of(rows: Sequence[Row], *, n: int, seed: int, systems: Sequence[str] = ()) -> str:
    """The form as CSV: `n` replies drawn by lot, each once, from these systems or from all.

    Only of questions that are scored.
    """
    by_key = {
        key_of_reply(row): row
        for row in rows
        if row["judged"]["scored"] and (not systems or row["system"] in systems)
    }
    keys = sorted(by_key)
    if len(keys) < n:
        raise EvalError(f"there are {len(keys)} different replies; ask for no more with --n")
    drawn = random.Random(seed).sample(keys, n)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for key in drawn:
        asked = [*by_key[key]["earlier"], by_key[key]["question"]]
        reply = answer_as_text(reply_from_json(by_key[key]))
        writer.writerow([key, _cell(" / ".join(asked)), _cell(reply), "", ""])
    return _BYTE_ORDER_MARK + text.getvalue()


def key_of_reply(row: Row) -> str:
    """Of what a reply shows, and not of what gave it."""
    shown = [(one["text"], one["citations"]) for one in row["sentences"]]
    cited = [(one["document"], one["start"], one["end"]) for one in row["sources"]]
    beside = [row[name] for name in ("reason", "missing", "notices", "conflicts", "understood")]
    return made_of(row["question"], row["earlier"], shown, cited, beside)


def read_labels(path: Path) -> dict[str, Label | None]:
    """Key → label; None where none was given."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise EvalError(f"{path} cannot be read as UTF-8: {error}") from error
    reader = csv.DictReader(io.StringIO(text))
    if not {"key", "label"} <= set(reader.fieldnames or ()):
        raise EvalError(f"{path} has no columns key and label; write the form with --form")
    labels: dict[str, Label | None] = {}
    for at, row in enumerate(reader, start=2):
        given = (row["label"] or "").strip().lower()
        named = next((one for one in LABELS if one == given), None)
        if given and named is None:
            raise EvalError(f"row {at} of {path}: {given!r} is not one of {', '.join(LABELS)}")
        if row["key"] in labels:
            raise EvalError(f"row {at} of {path}: the key {row['key']} is there twice")
        labels[row["key"]] = named
    return labels


def automatic_label(credit: float) -> Label:
    if credit == 1:
        return "right"
    return "partly" if credit > 0 else "wrong"


def agree(labels: dict[str, Label | None], rows: Sequence[Row], name: str) -> Agreement:
    """`rows` as evals answers judged them; `name` is the file they are from."""
    scores = {
        key_of_reply(row): automatic_label(judgement_of_row(row, name).credit) for row in rows
    }
    given = {key: label for key, label in labels.items() if label is not None}
    pairs = [(label, scores[key]) for key, label in given.items() if key in scores]
    if not pairs:
        raise EvalError(
            f"no label is of a reply in {name}; name the run that the form is of with --run"
        )
    right = [(_right_or_not(one), _right_or_not(other)) for one, other in pairs]
    return Agreement(
        len(pairs),
        len(labels) - len(given),
        len(given) - len(pairs),
        cohen_kappa(pairs),
        _interval(pairs),
        cohen_kappa(right),
        _interval(right),
        dict(Counter(pairs)),
    )


def _interval(pairs: Sequence[tuple[str, str]]) -> tuple[float, float] | None:
    return bootstrap_interval(
        list(enumerate(pairs)),
        lambda drawn: cohen_kappa([pair for _, pair in drawn]),
        cluster=lambda one: one[0],
    )


def _right_or_not(label: Label) -> str:
    return "right" if label == "right" else "not"


def _cell(text: str) -> str:
    """Not taken for a formula by a spreadsheet."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text
