"""python -m evals answers, compare, schema: whole replies against what is right."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from evals.commands.options import (
    AsJson,
    HalfOfIt,
    Jobs,
    Limit,
    RowsFile,
    Seed,
    WhichReader,
    complain,
    give_up,
    names_in,
    our_errors,
    part_named,
    tell_kept,
)
from evals.forms import FORM_COLUMNS, form_rows
from evals.report import Figure, print_json, print_table
from evals.rows import write_rows

QUESTIONS = Path("evals/questions/shipped.yaml")
_SIGNS = {"better": "+", "worse": "−", "no difference shown": "=", "differs": "≠"}
_KEY = "beside the others: + better than {first}, − worse, ≠ differs, = no difference shown"


def answers(
    questions: Annotated[
        Path,
        typer.Option(help="Questions with what is right: YAML, a CSV, or BioASQ's golden JSON."),
    ] = QUESTIONS,
    store: Annotated[
        Path | None, typer.Option(help="Where the store is kept (default .store).")
    ] = None,
    rows: RowsFile = None,
    limit: Limit = None,
    seed: Seed = None,
    part: HalfOfIt = None,
    systems: Annotated[
        str,
        typer.Option(
            help="Which to put side by side, commas between: ours, tutorial, vectors, keywords; "
            "ours without a part: no-reader, no-fusion, no-terms, no-tiers, no-conflicts; all."
        ),
    ] = "ours",
    reader: WhichReader = None,
    jobs: Jobs = 1,
    as_json: AsJson = False,
) -> None:
    """Does it answer, cite and refuse as it should? Exit 1 where a quote is not verbatim.

    For a file of questions in several forms (forms.yaml) also: does each form bring the same
    source first as the whole form?
    """
    from evals.answers import side_by_side
    from evals.measuring import measure, questions_of
    from evals.systems import open_library

    half = part_named(part)
    names = names_in(systems)
    if not names:
        give_up("no system to measure; name one with --systems", code=2)
    with our_errors():
        asked = questions_of(questions, part=half, limit=limit, seed=seed)
        library = open_library(store, reader=reader)
        found = measure(asked, library, names, rows=rows, jobs=jobs)
        if rows is not None:
            write_rows(rows, found.rows)
    tell_kept(found.kept, rows)
    summary = side_by_side(found.judgements)
    if as_json:
        about = {"questions": str(questions), "part": half, "jobs": jobs}
        print_json({**about, **summary})
    else:
        title = f"{questions}" + (f", part {half}" if half else "")
        _print_side_by_side(f"{title}, {len(asked)} questions", summary)
    broken = [
        f"{name}: {why}" for name, one in summary["systems"].items() for why in one["broken_quotes"]
    ]
    for why in broken:
        complain(f"not verbatim, {why}")
    raise typer.Exit(1 if broken else 0)


def compare(
    first: Annotated[str, typer.Argument(help="A file of rows, or FILE#SYSTEM.")],
    second: Annotated[str, typer.Argument(help="The same; how it differs from the first is told.")],
    as_json: AsJson = False,
) -> None:
    """Is the difference between two runs more than chance? By paired bootstrap, 95%."""
    from evals.comparison import compare_files

    with our_errors():
        found = compare_files(first, second)
    if as_json:
        print_json([one.as_json() for one in found])
        return
    for one in found:
        print_table(
            f"{one.second} against {one.first}: {one.pairs} questions",
            ("measure", "first", "second", "difference", "95%", "n", "verdict"),
            [_compared_row(each.as_json()) for each in one.measures],
        )
        if one.only_first or one.only_second:
            complain(
                f"left out: {one.only_first} questions that only {one.first} was asked, "
                f"{one.only_second} that only {one.second} was"
            )


def schema() -> None:
    """Print the JSON Schema of a file of questions."""
    from evals.question_files.shipped import json_schema

    print(json.dumps(json_schema(), indent=2, ensure_ascii=False))


def _print_side_by_side(title: str, summary: dict[str, Any]) -> None:
    systems: dict[str, Any] = summary["systems"]
    first = summary["against"]
    signs = {
        name: {one["measure"]: _SIGNS.get(one["verdict"], "") for one in compared}
        for name, compared in summary["differences"].items()
    }
    table: list[list[Figure]] = []
    for measure, own in systems[first]["measures"].items():
        if all(one["measures"][measure]["value"] is None for one in systems.values()):
            continue
        line: list[Figure] = [measure, own["value"], _interval(own["interval"])]
        for name in signs:
            value = systems[name]["measures"][measure]["value"]
            line.append(None if value is None else f"{value:.3f} {signs[name][measure]}".strip())
        table.append([*line, own["n"], own["unscored"]])
    columns = ("measure", first, "95%", *signs, "n", "unscored")
    print_table(title, columns, table)
    if signs:
        print(_KEY.format(first=first))
    if forms := summary["forms"]:
        of = f"{forms['whole_answered']} of {forms['questions']} answered whole; of these"
        print_table(of, FORM_COLUMNS, form_rows(forms))
    for one in summary["failures"]:
        print(f"{one['id']} [{one['type']}] {one['question']}")
        print(f"    {one['wrong']}; cites {', '.join(one['cited']) or 'nothing'}")
    unscored = systems[first]["unscored"]
    if unscored:
        print(f"{len(unscored)} not scored: the store holds none of their sources")


def _compared_row(one: dict[str, Any]) -> list[Figure]:
    return [
        one["measure"],
        one["first"],
        one["second"],
        one["difference"],
        _interval(one["interval"], signed=True),
        one["n"],
        one["verdict"],
    ]


def _interval(found: Any, *, signed: bool = False) -> Figure:
    if found is None:
        return None
    form = "{:+.3f} to {:+.3f}" if signed else "{:.2f}–{:.2f}"
    return form.format(*found)
