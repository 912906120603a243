"""Question → hits: both legs have a say, and limits hold."""

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Library, WordsEncoder
from hypothesis import given
from hypothesis import strategies as st

from ingest.analyse import words
from ingest.store import Store, StoreReader
from qa_app.engine import Engine
from qa_app.finding.find import find
from qa_app.finding.fuse import fuse
from qa_app.finding.spelling import mend_spelling

MakeStore = Callable[[dict[str, str]], Path]

TEXTS = {
    "crps.md": "# Ketamine in CRPS\n\n## Findings\n\nPain relief lasted 11 weeks.\n",
    "shingles.md": "# Lidocaine after shingles\n\nPatches of lidocaine reduced allodynia.\n",
    "migraine.md": "# Nasal ketamine in migraine\n\nAura was milder and shorter after 25 mg.\n",
}


@pytest.fixture
def reader(make_store: MakeStore) -> StoreReader:
    return StoreReader(make_store(TEXTS))


def test_the_passage_that_says_it_comes_first(
    reader: StoreReader, words_encoder: WordsEncoder
) -> None:
    hits = find(reader, words_encoder, "lidocaine patches for shingles")
    assert hits[0].document.id == "shingles"
    assert hits[0].score == max(hit.score for hit in hits) <= 1
    assert len({(hit.document.id, hit.at) for hit in hits}) == len(hits)


def test_no_more_hits_come_than_were_asked_for(
    reader: StoreReader, words_encoder: WordsEncoder
) -> None:
    assert [len(find(reader, words_encoder, "ketamine", limit=n)) for n in (1, 2, 50)] == [1, 2, 3]


def test_only_the_documents_named_are_looked_in(
    reader: StoreReader, words_encoder: WordsEncoder
) -> None:
    hits = find(reader, words_encoder, "ketamine", documents=["migraine"])
    assert {hit.document.id for hit in hits} == {"migraine"}
    assert find(reader, words_encoder, "ketamine", documents=[]) == []


@pytest.mark.parametrize("text", ["", "   ", "?!", "the of", "😀", "\x00", "a" * 5000])
def test_a_question_without_words_is_no_error(
    reader: StoreReader, words_encoder: WordsEncoder, text: str
) -> None:
    assert len(find(reader, words_encoder, text)) <= 3


def test_each_leg_can_be_asked_alone(reader: StoreReader, words_encoder: WordsEncoder) -> None:
    worded = find(reader, words_encoder, "shingles", vector_weight=0.0)
    near = find(reader, words_encoder, "shingles", vector_weight=1.0)
    assert [hit.document.id for hit in worded] == ["shingles"]
    assert near[0].document.id == "shingles"
    assert len(near) == 3


def test_an_empty_store_finds_nothing(tmp_path: Path, words_encoder: WordsEncoder) -> None:
    from ingest.writer import open_for_writing

    with open_for_writing(tmp_path / "store"):
        pass
    assert find(StoreReader(tmp_path / "store"), words_encoder, "ketamine") == []


def test_a_search_may_ask_for_more_than_a_leg_usually_gives(
    make_store: MakeStore, words_encoder: WordsEncoder
) -> None:
    store = make_store({f"{n}.md": f"# Trial {n}\n\nKetamine {n} mg." for n in range(230)})
    engine = Engine(store, lambda: words_encoder)
    assert len(engine.search("ketamine", limit=225)) == 225


SCORES = st.dictionaries(st.sampled_from("abcdef"), st.floats(0, 100), max_size=6)


@given(SCORES, SCORES, st.floats(0, 1))
def test_fusing_keeps_every_key_within_bounds_and_in_order(
    near: dict[str, float], worded: dict[str, float], weight: float
) -> None:
    fused = fuse(near, worded, vector_weight=weight)
    assert {key for key, _ in fused} == near.keys() | worded.keys()
    assert all(0 <= score <= 1 + 1e-9 for _, score in fused)
    assert fused == sorted(fused, key=lambda item: (-item[1], item[0]))


