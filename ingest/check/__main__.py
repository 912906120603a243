"""python -m ingest.check: is a corpus folder sound?"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from ingest.check.against_facts import faults_against
from ingest.check.copies import faults_of_copying, read_runs
from ingest.check.digest import Fault, read_digests
from ingest.check.fact_base import read_fact_base
from ingest.check.reference_files import faults_of_reference_files
from ingest.check.rules import faults_in
from ingest.document import IngestError

SHARED = Path(__file__).parents[3] / "shared"

_complain = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)


def check_folder(
    folder: Path, *, evidence: Path | None = None, seeds: Path | None = None, whole: bool = True
) -> tuple[int, list[Fault]]:
    """How many documents a folder holds, and everything that is wrong with them.

    Without `evidence` the digests are checked against their own front matter alone.
    """
    digests, faults = read_digests(folder)
    faults += faults_in(digests)
    faults += faults_of_reference_files(folder, digests)
    if evidence is not None:
        faults += faults_against(digests, read_fact_base(evidence), whole=whole)
    if seeds is not None:
        faults += faults_of_copying(digests, read_runs(seeds))
    return len(digests), sorted(faults, key=lambda fault: fault.file)


def check(
    folder: Annotated[Path, typer.Argument(help="The folder of digests.")],
    evidence: Annotated[
        Path | None,
        typer.Option(help="The fact base; ../shared/evidence beside the project if it is there."),
    ] = None,
    seeds: Annotated[
        Path | None,
        typer.Option(help="Texts not to copy from; `seeds` beside the fact base if it is there."),
    ] = None,
    part: Annotated[
        bool, typer.Option("--part", help="The folder need not hold every source.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the faults as JSON.")] = False,
) -> None:
    """Say whether the digests under FOLDER are sound: every number, word for word, as its facts."""
    if evidence is None and (SHARED / "evidence").is_dir():
        evidence = SHARED / "evidence"
    if seeds is None and evidence is not None and (evidence.parent / "seeds").is_dir():
        seeds = evidence.parent / "seeds"
    try:
        count, faults = check_folder(folder, evidence=evidence, seeds=seeds, whole=not part)
    except IngestError as error:
        _complain.print(str(error))
        raise typer.Exit(2) from error
    if as_json:
        report = {
            "documents": count,
            "fact_base": evidence is not None,
            "copies": seeds is not None,
        }
        print(
            json.dumps(report | {"faults": [asdict(each) for each in faults]}, ensure_ascii=False)
        )
    else:
        for fault in faults:
            print(fault)
        missing = "" if evidence is not None else "; there was no fact base to compare with"
        print(f"{count} documents, {len(faults)} faults{missing}")
    raise typer.Exit(3 if faults else 0)


def main() -> None:
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(check)
    app(prog_name="python -m ingest.check")


if __name__ == "__main__":
    main()
