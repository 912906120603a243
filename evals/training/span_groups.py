"""Questions with the spans that answer them → groups of sentences to learn from."""

import random
from collections.abc import Iterator

from evals.sentence_index import SentenceIndex
from evals.squad_form import QuestionedText, is_right
from evals.training.groups import Candidate, Group
from ingest.split import split_sentences

# How often the sentences that answer are kept from a question that has some, so that refusing
# is learnt on the very texts that answering is learnt on.
LEFT_OUT = 0.35


def groups_of(text: QuestionedText, dataset: str, *, size: int, seed: int) -> Iterator[Group]:
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
