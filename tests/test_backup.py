"""A backup and its restore: real SQLite files, some of them open elsewhere, some of them broken."""

import json
import sqlite3
import zipfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import pytest
from hand_made import answer_from, cite, guideline, trial

from qa_app.answering.reply import Question
from qa_app.records import conversations
from qa_app.records.backup import back_up, restore
from qa_app.records.database import Records, RecordsError, open_records
from qa_app.records.tables import ConversationRow

ANSWER = answer_from(cite(guideline(), "The guideline finds"), cite(trial(), "Pain was", number=2))
STORE = {"folder": "a store", "documents": 3}
ME = conversations.new_id()


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'data 100%' / 'records.sqlite'}"


@pytest.fixture
def records(url: str):
    opened = open_records(url)
    yield opened
    opened.close()


def begin(records: Records, title: str) -> str:
    id = conversations.start(records, ME, title)
    conversations.add_turn(records, id, ME, Question(title), ANSWER)
    return id


def titles(records: Records) -> set[str]:
    return {one.title for one in conversations.list_mine(records, ME)}


def repacked(file: Path, **changes: bytes | None) -> Path:
    """A copy of a backup with parts of it changed or, for None, left out."""
    other = file.with_name("repacked.zip")
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(other, "w") as new:
        for name in old.namelist():
            held = changes.get(name.partition(".")[0], old.read(name))
            if held is not None:
                new.writestr(name, held)
    return other


def folder_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///")).parent


def test_what_is_backed_up_comes_back_while_the_records_are_open(
    records: Records, url: str, tmp_path: Path
) -> None:
    id = begin(records, "first")
    file = tmp_path / "backup.zip"
    made = back_up(url, file, store=STORE)
    assert (made.conversations, made.turns) == (1, 1)
    begin(records, "second")
    conversations.delete(records, id, ME)

    done = restore(url, file)
    assert titles(records) == {"first"}
    found = conversations.load(records, id)
    assert found is not None
    assert found.turns[0].reply == ANSWER

    assert done.aside is not None
    kept = open_records(f"sqlite:///{done.aside}")
    assert titles(kept) == {"second"}
    kept.close()
    assert done.was_broken is None
    assert begin(records, "third")
    assert titles(records) == {"first", "third"}


def test_a_backup_says_what_it_is_and_which_store_it_stood_beside(
    records: Records, url: str, tmp_path: Path
) -> None:
    begin(records, "first")
    back_up(url, tmp_path / "backup.zip", store=STORE)
    with zipfile.ZipFile(tmp_path / "backup.zip") as archive:
        assert archive.namelist() == ["manifest.json", "records.sqlite"]
        manifest = json.loads(archive.read("manifest.json"))
    assert manifest["store"] == STORE
    assert manifest["rows"] == {"conversation": 1, "turn": 1}
    assert manifest["tables"] == "0001"
    assert len(manifest["files"]["records.sqlite"]["sha256"]) == 64


def test_a_backup_is_for_its_owner_and_leaves_nothing_beside_it(
    records: Records, url: str, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    back_up(url, folder / "backup.zip", store=STORE)
    assert [one.name for one in folder.iterdir()] == ["backup.zip"]
    assert (folder / "backup.zip").stat().st_mode & 0o077 == 0
    assert folder_of(url).stat().st_mode & 0o077 == 0


def test_turns_kept_while_a_backup_is_made_are_in_it_or_not_but_never_half(
    records: Records, url: str, tmp_path: Path
) -> None:
    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(lambda: [begin(records, f"busy {at}") for at in range(40)])
        made = [back_up(url, tmp_path / f"{at}.zip", store=STORE) for at in range(4)]
        writing.result()
    assert [one.conversations for one in made] == sorted(one.conversations for one in made)
    for at, one in enumerate(made):
        done = restore(
            f"sqlite:///{tmp_path / f'again-{at}' / 'records.sqlite'}", tmp_path / f"{at}.zip"
        )
        assert done.backup == one
        assert done.aside is None


def test_a_backup_never_takes_the_place_of_another(
    records: Records, url: str, tmp_path: Path
) -> None:
    file = tmp_path / "backup.zip"
    file.write_text("mine")
    with pytest.raises(RecordsError, match=r"backup\.zip is already there; give another name"):
        back_up(url, file, store=STORE)
    assert file.read_text() == "mine"


def test_without_conversations_there_is_nothing_to_back_up(url: str, tmp_path: Path) -> None:
    with pytest.raises(RecordsError, match=r"there are no conversations at .* yet"):
        back_up(url, tmp_path / "backup.zip", store=STORE)
    assert list(tmp_path.iterdir()) == []


def test_a_database_server_has_tools_of_its_own(tmp_path: Path) -> None:
    url = "postgresql://keeper:secret@server/records"
    for work in (
        lambda: back_up(url, tmp_path / "b.zip", store=STORE),
        lambda: restore(url, tmp_path),
    ):
        with pytest.raises(RecordsError, match="server's own tools") as caught:
            work()
        assert "secret" not in str(caught.value)


def test_a_backup_can_be_restored_where_there_was_nothing(
    records: Records, url: str, tmp_path: Path
) -> None:
    begin(records, "first")
    back_up(url, tmp_path / "backup.zip", store=STORE)
    other = f"sqlite:///{tmp_path / 'other' / 'records.sqlite'}"
    assert restore(other, tmp_path / "backup.zip").aside is None
    opened = open_records(other)
    assert titles(opened) == {"first"}
    opened.close()
    assert not [one for one in (tmp_path / "other").iterdir() if one.name.startswith(".")]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"manifest": None}, "is not a whole backup of ours"),
        ({"records": None}, "is not a whole backup of ours"),
        ({"manifest": b"{}"}, "is not a whole backup of ours"),
        ({"manifest": b"[1]"}, "is not a whole backup of ours"),
        ({"records": b"SQLite format 3\0 but not"}, "is damaged"),
    ],
)
def test_a_file_that_is_no_sound_backup_changes_nothing(
    records: Records, url: str, tmp_path: Path, changes: dict[str, bytes | None], said: str
) -> None:
    begin(records, "first")
    back_up(url, tmp_path / "backup.zip", store=STORE)
    begin(records, "second")
    before = sorted(one.name for one in folder_of(url).iterdir())
    with pytest.raises(RecordsError, match=said) as caught:
        restore(url, repacked(tmp_path / "backup.zip", **changes))
    assert "nothing was changed" in str(caught.value)
    assert titles(records) == {"first", "second"}
    assert sorted(one.name for one in folder_of(url).iterdir()) == before


