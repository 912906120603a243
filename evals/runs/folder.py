"""Where runs lie and what a folder of one holds: rows.jsonl, summary.json, report.html."""

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from evals.datasets import EvalError
from evals.judgement import Judgement, judgement_of_row
from evals.rows import Row, read_rows
from evals.runs.about import Commit

RESULTS = Path("evals/results")
ROWS, SUMMARY, REPORT = "rows.jsonl", "summary.json", "report.html"
JUDGE = "judge.jsonl"  # only where a model was asked
VERSION = 1


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run, read from its folder."""

    folder: Path
    summary: dict[str, Any]
    rows: list[Row]

    @property
    def name(self) -> str:
        return self.folder.resolve().name

    def judgements(self, system: str) -> list[Judgement]:
        of_system = [row for row in self.rows if row["system"] == system]
        if not of_system:
            raise EvalError(
                f"{self.folder} did not ask the system {system!r}; name it with --systems"
            )
        return [judgement_of_row(row, str(self.folder)) for row in of_system]


def name_of_run(questions: Path, commit: Commit | None, *, now: datetime | None = None) -> str:
    """
    >>> day = datetime(2026, 11, 22, tzinfo=UTC)
    >>> name_of_run(Path("q/shipped.yaml"), Commit("0123456789abcdef", True), now=day)
    '2026-11-22-0123456789ab-changed'
    >>> name_of_run(Path("my.csv"), None, now=day)
    '2026-11-22-unknown-my'
    """
    parts = [(now or datetime.now(UTC)).date().isoformat()]
    parts.append(commit.name[:12] if commit else "unknown")
    if commit and commit.changed:
        parts.append("changed")
    if questions.stem != "shipped":
        parts.append(questions.stem)
    return "-".join(parts)


def read_run(folder: Path) -> Run:
    path = folder / SUMMARY
    try:
        summary = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise EvalError(
            f"no run at {folder}; python -m evals report writes one, and names its folder"
        ) from error
    except (OSError, ValueError) as error:
        raise EvalError(f"{path} cannot be read: {error}") from error
    if not isinstance(summary, dict) or summary.get("version") != VERSION:
        raise EvalError(f"{path} is of another version of evals; run python -m evals report again")
    return Run(folder, summary, read_rows(folder / ROWS))


def latest_run(results: Path = RESULTS) -> Path:
    """The folder of the run whose summary was written last."""
    found = sorted(results.glob(f"*/{SUMMARY}"), key=lambda one: one.stat().st_mtime)
    if not found:
        raise EvalError(f"no run under {results}; python -m evals report writes one")
    return found[-1].parent


def write_text(path: Path, text: str) -> None:
    """The file is whole or, where writing failed, as it was."""
    partial = path.with_name(path.name + ".partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(text, encoding="utf-8")
        os.replace(partial, path)
    except OSError as error:
        raise EvalError(f"{path} cannot be written: {error.strerror}") from error


def json_text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
