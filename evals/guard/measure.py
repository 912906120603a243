"""Pairs → the guard's verdicts as rows → what it catches, kind by kind, and what it wrongs."""

from collections.abc import Iterable, Sequence
from typing import Any

from evals.estimate import Measure, estimate
from evals.guard.pairs import Pair
from evals.measures import auroc
from evals.rows import Row
from qa_app.writing.guard import Verifier, check_claim

OURS = "ours"
VERIFIED = "ours+verifier"

_CAUGHT: Measure[Row] = Measure(
    name="withheld",
    says="the share of the pairs whose claim is withheld",
    taken=lambda row: float(bool(row["rules"])),
    better="neither",
)
_AUROC: Measure[Row] = Measure(
    name="AUROC",
    says="how often a supported claim scores above one that is not",
    taken=lambda row: (float(row["score"]), row["label"] == "supported"),
    of=lambda taken: auroc(taken) if len({held for _, held in taken}) == 2 else None,
)


def judge_pairs(pairs: Iterable[Pair], *, verifier: Verifier | None = None) -> list[Row]:
    """One row a pair; with a verifier a second one, of the system that has it."""
    rows: list[Row] = []
    for one in pairs:
        rows.append(_row(one, OURS, None))
        if verifier is not None:
            rows.append(_row(one, VERIFIED, verifier))
    return rows


def summarise(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """For each system: AUROC over all, and for each kind how many claims were withheld."""
    systems = dict.fromkeys(str(row["system"]) for row in rows)
    return [_summary(name, [row for row in rows if row["system"] == name]) for name in systems]


def _summary(system: str, rows: list[Row]) -> dict[str, Any]:
    kinds = {str(row["kind"]): [one for one in rows if one["kind"] == row["kind"]] for row in rows}
    of_label = {
        "supported, withheld": [row for row in rows if row["label"] == "supported"],
        "not supported, withheld": [row for row in rows if row["label"] != "supported"],
    }
    return {
        "system": system,
        "auroc": estimate(_AUROC, rows, cluster=_source).as_json(),
        "labels": {name: _withheld(some) for name, some in of_label.items() if some},
        "kinds": {name: _withheld(some) for name, some in kinds.items()},
    }


def _withheld(rows: list[Row]) -> dict[str, Any]:
    told = estimate(_CAUGHT, rows, cluster=_source).as_json()
    return {"withheld": sum(bool(row["rules"]) for row in rows), **told}


def _row(pair: Pair, system: str, verifier: Verifier | None) -> Row:
    verdict = check_claim(pair.claim, [pair.evidence], verifier=verifier)
    return {
        "id": pair.id,
        "system": system,
        "score": verdict.score,
        "rules": list(verdict.rules),
        "label": pair.label,
        "kind": pair.kind,
        "part": pair.part,
        "source": pair.source,
        "why": list(verdict.why),
    }


def _source(row: Row) -> str:
    return str(row["source"])
