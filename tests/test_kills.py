"""An ingest killed at any moment of adding, changing or removing: nothing is half in or lost.

Sixty kills, twenty of each: `python -m pytest -m long tests/test_kills.py`.
"""

import contextlib
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

import pytest
from conftest import WordsEncoder
from trials import Texts, differences, faults_of, lay_out, start_ingest, trials

from ingest.document import IngestError
from ingest.job import ingest_folders
from ingest.store import StoreReader

ALL = trials(range(60))
HALF = trials(range(30))
DEEDS: dict[str, tuple[Texts, Texts]] = {
    "begin": ({}, ALL),
    "add": (HALF, ALL),
    "change": (ALL, {**ALL, **trials(range(10, 40), "b")}),
    "remove": (ALL, HALF),
}


@dataclass
class Deed:
    """A folder of texts as it is to be, a store of it as it was, and one built of it anew."""

    before: Texts
    after: Texts
    folder: Path
    store: Path
    anew: Path
    seconds: float

    def start(self, store: Path) -> subprocess.Popen[str]:
        if self.store.exists():
            shutil.copytree(self.store, store)
        return start_ingest(self.folder, store)

    def check_killed(self, store: Path, random: Random) -> None:
        """Sound as it was left, and after the next run what one built anew is."""
        if self.before or is_begun(store):
            assert faults_of(store, self.before, self.after, random=random) == []
        ingest_folders([self.folder], store=store, encoder=WordsEncoder())
        assert faults_of(store, self.after, random=random) == []
        assert differences(store, self.anew) == []
        assert sum(path.name.startswith("chroma") for path in store.iterdir()) <= 2


@pytest.fixture(scope="module")
def deeds(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Deed]:
    @cache
    def make(name: str) -> Deed:
        before, after = DEEDS[name]
        work = tmp_path_factory.mktemp(name)
        folder, store, anew = work / "texts", work / "store", work / "anew"
        if before:
            lay_out(folder, before)
            ingest_folders([folder], store=store, encoder=WordsEncoder())
        lay_out(folder, after)
        began = time.monotonic()
        ingest_folders([folder], store=anew, encoder=WordsEncoder())
        return Deed(before, after, folder, store, anew, time.monotonic() - began)

    return make


def is_begun(store: Path) -> bool:
    """Whether a run had come to write anything that a reader may have."""
    try:
        StoreReader(store)
    except IngestError as error:
        if not str(error).endswith("; run python -m ingest"):
            raise
        return False
    return True


def kill_within(deed: Deed, store: Path, share: float) -> None:
    process = deed.start(store)
    time.sleep(share * deed.seconds)
    process.kill()
    process.communicate()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1))
@pytest.mark.parametrize("name", ["add", "change", "remove"])
def test_a_killed_run_leaves_a_sound_store_and_the_next_one_finishes(
    deeds: Callable[[str], Deed], tmp_path: Path, name: str, seed: int
) -> None:
    random = Random(f"{name} {seed}")
    kill_within(deeds(name), tmp_path / "store", random.uniform(0, 1))
    deeds(name).check_killed(tmp_path / "store", random)


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 21))
@pytest.mark.parametrize("name", list(DEEDS))
def test_no_moment_is_a_bad_one_to_be_killed_at(
    deeds: Callable[[str], Deed], tmp_path: Path, name: str, seed: int
) -> None:
    random = Random(f"{name} {seed}")
    kill_within(deeds(name), tmp_path / "store", random.uniform(0, 1))
    deeds(name).check_killed(tmp_path / "store", random)


@pytest.mark.slow
def test_a_run_killed_while_chroma_writes_its_graph_harms_no_reader(
    deeds: Callable[[str], Deed], tmp_path: Path
) -> None:
    deed, store = deeds("change"), tmp_path / "store"
    before = graphs_written(deed.store)
    process = deed.start(store)
    while graphs_written(store) <= before:
        assert process.poll() is None
    process.kill()
    process.communicate()
    deed.check_killed(store, Random(0))


def graphs_written(store: Path) -> set[int]:
    """When each file that holds a graph was written; a copy keeps the time."""
    found = set()
    with contextlib.suppress(FileNotFoundError):  # a folder or file given another name just now
        for path in store.glob("chroma*/*/data_level0.bin"):
            found.add(path.stat().st_mtime_ns)
    return found
