from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Heading, Sentence
from ingest.readers.reading import Block
from ingest.split import pack_passages, passage_prefix, split_blocks, split_sentences

GOLD = Path(__file__).parent / "data" / "sentences.yaml"


def count_quarters(texts: list[str]) -> list[int]:
    """A stand-in for the tokenizer: a piece for every four characters begun."""
    return [-(-len(text) // 4) for text in texts]


def sentences_of(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


def share_right(part: str) -> tuple[int, int]:
    items = [item for item in yaml.safe_load(GOLD.read_text("utf-8")) if item["part"] == part]
    return sum(sentences_of(item["text"]) == item["sentences"] for item in items), len(items)


def test_the_gold_texts_the_rules_were_set_on_split_right() -> None:
    assert share_right("tune") == (43, 43)


def test_the_gold_texts_kept_apart_split_nearly_all_right() -> None:
    right, n = share_right("report")
    assert n == 43
    assert right >= 35


@pytest.mark.parametrize(
    "sentence",
    [
        "Ketamine 0.35 mg/kg per hour i.v. S(+)-ketamine was not used.",
        "It was no better vs. placebo (P = 0.07).",
        "Smith et al. (2018) saw it in Fig. 2 and Tab. 3.",
        "J. R. Brown gave it, e.g. Prozac, in the U.S. Army.",
        "Recommendation 4.2. Consider an infusion.",
    ],
)
def test_a_stop_inside_a_sentence_does_not_end_it(sentence: str) -> None:
    assert sentences_of(sentence) == [sentence]


@pytest.mark.parametrize(
    ("text", "n"),
    [
        ("Pain fell.1,2 It rose again.", 2),
        ("Pain fell.[3] It rose again.", 2),
        ("Pain fell.²³ It rose again.", 2),
        ("Pain fell.It rose again.", 2),
        ("It was stopped. © 2016 The Authors.", 2),
        ("Why? No. Three did (n = 3; one vs. two).", 3),
    ],
)
def test_a_stop_before_a_mark_or_a_lost_space_ends_it(text: str, n: int) -> None:
    assert len(sentences_of(text)) == n


@given(st.text(max_size=300) | st.text(alphabet="aA1. \n,()[]?!…“”vs", max_size=200))
def test_splitting_loses_no_character_that_can_be_seen(text: str) -> None:
    spans = split_sentences(text)
    assert all(text[start:end].strip() == text[start:end] != "" for start, end in spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    assert "".join("".join(text[a:b] for a, b in spans).split()) == "".join(text.split())


def test_headings_are_no_sentences_and_a_row_is_one_with_its_header() -> None:
    text = "Doses\n\nRoute | Dose\ni.v. | 0.1 mg. Or more.\n\n• one\n\nTwo. Three."
    spans = {
        words: (text.index(words), text.index(words) + len(words)) for words in text.split("\n")
    }
    header = spans["Route | Dose"]
    blocks = [
        Block(*spans["Doses"], "heading", 2),
        Block(*header, "row"),
        Block(*spans["i.v. | 0.1 mg. Or more."], "row", 0, header),
        Block(*spans["• one"], "item"),
        Block(*spans["Two. Three."]),
    ]
    headings, sentences = split_blocks(text, blocks)
    assert [text[h.start : h.end] for h in headings] == ["Doses"]
    assert [text[s.start : s.end] for s in sentences] == [
        "Route | Dose",
        "i.v. | 0.1 mg. Or more.",
        "one",
        "Two.",
        "Three.",
    ]
    assert [s.header for s in sentences] == [None, header, None, None, None]


def document(lines: list[tuple[bool, str]]) -> tuple[str, list[Heading], list[Sentence]]:
    text = "\n\n".join(line for _, line in lines)
    blocks, at = [], 0
    for is_heading, line in lines:
        if line.strip():
            blocks.append(Block(at, at + len(line), "heading" if is_heading else "paragraph"))
        at += len(line) + 2
    headings, sentences = split_blocks(text, blocks)
    return text, list(headings), list(sentences)


def assert_tiles(text: str, passages: object) -> None:
    assert isinstance(passages, tuple)
    assert "".join(text[p.start : p.end] for p in passages) == text
    assert all(p.start < p.end for p in passages)


@given(
    st.lists(st.tuples(st.booleans(), st.text(max_size=400)), max_size=8),
    st.text(max_size=300),
    st.integers(16, 300),
)
def test_passages_tile_any_text_and_fit_the_encoder(
    lines: list[tuple[bool, str]], title: str, target: int
) -> None:
    text, headings, sentences = document(lines)
    passages = pack_passages(
        text, headings, sentences, title=title, count_pieces=count_quarters, target=target
    )
    assert_tiles(text, passages)
    for passage in passages:
        whole = [passage_prefix(title, passage.heading), text[passage.start : passage.end]]
        assert sum(count_quarters(whole)) + 2 <= 256


def test_passages_are_whole_sentences_under_one_heading() -> None:
    prose = "Ketamine was given for five days and pain fell. " * 40
    text, headings, sentences = document(
        [(True, "Methods"), (False, prose), (True, "Results"), (False, prose)]
    )
    passages = pack_passages(text, headings, sentences, title="T", count_pieces=count_quarters)
    starts = {0, len(text), *(s.start for s in sentences), *(h.start for h in headings)}
    assert all(passage.start in starts for passage in passages)
    assert {passage.heading for passage in passages} == {"Methods", "Results"}
    sizes = [passage.end - passage.start for passage in passages]
    assert max(sizes) <= 2 * min(sizes)


def test_a_heading_over_a_heading_goes_with_the_text_under_both() -> None:
    text, headings, sentences = document(
        [(True, "A"), (True, "B"), (False, "Pain fell."), (True, "C")]
    )
    passages = pack_passages(text, headings, sentences, title="T", count_pieces=count_quarters)
    assert [(text[p.start : p.end], p.heading) for p in passages] == [
        ("A\n\nB\n\nPain fell.\n\n", "B"),
        ("C", "C"),
    ]


def test_a_sentence_too_long_is_cut_at_a_clause_then_at_a_word() -> None:
    clause = "the pain fell in the first week and came back in the second; " * 30
    text, headings, sentences = document([(False, clause.strip())])
    passages = pack_passages(text, headings, sentences, title="T", count_pieces=count_quarters)
    assert_tiles(text, passages)
    assert all(text[: p.end].rstrip().endswith(";") for p in passages[:-1])
    text = "pain " * 500
    passages = pack_passages(text, [], [Sentence(0, 2499)], title="T", count_pieces=count_quarters)
    assert_tiles(text, passages)
    assert all(text[p.start] == "p" for p in passages)


def test_pieces_are_counted_in_one_batch_where_no_sentence_is_too_long() -> None:
    calls: list[int] = []

    def count(texts: list[str]) -> list[int]:
        calls.append(len(texts))
        return count_quarters(texts)

    text, headings, sentences = document([(True, "A"), (False, "Pain fell. It rose.")])
    pack_passages(text, headings, sentences, title="T", count_pieces=count)
    assert len(calls) == 1


def test_a_long_title_is_shortened_for_the_prefix() -> None:
    prefix = passage_prefix("Consensus guidelines " * 20, "Results")
    assert len(prefix) < 170
    assert prefix.endswith("… Results. ")
    assert passage_prefix("Ketamine", "ketamine") == "Ketamine. "
    assert passage_prefix("", None) == ""
