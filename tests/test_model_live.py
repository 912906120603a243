"""A model on the page, in a real browser: its checked sentences as they come; stopping it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from in_browser import Watched, answer_of, ingest, serve
from model_server import ModelServer, Script
from playwright.sync_api import Page

pytestmark = pytest.mark.slow

QUESTION = "Does ketamine relieve burn pain during dressing changes?"
QUOTE = "Ketamine relieved burn pain during dressing changes in 8 of 10 adults."
TOLD = "In 8 of 10 adults, ketamine relieved burn pain while dressings changed"
SICK = "Nausea was seen in 3 of 10 adults given ketamine for burn pain."
TEXT = (
    f"---\nid: burns\ntitle: Ketamine for burn pain\nkind: rct\nyear: 2020\n---\n\n{QUOTE} {SICK}\n"
)
CLOCK = re.compile(r"server:scripted: \d+ s")
STOP = "Stop, and show the quotes"


@pytest.fixture
def address(tmp_path: Path, server: ModelServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "burns.md").write_text(TEXT)
    ingest(tmp_path)
    monkeypatch.setenv("KETAMINE_QA_MODEL", "server:scripted")
    monkeypatch.setenv("KETAMINE_QA_MODEL_URL", server.url)
    with serve(tmp_path) as url:
        yield url


def put(page: Page, question: str) -> None:
    field = page.get_by_test_id("stChatInputTextArea")
    field.fill(question)
    field.press("Enter")


def gone(page: Page, said: str) -> None:
    """Streamlit clears what an ended run has left behind only when the next one ends."""
    page.wait_for_function("said => !document.body.innerHTML.includes(said)", arg=said)


def test_checked_sentences_come_while_it_writes_and_stop_shows_the_quotes(
    address: str, server: ModelServer, watched: Watched
) -> None:
    more = " ".join(f"Word {at} is not supported [1]." for at in range(400))
    server.scripts = Script(f"{TOLD} [1]. {more}", piece=20, pause_seconds=0.2)
    page = watched.page
    page.goto(address)
    page.get_by_text("In a language model's words, each checked").click()
    page.get_by_text("It runs on this machine; nothing leaves it.").wait_for()
    put(page, QUESTION)
    so_far = page.locator("section[aria-label='Answer so far']")
    so_far.get_by_text(TOLD).wait_for()
    assert "paraphrased" in so_far.inner_text()
    page.get_by_role("button", name=STOP).click()
    page.locator("ul.kq-answer").get_by_text(QUOTE).wait_for()
    gone(page, "Answer so far")
    assert TOLD not in (answer_of(page, 0) or "")
    assert server.left.wait(10)
    assert len(server.asked) == 1


def test_stop_while_a_model_chooses_shows_the_quotes(
    address: str, server: ModelServer, watched: Watched
) -> None:
    server.scripts = Script("{}", pause_seconds=15)
    page = watched.page
    page.goto(address)
    page.get_by_text("In quotes that a language model chooses").click()
    page.get_by_text("It runs on this machine; nothing leaves it.").wait_for()
    put(page, QUESTION)
    page.get_by_text(CLOCK).wait_for()
    page.get_by_role("button", name=STOP).click()
    page.locator("ul.kq-answer").get_by_text(QUOTE).wait_for()
    assert "Chosen" not in page.inner_text("body")
    assert len(server.asked) == 1


def test_stop_while_a_follow_up_is_rewritten_shows_the_quotes_by_the_rules(
    address: str, server: ModelServer, watched: Watched
) -> None:
    server.scripts = Script("NO ANSWER")
    page = watched.page
    page.goto(address)
    page.get_by_text("In a language model's words, each checked").click()
    page.get_by_text("It runs on this machine; nothing leaves it.").wait_for()
    put(page, QUESTION)
    page.get_by_text("The model found no answer").wait_for()
    server.scripts = Script("word " * 1000, piece=5, pause_seconds=0.2)
    put(page, "And how many had nausea?")
    page.get_by_text(CLOCK).wait_for()
    page.get_by_role("button", name=STOP).click()
    page.locator("#turn-2").get_by_text("Understood as: ").wait_for()
    gone(page, STOP)
    assert SICK in (answer_of(page, 1) or "")
    assert "rewritten by" not in page.inner_text("body")
    assert server.left.wait(10)
    assert len(server.asked) == 2
    # It is put right by the keyboard alone, and the model is asked again, as nothing was stopped.
    server.scripts = Script("NO ANSWER")
    page.locator("summary", has_text="Not what you meant?").last.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    page.locator("#turn-3").wait_for()
    page.get_by_text("The model found no answer").nth(1).wait_for()
    assert QUOTE in (answer_of(page, 2) or "")
    assert len(server.asked) == 3
