"""Questions on whole papers of the open data sets, with near misses → groups to learn from.

They were written on the papers' texts as people type them to a folder of their own. The file
holds places in those texts, never their words: the texts stay where they are.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from evals.datasets import EvalError
from evals.evidence_sets import read_evidence_set
from evals.squad_form import QuestionedText, Span, is_right
from evals.training.groups import Candidate, Group, Part
from evals.training.span_groups import hardest
from ingest.split import split_sentences
from qa_app.reading.reader import Reader

_ANSWERS_KEPT = 3  # of a question's answering sentences, in one group


@dataclass(frozen=True, slots=True)
class PaperQuestion:
    """A question on one paper, the spans that answer it, and near misses that nothing answers."""

    dataset: str
    article: str
    question: str
    answers: tuple[Span, ...]
    near_misses: tuple[str, ...]
    part: Part = "train"


def read_paper_questions(file: Path) -> list[PaperQuestion]:
    """Those of a file, whose papers are trained on unless it says another part."""
    return [
        PaperQuestion(
            one["dataset"],
            str(one["article"]),
            each["question"],
            tuple((start, end) for start, end in each["answers"]),
            tuple(each["near_misses"]),
            one.get("part", "train"),
        )
        for one in yaml.safe_load(file.read_text(encoding="utf-8"))["papers"]
        for each in one["questions"]
    ]


def texts_of_papers(
    questions: Sequence[PaperQuestion], bench: Path
) -> dict[tuple[str, str], QuestionedText]:
    """By data set and article, the texts of the papers that are asked about."""
    files = {
        "covidqa": bench / "covidqa" / "covidqa_realigned.json",
        "evidence_inference": bench / "evidence_inference",
    }
    wanted = {(one.dataset, one.article) for one in questions}
    found = {
        (dataset, text.article): text
        for dataset, file in files.items()
        for text in read_evidence_set(file)
        if (dataset, text.article) in wanted
    }
    if lacking := sorted(wanted - found.keys()):
        raise EvalError(f"{bench} has no article {lacking[0][1]} of {lacking[0][0]}")
    return found


def paper_groups(
    questions: Sequence[PaperQuestion],
    texts: Mapping[tuple[str, str], QuestionedText],
    *,
    reader: Reader | None,
    size: int,
    seed: int,
) -> Iterator[Group]:
    """A group for each question and for each near miss, of at most `size` sentences.

    `texts` by data set and article. Beside a near miss stand the sentences that answer the
    question it was made from: they look as if they did.
    """
    for number, one in enumerate(questions):
        text = texts[one.dataset, one.article]
        spans = split_sentences(text.context)
        sentences = [" ".join(text.context[start:end].split()) for start, end in spans]
        right = [n for n, span in enumerate(spans) if is_right(span, one.answers)]
        if not right:
            continue
        luck = random.Random(f"{seed}/{one.article}/{one.question}")
        others = [n for n in range(len(spans)) if n not in set(right) and len(sentences[n]) > 1]
        kept = luck.sample(right, min(_ANSWERS_KEPT, len(right)))
        for asked in (one.question, *one.near_misses):
            answered = asked == one.question
            # Beside a near miss the old sentences are hard enough, and mining takes minutes.
            mining = reader if answered else None
            hard = hardest(asked, sentences, text.title, others, mining, size=size)
            wrong = luck.sample(hard, min(len(hard), size - len(kept)))
            chosen = [*kept, *wrong]
            luck.shuffle(chosen)
            yield Group(
                id=f"papers-{number}",
                dataset="papers",
                article=one.article,
                question=asked,
                candidates=tuple(
                    Candidate(sentences[n], answered and n in kept, over=text.title) for n in chosen
                ),
            )
