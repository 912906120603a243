"""Sets that are not in SQuAD form → groups: SelQA, SciFact's claims, PubMedQA, K-QA."""

import json
import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from evals.sentence_index import SentenceIndex
from evals.training.groups import Candidate, Group, part_of
from evals.training.span_groups import LEFT_OUT
from ingest.split import split_sentences


def selqa_groups(file: Path, *, size: int, seed: int) -> Iterator[Group]:
    """SelQA (Jurczyk et al. 2016): a question on a section, its sentences, those that answer."""
    for number, one in enumerate(json.loads(file.read_text(encoding="utf-8"))):
        sentences = [" ".join(text.split()) for text in one["candidates"]]
        yield from _group(
            f"{file.stem}-{number}",
            "selqa",
            one["article"],
            " ".join(one["question"].split()),
            sentences,
            set(one["answers"]),
            titles=dict.fromkeys(sentences, one["article"]),
            size=size,
            seed=seed,
        )


def scifact_groups(folder: Path, *, size: int, seed: int) -> Iterator[Group]:
    """SciFact (Wadden et al. 2020): a claim, an abstract's sentences, those that bear on it.

    A sentence that contradicts the claim answers the question behind it too. Sentences of other
    abstracts that are worded like the claim join its group: a reader orders abstracts as well.
    """
    sentences_of: dict[str, tuple[str, list[str]]] = {}
    for one in _lines(folder / "corpus_sentences.jsonl"):
        sentences_of[str(one["doc_id"])] = (
            one["title"],
            [" ".join(text.split()) for text in one["abstract"]],
        )
    to_train_on = sorted(one for one in sentences_of if part_of("scifact", one) == "train")
    drawn = random.Random(f"{seed}/scifact").sample(to_train_on, min(1000, len(to_train_on)))
    titles_elsewhere = {
        text: title for title, texts in (sentences_of[one] for one in drawn) for text in texts
    }
    sentences_elsewhere = list(titles_elsewhere)
    elsewhere = SentenceIndex(sentences_elsewhere)
    for claim in _lines(folder / "claims_train.jsonl"):
        for document in {str(one) for one in claim["cited_doc_ids"]}:
            if document not in sentences_of:
                continue
            title, sentences = sentences_of[document]
            others = [sentences_elsewhere[n] for n in elsewhere.ranked(claim["claim"])[:size]]
            right = {n for found in claim["evidence"].get(document, ()) for n in found["sentences"]}
            yield from _group(
                f"{claim['id']}-{document}",
                "scifact",
                document,
                claim["claim"],
                [*sentences, *(one for one in others if one not in sentences)],
                right,
                titles={**titles_elsewhere, **dict.fromkeys(sentences, title)},
                size=2 * size,
                seed=seed,
            )


def pubmedqa_groups(folder: Path, *, size: int, seed: int) -> Iterator[Group]:
    """PubMedQA (Jin et al. 2019): the conclusion answers; how the abstract opens does not."""
    abstracts = {one["_id"]: one["text"] for one in _lines(folder / "corpus.jsonl")}
    for query in _lines(folder / "queries.jsonl"):
        abstract = abstracts.get(query["_id"], "")
        spans = split_sentences(abstract)
        opening = [" ".join(abstract[start:end].split()) for start, end in spans[:3]]
        answer = query["long_answer"]
        conclusion = [" ".join(answer[start:end].split()) for start, end in split_sentences(answer)]
        if len(opening) < 2 or not conclusion:
            continue
        sentences = [*opening, conclusion[-1]]
        yield from _group(
            query["_id"],
            "pubmedqa",
            query["_id"],
            query["text"],
            sentences,
            {len(opening)},
            titles={},
            size=size,
            seed=seed,
        )


def kqa_groups(file: Path, *, size: int, seed: int) -> Iterator[Group]:
    """K-QA (Manes et al. 2024): what a physician says must be in the answer, against the rest."""
    questions = list(_lines(file))
    luck = random.Random(f"{seed}/kqa")
    for number, one in enumerate(questions):
        right = [str(text) for text in one["Must_have"]][:3]
        if not right:
            continue
        others = [
            str(text)
            for other in luck.sample(questions, 6)
            if other is not one
            for text in other["Must_have"][:2]
        ]
        question = " ".join(one["Question"].split())
        ranked = SentenceIndex(others).ranked(question)
        sentences = [*right, *(others[n] for n in ranked)]
        yield from _group(
            f"kqa-{number}",
            "kqa",
            str(number),
            question,
            sentences,
            set(range(len(right))),
            titles={},
            size=size,
            seed=seed,
        )


def _group(
    name: str,
    dataset: str,
    article: str,
    question: str,
    sentences: list[str],
    right: set[int],
    *,
    titles: Mapping[str, str],
    size: int,
    seed: int,
) -> Iterator[Group]:
    luck = random.Random(f"{seed}/{dataset}/{name}")
    ranked = [n for n in SentenceIndex(sentences).ranked(question) if n not in right]
    kept = luck.sample(sorted(right), min(2, len(right)))
    if right and luck.random() < LEFT_OUT:
        kept = []
    chosen = [(n, True) for n in kept] + [(n, False) for n in ranked[: size - len(kept)]]
    luck.shuffle(chosen)
    if chosen:
        yield Group(
            id=name,
            dataset=dataset,
            article=article,
            question=question,
            candidates=tuple(
                Candidate(
                    sentences[n],
                    answers,
                    sentences[n - 1] if n else "",
                    titles.get(sentences[n], ""),
                )
                for n, answers in chosen
            ),
        )


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
