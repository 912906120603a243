"""The page with a language model at hand: off by default, asked for before anything leaves."""

import json
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
import streamlit
from conftest import WordsEncoder
from model_server import ModelServer, Script, model_server
from model_trials import KEY
from small_library import TEXTS
from streamlit import config
from streamlit.runtime.secrets import Secrets
from streamlit.testing.v1 import AppTest

from qa_app.engine import Engine
from qa_app.screens import visit
from qa_app.screens.kept_keys import kept_keys

APP = Path(__file__).parents[1] / "qa_app" / "app.py"
ASKED = "How long did relief in CRPS last?"
LASTED = "Relief in CRPS lasted 11 weeks after a four-day infusion."
TOLD = "After a four-day infusion, relief in CRPS went on for 11 weeks"
CHOOSES = "In quotes that a language model chooses"
WRITES = "In a language model's words, each checked"


@pytest.fixture
def server(
    make_store: Callable[[Mapping[str, str]], Path],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Iterator[ModelServer]:
    """The page's parts: a store, records, and a model's server that the environment names."""
    streamlit.cache_resource.clear()
    engine = Engine(make_store(TEXTS), WordsEncoder)
    monkeypatch.setattr("qa_app.assemble.open_engine", lambda store=None: engine)
    url = f"sqlite:///{tmp_path / 'records.sqlite'}"
    monkeypatch.setattr("qa_app.assemble.records_url", lambda: url)
    with model_server() as held:
        monkeypatch.setenv("KETAMINE_QA_MODEL", "server:scripted")
        monkeypatch.setenv("KETAMINE_QA_MODEL_URL", held.url)
        monkeypatch.setenv("KETAMINE_QA_MODEL_KEY", KEY)
        held.scripts = Script(f"{TOLD} [1]. Relief in CRPS lasted 110 weeks [1].")
        yield held
    visit.records().close()
    streamlit.cache_resource.clear()


def run(test: AppTest) -> AppTest:
    test.run()
    assert not test.exception
    return test


def open_page(how: str | None = None, **query: str) -> AppTest:
    test = AppTest.from_file(str(APP), default_timeout=60)
    for name, value in query.items():
        test.query_params[name] = value
    run(test)
    if how is not None:
        test.radio(key="mode").set_value(how)
        run(test)
    return test


def ask(test: AppTest) -> AppTest:
    test.chat_input[0].set_value(ASKED)
    return run(test)


def shown(test: AppTest) -> str:
    bodies = (one.proto.body for one in test.get("html"))
    return "\n".join(body for body in bodies if not body.startswith("<style"))


def answer_in(page: str) -> str:
    found = re.search(r"<ul class=\"kq-answer\">.*?</ul>", page)
    assert found is not None
    return found[0]


def test_without_a_model_the_page_has_no_setting_for_one(
    server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KETAMINE_QA_MODEL")
    test = open_page()
    assert not test.radio
    assert "no language model writes them" in shown(test)


def test_a_model_is_off_until_it_is_set(server: ModelServer) -> None:
    page = shown(ask(open_page()))
    assert LASTED in answer_in(page)
    assert server.asked == []


def test_it_says_which_model_and_that_nothing_leaves(server: ModelServer) -> None:
    page = shown(open_page(WRITES))
    assert "server:scripted. It runs on this machine; nothing leaves it." in page


def test_the_first_screen_says_what_an_answer_is_made_of_in_each_mode(
    server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    quoted = "Every sentence of an answer is a quote"
    page = shown(open_page())
    assert quoted in page
    assert "a language model chooses" not in page
    page = shown(open_page(CHOOSES))
    assert quoted in page
    assert "a language model chooses" in page
    page = shown(open_page(WRITES))
    assert quoted not in page
    assert "An answer is written by a language model" in page
    monkeypatch.setenv("KETAMINE_QA_MODEL_URL", "https://models.example.org/v1")
    assert quoted in shown(open_page(WRITES))  # until it is agreed to


def test_prose_is_marked_and_one_click_from_its_quotes(server: ModelServer) -> None:
    test = ask(open_page(WRITES))
    page = shown(test)
    answer = answer_in(page)
    assert f"{TOLD}." in answer
    assert 'href="#turn-1-source-1" class="kq-badge kq-paraphrased"' in answer
    assert f"<mark>{LASTED}</mark>" in page
    assert "110 weeks" not in answer
    assert "number: 110 weeks is not in the quote" in page
    assert "Written by server:scripted, on this machine; 321 tokens read, 45 written." in page
    assert KEY not in page


def test_a_reload_shows_the_same_and_asks_no_model_again(server: ModelServer) -> None:
    test = ask(open_page(WRITES))
    again = open_page(c=str(test.query_params["c"]))
    for part in (r"<section aria-label=\"Answer\".*?</section>", r"<article.*</article>"):
        assert re.findall(part, shown(again)) == re.findall(part, shown(test))
    assert len(server.asked) == 1


def test_chosen_quotes_stand_under_headings(server: ModelServer) -> None:
    groups = [{"heading": "How long it lasts", "numbers": [1]}]
    server.scripts = Script(json.dumps({"groups": groups}))
    page = shown(ask(open_page(CHOOSES)))
    assert '<h3 class="kq-heading">How long it lasts</h3><ul class="kq-answer">' in page
    assert LASTED in answer_in(page)
    assert "kq-paraphrased" not in page
    assert "Chosen and ordered by server:scripted" in page


@pytest.mark.parametrize("how", [CHOOSES, WRITES])
def test_where_the_model_fails_the_page_is_as_without_and_says_what_failed(
    server: ModelServer, how: str
) -> None:
    without = shown(ask(open_page()))
    server.scripts = Script(status=401)
    page = shown(ask(open_page(how)))
    assert answer_in(page) == answer_in(without)
    cards = r"<section aria-label=\"Sources.*</section>"
    # The links lead back to each its own conversation.
    links = r"&amp;c=[\w-]+"
    assert re.sub(links, "", re.findall(cards, page)[0]) == re.sub(
        links, "", re.findall(cards, without)[0]
    )
    assert "The model&#x27;s server does not accept the key (401)." in page
    assert KEY not in page


def test_nothing_leaves_the_machine_before_the_visitor_agrees(
    server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa_app.writing.models.where_is", lambda host: "outside")
    test = open_page(WRITES)
    page = shown(test)
    assert "leave this machine: they go to 127.0.0.1, outside your network" in page
    assert LASTED in answer_in(shown(ask(test)))
    assert server.asked == []
    test.button(key="agree").click()
    run(test)
    assert [one for one in test.button if one.key == "agree"] == []
    page = shown(ask(test))
    assert len(server.asked) == 1
    assert "kq-paraphrased" in page


def test_a_key_that_is_missing_is_said_beside_the_setting(
    server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KETAMINE_QA_MODEL", "anthropic:claude")
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    page = shown(ask(open_page(WRITES)))
    assert "Answers are in quotes: anthropic:claude needs a key; set ANTHROPIC_API_KEY" in page
    assert LASTED in answer_in(page)


def test_a_follow_up_is_understood_by_the_model_and_can_be_put_right(server: ModelServer) -> None:
    before, typed = "Does heavy use of ketamine lead to cystitis?", "And in the bladder in CRPS?"
    better = "Does heavy use of ketamine lead to cystitis in the bladder in CRPS?"
    server.scripts = Script("NO ANSWER")
    test = open_page(WRITES)
    test.chat_input[0].set_value(before)
    run(test)
    server.scripts = lambda body: Script(
        better if "Follow-up" in body["messages"][-1]["content"] else "NO ANSWER"
    )
    test.chat_input[0].set_value(typed)
    page = shown(run(test))
    assert f"Understood as: {better} (rewritten by server:scripted)" in page
    (field,) = [one for one in test.text_input if one.label == "The question as it is understood"]
    assert field.value == better
    asked = len(server.asked)
    field.set_value(ASKED)
    (again,) = [one for one in test.button if one.label == "Ask again"]
    again.click()
    page = shown(run(test))
    assert LASTED in page
    assert len(server.asked) == asked + 1  # it stands alone, so it is not rewritten
    assert before not in server.prompt()


def test_the_models_price_is_told_where_the_user_gave_one(
    server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "at the price that was given" not in shown(ask(open_page(WRITES)))
    monkeypatch.setenv("KETAMINE_QA_MODEL_PRICE", "2.50/10 EUR")
    cost = (321 * 2.5 + 45 * 10) / 1_000_000
    page = shown(ask(open_page(WRITES)))
    assert f"45 written; {cost:.4f} EUR at the price that was given." in page
    monkeypatch.setenv("KETAMINE_QA_MODEL_PRICE", "cheap")
    page = shown(ask(open_page(WRITES)))
    assert "Answers are in quotes: KETAMINE_QA_MODEL_PRICE is &#x27;cheap&#x27;" in page


def test_a_server_that_counts_no_tokens_is_said_to(server: ModelServer) -> None:
    server.scripts = Script(f"{TOLD} [1].", counts=False)
    assert "on this machine; it told no count of tokens." in shown(ask(open_page(WRITES)))


def test_a_key_in_streamlits_secrets_is_used_and_shown_nowhere(
    server: ModelServer,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delenv("KETAMINE_QA_MODEL_KEY")
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.setenv("KETAMINE_QA_MODEL", "openai:scripted")
    seen = [everything(open_page(WRITES))]
    assert "openai:scripted needs a key; set OPENAI_API_KEY" in seen[0]
    with caplog.at_level(logging.DEBUG):
        for script in (server.scripts, Script(status=401), Script(fault="not_json")):
            server.scripts = script
            test = AppTest.from_file(str(APP), default_timeout=60)
            test.secrets["OPENAI_API_KEY"] = f" {KEY}\n"
            run(test)
            test.radio(key="mode").set_value(WRITES)
            run(test)
            seen.append(everything(ask(test)))
    assert set(server.keys) == {f"Bearer {KEY}"}
    caught = capsys.readouterr()
    seen += [caplog.text, caught.out, caught.err]
    seen += [str((tmp_path / "records.sqlite").read_bytes())]
    assert [one for one in seen if KEY in one] == []
    assert [one for one in seen[1:4] if "secrets" in one.lower()] == []


@pytest.mark.parametrize(
    ("written", "held"),
    [
        (None, {}),
        (f"OPENAI_API_KEY = {KEY}\n", {}),  # no TOML: it wants quotation marks
        (f'OPENAI_API_KEY = "{KEY}"\nn = 3\n[other]\nx = "y"\n', {"OPENAI_API_KEY": KEY}),
    ],
)
def test_what_is_in_the_secrets_file_if_there_is_one(
    written: str | None,
    held: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "secrets.toml"
    if written is not None:
        file.write_text(written)
    monkeypatch.setenv("OPENAI_API_KEY", "")  # Streamlit sets it; to be as it was after the test
    monkeypatch.setenv("n", "")
    monkeypatch.setattr(streamlit, "secrets", Secrets())
    before = config.get_option("secrets.files")
    config.set_option("secrets.files", [str(file)])
    try:
        assert kept_keys() == held
    finally:
        config.set_option("secrets.files", before)
    caught = capsys.readouterr()
    assert KEY not in caplog.text + caught.out + caught.err


def everything(test: AppTest) -> str:
    """All that a page sends to the browser, not only what we draw by ourselves."""
    return "\n".join(
        str(getattr(one, "proto", "")) for part in (test.main, test.sidebar) for one in part
    )


def test_what_a_model_writes_is_never_markup(server: ModelServer) -> None:
    evil = "Relief <img src=x onerror=alert(1)> [see](https://evil.example) [1]."
    server.scripts = Script(f"{TOLD} [1]. {evil}")
    page = shown(ask(open_page(WRITES)))
    assert "<img" not in page
    assert "evil.example" not in page
    assert f"{TOLD}." in answer_in(page)
