"""Chroma's engine without its client: it reads what the client reads, or leaves it to it."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import WordsEncoder

from ingest import vectors_folder
from ingest.store import vectors_folder as where_vectors_lie
from ingest.vectors import VectorIndex, VectorsMissing

TEXTS = {
    "crps.md": "# Ketamine in CRPS\n\n## Findings\n\nPain relief lasted 11 weeks.\n",
    "shingles.md": "# Lidocaine after shingles\n\nPatches of lidocaine reduced allodynia.\n",
    **{f"trial-{n}.md": f"Relief in trial {n} came after {n} minutes." for n in range(12)},
}


@pytest.fixture
def folder(make_store: Callable[[dict[str, str]], Path]) -> Path:
    return where_vectors_lie(make_store(TEXTS))


def test_the_engine_reads_what_chromas_client_reads(
    folder: Path, words_encoder: WordsEncoder
) -> None:
    lean, client = VectorIndex(folder), VectorIndex(folder, write=True)
    assert isinstance(lean._client, vectors_folder.FolderClient)
    assert not isinstance(client._client, vectors_folder.FolderClient)
    vector = words_encoder.encode(["relief in a trial came after lidocaine"])[0]
    for documents, held in ((None, len(TEXTS)), (["crps", "trial-3"], 2), (["of no such name"], 0)):
        found = lean.search(vector, limit=50, documents=documents)
        assert found == client.search(vector, limit=50, documents=documents)
        assert len(found) == held
    keys = list(lean.keys())
    assert sorted(keys) == sorted(client.keys())
    assert len(keys) == len(TEXTS)
    theirs = client.vectors(keys)
    assert {key: row.tolist() for key, row in lean.vectors(keys).items()} == {
        key: row.tolist() for key, row in theirs.items()
    }
    assert lean.unfindable([*keys, "none"]) == ["none"]
    assert lean.settings() == client.settings()


def test_a_release_that_was_not_tried_is_read_by_chromas_client(
    folder: Path, words_encoder: WordsEncoder
) -> None:
    vector = words_encoder.encode(["lidocaine patches"])[0]
    found = VectorIndex(folder).search(vector, limit=50)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vectors_folder, "_TRIED", "0.4.")
        index = VectorIndex(folder)
    assert not isinstance(index._client, vectors_folder.FolderClient)
    assert index.search(vector, limit=50) == found


def test_an_engine_that_takes_other_things_is_left_to_chromas_client(folder: Path) -> None:
    import chromadb_rust_bindings

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chromadb_rust_bindings, "Bindings", lambda: None)
        assert vectors_folder.open_folder(folder) is None
        patch.delattr(chromadb_rust_bindings, "SqliteDBConfig")
        assert vectors_folder.open_folder(folder) is None


def test_a_folder_without_the_collection_is_told_as_before(tmp_path: Path) -> None:
    with pytest.raises(VectorsMissing, match="does not hold the vectors of this store"):
        VectorIndex(tmp_path)


def test_an_ingest_leaves_nothing_for_the_next_reader_to_put_into_the_graph(folder: Path) -> None:
    log = sqlite3.connect(f"file:{folder}/chroma.sqlite3?mode=ro", uri=True)
    (held,) = log.execute("SELECT max(seq_id) FROM embeddings_queue").fetchone()
    in_graph = log.execute("SELECT min(seq_id), count(*) FROM max_seq_id").fetchone()
    log.close()
    assert in_graph == (held, 2)  # the graph's files, and the table beside them
    assert VectorIndex(folder).settings()["sync_threshold"] == 1000
