"""python -m evals report: a whole run in one folder, with a page for clinicians."""

from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer

from evals.commands.answering import QUESTIONS
from evals.commands.options import (
    HalfOfIt,
    Jobs,
    Limit,
    Seed,
    WhichReader,
    complain,
    give_up,
    names_in,
    our_errors,
    part_named,
    tell_kept,
)
from evals.rows import write_rows


def report(
    questions: Annotated[
        Path,
        typer.Option(help="Questions with what is right: YAML, a CSV, or BioASQ's golden JSON."),
    ] = QUESTIONS,
    store: Annotated[
        Path | None, typer.Option(help="Where the store is kept (default .store).")
    ] = None,
    into: Annotated[
        Path | None,
        typer.Option(help="The run's folder (default evals/results/DATE-COMMIT); goes on in it."),
    ] = None,
    systems: Annotated[
        str, typer.Option(help="As evals answers takes them; the first is the one reported.")
    ] = "all",
    limit: Limit = None,
    seed: Seed = None,
    part: HalfOfIt = None,
    reader: WhichReader = None,
    jobs: Jobs = 1,
    judge: Annotated[
        str | None,
        typer.Option(
            help="Also ask this chat model, by langchain's name for it such as ollama:llama3.1; "
            "what it says is told apart."
        ),
    ] = None,
) -> None:
    """Measure and write rows.jsonl, summary.json and report.html; what `make evals` runs.

    The figures are also put beside the store, for the Evaluation page of the chat. Exit 1 where a
    quote is not verbatim.
    """
    from evals.judging_model import judge_by_model, open_judge
    from evals.measuring import measure, questions_of
    from evals.runs.about import Settings, about_run, commit_of
    from evals.runs.folder import (
        JUDGE,
        REPORT,
        RESULTS,
        ROWS,
        SUMMARY,
        json_text,
        name_of_run,
        write_text,
    )
    from evals.runs.page import write_page
    from evals.runs.shown import show_on_page
    from evals.runs.summary import measurement_of, summarise_run
    from evals.systems import open_library
    from qa_app.assemble import store_folder
    from qa_app.measurement import measurement_json

    started = perf_counter()
    names = names_in(systems)
    if not names:
        give_up("no system to measure; name one with --systems", code=2)
    settings = Settings(
        questions=questions,
        systems=tuple(names),
        part=part_named(part),
        limit=limit,
        seed=seed,
        reader=reader,
        jobs=jobs,
        judge=judge,
    )
    commit = commit_of()
    folder = into or RESULTS / name_of_run(questions, commit)
    with our_errors():
        ask_model = open_judge(judge) if judge else None
        asked = questions_of(questions, part=settings.part, limit=limit, seed=seed)
        library = open_library(store, reader=reader)
        about = about_run(settings, library, commit)
        found = measure(asked, library, names, rows=folder / ROWS, jobs=jobs)
        write_rows(folder / ROWS, found.rows)
        summary = summarise_run(about, found, seconds=perf_counter() - started)
        if judge and ask_model:
            ours = [row for row in found.rows if row["system"] == summary["against"]]
            summary["judge"] = judge_by_model(
                judge, ask_model, ours, found.judgements_of(summary["against"]), file=folder / JUDGE
            )
        measurement = measurement_of(folder.resolve().name, summary, found)
        summary["measurement"] = measurement_json(measurement)
        write_text(folder / SUMMARY, json_text(summary))
        write_text(folder / REPORT, write_page(summary, measurement))
        show_on_page(measurement, store_folder(store))
    tell_kept(found.kept, folder / ROWS)
    for one in measurement.figures:
        print(f"{one.title}: {one.says} {one.range}")
    print(f"The report: {folder / REPORT}")
    broken = summary["systems"][summary["against"]]["broken_quotes"]
    for why in broken:
        complain(f"not verbatim, {why}")
    raise typer.Exit(1 if broken else 0)
