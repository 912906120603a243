"""Measured figures → a table for people, JSON for programs; progress while they are taken."""

import json
import sys
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

Figure = str | int | float | None

_WIDTH_IN_A_PIPE = 180


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[Figure]]) -> None:
    """The first column holds words, the others figures."""
    table = Table(title=title, title_justify="left", title_style="bold")
    for at, name in enumerate(columns):
        table.add_column(name, justify="right" if at else "left")
    for row in rows:
        table.add_row(*(_shown(one) for one in row))
    width = None if sys.stdout.isatty() else _WIDTH_IN_A_PIPE
    Console(markup=False, highlight=False, width=width).print(table)


def interval_text(found: tuple[float, float] | None) -> str:
    return "–" if found is None else f"{found[0]:.3f}–{found[1]:.3f}"


def print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False))


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
