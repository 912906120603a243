"""A quote cannot be built unless it is verbatim, whatever characters the text is made of."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ingest.document import Document, Heading, Quote, Source, quote_span, sha256_of

# Letters of every script, marks that combine, bidirectional marks, emoji, lone surrogates.
TEXT = st.text(alphabet=st.characters(), min_size=1, max_size=60)
SPAN = st.tuples(st.integers(-3, 63), st.integers(-3, 63))


def document_of(text: str, **more: object) -> Document:
    return Document(Source(id="a", title="A"), text, **more)  # type: ignore[arg-type]


@given(TEXT, SPAN)
def test_a_quote_is_the_words_at_its_span_or_cannot_be_built(
    text: str, span: tuple[int, int]
) -> None:
    start, end = span
    document = document_of(text)
    if 0 <= start < end <= len(text):
        quote = quote_span(document, start, end)
        assert quote.text == text[start:end]
        assert quote.sha256 == sha256_of(text)
    else:
        with pytest.raises(ValueError, match="no span"):
            quote_span(document, start, end)


@given(TEXT, TEXT)
def test_other_words_cannot_be_quoted(text: str, other: str) -> None:
    assume(not text.startswith(other))
    with pytest.raises(ValueError):  # noqa: PT011 (no such span, or not these words)
        Quote("a", 0, len(other), sha256_of(text), other, text)


@given(TEXT, TEXT)
def test_words_of_another_version_cannot_be_quoted(text: str, addition: str) -> None:
    with pytest.raises(ValueError, match="is not the one that was quoted"):
        Quote("a", 0, len(text), sha256_of(text), text, text + addition)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Pain was not reduced.", "Pain was reduced."),
        ("Relief lasted 5% longer.", "Relief lasted 6% longer."),
        ("a dose of 0.35 µg", "a dose of 0.35 μg"),  # micro sign, Greek mu
        ("café", "cafe\u0301"),
        ("0.35\u00a0mg", "0.35 mg"),
    ],
)
def test_words_that_only_look_alike_are_not_a_quote(written: str, said: str) -> None:
    with pytest.raises(ValueError, match=r"differ|no span"):
        Quote("a", 0, len(said), sha256_of(written), said, written)


@given(TEXT, TEXT)
def test_the_sha256_names_the_text(one: str, other: str) -> None:
    assert (sha256_of(one) == sha256_of(other)) == (one == other)


def test_a_page_and_a_heading_are_those_above_an_offset() -> None:
    document = document_of(
        "One\ntext\nTwo\nmore",
        headings=(Heading(0, 3), Heading(9, 12)),
        pages=((4, 1), (9, 2)),
    )
    assert [document.page_at(at) for at in (0, 4, 8, 9, 99)] == [None, 1, 1, 2, 2]
    assert [document.heading_at(at) for at in (0, 8, 9, 15)] == ["One", "One", "Two", "Two"]


def test_a_digests_words_are_this_projects_own() -> None:
    assert Source(id="a", title="A", holds="digest").words == "own"
    assert Source(id="a", title="A", holds="abstract").words == "source"
