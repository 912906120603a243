"""The store changes while the chat is open, and the next answer knows: the real commands."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from in_browser import Watched, answer_of, ask, ingest, serve

pytestmark = pytest.mark.slow

QUESTION = "Does ketamine relieve burn pain during dressing changes?"
ANSWER = "Ketamine relieved burn pain during dressing changes in 8 of 10 adults."
TEXT = f"""---
id: burns
title: Ketamine for burn pain
kind: rct
year: 2020
---
# Ketamine for burn pain

{ANSWER} Nausea came in 2 of 10.
"""
OTHER = "# Sleep\n\nAdults slept seven hours a night in the year before.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "sleep.md").write_text(OTHER)
    return tmp_path


@pytest.fixture
def address(folder: Path) -> Iterator[str]:
    with serve(folder) as url:
        yield url


def test_the_next_answer_knows_what_was_ingested_retracted_and_withdrawn(
    folder: Path, address: str, watched: Watched
) -> None:
    page, texts = watched.page, folder / "texts"
    page.goto(address)
    ask(page, QUESTION)
    assert answer_of(page, 0) is None

    (texts / "burns.md").write_text(TEXT)
    ingest(folder)
    ask(page, QUESTION)
    assert ANSWER in (answer_of(page, 1) or "")

    (texts / "burns.yaml").write_text("status: retracted\nstatus_date: 2024-05-03\n")
    ingest(folder)
    ask(page, QUESTION)
    assert answer_of(page, 2) is None
    assert "Only retracted work answers this" in page.locator(".kq-refusal").last.inner_text()

    (texts / "burns.yaml").unlink()
    ingest(folder)
    ask(page, QUESTION)
    assert ANSWER in (answer_of(page, 3) or "")

    (texts / "burns.md").unlink()
    ingest(folder)
    ask(page, QUESTION)
    assert answer_of(page, 4) is None
