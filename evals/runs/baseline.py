"""The accepted figures: evals/baseline.json, what may become it, and what falls short of it."""

import json
from collections.abc import Sequence
from dataclasses import MISSING, asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from evals.answer_measures import MEASURES
from evals.asking import ADOPTED
from evals.datasets import EvalError
from evals.estimate import Compared, Measure, compare, mean
from evals.intervals import LEVEL, sign_test
from evals.judgement import Judgement, judgement_of_row
from evals.runs.about import file_hash
from evals.runs.folder import Run, write_text
from evals.runs.wording import HEADLINES

BASELINE = ADOPTED[0]
SYSTEM = "ours"
_VERSION = 1
_KEPT = ("written", "commit", "corpus", "weights", "questions", "machine")
_GATED = tuple(one for one in MEASURES if one.name in HEADLINES)


@dataclass(frozen=True, slots=True)
class Baseline:
    """The run that was accepted: its name, what it was of, and the worth of each reply."""

    run: str
    about: dict[str, Any]
    judgements: tuple[Judgement, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """One headline measure of a run beside the baseline's, question by question."""

    compared: Compared
    lost: tuple[str, ...]
    won: tuple[str, ...]
    chance: float | None  # the sign test's P; None where the measure is no mean

    @property
    def fell(self) -> bool:
        """More than the interval of the difference, or the sign test, leaves to chance."""
        one = self.compared.difference
        by_sign = self.chance is not None and self.chance < 1 - LEVEL
        return self.compared.verdict == "worse" or (
            by_sign and one is not None and one.value < 0 and len(self.lost) > len(self.won)
        )

    def says(self) -> str:
        one, difference = self.compared, self.compared.difference
        change = ""
        if difference is not None:
            interval = f"95% {difference.low:+.3f} to {difference.high:+.3f}"
            change = f" by {abs(difference.value):.3f} ({interval})"
        sign = "" if self.chance is None else f", sign test P = {self.chance:.3f}"
        return (
            f"{one.measure} fell{change} from {one.first:.3f} to {one.second:.3f}{sign}; lost: "
            f"{', '.join(self.lost) or 'no single question'}"
            + (f"; won: {', '.join(self.won)}" if self.won else "")
        )


@dataclass(frozen=True, slots=True)
class Gated:
    """What a run is, beside the baseline. `faults` are sentences; none: it may pass."""

    held: tuple[Held, ...]
    faults: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "passed": not self.faults,
            "faults": list(self.faults),
            "measures": [
                {
                    **one.compared.as_json(),
                    "lost": one.lost,
                    "won": one.won,
                    "sign_test": one.chance,
                }
                for one in self.held
            ],
        }


def gate(baseline: Baseline, judgements: Sequence[Judgement]) -> Gated:
    """The run against the baseline on the same questions. Raises EvalError on others."""
    now = {one.id: one for one in judgements}
    then = {one.id: one for one in baseline.judgements}
    _same_questions(then, now)
    pairs = [(one, now[one.id]) for one in baseline.judgements]
    held = tuple(_held(measure, pairs) for measure in _GATED)
    faults = (*_broken(judgements), *_gone(pairs), *(one.says() for one in held if one.fell))
    return Gated(held, faults)


def adopt(run: Run, questions: Path, *, baseline: Path = BASELINE) -> Baseline:
    """Make the run the baseline. Raises EvalError where it may not become it, saying why."""
    about = run.summary
    if about["questions"]["sha256"] != file_hash(questions):
        raise EvalError(
            f"{run.folder} asked {about['questions']['file']} and not {questions} as it is now; "
            "run python -m evals report on that, and adopt it"
        )
    if not about["questions"]["whole"]:
        raise EvalError(
            f"{run.folder} asked only a part of {questions}; report without --limit "
            "and --part, and adopt that"
        )
    if about["commit"] is None or about["changed"]:
        why = (
            "a commit that is not known"
            if about["commit"] is None
            else (f"a program that was changed since commit {about['commit'][:12]}")
        )
        raise EvalError(f"{run.folder} is of {why}; commit, run python -m evals report, adopt that")
    if about["settings"]["reader"] is not None:
        raise EvalError(
            f"{run.folder} was read with --reader {about['settings']['reader']}, which is not what "
            "the program comes with; report without it, and adopt that"
        )
    judgements = tuple(run.judgements(SYSTEM))
    if unscored := [one.id for one in judgements if not one.scored]:
        raise EvalError(
            f"{run.folder} is of a store that holds no source of {len(unscored)} questions, "
            f"{unscored[0]} the first; run python -m ingest, report on that, and adopt it"
        )
    if broken := _broken(judgements):
        raise EvalError(f"{run.folder} may not be adopted: {broken[0]}")
    # Without their seconds, which are of one machine and would change every line each time.
    timeless = tuple(replace(one, seconds=0.0) for one in judgements)
    found = Baseline(run.name, {key: about[key] for key in _KEPT}, timeless)
    write_text(baseline, _as_text(found))
    return found