def test_a_file_cut_short_anywhere_or_changed_in_one_byte_is_found_out(
    records: Records, url: str, tmp_path: Path
) -> None:
    begin(records, "first")
    back_up(url, tmp_path / "backup.zip", store=STORE)
    whole = (tmp_path / "backup.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "backup.zip") as archive:
        packed = archive.getinfo("records.sqlite")
    inside = packed.header_offset + packed.compress_size // 2
    spoilt = bytearray(whole)
    spoilt[inside] ^= 0xFF
    for broken in (b"", whole[:100], whole[: len(whole) // 2], whole[:-1], bytes(spoilt)):
        (tmp_path / "broken.zip").write_bytes(broken)
        with pytest.raises(RecordsError, match=r"broken\.zip is"):
            restore(url, tmp_path / "broken.zip")
    assert titles(records) == {"first"}


def test_a_backup_of_a_newer_program_is_not_taken(
    records: Records, url: str, tmp_path: Path
) -> None:
    back_up(url, tmp_path / "backup.zip", store=STORE)
    with zipfile.ZipFile(tmp_path / "backup.zip") as archive:
        manifest = json.loads(archive.read("manifest.json"))
    newer = json.dumps({**manifest, "version": 2}).encode()
    with pytest.raises(RecordsError, match=r"newer version .* update it first"):
        restore(url, repacked(tmp_path / "backup.zip", manifest=newer))

    path = Path(url.removeprefix("sqlite:///"))
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("update alembic_version set version_num = '9999'")
    back_up(url, tmp_path / "shape.zip", store=STORE)
    other = f"sqlite:///{tmp_path / 'other' / 'records.sqlite'}"
    with pytest.raises(RecordsError, match=r"shape 9999\) are not known"):
        restore(other, tmp_path / "shape.zip")


def test_broken_conversations_are_put_aside_and_the_backup_takes_their_place(
    records: Records, url: str, tmp_path: Path
) -> None:
    begin(records, "first")
    back_up(url, tmp_path / "backup.zip", store=STORE)
    records.close()
    path = Path(url.removeprefix("sqlite:///"))
    path.write_bytes(b"no database " * 1000)
    with pytest.raises(RecordsError, match=r"are damaged .* were not backed up"):
        back_up(url, tmp_path / "other.zip", store=STORE)
    done = restore(url, tmp_path / "backup.zip")
    assert done.was_broken == "file is not a database"
    assert done.aside is not None
    assert done.aside.read_bytes().startswith(b"no database")
    again = open_records(url)
    assert titles(again) == {"first"}
    again.close()


def test_restores_at_once_each_keep_what_they_found(
    records: Records, url: str, tmp_path: Path
) -> None:
    begin(records, "first")
    back_up(url, tmp_path / "backup.zip", store=STORE)
    begin(records, "second")
    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(lambda _: restore(url, tmp_path / "backup.zip"), range(3)))
    found = []
    for one in done:
        assert one.aside is not None
        kept = open_records(f"sqlite:///{one.aside}")
        found.append(titles(kept))
        kept.close()
    assert sorted(found, key=len) == [{"first"}, {"first"}, {"first", "second"}]
    assert titles(records) == {"first"}


def test_a_restore_waits_for_a_turn_that_is_being_kept(
    records: Records, url: str, tmp_path: Path
) -> None:
    begin(records, "first")
    back_up(url, tmp_path / "backup.zip", store=STORE)
    asides: list[Path | None] = []
    holding, started = Event(), Event()

    def put_back() -> None:
        started.set()
        asides.append(restore(url, tmp_path / "backup.zip").aside)

    with records.session() as session:
        row = session.get(ConversationRow, conversations.list_mine(records, ME)[0].id)
        assert row is not None
        row.title = "renamed in between"
        session.flush()
        restoring = Thread(target=put_back)
        restoring.start()
        started.wait()
        holding.wait(0.5)
        assert asides == []
    restoring.join()
    assert titles(records) == {"first"}
    assert asides[0] is not None
    kept = open_records(f"sqlite:///{asides[0]}")
    assert titles(kept) == {"renamed in between"}
    kept.close()
