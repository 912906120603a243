"""What a store of a size takes: texts that are all different, figures of a real run."""

from itertools import islice

import pytest

from evals.datasets import CorpusText
from evals.sizing import made_up_texts, measure_size, repeated_texts


def test_repeated_texts_are_all_different_and_begin_with_the_texts_themselves() -> None:
    texts = [CorpusText("a", "A", "Pain fell by 12 of 100."), CorpusText("b", "B", "Pain fell.")]
    found = list(islice(repeated_texts(texts), 7))
    assert found[:2] == texts
    assert found[2] == CorpusText("a-1", "A (1)", "Pain fell by 13 of 101.")
    assert len({one.id for one in found}) == len({one.text for one in found}) == 7


def test_of_equal_texts_the_first_is_taken() -> None:
    texts = [CorpusText("a", "A", "Pain fell."), CorpusText("b", "B", "Pain fell.")]
    assert [one.id for one in islice(repeated_texts(texts), 3)] == ["a", "a-1", "a-2"]


def test_no_texts_repeat_to_none() -> None:
    assert list(repeated_texts([])) == []


def test_made_up_texts_are_all_different_and_the_same_in_every_run() -> None:
    found = list(islice(made_up_texts(), 500))
    assert len({one.text for one in found}) == len({one.id for one in found}) == 500
    assert found == list(islice(made_up_texts(), 500))


@pytest.mark.slow
def test_a_size_is_measured_by_the_real_commands() -> None:
    found = measure_size(3, None, questions=2, cold_rounds=1)
    assert (found.documents, found.searches) == (3, 2)
    assert found.passages >= 3
    assert found.cold_ask_seconds > 0
    assert found.ingest_peak_mib > 50
    assert found.store_mb > 0.01
    assert found.search_ms > 0
