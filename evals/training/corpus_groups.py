"""Questions written on the corpus' own sentences, and near misses → groups to learn from.

A near miss is a question of which one slot was changed so that no text answers it, while the
old sentences still look as if they did: what refusing in a library of one topic is learnt from.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from evals.datasets import EvalError
from evals.sentence_index import SentenceIndex
from evals.training.groups import Candidate, Group, Part, part_of
from evals.training.span_groups import LEFT_OUT
from ingest.check.digest import read_digests
from ingest.embed import Encoder
from qa_app.answering.candidates import over


@dataclass(frozen=True, slots=True)
class CorpusSentence:
    """A sentence of the corpus, and the ids of the facts that it carries."""

    document: str
    text: str
    over: str  # as the reader is told of it
    facts: frozenset[str]


@dataclass(frozen=True, slots=True)
class CorpusQuestion:
    """A question, what answers it, and its near misses.

    It is answered by the sentences that carry one of its facts; where a fact stands in several
    sentences of which only some answer, by those named. `source` is the one that it was written
    on; a question on a topic has none.
    """

    source: str | None
    question: str
    type: str
    earlier: tuple[str, ...]
    facts: frozenset[str]
    sentences: frozenset[str]
    near_misses: tuple[str, ...]

    @property
    def part(self) -> Part:
        return part_of("corpus", self.source) if self.source else "train"

    @property
    def answerable(self) -> bool:
        return bool(self.facts or self.sentences)

    def is_answered_by(self, sentence: CorpusSentence) -> bool:
        if self.sentences:
            return sentence.text in self.sentences
        return not self.facts.isdisjoint(sentence.facts)


def read_corpus_questions(file: Path) -> list[CorpusQuestion]:
    return [
        CorpusQuestion(
            one.get("source"),
            one["question"],
            one["type"],
            tuple(one.get("earlier", ())),
            frozenset(one.get("answers", ())),
            frozenset(one.get("sentences", ())),
            _near_misses(one),
        )
        for one in yaml.safe_load(file.read_text(encoding="utf-8"))["questions"]
    ]


def read_listed_questions(file: Path, part: Part) -> list[CorpusQuestion]:
    """Those of a part of a file in the older form, whose facts tell what answers each."""
    return [
        CorpusQuestion(
            None,
            one["question"],
            one["type"],
            tuple(one.get("earlier", ())),
            frozenset(one.get("facts", ())),
            frozenset(),
            (),
        )
        for one in yaml.safe_load(file.read_text(encoding="utf-8"))
        if one["part"] == part
    ]


def _near_misses(one: dict[str, Any]) -> tuple[str, ...]:
    """In either form: `near_miss`, or a list of `near_misses`, each a `question`."""
    single = one.get("near_miss")
    return (
        *((single,) if single else ()),
        *(str(each["question"]) for each in one.get("near_misses", ())),
    )


def corpus_sentences(corpus: Path) -> list[CorpusSentence]:
    """Every sentence of the digests of a folder, as the product splits them."""
    digests, faults = read_digests(corpus)
    if faults:
        raise EvalError(str(faults[0]))
    found: list[CorpusSentence] = []
    for digest in digests:
        for sentence in digest.document.sentences:
            text = digest.words_of(sentence)
            facts = frozenset(one.id for one in digest.facts_of(text))
            heading = digest.document.heading_at(sentence.start)
            limit = frozenset({f"{digest.id}#limit"})
            stands = over(digest.document.source, heading)
            found.append(CorpusSentence(digest.id, text, stands, facts or limit))
    return found


class Likeness:
    """The corpus' sentences most like a question: words and vectors, half and half."""

    def __init__(self, sentences: Sequence[CorpusSentence], encoder: Encoder) -> None:
        texts = [one.text for one in sentences]
        self._index = SentenceIndex(texts)
        self._encoder = encoder
        self._vectors = encoder.encode(texts)

    def ranked(self, question: str) -> list[int]:
        worded = np.array(self._index.scores(question))
        near = self._vectors @ self._encoder.encode([question])[0]
        both = _scaled(worded) + _scaled(near)
        return [int(one) for one in np.argsort(-both, kind="stable")]


def corpus_groups(
    questions: Sequence[CorpusQuestion],
    sentences: Sequence[CorpusSentence],
    likeness: Likeness,
    *,
    size: int,
    seed: int,
) -> Iterator[Group]:
    """A group for each question and one for each near miss, of the sentences most like it."""
    for number, one in enumerate(questions):
        luck = random.Random(f"{seed}/{number}/{one.question}")
        asked = joined(one)
        right = [n for n, each in enumerate(sentences) if one.is_answered_by(each)]
        wrong = [n for n in likeness.ranked(asked) if n not in set(right)]
        kept = luck.sample(right, min(3, len(right)))
        left_out = luck.random() < LEFT_OUT
        if kept:
            yield _group(one, f"corpus-{number}", asked, sentences, kept, wrong, size, luck)
        if left_out or not kept:
            yield _group(one, f"corpus-{number}-without", asked, sentences, [], wrong, size, luck)
        for turn, near_miss in enumerate(one.near_misses):
            missed = joined(one, near_miss)
            old = luck.sample(right, min(2, len(right)))
            closest = old + [n for n in likeness.ranked(missed) if n not in set(old)]
            name = f"corpus-{number}-miss-{turn}"
            yield _group(one, name, missed, sentences, [], closest, size, luck)


def joined(one: CorpusQuestion, question: str | None = None) -> str:
    """A follow-up as the product reads it: as a question that stands alone."""
    from qa_app.finding.follow_up import stand_alone

    return stand_alone(question or one.question, one.earlier)


def _group(
    one: CorpusQuestion,
    name: str,
    asked: str,
    sentences: Sequence[CorpusSentence],
    kept: list[int],
    wrong: Sequence[int],
    size: int,
    luck: random.Random,
) -> Group:
    # The very first, and some of what the product would read after them.
    room = size - len(kept)
    first = list(wrong[: room * 2 // 3])
    others = luck.sample(list(wrong[len(first) : 6 * size]), room - len(first))
    chosen = [(n, True) for n in kept] + [(n, False) for n in first + others]
    luck.shuffle(chosen)
    return Group(
        id=name,
        dataset="corpus",
        article=one.source or name,
        question=asked,
        candidates=tuple(
            Candidate(sentences[n].text, answers, "", sentences[n].over) for n, answers in chosen
        ),
    )


def _scaled(scores: Any) -> Any:
    low, high = scores.min(), scores.max()
    return (scores - low) / (high - low) if high > low else scores * 0
