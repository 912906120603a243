"""The laws of a run: what it adds, keeps, moves and removes, and what a killed one leaves."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Library
from filelock import FileLock

from ingest import catalogue, keywords, rows, vectors
from ingest.document import IngestError
from ingest.report import Report
from ingest.store import Store, StoreReader, vectors_folder
from qa_app.answering.reply import Answer, Question, Refusal
from qa_app.engine import Engine

TRIAL = """# Ketamine in CRPS

## Findings

Pain relief lasted 11 weeks after the infusion of ketamine. Nausea was common.
"""
REVIEW = """# Lidocaine for neuropathic pain

The review found that lidocaine patches reduced allodynia after shingles in older adults.
"""
TWO = {"trial.md": TRIAL, "review.md": REVIEW}


def nothing_done(report: Report) -> bool:
    changes = (report.added, report.changed, report.updated, report.moved, report.removed)
    return not any(changes) and report.encoded == 0


def held(library: Library) -> dict[str, str]:
    """Each document's id, and the file it came from under the texts' folder."""
    reader = StoreReader(library.store)
    return {one.id: os.path.relpath(one.path, library.texts) for one in reader.known.values()}


def keys_in_legs(library: Library) -> tuple[set[str], set[str]]:
    in_vectors = set(vectors.VectorIndex(vectors_folder(library.store)).keys())
    return in_vectors, set(keywords.KeywordIndex(library.store / "keywords").keys())


def legs_agree(library: Library) -> bool:
    """Each leg holds exactly the passages that the catalogue names."""
    reader = StoreReader(library.store)
    wanted = {
        rows.passage_key(one.id, one.encoding, at)
        for one in reader.known.values()
        for at in range(one.passage_count)
    }
    return keys_in_legs(library) == (wanted, wanted)


def found(library: Library, words: str) -> set[str]:
    """The documents either leg finds for some words, asked of a store opened just now."""
    reader = StoreReader(library.store)
    near = reader.search_vectors(library.encoder.encode([words])[0], limit=50)
    worded = reader.search_keywords(words.lower().split(), limit=50)
    return {hit.document.id for hit in (*near, *worded)}


def test_a_first_run_adds_every_text(library: Library) -> None:
    library.write(TWO)
    report = library.ingest()
    assert sorted(report.added) == ["review", "trial"]
    assert report.encoded == report.passages > 0
    assert report.quarantined == []
    assert legs_agree(library)


def test_ingesting_twice_changes_nothing_and_encodes_nothing(library: Library) -> None:
    library.write(TWO)
    library.ingest()
    before = StoreReader(library.store).state
    library.encoder.encoded.clear()
    report = library.ingest()
    assert nothing_done(report)
    assert report.unchanged == 2
    assert library.encoder.encoded == []
    assert StoreReader(library.store).state == before


def test_three_hundred_unchanged_texts_are_not_encoded_again(library: Library) -> None:
    library.write({f"{n}.md": f"# Text {n}\n\nTrial {n} gave {n} mg." for n in range(300)})
    assert len(library.ingest().added) == 300
    report = library.ingest()
    assert nothing_done(report)
    assert report.unchanged == 300


def test_a_changed_file_is_changed_and_its_old_words_are_gone(library: Library) -> None:
    library.write(TWO)
    library.ingest()
    library.write({"trial.md": TRIAL.replace("11 weeks", "12 weeks")})
    report = library.ingest()
    assert report.changed == ["trial"]
    assert report.unchanged == 1
    assert legs_agree(library)
    document = StoreReader(library.store).document("trial")
    assert document is not None
    assert "12 weeks" in document.text


def test_a_retraction_needs_no_encoding_and_silences_an_open_engine(library: Library) -> None:
    library.write(TWO)
    library.ingest()
    engine = Engine(library.store, lambda: library.encoder)
    question = Question("How long did pain relief last after ketamine infusion?")
    assert isinstance(engine.ask(question), Answer)
    library.write({"trial.yaml": "status: retracted\nstatus_date: 2026-01-02\n"})
    report = library.ingest()
    assert report.updated == ["trial"]
    assert report.encoded == 0
    reply = engine.ask(question)
    assert isinstance(reply, Refusal)
    assert reply.reason == "retracted_only"
    assert "trial" not in {one.document for one in reply.nearest}


def test_a_new_title_is_encoded_anew(library: Library) -> None:
    library.write(TWO)
    library.ingest()
    library.write({"trial.yaml": "title: Esketamine in CRPS\n"})
    report = library.ingest()
    assert report.updated == ["trial"]
    assert report.encoded == 1
    assert legs_agree(library)


def test_a_removed_file_is_gone_from_the_catalogue_and_both_legs(library: Library) -> None:
    library.write(TWO)
    library.ingest()
    (library.texts / "review.md").unlink()
    report = library.ingest()
    assert report.removed == ["review"]
    assert held(library) == {"trial": "trial.md"}
    assert legs_agree(library)
    assert found(library, "lidocaine allodynia") == {"trial"}


def test_a_moved_file_keeps_its_id_and_is_not_encoded(library: Library) -> None:
    library.write(TWO)
    library.ingest()
    (library.texts / "2009").mkdir()
    (library.texts / "trial.md").rename(library.texts / "2009" / "crps.md")
    report = library.ingest()
    assert report.moved == ["trial"]
    assert report.removed == report.added == []
    assert report.encoded == 0
    assert held(library) == {"trial": "2009/crps.md", "review": "review.md"}
    assert nothing_done(library.ingest())


def test_two_files_that_change_places_are_both_kept(library: Library) -> None:
    library.write({"a.md": TRIAL, "b.md": REVIEW})
    library.ingest()
    library.write({"a.md": REVIEW, "b.md": TRIAL})
    report = library.ingest()
    assert sorted(report.moved) == ["a", "b"]
    assert report.duplicate == report.removed == []
    assert held(library) == {"a": "b.md", "b": "a.md"}
    assert nothing_done(library.ingest())
    assert legs_agree(library)


def test_a_text_that_moved_while_another_took_its_place_is_kept(library: Library) -> None:
    library.write({"a.md": TRIAL, "b.md": REVIEW})
    library.ingest()
    new = TRIAL.replace("11 weeks", "9 weeks")
    library.write({"a.md": REVIEW, "b.md": new})
    library.ingest()
    reader = StoreReader(library.store)
    texts = {one.path: reader.document(one.id) for one in reader.known.values()}
    assert "shingles" in texts[str(library.texts / "a.md")].text
    assert "9 weeks" in texts[str(library.texts / "b.md")].text
    assert len(texts) == 2
    assert legs_agree(library)


def test_a_file_whose_front_matter_gives_another_id_is_renamed(library: Library) -> None:
    library.write({"trial.md": f"---\nid: old\n---\n{TRIAL}"})
    library.ingest()
    library.write({"trial.md": f"---\nid: new\n---\n{TRIAL}"})
    report = library.ingest()
    assert report.added == ["new"]
    assert report.removed == ["old"]
    assert held(library) == {"new": "trial.md"}
    assert legs_agree(library)


def test_the_same_text_twice_is_held_once_and_reported(library: Library) -> None:
    library.write({"a.md": TRIAL, "b.md": TRIAL})
    for _ in range(2):
        report = library.ingest()
        assert report.duplicate == [(str(library.texts / "b.md"), "a")]
        assert held(library) == {"a": "a.md"}


def test_a_duplicate_takes_the_place_of_the_text_it_repeated(library: Library) -> None:
    library.write({"a.md": TRIAL, "b.md": TRIAL})
    library.ingest()
    (library.texts / "a.md").unlink()
    report = library.ingest()
    assert report.moved == ["a"]
    assert held(library) == {"a": "b.md"}


def test_a_copy_does_not_take_the_place_of_a_text_that_was_retracted(library: Library) -> None:
    library.write({"trial.md": TRIAL})
    library.ingest()
    library.write({"a-copy.md": TRIAL, "trial.yaml": "status: retracted\n"})
    report = library.ingest()
    assert report.duplicate == [(str(library.texts / "a-copy.md"), "trial")]
    assert report.updated == ["trial"]
    assert StoreReader(library.store).sources["trial"].status == "retracted"


def test_a_file_that_comes_to_repeat_another_is_no_longer_held(library: Library) -> None:
    library.write({"a.md": TRIAL, "b.md": REVIEW})
    library.ingest()
    library.write({"b.md": TRIAL})
    report = library.ingest()
    assert report.duplicate == [(str(library.texts / "b.md"), "a")]
    assert report.removed == ["b"]


def test_the_second_file_with_an_id_is_left_out(library: Library) -> None:
    library.write({"a.md": f"---\nid: x\n---\n{TRIAL}", "b.md": f"---\nid: x\n---\n{REVIEW}"})
    for _ in range(2):
        ((path, reason),) = library.ingest().quarantined
        assert path == str(library.texts / "b.md")
        assert "the id 'x' is already that of" in reason
        assert held(library) == {"x": "a.md"}


def test_two_paths_that_give_one_slug_are_two_documents(library: Library) -> None:
    library.write({"a/b.md": TRIAL, "a-b.md": REVIEW})
    library.ingest()
    assert len(held(library)) == 2
    assert nothing_done(library.ingest())


def test_a_missing_folder_is_an_error_and_removes_nothing(library: Library) -> None:
    library.write(TWO)
    library.ingest()
    library.texts.rename(library.texts.with_name("elsewhere"))
    with pytest.raises(IngestError, match=r"no folder or file at .*texts; nothing was removed"):
        library.ingest()
    assert len(held(library)) == 2


def test_one_missing_folder_of_two_stops_the_run_before_it_starts(library: Library) -> None:
    library.write(TWO)
    with pytest.raises(IngestError, match="no folder or file"):
        library.ingest(library.texts, library.texts / "gone")
    assert not library.store.exists()


def test_a_suddenly_empty_folder_is_an_error_and_removes_nothing(library: Library) -> None:
    library.write(TWO)
    library.ingest()
    for path in library.texts.iterdir():
        path.unlink()
    with pytest.raises(IngestError, match="suddenly empty, though the store holds 2 documents"):
        library.ingest()
    assert len(held(library)) == 2


def test_a_run_over_one_folder_leaves_the_other_alone(library: Library) -> None:
    library.write({"one/trial.md": TRIAL, "two/review.md": REVIEW})
    one, two = library.texts / "one", library.texts / "two"
    library.ingest(one)
    library.ingest(two)
    (one / "trial.md").unlink()
    assert nothing_done(library.ingest(two))
    assert len(held(library)) == 2


def test_folders_that_overlap_hold_each_text_once(library: Library) -> None:
    library.write({"trial.md": TRIAL, "inner/review.md": REVIEW})
    inner = library.texts / "inner"
    report = library.ingest(library.texts, inner)
    assert sorted(report.added) == ["inner-review", "trial"]
    assert legs_agree(library)
    assert nothing_done(library.ingest(inner))
    assert nothing_done(library.ingest(inner, library.texts))
    assert len(held(library)) == 2


def test_a_text_is_removed_by_a_run_over_any_folder_it_lay_in(library: Library) -> None:
    library.write({"trial.md": TRIAL, "inner/a.md": REVIEW, "inner/b.md": "# B\n\nB helped."})
    library.ingest(library.texts / "inner" / "a.md")
    library.ingest()
    (library.texts / "inner" / "a.md").unlink()
    assert library.ingest().removed == ["a"]
    (library.texts / "inner" / "b.md").unlink()
    library.write({"inner/c.md": "# C\n\nC helped."})
    assert library.ingest(library.texts / "inner").removed == ["inner-b"]


def test_a_hidden_folder_ingested_by_name_outlives_a_run_over_its_parent(
    library: Library,
) -> None:
    library.write({"trial.md": TRIAL, ".drafts/review.md": REVIEW})
    library.ingest(library.texts / ".drafts")
    library.ingest()
    assert sorted(held(library)) == ["review", "trial"]


def test_a_folder_by_its_relative_and_its_absolute_name_is_one(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.write(TWO)
    library.ingest()
    monkeypatch.chdir(library.texts.parent)
    report = library.ingest(Path("texts"), Path("./texts/../texts"))
    assert nothing_done(report)
    assert report.unchanged == 2
    (library.texts / "review.md").unlink()
    assert library.ingest(Path("texts")).removed == ["review"]


def test_what_is_beside_the_texts_is_never_a_document(library: Library) -> None:
    beside = ("README.md", "readme.txt", "LICENSE", "LICENSE.txt", "licence.md", ".hidden.md")
    folders = (".git/notes.md", ".hidden/trial.md")
    library.write({"trial.md": TRIAL, **dict.fromkeys((*beside, *folders), REVIEW)})
    library.write(
        {
            "trial.yaml": "year: 2009\n",
            "terms.yaml": "terms: []\n",
            "conflicts.yaml": "conflicts: []\n",
        }
    )
    report = library.ingest()
    assert report.added == ["trial"]
    assert report.quarantined == []


def test_a_second_run_at_the_same_time_is_told_to_wait(library: Library) -> None:
    library.write(TWO)
    library.ingest()
    with FileLock(library.store / "writer.lock"), pytest.raises(IngestError) as raised:
        library.ingest()
    assert str(raised.value) == (
        f"another ingest is writing to {library.store}; wait until it has finished"
    )


def test_a_lock_dies_with_the_process_that_held_it(library: Library) -> None:
    library.write(TWO)
    library.ingest()
    hold = (
        "import sys, time; from filelock import FileLock;"
        " lock = FileLock(sys.argv[1]); lock.acquire(); print('held', flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", hold, str(library.store / "writer.lock")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(IngestError, match="another ingest is writing"):
            library.ingest()
        holder.kill()
        holder.wait()
    assert nothing_done(library.ingest())


def test_a_run_killed_before_its_rows_leaves_nothing_to_be_found(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.write({"trial.md": TRIAL})
    library.ingest()
    library.write({"trial.md": TRIAL.replace("11 weeks", "12 weeks"), "review.md": REVIEW})
    with monkeypatch.context() as patch:
        patch.setattr(catalogue.Catalogue, "put", killed)
        with pytest.raises(KeyboardInterrupt):
            library.ingest()
    assert not legs_agree(library)  # the legs were written first
    assert found(library, "lidocaine allodynia") == {"trial"}
    assert "11 weeks" in StoreReader(library.store).document("trial").text
    report = library.ingest()
    assert (report.added, report.changed) == (["review"], ["trial"])
    assert legs_agree(library)


def test_a_run_killed_between_the_legs_is_finished_by_the_next(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.write(TWO)
    with monkeypatch.context() as patch:
        patch.setattr(keywords.KeywordIndex, "add", killed)
        with pytest.raises(KeyboardInterrupt):
            library.ingest()
    with pytest.raises(IngestError, match="has no chroma folder; run python -m ingest"):
        held(library)
    assert len(library.ingest().added) == 2
    assert legs_agree(library)


def test_a_run_killed_before_it_has_removed_changes_nothing(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.write(TWO)
    library.ingest()
    (library.texts / "review.md").unlink()
    with monkeypatch.context() as patch:
        patch.setattr(vectors.VectorIndex, "remove", killed)
        with pytest.raises(KeyboardInterrupt):
            library.ingest()
    assert len(held(library)) == 2
    assert found(library, "lidocaine allodynia") == {"review", "trial"}
    assert legs_agree(library)
    assert library.ingest().removed == ["review"]
    assert legs_agree(library)


def test_a_run_killed_while_it_removes_leaves_nothing_to_be_found(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.write(TWO)
    library.ingest()
    (library.texts / "review.md").unlink()
    with monkeypatch.context() as patch:
        patch.setattr(keywords.KeywordIndex, "remove", killed)
        with pytest.raises(KeyboardInterrupt):
            library.ingest()
    assert held(library) == {"trial": "trial.md"}
    assert found(library, "lidocaine allodynia") == {"trial"}
    assert not legs_agree(library)
    assert nothing_done(library.ingest())
    assert legs_agree(library)


def test_a_passage_that_a_leg_has_lost_is_encoded_again(library: Library) -> None:
    library.write(TWO)
    library.ingest()
    index = vectors.VectorIndex(vectors_folder(library.store), write=True)
    in_vectors, _ = keys_in_legs(library)
    index.remove([key for key in in_vectors if key.startswith("trial:")])
    report = library.ingest()
    assert report.encoded == 1
    assert report.unchanged == 2
    assert legs_agree(library)


def test_an_open_store_sees_what_another_process_wrote(library: Library) -> None:
    library.write({"trial.md": TRIAL})
    library.ingest()
    store = Store(library.store)
    old = store.reader()
    library.write({"review.md": REVIEW})
    run_elsewhere(library)
    vector = library.encoder.encode(["lidocaine patches for allodynia after shingles"])[0]
    new = store.reader()
    assert new is not old
    assert new.search_vectors(vector, limit=1)[0].document.id == "review"
    assert new.search_keywords(["shingl"], limit=1)[0].document.id == "review"
    assert [hit.document.id for hit in old.search_vectors(vector, limit=5)] == ["trial"]
    assert [hit.document.id for hit in old.search_keywords(["ketamin"], limit=5)] == ["trial"]
    assert old.search_keywords(["shingl"], limit=5) == []


def test_an_open_store_sees_one_that_was_deleted_and_built_anew(library: Library) -> None:
    library.write({"trial.md": TRIAL})
    library.ingest()
    store = Store(library.store)
    assert set(store.reader().known) == {"trial"}
    subprocess.run(["rm", "-r", str(library.store)], check=True)
    with pytest.raises(IngestError, match=r"no store at .*; run python -m ingest"):
        store.reader()
    (library.texts / "trial.md").unlink()
    library.write({"review.md": REVIEW})
    run_elsewhere(library)
    reader = store.reader()
    assert reader.generation == 1  # as it was before
    assert [hit.document.id for hit in reader.search_keywords(["shingl"], limit=5)] == ["review"]


def test_a_file_that_can_no_longer_be_read_keeps_its_earlier_version(library: Library) -> None:
    library.write(TWO)
    library.ingest()
    (library.texts / "trial.md").write_bytes(b"%PDF-1.7 \x00\x01")
    report = library.ingest()
    assert [path for path, _ in report.quarantined] == [str(library.texts / "trial.md")]
    assert report.removed == []
    assert sorted(held(library)) == ["review", "trial"]


def test_a_text_with_a_broken_record_keeps_its_earlier_version(library: Library) -> None:
    library.write(TWO)
    library.ingest()
    library.write({"trial.yaml": "status: withdrawn\n"})
    ((_, reason),) = library.ingest().quarantined
    assert "status is 'withdrawn'; use current, concern or retracted" in reason
    assert "trial" in held(library)


def test_a_link_that_leads_out_of_the_folder_is_left_out(library: Library) -> None:
    library.write({"trial.md": TRIAL})
    outside = library.texts.parent / "secret.md"
    outside.write_text(REVIEW)
    (library.texts / "linked.md").symlink_to(outside)
    report = library.ingest()
    assert report.quarantined == [
        (str(library.texts / "linked.md"), "is a link that leads out of the folder")
    ]
    assert report.added == ["trial"]


def test_a_link_to_a_folder_is_left_out_and_said_so(library: Library) -> None:
    library.write({"trial.md": TRIAL})
    outside = library.texts.parent / "outside"
    outside.mkdir()
    (outside / "review.md").write_text(REVIEW)
    (library.texts / "linked").symlink_to(outside)
    ((path, reason),) = library.ingest().quarantined
    assert path == str(library.texts / "linked")
    assert reason == "is a link to a folder; give the folder itself"


def test_what_is_no_file_is_left_out_without_waiting_for_it(library: Library) -> None:
    library.write({"trial.md": TRIAL})
    os.mkfifo(library.texts / "pipe.md")
    (library.texts / "gone.md").symlink_to(library.texts / "nowhere.md")
    report = library.ingest()
    assert [reason for _, reason in report.quarantined] == ["is not a file that can be read"] * 2


def test_a_name_that_is_not_text_is_left_out(library: Library) -> None:
    library.write({"trial.md": TRIAL})
    try:
        Path(os.fsdecode(bytes(library.texts) + b"/caf\xe9.md")).write_text(REVIEW)
    except OSError:
        pytest.skip("this file system holds no such names")
    ((path, reason),) = library.ingest().quarantined
    assert path.endswith("caf\\xe9.md")
    assert reason == "its name is not sound UTF-8; rename it"
    json.dumps(path, ensure_ascii=False).encode()


def test_a_file_that_may_not_be_read_is_left_out(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.write(TWO)
    opened = Path.open

    def refuse(path: Path, *how: object, **more: object) -> object:
        if path.name == "trial.md":  # root may read every file, so chmod would not do
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *how, **more)

    monkeypatch.setattr(Path, "open", refuse)
    report = library.ingest()
    path = str(library.texts / "trial.md")
    assert report.quarantined == [(path, "cannot be read: Permission denied")]
    assert report.added == ["review"]


def test_a_folder_that_cannot_be_listed_keeps_its_documents(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.write({"trial.md": TRIAL, "inner/review.md": REVIEW})
    library.ingest()
    scan = os.scandir

    def scandir(path: str) -> object:
        if str(path).endswith("inner"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", scandir)
    report = library.ingest()
    assert report.removed == []
    assert report.quarantined == [
        (str(library.texts / "inner"), "cannot be listed: Permission denied")
    ]


def test_a_store_of_another_model_is_not_mixed_with_this_one(library: Library) -> None:
    library.write(TWO)
    library.ingest()
    library.encoder.checksum = "another"
    with pytest.raises(IngestError, match="was built with the model words"):
        library.ingest()
    with pytest.raises(IngestError, match="was built with another model"):
        Engine(library.store, lambda: library.encoder).ask(Question("Does ketamine help?"))


def test_progress_counts_files_and_passages(library: Library) -> None:
    from ingest.job import ingest_folders

    library.write(TWO)
    seen: list[tuple[int, int, int]] = []
    ingest_folders(
        [library.texts],
        store=library.store,
        encoder=library.encoder,
        progress=lambda *now: seen.append(now),
    )
    assert seen == [(1, 2, 0), (2, 2, 0), (2, 2, 2)]


def killed(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def run_elsewhere(library: Library) -> None:
    """The same ingest, in a process of its own."""
    run = (
        "import sys; from pathlib import Path; sys.path[:0] = sys.argv[1:3];"
        "from conftest import WordsEncoder; from ingest.job import ingest_folders;"
        "ingest_folders([Path(sys.argv[3])], store=Path(sys.argv[4]), encoder=WordsEncoder())"
    )
    here = Path(__file__).parent
    folders = (here.parent, here, library.texts, library.store)
    subprocess.run([sys.executable, "-c", run, *map(str, folders)], check=True)
