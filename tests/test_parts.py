"""A file may hold many documents: the laws of a run hold for each of its parts."""

import json
from pathlib import Path

import pytest
from conftest import Library
from test_job import TRIAL, held, killed, legs_agree, nothing_done

from ingest import catalogue
from ingest.job import ingest_folders
from ingest.rows import source_json
from ingest.store import Store, StoreReader

ROWS = {
    "a1": "Ketamine eased the pain for eleven weeks.",
    "b2": "Lidocaine patches reduced allodynia after shingles.",
    "c3": "Gabapentin made some of the patients drowsy.",
}


def table(rows: dict[str, str]) -> str:
    return "id,text\n" + "".join(f'{name},"{text}"\n' for name, text in rows.items())


def without_ids(*texts: str) -> str:
    return "text\n" + "".join(f'"{text}"\n' for text in texts)


def parts(library: Library) -> dict[str, str]:
    return {one.id: one.part for one in StoreReader(library.store).known.values()}


def test_each_row_is_a_document_with_its_own_id(library: Library) -> None:
    library.write({"texts.csv": table(ROWS), "trial.md": TRIAL})
    report = library.ingest()
    assert sorted(report.added) == ["a1", "b2", "c3", "trial"]
    assert parts(library) == {"a1": "a1", "b2": "b2", "c3": "c3", "trial": ""}
    assert legs_agree(library)


