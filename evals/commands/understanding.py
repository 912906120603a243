"""python -m evals follow-ups: is a question that leans on the turns before understood?"""

from pathlib import Path
from typing import Annotated, Any

import typer

from evals.commands.options import AsJson, HalfOfIt, RowsFile, our_errors, part_named
from evals.report import Figure, interval_text, print_json, print_table
from evals.rows import write_rows

FOLLOW_UPS = Path("evals/questions/follow_ups.yaml")


def follow_ups(
    questions: Annotated[
        Path, typer.Option(help="Follow-ups with what each must be understood as.")
    ] = FOLLOW_UPS,
    store: Annotated[
        Path | None, typer.Option(help="Where the store is kept (default .store).")
    ] = None,
    rows: RowsFile = None,
    part: HalfOfIt = None,
    as_json: AsJson = False,
) -> None:
    """Is a follow-up understood as a question that stands alone, and answered as that one is?"""
    from evals.follow_ups import judge_follow_ups, read_follow_ups, summarise
    from qa_app.assemble import open_engine

    half = part_named(part)
    with our_errors():
        asked = [one for one in read_follow_ups(questions) if half is None or one.part == half]
        found = judge_follow_ups(asked, open_engine(store).ask)
        if rows is not None:
            write_rows(rows, found)
    summary = summarise(found)
    if as_json:
        print_json({"questions": str(questions), "part": half, "measures": summary})
        return
    print_table(
        f"{questions}{f', part {half}' if half else ''}",
        ("measure", "share", "95%", "n"),
        [_line(name, one) for name, one in summary.items()],
    )
    for row in found:
        if row["missing"] or row["too_much"]:
            print(
                f"{row['id']} {row['question']} → {row['understood']} "
                f"(missing {row['missing']}, too much {row['too_much']})"
            )


def _line(name: str, one: dict[str, Any]) -> list[Figure]:
    return [name, one["value"], interval_text(one["interval"]), one["n"]]
