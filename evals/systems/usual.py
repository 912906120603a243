"""The tutorial's pipeline over the texts of a store, kept under .cache/evals. Loads torch."""

import hashlib
import threading
from collections.abc import Sequence
from pathlib import Path

from transformers.utils.logging import disable_progress_bar

from evals import tutorial
from evals.datasets import EvalError
from evals.systems.passages import SHOWN, Find, Found
from ingest.document import Document
from ingest.store import StoreReader

CACHE = Path(".cache/evals")


def by_tutorial(reader: StoreReader, *, cache: Path = CACHE) -> Find:
    documents = {
        name: document for name in sorted(reader.known) if (document := reader.document(name))
    }
    digest = hashlib.sha256(Path(tutorial.__file__).read_bytes())
    for name, document in documents.items():
        digest.update(f"\0{name}\0{document.sha256}".encode())
    folder = cache / f"tutorial-{digest.hexdigest()[:24]}"
    built = folder / "complete"
    disable_progress_bar()  # type: ignore[no-untyped-call]
    store = tutorial.open_store(str(folder))
    if not built.exists():
        tutorial.fill(store, {name: one.text for name, one in documents.items()})
        built.touch()
    lock = threading.Lock()  # its tokenizer fails when two threads use it at once

    def find(text: str) -> Sequence[Found]:
        with lock:
            found = tutorial.nearest(store, text, k=SHOWN)
        return [_found(documents[name], start, words, near) for name, start, words, near in found]

    return find


def _found(document: Document, start: int, words: str, near: float) -> Found:
    end = start + len(words)
    if document.text[start:end] != words:
        raise EvalError(
            f"the tutorial's splitter gives {document.id} at {start} other words than stand there; "
            "install the version of langchain-text-splitters that constraints.txt names"
        )
    return document, start, end, min(1.0, max(0.0, near))
