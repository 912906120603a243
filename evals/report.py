"""Measured figures and rows → a table for people, JSON for programs, a file of JSON lines."""

import json
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from evals.datasets import EvalError

Figure = str | int | float | None

_WIDTH_IN_A_PIPE = 120


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[Figure]]) -> None:
    """The first column holds words, the others figures."""
    table = Table(title=title, title_justify="left", title_style="bold")
    for at, name in enumerate(columns):
        table.add_column(name, justify="right" if at else "left")
    for row in rows:
        table.add_row(*(_shown(one) for one in row))
    width = None if sys.stdout.isatty() else _WIDTH_IN_A_PIPE
    Console(markup=False, highlight=False, width=width).print(table)


def print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False))


def write_rows(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    """One JSON object a line; the file is whole or, where writing failed, as it was."""
    partial = path.with_name(path.name + ".partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        os.replace(partial, path)
    except OSError as error:
        raise EvalError(f"the rows cannot be written to {path}: {error.strerror}") from error


def progress_bar() -> Progress:
    """On a terminal's stderr; nothing in a pipe."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )


def _shown(figure: Figure) -> str:
    if figure is None:
        return "–"
    return f"{figure:.3f}" if isinstance(figure, float) else str(figure)
