"""Passages written to train on, with questions that a sentence answers and near misses → groups.

The form of a file, one passage after another:

    # Title
    1. First sentence.
    2. Second sentence.
    A 2: A question that sentence 2 answers?
    N: A question like it that no sentence answers?
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from evals.datasets import EvalError
from evals.training.groups import Candidate, Group

_SENTENCE = re.compile(r"(\d+)\. (.+)")
_ANSWERED = re.compile(r"A ?(\d+(?:, ?\d+)*): ?(.+)")
_NEAR_MISS = re.compile(r"N: ?(.+)")


@dataclass(frozen=True, slots=True)
class WrittenPassage:
    """A passage's sentences, and its questions with the numbers of those that answer, from 0."""

    title: str
    sentences: tuple[str, ...]
    questions: tuple[tuple[str, frozenset[int]], ...]


def read_passages(file: Path) -> list[WrittenPassage]:
    """Raises EvalError, with the line, where the file is not in form."""
    found: list[WrittenPassage] = []
    title, sentences, questions = "", list[str](), list[tuple[str, frozenset[int]]]()

    def end() -> None:
        if title:
            found.append(WrittenPassage(title, tuple(sentences), tuple(questions)))

    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        text = line.strip()
        if text.startswith("# "):
            end()
            title, sentences, questions = text[2:], [], []
        elif sentence := _SENTENCE.fullmatch(text):
            sentences.append(sentence[2])
        elif asked := _ANSWERED.fullmatch(text):
            right = frozenset(int(one) - 1 for one in asked[1].split(","))
            if not right <= set(range(len(sentences))):
                raise EvalError(f"{file}, line {number}: the passage has no sentence {asked[1]}")
            questions.append((asked[2], right))
        elif missed := _NEAR_MISS.fullmatch(text):
            questions.append((missed[1], frozenset()))
        elif text:
            raise EvalError(f"{file}, line {number}: neither #, a sentence, A nor N: {text[:60]!r}")
    end()
    return found


def passage_groups(passages: list[WrittenPassage], *, name: str, seed: int) -> Iterator[Group]:
    """A group for each question: all the sentences of its passage."""
    for number, passage in enumerate(passages):
        for turn, (question, right) in enumerate(passage.questions):
            candidates = [
                Candidate(text, at in right, passage.sentences[at - 1] if at else "", passage.title)
                for at, text in enumerate(passage.sentences)
            ]
            random.Random(f"{seed}/{name}/{number}/{turn}").shuffle(candidates)
            yield Group(
                f"{name}-{number}-{turn}", "passages", passage.title, question, tuple(candidates)
            )
