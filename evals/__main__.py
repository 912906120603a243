"""python -m evals: retrieval, answers, speed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from evals.datasets import Dataset, EvalError, Part, read_beir
from evals.report import print_json, print_table, write_rows
from ingest.document import IngestError

QUESTIONS = Path("evals/questions/corpus.yaml")

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    help="Measure how well it finds, answers, refuses and cites; how fast it is.",
)
_complain = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)


class _Half(StrEnum):
    tune = "tune"
    report = "report"


BeirFolder = Annotated[
    Path, typer.Option(help="A folder in BEIR form: corpus.jsonl, queries.jsonl, qrels/.")
]
RowsFile = Annotated[
    Path | None, typer.Option(help="Write every result here, one JSON object a line.")
]
WhichReader = Annotated[
    str | None,
    typer.Option(help="Another reader: a folder, a cross-encoder's name, or none."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")]
HalfOfIt = Annotated[
    _Half | None, typer.Option("--part", help="Only this half: fit on tune, tell of report.")
]


@app.command()
def retrieval(
    dataset: BeirFolder,
    split: Annotated[
        str | None, typer.Option(help="Which qrels/SPLIT.tsv; the only one, else test.")
    ] = None,
    rows: RowsFile = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first queries.")] = None,
    systems: Annotated[
        str, typer.Option(help="Of ours, hybrid, vectors, keywords; commas between.")
    ] = "ours,hybrid,vectors,keywords",
    part: HalfOfIt = None,
    unseen: Annotated[
        _Half | None,
        typer.Option(help="Only queries whose right documents no reader was trained on."),
    ] = None,
    reader: WhichReader = None,
    weights: Annotated[
        str, typer.Option(help="Also ours at these weights of the vector leg: 0.3,0.4,…")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Is the right document found first? nDCG@10, recall@100, MRR@10.

    The data set's texts are encoded once and kept under .cache/evals.
    """
    from evals import retrieval as measuring
    from ingest.embed import load_encoder
    from qa_app.assemble import load_reader

    with _our_errors():
        search = measuring.systems(
            _names(systems), weights=_weights(weights), reader=load_reader(reader)
        )
        if not search:
            _give_up("no system to measure; name one with --systems or --weights", code=2)
        data = read_beir(dataset, split=split)
        queries = measuring.queries_of(
            data, part=_part(part), right_in=_unseen(data, unseen) if unseen else None, limit=limit
        )
        if not queries:
            raise EvalError(f"no query of {data.split} is left to ask; leave out --part")
        encoder = load_encoder()
        store = measuring.store_of(data, encoder)
        rankings = measuring.rank_documents(store, encoder, search, queries)
        if rows is not None:
            write_rows(rows, (one.row() for one in rankings))
        scores = measuring.score_rankings(data, rankings)
    if as_json:
        print_json({"dataset": str(dataset), "split": data.split, "part": part, "systems": scores})
        return
    title = f"{dataset}, {data.split}" + (f", part {part}" if part else "")
    columns = tuple(scores[0])
    print_table(title, columns, [[one[name] for name in columns] for one in scores])


@app.command()
def evidence(
    dataset: Annotated[Path, typer.Option(help="A file in SQuAD 2.0's form.")],
    rows: RowsFile = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first questions.")] = None,
    systems: Annotated[
        str, typer.Option(help="Which to compare, of ours, hybrid, vectors, keywords.")
    ] = "ours,hybrid,vectors,keywords",
    reader: WhichReader = None,
    as_json: AsJson = False,
) -> None:
    """Which sentence of a text answers, and does any? First, in three, AUROC, by article."""
    from evals import evidence as measuring
    from evals.squad_form import first_questions, read_squad_form
    from ingest.embed import load_encoder
    from qa_app.assemble import load_reader

    with _our_errors():
        texts = first_questions(read_squad_form(dataset), limit)
        rankings = measuring.rank_sentences(
            texts, encoder=load_encoder(), reader=load_reader(reader), systems=_names(systems)
        )
        if rows is not None:
            write_rows(rows, (one.row() for one in rankings))
    summary = measuring.summarise(rankings)
    if as_json:
        print_json({"dataset": str(dataset), "systems": summary})
        return
    columns = tuple(dict.fromkeys(name for one in summary for name in one))
    print_table(
        str(dataset), columns, [[_figure(one.get(name)) for name in columns] for one in summary]
    )


