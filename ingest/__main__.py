"""python -m ingest: bring the store to what the folders hold."""

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from ingest.document import IngestError
from ingest.embed import load_encoder
from ingest.job import ingest_folders, mark_store
from ingest.log_lines import LEVELS, start_log, tell
from ingest.readers import MAX_MB
from ingest.record_fields import plain_words
from ingest.report import Report
from ingest.retractions import find_list

STORE = Path(".store")
CORPUS = Path("corpus")

_complain = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)


def ingest(
    paths: Annotated[list[Path] | None, typer.Argument(help="Folders or files of texts.")] = None,
    store: Annotated[Path, typer.Option(help="Where the store is kept.")] = STORE,
    max_mb: Annotated[
        int, typer.Option(min=1, help="Leave out a file with more text than this, in megabytes.")
    ] = MAX_MB,
    retractions: Annotated[
        Path | None,
        typer.Option(help="A Retraction Watch CSV; without PATHS, only mark what is stored."),
    ] = None,
    retractions_date: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The list's day, if not its file's."),
    ] = None,
    ocr: Annotated[
        bool,
        typer.Option("--ocr", help="Put scans through OCR (needs ocrmypdf or tesseract)."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
    log_level: Annotated[
        str, typer.Option(help="Log lines on stderr: debug, info, warning or error and up.")
    ] = "warning",
) -> None:
    """Read the texts under PATHS (corpus/ if none is given) into the store."""
    if log_level not in LEVELS:
        _complain.print(f"--log-level {log_level!r} is not one of {', '.join(LEVELS)}")
        raise typer.Exit(2)
    start_log(log_level)
    if retractions_date is not None and retractions is None:
        _complain.print("--retractions-date is the day of a list; give --retractions as well")
        raise typer.Exit(2)
    chroma_url = os.environ.get("CHROMA_URL")
    try:
        found = None
        if retractions is not None:
            of = retractions_date.date() if retractions_date else None
            found = find_list(retractions, of=of, today=date.today())
        if found is not None and not paths:
            report = mark_store(store, found, chroma_url=chroma_url)
        else:
            with _progress_bar() as progress:
                report = ingest_folders(
                    paths or [CORPUS],
                    store=store,
                    encoder=load_encoder(),
                    chroma_url=chroma_url,
                    max_mb=max_mb,
                    retractions=found,
                    progress=progress,
                    ocr=ocr,
                )
    except IngestError as error:
        tell("ingest", broken=str(error))
        _complain.print(str(error))
        raise typer.Exit(1) from error
    tell("ingest", **_in_numbers(report))
    print(json.dumps(asdict(report), ensure_ascii=False) if as_json else _in_words(report))
    for line in _left_out(report.quarantined):
        _complain.print(line)
    marked = report.retractions
    if marked is not None and marked.unreadable:
        _complain.print(
            f"left out: {marked.unreadable} of {marked.rows} rows of {retractions}: "
            + "; ".join(marked.shown)
        )
    raise typer.Exit(3 if report.quarantined or (marked and marked.unreadable) else 0)


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


def _in_numbers(report: Report) -> dict[str, int]:
    return {
        "added": len(report.added),
        "changed": len(report.changed),
        "updated": len(report.updated),
        "unchanged": report.unchanged,
        "moved": len(report.moved),
        "removed": len(report.removed),
        "duplicate": len(report.duplicate),
        "left_out": len(report.quarantined),
        "passages": report.passages,
        "encoded": report.encoded,
        "ms": round(report.seconds * 1000),
    }


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
    lines = [f"{', '.join(parts)}; {report.encoded} passages encoded in {report.seconds:.1f} s"]
    if (marked := report.retractions) is not None:
        lines.append(
            f"checked against a list of retractions of {marked.of} ({marked.rows} rows): "
            f"{len(marked.retracted)} retracted, {len(marked.concern)} under concern, "
            f"{len(marked.lifted)} lifted"
        )
        for name, ids in (
            ("retracted", marked.retracted),
            ("under concern", marked.concern),
            ("lifted", marked.lifted),
        ):
            lines.extend(f"{name}: {one}" for one in ids)
    return "\n".join(lines)


def _left_out(quarantined: list[tuple[str, str]]) -> Iterator[str]:
    """A line each; parts of one file that share a reason share a line."""
    together: dict[tuple[str, str], list[str]] = {}
    for place, reason in quarantined:
        path, _, part = place.partition("#") if not Path(place).exists() else (place, "", "")
        together.setdefault((path, reason), []).append(part)
    for (path, reason), parts in together.items():
        named = [plain_words(part) for part in parts if part]
        shown = f" ({', '.join(named[:3])}{f' and {len(named) - 3} more' * (len(named) > 3)})"
        yield f"left out: {_on_one_line(path)}{shown if named else ''}: {plain_words(reason)}"


def _on_one_line(path: str) -> str:
    """A path as it may be printed: a line's end or an escape in a name is shown, not obeyed."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in path)


def main() -> None:
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(ingest)
    app(prog_name="python -m ingest")


if __name__ == "__main__":
    main()
