"""A torch module → an ONNX graph of word pieces. Loads torch: only where a model is exported."""

import contextlib
import json
import warnings
from pathlib import Path
from typing import Any

import torch

from ingest.graph import file_sha256

_INPUTS = ("input_ids", "attention_mask", "token_type_ids")


def write_graph(
    module: torch.nn.Module, file: Path, *, output: str, of_pieces: str | None = None
) -> None:
    """Write a graph of `module`, which takes _INPUTS, each (batch, pieces), and gives rows.

    `of_pieces` names its second output, (batch, pieces, numbers), where it has one.
    """
    outputs = {output: {0: "batch"}}
    if of_pieces:
        outputs[of_pieces] = {0: "batch", 1: "pieces"}
    example = tuple(torch.ones((2, 8), dtype=torch.int64) for _ in _INPUTS)
    with warnings.catch_warnings(), contextlib.redirect_stdout(None), torch.no_grad():
        warnings.simplefilter("ignore")  # the tracer warns of shapes that are constant here
        torch.onnx.export(
            module,
            example,
            str(file),
            input_names=list(_INPUTS),
            output_names=list(outputs),
            dynamic_axes={
                **{one: {0: "batch", 1: "pieces"} for one in _INPUTS},
                **outputs,
            },
            opset_version=17,
            dynamo=False,
            verbose=False,
        )


def write_settings(folder: Path, settings: dict[str, Any]) -> None:
    """Write settings.json with the checksums; last, as its presence says the rest is whole."""
    sums = {one: file_sha256(folder / one) for one in ("model.onnx", "tokenizer.json")}
    partial = folder / "settings.json.partial"
    partial.write_text(json.dumps({**settings, "sha256": sums}, indent=1) + "\n")
    partial.replace(folder / "settings.json")
