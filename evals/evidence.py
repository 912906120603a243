"""Which sentence of a text answers, and does any? The reader beside what finds by likeness."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evals.intervals import auroc, bootstrap_interval
from evals.report import progress_bar
from evals.sentence_index import SentenceIndex
from evals.squad_form import QuestionedText, Span, SpanQuestion, is_right
from ingest.embed import Encoder
from ingest.split import split_sentences
from qa_app.reading.reader import Reader

SYSTEMS = ("ours", "hybrid", "vectors", "keywords")


@dataclass(frozen=True, slots=True)
class SentenceRanking:
    """The sentences of a text, best first, and how answerable the question seemed."""

    id: str
    article: str
    system: str
    ranked: tuple[tuple[int, int, float], ...]
    answerable: float
    answers: tuple[Span, ...]

    def row(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "system": self.system,
            "ranked": [list(one) for one in self.ranked],
            "answerable": self.answerable,
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


def rank_sentences(
    texts: Sequence[QuestionedText],
    *,
    encoder: Encoder,
    reader: Reader | None,
    systems: Sequence[str] = SYSTEMS,
) -> list[SentenceRanking]:
    """A ranking for each system and question; all sentences of the text are candidates."""
    rankings: list[SentenceRanking] = []
    with progress_bar() as bar:
        for text in bar.track(list(texts), description="reading"):
            spans = split_sentences(text.context)
            if not spans:
                continue
            sentences = [" ".join(text.context[start:end].split()) for start, end in spans]
            scorers = _scorers(text, sentences, encoder, reader, systems)
            for question in text.questions:
                for system, score in scorers.items():
                    rankings.append(
                        _ranking(text, question, system, spans, *score(question.question))
                    )
    return rankings


def summarise(rankings: Sequence[SentenceRanking]) -> list[dict[str, Any]]:
    """For each system: right sentence first and in three, AUROC of answerable, with intervals."""
    summary = []
    for system in dict.fromkeys(one.system for one in rankings):
        mine = [one for one in rankings if one.system == system]
        answered = [one for one in mine if one.answers]
        row: dict[str, Any] = {"system": system}
        for name, most in (("first", 1), ("in three", 3)):
            row[name], row[f"{name}, interval"] = _with_interval(answered, _within(most))
        if len(answered) < len(mine):
            row["auroc"], row["auroc, interval"] = _with_interval(mine, _auroc)
        row["n"], row["answerable"] = len(mine), len(answered)
        summary.append(row)
    return summary


def _with_interval(
    rows: Sequence[SentenceRanking], measure: Callable[[Sequence[SentenceRanking]], float]
) -> tuple[float | None, tuple[float, float] | None]:
    if not rows:
        return None, None
    return measure(rows), bootstrap_interval(rows, measure, cluster=lambda one: one.article)


def _within(most: int) -> Callable[[Sequence[SentenceRanking]], float]:
    def share(rows: Sequence[SentenceRanking]) -> float:
        ranks = [one.first_right for one in rows]
        return sum(rank is not None and rank <= most for rank in ranks) / len(ranks)

    return share


def _auroc(rows: Sequence[SentenceRanking]) -> float:
    return auroc([(one.answerable, bool(one.answers)) for one in rows])


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
    text: QuestionedText,
    sentences: Sequence[str],
    encoder: Encoder,
    reader: Reader | None,
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

    def ours(question: str) -> tuple[list[float], float]:
        assert reader is not None
        scores = reader.read(question, sentences)
        return scores, max(scores)

    known: dict[str, Scorer] = {"hybrid": hybrid, "vectors": likeness, "keywords": keywords}
    if reader is not None:
        known = {"ours": ours, **known}
    return {name: known[name] for name in systems if name in known}


def _scaled(scores: Sequence[float]) -> list[float]:
    low, high = min(scores), max(scores)
    return [(one - low) / (high - low) if high > low else 0.0 for one in scores]