def test_the_least_of_a_list_that_was_cut_counts_nothing() -> None:
    fused = dict(fuse({}, {"a": 9.0, "b": 6.0, "c": 3.0}, vector_weight=0.0, depth=3))
    assert fused == {"a": pytest.approx(1), "b": pytest.approx(1 / 2), "c": pytest.approx(0)}


def test_fusing_is_the_weighted_mean_of_the_scaled_scores() -> None:
    fused = dict(fuse({"a": 0.8, "b": 0.4}, {"b": 10.0, "c": 5.0}, vector_weight=0.25))
    assert fused == {
        "a": pytest.approx(0.25 * 1),
        "b": pytest.approx(0.25 * 0 + 0.75 * 1),
        "c": pytest.approx(0.75 * 1 / 2),
    }


def test_a_text_is_found_by_its_author_where_no_text_says_the_name(
    make_store: MakeStore, words_encoder: WordsEncoder
) -> None:
    texts = {
        f"{n}.md": f"---\nauthors: [{name} AB]\nyear: 1994\n---\n# Trial {n}\n\nKetamine {n} mg.\n"
        for n, name in enumerate(["Motov", "Eide", "White"])
    }
    white = {f"w{n}.md": f"# Note {n}\n\nThe white pill {n} helped.\n" for n in range(5)}
    reader = StoreReader(make_store(texts | white))
    assert find(reader, words_encoder, "What did Eide find?", limit=1)[0].document.id == "1"
    assert mend_spelling(reader, "What did motov find?") == "What did motov find?"
    said = find(reader, words_encoder, "white pill helped", limit=1)[0]
    assert said.document.id.startswith("w")  # a word that texts say is no name


def by(*authors: str) -> str:
    """A text that says no name; each its own words, or it would be a copy of another."""
    said = " ".join(f"{len(name)}{len(authors)}" for name in authors)
    return f"---\nauthors: [{', '.join(authors)}]\n---\n# A trial\n\nIt was mild in {said}.\n"


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("What did van der Berg find?", {"berg", "both"}),
        ("what did VAN DER BERG find?", {"berg", "both"}),
        ("What did Zeeman find?", {"berg"}),
        ("What did Smith-Jones and O'Neill find?", {"two", "both"}),
        ("What did der Berg find?", set()),  # no whole name
        ("What did the group find?", set()),
        ("What did they find?", set()),
    ],
)
def test_a_name_is_found_by_all_of_its_words(
    make_store: MakeStore, question: str, named: set[str]
) -> None:
    texts = {
        "berg.md": by("van der Berg J", "Zeeman A"),
        "two.md": by("Smith-Jones A", "The Pain Group"),
        "both.md": by("van der Berg J", "O'Neill BC"),
        "none.md": by('"—"', '"et al"'),
    }
    reader = StoreReader(make_store(texts))
    assert len(reader.sources) == len(texts)
    assert reader.authors.documents_of(set(words(question))) == named


def test_a_new_author_is_found_at_once_and_one_who_went_no_longer(library: Library) -> None:
    library.write({f"{n}.md": f"# Trial {n}\n\nKetamine {n} mg.\n" for n in range(9)})
    library.ingest()
    engine, store = Engine(library.store, lambda: library.encoder), Store(library.store)
    name = {"van", "der", "berg"}
    assert engine.search("What did van der Berg find?", limit=1)[0].document.id != "new"
    assert store.reader().authors.documents_of(name) == set()
    library.write({"new.md": by("van der Berg J")})
    library.ingest()
    assert engine.search("What did van der Berg find?", limit=1)[0].document.id == "new"
    assert store.reader().authors.documents_of(name) == {"new"}
    library.write({"new.md": by("Zeeman A")})
    library.ingest()
    assert store.reader().authors.documents_of(name) == set()
    assert store.reader().authors.every_word == {"zeeman"}
