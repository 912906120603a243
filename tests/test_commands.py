"""The commands as a person or a program runs them: exit codes, JSON, and one sentence of error."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
TRIAL = """---
title: S-ketamine infusion in complex regional pain syndrome
year: 2009
kind: rct
doi: 10.1016/j.pain.2009.06.023
status_date: 2020-05-03
routes: [iv]
---
## Findings

Pain relief lasted 11 weeks after the infusion of ketamine. Nausea was common.
"""
TEXTS = {
    "trial.md": TRIAL,
    "review.md": "# Lidocaine after shingles\n\nPatches of lidocaine reduced allodynia.\n",
    "README.md": "# About these texts\n\nThey are made up.\n",
}
ASKED = "How long did pain relief last after ketamine infusion?"
ASK_KEYS = [
    *("version", "id", "question", "earlier", "understood", "mode", "model", "status", "reason"),
    *("notices", "score", "sentences", "withheld", "sources", "conflicts", "strength", "nearest"),
    *("store", "seconds"),
]
SOURCE_KEYS = [
    *("number", "document", "title", "kind", "year", "doi", "url", "holds", "basis", "words"),
    *("status", "status_date", "page", "heading", "start", "end", "sha256", "quote", "scope"),
]
STORE_KEYS = ["documents", "passages", "generation", "covers_to", "embedding_model", "built"]
REASONS = [
    *("not_in_corpus", "not_sure", "personal_decision", "emergency", "empty_question"),
    *("too_long", "greeting", "retracted_only", "language"),
]
Finished = subprocess.CompletedProcess[str]


def run(module: str, *arguments: object, **environment: str) -> Finished:
    finished = subprocess.run(
        [sys.executable, "-m", module, *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "Traceback" not in finished.stderr
    return finished


def complaint(finished: Finished, code: int) -> str:
    """What a command that gave up said: one line on stderr and nothing else."""
    assert finished.returncode == code, finished.stderr
    assert finished.stdout == ""
    (line,) = finished.stderr.splitlines()
    return line


@pytest.fixture(scope="module")
def store(texts: Path) -> Path:
    folder = texts.with_name(f"{texts.name}-store")
    finished = run("ingest", texts, "--store", folder)
    assert finished.returncode == 0, finished.stderr
    assert finished.stdout.startswith("2 added, 0 changed, 0 updated, 0 unchanged, 0 moved,")
    assert finished.stderr == ""  # no progress bar in a pipe
    return folder


@pytest.fixture
def ask(store: Path) -> Callable[..., Finished]:
    return lambda *more: run("qa_app", "ask", *more, "--store", store)


def test_ingest_reports_in_the_keys_it_promises(store: Path, texts: Path) -> None:
    finished = run("ingest", texts, "--store", store, "--json")
    report = json.loads(finished.stdout)
    assert report.pop("seconds") >= 0
    assert report == {
        **{name: [] for name in ("added", "changed", "updated", "moved", "removed")},
        "duplicate": [],
        "quarantined": [],
        "cleaned": {},
        "unchanged": 2,
        "passages": 2,
        "encoded": 0,
        "retractions": None,
    }


def test_ingest_exits_3_where_a_text_was_left_out(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "good.md").write_text(TRIAL)
    bad = tmp_path / "texts" / "bad.md"
    bad.write_bytes(b"%PDF-1.7")
    finished = run("ingest", tmp_path / "texts", "--store", tmp_path / "store", "--json")
    assert finished.returncode == 3
    ((path, reason),) = json.loads(finished.stdout)["quarantined"]
    assert path == str(bad)
    assert finished.stderr == f"left out: {bad}: {reason}\n"


def test_ingest_of_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    said = complaint(run("ingest", tmp_path / "gone", "--store", tmp_path / "store"), 1)
    assert said == f"no folder or file at {tmp_path / 'gone'}; nothing was removed"
    assert not (tmp_path / "store").exists()


def test_a_list_of_retractions_marks_what_is_stored(texts: Path, tmp_path: Path) -> None:
    watch, store = tmp_path / "watch.csv", tmp_path / "store"
    watch.write_text(
        "RetractionDate,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,Reason\n"
        "8/16/2023 0:00,10.1016/J.PAIN.2009.06.023,0,Retraction,+Error in Data;\n"
        "8/16/2023 0:00,10.1000/other,0,Retracted?,\n"
        "8/16/2023 0:00,10.1000/another,0,Expression of concern,\n"
    )
    marking = ("--store", store, "--retractions", watch, "--retractions-date", "2026-11-01")
    said = complaint(run("ingest", *marking), 1)
    assert said == f"no store at {store}; run python -m ingest"
    assert not store.exists()
    assert run("ingest", texts, "--store", store).returncode == 0
    finished = run("ingest", *marking)
    assert finished.returncode == 3
    assert finished.stdout.splitlines()[1:] == [
        "checked against a list of retractions of 2026-11-01 (3 rows): 1 retracted, 0 under "
        "concern, 0 lifted",
        "retracted: trial",
    ]
    assert finished.stderr == (
        f"left out: 1 of 3 rows of {watch}: line 3: its RetractionNature is 'retracted?'\n"
    )
    reply = run("qa_app", "ask", ASKED, "--store", store, "--json")
    assert json.loads(reply.stdout)["reason"] == "retracted_only"
    report = json.loads(run("ingest", texts, *marking, "--json").stdout)
    assert (report["unchanged"], report["retractions"]["retracted"]) == (2, ["trial"])
    doctor = run("qa_app", "doctor", "--store", store)
    assert re.search(r"retractions.of +2026-11-01", doctor.stdout)


def test_a_day_without_a_list_is_wrong_use(texts: Path, tmp_path: Path) -> None:
    finished = run("ingest", texts, "--store", tmp_path, "--retractions-date", "2026-11-01")
    assert "give --retractions as well" in complaint(finished, 2)


def test_a_second_ingest_at_once_is_told_to_wait(store: Path, texts: Path) -> None:
    from filelock import FileLock

    with FileLock(store / "writer.lock"):
        said = complaint(run("ingest", texts, "--store", store), 1)
    assert said == f"another ingest is writing to {store}; wait until it has finished"


def test_an_answer_exits_0_and_has_every_key(ask: Callable[..., Finished]) -> None:
    finished = ask(ASKED, "--json")
    assert finished.returncode == 0
    assert finished.stderr == ""
    answer = json.loads(finished.stdout)
    assert set(ASK_KEYS) <= answer.keys()
    assert [key for key in answer if key in ASK_KEYS] == ASK_KEYS
    assert (answer["version"], answer["status"], answer["mode"]) == (1, "answered", "quotes")
    assert answer["question"] == answer["understood"] == ASKED
    assert answer["reason"] is None
    assert 0 <= answer["score"] <= 1
    assert list(answer["store"]) == STORE_KEYS
    source, *_ = answer["sources"]
    assert set(SOURCE_KEYS) <= source.keys()
    assert source["title"] == "S-ketamine infusion in complex regional pain syndrome"
    assert (source["status_date"], source["scope"]) == ("2020-05-03", {"route": ["iv"]})
    assert answer["sentences"][0] == {
        "text": "Pain relief lasted 11 weeks after the infusion of ketamine.",
        "origin": "quote",
        "citations": [1],
    }
    (start, end), *_ = answer["marks"]
    assert answer["sentences"][0]["text"][start:end] == "11 weeks"


def test_every_quote_stands_in_the_document_that_show_prints(
    ask: Callable[..., Finished], store: Path
) -> None:
    answer = json.loads(ask(ASKED, "--json").stdout)
    for source in answer["sources"]:
        shown = json.loads(
            run("qa_app", "show", source["document"], "--store", store, "--json").stdout
        )
        assert shown["sha256"] == source["sha256"]
        assert shown["text"][source["start"] : source["end"]] == source["quote"]


def test_no_answer_exits_4_and_has_every_key(ask: Callable[..., Finished]) -> None:
    finished = ask("What is the half-life of pregabalin?", "--json")
    assert finished.returncode == 4
    reply = json.loads(finished.stdout)
    assert set(ASK_KEYS) <= reply.keys()
    assert reply["status"] == "no_answer"
    assert reply["reason"] in REASONS
    assert reply["sentences"] == reply["sources"] == []
    assert all(set(SOURCE_KEYS) <= one.keys() for one in reply["nearest"])


def test_an_answer_for_people_holds_the_quote_and_no_score(ask: Callable[..., Finished]) -> None:
    said = ask(ASKED).stdout
    assert "“Pain relief lasted 11 weeks after the infusion of ketamine.” [1]" in said
    assert "0." not in said.replace("10.1016", "")


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("", "empty_question"),
        ("hello", "greeting"),
        ("x " * 2000, "too_long"),
        ("Should I stop my ketamine?", "personal_decision"),
        ("My friend took too much ketamine and is not breathing", "emergency"),
    ],
)
def test_what_is_not_asked_of_the_texts_is_refused_with_its_reason(
    ask: Callable[..., Finished], question: str, reason: str
) -> None:
    finished = ask(question, "--json")
    assert finished.returncode == 4
    assert json.loads(finished.stdout)["reason"] == reason


def test_the_sources_may_be_limited_by_kind_and_year(ask: Callable[..., Finished]) -> None:
    assert ask(ASKED, "--kind", "rct", "--kind", "guideline", "--since", 2009).returncode == 0
    assert ask(ASKED, "--kind", "guideline").returncode == 4
    assert ask(ASKED, "--since", 2010).returncode == 4


def test_a_question_may_lean_on_the_one_before(ask: Callable[..., Finished]) -> None:
    reply = json.loads(ask("And how long did it last?", "--earlier", ASKED, "--json").stdout)
    assert reply["earlier"] == [ASKED]
    assert reply["understood"] == "How long did it last? About: pain relief after ketamine infusion"


def test_wrong_use_exits_2_and_says_what_is_right(ask: Callable[..., Finished]) -> None:
    said = complaint(ask(ASKED, "--kind", "blog"), 2)
    assert said.startswith("no kind 'blog'; the kinds are guideline, systematic-review, rct,")
    assert run("qa_app", "ask").returncode == 2
    assert ask(ASKED, "--since", "soon").returncode == 2
    assert run("qa_app", "sing").returncode == 2


@pytest.mark.parametrize("mode", ["select", "write"])
def test_a_mode_that_has_a_model_in_it_asks_for_one(mode: str) -> None:
    said = complaint(run("qa_app", "ask", ASKED, "--mode", mode), 2)
    assert said == f"--mode {mode} needs a model; add --model, like --model ollama:llama3.2"


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("verify", "pack.json"), "verify"),
    ],
)
def test_what_is_not_built_yet_is_said_to_be(arguments: tuple[str, ...], what: str) -> None:
    said = complaint(run("qa_app", *arguments), 2)
    assert what in said
    assert "not built yet" in said


@pytest.mark.parametrize(
    "arguments", [("ask", ASKED), ("search", "pain"), ("show", "trial"), ("chat",), ("serve-mcp",)]
)
def test_without_a_store_each_command_says_what_to_do(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    for store in (tmp_path / "gone", tmp_path, Path(__file__)):
        said = complaint(run("qa_app", *arguments, "--store", store), 1)
        assert said == f"no store at {store}; run python -m ingest"


def test_the_store_may_be_named_by_the_environment(store: Path) -> None:
    assert run("qa_app", "ask", ASKED, KETAMINE_QA_STORE=str(store)).returncode == 0


def test_search_gives_passages_best_first(store: Path) -> None:
    finished = run("qa_app", "search", "ketamine pain relief", "--store", store, "--json")
    rows = json.loads(finished.stdout)
    keys = ["document", "start", "end", "score", "text", "heading", "title", "kind"]
    assert [list(row) for row in rows] == [keys] * 2
    assert rows[0]["document"] == "trial"
    assert rows[0]["score"] > rows[1]["score"]
    one = run("qa_app", "search", "ketamine", "--limit", 1, "--store", store, "--json")
    assert len(json.loads(one.stdout)) == 1
    assert "trial [rct]" in run("qa_app", "search", "ketamine", "--store", store).stdout
    assert run("qa_app", "search", "ketamine", "--limit", 0, "--store", store).returncode == 2


def test_show_gives_the_text_and_where_each_part_begins(store: Path) -> None:
    finished = run("qa_app", "show", "trial", "--store", store, "--json")
    shown = json.loads(finished.stdout)
    keys = ["document", "sha256", "text", "source", "headings", "pages", "passages"]
    assert list(shown) == keys
    assert shown["source"]["status_date"] == "2020-05-03"
    assert [shown["text"][at : at + len(text)] for at, text in shown["headings"]] == ["Findings"]
    assert "".join(shown["text"][start:end] for start, end in shown["passages"]) == shown["text"]


def test_a_document_that_is_not_held_is_named(store: Path) -> None:
    said = complaint(run("qa_app", "show", "nothing", "--store", store), 1)
    assert said == f"no document 'nothing' in {store}; see the library for its id"


def test_the_doctor_finds_all_well(store: Path, tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    finished = run(
        *("qa_app", "doctor", "--store", store, "--json", "--port", port),
        KETAMINE_QA_DATA=str(tmp_path),
    )
    assert finished.returncode == 0, finished.stderr
    assert finished.stderr == ""
    report = json.loads(finished.stdout)
    assert report["sound"] is True
    assert report["problems"] == []
    assert report["store"]["documents"] == 2
    assert report["store"]["legs_agree"] is True


def test_the_doctor_exits_1_with_each_problem_in_one_sentence(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    finished = run("qa_app", "doctor", "--store", gone, "--quick")
    assert finished.returncode == 1
    assert finished.stderr == f"store: no store at {gone}; run python -m ingest\n"
    finished = run("qa_app", "doctor", "--store", gone, "--quick", "--json")
    assert finished.returncode == 1
    assert json.loads(finished.stdout)["problems"] == [
        {"where": "store", "sentence": f"no store at {gone}; run python -m ingest"}
    ]


def test_without_conversations_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    finished = run("qa_app", "backup", tmp_path / "kept.zip", KETAMINE_QA_DATA=str(tmp_path))
    said = complaint(finished, 1)
    assert said == (
        f"there are no conversations at {tmp_path}/records.sqlite yet; nothing was backed up"
    )


def test_a_damaged_store_is_an_error_in_one_sentence(store: Path, tmp_path: Path) -> None:
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(store, copy)
    (copy / "catalogue.sqlite").write_bytes(b"garbage " * 1000)
    for finished in (
        run("qa_app", "ask", ASKED, "--store", copy),
        run("ingest", ROOT / "corpus", "--store", copy),
    ):
        assert "is not a catalogue; delete" in complaint(finished, 1)


def test_the_chat_says_when_its_port_is_taken(store: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = complaint(run("qa_app", "chat", "--store", store, "--port", port), 1)
    assert re.fullmatch(
        rf"port {port} is taken; --port \d+ is free, and --port 0 takes any that is free", said
    )


def test_the_chat_says_when_its_address_is_not_of_this_machine(store: Path) -> None:
    for address in ("192.0.2.1", "no.such.host.invalid", "::zz"):
        said = complaint(run("qa_app", "chat", "--store", store, "--address", address), 1)
        assert said.startswith(f"cannot listen on {address}")


@pytest.mark.parametrize("module", ["ingest", "qa_app"])
def test_help_is_given(module: str) -> None:
    finished = run(module, "--help", COLUMNS="200")
    assert finished.returncode == 0
    assert "Usage: python -m" in finished.stdout


def test_a_reader_that_stops_reading_is_no_error(store: Path) -> None:
    command = [sys.executable, "-m", "qa_app", "show", "trial", "--store", str(store)]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert "Traceback" not in running.stderr.read()


@pytest.fixture(scope="module")
def chroma_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    chroma = Path(sys.executable).with_name("chroma")
    folder = tmp_path_factory.mktemp("server")
    command = [str(chroma), "run", "--path", str(folder), "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.2)
    yield f"http://127.0.0.1:{port}"
    server.terminate()
    server.wait()


def test_the_vectors_may_lie_on_a_server(chroma_server: str, texts: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    finished = run("ingest", texts, "--store", store, CHROMA_URL=chroma_server)
    assert finished.returncode == 0, finished.stderr
    assert not (store / "chroma").exists()
    again = run("ingest", texts, "--store", store, "--json", CHROMA_URL=chroma_server)
    assert json.loads(again.stdout)["encoded"] == 0
    finished = run("qa_app", "ask", ASKED, "--store", store, CHROMA_URL=chroma_server)
    assert finished.returncode == 0, finished.stderr
    said = complaint(run("qa_app", "ask", ASKED, "--store", store), 1)
    assert "lie on a Chroma server; set CHROMA_URL" in said


def test_a_server_that_is_not_there_is_an_error(store: Path, texts: Path) -> None:
    url = "http://127.0.0.1:9"
    said = complaint(run("ingest", texts, "--store", store, CHROMA_URL=url), 1)
    assert said == f"no Chroma server answers at {url}; start it or unset CHROMA_URL"
    said = complaint(run("qa_app", "ask", ASKED, "--store", store, CHROMA_URL=url), 1)
    assert "do not lie on a server; unset CHROMA_URL" in said
