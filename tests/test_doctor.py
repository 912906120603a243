"""What the doctor finds: in a sound installation nothing, else the fault and its remedy."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from socketserver import BaseRequestHandler, TCPServer
from threading import Thread

import pytest
from conftest import Library, WordsEncoder
from hand_made import answer_from, cite, guideline

from ingest.document import IngestError
from ingest.job import ingest_folders
from ingest.keywords import KeywordIndex
from ingest.store import vectors_folder
from ingest.vectors import VectorIndex
from qa_app.answering.reply import Question
from qa_app.records import conversations
from qa_app.records.database import open_records
from qa_app.upkeep.doctor import Examination, describe_store, examine
from qa_app.upkeep.installation import Installation
from qa_app.upkeep.port import next_free_port, take_port

TEXTS = {
    f"text-{at}.md": f"# Text {at}\n\nKetamine{at} relieved pain for {at + 2} weeks in adults.\n"
    for at in range(8)
}
Examine = Callable[..., Examination]


@pytest.fixture
def installation(library: Library, tmp_path: Path) -> Installation:
    library.write(TEXTS)
    library.ingest()
    data = tmp_path / "data"
    return Installation(
        store=library.store,
        data=data,
        records_url=f"sqlite:///{data / 'records.sqlite'}",
        chroma_url=None,
        address="127.0.0.1",
        port=take_port("127.0.0.1", 0),
    )


@pytest.fixture
def look(
    installation: Installation, words_encoder: WordsEncoder, monkeypatch: pytest.MonkeyPatch
) -> Examine:
    """Examine the installation, whose store was built with the words' encoder."""
    monkeypatch.setattr("qa_app.upkeep.doctor.load_encoder", lambda: words_encoder)
    return lambda **options: examine(installation, **options)


@pytest.fixture
def taken() -> Iterator[int]:
    """A port of another program, which answers nothing that we understand."""

    class Other(BaseRequestHandler):
        def handle(self) -> None:
            self.request.sendall(b"hello\r\n")

    with TCPServer(("127.0.0.1", 0), Other) as server:
        Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def problems(found: Examination) -> dict[str, str]:
    return {one.where: one.sentence for one in found.problems}


def test_a_sound_installation_has_no_problem_and_every_fact(look: Examine) -> None:
    found = look()
    assert problems(found) == {}
    report = found.as_json()
    assert report["sound"] is True
    assert set(report["versions"]) >= {"python", "sqlite", "chromadb", "tantivy", "onnxruntime"}
    assert all(report["versions"].values())
    assert report["model"]["official"] is True
    assert report["store"]["documents"] == 8
    assert report["store"]["passages_asked_for"] == report["store"]["found_by_vectors"] == 8
    assert report["store"]["found_by_words"] == 8
    assert report["places"]["store_is"].startswith("rebuildable")
    assert report["places"]["conversations_are"].startswith("precious")
    assert report["network"]["needed_to_run"] == "nothing"
    assert report["port"]["is"] == "free"
    assert report["disk"]["store_free_mb"] > 0


def test_examining_makes_no_folder(look: Examine, installation: Installation) -> None:
    look()
    assert not installation.data.exists()


def test_without_a_store_the_rest_is_told_all_the_same(
    look: Examine, installation: Installation
) -> None:
    shutil.rmtree(installation.store)
    found = look()
    assert problems(found) == {"store": f"no store at {installation.store}; run python -m ingest"}
    assert found.facts["versions"]["python"]


def test_passages_that_the_words_do_not_find_are_found_out(
    look: Examine, installation: Installation
) -> None:
    words = KeywordIndex(installation.store / "keywords")
    words.remove(words.keys()[:3])  # the catalogue and the vectors still hold them
    found = look()
    assert found.facts["store"]["found_by_words"] == 8 - 3
    assert found.facts["store"]["found_by_vectors"] == 8
    assert "0 were not found by their vectors and 3 not by their words" in problems(found)["store"]
    assert problems(found)["store"].endswith("and run python -m ingest")


