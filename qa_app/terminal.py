"""What every command shares: its options, JSON, one sentence of complaint, the log."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from ingest.document import IngestError
from qa_app.as_json import json_text

_complain = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)

StoreFolder = Annotated[
    Path | None, typer.Option("--store", help="Where the store is kept (default .store).")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


class LogLevel(StrEnum):
    debug = "debug"
    info = "info"
    warning = "warning"
    error = "error"


LogFrom = Annotated[
    LogLevel, typer.Option("--log-level", help="Log lines on stderr, from this level up.")
]
LogWords = Annotated[
    bool,
    typer.Option("--log-questions", help="Log the text of questions and answers as well."),
]
VerifierName = Annotated[
    str | None,
    typer.Option(
        "--verifier",
        help="For write: a second doubt beside the rules, any CrossEncoder by name or folder.",
    ),
]
VerifierThreshold = Annotated[
    float, typer.Option(help="What the verifier gives below it is withheld.")
]


def print_json(value: object) -> None:
    print(json_text(value))


def plain(text: str) -> str:
    """Without control characters: a document must not steer the terminal."""
    return "".join(one for one in text if one in "\n\t" or one.isprintable())


def say(message: str) -> None:
    """A sentence beside the result, on stderr."""
    _complain.print(message)


def give_up(message: str, *, code: int = 1) -> NoReturn:
    say(message)
    raise typer.Exit(code)


@contextmanager
def our_errors(*kinds: type[Exception]) -> Iterator[None]:
    """IngestError, and these kinds, as one sentence and exit 1."""
    try:
        yield
    except Exception as error:
        if not isinstance(error, (IngestError, *kinds)):
            raise
        say(str(error))
        raise typer.Exit(1) from error
