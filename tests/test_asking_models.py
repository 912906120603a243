"""`ask --mode select|write --model NAME`, run as a person runs it, against a scripted server."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from model_server import ModelServer, Script, closed_port
from model_trials import KEY

from ingest.embed import load_encoder
from ingest.job import ingest_folders

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
LASTED = "Pain relief lasted 11 weeks after the infusion of ketamine."
TRIAL = f"---\ntitle: Ketamine in CRPS\nkind: rct\nyear: 2009\n---\n\n{LASTED} Nausea was common.\n"
ASKED = "How long did pain relief last after ketamine infusion?"
TOLD = "After the infusion of ketamine, pain relief went on for 11 weeks"
Finished = subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("texts")
    (folder / "trial.md").write_text(TRIAL)
    made = tmp_path_factory.mktemp("made") / "store"
    ingest_folders([folder], store=made, encoder=load_encoder())
    return made


@pytest.fixture
def ask(store: Path) -> Callable[..., Finished]:
    def run(
        url: str,
        *arguments: str,
        model: str = "server:scripted",
        question: str = ASKED,
        price: str | None = None,
    ) -> Finished:
        command = [sys.executable, "-m", "qa_app", "ask", question, "--store", str(store)]
        settings = {"KETAMINE_QA_MODEL_URL": url, "KETAMINE_QA_MODEL_KEY": KEY}
        if price is not None:
            settings["KETAMINE_QA_MODEL_PRICE"] = price
        clean: Mapping[str, str] = {
            name: value for name, value in os.environ.items() if not name.endswith("_API_KEY")
        }
        finished = subprocess.run(
            [*command, *arguments, "--model", model],
            cwd=ROOT,
            env={**clean, **settings},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert "Traceback" not in finished.stderr
        assert KEY not in finished.stdout + finished.stderr
        return finished

    return run


def test_prose_is_printed_with_its_numbers_and_what_was_withheld(
    ask: Callable[..., Finished], server: ModelServer
) -> None:
    server.scripts = Script(f"{TOLD} [1]. Pain relief lasted 110 weeks [1].")
    finished = ask(server.url, "--mode", "write")
    assert finished.returncode == 0, finished.stderr
    assert f"- {TOLD}. (paraphrased) [1]\n" in finished.stdout
    assert "Written by server:scripted, on this machine; 321 tokens read" in finished.stdout
    answer, _, withheld = finished.stdout.partition("Withheld:")
    assert "110 weeks" not in answer
    assert "110 weeks" in withheld
    assert "number: 110 weeks is not in the quote" in withheld
    assert finished.stderr == ""


def test_json_tells_the_mode_the_model_the_origin_and_what_was_withheld(
    ask: Callable[..., Finished], server: ModelServer
) -> None:
    server.scripts = Script(f"{TOLD} [1]. Pain relief lasted 110 weeks [1].")
    told = json.loads(ask(server.url, "--mode", "write", "--json").stdout)
    assert (told["mode"], told["model"]) == ("write", "server:scripted")
    assert [one["origin"] for one in told["sentences"]] == ["model"]
    assert [one["citations"] for one in told["sentences"]] == [[1]]
    assert [set(one) for one in told["withheld"]] == [{"text", "why"}]
    assert told["model_use"]["where"] == "machine"
    server.scripts = Script('{"groups": [{"heading": "How long it lasts", "numbers": [1]}]}')
    told = json.loads(ask(server.url, "--mode", "select", "--json").stdout)
    assert (told["mode"], told["sentences"][0]["origin"]) == ("select", "quote")
    assert told["sentences"][0]["heading"] == "How long it lasts"


def test_a_follow_up_is_understood_by_the_model_and_both_replies_are_paid(
    ask: Callable[..., Finished], server: ModelServer
) -> None:
    better = "How long did pain relief last in CRPS after ketamine infusion?"
    server.scripts = [
        Script(better),
        Script(f"{TOLD} [1]."),
        Script(better),
        Script(f"{TOLD} [1]."),
    ]
    given = ("--mode", "write", "--earlier", ASKED)
    cost = 2 * (321 * 3 + 45 * 15) / 1_000_000
    finished = ask(server.url, *given, question="And in CRPS?", price="3/15 USD")
    assert f"Understood as: {better} (rewritten by server:scripted)\n" in finished.stdout
    assert f"642 tokens read, 90 written; {cost:.4f} USD at the price" in finished.stdout
    told = json.loads(
        ask(server.url, *given, "--json", question="And in CRPS?", price="3/15 USD").stdout
    )
    assert told["understood"] == better
    assert told["model_use"]["cost"] == pytest.approx(cost)
    assert told["model_use"]["currency"] == "USD"


def test_where_the_model_fails_the_quotes_are_printed_with_what_failed(
    ask: Callable[..., Finished],
) -> None:
    finished = ask(closed_port(), "--mode", "write")
    assert finished.returncode == 0
    assert f"“{LASTED}” [1]" in finished.stdout
    assert "Note: Shown as quotes, because the language model could not be used." in finished.stdout
    assert "Note: The model's server cannot be reached, 3 times in a row." in finished.stdout


def test_what_leaves_the_machine_is_said_on_stderr(ask: Callable[..., Finished]) -> None:
    # An address of the documentation's own network: nothing answers there.
    finished = ask("http://model.invalid:9/v1", "--mode", "select")
    assert finished.returncode == 0
    assert finished.stderr == (
        "Your question, those before it and the quotes found leave this machine: they go to "
        "model.invalid, outside your network.\n"
    )


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("anthropic:claude", "anthropic:claude needs a key; set ANTHROPIC_API_KEY"),
        ("llama3", "no model 'llama3'; name one as provider:model"),
    ],
)
def test_a_model_that_cannot_be_asked_is_one_sentence(
    ask: Callable[..., Finished], model: str, said: str
) -> None:
    finished = ask(closed_port(), "--mode", "write", model=model)
    assert finished.returncode == 1
    (line,) = finished.stderr.splitlines()
    assert said in line
    assert finished.stdout == ""


def test_a_model_without_a_mode_for_it_is_wrong_use(ask: Callable[..., Finished]) -> None:
    finished = ask(closed_port())
    assert finished.returncode == 2
    assert "add --mode select or write" in finished.stderr
