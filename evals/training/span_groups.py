"""Questions with the spans that answer them → groups of sentences to learn from."""

import random
from collections.abc import Iterator

from evals.sentence_index import SentenceIndex
from evals.squad_form import QuestionedText, is_right
from evals.training.groups import Candidate, Group
from ingest.split import split_sentences
from qa_app.reading.reader import Reader

# How often the sentences that answer are left out of the group of a question that has some, so
# that refusing is learnt on the very texts that answering is learnt on.
LEFT_OUT = 0.35
HAS_UNANSWERABLE = ("squad2",)


# A reader mines its own negatives among this many sentences most like the question. Drawn by
# chance from its first ones, not the very first: some of those answer, and were never marked.
_MINED_FROM = 32
_MINED_FIRST = 16


def groups_of(
    text: QuestionedText, dataset: str, *, size: int, seed: int, reader: Reader | None = None
) -> Iterator[Group]:
    """A group of at most `size` sentences for each question of a text.

    Negatives are the sentences most like the question, or those that `reader` takes for answers,
    then others by chance. Where no question of a set is unanswerable by itself, from a share
    LEFT_OUT of them every sentence that answers is left out.
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
        hard = _mined(question.question, sentences, text.title, ranked, reader, size=size)
        rest = [n for n in ranked if n not in set(hard)]
        left_out = dataset not in HAS_UNANSWERABLE and luck.random() < LEFT_OUT
        kept = [] if left_out else luck.sample(right, min(2, len(right)))
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


def hardest(
    question: str,
    sentences: list[str],
    title: str,
    among: list[int],
    reader: Reader | None,
    *,
    size: int,
) -> list[int]:
    """Of the sentences numbered `among`, those hardest to tell from an answer, hardest first."""
    scores = SentenceIndex(sentences).scores(question)
    ranked = sorted(among, key=lambda at: (-scores[at], at))
    return _mined(question, sentences, title, ranked, reader, size=size)


def _mined(
    question: str,
    sentences: list[str],
    title: str,
    ranked: list[int],
    reader: Reader | None,
    *,
    size: int,
) -> list[int]:
    """The sentences hardest to tell from an answer, of those that do not, hardest first."""
    if reader is None or len(ranked) <= size:
        return ranked[: max(2, 2 * size // 3)]
    near = ranked[:_MINED_FROM]
    scores = reader.read(question, [sentences[n] for n in near], [title] * len(near))
    return [near[at] for at in sorted(range(len(near)), key=lambda at: -scores[at])][:_MINED_FIRST]
