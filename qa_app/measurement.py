"""What a measurement of a library found: evals writes it, the Evaluation page reads it.

One file for each run lies in the folder measurements/ of the store that was measured, and goes with
it. The one that comes with the program is of the texts that come with it.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

FOLDER = "measurements"
SHIPPED = Path(__file__).with_name("measurement.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measure: in words, and as numbers for whoever computes with them."""

    name: str
    title: str
    says: str
    range: str  # what its 95% interval says
    means: str  # how it is defined
    value: float
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """A system that was asked the same questions, and how it did against this program."""

    name: str
    credit: float
    low: float | None
    high: float | None
    verdict: str  # "" for this program itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Answers of about one score: how sure they were, and how right. All 0…1."""

    low: float
    high: float
    score: float
    right: float
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """A question whose reply was not wholly right, with what was expected of it."""

    id: str
    type: str
    question: str
    earlier: tuple[str, ...]
    wrong: str
    credit: float
    expected: tuple[str, ...]
    sources: tuple[str, ...]
    reply: str  # as it is copied: sentences, then references


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    version: Literal[1] = 1
    run: str
    measured: datetime
    commit: str | None  # of the program; None where it is not known
    changed: bool | None  # whether the program differed from that commit
    questions: str  # the file they are from
    asked: int
    to_answer: int
    to_refuse: int
    documents: int
    passages: int
    covers_to: str | None
    texts: str  # texts_hash of what was measured
    answers_by: str  # with which learned reader, or by rules alone
    figures: tuple[Figure, ...]
    beside: tuple[Beside, ...]
    bins: tuple[Bin, ...]
    missed: tuple[Missed, ...]


def texts_hash(known: Mapping[str, str]) -> str:
    """Of the texts of a library: document id → SHA-256 of its text."""
    digest = hashlib.sha256()
    for name in sorted(known):
        digest.update(f"{name}\0{known[name]}\n".encode())
    return digest.hexdigest()[:16]


def measurements_of(store: Path) -> list[Measurement]:
    """Those of a store, the latest first. What is of another version is left out."""
    found = [read_measurement(path) for path in sorted((store / FOLDER).glob("*.json"))]
    return sorted((one for one in found if one), key=lambda one: one.measured, reverse=True)


def measurement_json(measurement: Measurement) -> dict[str, Any]:
    return asdict(measurement) | {"measured": measurement.measured.isoformat()}


def measurement_from_json(data: object) -> Measurement:
    """The inverse of `measurement_json`; raises pydantic's ValidationError on anything else."""
    return _FORM.validate_python(data)


def read_measurement(path: Path) -> Measurement | None:
    """None where there is none that this version of the program can read."""
    try:
        return _FORM.validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None


def write_measurement(path: Path, measurement: Measurement) -> None:
    """Whole or not at all. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    text = json.dumps(measurement_json(measurement), ensure_ascii=False, indent=1)
    partial.write_text(text + "\n", encoding="utf-8")
    os.replace(partial, path)


_FORM = TypeAdapter(Measurement)
