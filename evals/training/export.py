"""Trained weights → the graph that is shipped: int8, small, and the same on every processor."""

import contextlib
import json
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from ingest.graph import Graph, file_sha256

LONGEST = 128


def export_graph(weights: Path, into: Path, *, name: str, int8: bool = True) -> None:
    """Write model.onnx (pairs → log-odds), tokenizer.json and settings.json with checksums.

    Seven-bit weights (`reduce_range`) cannot overflow the 16-bit sums of processors without
    VNNI, so that the numbers, and the thresholds fitted on them, are the same everywhere.
    """
    into.mkdir(parents=True, exist_ok=True)
    tokenizer = AutoTokenizer.from_pretrained(weights)
    model = AutoModelForSequenceClassification.from_pretrained(
        weights, attn_implementation="eager"
    ).eval()

    class Logits(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: Any, attention_mask: Any, token_type_ids: Any) -> Any:
            return self.model(
                input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
            ).logits

    names = ["input_ids", "attention_mask", "token_type_ids"]
    whole = into / "whole.onnx"
    with warnings.catch_warnings(), contextlib.redirect_stdout(None), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Logits(),
            tuple(torch.ones((2, 8), dtype=torch.int64) for _ in names),
            str(whole),
            input_names=names,
            output_names=["logits"],
            dynamic_axes={
                **{one: {0: "batch", 1: "pieces"} for one in names},
                "logits": {0: "batch"},
            },
            opset_version=17,
            dynamo=False,
            verbose=False,
        )
    if int8:
        quantize_dynamic(
            whole,
            into / "model.onnx",
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
        )
        whole.unlink()
    else:
        whole.replace(into / "model.onnx")
    tokenizer.backend_tokenizer.no_padding()
    tokenizer.backend_tokenizer.no_truncation()
    tokenizer.backend_tokenizer.save(str(into / "tokenizer.json"))
    settings = {
        "name": name,
        "max_pieces": LONGEST,
        "sha256": {one: file_sha256(into / one) for one in ("model.onnx", "tokenizer.json")},
    }
    (into / "settings.json").write_text(json.dumps(settings, indent=1) + "\n")


def largest_difference(one: Path, other: Path, pairs: Sequence[tuple[str, str]]) -> float:
    """The largest difference of two graphs' log-odds on the same pairs."""
    first, second = (Graph(folder, batch_size=4).run(list(pairs)) for folder in (one, other))
    return float(np.abs(first - second).max())
