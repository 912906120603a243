"""The door in front of the catalogue and the legs: what it finds, and when it says it cannot."""

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Library, WordsEncoder

from ingest.document import IngestError
from ingest.store import Store, StoreReader
from ingest.vectors import VectorIndex

MakeStore = Callable[[dict[str, str]], Path]

TEXTS = {
    "crps.md": "# Ketamine in CRPS\n\n## Findings\n\nPain relief lasted 11 weeks.\n",
    "shingles.md": "# Lidocaine after shingles\n\nPatches of lidocaine reduced allodynia.\n",
}


def test_both_legs_find_a_passage_and_say_where_it_is(
    make_store: MakeStore, words_encoder: WordsEncoder
) -> None:
    reader = StoreReader(make_store(TEXTS))
    vector = words_encoder.encode(["lidocaine patches reduced allodynia"])[0]
    for hit in (
        reader.search_vectors(vector, limit=1)[0],
        reader.search_keywords(["lidocain"], limit=1)[0],
    ):
        assert hit.document.id == "shingles"
        assert "allodynia" in hit.document.text[hit.passage.start : hit.passage.end]


def test_both_legs_look_only_where_they_are_told(
    make_store: MakeStore, words_encoder: WordsEncoder
) -> None:
    reader = StoreReader(make_store(TEXTS))
    vector = words_encoder.encode(["lidocaine"])[0]
    near = reader.search_vectors(vector, limit=5, documents=["crps"])
    worded = reader.search_keywords(["lidocain", "week"], limit=5, documents=["crps"])
    assert {hit.document.id for hit in (*near, *worded)} == {"crps"}
    assert reader.search_keywords(["lidocain"], limit=5, documents=["crps"]) == []


def test_a_limit_above_what_is_held_gives_all_there_is(
    make_store: MakeStore, words_encoder: WordsEncoder
) -> None:
    reader = StoreReader(make_store(TEXTS))
    hits = reader.search_vectors(words_encoder.encode(["pain"])[0], limit=1000)
    assert len(hits) == reader.passage_count == 2


def test_similar_passages_come_best_first_and_ties_by_key(
    make_store: MakeStore, words_encoder: WordsEncoder
) -> None:
    make_store({f"{n}.md": f"Relief came early, as trial {n} found." for n in range(9)})
    reader = StoreReader(make_store({}))
    hits = reader.search_vectors(words_encoder.encode(["relief"])[0], limit=9)
    order = [(-hit.score, hit.document.id) for hit in hits]
    assert order == sorted(order)


def test_a_key_that_the_catalogue_does_not_hold_is_dropped(make_store: MakeStore) -> None:
    reader = StoreReader(make_store(TEXTS))
    encoding = reader.known["crps"].encoding[:24]
    assert reader.resolve(f"crps:{encoding}:0") is not None
    assert reader.resolve(f"crps:{encoding}:7") is None
    assert reader.resolve(f"crps:{'0' * 24}:0") is None
    assert reader.resolve(f"gone:{encoding}:0") is None


def test_a_reader_drops_what_changed_after_it_was_opened(library: Library) -> None:
    library.write(TEXTS)
    library.ingest()
    reader = StoreReader(library.store)
    library.write({"crps.md": TEXTS["crps.md"].replace("11 weeks", "40 weeks")})
    library.ingest()
    assert reader.search_keywords(["week"], limit=5) == []  # its words are no longer to be had
    assert len(StoreReader(library.store).search_keywords(["week"], limit=5)) == 1


def test_the_same_reader_is_given_until_the_store_changes(library: Library) -> None:
    library.write(TEXTS)
    library.ingest()
    store = Store(library.store)
    reader = store.reader()
    library.ingest()
    assert store.reader() is reader
    library.write({"crps.yaml": "year: 2009\n"})
    library.ingest()
    assert store.reader() is not reader
    assert store.reader().sources["crps"].year == 2009


def test_where_there_is_no_store_the_error_says_what_to_do(tmp_path: Path) -> None:
    for folder in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(IngestError) as raised:
            Store(folder).reader()
        assert str(raised.value) == f"no store at {folder}; run python -m ingest"
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize(
    ("file", "what"),
    [
        ("catalogue.sqlite", "is not a catalogue"),
        ("chroma/chroma.sqlite3", "cannot be read as vectors"),
        ("keywords/meta.json", "cannot be read as a keyword index"),
    ],
)
def test_a_damaged_store_is_said_to_be_damaged(library: Library, file: str, what: str) -> None:
    library.write(TEXTS)
    library.ingest()
    store = library.store
    (store / file).write_bytes(b"garbage " * 1000)
    expected = f"{what}; delete {store} and run python -m ingest"
    with pytest.raises(IngestError, match=expected):
        StoreReader(store)
    with pytest.raises(IngestError, match=expected):
        library.ingest()


@pytest.mark.parametrize("leg", ["chroma", "keywords"])
def test_a_store_without_a_leg_does_not_answer_from_the_other(
    make_store: MakeStore, leg: str
) -> None:
    store = make_store(TEXTS)
    (store / leg).rename(store / "away")
    with pytest.raises(IngestError, match=f"has no {leg} folder; run python -m ingest"):
        StoreReader(store)


def test_the_next_ingest_mends_a_leg_that_was_lost(library: Library) -> None:
    library.write(TEXTS)
    library.ingest()
    (library.store / "keywords").rename(library.store.with_name("away"))
    assert library.ingest().encoded == 2
    assert len(StoreReader(library.store).search_keywords(["week"], limit=5)) == 1


def test_a_store_cannot_be_a_file(tmp_path: Path, library: Library) -> None:
    library.write(TEXTS)
    library.store.write_text("")
    with pytest.raises(IngestError, match=r"no store can be written at .*; give another --store"):
        library.ingest()


def test_a_server_that_does_not_answer_is_named(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match=r"no Chroma server answers at http://127\.0\.0\.1:9;"):
        VectorIndex(tmp_path, url="http://127.0.0.1:9")
