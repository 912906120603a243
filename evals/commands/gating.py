"""python -m evals gate, adopt: is anything worse than what was accepted, and accept a run."""

from pathlib import Path
from typing import Annotated

import typer

from evals.commands.answering import QUESTIONS
from evals.commands.options import AsJson, WhichReader, complain, our_errors
from evals.report import print_json

BaselineFile = Annotated[
    Path | None, typer.Option(help="Another baseline than evals/baseline.json.")
]


def gate(
    run: Annotated[
        Path | None,
        typer.Argument(help="A run's folder; without one, ours is asked the questions now."),
    ] = None,
    store: Annotated[
        Path | None, typer.Option(help="Where the store is kept (default .store).")
    ] = None,
    baseline: BaselineFile = None,
    reader: WhichReader = None,
    as_json: AsJson = False,
) -> None:
    """Is anything worse than the accepted baseline? Question by question; exit 3 where it is.

    A headline measure may fall by no more than chance would make it (paired bootstrap, sign test);
    every quote must be verbatim.
    """
    from evals.measuring import measure, questions_of
    from evals.runs import baseline as accepted
    from evals.runs.folder import read_run
    from evals.systems import open_library

    with our_errors():
        judgements = read_run(run).judgements(accepted.SYSTEM) if run else []
        held = accepted.read_baseline(baseline or accepted.BASELINE)
        if not run:
            library = open_library(store, reader=reader)
            judgements = measure(questions_of(QUESTIONS), library, [accepted.SYSTEM]).judgements
        found = accepted.gate(held, judgements)
    if as_json:
        print_json({"baseline": held.run, **found.as_json()})
    for fault in found.faults:
        complain(fault)
    if not found.faults and not as_json:
        print(f"Nothing fell against {held.run}, on {len(judgements)} questions.")
        for one in found.held:
            if one.lost or one.won:
                print(
                    f"{one.compared.measure}: lost {', '.join(one.lost) or 'none'}; "
                    f"won {', '.join(one.won) or 'none'}"
                )
    raise typer.Exit(3 if found.faults else 0)


def adopt(
    run: Annotated[Path, typer.Argument(help="The folder of a run of python -m evals report.")],
    baseline: BaselineFile = None,
) -> None:
    """Accept a run: evals/baseline.json for the gate, and what the Evaluation page ships with.

    Only one of all the shipped questions, of a program that is committed, by its own parts, whose
    quotes are all verbatim.
    """
    from evals.runs import baseline as accepted
    from evals.runs.folder import read_run
    from evals.runs.shown import ship

    with our_errors():
        found = read_run(run)
        accepted.adopt(found, QUESTIONS, baseline=baseline or accepted.BASELINE)
        shipped = ship(found) if baseline is None else None
    print(
        f"{found.name} is the baseline now; commit {baseline or 'evals/baseline.json'}"
        + (f" and {shipped}" if shipped else "")
    )
