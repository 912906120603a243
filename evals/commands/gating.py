"""python -m evals gate, adopt: is anything worse than what was accepted, and accept a run."""

from pathlib import Path
from typing import Annotated

import typer

from evals.commands.answering import QUESTIONS
from evals.commands.options import AsJson, WhichReader, complain, our_errors
from evals.datasets import EvalError
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
    what: Annotated[
        Path, typer.Argument(help="The folder of a run, or a CSV of answers that people reviewed.")
    ],
    into: Annotated[
        Path | None, typer.Option(help="Of reviewed answers: the file of questions to write.")
    ] = None,
    baseline: BaselineFile = None,
) -> None:
    """Accept a run as the baseline, or reviewed answers as questions with known answers.

    A run: evals/baseline.json for the gate, and what the Evaluation page ships with; only of all
    the shipped questions, of a program that is committed, whose quotes are all verbatim. Reviewed
    answers: those on which two reviewers agree; evals/questions/README.md has the CSV's form.
    """
    with our_errors():
        if what.suffix.lower() == ".csv":
            _adopt_reviewed(what, into)
        else:
            _adopt_run(what, baseline)


def _adopt_run(run: Path, baseline: Path | None) -> None:
    from evals.runs import baseline as accepted
    from evals.runs.folder import read_run
    from evals.runs.shown import ship

    found = read_run(run)
    accepted.adopt(found, QUESTIONS, baseline=baseline or accepted.BASELINE)
    shipped = ship(found) if baseline is None else None
    print(
        f"{found.name} is the baseline now; commit {baseline or 'evals/baseline.json'}"
        + (f" and {shipped}" if shipped else "")
    )


def _adopt_reviewed(reviews: Path, into: Path | None) -> None:
    from evals.question_files.reviewed import adopt_reviewed, read_reviews, write_adopted

    if into is None:
        raise EvalError("give --into FILE.yaml, the file of questions to write")
    found = adopt_reviewed(read_reviews(reviews))
    for one in found.left_out:
        print(f"Left out: {one['question']} ({one['why']})")
    if not found.questions:
        raise EvalError(f"{reviews} holds no question on which two reviewers agree")
    write_adopted(found, into)
    print(f"{len(found.questions)} questions in {into}; check their facts, then commit it.")
