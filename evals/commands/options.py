"""What the commands share: their options, and how they end on what a person can mend."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from evals.datasets import EvalError, Part
from ingest.document import IngestError


class Half(StrEnum):
    tune = "tune"
    report = "report"


RowsFile = Annotated[
    Path | None,
    typer.Option(
        help="Write every result here, one JSON object a line; what it holds already and still "
        "stands is not asked again."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")]
HalfOfIt = Annotated[
    Half | None, typer.Option("--part", help="Only this half: fit on tune, tell of report.")
]
WhichReader = Annotated[
    str | None,
    typer.Option(help="Another reader: a folder, a cross-encoder's name, or none."),
]
Limit = Annotated[int | None, typer.Option(min=1, help="Only so many questions: the first.")]
Seed = Annotated[int | None, typer.Option(help="Of --limit, draw them by lot with this seed.")]
Jobs = Annotated[
    int, typer.Option(min=1, help="Questions at once; the rows are the same, the seconds not.")
]

_complain = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)


def part_named(half: Half | None) -> Part | None:
    if half is None:
        return None
    return "tune" if half is Half.tune else "report"


def names_in(listed: str) -> list[str]:
    """
    >>> names_in("ours, vectors,,ours")
    ['ours', 'vectors']
    """
    return list(dict.fromkeys(one.strip() for one in listed.split(",") if one.strip()))


def complain(message: str) -> None:
    _complain.print(message)


def give_up(message: str, *, code: int) -> NoReturn:
    complain(message)
    raise typer.Exit(code)


@contextmanager
def our_errors() -> Iterator[None]:
    try:
        yield
    except (EvalError, IngestError) as error:
        complain(str(error))
        raise typer.Exit(1) from error


def tell_kept(kept: int, path: Path | None) -> None:
    if kept:
        complain(f"{kept} taken from {path}, as they still stand")
