"""python -m evals agreement: does the automatic score judge as a person does?"""

from pathlib import Path
from typing import Annotated

import typer

from evals.commands.options import AsJson, complain, names_in, our_errors
from evals.report import print_json, print_table


def agreement(
    labels: Annotated[Path, typer.Argument(help="The form, as CSV; filled in, or to be written.")],
    run: Annotated[
        Path | None,
        typer.Option(help="The run whose replies were labelled (default: the latest)."),
    ] = None,
    form: Annotated[
        bool, typer.Option("--form", help="Write the form instead, of replies drawn by lot.")
    ] = False,
    n: Annotated[int, typer.Option("--n", min=1, help="Of --form: how many replies.")] = 40,
    systems: Annotated[
        str, typer.Option(help="Of --form: of which systems (default: all of the run).")
    ] = "",
    seed: Annotated[int, typer.Option(help="Of --form: the lot.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Cohen's kappa between labels by hand and the automatic score, with its 95% interval.

    First --form writes replies of a run's systems, unnamed and without scores, to be labelled
    right, partly or wrong.
    """
    from evals.labels import HOW, LABELS, agree, form_of, read_labels
    from evals.runs.folder import latest_run, read_run, write_text

    with our_errors():
        found = read_run(run or latest_run())
        if form:
            if labels.exists():
                complain(f"{labels} is there already; name another file, or move it away")
                raise typer.Exit(1)
            write_text(labels, form_of(found.rows, n=n, seed=seed, systems=names_in(systems)))
            print(f"{n} replies of {found.folder} in {labels}. {HOW}")
            return
        told = agree(read_labels(labels), found.rows, str(found.folder))
    if as_json:
        print_json({"run": found.name, **told.as_json()})
        return
    print_table(
        f"{labels} against {found.folder}: {told.n} replies",
        ("Cohen's kappa", "value", "95%"),
        [
            ("right, partly, wrong", told.kappa, _interval(told.interval)),
            ("right or not", told.kappa_right, _interval(told.interval_right)),
        ],
    )
    print_table(
        "how many were labelled, and scored",
        ("by hand", *LABELS),
        [[hand, *(told.met.get((hand, score), 0) for score in LABELS)] for hand in LABELS],
    )
    if told.unlabelled:
        complain(f"{told.unlabelled} have no label yet")
    if told.other_reply:
        complain(f"{told.other_reply} labels are of replies that this run does not have: left out")


def _interval(found: tuple[float, float] | None) -> str | None:
    return None if found is None else f"{found[0]:.2f} to {found[1]:.2f}"
