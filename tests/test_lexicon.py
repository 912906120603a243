"""The field's terms: synonyms are one, enantiomers are not, and a folder's words may join."""

from pathlib import Path

import pytest

from ingest.document import IngestError
from ingest.lexicon import Lexicon, medical_lexicon, plain_text
from ingest.lexicon.directions import find_denials, find_directions
from ingest.lexicon.medicine import read_classes


def names(text: str, lexicon: Lexicon | None = None) -> list[str]:
    return [one.name for one in (lexicon or medical_lexicon()).mentions(plain_text(text))]


@pytest.mark.parametrize(
    "written",
    ["esketamine", "S-ketamine", "S(+)-ketamine", "(S)-ketamine", "S-(+)-ketamine", "Spravato"],
)
def test_every_way_to_write_esketamine_is_one_drug(written: str) -> None:
    assert names(f"They gave {written} to all.") == ["S-ketamine"]


def test_the_forms_of_ketamine_and_its_metabolites_are_apart() -> None:
    text = "R(-)-ketamine, racemic ketamine, ketamine, norketamine, (2R,6R)-hydroxynorketamine"
    assert names(text) == [
        *("R-ketamine", "racemic ketamine", "ketamine", "norketamine", "hydroxynorketamine"),
    ]


@pytest.mark.parametrize("written", ["IV", "i.v.", "intravenous", "intravenously", "by vein"])
def test_a_route_is_found_however_it_is_written(written: str) -> None:
    assert names(f"given {written} twice") == ["intravenous"]


def test_an_abbreviation_is_one_only_in_capitals() -> None:
    assert names("ten in a row, on a po boat, im sc") == []


def test_the_longest_term_wins_and_non_cancer_pain_is_not_cancer_pain() -> None:
    assert names("chronic non-cancer pain") == ["chronic non-cancer pain"]
    assert names("chronic cancer pain") == ["chronic", "cancer pain"]


def test_american_spelling_and_plurals_are_the_same_terms() -> None:
    assert names("pediatric cesareans") == names("paediatric caesareans") == ["child", "caesarean"]


def test_who_names_morphine_also_names_an_opioid_but_not_the_other_way() -> None:
    field = medical_lexicon()
    assert "opioid" in field.names_and_broader({"morphine"})
    assert "morphine" not in field.names_and_broader({"opioid"})
    assert "ketamine" not in field.names_and_broader({"S-ketamine"})


def test_a_group_of_a_folders_terms_adds_its_words_to_a_term() -> None:
    field = medical_lexicon([["CRPS", "Sudeck's atrophy"], ["chain wear", "worn chain"]])
    assert names("in Sudeck's atrophy", field) == ["CRPS"]
    assert names("a worn chain", field) == []


def test_a_group_that_would_make_two_terms_one_adds_nothing() -> None:
    field = medical_lexicon([["morphine", "fentanyl", "strong stuff"]])
    assert names("morphine, fentanyl, strong stuff", field) == ["morphine", "fentanyl"]


def test_another_field_may_have_its_own_classes() -> None:
    field = Lexicon({"form": "tyre, tire\nwheel"})
    assert names("Tires and wheels", field) == ["tyre", "wheel"]


def test_a_file_of_classes_names_what_is_wrong_in_it(tmp_path: Path) -> None:
    path = tmp_path / "terms.txt"
    path.write_text("[colour]\nred\n")
    with pytest.raises(IngestError, match="a class 'colour'; use one of drug"):
        read_classes(path)
    path.write_text("morphine\n")
    with pytest.raises(IngestError, match="before any class"):
        read_classes(path)


def test_denials_and_directions_are_found_in_their_places() -> None:
    text = "Pain was not lower, and relief came sooner"
    assert [text[start:end] for start, end in find_denials(text)] == ["not"]
    assert [(text[one.start : one.end], one.axis, one.sign) for one in find_directions(text)] == [
        ("lower", "amount", -1),
        ("sooner", "speed", 1),
    ]
