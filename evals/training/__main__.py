"""python -m evals.training groups|train|spans|export|fit|judge: open data → the shipped reader."""

import json
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from evals.squad_form import QuestionedText, read_squad_form
from evals.training.corpus_groups import (
    Likeness,
    corpus_groups,
    corpus_sentences,
    read_corpus_questions,
)
from evals.training.evidence_inference import to_squad_form
from evals.training.groups import Group, part_of, read_groups, write_groups
from evals.training.marking import marks, spans
from evals.training.named_questions import named_questions
from evals.training.other_sets import kqa_groups, pubmedqa_groups, scifact_groups, selqa_groups
from evals.training.paper_groups import paper_groups, read_paper_questions, texts_of_papers
from evals.training.passages import passage_groups, read_passages
from evals.training.span_groups import groups_of
from evals.training.weighing import fit, judge
from qa_app.assemble import load_reader
from qa_app.reading.reader import Reader, in_place

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
app.command()(fit)
app.command()(judge)
app.command()(spans)
app.command()(marks)

_QUESTIONS = Path(__file__).parent / "questions"
_PASSAGES = Path(__file__).parent / "passages"
_PAPERS = Path(__file__).parent / "papers.yaml"


@app.command()
def groups(
    bench: Annotated[Path, typer.Option(help="Where the open data sets lie.")],
    out: Annotated[Path, typer.Option(help="Folder for the groups and the held-out files.")],
    reader: Annotated[
        str | None, typer.Option(help="A reader that mines negatives; none: by likeness.")
    ] = None,
    size: Annotated[int, typer.Option(help="Sentences a group, at most.")] = 7,
    wordings: Annotated[
        int, typer.Option(help="How often each question on a whole paper is asked.")
    ] = 3,
    seed: int = 0,
) -> None:
    """Make the groups to train on, and the held-out articles in SQuAD form to report on."""
    out.mkdir(parents=True, exist_ok=True)
    mining = load_reader(reader or "none")
    found = list(_all_groups(bench, out, mining, size=size, wordings=wordings, seed=seed))
    for part in ("train", "tune"):
        write_groups(
            (one for one in found if part_of(one.dataset, one.article) == part),
            out / f"{part}.jsonl",
        )
    counts = Counter(
        (one.dataset, part_of(one.dataset, one.article), one.answerable) for one in found
    )
    for (dataset, part, answerable), count in sorted(counts.items()):
        typer.echo(f"{dataset:20} {part:6} {'answered' if answerable else 'refused':9} {count}")
    for dataset, file in _squad_forms(bench, out):
        _hold_out(dataset, file, out)


@app.command("corpus")
def corpus_command(
    out: Annotated[Path, typer.Argument(help="File for the groups.")],
    corpus: Annotated[Path, typer.Option(help="The digests.")] = Path("corpus"),
    questions: Annotated[
        Path, typer.Option(help="Folder of questions on them, with near misses.")
    ] = _QUESTIONS,
    size: Annotated[int, typer.Option(help="Sentences a group, at most.")] = 10,
    seed: int = 0,
) -> None:
    """Make groups of the questions that were written on the corpus' own sentences.

    Only of sources to train on: the sentences of the others stand in no group.
    """
    from ingest.embed import load_encoder

    sentences = [
        one for one in corpus_sentences(corpus) if part_of("corpus", one.document) == "train"
    ]
    likeness = Likeness(sentences, load_encoder())
    asked = [
        one
        for file in sorted(questions.glob("*.yaml"))
        for one in read_corpus_questions(file)
        if one.part == "train"
    ]
    asked += named_questions(corpus, seed=seed)
    found = corpus_groups(asked, sentences, likeness, size=size, seed=seed)
    typer.echo(f"{write_groups(found, out)} groups of {len(asked)} questions")


@app.command("passages")
def passages_command(
    out: Annotated[Path, typer.Argument(help="File for the groups.")],
    passages: Annotated[Path, typer.Option(help="Folder of passages with questions.")] = _PASSAGES,
    seed: int = 0,
) -> None:
    """Make groups of the passages that were written to train on."""
    found = [
        group
        for file in sorted(passages.glob("*.txt"))
        for group in passage_groups(read_passages(file), name=file.stem, seed=seed)
    ]
    typer.echo(f"{write_groups(found, out)} groups")


@app.command("papers")
def papers_command(
    out: Annotated[Path, typer.Argument(help="File for the groups.")],
    bench: Annotated[Path, typer.Option(help="Where the open data sets lie.")],
    reader: Annotated[
        str | None, typer.Option(help="A reader that mines negatives; none: by likeness.")
    ] = None,
    size: Annotated[int, typer.Option(help="Sentences a group, at most.")] = 9,
    seed: int = 0,
) -> None:
    """Make groups of the questions that were written on whole papers of the open sets."""
    questions = read_paper_questions(_PAPERS)
    texts = texts_of_papers(questions, bench)
    mining = load_reader(reader or "none")
    found = list(paper_groups(questions, texts, reader=mining, size=size, seed=seed))
    typer.echo(f"{write_groups(found, out)} groups of {len(questions)} questions")


