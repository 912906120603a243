"""Public sets of claims beside evidence → pairs: WiCE, ExpertQA, K-QA, SciFact."""

import csv
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from evals.datasets import EvalError
from evals.guard.pairs import Label, Pair

Read = Callable[[Path], Iterator[Pair]]
_CITED = re.compile(r"\s*\[\d+\]")


def wice_pairs(folder: Path) -> Iterator[Pair]:
    """WiCE (Kamoi et al. 2023), dev: a claim of Wikipedia, the sentences that bear on it."""
    for number, one in enumerate(_lines(folder / "oracle_chunks_claim_dev.jsonl"), start=1):
        label: Label = "supported" if one["label"] == "supported" else "not_enough"
        evidence = " ".join(one["evidence"])
        meta = one["meta"]
        yield _pair(
            f"{meta['id']}-{number}",
            evidence,
            one["claim"],
            label,
            kind=one["label"],
            source=meta["claim_title"],
        )


def expertqa_pairs(folder: Path) -> Iterator[Pair]:
    """ExpertQA (Malaviya et al. 2024): a model's sentence, the passage it cites, an expert's word.

    The marks of citation in a claim are its system's, and are left out.
    """
    for number, one in enumerate(_lines(folder / "claims_with_passage_and_label.jsonl"), start=1):
        label: Label = "supported" if one["support"] == "Complete" else "not_enough"
        evidence = " ".join(each["passage"] for each in one["evidence"])
        claim = _CITED.sub("", one["claim"])
        yield _pair(
            str(number), evidence, claim, label, kind=one["support"], source=one["question"]
        )


def kqa_pairs(folder: Path) -> Iterator[Pair]:
    """K-QA (Manes et al. 2024): a model's answer, and whether it says a physician's statement."""
    labels: dict[str, Label] = {
        "Entailment": "supported",
        "Contradiction": "contradicted",
        "Neutral": "not_enough",
    }
    with _opened(folder / "NLI_medical_annotator.csv") as file:
        for number, one in enumerate(csv.DictReader(file), start=1):
            said = one["majority_label"]
            yield _pair(
                str(number),
                one["answer"],
                one["claim"],
                labels[said],
                kind=said,
                source=one["Question"],
            )


def scifact_pairs(folder: Path) -> Iterator[Pair]:
    """SciFact (Wadden et al. 2020), train: a claim and the whole of an abstract that it cites.

    The whole, as what has no label has no chosen sentences: their length would give it away.
    """
    abstracts = _scifact_abstracts(folder)
    for claim in _lines(folder / "claims_train.jsonl"):
        for document in dict.fromkeys(str(one) for one in claim["cited_doc_ids"]):
            found = claim["evidence"].get(document, [])
            yield _pair(
                f"{claim['id']}-{document}",
                " ".join(abstracts[document]),
                claim["claim"],
                _scifact_label(found[0]["label"]) if found else "not_enough",
                source=document,
            )


def scifact_sentence_pairs(folder: Path) -> Iterator[Pair]:
    """The same claims beside only the sentences that annotators chose: for or against."""
    abstracts = _scifact_abstracts(folder)
    for claim in _lines(folder / "claims_train.jsonl"):
        for document, chosen in claim["evidence"].items():
            for number, one in enumerate(chosen, start=1):
                yield _pair(
                    f"{claim['id']}-{document}-{number}",
                    " ".join(abstracts[document][at] for at in one["sentences"]),
                    claim["claim"],
                    _scifact_label(one["label"]),
                    source=document,
                )


SETS: dict[str, Read] = {
    "wice": wice_pairs,
    "expertqa": expertqa_pairs,
    "kqa": kqa_pairs,
    "scifact": scifact_pairs,
    "scifact-sentences": scifact_sentence_pairs,
}


def pairs_of(name: str, folder: Path) -> list[Pair]:
    """The pairs of one of SETS, those without words left out."""
    if name not in SETS:
        raise EvalError(f"no set {name!r}; the sets are {', '.join(SETS)}")
    try:
        found = list(SETS[name](folder))
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, csv.Error) as error:
        raise EvalError(
            f"{folder} is not in the form of the set {name}: {type(error).__name__}: {error}"
        ) from error
    return [one for one in found if one.evidence and one.claim]


def _pair(id: str, evidence: str, claim: str, label: Label, *, source: str, kind: str = "") -> Pair:
    return Pair(
        id=id,
        evidence=" ".join(evidence.split()),
        claim=" ".join(claim.split()),
        label=label,
        kind=kind or label,
        part=None,
        source=source,
    )


def _scifact_label(word: str) -> Label:
    labels: dict[str, Label] = {"SUPPORT": "supported", "CONTRADICT": "contradicted"}
    return labels[word]


def _scifact_abstracts(folder: Path) -> dict[str, list[str]]:
    return {
        str(one["doc_id"]): one["abstract"] for one in _lines(folder / "corpus_sentences.jsonl")
    }


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with _opened(path) as file:
        yield from (json.loads(line) for line in file)


def _opened(path: Path) -> Any:
    try:
        return path.open(encoding="utf-8-sig", newline="")
    except OSError as error:
        raise EvalError(
            f"{path} cannot be read: {error.strerror}; name the set's folder"
        ) from error
