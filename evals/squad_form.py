"""Questions on long texts in SQuAD 2.0's form (Rajpurkar et al. 2018), read and checked."""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from evals.datasets import EvalError, chosen

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class SpanQuestion:
    """A question, and the spans of its text that answer it; none where nothing does."""

    id: str
    question: str
    answers: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class QuestionedText:
    """A text and the questions that were asked of it. `article` groups texts of one origin."""

    article: str
    title: str
    context: str
    questions: tuple[SpanQuestion, ...]


def read_squad_form(file: Path) -> list[QuestionedText]:
    """The texts of a file in SQuAD's form, in its order. Raises EvalError where it is not one."""
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise EvalError(f"{file} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise EvalError(f"{file} is not in SQuAD's form: {error}") from error
    return questioned_texts(data, file)


def questioned_texts(form: Any, file: Path) -> list[QuestionedText]:
    """The same of what a file in SQuAD's form holds."""
    try:
        return [
            _text(article, paragraph, f"article {number}")
            for number, article in enumerate(form["data"])
            for paragraph in article["paragraphs"]
        ]
    except (ValueError, KeyError, TypeError) as error:
        raise EvalError(
            f"{file} is not in SQuAD's form (data, paragraphs, qas): {type(error).__name__} {error}"
        ) from error


def some_questions(
    texts: list[QuestionedText], *, limit: int | None, seed: int | None = None
) -> list[QuestionedText]:
    """The texts with the first `limit` questions, or with a seed so many drawn by lot."""
    every = [(text, one) for text in range(len(texts)) for one in texts[text].questions]
    kept = chosen(every, limit=limit, seed=seed)
    asked: dict[int, list[SpanQuestion]] = {}
    for text, one in kept:
        asked.setdefault(text, []).append(one)
    return [replace(texts[text], questions=tuple(held)) for text, held in asked.items()]


def is_right(sentence: Span, answers: tuple[Span, ...]) -> bool:
    """Whether a sentence overlaps a gold span by more than half of the shorter of the two.

    >>> is_right((0, 10), ((4, 30),)), is_right((0, 10), ((5, 30),))
    (True, False)
    """
    return any(
        2 * (min(sentence[1], end) - max(sentence[0], start))
        > min(sentence[1] - sentence[0], end - start)
        for start, end in answers
    )


def _text(article: dict[str, Any], paragraph: dict[str, Any], default: str) -> QuestionedText:
    title = str(article.get("title") or "").replace("_", " ")
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
    name = str(paragraph.get("document_id") or title or default)
    return QuestionedText(name, title, paragraph["context"], questions)
