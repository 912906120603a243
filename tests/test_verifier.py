"""A second signal beside the guard's rules: any CrossEncoder; it withholds, and never rescues."""

import math
import os
import subprocess
import sys
from pathlib import Path

import pytest
from model_server import ModelServer, closed_port
from model_trials import LIMITS, Asker, says, scripted_model
from tiny_cross_encoder import write_cross_encoder

from ingest.document import IngestError
from qa_app import assemble
from qa_app.answering.reply import Answer, Question
from qa_app.reading.cross_encoder import pairs_of
from qa_app.writing.composing import Job
from qa_app.writing.modes import open_mode
from qa_app.writing.prose import write_answer

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
ASKED = "How long did relief in CRPS last?"
TOLD = "After a four-day infusion, relief in CRPS went on for 11 weeks"


def ask(asker: Asker, server: ModelServer, folder: Path) -> Answer:
    job = Job(scripted_model(server), limits=LIMITS)
    verifier = assemble.load_verifier(str(folder))
    reply = asker.engine.ask(
        Question(ASKED),
        compose=lambda one, found: write_answer(one, found, job=job, verifier=verifier),
    )
    assert isinstance(reply, Answer)
    return reply


def test_it_withholds_what_the_rules_let_through_and_names_itself(
    asker: Asker, server: ModelServer, tmp_path: Path
) -> None:
    server.scripts = says(f"{TOLD} [1].")
    assert asker.answer(ASKED, "write").sentences[0].origin == "model"
    answer = ask(asker, server, write_cross_encoder(tmp_path / "doubting", [-3.0]))
    assert answer.sentences == asker.quotes(ASKED).sentences
    (withheld,) = answer.withheld
    assert withheld.why == "verifier: doubting does not find it in the quote"


def test_it_rescues_nothing_that_the_rules_reject(
    asker: Asker, server: ModelServer, tmp_path: Path
) -> None:
    server.scripts = says(f"{TOLD} [1]. Relief in CRPS lasted 110 weeks [1].")
    answer = ask(asker, server, write_cross_encoder(tmp_path / "believing", [9.0]))
    assert [one.text for one in answer.sentences] == [f"{TOLD}."]
    (withheld,) = answer.withheld
    assert "number: 110 weeks" in withheld.why


@pytest.mark.parametrize(
    ("says", "given"),
    [
        ([2.0, 1.0, 0.0], 1.0 - math.log(math.exp(2.0) + math.exp(0.0))),
        ([-60.0, 60.0, -60.0], 50.0),
    ],
)
def test_of_one_that_tells_what_is_entailed_that_label_counts(
    tmp_path: Path, says: list[float], given: float
) -> None:
    labels = ("contradiction", "entailment", "neutral")
    folder = write_cross_encoder(tmp_path / "nli", says, labels)
    reader = assemble.load_verifier(str(folder)).reader
    assert reader.read("Pain fell", ["Pain fell by half"]) == pytest.approx([given], abs=1e-4)
    assert pairs_of("claim", ["quote"], text_first=True) == [("quote", "claim")]


def test_one_that_gives_no_number_withholds(tmp_path: Path) -> None:
    folder = write_cross_encoder(tmp_path / "broken", [math.nan])
    assert assemble.load_verifier(str(folder)).reader.read("Pain fell", ["Pain fell"])[0] < -10


def test_one_whose_yes_is_not_known_is_refused_in_one_sentence(tmp_path: Path) -> None:
    folder = write_cross_encoder(tmp_path / "odd", [1.0, 2.0], ("good", "bad"))
    with pytest.raises(IngestError, match="tells good, bad of a pair"):
        assemble.load_verifier(str(folder))


def run(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    clean = {name: one for name, one in os.environ.items() if not name.startswith("KETAMINE_QA")}
    finished = subprocess.run(
        [sys.executable, "-m", "qa_app", *arguments],
        cwd=ROOT,
        env={**clean, "HF_HUB_OFFLINE": "1", **settings},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "Traceback" not in finished.stderr
    return finished


@pytest.mark.parametrize(
    "command",
    [
        ("chat", "--model", "server:scripted", "--port", "0"),
        ("ask", ASKED, "--mode", "write", "--model", "server:scripted"),
    ],
)
def test_one_that_cannot_be_read_is_told_in_one_sentence_at_the_start(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    there_is_none = str(tmp_path / "none")
    finished = run(
        *command, "--verifier", there_is_none, KETAMINE_QA_MODEL_URL=closed_port(),
        KETAMINE_QA_STORE=str(tmp_path),
    )  # fmt: skip
    assert finished.returncode == 1
    (line,) = finished.stderr.splitlines()
    assert line.startswith(f"the verifier cannot be used: no reader at {there_is_none!r}")
    assert finished.stdout == ""


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (("ask", ASKED), "has nothing to verify in quotes"),
        (("ask", ASKED, "--mode", "select", "--model", "server:x"), "nothing to verify in select"),
        (("chat",), "has nothing to verify; add --model"),
    ],
)
def test_a_verifier_with_nothing_to_verify_is_wrong_use(command: tuple[str, ...], why: str) -> None:
    finished = run(*command, "--verifier", "x")
    assert finished.returncode == 2
    assert why in finished.stderr


def test_a_threshold_that_is_no_number_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KETAMINE_QA_VERIFIER", "x")
    monkeypatch.setenv("KETAMINE_QA_VERIFIER_THRESHOLD", "high")
    with pytest.raises(IngestError, match="KETAMINE_QA_VERIFIER_THRESHOLD is 'high'"):
        assemble.named_verifier()


def test_quotes_that_a_model_chooses_are_not_put_before_it(
    asker: Asker, server: ModelServer, tmp_path: Path
) -> None:
    verifier = assemble.load_verifier(str(write_cross_encoder(tmp_path / "doubting", [-3.0])))
    server.scripts = says('{"groups": [{"heading": null, "numbers": [1]}]}')
    choice = scripted_model(server).choice
    at_work = open_mode("select", choice, verifier=verifier)
    reply = asker.engine.ask(Question(ASKED), compose=at_work.compose)
    assert isinstance(reply, Answer)
    assert reply.withheld == ()
    assert reply.asked.model is not None
    assert reply.asked.model.failure is None
