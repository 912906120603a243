"""Two files of rows, of any of the commands that write them, compared pair by pair."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals import answer_measures, evidence, retrieval
from evals.datasets import EvalError
from evals.estimate import Compared, Measure, compare
from evals.judgement import judgement_of_row
from evals.rows import Row, key_of, read_rows


@dataclass(frozen=True, slots=True)
class Comparison:
    """One system of the first file against one of the second, on the questions both were asked."""

    first: str
    second: str
    measures: tuple[Compared, ...]
    pairs: int
    only_first: int
    only_second: int

    def as_json(self) -> dict[str, Any]:
        return {
            "first": self.first,
            "second": self.second,
            "pairs": self.pairs,
            "only_first": self.only_first,
            "only_second": self.only_second,
            "measures": [one.as_json() for one in self.measures],
        }


def compare_files(first: str, second: str) -> list[Comparison]:
    """Each is FILE or FILE#SYSTEM.

    Without systems named, those of one name are compared, or the only one of each file.
    """
    (first_file, first_rows), (second_file, second_rows) = _by_system(first), _by_system(second)
    shared = [name for name in first_rows if name in second_rows]
    if len(first_rows) == len(second_rows) == 1:
        pairs = list(zip(first_rows, second_rows, strict=True))
    elif len(first_rows) == 1 or len(second_rows) == 1:
        pairs = [(one, other) for one in first_rows for other in second_rows]
    else:
        pairs = [(name, name) for name in shared]
    if not pairs:
        raise EvalError(
            f"{first} and {second} have no system in common ({', '.join(first_rows)}; "
            f"{', '.join(second_rows)}); name one of each as FILE#SYSTEM"
        )
    return [
        _compared(
            f"{first_file}#{one}", first_rows[one], f"{second_file}#{other}", second_rows[other]
        )
        for one, other in pairs
    ]


def _compared(
    first: str, first_rows: Sequence[Row], second: str, second_rows: Sequence[Row]
) -> Comparison:
    known = {key_of(row)[0]: row for row in second_rows}
    pairs = [(row, known[key_of(row)[0]]) for row in first_rows if key_of(row)[0] in known]
    if not pairs:
        raise EvalError(f"{first} and {second} have no question in common")
    return Comparison(
        first,
        second,
        tuple(_measured(first, second, pairs)),
        len(pairs),
        len(first_rows) - len(pairs),
        len(second_rows) - len(pairs),
    )


def _measured(first: str, second: str, pairs: Sequence[tuple[Row, Row]]) -> list[Compared]:
    names = (first, second)
    kinds = {_kind(row, name) for pair in pairs for row, name in zip(pair, names, strict=True)}
    if len(kinds) > 1:
        raise EvalError(f"{first} and {second} are of different commands; compare like with like")
    kind = kinds.pop()
    if kind == "retrieval":
        return _all_of(retrieval.MEASURES, pairs, retrieval.query_of)
    if kind == "evidence":
        return _all_of(evidence.MEASURES, pairs, evidence.article_of)
    judged = [
        (judgement_of_row(one, first), judgement_of_row(other, second)) for one, other in pairs
    ]
    changed = [one.id for one, other in judged if one.expects != other.expects]
    if changed:
        raise EvalError(
            f"{len(changed)} questions, {changed[0]} the first, were judged by one expectation in "
            f"{first} and by another in {second}; run evals answers again with each as --rows"
        )
    return _all_of(answer_measures.MEASURES, judged, lambda one: one.id)


def _all_of(
    measures: Sequence[Measure[Any]],
    pairs: Sequence[tuple[Any, Any]],
    cluster: Callable[[Any], Hashable],
) -> list[Compared]:
    return [compare(measure, pairs, cluster=cluster) for measure in measures]


def _kind(row: Row, name: str) -> str:
    if "judged" in row:
        return "answers"
    if "measures" in row:
        return "retrieval"
    if "first_right" in row:
        return "evidence"
    raise EvalError(
        f"the rows of {name} hold no measure; write them again with this version of evals, --rows"
    )


def _by_system(named: str) -> tuple[str, dict[str, list[Row]]]:
    """The file, and the rows of each system; of the one that is named behind a #."""
    path, _, system = named.partition("#") if not Path(named).exists() else (named, "", "")
    found: dict[str, list[Row]] = {}
    for row in read_rows(Path(path)):
        found.setdefault(key_of(row)[1], []).append(row)
    if not system:
        return path, found
    if system not in found:
        raise EvalError(f"no system {system!r} in {path}; it has {', '.join(found)}")
    return path, {system: found[system]}
