"""Trained weights → the graph that is shipped: int8, small, and the same on every processor."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from evals.training.span_head import load_head, states_of
from ingest.export import write_graph, write_settings
from qa_app.reading.reader import OnnxReader

LONGEST = 128

Pair = tuple[str, str]


def export_graph(
    weights: Path, into: Path, *, name: str, int8: bool = True, pairs: Sequence[Pair] = ()
) -> None:
    """Write model.onnx (pairs → log-odds), tokenizer.json and settings.json with checksums.

    Where a head for spans lies beside the weights, the graph gives its scores too, a row for each
    word piece. For `pairs` (a question, and a sentence in its place) what the graph says in full
    precision is written beside it, as reference.json: what the int8 graph must agree with on any
    processor.

    Seven-bit weights (`reduce_range`) cannot overflow the 16-bit sums of processors without
    VNNI, so that the numbers, and the thresholds fitted on them, are the same everywhere.
    """
    into.mkdir(parents=True, exist_ok=True)
    tokenizer = AutoTokenizer.from_pretrained(weights)
    model = AutoModelForSequenceClassification.from_pretrained(
        weights, attn_implementation="eager"
    ).eval()

    found = load_head(weights)
    settings: dict[str, Any] = {"name": name, "max_pieces": LONGEST}
    if found is not None:
        settings["sure_of_span"] = found[1]

    class Said(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model
            self.spans = found[0] if found else None

        def forward(self, input_ids: Any, attention_mask: Any, token_type_ids: Any) -> Any:
            said = self.model(
                input_ids=input_ids,
                attention_mask=attention_mask,
                token_type_ids=token_type_ids,
                output_hidden_states=self.spans is not None,
            )
            if self.spans is None:
                return said.logits
            return said.logits, self.spans(states_of(said.hidden_states))

    whole = into / "whole.onnx"
    write_graph(Said(), whole, output="logits", of_pieces="spans" if found else None)
    tokenizer.backend_tokenizer.no_padding()
    tokenizer.backend_tokenizer.no_truncation()
    tokenizer.backend_tokenizer.save(str(into / "tokenizer.json"))
    whole.replace(into / "model.onnx")
    write_settings(into, settings)
    if pairs:
        reference = _said_of(pairs, OnnxReader(into), with_spans=found is not None)
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
            # The head stays as it is: it is small, and its numbers are compared with a threshold.
            nodes_to_exclude=_nodes_of_head(whole),
        )
        whole.unlink()
        write_settings(into, settings)


def _said_of(pairs: Sequence[Pair], reader: OnnxReader, *, with_spans: bool) -> list[list[Any]]:
    """Each pair with its log-odds, and with its likeliest span and how sure that is."""
    rows: list[list[Any]] = []
    for question, seen in pairs:
        row: list[Any] = [question, seen, round(reader.read(question, [seen])[0], 4)]
        if with_spans:
            sentence, _, over = seen.partition(" [SEP] ")
            (told,) = reader.spans(question, [sentence], [over])
            row.append([*told.span, round(told.chance, 4)] if told else None)
        rows.append(row)
    return rows


def _nodes_of_head(file: Path) -> list[str]:
    graph = onnx.load(str(file)).graph
    return [node.name for node in graph.node if node.name.startswith("/spans/")]


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
