"""Trained weights → the graph that is shipped: int8, small, and the same on every processor."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from ingest.export import write_graph, write_settings
from ingest.graph import Graph

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

    whole = into / "whole.onnx"
    write_graph(Logits(), whole, output="logits")
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
    write_settings(into, {"name": name, "max_pieces": LONGEST})


def largest_difference(one: Path, other: Path, pairs: Sequence[tuple[str, str]]) -> float:
    """The largest difference of two graphs' log-odds on the same pairs."""
    first, second = (Graph(folder, batch_size=4).run(list(pairs)) for folder in (one, other))
    return float(np.abs(first - second).max())
