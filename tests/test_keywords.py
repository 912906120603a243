"""The keyword leg: any question is only words to it, and what was removed is gone."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.analyse import analyse
from ingest.keywords import KeywordIndex

PASSAGES = [
    ("a:1:0", "a", "S(+)-ketamine at 0.35 mg/kg relieved pain in paediatric anaesthesia."),
    ("b:1:0", "b", "Lidocaine patches: 700 mg each, and pain, pain, pain."),
    ("c:1:0", "c", "Pregabalin was compared with gabapentin."),
]


@pytest.fixture
def index(tmp_path: Path) -> KeywordIndex:
    opened = KeywordIndex(tmp_path)
    opened.add(PASSAGES)
    return opened


def found(index: KeywordIndex, text: str, **more: object) -> list[str]:
    return [hit.key for hit in index.search(analyse(text), limit=10, **more)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("S-ketamine", ["a:1:0"]),
        ("S(+)-ketamine", ["a:1:0"]),
        ("0.35 mg/kg", ["a:1:0"]),
        ("0.36 mg/kg", ["a:1:0"]),  # the unit stands in the text, the figure does not
        ("0.36", []),
        ("35", []),
        ("pediatric anesthesia", ["a:1:0"]),
        ("patches:", ["b:1:0"]),
        ("gabapentin AND NOT pregabalin", ["c:1:0"]),
        ('key:a document:b terms:[* TO *] "lidocaine"~2^9 OR (', ["b:1:0"]),
        ("", []),
        ("the of and", []),
    ],
)
def test_a_question_is_words_and_never_a_query_language(
    index: KeywordIndex, asked: str, expected: list[str]
) -> None:
    assert found(index, asked) == expected


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text())
def test_no_text_breaks_a_search(index: KeywordIndex, text: str) -> None:
    assert set(found(index, text)) <= {key for key, _, _ in PASSAGES}
    for term in analyse(text):
        index.count_with(term)


def test_a_word_said_more_often_counts_more(index: KeywordIndex) -> None:
    assert found(index, "pain") == ["b:1:0", "a:1:0"]


def test_equal_scores_come_by_key(tmp_path: Path) -> None:
    index = KeywordIndex(tmp_path)
    index.add([(f"{name}:1:0", name, "The same words.") for name in "dbca"])
    assert found(index, "same words") == ["a:1:0", "b:1:0", "c:1:0", "d:1:0"]


def test_a_search_within_documents_keeps_the_scores(index: KeywordIndex) -> None:
    everywhere = {hit.key: hit.score for hit in index.search(["pain"], limit=10)}
    within = index.search(["pain"], limit=10, documents=["a", "c"])
    assert [(hit.key, hit.score) for hit in within] == [("a:1:0", everywhere["a:1:0"])]
    assert index.search(["pain"], limit=10, documents=[]) == []


def test_what_was_removed_is_gone_for_good(index: KeywordIndex, tmp_path: Path) -> None:
    index.remove(["b:1:0", "never:1:0"])
    assert sorted(index.keys()) == sorted(KeywordIndex(tmp_path).keys()) == ["a:1:0", "c:1:0"]
    assert index.passage_count() == 2
    assert found(index, "lidocaine") == []


def test_a_key_is_removed_whole_and_not_by_its_beginning(tmp_path: Path) -> None:
    index = KeywordIndex(tmp_path)
    index.add([("a:1:1", "a", "one"), ("a:1:10", "a", "ten")])
    index.remove(["a:1:1"])
    assert index.keys() == ["a:1:10"]


def test_words_are_counted_by_passage(index: KeywordIndex) -> None:
    assert index.count_with("pain") == 2
    assert index.count_with("absent") == 0


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    index = KeywordIndex(tmp_path)
    assert index.keys() == index.search(["pain"], limit=10) == []
    assert index.passage_count() == 0


def test_an_open_index_is_as_it_was_when_it_was_opened(index: KeywordIndex, tmp_path: Path) -> None:
    reader = KeywordIndex(tmp_path)
    index.add([("d:1:0", "d", "Memantine.")])
    assert found(reader, "memantine") == []
    assert found(KeywordIndex(tmp_path), "memantine") == ["d:1:0"]


def test_what_a_killed_writer_left_is_out_of_the_next_ones_way(tmp_path: Path) -> None:
    index = KeywordIndex(tmp_path)
    index.add([(f"k{at}", "d", f"word{at} pain") for at in range(4)])
    index.remove(["k0"])
    (held,) = tmp_path.glob("*.del")
    segment, _, _ = held.name.partition(".")
    left = [tmp_path / f"{segment}.{stamp}.del" for stamp in range(1, 40)]
    for path in left:
        if path != held:
            path.write_bytes(b"half written")
    again = KeywordIndex(tmp_path)
    again.remove(["k1"])
    assert sorted(again.keys()) == ["k2", "k3"]
    assert [hit.key for hit in again.search(["pain"], limit=9)] == ["k2", "k3"]
