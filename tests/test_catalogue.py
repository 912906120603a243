"""The catalogue: what is put in comes out the same, all of it or none."""

import sqlite3
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.catalogue import Catalogue
from ingest.document import Document, Heading, IngestError, Passage, Sentence, Source
from ingest.rows import Entry, passage_key, source_json, split_key

SOURCE = Source(
    id="sigtermans-2009",
    title="Ketamine “S(+)” in CRPS 😀",
    kind="rct",
    authors=("Sigtermans MJ", "Dahan A"),
    year=2009,
    doi="10.1016/j.pain.2009.06.023",
    status="concern",
    status_date=date(2020, 5, 3),
    routes=("iv",),
    checked_by="A. Clinician",
    checked_on=date(2026, 11, 2),
)
DOCUMENT = Document(
    source=SOURCE,
    text="Findings\n\n0.35 µg/kg 😀 helped.\na | b\n1 | 2",
    headings=(Heading(0, 8, 2),),
    sentences=(Sentence(10, 30), Sentence(37, 42, (31, 36))),
    passages=(Passage(0, 31, "Findings"), Passage(31, 42)),
    pages=((0, 1), (31, 2)),
)
ENTRY = Entry(DOCUMENT, "/texts", "/texts/a.md", "r", "p", "e" * 64, part="7")


@pytest.fixture
def catalogue(tmp_path: Path):
    opened = Catalogue(tmp_path / "catalogue.sqlite", write=True)
    yield opened
    opened.close()


def test_a_document_comes_back_as_it_was_put_in(catalogue: Catalogue) -> None:
    catalogue.put(ENTRY)
    assert catalogue.get(ENTRY.id) == DOCUMENT
    assert catalogue.sources() == [SOURCE]
    assert catalogue.get("another") is None


def test_what_is_known_of_a_document_tells_whether_it_changed(catalogue: Catalogue) -> None:
    catalogue.put(ENTRY)
    known = catalogue.known()[ENTRY.id]
    assert known.text_hash == DOCUMENT.sha256
    assert (known.path, known.part, known.record_hash) == ("/texts/a.md", "7", "r")
    assert known.passage_count == ENTRY.passage_count == 2
    assert catalogue.known([ENTRY.id, "another"]) == {ENTRY.id: known}
    assert catalogue.known([]) == {}


def test_a_transaction_that_fails_leaves_nothing(catalogue: Catalogue) -> None:
    def put_and_die() -> None:
        with catalogue.transaction():
            catalogue.put(ENTRY)
            catalogue.advance()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        put_and_die()
    assert catalogue.known() == {}
    assert catalogue.generation() == 0


def test_a_reader_sees_a_row_only_once_it_is_committed(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    reader = Catalogue(tmp_path / "catalogue.sqlite")
    with catalogue.transaction():
        catalogue.put(ENTRY)
        assert reader.known() == {}
    assert list(reader.known()) == [ENTRY.id]
    reader.close()


def test_a_reader_cannot_write(catalogue: Catalogue, tmp_path: Path) -> None:
    reader = Catalogue(tmp_path / "catalogue.sqlite")
    with pytest.raises(sqlite3.OperationalError):
        reader.put(ENTRY)
    reader.close()


def test_the_state_differs_after_each_change_and_for_another_store(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    other = Catalogue(tmp_path / "other" / "catalogue.sqlite", write=True)
    states = {other.state(), catalogue.state()}
    other.close()
    for _ in range(2):
        catalogue.advance()
        states.add(catalogue.state())
    assert len(states) == 4


def test_a_store_of_another_format_is_not_read(catalogue: Catalogue, tmp_path: Path) -> None:
    catalogue.set_meta("format_version", "99")
    with pytest.raises(IngestError, match=r"has format 99, this program reads \d+; update this"):
        Catalogue(tmp_path / "catalogue.sqlite")


def test_a_catalogue_whose_making_was_cut_short_is_made_again(tmp_path: Path) -> None:
    (tmp_path / "catalogue.sqlite").touch()
    with pytest.raises(IngestError, match="no store at"):
        Catalogue(tmp_path / "catalogue.sqlite")
    Catalogue(tmp_path / "catalogue.sqlite", write=True).close()
    Catalogue(tmp_path / "catalogue.sqlite").close()


def test_equal_sources_have_equal_json_and_a_changed_one_has_not() -> None:
    assert source_json(SOURCE) == source_json(replace(SOURCE))
    assert source_json(SOURCE) != source_json(replace(SOURCE, status_date=date(2020, 5, 4)))


@given(st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]*", fullmatch=True), st.integers(0, 10**6))
def test_a_passage_key_can_be_taken_apart(document: str, at: int) -> None:
    encoding = "ab" * 32
    assert split_key(passage_key(document, encoding, at)) == (document, encoding[:24], at)
