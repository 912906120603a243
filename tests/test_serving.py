"""The chat as its keeper runs it: the real command behind a real proxy, while people ask."""

import json
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hand_made import write_library
from in_browser import Watched, ask, environment_of, in_view, ingest
from reverse_proxy import Proxy, reverse_proxy

pytestmark = pytest.mark.slow

QUESTION = "How long does pain relief last in CRPS?"
OTHER_QUESTION = "What is the half-life of pregabalin in adults?"
BASE = "/ketamine"
LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (INFO|WARNING) \S.*")


@dataclass
class Chat:
    """A chat that runs: its folder with store/ and data/, its address and its log."""

    folder: Path
    process: subprocess.Popen[str]
    said: str
    proxy: Proxy

    @property
    def port(self) -> int:
        return int(re.search(r":(\d+)/", self.said)[1])  # type: ignore[index]

    @property
    def page(self) -> str:
        return f"{self.proxy.url}{BASE}"

    def log(self) -> list[str]:
        return (self.folder / "log.txt").read_text().splitlines()

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "qa_app", *command],
            cwd=self.folder,
            env=environment_of(self.folder),
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )


@pytest.fixture(scope="module")
def chat(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chat]:
    folder = tmp_path_factory.mktemp("served")
    write_library(folder / "texts")
    ingest(folder)
    command = [sys.executable, "-m", "qa_app", "chat", "--port", "0", "--base-path", f"{BASE}/"]
    with (folder / "log.txt").open("w") as log:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment_of(folder),
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        try:
            assert process.stdout is not None
            found = Chat(folder, process, process.stdout.readline(), Proxy(""))
            with reverse_proxy(BASE, found.port) as proxy:
                found.proxy = proxy
                _wait_until_well(found)
                yield found
        finally:
            process.send_signal(signal.SIGINT)
            rest, _ = process.communicate(timeout=20)
        assert process.returncode == 0
        assert rest == ""  # nothing but where it is


def _wait_until_well(chat: Chat) -> None:
    for _ in range(120):
        assert chat.process.poll() is None, chat.log()
        try:
            if health(f"{chat.page}/health")[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.25)
    raise AssertionError("the chat was never well")


def health(url: str) -> tuple[int, dict[str, object]]:
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def test_the_chat_says_where_it_is(chat: Chat) -> None:
    assert re.fullmatch(
        r"The chat is at http://127\.0\.0\.1:\d+/ketamine and stops with Ctrl\+C\.\n", chat.said
    )


def test_behind_a_proxy_every_link_stays_under_its_path(chat: Chat, watched: Watched) -> None:
    page = watched.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(chat.page)  # as people type it, without the last stroke
    ask(page, QUESTION)
    page.get_by_role("button", name="Copy link to this answer").click()
    page.get_by_text("Copied.").wait_for()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{chat.page}/?c=")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Open in source").first.click()
    source = opened.value
    source.locator("#quote").wait_for()
    assert source.url.startswith(f"{chat.page}/source?")
    source.get_by_role("link", name="Back to the answer").click()
    source.locator(".kq-answer").wait_for()
    assert source.url.startswith(f"{chat.page}/?c=")
    source.close()
    page.get_by_role("link", name="Library").click()
    page.locator(".kq-library").wait_for()
    assert page.url.startswith(f"{chat.page}/library")
    page.locator(".kq-library a").first.click()
    page.locator(".kq-source").wait_for()
    page.get_by_role("link", name="All sources").click()
    page.locator(".kq-library").wait_for()
    page.goto(link)
    page.locator(".kq-answer").wait_for()
    assert in_view(page, "#turn-1")
    # Streamlit looks for itself at the root as well before it knows where it is.
    assert {one for one in chat.proxy.refused if not one.startswith("/_stcore/")} == set()


