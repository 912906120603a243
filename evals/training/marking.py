"""The commands that fit the head for spans on frozen weights, and judge the marks of a reader."""

import hashlib
import random
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evals.datasets import EvalError
from evals.training.corpus_groups import corpus_sentences, read_corpus_questions
from evals.training.groups import part_of
from evals.training.marks import Interval, Marked, judge_marks, sure_from
from evals.training.passages import read_passages
from evals.training.span_pairs import SpanPair, corpus_pairs, open_pairs, passage_pairs
from qa_app.answering.highlight import words_to_mark
from qa_app.assemble import load_reader
from qa_app.reading.reader import MarksSpans
from qa_app.reading.spans import likeliest_span

if TYPE_CHECKING:
    from evals.training.span_head import SeenPair, SpanHead

_HERE = Path(__file__).parent
_WITHOUT = 1800  # pairs without an answer that are learnt from, of the open sets
_YES_OR_NO = 400  # pairs of the corpus and the passages that no words alone answer
_FOR_SURENESS = 0.25  # of the articles to train on: they set from where on the head is sure

_Bench = Annotated[Path, typer.Option(help="Where the open data sets lie.")]


def spans(
    weights: Annotated[Path, typer.Argument(help="Folder of trained weights, which stay so.")],
    bench: _Bench,
    corpus: Annotated[Path, typer.Option(help="The digests.")] = Path("corpus"),
    precision: Annotated[
        float, typer.Option(help="Share of right marks that makes it sure.")
    ] = 0.9,
    epochs: int = 6,
    seed: int = 0,
    threads: int = 2,
) -> None:
    """Fit the head that marks words, and write it beside the weights for `export` to take."""
    import torch

    from evals.training.span_head import FILE, fit_head, save_head, see_pairs

    torch.set_num_threads(threads)
    pairs = [
        *_some([one for one in open_pairs(bench) if one.part != "report"], _WITHOUT, seed),
        *_of_figures(corpus, seed),
    ]
    seen = list(see_pairs(pairs, weights, say=typer.echo))
    fitted = [one for one in seen if not _sets_sureness(one.pair)]
    head = fit_head(fitted, epochs=epochs, seed=seed)
    setting = [one for one in seen if _sets_sureness(one.pair) and one.pair.spans]
    judged = {
        name: list(_judged(head, (one for one in setting if one.pair.dataset == name)))
        for name in ("squad2", "covidqa")
    }
    sure = sure_from([one for some in judged.values() for one in some], precision=precision)
    for name, some in judged.items():
        above = [right for chance, right in some if chance >= sure]
        typer.echo(f"{name:8} {sum(above)} of {len(above)} marks right, of {len(some)} possible")
    save_head(head, weights, sure=round(sure, 4))
    typer.echo(f"{weights / FILE}: {len(fitted)} pairs, sure from {sure:.3f}")


def marks(
    bench: _Bench,
    reader: Annotated[
        str | None, typer.Option(help="A reader that marks; none: the shipped one.")
    ] = None,
) -> None:
    """Judge the marks of a reader on articles that nothing was fitted on."""
    loaded = load_reader(reader)
    if not isinstance(loaded, MarksSpans):
        raise EvalError(f"the reader {reader!r} marks no words; take one that `export` made")
    pairs = [one for one in open_pairs(bench) if one.part == "report"]
    alone, shown = [], []
    for one in pairs:
        (told,) = loaded.spans(one.question, [one.sentence], [one.over])
        alone.append(Marked(one, told.span if told is not None and told.is_sure else None))
        shown.append(Marked(one, words_to_mark(one.question, one.sentence, told)))
    for way, rows in (("the reader alone", alone), ("as shown, with the rule", shown)):
        typer.echo(f"{way}:")
        _tell(rows)


def _tell(rows: Sequence[Marked]) -> None:
    answering = [one for one in rows if one.pair.answers]
    for name in ("squad2", "covidqa", "both"):
        some = [one for one in answering if name in ("both", one.pair.dataset)]
        found = judge_marks(some)
        articles = len({(one.pair.dataset, one.pair.article) for one in some})
        typer.echo(
            f"{name:8} {found.n} sentences of {articles} articles: "
            f"marked {_told(found.coverage, found.coverage_interval)}, "
            f"right {_told(found.precision, found.precision_interval)}, "
            f"F1 {_told(found.f1, found.f1_interval)}"
        )
    others = [one for one in rows if not one.pair.answers]
    marked = sum(one.span is not None for one in others)
    typer.echo(f"sentences that do not answer: {marked} of {len(others)} marked")


def _judged(head: "SpanHead", some: Iterable["SeenPair"]) -> Iterator[tuple[float, bool]]:
    """How sure, and whether right, where the answering part would show it if it is sure."""
    from evals.training.span_head import scores_of

    for one in some:
        pair = one.pair
        told = likeliest_span(pair.sentence, one.places, *scores_of(head, one).T, sure_from=0.0)
        if told is not None and words_to_mark(pair.question, pair.sentence, told) == told.span:
            yield told.chance, Marked(pair, told.span).right


def _told(value: float | None, interval: Interval) -> str:
    if value is None:
        return "none"
    return f"{value:.3f}" + (f" ({interval[0]:.3f} to {interval[1]:.3f})" if interval else "")


def _sets_sureness(one: SpanPair) -> bool:
    """By the name of its article, so that no article is fitted on and sets the sureness too."""
    name = hashlib.sha256(f"spans/{one.dataset}/{one.article}".encode()).hexdigest()
    return one.part == "tune" or int(name[:8], 16) / 16**8 < _FOR_SURENESS


def _some(pairs: Sequence[SpanPair], without: int, seed: int) -> Iterable[SpanPair]:
    """Every pair that has an answer, and so many that have none."""
    none = [one for one in pairs if not one.spans]
    kept = random.Random(seed).sample(none, min(without, len(none)))
    return [*(one for one in pairs if one.spans), *kept]


def _of_figures(corpus: Path, seed: int) -> Iterable[SpanPair]:
    """Of the passages and of the corpus' sources to train on."""
    every = corpus_sentences(corpus)
    sentences = [one for one in every if part_of("corpus", one.document) == "train"]
    files = sorted((_HERE / "questions").glob("*.yaml"))
    asked = [one for file in files for one in read_corpus_questions(file) if one.part == "train"]
    written = sorted((_HERE / "passages").glob("*.txt"))
    pairs = [
        *corpus_pairs(asked, sentences),
        *(one for file in written for one in passage_pairs(read_passages(file))),
    ]
    return _some(pairs, _YES_OR_NO, seed)