def test_an_unchanged_file_of_many_is_not_read_again(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.write({"texts.csv": table({**ROWS, "bad id": "One more text stands here."})})
    first = library.ingest()
    monkeypatch.setattr("ingest.files.prepare_documents", killed)
    library.encoder.encoded.clear()
    report = library.ingest()
    assert nothing_done(report)
    assert report.unchanged == 3
    assert library.encoder.encoded == []
    # What was left out is still said.
    assert report.quarantined == first.quarantined
    assert len(report.quarantined) == 1


def test_a_changed_row_is_the_only_one_encoded(library: Library) -> None:
    library.write({"texts.csv": table(ROWS)})
    library.ingest()
    library.write({"texts.csv": table({**ROWS, "b2": "Lidocaine patches did not help."})})
    report = library.ingest()
    assert (report.changed, report.encoded, report.unchanged) == (["b2"], 1, 2)
    assert legs_agree(library)


def test_a_document_that_leaves_the_file_leaves_the_store(library: Library) -> None:
    library.write({"texts.csv": table(ROWS)})
    library.ingest()
    library.write({"texts.csv": table({"a1": ROWS["a1"], "c3": ROWS["c3"]})})
    report = library.ingest()
    assert report.removed == ["b2"]
    assert sorted(held(library)) == ["a1", "c3"]
    assert legs_agree(library)


def test_a_file_that_goes_takes_all_its_documents_with_it(library: Library) -> None:
    library.write({"texts.csv": table(ROWS), "trial.md": TRIAL})
    library.ingest()
    (library.texts / "texts.csv").unlink()
    assert sorted(library.ingest().removed) == ["a1", "b2", "c3"]
    library.write({"texts.csv": table(ROWS)})  # what became of it before is forgotten
    assert sorted(library.ingest().added) == ["a1", "b2", "c3"]


def test_a_file_that_moves_moves_all_its_documents(library: Library) -> None:
    library.write({"texts.csv": table(ROWS)})
    library.ingest()
    (library.texts / "texts.csv").rename(library.texts / "others.csv")
    report = library.ingest()
    assert sorted(report.moved) == ["a1", "b2", "c3"]
    assert report.encoded == 0
    assert nothing_done(library.ingest())


def test_a_row_without_an_id_is_known_by_its_text_wherever_it_stands(library: Library) -> None:
    texts = list(ROWS.values())
    library.write({"texts.csv": without_ids(*texts)})
    before = library.ingest().added
    library.write({"texts.csv": without_ids("A new text stands first.", *reversed(texts))})
    report = library.ingest()
    assert len(report.added) == 1
    assert report.unchanged == 3
    assert set(before) < set(held(library))


def test_two_rows_with_one_text_are_one_document(library: Library) -> None:
    library.write({"texts.csv": table({**ROWS, "d4": ROWS["a1"]})})
    path = str(library.texts / "texts.csv")
    for _ in range(2):
        report = library.ingest()
        assert report.duplicate == [(f"{path}#d4", "a1")]
        assert sorted(held(library)) == ["a1", "b2", "c3"]


def test_two_rows_with_one_id_are_the_first_and_a_reason(library: Library) -> None:
    library.write({"texts.csv": 'id,text\nx,"It eased pain."\nx,"It did not ease pain."\n'})
    ((place, reason),) = library.ingest().quarantined
    assert place.endswith("texts.csv#line 3")
    assert "has the id 'x' of an earlier row" in reason
    assert sorted(held(library)) == ["x"]


def test_rows_that_change_their_texts_about_keep_their_ids(library: Library) -> None:
    library.write({"texts.csv": table(ROWS)})
    library.ingest()
    a, b, c = ROWS.values()
    library.write({"texts.csv": table({"a1": b, "b2": a, "c3": c})})
    library.ingest()
    reader = StoreReader(library.store)
    assert reader.document("a1").text == b
    assert reader.document("b2").text == a
    assert len(reader.known) == 3
    assert legs_agree(library)


def test_a_part_that_can_no_longer_be_read_keeps_its_earlier_version(library: Library) -> None:
    header = "id,year,text\n"
    library.write({"t.csv": f'{header}a1,2001,"It eased pain."\nb2,2002,"It did not help."\n'})
    library.ingest()
    library.write({"t.csv": f'{header}a1,MMI,"It eased pain."\nb2,2003,"It did not help."\n'})
    for _ in range(2):
        report = library.ingest()
        assert [place for place, _ in report.quarantined] == [f"{library.texts / 't.csv'}#a1"]
        assert report.removed == []
        assert sorted(held(library)) == ["a1", "b2"]
    assert StoreReader(library.store).sources["b2"].year == 2003


def test_a_file_that_can_no_longer_be_read_keeps_all_its_documents(library: Library) -> None:
    library.write({"t.csv": table(ROWS)})
    library.ingest()
    library.write({"t.csv": 'id,text\na1,"A quotation that never ends\n'})
    report = library.ingest()
    assert len(report.quarantined) == 1
    assert report.removed == []
    assert len(held(library)) == 3
    library.write({"t.csv": table(ROWS)})
    assert nothing_done(library.ingest())


def test_a_run_killed_amid_a_file_is_finished_by_the_next(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.job._BATCH_PASSAGES", 1)
    monkeypatch.setattr("ingest.writer._COMMIT_PASSAGES", 0)  # each document by itself
    library.write({"t.csv": table(ROWS)})
    put, count = catalogue.Catalogue.put, 0

    def put_two(self: catalogue.Catalogue, entry: object) -> None:
        nonlocal count
        count += 1
        if count > 2:
            raise KeyboardInterrupt
        put(self, entry)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(catalogue.Catalogue, "put", put_two)
        with pytest.raises(KeyboardInterrupt):
            library.ingest()
    assert len(held(library)) == 2
    report = library.ingest()
    assert (report.added, report.unchanged) == (["c3"], 2)
    assert legs_agree(library)
    assert nothing_done(library.ingest())


def test_a_part_whose_passages_a_leg_has_lost_is_encoded_again(library: Library) -> None:
    from ingest.keywords import KeywordIndex

    library.write({"t.csv": table(ROWS)})
    library.ingest()
    index = KeywordIndex(library.store / "keywords")
    index.remove([key for key in sorted(index.keys()) if key.startswith("b2:")])
    report = library.ingest()
    assert report.encoded == 1
    assert legs_agree(library)


def test_the_same_abstract_in_two_exports_is_one_document(library: Library) -> None:
    library.write({"one/t.csv": table(ROWS), "two/t.csv": table({"z": ROWS["a1"]})})
    assert library.ingest().duplicate == [(f"{library.texts / 'two' / 't.csv'}#z", "a1")]
    (library.texts / "one" / "t.csv").unlink()
    report = library.ingest()
    # Its id was given by its row, so it is not that of the one that went.
    assert (report.added, sorted(report.removed)) == (["z"], ["a1", "b2", "c3"])


def test_a_copys_own_sidecar_fills_what_the_record_lacks(library: Library) -> None:
    library.write({"a.md": TRIAL, "b.md": TRIAL, "b.yaml": "doi: 10.1000/x.1\nyear: 2009\n"})
    library.write({"a.yaml": "year: 2010\n"})
    library.ingest()
    reader = StoreReader(library.store)
    source = reader.sources["a"]
    assert (source.doi, source.year) == ("10.1000/x.1", 2010)
    assert reader.document("a").source == source


def test_a_text_is_retracted_where_one_of_its_copies_is(library: Library) -> None:
    library.write({"a.md": TRIAL, "b.md": TRIAL})
    library.ingest()
    store = Store(library.store)
    assert store.reader().sources["a"].status == "current"
    library.write({"b.yaml": "status: retracted\nstatus_date: 2024-05-03\n"})
    report = library.ingest()
    assert (report.updated, report.encoded) == (["a"], 0)
    assert store.reader().sources["a"].status == "retracted"  # seen by a store that is open
    (library.texts / "b.md").unlink()
    (library.texts / "b.yaml").unlink()
    assert library.ingest().updated == ["a"]
    assert store.reader().sources["a"].status == "current"


def test_a_copy_whose_fellow_changes_comes_into_its_own(library: Library) -> None:
    library.write({"a.md": TRIAL, "b.md": TRIAL})
    library.ingest()
    library.write({"a.md": TRIAL.replace("11 weeks", "9 weeks")})
    library.ingest()
    texts = {one.text for one in map(StoreReader(library.store).document, held(library))}
    assert len(texts) == 2
    assert any("11 weeks" in text for text in texts)


def test_an_unchanged_copy_is_not_read_again(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.write({"a.md": TRIAL, "b.md": TRIAL})
    library.ingest()
    monkeypatch.setattr("ingest.files.prepare_documents", killed)
    assert library.ingest().duplicate == [(str(library.texts / "b.md"), "a")]


def test_a_store_of_the_first_format_is_brought_up_and_nothing_is_encoded(
    library: Library,
) -> None:
    library.write({"a.md": TRIAL, "b.md": ROWS["b2"]})
    library.ingest()
    to_format_1(library.store / "catalogue.sqlite")
    with pytest.raises(catalogue.IngestError, match="has format 1, this program reads 2; run"):
        StoreReader(library.store)
    report = library.ingest()
    assert nothing_done(report)
    assert report.unchanged == 2
    assert legs_agree(library)
    assert StoreReader(library.store).document("a").text.startswith("Ketamine in CRPS")


def to_format_1(path: Path) -> None:
    """Turn a catalogue back into what the first format was."""
    import sqlite3

    db = sqlite3.connect(path)
    names = "text_hash, record_hash, pipeline, encoding, source, text, headings, sentences"
    db.executescript(
        "CREATE TABLE old (id TEXT PRIMARY KEY, root TEXT NOT NULL, path TEXT NOT NULL UNIQUE,"
        " file_hash TEXT NOT NULL, text_hash TEXT NOT NULL, record_hash TEXT NOT NULL,"
        " pipeline TEXT NOT NULL, encoding TEXT NOT NULL, source TEXT NOT NULL,"
        " text TEXT NOT NULL, headings TEXT NOT NULL, sentences TEXT NOT NULL,"
        " passages TEXT NOT NULL, pages TEXT NOT NULL) WITHOUT ROWID;"
        f"INSERT INTO old SELECT id, root, path, 'f', {names}, passages, pages FROM documents;"
        "DROP TABLE documents; DROP TABLE files; DROP TABLE copies; DROP TABLE places;"
        "ALTER TABLE old RENAME TO documents;"
        "CREATE INDEX documents_by_text ON documents (text_hash);"
        "UPDATE meta SET value = '1' WHERE key = 'format_version'"
    )
    db.close()


def test_a_file_that_changes_while_it_is_read_is_read_again(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = library.texts / "t.md"
    path.write_text("Half of a te")
    from ingest import files

    prepare, times = files.prepare_documents, 0

    def prepare_while_it_grows(*args: object, **more: object) -> list[object]:
        nonlocal times
        times += 1
        found = list(prepare(*args, **more))  # type: ignore[arg-type]
        if times == 1:
            path.write_text("The whole text, once it has been copied.")
        return found

    monkeypatch.setattr(files, "prepare_documents", prepare_while_it_grows)
    assert library.ingest().added == ["t"]
    assert StoreReader(library.store).document("t").text.startswith("The whole text")


def test_a_file_that_never_rests_is_left_out(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.write({"t.md": TRIAL, "u.md": ROWS["b2"]})
    from ingest import files

    prepare = files.prepare_documents

    def prepare_while_it_grows(path: Path, **more: object) -> list[object]:
        found = list(prepare(path, **more))  # type: ignore[arg-type]
        if path.name == "t.md":
            path.write_text(path.read_text() + "More.\n")
        return found

    monkeypatch.setattr(files, "prepare_documents", prepare_while_it_grows)
    report = library.ingest()
    assert report.added == ["u"]
    assert report.quarantined == [
        (
            str(library.texts / "t.md"),
            "it changes while it is read; run again when it is at rest",
        )
    ]


def test_a_file_over_the_limit_is_left_out_with_the_flag_that_lifts_it(library: Library) -> None:
    library.write({"t.txt": "Ketamine eased the pain. " * 50_000, "u.md": TRIAL})
    ingest = {"store": library.store, "encoder": library.encoder}
    report = ingest_folders([library.texts], max_mb=1, **ingest)
    assert report.added == ["u"]
    ((_, reason),) = report.quarantined
    assert "holds 1.2 MB of text" in reason
    assert "--max-mb 2" in reason
    assert ingest_folders([library.texts], max_mb=2, **ingest).added == ["t"]


def test_the_report_is_json(library: Library) -> None:
    from dataclasses import asdict

    library.write({"t.csv": table({**ROWS, "d4": ROWS["a1"], "é": "x"})})
    report = library.ingest()
    assert json.loads(json.dumps(asdict(report)))["duplicate"]
    assert source_json(StoreReader(library.store).sources["a1"])


def test_an_id_that_comes_free_is_given_to_the_file_that_asked_for_it(library: Library) -> None:
    library.write({"a.md": f"---\nid: x\n---\n{TRIAL}", "b.md": "---\nid: x\n---\nIt rose.\n"})
    assert len(library.ingest().quarantined) == 1
    (library.texts / "a.md").unlink()
    report = library.ingest()
    assert report.quarantined == []
    assert held(library) == {"x": "b.md"}
