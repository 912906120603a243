"""Language models by name: opened by the real client, asked over a real connection."""

import doctest
import logging
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from model_server import ModelServer, Script, closed_port, model_server
from model_trials import KEY, LIMITS, scripted_model

from ingest.document import IngestError
from qa_app import assemble
from qa_app.answering import model_use, wording
from qa_app.answering.model_use import ModelUse, Price
from qa_app.answering.wording import model_line
from qa_app.finding import follow_up
from qa_app.reading import cross_encoder
from qa_app.writing.calling import Limits, ModelFailed, Piece, call_model
from qa_app.writing.models import ModelChoice, open_model, split_name, where_is

ROOT = Path(__file__).parents[1]


def written(server: ModelServer | str, limits: Limits = LIMITS) -> list[Piece]:
    model = scripted_model(server)
    return list(call_model(lambda: model.write("Be brief.", "How long?"), limits=limits))


def test_a_reply_streams_with_its_tokens_and_the_key_in_its_header_alone(
    server: ModelServer,
) -> None:
    server.scripts = Script("Relief lasted 11 weeks [1].")
    pieces = written(server)
    assert "".join(one.text for one in pieces) == "Relief lasted 11 weeks [1]."
    assert sum(bool(one.text) for one in pieces) > 1
    assert sum(one.tokens_in for one in pieces) == 321
    assert sum(one.tokens_out for one in pieces) == 45
    assert server.keys == [f"Bearer {KEY}"]
    assert KEY not in server.prompt()


FAILURES: dict[str, tuple[Script, str]] = {
    "hanging": (Script(fault="hang"), "took longer than 1 seconds"),
    "slow": (Script("word " * 100, pause_seconds=0.1), "took longer than 2 seconds"),
    "broken off": (Script("Relief lasted 11", fault="drop"), "broke off"),
    "truncated": (Script("Relief lasted 11", finish="length"), "cut off"),
    "ended without an end": (Script("Relief lasted 11", finish=None), "cut off"),
    "filtered": (Script("Relief", finish="content_filter"), "refused to answer"),
    "refusing": (Script("", refusal="I cannot."), "said nothing"),  # the client drops it
    "rate limited": (Script(status=429), "no more requests for now (429), 3 times in a row"),
    "broken down": (Script(status=500), "failed (500), 3 times in a row"),
    "garbled": (Script("Relief", fault="garble"), "could not be read"),
    "not JSON": (Script(fault="not_json"), "could not be read"),
    "other JSON": (Script(fault="other_json"), ""),
    "empty": (Script(""), "said nothing"),
    "a wrong key": (Script(status=401), "does not accept the key (401)"),
    "no such model": (Script(status=404), "knows no such model or address (404)"),
    "endless": (Script("word " * 3000, piece=5000), "wrote on and on"),
}


@pytest.mark.parametrize("name", FAILURES)
def test_whatever_goes_wrong_is_one_sentence(server: ModelServer, name: str) -> None:
    server.scripts, why = FAILURES[name]
    with pytest.raises(ModelFailed, match="model") as failed:
        written(server)
    assert why in str(failed.value)
    assert KEY not in str(failed.value)
    assert "How long" not in str(failed.value)


def test_a_server_that_is_not_there_is_tried_three_times() -> None:
    with pytest.raises(ModelFailed, match="cannot be reached, 3 times in a row"):
        written(closed_port())


def test_what_passes_is_tried_again_and_then_answers(server: ModelServer) -> None:
    server.scripts = [Script(status=429), Script(status=503), Script("Relief.")]
    assert "".join(one.text for one in written(server)) == "Relief."
    assert len(server.asked) == 3


def test_a_wrong_key_is_not_tried_again(server: ModelServer) -> None:
    server.scripts = Script(status=401)
    with pytest.raises(ModelFailed):
        written(server)
    assert len(server.asked) == 1


def test_a_reply_that_has_begun_is_not_begun_again(server: ModelServer) -> None:
    server.scripts = Script("Relief lasted", fault="drop")
    with pytest.raises(ModelFailed):
        written(server)
    assert len(server.asked) == 1