@app.command()
def train(
    out: Annotated[Path, typer.Argument(help="Folder for the weights.")],
    data: Annotated[list[Path], typer.Option(help="Files of groups; several are put together.")],
    start: Annotated[str, typer.Option(help="Weights to start from: a folder or a name.")],
    epochs: float = 1.0,
    rate: float = 5e-5,
    groups_a_step: int = 16,
    pairwise: float = 0.5,
    form: str = "over",
    seed: int = 0,
    threads: int = 2,
    limit: int | None = None,
) -> None:
    """Fine-tune a cross-encoder on groups."""
    from evals.training.train import Settings
    from evals.training.train import train as run

    found = list(read_groups(data))
    if limit:
        found = random.Random(seed).sample(found, min(limit, len(found)))
    settings = Settings(start, epochs, rate, groups_a_step, pairwise, form, seed, threads)  # type: ignore[arg-type]
    run(found, settings, out, say=lambda line: typer.echo(line))


@app.command()
def average(
    one: Annotated[Path, typer.Argument(help="Folder of trained weights.")],
    other: Annotated[Path, typer.Argument(help="Folder of weights that were trained from them.")],
    into: Annotated[Path, typer.Argument(help="Folder for the weights between them.")],
    share: Annotated[float, typer.Option(min=0, max=1, help="How much of the other.")] = 0.5,
) -> None:
    """Weights between two: what the last pass taught, with little of what it cost."""
    from evals.training.export import average as run

    run(one, other, into, share=share)


@app.command()
def export(
    weights: Annotated[Path, typer.Argument(help="Folder of trained weights.")],
    into: Annotated[Path, typer.Argument(help="Folder for the graph.")],
    name: str = "ketamine-qa-reader",
    int8: bool = True,
) -> None:
    """Turn weights into the graph that is shipped."""
    from evals.training.export import export_graph

    pairs = [
        (question, in_place(sentence, passage.title))
        for file in sorted(_PASSAGES.glob("*.txt"))
        for passage in read_passages(file)[:1]
        for question, _ in passage.questions[:3]
        for sentence in passage.sentences[:3]
    ]
    export_graph(weights, into, name=name, int8=int8, pairs=pairs)
    size = (into / "model.onnx").stat().st_size / 1e6
    typer.echo(f"{into / 'model.onnx'}: {size:.1f} MB")


def _squad_forms(bench: Path, out: Path) -> Iterator[tuple[str, Path]]:
    yield "squad2", bench / "squad2" / "dev-v2.0.json"
    yield "covidqa", bench / "covidqa" / "covidqa_realigned.json"
    yield "evidence_inference", out / "evidence_inference-0.json"


def _all_groups(
    bench: Path, out: Path, reader: Reader | None, *, size: int, wordings: int, seed: int
) -> Iterator[Group]:
    for turn in range(wordings):
        file = out / f"evidence_inference-{turn}.json"
        if not file.exists():
            form = to_squad_form(bench / "evidence_inference", turn=turn)
            file.write_text(json.dumps(form, ensure_ascii=False), encoding="utf-8")
        for text in _not_reported("evidence_inference", file):
            yield from groups_of(
                text, "evidence_inference", size=size, seed=seed + turn, reader=reader
            )
    for turn in range(wordings):
        for text in _not_reported("covidqa", bench / "covidqa" / "covidqa_realigned.json"):
            yield from groups_of(text, "covidqa", size=size, seed=seed + turn, reader=reader)
    for text in read_squad_form(bench / "squad2" / "dev-v2.0.json"):
        yield from groups_of(text, "squad2", size=size, seed=seed)
    for name in ("ass-dev", "ass-test"):
        yield from selqa_groups(bench / "selqa" / f"{name}.json", size=size, seed=seed)
    yield from scifact_groups(bench / "scifact", size=size, seed=seed)
    yield from pubmedqa_groups(bench / "pubmedqa", size=size, seed=seed)
    yield from kqa_groups(bench / "kqa" / "questions_w_answers.jsonl", size=size, seed=seed)


def _not_reported(dataset: str, file: Path) -> list[QuestionedText]:
    return [one for one in read_squad_form(file) if part_of(dataset, one.article) != "report"]


def _hold_out(dataset: str, file: Path, out: Path) -> None:
    """The report part of a set, as a file that `evals evidence` takes."""
    whole = json.loads(file.read_text(encoding="utf-8"))
    kept = []
    for number, article in enumerate(whole["data"]):
        name = str(article.get("title") or f"article {number}")
        paragraphs = [
            one
            for one in article["paragraphs"]
            if part_of(dataset, str(one.get("document_id") or name)) == "report"
        ]
        if paragraphs:
            kept.append({**article, "paragraphs": paragraphs})
    (out / f"{dataset}-report.json").write_text(
        json.dumps({"version": "held out", "data": kept}, ensure_ascii=False), encoding="utf-8"
    )
    questions = sum(len(p["qas"]) for a in kept for p in a["paragraphs"])
    typer.echo(f"{dataset:20} report {len(kept)} articles, {questions} questions")


if __name__ == "__main__":
    app()