@app.command()
def answers(
    questions: Annotated[
        Path, typer.Option(help="A YAML file of questions with what is right.")
    ] = QUESTIONS,
    store: Annotated[
        Path | None, typer.Option(help="Where the store is kept (default .store).")
    ] = None,
    rows: RowsFile = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first questions.")] = None,
    part: HalfOfIt = None,
    reader: WhichReader = None,
    as_json: AsJson = False,
) -> None:
    """Does it answer, cite and refuse as it should? Exit 1 where a quote is not verbatim.

    For a file of questions in several forms (forms.yaml) also: does each form bring the same
    source first as the whole form?
    """
    from evals import answers as measuring
    from evals.forms import FORM_COLUMNS, form_rows, summarise_forms
    from evals.questions_file import read_questions
    from qa_app.answering.reply import reply_json
    from qa_app.assemble import open_engine

    with _our_errors():
        asked = [
            one for one in read_questions(questions) if part is None or one.part == _part(part)
        ][:limit]
        if not asked:
            raise EvalError(f"no question of {questions} is in the part {part}")
        engine = open_engine(store, reader=reader)
        held = [one.id for one in engine.sources()]
        replies = measuring.ask_all(asked, engine.ask)
        judgements = [
            measuring.judge_reply(one, reply, held=held, document=engine.document)
            for one, reply in replies
        ]
        if rows is not None:
            write_rows(
                rows,
                (
                    {**reply_json(reply), "id": one.id, "system": measuring.SYSTEM}
                    for one, reply in replies
                ),
            )
    summary = measuring.summarise(judgements)
    wrong = measuring.failures(judgements)
    forms = summarise_forms(judgements)
    if as_json:
        told = {**summary, "forms": forms} if forms else summary
        print_json({"questions": str(questions), "part": part, **told, "failures": wrong})
    else:
        title = f"{questions}" + (f", part {part}" if part else "")
        print_table(title, measuring.TABLE_COLUMNS, measuring.table_rows(summary))
        if forms:
            of = f"{forms['whole_answered']} of {forms['questions']} answered whole; of these"
            print_table(of, FORM_COLUMNS, form_rows(forms))
        for one in wrong:
            print(f"{one['id']} [{one['type']}] {one['question']}")
            print(f"    {one['wrong']}; cites {', '.join(one['cited']) or 'nothing'}")
        if summary["unscored"]:
            print(f"{len(summary['unscored'])} not scored: the store holds none of their sources")
    for why in summary["broken_quotes"]:
        _complain.print(f"not verbatim: {why}")
    raise typer.Exit(1 if summary["broken_quotes"] else 0)


@app.command()
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
        _give_up("name a folder in BEIR form with --dataset; only --sizing needs none", code=2)
    with _our_errors():
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

    with _our_errors():
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


_ANYTHING = {"ignore_unknown_options": True, "allow_extra_args": True}


@app.command(context_settings=_ANYTHING)
def guard() -> None:
    """Are claims that a text does not support withheld? (not built yet)"""
    _give_up("evals guard is not built yet; use retrieval, evidence, answers or speed", code=2)


@app.command(context_settings=_ANYTHING)
def compare() -> None:
    """Is the difference between two files of rows more than chance? (not built yet)"""
    _give_up("evals compare is not built yet; use retrieval, evidence, answers or speed", code=2)


@app.command(context_settings=_ANYTHING)
def gate() -> None:
    """Is anything worse than what was adopted? (not built yet)"""
    _give_up("evals gate is not built yet; use retrieval, evidence, answers or speed", code=2)


@app.command(context_settings=_ANYTHING)
def adopt() -> None:
    """Take the latest figures as those to hold (not built yet)."""
    _give_up("evals adopt is not built yet; use retrieval, evidence, answers or speed", code=2)


def _figure(value: object) -> str | int | float | None:
    if isinstance(value, tuple):
        return f"{value[0]:.2f}–{value[1]:.2f}"
    return value if isinstance(value, str | int | float) else None


def _part(half: _Half | None) -> Part | None:
    if half is None:
        return None
    return "tune" if half is _Half.tune else "report"


def _names(listed: str) -> list[str]:
    return list(dict.fromkeys(one.strip() for one in listed.split(",") if one.strip()))


def _unseen(data: Dataset, part: _Half) -> Callable[[str], bool]:
    """Whether a document is in a part of the data that the shipped reader was not trained on."""
    from evals.training.groups import part_of

    return lambda document: part_of(data.folder.name, document) == part.value


def _weights(listed: str) -> list[float]:
    try:
        weights = [float(one) for one in _names(listed)]
    except ValueError:
        _give_up(f"--weights {listed!r} is not a list of numbers such as 0.3,0.4", code=2)
    if not all(0 <= one <= 1 for one in weights):
        _give_up(f"--weights {listed!r} holds a weight that is not from 0 to 1", code=2)
    return weights


def _sizes(listed: str) -> list[int]:
    try:
        sizes = [int(one) for one in _names(listed)]
    except ValueError:
        sizes = []
    if not sizes or min(sizes) < 1:
        _give_up(f"--sizing {listed!r} is not a list of numbers such as 100,1000", code=2)
    return sizes


def _give_up(message: str, *, code: int) -> NoReturn:
    _complain.print(message)
    raise typer.Exit(code)


@contextmanager
def _our_errors() -> Iterator[None]:
    try:
        yield
    except (EvalError, IngestError) as error:
        _complain.print(str(error))
        raise typer.Exit(1) from error


if __name__ == "__main__":
    app(prog_name="python -m evals")
