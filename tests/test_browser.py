"""The main path in a real browser: a real server, real chromium, nothing from outside."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hand_made import write_library
from in_browser import ROOT, Watched, ask, in_view, serve
from playwright.sync_api import Browser

pytestmark = pytest.mark.slow

QUESTION = "How long does pain relief last in CRPS?"
HOSTILE_QUESTION = (
    "<img src=x onerror=alert(1)> :red[x] $x^2$ a->b :smile: [a](http://e.example) long enough?"
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("served")
    write_library(folder / "texts")
    with serve(folder) as url:
        yield url


@pytest.fixture(scope="module")
def corpus_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("corpus")
    shutil.copytree(ROOT / "corpus", folder / "texts")
    with serve(folder) as url:
        yield url


@pytest.fixture
def fresh_address(tmp_path: Path) -> Iterator[str]:
    """A server that nobody has asked yet."""
    write_library(tmp_path / "texts")
    with serve(tmp_path) as url:
        yield url


def test_a_link_opens_on_a_server_that_nobody_has_asked_yet(
    fresh_address: str, watched: Watched
) -> None:
    page = watched.page
    page.goto(f"{fresh_address}/library")
    page.get_by_role("heading", name="Library").wait_for()
    assert page.get_by_test_id("stSidebarNavLink").all_inner_texts() == [
        "Ask",
        "Library",
        "Evaluation",
    ]


def test_ask_check_in_the_source_and_come_back(address: str, watched: Watched) -> None:
    page = watched.page
    page.goto(address)
    page.get_by_text("Not medical advice, and not for one patient").wait_for()
    ask(page, QUESTION)
    assert in_view(page, "#turn-1")
    page.get_by_role("link", name="Source 1:").click()
    assert in_view(page, "#turn-1-source-1")
    cards = page.locator(".kq-card").all_inner_texts()
    assert cards

    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Open in source").first.click()
    source = opened.value
    source.locator("#quote").wait_for()
    assert in_view(source, "#quote")
    quoted = source.locator("mark").first.inner_text()
    assert quoted
    assert quoted in page.locator(".kq-answer").inner_text()
    source.get_by_role("link", name="Back to the answer").click()
    source.locator(".kq-answer").wait_for()
    assert in_view(source, "#turn-1")
    source.close()

    page.reload()
    page.locator(".kq-card").nth(len(cards) - 1).wait_for()
    assert page.locator(".kq-card").all_inner_texts() == cards
    page.get_by_role("link", name="Library").click()
    page.locator(".kq-library").wait_for()
    assert page.locator(".kq-library .kq-card").count() > 1
    page.get_by_role("link", name="Evaluation").click()
    page.get_by_text("Nothing has been measured on this library yet").wait_for()


def test_the_browser_remembers_whose_conversations_these_are(
    address: str, watched: Watched, browser: Browser
) -> None:
    page = watched.page
    page.goto(address)
    ask(page, QUESTION)
    mine = page.get_by_role("button", name="How long does pain relief last in CRPS?")
    mine.wait_for()
    shared = page.url
    page.goto(address)
    mine.wait_for()
    mine.click()
    page.locator(".kq-answer").wait_for()

    other = browser.new_context()
    theirs = watched.watch(other.new_page())
    theirs.goto(shared)
    theirs.locator(".kq-answer").wait_for()
    theirs.get_by_text("You opened this conversation by its link").wait_for()
    assert theirs.get_by_role("button", name="Rename or delete").count() == 0
    theirs.goto(address)
    theirs.get_by_text("For example").wait_for()
    theirs.wait_for_timeout(1500)
    assert theirs.get_by_role("button", name="How long does pain relief last in CRPS?").count() == 0
    other.close()


def test_a_question_asked_before_the_page_has_settled_is_answered(
    address: str, watched: Watched
) -> None:
    page = watched.page
    for _ in range(2):  # the second time, the browser says who the visitor is in mid-question
        page.goto(address)
        page.get_by_text("For example").wait_for()
        ask(page, QUESTION)
        assert page.locator(".kq-question").count() == 1


def test_an_answer_is_copied_with_its_references(address: str, watched: Watched) -> None:
    page = watched.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(address)
    ask(page, QUESTION)
    page.get_by_role("button", name="Copy with references").click()
    page.get_by_text("Copied.").wait_for()
    text = page.evaluate("navigator.clipboard.readText()")
    assert text.startswith(f"Question: {QUESTION}")
    assert "\nReferences\n[1] " in text
    page.get_by_role("button", name="Copy link to this answer").click()
    page.wait_for_timeout(300)
    link = page.evaluate("navigator.clipboard.readText()")
    page.goto(link)
    page.locator(".kq-answer").wait_for()
    assert in_view(page, "#turn-1")


def test_the_question_can_be_asked_and_checked_by_keyboard_alone(
    address: str, watched: Watched
) -> None:
    page = watched.page
    page.goto(address)
    examples = page.locator(".st-key-kq-examples")
    example = examples.get_by_role("button", name="How long does pain relief last")
    example.wait_for()
    page.wait_for_timeout(1000)
    for _ in range(40):
        page.keyboard.press("Tab")
        if example.evaluate("element => element === document.activeElement"):
            break
    page.keyboard.press("Enter")
    mark = page.get_by_role("link", name="Source 1:").first
    mark.wait_for()
    page.wait_for_timeout(1800)  # until the page has drawn itself again from what was kept
    mark.focus()
    style = mark.evaluate("element => getComputedStyle(element).outlineStyle")
    assert style != "none"
    page.keyboard.press("Enter")
    assert in_view(page, "#turn-1-source-1")


def test_hostile_titles_and_questions_do_nothing(address: str, watched: Watched) -> None:
    page = watched.page
    page.on("dialog", lambda dialog: watched.wrong.append(f"dialog: {dialog.message}"))
    page.goto(address)
    ask(page, HOSTILE_QUESTION)
    title = page.locator(".st-key-kq-conversations button").first
    title.wait_for()
    # The joiners that keep a label literal take no room; what is seen is what was typed.
    shown = (title.text_content() or "").replace("\u2060", "")
    assert shown == f"{HOSTILE_QUESTION[: shown.index(' …')]} …"
    assert page.locator(".st-key-kq-conversations").locator("img, a, .katex").count() == 0
    assert page.locator("main img, main script, .katex").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1380, 420])
def test_nothing_is_wider_than_the_window(
    corpus_address: str, browser: Browser, tmp_path: Path, request, width: int, scheme: str
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    context.set_default_timeout(30_000)
    page = context.new_page()
    watched = Watched(page)
    watched.watch(page).goto(corpus_address)
    ask(page, QUESTION)
    page.wait_for_timeout(1800)
    wide = page.evaluate("document.documentElement.scrollWidth")
    main = page.evaluate(
        "[document.querySelector('main').scrollWidth, document.querySelector('main').clientWidth]"
    )
    page.screenshot(path=tmp_path / f"answer-{width}-{scheme}.png")
    picture = request.config.getoption("--picture")
    if picture and (width, scheme) == (1380, "light"):
        page.screenshot(path=picture)
    context.close()
    assert watched.wrong == []
    assert wide <= width
    assert main[0] <= main[1]


def test_a_request_that_leaves_this_machine_would_be_noticed(
    address: str, browser: Browser
) -> None:
    context = browser.new_context()
    page = context.new_page()
    watched = Watched(page)
    watched.watch(page).goto(address)
    for script in (
        "fetch('http://192.0.2.1/font.woff2').catch(() => 0) && 0",
        "new Image().src = 'http://localhost.example/pixel.gif'",
        "new WebSocket('ws://192.0.2.1/stream') && 0",
        "navigator.sendBeacon('http://192.0.2.1/usage', 'x')",
        "document.head.append(Object.assign(document.createElement('link'),"
        " {rel: 'stylesheet', href: '//192.0.2.1/style.css'}))",
    ):
        watched.wrong.clear()
        page.evaluate(script)
        page.wait_for_timeout(200)
        assert any(one.startswith("asked outside: ") for one in watched.wrong), script
    context.close()
