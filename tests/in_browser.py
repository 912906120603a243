"""A real browser on a real server: what the browser tests share. Nothing may come from outside."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError

from playwright.sync_api import ConsoleMessage, Page

ROOT = Path(__file__).parents[1]
# Streamlit asks for its own health and settings beside a page's address before it asks at the
# root; the answer 404 is how it learns where the root is.
EXPECTED_404 = ("/_stcore/health", "/_stcore/host-config")


@dataclass
class Watched:
    """A page, and everything it did that it should not have."""

    page: Page
    wrong: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> Page:
        page.on("request", lambda request: self._asked(request.url))
        page.on("websocket", lambda socket: self._asked(socket.url))
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.wrong.append(f"page error: {error}"))
        return page

    def _asked(self, url: str) -> None:
        inside = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:")
        if not url.startswith(inside):
            self.wrong.append(f"asked outside: {url}")

    def _console(self, message: ConsoleMessage) -> None:
        expected = message.location.get("url", "").endswith(EXPECTED_404)
        if message.type == "error" and not expected:
            self.wrong.append(f"console: {message.text} {message.location}")


def environment_of(folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "KETAMINE_QA_STORE": str(folder / "store"),
        "KETAMINE_QA_DATA": str(folder / "data"),
    }


def ingest(folder: Path) -> None:
    """Bring the folder's store/ to what its texts/ hold, by the real command."""
    command = [sys.executable, "-m", "ingest", "texts", "--store", "store"]
    subprocess.run(command, cwd=folder, env=environment_of(folder), check=True, capture_output=True)


@contextlib.contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Ingest the folder's texts/ into its store/ and serve the chat on them; the address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = environment_of(folder)
    ingest(folder)
    app = ROOT / "qa_app" / "app.py"
    command = [sys.executable, "-m", "streamlit", "run", str(app), "--server.port", str(port)]
    with (folder / "log.txt").open("w") as log:
        server = subprocess.Popen(
            command,
            cwd=folder,  # not the repository: what keeps it on this machine must not need that
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        url = f"http://127.0.0.1:{port}"
        try:
            _wait_for(url, server)
            yield url
        finally:
            server.terminate()
            server.wait(timeout=20)


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(120):
        assert server.poll() is None, "the server ended before it began"
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.5)
    raise AssertionError("the server did not begin to answer")


def ask(page: Page, question: str) -> None:
    before = page.locator(".kq-question").count()
    page.get_by_role("textbox", name="Ask about ketamine").fill(question)
    page.keyboard.press("Enter")
    page.locator(".kq-question").nth(before).wait_for()
    page.locator('section[aria-label="Answer"], section[aria-label="No answer"]').nth(
        before
    ).wait_for()


def in_view(page: Page, selector: str) -> bool:
    """Whether the whole element comes to rest inside the window."""
    script = """selector => {
        const box = document.querySelector(selector).getBoundingClientRect();
        return box.top >= 0 && box.bottom <= window.innerHeight;
    }"""
    page.wait_for_function(script, arg=selector, timeout=5000)
    page.wait_for_timeout(1800)  # until nothing moves it any more
    return bool(page.evaluate(script, selector))


def answer_of(page: Page, turn: int) -> str | None:
    """The words of the answer in a turn, counted from 0; None where it has none."""
    replies = page.locator('section[aria-label="Answer"], section[aria-label="No answer"]')
    reply = replies.nth(turn)
    return reply.inner_text() if reply.get_attribute("aria-label") == "Answer" else None
