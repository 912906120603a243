"""What goes on beside a run: another run, another version of the program, a folder that changes."""

import os
import sqlite3
import threading
from pathlib import Path
from random import Random

import pytest
from conftest import Library, WordsEncoder
from filelock import FileLock
from trials import differences, faults_of, lay_out, trial, trials

from ingest.document import IngestError
from ingest.job import ingest_folders
from ingest.layout import FORMAT_VERSION
from ingest.store import StoreReader
from ingest.writer import open_for_writing


def test_a_second_ingest_is_told_which_process_holds_the_store(library: Library) -> None:
    library.write({"a.md": trial(1)})
    with open_for_writing(library.store), pytest.raises(IngestError) as raised:
        library.ingest()
    assert str(raised.value) == (
        f"another ingest (process {os.getpid()}) is writing to {library.store}; "
        "wait until it has finished"
    )
    assert library.ingest().added == ["a"]


def test_a_lock_whose_holder_is_not_known_is_said_all_the_same(library: Library) -> None:
    library.store.mkdir()
    (library.store / "writer.pid").write_text("")
    with FileLock(library.store / "writer.lock"), pytest.raises(IngestError) as raised:
        library.ingest()
    assert str(raised.value).startswith(f"another ingest is writing to {library.store};")


@pytest.mark.parametrize("version", [0, FORMAT_VERSION + 1, FORMAT_VERSION + 40])
def test_a_store_of_another_version_is_neither_read_nor_written(
    library: Library, version: int
) -> None:
    library.write({"a.md": trial(1)})
    library.ingest()
    set_version(library.store, version)
    for attempt in (lambda: StoreReader(library.store), library.ingest):
        with pytest.raises(IngestError) as raised:
            attempt()
        said = str(raised.value)
        assert f"has format {version}, this program reads {FORMAT_VERSION};" in said
        assert ("update this program" in said) == (version > FORMAT_VERSION)
    set_version(library.store, FORMAT_VERSION)
    assert library.ingest().unchanged == 1
    assert faults_of(library.store, {"a": trial(1)}, random=Random(1)) == []


def set_version(store: Path, version: int) -> None:
    with sqlite3.connect(store / "catalogue.sqlite") as catalogue:
        catalogue.execute("UPDATE meta SET value = ? WHERE key = 'format_version'", (version,))
    catalogue.close()


def test_a_folder_may_change_while_it_is_read(tmp_path: Path) -> None:
    folder, store = tmp_path / "texts", tmp_path / "store"
    lay_out(folder, trials(range(20), sections=2))
    ingest_folders([folder], store=store, encoder=WordsEncoder())

    def change(done: int, total: int, encoded: int) -> None:
        if done == 5 and not encoded:  # of what was listed, some has been read and some has not
            (folder / "t0002.md").unlink()
            (folder / "t0010.md").unlink()
            (folder / "t0003.md").write_text(trial(3, "b", 2))
            (folder / "t0011.md").write_text(trial(11, "b", 2))
            (folder / "t0012.md").rename(folder / "u0012.md")
            (folder / "t0099.md").write_text(trial(99, "a", 2))
            (folder / "t0013.md").unlink()
            (folder / "t0013.md").mkdir()

    report = ingest_folders([folder], store=store, encoder=WordsEncoder(), progress=change)
    assert report.removed == []  # what it came for and did not find may be on its way
    assert {Path(path).name for path, _ in report.quarantined} == {
        *("t0010.md", "t0012.md", "t0013.md")
    }
    now = {
        **trials(range(20), sections=2),
        "t0011": trial(11, "b", 2),
    }
    assert faults_of(store, now, random=Random(1)) == []
    (folder / "t0013.md").rmdir()
    report = ingest_folders([folder], store=store, encoder=WordsEncoder())
    assert report.quarantined == []
    assert sorted(report.removed) == ["t0002", "t0010", "t0013"]
    assert report.moved == ["t0012"]
    assert sorted(report.changed) == ["t0003"]
    assert report.added == ["t0099"]


def test_a_folder_that_never_rests_is_read_to_the_end(tmp_path: Path) -> None:
    folder, store = tmp_path / "texts", tmp_path / "store"
    lay_out(folder, trials(range(40), sections=2))
    over = threading.Event()

    def change() -> None:
        random = Random(1)
        while not over.is_set():
            path = folder / f"t{random.randrange(80):04}.md"
            if path.exists():
                path.unlink()
            else:
                path.write_text(trial(int(path.stem[1:]), random.choice("ab"), 2))

    changing = threading.Thread(target=change)
    changing.start()
    try:
        for _ in range(4):
            ingest_folders([folder], store=store, encoder=WordsEncoder())
            reader = StoreReader(store)
            for id in reader.known:
                document = reader.document(id)
                assert document is not None
                whole = (trial(int(id[1:6]), edition, 2) for edition in "ab")
                assert document.text.split() in [one.replace("#", "").split() for one in whole]
    finally:
        over.set()
        changing.join()
    ingest_folders([folder], store=store, encoder=WordsEncoder())
    ingest_folders([folder], store=tmp_path / "anew", encoder=WordsEncoder())
    assert differences(store, tmp_path / "anew") == []


def test_what_waits_is_in_the_store_only_once_it_is_committed(library: Library) -> None:
    library.write({"a.md": trial(1)})
    library.ingest()
    before = StoreReader(library.store).state

    def remove_all_then(fail: bool) -> None:
        with open_for_writing(library.store) as writer:
            writer.remove(list(writer.catalogue.known().values()))
            assert StoreReader(library.store).state == before
            if fail:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        remove_all_then(fail=True)
    assert StoreReader(library.store).state == before
    remove_all_then(fail=False)
    assert StoreReader(library.store).known == {}