def test_health_says_whether_the_store_can_be_asked(chat: Chat) -> None:
    for url in (f"{chat.page}/health", f"http://127.0.0.1:{chat.port}/health"):
        status, found = health(url)
        assert status == 200
        assert found["status"] == "ok"
        assert found["documents"] == 3
    store = chat.folder / "store"
    store.rename(chat.folder / "away")
    try:
        status, found = health(f"{chat.page}/health")
        assert status == 503
        assert found["status"] == "failing"
        assert str(found["why"]).endswith("run python -m ingest")
        ill = chat.run("doctor", "--running", "--port", str(chat.port))
        assert ill.returncode == 1
        assert f"the chat that runs at port {chat.port} is not well: no store at" in ill.stderr
    finally:
        (chat.folder / "away").rename(store)
    assert health(f"{chat.page}/health")[0] == 200
    well = chat.run("doctor", "--running", "--port", str(chat.port), "--json")
    assert well.returncode == 0
    assert json.loads(well.stdout)["port"]["is"] == "ours"


def test_a_second_chat_at_the_same_port_is_told_so(chat: Chat) -> None:
    finished = chat.run("chat", "--port", str(chat.port))
    assert finished.returncode == 1
    assert finished.stdout == ""
    assert re.fullmatch(
        rf"port {chat.port} is taken; --port \d+ is free, and --port 0 takes any that is free\n",
        finished.stderr,
    )


def test_a_backup_and_a_restore_while_people_ask(chat: Chat, watched: Watched) -> None:
    page = watched.page
    page.goto(chat.page)
    ask(page, QUESTION)
    mine = page.locator(".st-key-kq-conversations button")
    mine.first.wait_for()
    made = chat.run("backup", "kept.zip")
    assert made.returncode == 0, made.stderr
    with zipfile.ZipFile(chat.folder / "kept.zip") as archive:
        assert json.loads(archive.read("manifest.json"))["store"]["documents"] == 3
    page.get_by_role("button", name="New question").click()
    page.get_by_text("For example").wait_for()
    ask(page, OTHER_QUESTION)
    mine.nth(1).wait_for()

    done = chat.run("restore", "kept.zip")
    assert done.returncode == 0, done.stderr
    assert "what was there before lies at" in done.stdout
    aside = re.search(r"lies at (\S+);", done.stdout)
    assert aside is not None
    assert (chat.folder / aside[1]).is_file()
    page.reload()  # the conversation that is open here is not in the backup
    page.get_by_text("That conversation is not here").wait_for()
    page.wait_for_timeout(1000)
    assert mine.count() == 1
    mine.first.click()
    page.locator(".kq-answer").wait_for()
    assert page.locator(".kq-question").first.inner_text() == QUESTION
    ask(page, OTHER_QUESTION)  # and what is asked from now on is kept
    page.reload()
    page.locator(".kq-question").nth(1).wait_for()


def test_the_log_has_a_line_for_each_thing_and_no_words(chat: Chat, watched: Watched) -> None:
    watched.page.goto(chat.page)
    ask(watched.page, QUESTION)
    lines = chat.log()
    assert all(LINE.fullmatch(one) for one in lines), lines
    assert re.search(r" INFO open status=ok documents=3 generation=\d+ ms=\d+$", lines[0])
    asked = [one for one in lines if " INFO ask " in one]
    assert re.search(
        r" id=\w+ status=answered reason=- sources=\d+ generation=\d+ ms=\d+$", asked[-1]
    )
    said = "\n".join(lines).lower()
    assert not any(word in said for word in ("crps", "pregabalin", "relief"))


def test_whoever_opens_it_to_the_network_is_warned(chat: Chat) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "qa_app", "chat", "--port", "0", "--address", "0.0.0.0",
         "--log-questions"],
        cwd=chat.folder, env=environment_of(chat.folder), stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stderr is not None
        said = [process.stderr.readline() for _ in range(3)]
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
    assert "questions and answers are written to this log" in said[0]
    assert "everybody on the network that reaches 0.0.0.0 can ask" in said[1]
    assert "addresses that cannot be guessed" in said[1]
    assert "open status=ok" in said[2]


def test_a_base_path_that_is_none_is_refused(chat: Chat) -> None:
    finished = chat.run("chat", "--base-path", "/a b")
    assert finished.returncode == 2
    assert finished.stderr == "--base-path '/a b' is not a path such as /ketamine\n"
