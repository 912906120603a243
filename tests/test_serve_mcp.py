"""The tools of an assistant: the real server in its own process, asked by the real client."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import pytest
from mcp import Client, StdioServerParameters
from mcp.types import CallToolResult, TextContent
from test_commands import ASKED, ROOT, complaint, run
from test_commands import TEXTS as TEXTS  # which the fixture texts writes

pytestmark = pytest.mark.slow

T = TypeVar("T")
Told = list[CallToolResult]
Call = tuple[str, dict[str, Any]]


@pytest.fixture(scope="module")
def store(texts: Path) -> Path:
    folder = texts.with_name(f"{texts.name}-store")
    assert run("ingest", texts, "--store", folder).returncode == 0
    return folder


def connected(store: Path, then: Callable[[Client], Awaitable[T]], *, mode: Any = "auto") -> T:
    """What `then` finds out from a server of its own."""
    server = StdioServerParameters(
        command=sys.executable,
        args=["-m", "qa_app", "serve-mcp", "--store", str(store)],
        cwd=ROOT,
        env=dict(os.environ),
    )

    async def talk() -> T:
        async with Client(server, mode=mode, read_timeout_seconds=120) as client:
            return await then(client)

    # In a thread of its own: the browser's tests leave a loop running in this one.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, talk()).result()


def called(store: Path, *calls: Call, mode: Any = "auto") -> Told:
    """The results of these calls, one after the other, of one server."""

    async def call(client: Client) -> Told:
        return [await client.call_tool(name, given) for name, given in calls]

    return connected(store, call, mode=mode)


def text_of(result: CallToolResult) -> str:
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


def answer_of(result: CallToolResult) -> Any:
    assert not result.is_error, text_of(result)
    return json.loads(text_of(result))


def printed(*arguments: object) -> Any:
    return json.loads(run("qa_app", *arguments, "--json").stdout)


def lasting(reply: dict[str, Any]) -> dict[str, Any]:
    """A reply without what differs each time the same is asked."""
    return {key: value for key, value in reply.items() if key not in ("id", "seconds")}


def test_three_tools_are_offered_which_only_read(store: Path) -> None:
    async def look(client: Client) -> tuple[str | None, Any]:
        return client.instructions, (await client.list_tools()).tools

    instructions, tools = connected(store, look)
    assert [one.name for one in tools] == ["search", "ask", "show"]
    assert [one.input_schema["required"] for one in tools] == [
        ["query"],
        ["question"],
        ["document"],
    ]
    assert all(one.annotations.read_only_hint and one.description for one in tools)
    assert "do not give them as the words of its authors" in (instructions or "")


def test_each_tool_answers_what_its_command_prints(store: Path) -> None:
    ask, none, search, show = called(
        store,
        ("ask", {"question": ASKED}),
        ("ask", {"question": "What is the half-life of pregabalin?"}),
        ("search", {"query": "ketamine pain relief", "limit": 1}),
        ("show", {"document": "trial"}),
    )
    in_store = ("--store", store)
    assert lasting(answer_of(ask)) == lasting(printed("ask", ASKED, *in_store))
    assert answer_of(ask)["sentences"][0]["text"] == (
        "Pain relief lasted 11 weeks after the infusion of ketamine."
    )
    refused = answer_of(none)
    assert (refused["status"], refused["sentences"]) == ("no_answer", [])
    assert lasting(refused) == lasting(
        printed("ask", "What is the half-life of pregabalin?", *in_store)
    )
    passages = answer_of(search)
    assert [one["document"] for one in passages] == ["trial"]
    assert passages == printed("search", "ketamine pain relief", "--limit", 1, *in_store)
    assert answer_of(show) == printed("show", "trial", *in_store)


def test_a_question_may_lean_on_earlier_ones_and_be_limited(store: Path) -> None:
    follow_up, of_kind, since = called(
        store,
        ("ask", {"question": "And how long did it last?", "earlier": [ASKED]}),
        ("ask", {"question": ASKED, "kind": ["guideline"]}),
        ("ask", {"question": ASKED, "since": 2010}),
    )
    assert answer_of(follow_up)["earlier"] == [ASKED]
    assert "ketamine infusion" in answer_of(follow_up)["understood"]
    assert answer_of(of_kind)["status"] == answer_of(since)["status"] == "no_answer"


def test_a_decision_for_one_person_and_an_emergency_are_refused_here_too(store: Path) -> None:
    personal, urgent = called(
        store,
        ("ask", {"question": "Should I stop my ketamine?"}),
        ("ask", {"question": "My friend took too much ketamine and is not breathing"}),
    )
    assert answer_of(personal)["reason"] == "personal_decision"
    assert answer_of(urgent)["reason"] == "emergency"


WRONG = {
    "no tool 'sing'; the tools are search, ask, show": ("sing", {}),
    "ask needs question; it takes question, earlier, kind, since": ("ask", {}),
    "question of ask is 3; it should be a valid string": ("ask", {"question": 3}),
    "ask takes no 'mode'; it takes question, earlier, kind, since": (
        "ask",
        {"question": ASKED, "mode": "write"},
    ),
    "limit of search is 0; it should be greater than or equal to 1": (
        "search",
        {"query": "pain", "limit": 0},
    ),
    "query of search is ''; it should have at least 1 character": ("search", {"query": ""}),
    "no document 'nothing'; take an id from ask or search": ("show", {"document": "nothing"}),
}


def test_bad_input_is_told_in_one_sentence_and_the_next_question_is_answered(store: Path) -> None:
    kind = ("ask", {"question": ASKED, "kind": ["blog"]})
    *told, of_kind, after = called(store, *WRONG.values(), kind, ("ask", {"question": ASKED}))
    assert all(one.is_error for one in told)
    assert [text_of(one) for one in told] == list(WRONG)
    assert text_of(of_kind).startswith("kind of ask is 'blog'; it should be 'guideline', ")
    assert answer_of(after)["status"] == "answered"


def test_an_assistant_of_an_older_protocol_is_answered_too(store: Path) -> None:
    (ask,) = called(store, ("ask", {"question": ASKED}), mode="legacy")
    assert answer_of(ask)["status"] == "answered"


def test_a_store_that_goes_away_is_told_in_one_sentence(texts: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    assert run("ingest", texts, "--store", store).returncode == 0

    async def lose(client: Client) -> CallToolResult:
        answer_of(await client.call_tool("ask", {"question": ASKED}))
        store.rename(tmp_path / "elsewhere")
        return await client.call_tool("ask", {"question": ASKED})

    lost = connected(store, lose)
    assert lost.is_error
    assert text_of(lost) == f"no store at {store}; run python -m ingest"


def test_ctrl_c_ends_it_though_it_waits_for_a_line(store: Path) -> None:
    command = [sys.executable, "-m", "qa_app", "serve-mcp", "--store", str(store)]
    hello = {"protocolVersion": "2025-06-18", "capabilities": {}}
    hello["clientInfo"] = {"name": "a test", "version": "1"}
    asked = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello}
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        server.stdin.write(f"{json.dumps(asked)}\n")
        server.stdin.flush()
        assert "ketamine-qa" in server.stdout.readline()  # it answers, so it waits for the next
        server.send_signal(signal.SIGINT)
        assert server.wait(timeout=30) == -signal.SIGINT


def test_without_the_package_the_command_says_how_to_get_it(store: Path) -> None:
    script = (
        "import sys; sys.modules['mcp'] = None\n"  # as where it is not installed
        "from qa_app.__main__ import app; app(['serve-mcp', '--store', sys.argv[1]])"
    )
    finished = subprocess.run(
        [sys.executable, "-c", script, str(store)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert complaint(finished, 1) == (
        'serve-mcp needs the package mcp; python -m pip install -e ".[mcp]" brings it'
    )
