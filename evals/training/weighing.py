"""The commands that fit what weighs the reader's word, and judge it on what training never saw."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from evals.training.as_read import Asking, ReadQuestion, store_of_papers
from evals.training.corpus_groups import (
    CorpusQuestion,
    corpus_sentences,
    read_corpus_questions,
    read_listed_questions,
)
from evals.training.fit import Fitted
from evals.training.fit import fit as fit_sets
from evals.training.judge import Judged
from evals.training.judge import judge as judge_rows
from evals.training.paper_groups import read_paper_questions, texts_of_papers
from ingest.embed import load_encoder
from ingest.store import Store
from qa_app.answering import weigh
from qa_app.assemble import load_reader, store_folder
from qa_app.reading.reader import Reader

_HERE = Path(__file__).parent
_NEAR_MISSES = _HERE / "questions"
_LISTED = {name: _HERE.parent / "questions" / f"{name}.yaml" for name in ("clinicians", "corpus")}
_PAPERS = _HERE / "papers_unseen.yaml"

_Bench = Annotated[Path | None, typer.Option(help="Where the open data sets lie: papers, too.")]
_Reader = Annotated[str | None, typer.Option(help="The reader; none: the shipped one.")]
_Store = Annotated[Path | None, typer.Option(help="A store of the digests.")]
_Corpus = Annotated[Path, typer.Option(help="The digests.")]


def fit(
    bench: _Bench = None,
    reader: _Reader = None,
    store: _Store = None,
    corpus: _Corpus = Path("corpus"),
) -> None:
    """Fit what weighs the reader's word with how a sentence was found, on the tune parts.

    Of four sets of questions, each of one weight; without --bench of three.
    """
    listed = {name: read_listed_questions(file, "tune") for name, file in _LISTED.items()}
    asked = {"near misses": _of_part(_NEAR_MISSES, "tune"), **listed}
    sets = {name: _on_corpus(some, corpus, store, reader) for name, some in asked.items()}
    if bench:
        sets["papers"] = _on_papers("tune", bench, reader)
    else:
        typer.echo("Without the questions on papers: give --bench to fit on them too.", err=True)
    for name, some in sets.items():
        typer.echo(
            f"{name:12} {len(some)} questions, {sum(one.answerable for one in some)} answered"
        )
    found = fit_sets(list(sets.values()))
    typer.echo(f"ORDER = {tuple(round(one, 3) for one in found.order)}")
    typer.echo(f"SURE = {tuple(round(one, 3) for one in found.sure)}\nBIAS = {found.bias:.3f}")


def judge(
    questions: Annotated[
        Path | None, typer.Option(help="Questions with near misses: a file, or a folder of them.")
    ] = None,
    papers: Annotated[
        Path | None, typer.Option(help="Questions on papers instead: where the open data sets lie.")
    ] = None,
    part: Annotated[str, typer.Option(help="tune or report: whose sources.")] = "report",
    reader: _Reader = None,
    store: _Store = None,
    corpus: _Corpus = Path("corpus"),
) -> None:
    """On sources that training never saw: right first, near misses refused, calibration."""
    if papers and not questions:
        read = _on_papers(part, papers, reader)
    elif questions and not papers:
        read = _on_corpus(_of_part(questions, part), corpus, store, reader)
    else:
        raise typer.BadParameter("give either --questions or --papers")
    if not any(one.answerable for one in read):
        raise typer.BadParameter(f"there is no question of the part {part!r}; give tune or report")
    fitted = Fitted(weigh.ORDER, weigh.SURE, weigh.BIAS)
    rows = [
        Judged(one.source, one.answerable, fitted.sureness(one), bool(one.right[fitted.first(one)]))
        for one in read
    ]
    for name, value in asdict(judge_rows(rows)).items():
        typer.echo(f"{name:24} {value}")
    typer.echo(f"{'n':24} {sum(one.answerable for one in rows)} and {len(rows)} with near misses")


def _of_part(questions: Path, part: str) -> list[CorpusQuestion]:
    """Those that were written on sources of a part."""
    files = sorted(questions.glob("*.yaml")) if questions.is_dir() else [questions]
    return [
        one
        for file in files
        for one in read_corpus_questions(file)
        if one.source and one.part == part
    ]


def _on_corpus(
    asked: Sequence[CorpusQuestion], corpus: Path, store: Path | None, reader: str | None
) -> list[ReadQuestion]:
    sentences = corpus_sentences(corpus)
    asking = Asking(Store(store_folder(store)).reader(), load_encoder(), _loaded(reader))
    return [read for one in asked for read in asking.corpus_question(one, sentences)]


def _on_papers(part: str, bench: Path, reader: str | None) -> list[ReadQuestion]:
    """Asked of all the papers, as people ask a folder: those of the other part stand beside."""
    questions = read_paper_questions(_PAPERS)
    texts = texts_of_papers(questions, bench)
    encoder = load_encoder()
    with TemporaryDirectory() as folder:
        asking = Asking(store_of_papers(texts, Path(folder), encoder), encoder, _loaded(reader))
        return [
            read
            for one in questions
            if one.part == part
            for read in asking.paper_question(one, texts[one.dataset, one.article])
        ]


def _loaded(reader: str | None) -> Reader:
    found = load_reader(reader)
    if found is None:
        raise typer.BadParameter("there is no reader to weigh; give one by --reader")
    return found
