"""Pairs of evidence and claim with what is right, from a CSV, read and checked."""

import csv
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Literal, get_args

from evals.datasets import EvalError, Part

Label = Literal["supported", "contradicted", "not_enough"]

_LABELS: dict[str, Label] = {one: one for one in get_args(Label)}
_PARTS: dict[str, Part] = {one: one for one in get_args(Part)}
_NEEDED = ("evidence", "claim", "label")


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim, and the words that it is said to stand on."""

    id: str
    evidence: str
    claim: str
    label: Label
    kind: str
    part: Part | None
    source: str  # pairs of one source are drawn together when chance is reckoned


def read_pairs(path: Path) -> list[Pair]:
    """Columns evidence, claim, label; and id, kind, part, source where the file has them."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            table = csv.DictReader(file)
            rows = list(table)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise EvalError(f"{path} cannot be read as a CSV of pairs: {error}") from error
    missing = [one for one in _NEEDED if one not in (table.fieldnames or ())]
    if missing:
        raise EvalError(
            f"{path} has no column {missing[0]}; pairs have the columns evidence, claim and label"
        )
    if not rows:
        raise EvalError(f"{path} holds no pair; give a CSV with evidence, claim and label")
    pairs = [_pair(row, number, path) for number, row in enumerate(rows, start=1)]
    seen: set[str] = set()
    for one in pairs:
        if one.id in seen:
            raise EvalError(f"{path} has the id {one.id!r} twice; give each pair its own")
        seen.add(one.id)
    return pairs


def write_pairs(path: Path, pairs: Iterable[Pair]) -> None:
    """As `read_pairs` reads them."""
    names = [one.name for one in fields(Pair)]
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, names)
        table.writeheader()
        table.writerows(asdict(one) for one in pairs)


def _pair(row: dict[str, str | None], number: int, path: Path) -> Pair:
    def field(name: str) -> str:
        return (row.get(name) or "").strip()

    for name in _NEEDED:
        if not field(name):
            raise EvalError(f"pair {number} of {path} has no {name}; fill it in or drop the pair")
    if field("label") not in _LABELS:
        raise EvalError(
            f"pair {number} of {path} has the label {field('label')!r}; use {', '.join(_LABELS)}"
        )
    if field("part") and field("part") not in _PARTS:
        raise EvalError(
            f"pair {number} of {path} is of the part {field('part')!r}; use tune or report"
        )
    return Pair(
        id=field("id") or str(number),
        evidence=field("evidence"),
        claim=field("claim"),
        label=_LABELS[field("label")],
        kind=field("kind") or field("label"),
        part=_PARTS.get(field("part")),
        source=field("source") or field("evidence"),
    )
