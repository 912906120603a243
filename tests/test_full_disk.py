"""No room on the disk, or none that may be written: one sentence, nothing lost, finished later."""

import os
import re
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from conftest import WordsEncoder
from trials import RUNNER, differences, faults_of, lay_out, rare_word, trials

from ingest.document import IngestError
from ingest.job import ingest_folders
from qa_app.answering.reply import Question
from qa_app.engine import Engine

pytestmark = pytest.mark.slow

BEFORE, AFTER = trials(range(10)), {**trials(range(30)), **trials(range(5), "b")}
DISK_BYTES = 16 << 20


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "none", str(folder)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("a disk may not be mounted here")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def run(folder: Path, store: Path, largest_file: int | None = None) -> tuple[int, str]:
    """The real command; its exit code and what it complained of."""

    def limit() -> None:
        if largest_file is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

    command = [sys.executable, str(RUNNER), str(folder), "--store", str(store)]
    finished = subprocess.run(
        command, capture_output=True, text=True, check=False, preexec_fn=limit
    )
    return finished.returncode, finished.stderr


def full(store: Path) -> str:
    return (
        f"the disk that holds {store} has no room left; what the store held it holds still; "
        "make room and try again\n"
    )


def built_anew(tmp_path: Path, folder: Path) -> Path:
    ingest_folders([folder], store=tmp_path / "anew", encoder=WordsEncoder())
    return tmp_path / "anew"


def test_a_disk_that_fills_up_costs_nothing_and_the_next_run_finishes(
    disk: Path, tmp_path: Path
) -> None:
    folder, store = tmp_path / "texts", disk / "store"
    lay_out(folder, BEFORE)
    ingest_folders([folder], store=store, encoder=WordsEncoder())
    lay_out(folder, AFTER)
    filler = disk / "filler"
    room = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
    for left in (20_000, 1_300_000):
        filler.write_bytes(b"x" * (room - left))
        assert run(folder, store) == (1, full(store)), f"with {left} bytes left"
        filler.unlink()
        assert faults_of(store, BEFORE, random=Random(left), sample=20) == []
    assert run(folder, store) == (0, "")
    assert faults_of(store, AFTER, random=Random(1)) == []
    assert differences(store, built_anew(tmp_path, folder)) == []


def test_a_file_that_may_not_grow_costs_nothing_and_the_next_run_finishes(tmp_path: Path) -> None:
    folder, store = tmp_path / "texts", tmp_path / "store"
    lay_out(folder, BEFORE)
    ingest_folders([folder], store=store, encoder=WordsEncoder())
    lay_out(folder, AFTER)
    largest = max(path.stat().st_size for path in store.rglob("*") if path.is_file())
    code, said = run(folder, store, largest + 50_000)
    assert (code, said.count("\n")) == (1, 1)
    assert said.startswith(f"the disk that holds {store} ")  # some call it an error of the disk
    assert faults_of(store, BEFORE, random=Random(1), sample=20) == []
    assert run(folder, store) == (0, "")
    assert differences(store, built_anew(tmp_path, folder)) == []


def test_a_store_that_may_not_be_written_is_said_to_be_one(disk: Path, tmp_path: Path) -> None:
    folder, store = tmp_path / "texts", disk / "store"
    lay_out(folder, trials(range(3)))
    ingest_folders([folder], store=store, encoder=WordsEncoder())
    lay_out(folder, trials(range(4)))
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    code, said = run(folder, store)
    assert code == 1
    assert re.fullmatch(rf"{store} may not be written by this user, [^\n]*\n", said)
    with pytest.raises(IngestError, match=rf"{store} may not be written by this user"):
        Engine(store, WordsEncoder).ask(Question(f"Did {rare_word(1, 1, 'a')} reduce pain?"))
    subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
    assert run(folder, store) == (0, "")
    assert faults_of(store, trials(range(4)), random=Random(1)) == []
