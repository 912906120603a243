"""Questions on long texts in SQuAD form (Rajpurkar et al. 2018): read, and turned into groups."""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.training.groups import Candidate, Group
from evals.training.hard_negatives import SentenceIndex
from ingest.split import split_sentences

Span = tuple[int, int]

# How often the sentences that answer are kept from a question that has some, so that refusing
# is learnt on the very texts that answering is learnt on.
LEFT_OUT = 0.35


@dataclass(frozen=True, slots=True)
class SpanQuestion:
    """A question, and the spans of its text that answer it; none where nothing does."""

    id: str
    question: str
    answers: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A text and the questions that were asked of it."""

    article: str
    title: str
    context: str
    questions: tuple[SpanQuestion, ...]


def read_squad_form(file: Path) -> Iterator[Text]:
    for number, article in enumerate(json.loads(file.read_text(encoding="utf-8"))["data"]):
        name = str(article.get("title") or f"article {number}")
        for paragraph in article["paragraphs"]:
            article_name = str(paragraph.get("document_id") or name)
            questions = tuple(
                SpanQuestion(
                    str(one["id"]),
                    " ".join(one["question"].split()),
                    ()
                    if one.get("is_impossible")
                    else tuple(
                        (answer["answer_start"], answer["answer_start"] + len(answer["text"]))
                        for answer in one["answers"]
                    ),
                )
                for one in paragraph["qas"]
            )
            title = str(article.get("title") or "").replace("_", " ")
            yield Text(article_name, title, paragraph["context"], questions)


def is_right(sentence: Span, answers: Sequence[Span]) -> bool:
    """Whether a sentence overlaps a gold span by more than half of the shorter of the two.

    >>> is_right((0, 10), [(4, 30)]), is_right((0, 10), [(5, 30)])
    (True, False)
    """
    for start, end in answers:
        shared = min(sentence[1], end) - max(sentence[0], start)
        if 2 * shared > min(sentence[1] - sentence[0], end - start):
            return True
    return False


def groups_of(text: Text, dataset: str, *, size: int, seed: int) -> Iterator[Group]:
    """A group of at most `size` sentences for each question of a text.

    Negatives are the sentences most like the question, then others by chance. From a share
    LEFT_OUT of the answerable questions every sentence that answers is left out.
    """
    spans = split_sentences(text.context)
    sentences = [" ".join(text.context[start:end].split()) for start, end in spans]
    index = SentenceIndex(sentences)
    for question in text.questions:
        luck = random.Random(f"{seed}/{dataset}/{question.id}/{question.question}")
        right = [n for n, span in enumerate(spans) if is_right(span, question.answers)]
        if question.answers and not right:
            continue
        ranked = [n for n in index.ranked(question.question) if n not in set(right)]
        hard = ranked[: max(2, 2 * size // 3)]
        rest = ranked[len(hard) :]
        kept = [] if right and luck.random() < LEFT_OUT else luck.sample(right, min(2, len(right)))
        wrong = luck.sample(hard, min(len(hard), size * 2 // 3)) if len(hard) > size else hard
        room = size - len(kept) - len(wrong)
        wrong = wrong + luck.sample(rest, min(len(rest), max(0, room)))
        chosen = [(n, True) for n in kept] + [(n, False) for n in wrong[: size - len(kept)]]
        if not chosen:
            continue
        luck.shuffle(chosen)
        yield Group(
            id=question.id,
            dataset=dataset,
            article=text.article,
            question=question.question,
            candidates=tuple(
                Candidate(sentences[n], answers, sentences[n - 1] if n else "", text.title)
                for n, answers in chosen
                if len(sentences[n]) > 1
            ),
        )
