"""The terms of a text: both sides of a search meet in them, and figures stay whole."""

import string
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import analyse as module
from ingest.analyse import STOP_WORDS, analyse, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("anaesthesia", "anesthesia"),
        ("paediatric", "pediatric"),
        ("haemorrhage", "hemorrhage"),
        ("randomised", "randomized"),
        ("randomisation", "randomization"),
        ("analysed", "analyzed"),
        ("oedema", "edema"),
        ("diarrhoea", "diarrhea"),
        ("apnoea", "apnea"),
        ("behaviour", "behavior"),
        ("tumour", "tumor"),
        ("centre", "center"),
        ("litres", "liters"),
        ("fibre", "fiber"),
        ("sulphate", "sulfate"),
        ("leucocyte", "leukocyte"),
        ("5 µg", "5 μg"),  # micro sign, Greek mu
        ("ﬁbre", "fibre"),  # a ligature
        ("ＣＲＰＳ", "CRPS"),  # full width
        ("cafe\u0301", "café"),
        ("first‑line", "first-line"),  # a hyphen that does not break
        ("S(+)-ketamine", "S-ketamine"),
        ("0.35 mg/kg¹²", "0.35 mg/kg"),
        ("given at 0.35³⁻⁵ once", "given at 0.35 once"),
        ("40 kg/m²", "40 kg/m2"),
        ("(S)-ketamine", "S-ketamine"),
        ("S-(+)-ketamine", "S-ketamine"),
        ("patient’s", "patient's"),
        ("i.v.", "iv"),
        ("KETAMINE", "ketamine"),
        ("infusions", "infusion"),
    ],
)
def test_two_spellings_of_one_word_are_one_term(one: str, other: str) -> None:
    assert analyse(one) == analyse(other) != []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("0.35", "0.36"),
        ("0.35", "35"),
        ("0.35", "3.5"),
        ("S-ketamine", "R-ketamine"),
        ("mg/kg", "mg/ml"),
        ("12", "120"),
    ],
)
def test_figures_units_and_forms_stay_apart(one: str, other: str) -> None:
    assert analyse(one) != analyse(other)


@pytest.mark.parametrize("word", ["promise", "exercise", "wise", "rise", "disease"])
def test_a_word_that_only_ends_like_a_british_one_is_still_found_as_itself(word: str) -> None:
    assert analyse(word) == analyse(word.upper())


def test_a_compound_is_found_whole_and_by_its_parts() -> None:
    assert analyse("opioid-sparing") == ["opioid-spar", *analyse("opioid sparing")]


def test_no_and_not_are_never_left_out() -> None:
    assert not {"no", "not", "without", "more", "less"} & STOP_WORDS
    assert "not" in analyse("was not reduced")


@given(st.text())
def test_any_text_has_terms_that_hold_no_space(text: str) -> None:
    for term in analyse(text):
        assert term.split() == [term]
        assert term == term.lower()


@given(st.text(alphabet=st.characters(categories=["L", "N", "Z", "P"])))
def test_words_are_the_same_in_capitals_of_ascii(text: str) -> None:
    capitals = "".join(one.upper() if one.isascii() else one for one in text)
    plain = "".join(one.lower() if one.isascii() else one for one in text)
    assert words(capitals) == words(plain)


def test_twenty_threads_find_the_stems_that_one_finds() -> None:
    many = [
        f"{start}relat{end}"
        for start in string.ascii_lowercase
        for end in ("ionally", "ed", "edness", "ing", "ives", "ability", "ously", "ement")
    ]
    alone = analyse(" ".join(many))
    module._terms_of.cache_clear()
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(20) as pool:
            found = [term for terms in pool.map(analyse, many) for term in terms]
    finally:
        sys.setswitchinterval(interval)
        module._terms_of.cache_clear()
    assert found == alone
