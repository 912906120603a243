"""The vectors on a Chroma server that is killed, away, frozen, emptied or not Chroma's at all.

Twenty kills of the server within an ingest: `python -m pytest -m long tests/test_server.py`.
"""

import http.server
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
import streamlit
from chroma_server import ChromaServer
from conftest import WordsEncoder
from streamlit.testing.v1 import AppTest
from trials import faults_of, lay_out, open_vectors, rare_word, start_ingest, trials, wrong_in

from ingest import server as waiting
from ingest.document import IngestError
from ingest.job import Report, ingest_folders
from ingest.store import StoreReader
from ingest.vectors import VectorIndex
from qa_app.answering.reply import Answer, Question
from qa_app.engine import Engine

pytestmark = pytest.mark.slow

TEXTS = trials(range(16))
APP = Path(__file__).parents[1] / "qa_app" / "app.py"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    server = ChromaServer(tmp_path_factory.mktemp("server"))
    server.start()
    yield server
    server.kill()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ChromaServer]:
    """One that a test may kill."""
    server = ChromaServer(tmp_path / "server")
    server.start()
    yield server
    server.kill()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lay_out(tmp_path / "texts", TEXTS)
    return tmp_path / "texts"


def ingest(folder: Path, store: Path, url: str | None) -> Report:
    return ingest_folders([folder], store=store, encoder=WordsEncoder(), chroma_url=url)


def kill_and_start(server: ChromaServer, *, after: float, away: float) -> threading.Thread:
    def work() -> None:
        time.sleep(after)
        server.kill()
        time.sleep(away)
        server.start()

    thread = threading.Thread(target=work)
    thread.start()
    return thread


def check_ingest_outlives_a_kill(
    server: ChromaServer, folder: Path, store: Path, random: Random
) -> None:
    process = start_ingest(folder, store, env={**os.environ, "CHROMA_URL": server.url})
    restart = kill_and_start(server, after=random.uniform(0, 0.8), away=random.uniform(0, 1))
    _, complaint = process.communicate()
    restart.join()
    if process.returncode:
        # It was killed before it first answered, or what it held is damaged and is built anew.
        (line,) = complaint.splitlines()
        assert line == away(server) or "run python -m ingest" in line
    ingest(folder, store, server.url)
    assert faults_of(store, TEXTS, random=random, url=server.url) == []


def test_an_ingest_outlives_a_server_that_is_killed_and_started_again(
    server: ChromaServer, folder: Path, tmp_path: Path
) -> None:
    check_ingest_outlives_a_kill(server, folder, tmp_path / "store", Random(1))


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2, 22))
def test_no_moment_is_a_bad_one_for_the_server_to_be_killed_at(
    server: ChromaServer, folder: Path, tmp_path: Path, seed: int
) -> None:
    check_ingest_outlives_a_kill(server, folder, tmp_path / "store", Random(seed))


