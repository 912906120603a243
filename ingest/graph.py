"""An ONNX graph with its tokenizer. The only file that names onnxruntime and tokenizers."""

import hashlib
import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ingest.document import IngestError

Rows = npt.NDArray[np.float32]
Pieces = tuple[list[int], list[int]]  # word pieces, and which of two texts each is of


@dataclass(frozen=True, slots=True)
class PieceRows:
    """What a graph says of each word piece of a text or pair, and where each piece stands."""

    rows: Rows  # (pieces, numbers)
    places: list[tuple[int, int]]  # in its own text; of a mark such as [SEP], (0, 0)
    text: list[int]  # which of two texts it is of


class Graph:
    """Texts, or pairs of texts, to rows of numbers, in the order they are given.

    `folder` holds model.onnx, tokenizer.json and settings.json, whose checksums must hold.
    Inputs longer than `max_pieces` are cut. One thread a batch, several batches at once, is a
    fifth faster than one batch over all threads; small batches stay in the cache.
    """

    def __init__(self, folder: Path, *, batch_size: int, threads: int | None = None) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        self.settings = sound_settings(folder)
        self.max_pieces: int = self.settings["max_pieces"]
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._batch_size = batch_size
        self._threads = threads or usable_cores()
        self._inputs = {one.name for one in self._session.get_inputs()}
        self._outputs = [one.name for one in self._session.get_outputs()]

    @property
    def tells_of_pieces(self) -> bool:
        """Whether it has a second output, a row for each word piece."""
        return len(self._outputs) > 1

    def run(self, texts: Sequence[str] | Sequence[tuple[str, str]]) -> Rows:
        """One row a text or pair; batches hold texts of like length."""
        encodings = self._tokenizer.encode_batch(list(texts))
        pieces = [self._cut(one.ids, one.type_ids) for one in encodings]
        first = self._outputs[0]
        order = sorted(range(len(pieces)), key=lambda at: len(pieces[at][0]))
        size = self._batch_size
        batches = [order[at : at + size] for at in range(0, len(order), size)]
        if len(batches) <= 1:
            done = [self._run([pieces[at] for at in batch], first) for batch in batches]
        else:
            with ThreadPoolExecutor(self._threads) as pool:
                done = list(
                    pool.map(lambda batch: self._run([pieces[at] for at in batch], first), batches)
                )
        if not done:
            return np.zeros((0, 0), dtype=np.float32)
        sorted_rows = np.concatenate(done)
        rows = np.empty_like(sorted_rows)
        rows[order] = sorted_rows
        return rows

    def run_pieces(self, pairs: Sequence[tuple[str, str]]) -> list[PieceRows]:
        """The second output, of few pairs, each alone. Only where it `tells_of_pieces`."""
        encodings = self._tokenizer.encode_batch(list(pairs))
        pieces = [self._cut(one.ids, one.type_ids) for one in encodings]
        with ThreadPoolExecutor(self._threads) as pool:
            rows = list(pool.map(lambda one: self._run([one], self._outputs[1])[0], pieces))
        return [
            PieceRows(row[:-1], one.offsets[: len(row) - 1], one.type_ids[: len(row) - 1])
            for row, one in zip(rows, encodings, strict=True)
        ]

    def count_pieces(self, texts: Sequence[str]) -> list[int]:
        """How many word pieces each text takes, without the two that mark its ends."""
        encodings = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(one.ids) for one in encodings]

    def _cut(self, ids: list[int], types: list[int]) -> Pieces:
        if len(ids) <= self.max_pieces:
            return ids, types
        return [*ids[: self.max_pieces - 1], ids[-1]], types[: self.max_pieces]

    def _run(self, batch: list[Pieces], output: str) -> Rows:
        width = max(len(ids) for ids, _ in batch)
        input_ids = np.zeros((len(batch), width), dtype=np.int64)
        attention_mask = np.zeros_like(input_ids)
        token_type_ids = np.zeros_like(input_ids)
        for row, (ids, types) in enumerate(batch):
            input_ids[row, : len(ids)] = ids
            attention_mask[row, : len(ids)] = 1
            token_type_ids[row, : len(ids)] = types
        feed = {
            "input_ids": input_ids,
            "attention_mask": attention_mask,
            "token_type_ids": token_type_ids,
        }
        rows: Rows = self._session.run(
            [output], {name: array for name, array in feed.items() if name in self._inputs}
        )[0]
        return rows


def usable_cores() -> int:
    """The cores this process may run on, which in a container are fewer than there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def sound_settings(folder: Path) -> dict[str, Any]:
    """The settings of a graph, all of whose files are as they were written."""
    at = folder / "settings.json"
    try:
        settings: dict[str, Any] = json.loads(at.read_text())
        for name, checksum in settings["sha256"].items():
            at = folder / name
            if file_sha256(at) != checksum:
                raise ValueError(name)
    except (OSError, ValueError, KeyError) as error:
        raise IngestError(
            f"the exported model {at} is damaged; delete {folder} and run again"
        ) from error
    return settings


def file_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
