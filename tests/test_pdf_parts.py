"""The pure parts of the PDF reader: hyphens, characters, running heads, where text stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Placed
from ingest.pdf.blocks import ends_sentence
from ingest.pdf.english import common_words
from ingest.pdf.hyphens import Vocabulary, keeps_hyphen
from ingest.pdf.marks import UNKNOWN, character, raised


def known(*lines: str) -> Vocabulary:
    found = Vocabulary(common_words())
    for line in lines:
        found.learn(line, begins_broken=False, ends_broken=False)
    return found


@pytest.mark.parametrize("word", [
    "S-|ketamine", "dose-|response", "double-|blind", "placebo-|controlled", "opioid-|sparing",
    "long-|term", "follow-|up", "meta-|analysis", "non-|competitive", "quality-of-|life",
    "quality-|of-life", "NMDA-|receptor", "COVID-|19", "12-|week", "0.1-|0.5", "pain-|linked",
    "health-|related", "computer-|generated", "patient-|controlled", "α2-|adrenergic",
    "S(+)-|ketamine", "well-|tolerated", "plain-|language",
])  # fmt: skip
def test_a_hyphen_of_the_word_stays(word: str) -> None:
    before, after = word.split("|")
    assert keeps_hyphen(before, after, known("The patients had pain."))


@pytest.mark.parametrize("word", [
    "keta-|mine", "post-|operative", "re-|ported", "over-|all", "how-|ever", "meta-|bolism",
    "there-|fore", "signifi-|cant", "pain-|ful", "with-|in", "under-|stood", "anal-|gesia",
    "hyper-|algesia", "long-|itudinal", "be-|tween", "high-|lighted", "in-|effective",
    "placebo-con-|trolled", "mi-|crogram", "out-|patients", "neuro-|pathic", "intra-|venous",
    "can-|not", "hallu-|cination", "nor-|ketamine", "mid-|azolam", "car-|diac", "sub-|jects",
])  # fmt: skip
def test_a_hyphen_that_parts_a_word_goes(word: str) -> None:
    before, after = word.split("|")
    assert not keeps_hyphen(before, after, known("The patients had pain."))


def test_the_document_itself_decides_where_it_writes_the_word_elsewhere() -> None:
    assert keeps_hyphen("post-", "operative", known("In post-operative pain it helps."))
    assert not keeps_hyphen("follow-", "up", known("The followup was short."))
    assert not keeps_hyphen("a soft\u00ad", "ener", known())


@pytest.mark.parametrize(("code", "text"), [
    (0xF06D, "μ"), (0xF0B1, "±"), (0xF0A3, "≤"), (0xF0B3, "≥"), (0xF02D, "−"), (0xF0B4, "×"),
    (0xFB03, "ffi"), (0x2212, "−"), (0xB5, "µ"), (0x14, UNKNOWN), (0xE123, UNKNOWN), (0x41, "A"),
])  # fmt: skip
def test_a_character_is_named_or_seen_to_be_lost(code: int, text: str) -> None:
    assert character(code) == text


@given(st.text("0123456789,;–-− ", min_size=1, max_size=6))
def test_no_raised_digit_stays_a_digit(text: str) -> None:
    assert not set(raised(text, "g")) & set("0123456789")


@pytest.mark.parametrize("text", ["placebo vs.", "given i.v.", "by Brinck et al.", "and", "0.35"])
def test_a_line_that_ends_so_goes_on(text: str) -> None:
    assert not ends_sentence(text)


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(1, 30)), min_size=1, max_size=6),
    st.integers(0, 200),
    st.integers(1, 60),
)
def test_each_character_keeps_its_place_through_cleaning(
    gaps: list[tuple[int, int]], cut: int, length: int
) -> None:
    """A text made of a part of another knows the same place for each character."""
    runs: list[tuple[int, int, int, int]] = []
    at = 0
    for page, (gap, size) in enumerate(gaps, 1):
        at += gap
        runs.append((at, size, page, 7 * page))
        at += size
    placed = Placed("x", tuple(runs))
    moved = placed.moved([(5, cut, length)])
    for offset in range(length):
        assert moved.on_pages(5 + offset, 6 + offset) == {
            page: [(5 + offset, one, first) for _, one, first in parts]
            for page, parts in placed.on_pages(cut + offset, cut + offset + 1).items()
        }
