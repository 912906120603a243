"""Each part of the answering can be switched off, and then does nothing; all are on by default."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from conftest import WordsEncoder
from small_library import TEXTS

from ingest.store import LegHit, StoreReader
from qa_app.answering.parts import WHOLE, Parts
from qa_app.answering.reply import Answer, Question, Refusal, Reply
from qa_app.engine import Engine

MakeStore = Callable[[Mapping[str, str]], Path]


@pytest.fixture
def engine(make_store: MakeStore, words_encoder: WordsEncoder) -> Engine:
    terms = "terms:\n- [CRPS, complex regional pain syndrome]\n"
    return Engine(make_store({**TEXTS, "terms.yaml": terms}), lambda: words_encoder)


def documents(reply: Reply) -> list[str]:
    assert isinstance(reply, Answer)
    return [one.document for one in reply.sources]


def test_the_product_has_every_part_on(engine: Engine) -> None:
    question = Question("How long did relief in CRPS last?")
    assert Parts() == WHOLE
    assert documents(engine.ask(question)) == documents(engine.ask(question, parts=WHOLE))


def test_without_tiers_a_weak_source_answers_beside_strong_ones(engine: Engine) -> None:
    question = Question("How long did relief in CRPS last?")
    reply = engine.ask(question)
    assert documents(reply) == ["crps", "review"]
    assert isinstance(reply, Answer)
    assert [one.document for one in reply.not_used] == ["clinic"]
    untiered = engine.ask(question, parts=Parts(tiers=False))
    assert set(documents(untiered)) == {"crps", "review", "clinic"}
    assert untiered.asked.notices == ()
    weak = Question("Does the clinic give a discount on infusions?")
    assert engine.ask(weak).asked.notices == ("only_weak_sources",)
    assert engine.ask(weak, parts=Parts(tiers=False)).asked.notices == ()


def test_without_terms_the_folder_s_own_words_stand_for_nothing(engine: Engine) -> None:
    question = Question("How long did relief in complex regional pain syndrome last?")
    assert "crps" in documents(engine.ask(question))
    assert isinstance(engine.ask(question, parts=Parts(terms=False)), Refusal)
    assert "crps" in documents(engine.ask(question))  # the store itself is as it was


def test_without_fusion_the_index_of_words_is_not_asked(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Sequence[str]] = []
    search = StoreReader.search_keywords

    def noted(reader: StoreReader, terms: Sequence[str], **limits: Any) -> list[LegHit]:
        asked.append(terms)
        return search(reader, terms, **limits)

    monkeypatch.setattr(StoreReader, "search_keywords", noted)
    question = Question("Does heavy use of ketamine lead to cystitis?")
    assert isinstance(engine.ask(question, parts=Parts(fusion=False)), Answer)
    assert asked == []
    assert isinstance(engine.ask(question), Answer)
    assert len(asked) == 1
