"""python -m evals guard, guard-pairs: which claims of a model are withheld, which let through."""

from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer

from evals.commands.options import AsJson, HalfOfIt, RowsFile, give_up, our_errors, part_named
from evals.datasets import EvalError
from evals.report import Figure, interval_text, print_json, print_table
from evals.rows import write_rows

_SHIPPED = Path(__file__).parents[1] / "guard" / "pairs.csv"


def guard(
    pairs: Annotated[
        Path, typer.Option(help="A CSV with the columns evidence, claim, label (kind, part).")
    ] = _SHIPPED,
    rows: RowsFile = None,
    part: HalfOfIt = None,
    verifier: Annotated[
        str | None,
        typer.Option(help="A second signal beside the rules: a folder, or a cross-encoder's name."),
    ] = None,
    threshold: Annotated[
        float, typer.Option(help="What the verifier gives below it is withheld.")
    ] = 0.0,
    as_json: AsJson = False,
) -> None:
    """Are claims that a text does not support withheld?"""
    from evals.guard.measure import judge_pairs, summarise
    from evals.guard.pairs import read_pairs
    from qa_app.assemble import load_reader
    from qa_app.writing.guard import Verifier

    half = part_named(part)
    with our_errors():
        second = None
        if verifier is not None:
            reader = load_reader(verifier)
            if reader is None:
                give_up("no verifier by the name none; leave out --verifier", code=2)
            second = Verifier(reader, threshold)
        judged = [one for one in read_pairs(pairs) if half is None or one.part == half]
        if not judged:
            raise EvalError(f"{pairs} holds no pair of the part {half}; leave out --part")
        found = judge_pairs(judged, verifier=second)
        if rows is not None:
            write_rows(rows, found)
    summary = summarise(found)
    if as_json:
        print_json({"pairs": str(pairs), "part": half, "systems": summary})
        return
    for one in summary:
        print_table(
            f"{pairs}{f', part {half}' if half else ''}: {one['system']}",
            ("claims", "withheld", "of", "share", "95%"),
            [_line(name, each) for name, each in {**one["kinds"], **one["labels"]}.items()],
        )
        score = one["auroc"]
        if score["value"] is not None:
            print(f"AUROC {score['value']:.3f} ({interval_text(score['interval'])})")


def guard_pairs(
    name: Annotated[str, typer.Argument(help="wice, expertqa, kqa, scifact, scifact-sentences.")],
    folder: Annotated[Path, typer.Argument(help="Where the set lies, as it was published.")],
    out: Annotated[Path, typer.Argument(help="The CSV to write.")],
) -> None:
    """Turn a public set of claims beside evidence into pairs for guard."""
    from evals.guard.pairs import write_pairs
    from evals.guard.sets import pairs_of

    with our_errors():
        pairs = pairs_of(name, folder)
        try:
            write_pairs(out, pairs)
        except OSError as error:
            raise EvalError(f"{out} cannot be written: {error.strerror}") from error
    counted = Counter(one.label for one in pairs)
    print(f"{len(pairs)} pairs: {', '.join(f'{n} {label}' for label, n in counted.items())}")


def _line(name: str, one: dict[str, Any]) -> list[Figure]:
    return [name, one["withheld"], one["n"], one["value"], interval_text(one["interval"])]
