"""python -m evals speed: how fast it is, and what a store of a size takes."""

from pathlib import Path
from typing import Annotated

import typer

from evals.commands.options import AsJson, give_up, names_in, our_errors
from evals.datasets import read_beir
from evals.report import print_json, print_table


def speed(
    dataset: Annotated[
        Path | None,
        typer.Option(help="A folder in BEIR form; for --sizing, texts are made up without one."),
    ] = None,
    documents: Annotated[int, typer.Option(min=1, help="How many texts to ingest.")] = 1000,
    rounds: Annotated[int, typer.Option(min=1, help="How often each is timed, in turns.")] = 3,
    questions: Annotated[int, typer.Option(min=1, help="How many warm questions.")] = 100,
    sizing: Annotated[
        str, typer.Option(help="Instead: what stores of these sizes take, such as 100,1000,10000.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """How fast are ingest, a cold and a warm question, beside what others would use?"""
    from evals.speed import compare_speed

    if sizing:
        _measure_sizes(_sizes(sizing), dataset, questions=questions, as_json=as_json)
        return
    if dataset is None:
        give_up("name a folder in BEIR form with --dataset; only --sizing needs none", code=2)
    with our_errors():
        found = compare_speed(
            read_beir(dataset), documents=documents, rounds=rounds, questions=questions
        )
    if as_json:
        print_json([one.as_json() for one in found])
        return
    print_table(
        f"{documents} texts of {dataset}",
        ("what", "unit", "ours", "other", "beside", "times better", "rounds"),
        [
            (one.what, one.unit, one.ours, one.other, one.other_name, one.ratio, one.rounds)
            for one in found
        ],
    )


_SIZE_COLUMNS = {
    "documents": "texts",
    "passages": "passages",
    "ingest_seconds": "ingest, s",
    "ingest_peak_mib": "MiB",
    "store_mb": "store, MB",
    "cold_ask_seconds": "cold ask, s",
    "ask_peak_mib": "MiB",
    "search_ms": "search, ms",
    "threads": "threads",
    "load_before": "load",
    "load_after": "then",
}


def _measure_sizes(
    sizes: list[int], dataset: Path | None, *, questions: int, as_json: bool
) -> None:
    from evals.sizing import measure_size

    with our_errors():
        data = None if dataset is None else read_beir(dataset)
        found = [measure_size(one, data, questions=questions).as_json() for one in sizes]
    if as_json:
        print_json(found)
        return
    print_table(
        f"stores of {dataset or 'texts made up for it'}",
        tuple(_SIZE_COLUMNS.values()),
        [[one[name] for name in _SIZE_COLUMNS] for one in found],
    )


def _sizes(listed: str) -> list[int]:
    try:
        sizes = [int(one) for one in names_in(listed)]
    except ValueError:
        sizes = []
    if not sizes or min(sizes) < 1:
        give_up(f"--sizing {listed!r} is not a list of numbers such as 100,1000", code=2)
    return sizes
