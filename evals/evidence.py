"""Which sentence of a text answers, and does any? The reader beside what finds by likeness."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ingest
import qa_app
from evals.asking import Asked, Task, ask_all, made_of, program_hash
from evals.datasets import EvalError
from evals.estimate import Measure, estimate
from evals.measures import auroc
from evals.rows import Row
from evals.sentence_index import SentenceIndex
from evals.squad_form import QuestionedText, Span, SpanQuestion, is_right
from ingest.embed import Encoder
from ingest.split import split_sentences
from qa_app.assemble import load_reader
from qa_app.reading.reader import Reader

OURS = "ours"  # what the reader does
BASELINES = ("hybrid", "vectors", "keywords")


@dataclass(frozen=True, slots=True)
class SentenceRanking:
    """The sentences of a text, best first, and how answerable the question seemed."""

    id: str
    article: str
    system: str
    ranked: tuple[tuple[int, int, float], ...]
    answerable: float
    answers: tuple[Span, ...]

    def row(self) -> Row:
        return {
            "id": self.id,
            "system": self.system,
            "ranked": [list(one) for one in self.ranked],
            "answerable": self.answerable,
            "article": self.article,
            "answers": [list(one) for one in self.answers],
            "first_right": self.first_right,
        }

    @property
    def first_right(self) -> int | None:
        """The rank of the first sentence that answers, from 1; None where none is ranked."""
        for rank, (start, end, _) in enumerate(self.ranked, start=1):
            if is_right((start, end), self.answers):
                return rank
        return None


# A text's sentences, prepared once → for a question a score each, and how answerable it seems.
Scorer = Callable[[str], tuple[list[float], float]]


def chosen_systems(
    names: Sequence[str], readers: Sequence[str]
) -> tuple[dict[str, Reader], list[str]]:
    """The readers by their systems' names, and what stands beside them.

    "ours" is the reader that is shipped, or the one of `readers`; of several each is "ours@NAME".
    """
    for name in names:
        if name != OURS and name not in BASELINES:
            raise EvalError(f"no system {name!r}; there are {', '.join((OURS, *BASELINES))}")
    others = [name for name in names if name in BASELINES]
    if OURS not in names:
        return {}, others
    if len(readers) < 2:
        reader = load_reader(*readers)
        return ({} if reader is None else {OURS: reader}), others
    loaded = {f"{OURS}@{one}": load_reader(one) for one in readers}
    return {name: one for name, one in loaded.items() if one is not None}, others


def rank_sentences(
    texts: Sequence[QuestionedText],
    *,
    encoder: Encoder,
    readers: Mapping[str, Reader],
    systems: Sequence[str] = BASELINES,
    weights: str = "",
    file: Path | None = None,
    jobs: int = 1,
) -> Asked:
    """A row for each question and system; all sentences of the text are candidates.

    `readers`: by the name of the system that each makes; `weights` tells two of one name apart.
    `systems`: what stands beside them. Rows that `file` holds already are taken.
    """
    names = [*readers, *systems]
    program = _program()
    named = [(name, one.name) for name, one in readers.items()]
    made_by = (program, named, weights, encoder.checksum)

    def task(text: QuestionedText) -> Task:
        keys = tuple((question.id, name) for question in text.questions for name in names)
        return Task(
            keys, made_of(*made_by, names, text), lambda: _rows_of(text, encoder, readers, systems)
        )

    tasks = [task(one) for one in texts if split_sentences(one.context)]
    return ask_all(tasks, file=file, jobs=jobs, doing="reading")


def summarise(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """For each system: right sentence first and in three, AUROC of answerable, with intervals."""
    summary = []
    for system in dict.fromkeys(row["system"] for row in rows):
        mine = [row for row in rows if row["system"] == system]
        line: dict[str, Any] = {"system": system}
        for measure in MEASURES:
            found = estimate(measure, mine, cluster=article_of)
            if measure is not _AUROC or found.value is not None:
                line[measure.name], line[f"{measure.name}, interval"] = found.value, found.interval
        line["n"], line["answerable"] = len(mine), sum(bool(row["answers"]) for row in mine)
        summary.append(line)
    return summary


def article_of(row: Row) -> str:
    return str(row["article"])


def _answered(row: Row) -> bool:
    return bool(row["answers"])


def _within(name: str, most: int) -> Measure[Row]:
    def taken(row: Row) -> float | None:
        if not _answered(row):
            return None
        return float(row["first_right"] is not None and row["first_right"] <= most)

    says = f"of what is answered, a sentence that answers is among the first {most}"
    return Measure(name=name, says=says, taken=taken, applies=_answered)


def _separation(taken: Sequence[tuple[float, bool]]) -> float | None:
    return auroc(taken) if not all(held for _, held in taken) else None


_AUROC: Measure[Row] = Measure(
    name="auroc",
    says="how often what is answered scores above what is not",
    taken=lambda row: (float(row["answerable"]), _answered(row)),
    of=_separation,
)
MEASURES = (_within("first", 1), _within("in three", 3), _AUROC)


def _rows_of(
    text: QuestionedText, encoder: Encoder, readers: Mapping[str, Reader], systems: Sequence[str]
) -> list[Row]:
    spans = split_sentences(text.context)
    sentences = [" ".join(text.context[start:end].split()) for start, end in spans]
    scorers = _scorers(sentences, text.title, encoder, readers, systems)
    return [
        _ranking(text, question, name, spans, *score(question.question)).row()
        for question in text.questions
        for name, score in scorers.items()
    ]


def _ranking(
    text: QuestionedText,
    question: SpanQuestion,
    system: str,
    spans: Sequence[Span],
    scores: Sequence[float],
    answerable: float,
) -> SentenceRanking:
    order = sorted(range(len(spans)), key=lambda one: (-scores[one], one))
    ranked = tuple((*spans[one], float(scores[one])) for one in order)
    return SentenceRanking(
        question.id, text.article, system, ranked, float(answerable), question.answers
    )


def _scorers(
    sentences: Sequence[str],
    title: str,
    encoder: Encoder,
    readers: Mapping[str, Reader],
    systems: Sequence[str],
) -> Mapping[str, Scorer]:
    index = SentenceIndex(sentences)
    vectors = encoder.encode(sentences) if {"vectors", "hybrid"} & set(systems) else None

    def keywords(question: str) -> tuple[list[float], float]:
        scores = index.scores(question)
        return scores, max(scores)

    def likeness(question: str) -> tuple[list[float], float]:
        scores = [float(one) for one in vectors @ encoder.encode([question])[0]]
        return scores, max(scores)

    def hybrid(question: str) -> tuple[list[float], float]:
        worded, near = keywords(question)[0], likeness(question)
        both = [(a + b) / 2 for a, b in zip(_scaled(worded), _scaled(near[0]), strict=True)]
        return both, near[1]

    def reading(reader: Reader) -> Scorer:
        def read(question: str) -> tuple[list[float], float]:
            scores = reader.read(question, sentences, [title] * len(sentences))
            return scores, max(scores)

        return read

    known: dict[str, Scorer] = {"hybrid": hybrid, "vectors": likeness, "keywords": keywords}
    return {
        **{name: reading(one) for name, one in readers.items()},
        **{name: known[name] for name in systems},
    }


def _scaled(scores: Sequence[float]) -> list[float]:
    low, high = min(scores), max(scores)
    return [(one - low) / (high - low) if high > low else 0.0 for one in scores]


def _program() -> str:
    own = Path(__file__)
    return program_hash(
        Path(ingest.__file__).parent,
        Path(qa_app.__file__).parent,
        own,
        own.with_name("sentence_index.py"),
    )