def test_passages_that_the_vectors_do_not_find_are_found_out(
    look: Examine, installation: Installation
) -> None:
    vectors = VectorIndex(vectors_folder(installation.store), write=True)
    vectors.remove(sorted(vectors.keys())[:3])
    found = look()
    assert found.facts["store"]["found_by_vectors"] == 8 - 3
    assert found.facts["store"]["legs_agree"] is False
    assert "3 were not found by their vectors and 0 not by their words" in problems(found)["store"]


def test_a_store_of_another_model_is_found_out(look: Examine, words_encoder: WordsEncoder) -> None:
    words_encoder.checksum = "another"
    assert "was built with another model" in problems(look(part="quick"))["store"]


def test_an_empty_store_is_not_well(
    look: Examine, installation: Installation, words_encoder: WordsEncoder, tmp_path: Path
) -> None:
    (tmp_path / "nothing").mkdir()
    empty = tmp_path / "empty"
    ingest_folders([tmp_path / "nothing"], store=empty, encoder=words_encoder)
    found = examine(replace(installation, store=empty), part="quick")
    assert "is empty; run python -m ingest on your texts" in problems(found)["store"]


def test_conversations_are_counted_and_damaged_ones_found_out(
    look: Examine, installation: Installation
) -> None:
    records = open_records(installation.records_url)
    me = conversations.new_id()
    id = conversations.start(records, me, "How long?")
    conversations.add_turn(
        records, id, me, Question("How long?"), answer_from(cite(guideline(), "The guideline"))
    )
    records.close()
    assert look().facts["conversations"]["kept"] == 1
    assert look().facts["permissions"]["conversations_open_to_other_users"] is False
    (installation.data / "records.sqlite").write_bytes(b"no database " * 500)
    said = problems(look())["conversations"]
    assert "are damaged (file is not a database)" in said
    assert "restore FILE" in said


def test_conversations_that_others_may_read_come_with_advice(
    look: Examine, installation: Installation
) -> None:
    installation.data.mkdir(mode=0o755)
    found = look()
    assert problems(found) == {}
    assert found.facts["permissions"]["advice"] == f"chmod 700 {installation.data}"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_found_out(
    look: Examine, installation: Installation
) -> None:
    installation.data.mkdir(mode=0o500)
    assert "may not be written by this user" in problems(look())["permissions"]


def test_a_disk_with_too_little_room_is_found_out(
    look: Examine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa_app.upkeep.kept._SPARE_BYTES", 10**18)  # more than any disk has
    said = problems(look())["disk"]
    assert "MB are free beside" in said
    assert said.endswith("make room")


def test_a_port_of_another_program_is_a_problem_with_a_free_one_named(
    installation: Installation, look: Examine, taken: int
) -> None:
    found = examine(replace(installation, port=taken), part="running")
    assert "no chat answers" not in problems(found)["port"]
    assert f"port {taken} is taken by another program" in problems(found)["port"]
    named = int(problems(found)["port"].rsplit(" ", 1)[1])
    assert take_port("127.0.0.1", named) == named


def test_a_chat_that_does_not_run_is_not_well(look: Examine, installation: Installation) -> None:
    said = problems(look(part="running"))
    assert said == {
        "port": f"no chat answers at port {installation.port}; start it with python -m qa_app chat"
    }


def test_a_taken_port_is_said_with_one_that_is_free(taken: int) -> None:
    free = next_free_port("127.0.0.1", taken)
    with pytest.raises(IngestError) as caught:
        take_port("127.0.0.1", taken)
    assert str(caught.value).startswith(f"port {taken} is taken; --port ")
    assert free is not None
    assert free > taken


def test_port_0_takes_any(taken: int) -> None:
    assert take_port("127.0.0.1", 0) not in (0, taken)


def test_what_the_network_is_used_for_is_said(installation: Installation, look: Examine) -> None:
    found = examine(
        replace(installation, chroma_url="http://127.0.0.1:9", records_url="postgresql://server/x")
    )
    needed = found.facts["network"]["needed_to_run"]
    assert len(needed) == 2
    assert "http://127.0.0.1:9" in needed[0]
    assert "do not lie on a server" in problems(found)["store"]


def test_a_store_is_described_without_opening_its_legs(installation: Installation) -> None:
    shutil.rmtree(installation.store / "keywords")
    assert describe_store(installation.store)["documents"] == 8
    assert "no store at" in describe_store(installation.store / "gone")["unreadable"]