def test_who_waits_can_cancel_and_the_client_hangs_up(server: ModelServer) -> None:
    server.scripts = Script("word " * 1000, pause_seconds=0.15)

    def stop() -> None:
        raise KeyboardInterrupt

    model = scripted_model(server)
    with pytest.raises(KeyboardInterrupt):
        list(call_model(lambda: model.write("", "?"), limits=LIMITS, waiting=stop))
    assert server.left.wait(5)


def test_the_key_is_shown_nowhere(
    server: ModelServer, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """Even by a server that says it back, and to a log of everything."""
    choice = ModelChoice("server", "scripted", server.url, KEY)
    model = open_model(choice)
    said = [repr(choice), str(choice), repr(model), str(model.choice)]
    server.scripts = Script(status=401)
    with caplog.at_level(logging.DEBUG), pytest.raises(ModelFailed) as failed:
        list(call_model(lambda: model.write("", "?"), limits=LIMITS))
    caught = capsys.readouterr()
    said += [str(failed.value), repr(failed.value), caught.out, caught.err, caplog.text]
    assert [one for one in said if KEY in one] == []


def test_nothing_is_told_to_a_tracing_service(
    server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with model_server() as tracing:
        monkeypatch.setenv("LANGSMITH_TRACING", "true")
        monkeypatch.setenv("LANGSMITH_API_KEY", "ls-canary")
        monkeypatch.setenv("LANGSMITH_ENDPOINT", tracing.url)
        server.scripts = Script("Relief.")
        written(server)
        time.sleep(0.5)
        assert tracing.asked == []
    assert "langsmith" in sys.modules
    assert not [one for one in threading.enumerate() if "tracing" in one.name.lower()]


def test_a_proxy_does_not_carry_a_question_away_from_a_server_here(
    server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, closed_port().removesuffix("/v1"))
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    server.scripts = Script("Relief.")
    assert written(server)


@pytest.mark.parametrize(
    ("host", "where"),
    [
        ("localhost", "machine"),
        ("127.0.0.1", "machine"),
        ("::1", "machine"),
        ("192.168.1.20", "network"),
        ("10.1.2.3", "network"),
        ("gpu-box", "network"),
        ("models.hospital.internal", "network"),
        ("api.openai.com", "outside"),
        ("8.8.8.8", "outside"),
        ("localhost.example.com", "outside"),
    ],
)
def test_it_is_known_whether_a_model_is_local(host: str, where: str) -> None:
    assert where_is(host) == where


def test_a_model_that_ollama_passes_on_is_not_local() -> None:
    address = "http://127.0.0.1:11434"
    assert ModelChoice("ollama", "llama3.2", address).where == "machine"
    assert ModelChoice("ollama", "gpt-oss:120b-cloud", address).where == "outside"


def test_a_name_without_a_provider_is_refused_in_one_sentence() -> None:
    with pytest.raises(IngestError, match=r"no model 'llama3'; name one as provider:model"):
        split_name("llama3")


@pytest.mark.parametrize("variable", ["OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_API_BASE"])
def test_without_a_key_it_says_which_variable_to_set(
    monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.delenv(variable, raising=False)
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(IngestError, match="set OPENAI_API_KEY"):
        assemble.choose_model("openai:gpt-x")


def test_a_server_of_ones_own_is_named_by_its_address_and_gets_no_other_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.delenv("KETAMINE_QA_MODEL_URL", raising=False)
    with pytest.raises(IngestError, match="set KETAMINE_QA_MODEL_URL"):
        assemble.choose_model("server:qwen")
    monkeypatch.setenv("KETAMINE_QA_MODEL_URL", "http://127.0.0.1:8080/v1")
    choice = assemble.choose_model("server:qwen")
    assert (choice.address, choice.key) == ("http://127.0.0.1:8080/v1", None)
    assert choice.where == "machine"


def test_another_address_of_a_provider_counts_for_where_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    monkeypatch.delenv("OPENAI_API_BASE", raising=False)
    assert assemble.choose_model("openai:gpt-x").where == "outside"
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1234/v1")
    assert assemble.choose_model("openai:gpt-x").where == "machine"
    monkeypatch.setenv("OLLAMA_HOST", "0.0.0.0:11434")
    assert assemble.choose_model("ollama:llama3.2").address == "http://127.0.0.1:11434"


@pytest.mark.parametrize(
    ("name", "package", "extra"),
    [
        ("server:qwen", "langchain", "openai"),
        ("ollama:llama3.2", "langchain_ollama", "ollama"),
        ("anthropic:claude", "langchain_anthropic", "anthropic"),
        ("mistralai:small", "langchain_mistralai", "mistralai"),
        ("google:gemini", "langchain_google_genai", "google"),
    ],
)
def test_a_package_that_is_missing_is_told_with_what_to_install(
    name: str, package: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    if package == "langchain":
        monkeypatch.setitem(sys.modules, "langchain.chat_models", None)
    provider, model = split_name(name)
    with pytest.raises(IngestError) as missing:
        open_model(ModelChoice(provider, model, "http://127.0.0.1:9", "k"))
    assert f"pip install 'ketamine-qa[{extra}]'" in str(missing.value)
    assert len(str(missing.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("given", "read", "written", "currency"),
    [
        ("0.15/0.60", 0.15, 0.6, ""),
        ("2.5 / 10 USD", 2.5, 10.0, "USD"),
        ("3/15 €", 3.0, 15.0, "€"),
    ],
)
def test_a_price_is_what_the_user_says(
    monkeypatch: pytest.MonkeyPatch, given: str, read: float, written: float, currency: str
) -> None:
    monkeypatch.setenv("KETAMINE_QA_MODEL_PRICE", given)
    assert assemble.choose_model("ollama:llama3.2").price == Price(read, written, currency)


@pytest.mark.parametrize("given", ["cheap", "1", "-1/2", "1/2/3", "1/2 dollars each", "nan/inf"])
def test_a_price_that_cannot_be_read_is_told_with_its_form(
    monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    monkeypatch.setenv("KETAMINE_QA_MODEL_PRICE", given)
    with pytest.raises(IngestError, match="set it to the price of a million tokens read"):
        assemble.choose_model("ollama:llama3.2")


def test_without_a_price_none_is_made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KETAMINE_QA_MODEL_PRICE", raising=False)
    assert assemble.choose_model("ollama:llama3.2").price is None


USES = {
    "321 tokens read, 45 written": ModelUse("m", "h", "machine", 321, 45),
    "it told no count of tokens": ModelUse("m", "h", "machine", untold=1),
    "at least 321 tokens read, 45 written (1 of 2 replies told no count); at least 0.0012 USD at "
    "the price that was given": ModelUse(
        "m", "h", "machine", 321, 45, replies=2, untold=1, cost=0.00121, currency="USD"
    ),
    "2,500,000 tokens read, 0 written; 1,250.50 at the price that was given": ModelUse(
        "m", "h", "machine", 2_500_000, 0, cost=1250.5
    ),
}


@pytest.mark.parametrize("said", USES)
def test_what_a_model_took_is_told_as_far_as_it_is_known(said: str) -> None:
    assert model_line(USES[said], "write") == f"Written by m, on this machine; {said}."


def test_a_model_that_was_put_nothing_is_not_said_to_have_been_asked() -> None:
    use = ModelUse("m", "h", "machine", failure="no sentence", replies=0)
    assert model_line(use, "write") == "Not asked: m, on this machine."


def test_a_key_is_used_without_what_stands_around_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", f" {KEY}\n")
    assert assemble.choose_model("openai:gpt-x").key == KEY
    monkeypatch.setenv("OPENAI_API_KEY", "")
    assert assemble.choose_model("openai:gpt-x", secrets={"OPENAI_API_KEY": KEY}).key == KEY
    monkeypatch.setenv("OPENAI_API_KEY", "of the environment")
    held = assemble.choose_model("openai:gpt-x", secrets={"OPENAI_API_KEY": KEY})
    assert held.key == "of the environment"


def test_the_examples_of_how_it_is_told_hold() -> None:
    results = [doctest.testmod(one) for one in (wording, model_use, cross_encoder, follow_up)]
    assert all(one.attempted for one in results)
    assert sum(one.failed for one in results) == 0


def test_choosing_a_model_loads_no_client() -> None:
    script = (
        "import sys; from qa_app import assemble\n"
        "assemble.choose_model('ollama:llama3.2').where\n"
        "print(*sorted({one.partition('.')[0] for one in sys.modules}))"
    )
    command = [sys.executable, "-c", script]
    finished = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert not set(finished.stdout.split()) & {"langchain", "langchain_core", "openai", "langsmith"}