def test_a_server_that_stays_away_ends_the_run_in_one_sentence_and_the_next_finishes(
    server: ChromaServer, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "store"
    lay_out(folder, trials(range(6)))
    ingest(folder, store, server.url)
    lay_out(folder, TEXTS)
    add = VectorIndex.add

    def kill_then_add(index: VectorIndex, *more: object) -> None:
        server.kill()
        add(index, *more)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(waiting, "_PATIENCE_SECONDS", {False: 0.5, True: 0.5})
        patch.setattr(VectorIndex, "add", kill_then_add)
        with pytest.raises(IngestError) as raised:
            ingest(folder, store, server.url)
        assert str(raised.value) == away(server)
    server.start()
    assert faults_of(store, trials(range(6)), random=Random(1), url=server.url) == []
    assert len(ingest(folder, store, server.url).added) == 10
    assert faults_of(store, TEXTS, random=Random(1), url=server.url) == []


def away(server: ChromaServer) -> str:
    return f"no Chroma server answers at {server.url}; start it or unset CHROMA_URL"


def test_asking_outlives_a_server_that_is_killed_and_started_again(
    server: ChromaServer, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest(folder, tmp_path / "store", server.url)
    engine = Engine(tmp_path / "store", WordsEncoder, chroma_url=server.url)
    document = engine.document
    assert wrong_in(engine, rare_word(3, 4, "a"), document) == []
    restart = kill_and_start(server, after=0, away=0.3)
    time.sleep(0.1)
    assert wrong_in(engine, rare_word(5, 6, "a"), document) == []
    restart.join()

    monkeypatch.setattr(waiting, "_PATIENCE_SECONDS", {False: 0.3, True: 0.3})
    monkeypatch.setattr(waiting, "_TIMEOUT_SECONDS", {False: 0.5, True: 0.5})
    engine = Engine(tmp_path / "store", WordsEncoder, chroma_url=server.url)
    assert wrong_in(engine, rare_word(3, 4, "a"), document) == []
    server.freeze()  # Chroma's own client would wait for ever
    for _ in range(2):
        with pytest.raises(IngestError) as raised:
            engine.ask(Question(f"Did {rare_word(5, 6, 'a')} reduce pain?"))
        assert str(raised.value) == away(server)
        server.kill()


def test_the_page_says_when_the_server_is_away_and_answers_when_it_is_back(
    server: ChromaServer, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, question = tmp_path / "store", f"Did {rare_word(3, 4, 'a')} reduce pain?"
    ingest(folder, store, server.url)
    monkeypatch.setattr(waiting, "_PATIENCE_SECONDS", {False: 0.3, True: 0.3})
    monkeypatch.setenv("CHROMA_URL", server.url)
    monkeypatch.setenv("KETAMINE_QA_STORE", str(store))
    monkeypatch.setenv("KETAMINE_QA_DATA", str(tmp_path / "data"))
    monkeypatch.setattr("qa_app.assemble.load_encoder", WordsEncoder)
    streamlit.cache_resource.clear()

    def shown_after(step: AppTest) -> str:
        step.run()
        assert not step.exception
        bodies = (one.proto.body for one in step.get("html"))
        return "\n".join(body for body in bodies if not body.startswith("<style"))

    page = AppTest.from_file(str(APP), default_timeout=30)
    shown_after(page)
    server.kill()
    page.chat_input[0].set_value(question)
    assert away(server) in shown_after(page)
    server.start()
    page.chat_input[0].set_value(question)
    said = shown_after(page)
    assert away(server) not in said
    assert f"Treatment with {rare_word(3, 4, 'a')} reduced pain in 7 of 90 adults." in said


def test_a_server_that_has_lost_everything_is_filled_again(
    server: ChromaServer, folder: Path, tmp_path: Path
) -> None:
    store = tmp_path / "store"
    ingest(folder, store, server.url)
    server.kill()
    server.start(tmp_path / "empty")
    with pytest.raises(IngestError, match="does not hold the vectors of this store; run python"):
        StoreReader(store, chroma_url=server.url)
    assert ingest(folder, store, server.url).encoded == 16 * 20
    assert faults_of(store, TEXTS, random=Random(1), url=server.url) == []


def test_vectors_may_be_moved_to_a_server_and_back(running: ChromaServer, tmp_path: Path) -> None:
    folder, store = tmp_path / "texts", tmp_path / "store"
    for number, url in enumerate((None, running.url, None, running.url), start=2):
        texts = trials(range(number), "ab"[number % 2], sections=3)
        lay_out(folder, texts)
        ingest(folder, store, url)
        assert faults_of(store, texts, random=Random(1), url=url) == []
        with pytest.raises(IngestError, match="CHROMA_URL, or run python -m ingest to put them"):
            StoreReader(store, chroma_url=None if url else running.url)


def test_the_collection_is_set_on_a_server_as_it_is_in_a_folder(
    running: ChromaServer, folder: Path, tmp_path: Path
) -> None:
    settings = []
    for name, url in (("here", None), ("there", running.url)):
        ingest(folder, tmp_path / name, url)
        settings.append(open_vectors(tmp_path / name, url).settings())
    assert settings[0] == settings[1]
    assert settings[0]["ef_search"] == 400
    assert not list((tmp_path / "there").glob("chroma*"))


def test_two_stores_on_one_server_do_not_mix(running: ChromaServer, tmp_path: Path) -> None:
    for name, edition in (("one", "a"), ("two", "b")):
        lay_out(tmp_path / name, trials(range(4), edition))
        ingest(tmp_path / name, tmp_path / f"{name}-store", running.url)
    (tmp_path / "one" / "t0003.md").unlink()
    ingest(tmp_path / "one", tmp_path / "one-store", running.url)
    for name, texts in (("one", trials(range(3))), ("two", trials(range(4), "b"))):
        store = tmp_path / f"{name}-store"
        assert faults_of(store, texts, random=Random(1), url=running.url) == []
        index = open_vectors(store, running.url)
        assert len(list(index.keys())) == 20 * len(texts)


@pytest.mark.parametrize(
    "url", ["localhost:8000", "ftp://127.0.0.1:8000", "http://", "http://h:port", "http://h/path"]
)
def test_an_address_that_is_none_is_said_to_be(url: str, tmp_path: Path) -> None:
    with pytest.raises(IngestError) as raised:
        VectorIndex(tmp_path, url=url)
    assert str(raised.value) == f"CHROMA_URL is {url!r}; write it as http://HOST:PORT"


def test_another_server_than_chromas_is_not_taken_for_one(tmp_path: Path) -> None:
    class Silent(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Silent) as other:
        threading.Thread(target=other.serve_forever).start()
        url = f"http://127.0.0.1:{other.server_port}"
        with pytest.raises(IngestError) as raised:
            VectorIndex(tmp_path, url=url)
        other.shutdown()
    assert str(raised.value) == (
        f"what answers at {url} is not a Chroma server; mend or unset CHROMA_URL"
    )


def test_an_answer_from_a_server_is_the_answer_from_a_folder(
    running: ChromaServer, folder: Path, tmp_path: Path
) -> None:
    replies = []
    for name, url in (("here", None), ("there", running.url)):
        ingest(folder, tmp_path / name, url)
        engine = Engine(tmp_path / name, WordsEncoder, chroma_url=url)
        replies.append(engine.ask(Question("Which treatment reduced pain in 12 of 90 adults?")))
    assert all(isinstance(one, Answer) for one in replies)
    assert replies[0].sources == replies[1].sources
