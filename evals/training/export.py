"""Trained weights → the graph that is shipped: int8, small, and the same on every processor."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from ingest.export import write_graph, write_settings
from ingest.graph import Graph

LONGEST = 128

Pair = tuple[str, str]


def export_graph(
    weights: Path, into: Path, *, name: str, int8: bool = True, pairs: Sequence[Pair] = ()
) -> None:
    """Write model.onnx (pairs → log-odds), tokenizer.json and settings.json with checksums.

    For `pairs` the log-odds in full precision are written beside it, as reference.json: what the
    int8 graph must agree with on any processor.

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
    tokenizer.backend_tokenizer.no_padding()
    tokenizer.backend_tokenizer.no_truncation()
    tokenizer.backend_tokenizer.save(str(into / "tokenizer.json"))
    whole.replace(into / "model.onnx")
    write_settings(into, {"name": name, "max_pieces": LONGEST})
    if pairs:
        rows = Graph(into, batch_size=1).run(list(pairs))
        reference = [
            [*pair, round(float(row[0]), 4)] for pair, row in zip(pairs, rows, strict=True)
        ]
        written = json.dumps(reference, ensure_ascii=False, indent=0)
        (into / "reference.json").write_text(written + "\n", encoding="utf-8")
    if int8:
        (into / "model.onnx").replace(whole)
        quantize_dynamic(
            whole,
            into / "model.onnx",
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
        )
        whole.unlink()
        write_settings(into, {"name": name, "max_pieces": LONGEST})


def average(one: Path, other: Path, into: Path, *, share: float) -> None:
    """Weights between two trained ones, `share` of the other: what each learnt is mostly kept.

    Wortsman et al. (2022), "Robust fine-tuning of zero-shot models".
    """
    first, second = (
        AutoModelForSequenceClassification.from_pretrained(folder) for folder in (one, other)
    )
    others = second.state_dict()
    first.load_state_dict(
        {
            name: (1 - share) * values + share * others[name]
            for name, values in first.state_dict().items()
        }
    )
    first.save_pretrained(into)
    AutoTokenizer.from_pretrained(other).save_pretrained(into)
