"""python -m evals retrieval, evidence: the right document, the right sentence."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from evals.asking import read_with, weights_of
from evals.commands.options import (
    AsJson,
    Half,
    HalfOfIt,
    Jobs,
    Limit,
    RowsFile,
    Seed,
    WhichReader,
    give_up,
    names_in,
    our_errors,
    part_named,
    tell_kept,
)
from evals.datasets import Dataset, EvalError, read_beir
from evals.report import Figure, print_json, print_table
from evals.rows import write_rows


def retrieval(
    dataset: Annotated[
        Path,
        typer.Option(
            help="A folder in BEIR form (corpus.jsonl, queries.jsonl, qrels/), or BioASQ's golden "
            "JSON, whose snippets are the texts."
        ),
    ],
    split: Annotated[
        str | None, typer.Option(help="Which qrels/SPLIT.tsv; the only one, else test.")
    ] = None,
    rows: RowsFile = None,
    limit: Limit = None,
    seed: Seed = None,
    systems: Annotated[
        str, typer.Option(help="Of ours, hybrid, vectors, keywords; commas between.")
    ] = "ours,hybrid,vectors,keywords",
    part: HalfOfIt = None,
    unseen: Annotated[
        Half | None,
        typer.Option(help="Only queries whose right documents no reader was trained on."),
    ] = None,
    reader: WhichReader = None,
    weights: Annotated[
        str, typer.Option(help="Also ours at these weights of the vector leg: 0.3,0.4,…")
    ] = "",
    jobs: Jobs = 1,
    as_json: AsJson = False,
) -> None:
    """Is the right document found first? nDCG@10, recall@100, MRR@10.

    The data set's texts are encoded once and kept under .cache/evals.
    """
    from evals import retrieval as measuring
    from evals.question_files.bioasq import bioasq_as_beir
    from ingest.embed import load_encoder
    from qa_app.assemble import load_reader

    with our_errors():
        learned = load_reader(reader)
        search = measuring.systems(names_in(systems), weights=_weights(weights), reader=learned)
        if not search:
            give_up("no system to measure; name one with --systems or --weights", code=2)
        folder = bioasq_as_beir(dataset, measuring.CACHE) if dataset.is_file() else dataset
        data = read_beir(folder, split=split)
        queries = measuring.queries_of(
            data,
            part=part_named(part),
            right_in=_unseen(data, unseen) if unseen else None,
            limit=limit,
            seed=seed,
        )
        if not queries:
            raise EvalError(f"no query of {data.split} is left to ask; leave out --part")
        encoder = load_encoder()
        store = measuring.store_of(data, encoder)
        found = measuring.rank_documents(
            data,
            store,
            encoder,
            search,
            queries,
            read_with=read_with(learned, reader),
            file=rows,
            jobs=jobs,
        )
        if rows is not None:
            write_rows(rows, found.rows)
        scores = measuring.score_rankings(found.rows)
    tell_kept(found.kept, rows)
    half = part_named(part)
    if as_json:
        print_json({"dataset": str(dataset), "split": data.split, "part": half, "systems": scores})
        return
    _print_systems(f"{dataset}, {data.split}" + (f", part {half}" if half else ""), scores)


def evidence(
    dataset: Annotated[
        Path,
        typer.Option(help="A file in SQuAD 2.0's form, or the folder of Evidence Inference."),
    ],
    rows: RowsFile = None,
    limit: Limit = None,
    seed: Seed = None,
    systems: Annotated[
        str, typer.Option(help="Which to compare, of ours, hybrid, vectors, keywords.")
    ] = "ours,hybrid,vectors,keywords",
    reader: Annotated[
        list[str] | None,
        typer.Option(
            help="Another reader: a folder, or a cross-encoder's name. Of several each is a "
            "system, ours@NAME."
        ),
    ] = None,
    jobs: Jobs = 1,
    as_json: AsJson = False,
) -> None:
    """Which sentence of a text answers, and does any? First, in three, AUROC, by article."""
    from evals import evidence as measuring
    from evals.evidence_sets import read_evidence_set
    from evals.squad_form import some_questions
    from ingest.embed import load_encoder

    with our_errors():
        readers, others = measuring.chosen_systems(names_in(systems), reader or [])
        texts = some_questions(read_evidence_set(dataset), limit=limit, seed=seed)
        found = measuring.rank_sentences(
            texts,
            encoder=load_encoder(),
            readers=readers,
            systems=others,
            weights=weights_of(reader or []),
            file=rows,
            jobs=jobs,
        )
        if rows is not None:
            write_rows(rows, found.rows)
        summary = measuring.summarise(found.rows)
    tell_kept(found.kept, rows)
    if as_json:
        print_json({"dataset": str(dataset), "systems": summary})
        return
    _print_systems(str(dataset), summary)


def _unseen(data: Dataset, part: Half) -> Callable[[str], bool]:
    """Whether a document is in a part of the data that the shipped reader was not trained on."""
    from evals.training.groups import part_of

    return lambda document: part_of(data.folder.name, document) == part.value


def _print_systems(title: str, scores: list[dict[str, Any]]) -> None:
    columns = tuple(dict.fromkeys(name for one in scores for name in one))
    print_table(title, columns, [[_figure(one.get(name)) for name in columns] for one in scores])


def _figure(value: object) -> Figure:
    if isinstance(value, tuple):
        return f"{value[0]:.2f}–{value[1]:.2f}"
    return value if isinstance(value, str | int | float) else None


def _weights(listed: str) -> list[float]:
    try:
        weights = [float(one) for one in names_in(listed)]
    except ValueError:
        give_up(f"--weights {listed!r} is not a list of numbers such as 0.3,0.4", code=2)
    if not all(0 <= one <= 1 for one in weights):
        give_up(f"--weights {listed!r} holds a weight that is not from 0 to 1", code=2)
    return weights