def read_baseline(path: Path = BASELINE) -> Baseline:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise EvalError(
            f"no baseline at {path}; python -m evals report writes a run, adopt makes it the "
            "baseline"
        ) from error
    except (OSError, ValueError) as error:
        raise EvalError(f"{path} cannot be read: {error}") from error
    if data.get("version") != _VERSION:
        raise EvalError(f"{path} is of another version of evals; adopt a run of this one")
    rows = [{"id": one.get("id"), "judged": one} for one in data["judgements"]]
    return Baseline(
        data["run"],
        {key: data[key] for key in _KEPT},
        tuple(judgement_of_row(row, str(path)) for row in rows),
    )


def _same_questions(then: dict[str, Judgement], now: dict[str, Judgement]) -> None:
    other = [name for name in {**then, **now} if name not in then or name not in now]
    other += [
        one.id for one in then.values() if one.id in now and now[one.id].expects != one.expects
    ]
    if other:
        raise EvalError(
            f"{len(other)} questions, {other[0]} the first, are not those of the baseline, or are "
            "judged by another expectation; report on the questions as they are now, and adopt "
            "that run"
        )


def _broken(judgements: Sequence[Judgement]) -> list[str]:
    """What may never be, however seldom."""
    found = [
        f"a quote is not verbatim in {one.id}: {why}" for one in judgements for why in one.broken
    ]
    found += [
        f"a sentence is not what it cites in {one.id}"
        for one in judgements
        if one.citation_recall is not None and one.citation_recall < 1
    ]
    return found


def _gone(pairs: Sequence[tuple[Judgement, Judgement]]) -> list[str]:
    """A question that cannot be scored any more would leave every measure without a fall."""
    gone = [other.id for one, other in pairs if one.scored and not other.scored]
    lost = [other.id for one, other in pairs if len(other.not_held) > len(one.not_held)]
    found = [f"the store holds no source any more of {', '.join(gone)}"] if gone else []
    return found + ([f"the store holds fewer facts of {', '.join(lost)}"] if lost else [])


def _held(measure: Measure[Judgement], pairs: Sequence[tuple[Judgement, Judgement]]) -> Held:
    compared = compare(measure, pairs, cluster=lambda row: row.id)
    lost = tuple(one.id for one, other in pairs if _better(measure, one, other))
    won = tuple(one.id for one, other in pairs if _better(measure, other, one))
    chance = sign_test(len(lost), len(won)) if measure.of is mean else None
    return Held(compared, lost, won, chance)


def _better(measure: Measure[Judgement], one: Judgement, other: Judgement) -> bool:
    """Whether this question speaks for the first. Of a refusal: right there, wrong here."""
    first, second = measure.taken(one), measure.taken(other)
    if measure.of is mean:
        return first is not None and second is not None and bool(first > second)
    # Pairs (was refused, was to be); of what the measure does not speak, nothing is wrong.
    return (first is None or first[0] == first[1]) and second is not None and second[0] != second[1]


def _as_text(baseline: Baseline) -> str:
    """A judgement a line, without what is as it would be anyway: a change can be read as one."""
    head = {"version": _VERSION, "run": baseline.run, **baseline.about}
    lines = [
        f" {json.dumps(key)}: {json.dumps(one, ensure_ascii=False)}" for key, one in head.items()
    ]
    judged = [f"  {json.dumps(_short(one), ensure_ascii=False)}" for one in baseline.judgements]
    rows = ",\n".join(judged)
    return "{\n" + ",\n".join(lines) + ',\n "judgements": [\n' + rows + "\n ]\n}\n"


def _short(one: Judgement) -> dict[str, Any]:
    data = asdict(one)
    usual = {each.name: each.default for each in fields(one) if each.default is not MISSING}
    return {key: value for key, value in data.items() if key not in usual or value != usual[key]}
