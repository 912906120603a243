"""python -m ingest: bring the store to what the folders hold."""

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from ingest.document import IngestError
from ingest.embed import load_encoder
from ingest.job import Report, ingest_folders

STORE = Path(".store")
CORPUS = Path("corpus")

_complain = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)


def ingest(
    paths: Annotated[list[Path] | None, typer.Argument(help="Folders or files of texts.")] = None,
    store: Annotated[Path, typer.Option(help="Where the store is kept.")] = STORE,
    retractions: Annotated[
        Path | None, typer.Option(help="A Retraction Watch CSV (not built yet).")
    ] = None,
    ocr: Annotated[
        bool,
        typer.Option("--ocr", help="Put scans through OCR (needs ocrmypdf or tesseract)."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Read the texts under PATHS (corpus/ if none is given) into the store."""
    if retractions is not None:
        _complain.print("--retractions is not built yet; give the text a sidecar with its status")
        raise typer.Exit(2)
    try:
        with _progress_bar() as progress:
            report = ingest_folders(
                paths or [CORPUS],
                store=store,
                encoder=load_encoder(),
                chroma_url=os.environ.get("CHROMA_URL"),
                progress=progress,
                ocr=ocr,
            )
    except IngestError as error:
        _complain.print(str(error))
        raise typer.Exit(1) from error
    print(json.dumps(asdict(report), ensure_ascii=False) if as_json else _in_words(report))
    for path, reason in report.quarantined:
        _complain.print(f"left out: {path}: {reason}")
    raise typer.Exit(3 if report.quarantined else 0)


class _progress_bar:
    """Files done, passages a second and time left, on a terminal; nothing in a pipe."""

    def __init__(self) -> None:
        self._bar = Progress(
            TextColumn("reading"),
            BarColumn(),
            TextColumn("{task.completed}/{task.total} texts, {task.fields[rate]} passages/s"),
            TimeRemainingColumn(),
            console=_complain,
            disable=not sys.stderr.isatty(),
        )
        self._task = self._bar.add_task("", total=None, rate="…")

    def __enter__(self) -> "_progress_bar":
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def __call__(self, done: int, total: int, encoded: int) -> None:
        elapsed = self._bar.tasks[0].elapsed or 0.0
        rate = f"{encoded / elapsed:.0f}" if elapsed and encoded else "…"
        self._bar.update(self._task, completed=done, total=total, rate=rate)


def _in_words(report: Report) -> str:
    parts = [
        f"{len(report.added)} added",
        f"{len(report.changed)} changed",
        f"{len(report.updated)} updated",
        f"{report.unchanged} unchanged",
        f"{len(report.moved)} moved",
        f"{len(report.removed)} removed",
        f"{len(report.duplicate)} duplicate",
        f"{len(report.quarantined)} left out",
    ]
    return f"{', '.join(parts)}; {report.encoded} passages encoded in {report.seconds:.1f} s"


def main() -> None:
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(ingest)
    app(prog_name="python -m ingest")


if __name__ == "__main__":
    main()
