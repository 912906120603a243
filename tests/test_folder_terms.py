"""A folder's own terms: what a question may say where a text says the other."""

from pathlib import Path

import pytest
from conftest import Library

from ingest.reference_files import terms_under
from ingest.store import Store, StoreReader
from qa_app.answering.candidates import candidates
from qa_app.finding.find import find, reader_terms
from qa_app.finding.folder_terms import FolderTerms
from qa_app.finding.question import take_apart

GROUPS = [
    ["CRPS", "complex regional pain syndrome"],
    ["pain syndrome", "painful condition"],
    ["i.n.", "intranasal", "by the nose"],
]


def test_the_longest_phrase_is_taken() -> None:
    said = ["relief", "in", "complex", "regional", "pain", "syndrome"]
    (found,) = FolderTerms(GROUPS).found_in(said)
    assert found == (2, 6, (("crps",),))


def test_a_phrase_stands_for_each_of_its_words() -> None:
    taken = take_apart("relief in complex regional pain syndrome", FolderTerms(GROUPS))
    assert {slot.word: slot.instead for slot in taken.slots if slot.instead} == {
        "complex": (("crps",),),
        "regional": (("crps",),),
        "pain": (("crps",),),
        "syndrome": (("crps",),),
    }


def test_an_entry_of_stop_words_alone_stands_for_nothing() -> None:
    assert FolderTerms(GROUPS).found_in(["in"]) == []


def reader_of(library: Library) -> StoreReader:
    return Store(library.store).reader()


@pytest.fixture
def terms_library(library: Library) -> Library:
    library.write(
        {
            "one.md": "# Relief\n\nRelief in CRPS lasted 12 weeks with the infusion.\n",
            "two.md": "# Sleep\n\nSleep was better after a quiet evening without noise.\n",
            "three.md": "# Noise\n\nNoise at night was a complex matter for the ward.\n",
            "terms.yaml": "terms:\n- [CRPS, complex regional pain syndrome]\n",
        }
    )
    return library


def test_a_text_that_says_the_other_is_found_and_covers_the_question(
    terms_library: Library,
) -> None:
    terms_library.ingest()
    reader = reader_of(terms_library)
    asked = "how long does relief in complex regional pain syndrome last"
    hits = find(reader, terms_library.encoder, asked, vector_weight=0.0)
    assert hits[0].document.id == "one"
    taken = take_apart(asked, reader_terms(reader))
    weights = [1.0] * len(taken.slots)
    best = candidates(taken, weights, hits)[0]
    by_word = {slot.word: said for slot, said in zip(taken.slots, best.said, strict=True)}
    assert by_word["syndrome"] == by_word["regional"] == 1.0


def test_terms_that_change_are_seen_without_encoding(terms_library: Library) -> None:
    terms_library.ingest()
    (terms_library.texts / "terms.yaml").write_text("terms:\n- [noise, din]\n")
    report = terms_library.ingest()
    assert report.encoded == 0
    assert reader_of(terms_library).terms == (("noise", "din"),)
    (terms_library.texts / "terms.yaml").unlink()
    terms_library.ingest()
    assert reader_of(terms_library).terms == ()


def test_terms_out_of_form_are_named_and_the_old_ones_stay(terms_library: Library) -> None:
    terms_library.ingest()
    (terms_library.texts / "terms.yaml").write_text("terms: CRPS\n")
    report = terms_library.ingest()
    ((path, reason),) = report.quarantined
    assert Path(path).name == "terms.yaml"
    assert reason.startswith("it is not in form; write `terms:`")
    assert reader_of(terms_library).terms == (("CRPS", "complex regional pain syndrome"),)


def test_a_folder_without_terms_has_none(tmp_path: Path) -> None:
    assert terms_under(tmp_path) == ()
