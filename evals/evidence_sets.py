"""Texts whose answering spans are known: a file in SQuAD's form, or Evidence Inference's folder."""

import json
from pathlib import Path

from evals.datasets import EvalError
from evals.squad_form import QuestionedText, questioned_texts, read_squad_form
from evals.training.evidence_inference import to_squad_form

_EVIDENCE_INFERENCE = ("articles.jsonl", "prompts.jsonl")


def read_evidence_set(path: Path) -> list[QuestionedText]:
    if not path.is_dir():
        return read_squad_form(path)
    lacking = [name for name in _EVIDENCE_INFERENCE if not (path / name).is_file()]
    if lacking:
        raise EvalError(
            f"no {lacking[0]} in {path}; give a file in SQuAD's form, or the folder of Evidence "
            "Inference with articles.jsonl and prompts.jsonl"
        )
    try:
        form = to_squad_form(path)
    except (json.JSONDecodeError, KeyError, TypeError, IndexError) as error:
        raise EvalError(
            f"{path} is not in Evidence Inference's form: {type(error).__name__} {error}"
        ) from error
    return questioned_texts(form, path)
