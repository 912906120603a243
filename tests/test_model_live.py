"""A model on the page, in a real browser: its checked sentences as they come; stopping it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from in_browser import Watched, answer_of, ingest, serve
from model_server import ModelServer, Script

pytestmark = pytest.mark.slow

QUESTION = "Does ketamine relieve burn pain during dressing changes?"
QUOTE = "Ketamine relieved burn pain during dressing changes in 8 of 10 adults."
TOLD = "In 8 of 10 adults, ketamine relieved burn pain while dressings changed"
TEXT = f"---\nid: burns\ntitle: Ketamine for burn pain\nkind: rct\nyear: 2020\n---\n\n{QUOTE}\n"


@pytest.fixture
def address(tmp_path: Path, server: ModelServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "burns.md").write_text(TEXT)
    ingest(tmp_path)
    monkeypatch.setenv("KETAMINE_QA_MODEL", "server:scripted")
    monkeypatch.setenv("KETAMINE_QA_MODEL_URL", server.url)
    with serve(tmp_path) as url:
        yield url


def test_checked_sentences_come_while_it_writes_and_stop_shows_the_quotes(
    address: str, server: ModelServer, watched: Watched
) -> None:
    more = " ".join(f"Word {at} is not supported [1]." for at in range(400))
    server.scripts = Script(f"{TOLD} [1]. {more}", piece=20, pause_seconds=0.2)
    page = watched.page
    page.goto(address)
    page.get_by_text("In a language model's words, each checked").click()
    page.get_by_text("It runs on this machine; nothing leaves it.").wait_for()
    field = page.get_by_test_id("stChatInputTextArea")
    field.fill(QUESTION)
    field.press("Enter")
    so_far = page.locator("section[aria-label='Answer so far']")
    so_far.get_by_text(TOLD).wait_for()
    assert "paraphrased" in so_far.inner_text()
    page.get_by_role("button", name="Stop, and show the quotes").click()
    page.locator("ul.kq-answer").get_by_text(QUOTE).wait_for()
    assert so_far.count() == 0
    assert TOLD not in (answer_of(page, 0) or "")
    assert server.left.wait(10)
    assert len(server.asked) == 1
