"""python -m ingest.fetch: bring texts from Europe PMC into a folder."""

import json
import os
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from ingest.document import IngestError
from ingest.fetch.europe_pmc import BASE
from ingest.fetch.identifiers import Identifier, identifier, read_identifiers
from ingest.fetch.job import Report, fetch_texts
from ingest.fetch.polite import PoliteClient
from ingest.fetch.shelf import check_place

_complain = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)


def fetch(
    into: Annotated[Path, typer.Option(help="The folder to bring them into, such as texts.")],
    pmid: Annotated[list[str] | None, typer.Option(help="A PMID; may be repeated.")] = None,
    pmcid: Annotated[list[str] | None, typer.Option(help="A PMCID; may be repeated.")] = None,
    doi: Annotated[list[str] | None, typer.Option(help="A DOI; may be repeated.")] = None,
    search: Annotated[str | None, typer.Option(help="A search in the words of Europe PMC.")] = None,
    limit: Annotated[
        int, typer.Option(min=1, max=1000, help="How many of the search's texts at most.")
    ] = 25,
    names: Annotated[
        Path | None, typer.Option("--list", help="A file with a PMID, PMCID or DOI a line.")
    ] = None,
    contact: Annotated[
        str | None,
        typer.Option(help="Your mail address, told to the service (or KETAMINE_QA_CONTACT)."),
    ] = None,
    base: Annotated[
        str | None, typer.Option(help="The service's address (or EUROPE_PMC_URL).")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Bring texts from Europe PMC: the full text where it is open access, else the abstract.

    What is there already is not fetched again. Exit 0 all in, 3 some not had.
    """
    try:
        wanted = [
            *(identifier("PMID", one) for one in pmid or ()),
            *(identifier("PMCID", one) for one in pmcid or ()),
            *(identifier("DOI", one) for one in doi or ()),
            *(_listed(names) if names is not None else ()),
        ]
        if not wanted and not (search or "").strip():
            raise IngestError("say what to fetch: --pmid, --pmcid, --doi, --list or --search")
        check_place(into)
        client = PoliteClient(
            base or os.environ.get("EUROPE_PMC_URL") or BASE,
            contact=contact or os.environ.get("KETAMINE_QA_CONTACT") or None,
        )
    except IngestError as error:
        _complain.print(str(error))
        raise typer.Exit(2) from error
    try:
        with client, _progress_bar() as progress:
            report = fetch_texts(
                wanted,
                into=into,
                client=client,
                today=date.today(),
                search=search,
                limit=limit,
                progress=progress,
            )
    except IngestError as error:
        _complain.print(str(error))
        raise typer.Exit(1) from error
    print(json.dumps(asdict(report), ensure_ascii=False) if as_json else _in_words(report))
    for name, why in report.failed:
        _complain.print(f"not had: {name}: {why}")
    raise typer.Exit(3 if report.failed else 0)


def _listed(path: Path) -> list[Identifier]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text in UTF-8"
        raise IngestError(f"the list {path} cannot be read ({reason.lower()})") from error
    return read_identifiers(text, of=str(path))


class _progress_bar:
    """Texts done and time left, on a terminal; nothing in a pipe."""

    def __init__(self) -> None:
        self._bar = Progress(
            TextColumn("fetching"),
            BarColumn(),
            TextColumn("{task.completed}/{task.total} texts"),
            TimeRemainingColumn(),
            console=_complain,
            disable=not sys.stderr.isatty(),
        )
        self._task = self._bar.add_task("", total=None)

    def __enter__(self) -> "_progress_bar":
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def __call__(self, done: int, total: int) -> None:
        self._bar.update(self._task, completed=done, total=total)


def _in_words(report: Report) -> str:
    lines = [
        f"full texts {len(report.full_text)}, abstracts {len(report.abstract)}, "
        f"already there {len(report.already)}, not had {len(report.failed)}; "
        f"{report.seconds:.1f} s"
    ]
    lines.extend(f"retracted: {file}" for file in report.retracted)
    lines.extend(f"under concern: {file}" for file in report.concern)
    return "\n".join(lines)


def main() -> None:
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(fetch)
    app(prog_name="python -m ingest.fetch")


if __name__ == "__main__":
    main()
