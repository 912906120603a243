"""A local list of retractions: what it says of a paper, how it is read, and what it marks."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from conftest import Library

from ingest.document import IngestError, Source
from ingest.job import mark_store
from ingest.notices import Mark, Notice, bare_doi, bare_pmid, mark_of, under
from ingest.retraction_watch import Tally, read_notices
from ingest.retractions import RetractionList, find_list
from ingest.store import StoreReader
from qa_app.answering.reply import Answer, Question, Refusal
from qa_app.engine import Engine

HEAD = (
    "Record ID,Title,Subject,Institution,Journal,Publisher,Country,Author,URLS,ArticleType,"
    "RetractionDate,RetractionDOI,RetractionPubMedID,OriginalPaperDate,OriginalPaperDOI,"
    "OriginalPaperPubMedID,RetractionNature,Reason,Paywalled,Notes,\n"
)
TODAY = date(2026, 11, 22)
OF = date(2026, 11, 1)
TRIAL = """---
title: S-ketamine infusion in complex regional pain syndrome
doi: 10.1016/J.Pain.2009.06.023
pmid: "19604642"
---
Pain relief lasted 11 weeks after the infusion of ketamine. Nausea was common.
"""
REVIEW = "# Lidocaine after shingles\n\nPatches of lidocaine reduced allodynia.\n"
QUESTION = Question("How long did pain relief last after ketamine infusion?")


def row(
    *,
    nature: str = "Retraction",
    day: str = "8/16/2023 0:00",
    doi: str = "10.1016/j.pain.2009.06.023",
    pmid: str = "0",
    notice: str = "10.1016/j.pain.2023.1",
    reason: str = "+Concerns/Issues About Data;+Investigation by Journal/Publisher;",
    title: str = "A trial",
) -> str:
    return (
        f'1,"{title}",(HSC) Medicine;,"A hospital, a town",Pain,Elsevier,Netherlands,A B;C D,'
        f",Research Article;,{day},{notice},0,6/1/2009 0:00,{doi},{pmid},{nature},{reason},No,,\n"
    )


@pytest.fixture
def write_list(tmp_path: Path) -> Callable[..., Path]:
    def write(*rows: str, head: str = HEAD, encoding: str = "utf-8") -> Path:
        path = tmp_path / "retractions.csv"
        path.write_bytes((head + "".join(rows)).encode(encoding))
        return path

    return write


def notices_of(path: Path) -> tuple[list[Notice], Tally]:
    tally = Tally()
    return list(read_notices(path, tally)), tally


def notice(nature: str, on: date | None = None, **more: object) -> Notice:
    return Notice(nature, "10.1000/a", None, on, **more)  # type: ignore[arg-type]


PAPER = Source(id="a", title="A", doi="10.1000/a")


# What a paper's notices come to


def test_a_dois_forms_are_one() -> None:
    forms = [
        *("10.1000/ABC.1", "https://doi.org/10.1000/abc.1", "http://dx.doi.org/10.1000/abc.1"),
        *("doi:10.1000/abc.1", "DOI 10.1000/abc.1", " 10.1000/abc.1. "),
    ]
    assert {bare_doi(form) for form in forms} == {"10.1000/abc.1"}
    assert [bare_doi(form) for form in ("unavailable", "0", "", None, "10.1/x")] == [None] * 5


def test_a_pmid_of_0_is_none() -> None:
    assert [bare_pmid(one) for one in ("0", "", None, "n/a", "00123", "123.0")] == [
        *(None, None, None, None),
        *(123, 123),
    ]


def test_a_retraction_outweighs_a_concern_whatever_their_order() -> None:
    concern, retraction = notice("concern", date(2024, 1, 1)), notice("retraction")
    for notices in ([concern, retraction], [retraction, concern]):
        mark = mark_of(notices, PAPER)
        assert mark is not None
        assert mark.status == "retracted"


def test_a_reinstatement_lifts_what_was_before_it_and_not_what_comes_after() -> None:
    first, back = notice("retraction", date(2020, 1, 1)), notice("reinstatement", date(2021, 1, 1))
    assert mark_of([back, first], PAPER) is None
    again = mark_of([first, back, notice("concern", date(2022, 1, 1))], PAPER)
    assert again == Mark(
        "concern",
        date(2022, 1, 1),
        "Expression of concern of 1 January 2022. From the list of Retraction Watch.",
    )


@pytest.mark.parametrize("day", [None, date(2020, 1, 1)])
def test_a_reinstatement_without_a_later_day_lifts_nothing(day: date | None) -> None:
    notices = [notice("retraction", day), notice("reinstatement", day)]
    mark = mark_of(notices, PAPER)
    assert mark is not None
    assert mark.status == "retracted"


def test_the_day_is_that_of_the_first_retraction_that_stands() -> None:
    notices = [notice("retraction"), notice("retraction", date(2023, 8, 16))]
    mark = mark_of([*notices, notice("retraction", date(2024, 1, 1))], PAPER)
    assert mark is not None
    assert mark.on == date(2023, 8, 16)


def test_a_paper_found_by_its_pmid_under_another_doi_says_so() -> None:
    found = Notice("retraction", "10.1000/b", 7)
    mark = mark_of([found], PAPER)
    assert mark is not None
    assert "Found by its PMID 7; the list gives it the DOI 10.1000/b." in mark.notice


@pytest.mark.parametrize(
    ("own", "marked", "status", "day"),
    [
        ("current", "concern", "concern", 2),
        ("current", "retracted", "retracted", 2),
        ("concern", "retracted", "retracted", 2),
        ("retracted", "concern", "retracted", 1),
        ("retracted", "retracted", "retracted", 1),
    ],
)
def test_a_documents_own_status_is_never_weakened(
    own: str, marked: str, status: str, day: int
) -> None:
    source = Source(id="a", title="A", status=own, status_date=date(2020, 1, 1))  # type: ignore[arg-type]
    after = under(Mark(marked, date(2020, 1, 2), "Notice."), source)  # type: ignore[arg-type]
    assert (after.status, after.status_date) == (status, date(2020, 1, day))


def test_a_status_of_ones_own_is_completed_by_the_list() -> None:
    source = Source(id="a", title="A", status="retracted")
    after = under(Mark("retracted", date(2020, 1, 2), "Notice."), source)
    assert (after.status_date, after.status_notice) == (date(2020, 1, 2), "Notice.")


# How a list is read


def test_a_row_is_read_as_it_is_published(write_list: Callable[..., Path]) -> None:
    (found,), tally = notices_of(write_list(row(pmid="19604642")))
    assert found == Notice(
        nature="retraction",
        doi="10.1016/j.pain.2009.06.023",
        pmid=19604642,
        on=date(2023, 8, 16),
        notice_doi="10.1016/j.pain.2023.1",
        reasons="Concerns/Issues About Data; Investigation by Journal/Publisher",
    )
    assert (tally.rows, tally.unreadable) == (1, 0)


def test_corrections_and_papers_without_a_number_are_passed_over(
    write_list: Callable[..., Path],
) -> None:
    path = write_list(row(nature="Correction"), row(doi="unavailable"), row())
    found, tally = notices_of(path)
    assert len(found) == 1
    assert (tally.rows, tally.without_name, tally.unreadable) == (3, 1, 0)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
def test_a_list_is_read_in_each_encoding_that_it_comes_in(
    write_list: Callable[..., Path], encoding: str
) -> None:
    path = write_list(row(title="Kétamine"), row(reason="+Müller said so;"), encoding=encoding)
    found, tally = notices_of(path)
    assert [one.reasons for one in found][1] == "Müller said so"
    assert tally.unreadable == 0


def test_a_list_saved_by_a_spreadsheet_is_read(write_list: Callable[..., Path]) -> None:
    head = "Retraction Nature;Retraction Date;Original Paper DOI;Original Paper PubMedID\r\n"
    (found,), _ = notices_of(write_list("Retraction;2023-08-16;;19604642.0\r\n", head=head))
    assert (found.pmid, found.on) == (19604642, date(2023, 8, 16))


def test_rows_that_cannot_be_read_are_counted_and_named(write_list: Callable[..., Path]) -> None:
    path = write_list(
        row(),
        "only,three,columns\n",
        row(nature="Wthdrawn"),
        row(doi="see publisher"),
        *(row() for _ in range(4)),
    )
    found, tally = notices_of(path)
    assert len(found) == 5
    assert tally.unreadable == 3
    assert tally.shown == [
        "line 3: it has too few columns",
        "line 4: its RetractionNature is 'wthdrawn'",
        "line 5: its DOI is 'see publisher'",
    ]


def test_rows_swallowed_by_a_stray_quotation_mark_are_named(
    write_list: Callable[..., Path],
) -> None:
    path = write_list(*(row() for _ in range(3)), row(title='A "trial'), *(row(),) * 3)
    found, tally = notices_of(path)
    assert len(found) + tally.unreadable >= 5
    assert tally.unreadable
    assert tally.shown[0].startswith("line")


def test_a_row_may_be_of_several_lines(write_list: Callable[..., Path]) -> None:
    found, tally = notices_of(write_list(row(title="A\ntrial"), row(nature="gone"), row()))
    assert len(found) == 2
    assert tally.shown == ["line 4: its RetractionNature is 'gone'"]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04 a spreadsheet", "is not text; unpack it, or save it as CSV"),
        (b"\x1f\x8b zipped", "is not text"),
        (b"DOI,PMID\n10.1000/a,7\n", "has no column RetractionNature; it begins 'DOI,PMID'"),
        (HEAD.encode(), "holds 0 rows"),
        ((HEAD + "a,b\nc,d\n" + row()).encode(), "holds 3 rows, of which 2 cannot be read; line 2"),
        ((HEAD + row() + row()[:60]).encode(), "ends in the middle of a row; download it again"),
        ((HEAD + row() + row()[:-9]).encode(), "ends in the middle of a row"),
        ((HEAD + row() + '2,"A tr').encode(), "ends in the middle of a row"),
    ],
)
def test_what_is_not_a_whole_list_is_refused(tmp_path: Path, data: bytes, why: str) -> None:
    path = tmp_path / "retractions.csv"
    path.write_bytes(data)
    with pytest.raises(IngestError, match=why):
        notices_of(path)


def test_a_long_list_is_read_row_by_row(tmp_path: Path) -> None:
    path = tmp_path / "retractions.csv"
    with path.open("w") as file:
        file.write(HEAD)
        file.writelines(row(doi=f"10.1000/{at}") for at in range(5000))
    read = read_notices(path, tally := Tally())
    assert next(read).doi == "10.1000/0"
    assert tally.rows == 1  # the rest has not been looked at
    assert sum(1 for _ in read) == 4999


# What it marks


def test_a_list_marks_what_is_stored_and_encodes_nothing(
    library: Library, write_list: Callable[..., Path]
) -> None:
    library.write({"trial.md": TRIAL, "review.md": REVIEW})
    library.ingest()
    engine = Engine(library.store, lambda: library.encoder)
    assert isinstance(engine.ask(QUESTION), Answer)
    assert engine.retractions_of() is None
    encoded = len(library.encoder.encoded)
    report = mark_store(library.store, RetractionList(write_list(row()), OF))
    assert len(library.encoder.encoded) == encoded
    assert report.retractions is not None
    assert report.retractions.retracted == ["trial"]
    reply = engine.ask(QUESTION)
    assert isinstance(reply, Refusal)
    assert reply.reason == "retracted_only"
    assert engine.retractions_of() == "2026-11-01"
    source = StoreReader(library.store).sources["trial"]
    assert (source.status, source.status_date) == ("retracted", date(2023, 8, 16))
    assert source.status_notice == (
        "Retraction of 16 August 2023, doi 10.1016/j.pain.2023.1. Reasons: Concerns/Issues About "
        "Data; Investigation by Journal/Publisher. From the list of Retraction Watch."
    )
    document = engine.document("trial")
    assert document is not None
    assert document.source == source


def test_a_pmid_is_enough(library: Library, write_list: Callable[..., Path]) -> None:
    library.write({"trial.md": TRIAL})
    library.ingest()
    path = write_list(row(nature="Expression of Concern", doi="unavailable", pmid="19604642"))
    report = mark_store(library.store, RetractionList(path, OF))
    assert report.retractions is not None
    assert report.retractions.concern == ["trial"]
    engine = Engine(library.store, lambda: library.encoder)
    reply = engine.ask(QUESTION)
    assert isinstance(reply, Answer)
    assert reply.sources[0].status == "concern"


def test_a_notices_own_numbers_mark_nothing(
    library: Library, write_list: Callable[..., Path]
) -> None:
    library.write({"trial.md": TRIAL})
    library.ingest()
    path = write_list(row(doi="10.1000/other", notice="10.1016/j.pain.2009.06.023"))
    report = mark_store(library.store, RetractionList(path, OF))
    assert report.retractions is not None
    assert report.retractions.retracted == []


def test_a_list_given_once_marks_what_comes_later(
    library: Library, write_list: Callable[..., Path]
) -> None:
    library.write({"review.md": REVIEW})
    library.ingest()
    mark_store(library.store, RetractionList(write_list(row()), OF))
    library.write({"trial.md": TRIAL})
    assert library.ingest().added == ["trial"]
    assert StoreReader(library.store).sources["trial"].status == "retracted"


def test_a_changed_text_keeps_its_mark_and_a_removed_one_leaves_none(
    library: Library, write_list: Callable[..., Path]
) -> None:
    library.write({"trial.md": TRIAL, "review.md": REVIEW})
    library.ingest()
    given = RetractionList(write_list(row()), OF)
    mark_store(library.store, given)
    library.write({"trial.md": TRIAL.replace("11 weeks", "12 weeks")})
    library.ingest()
    assert StoreReader(library.store).sources["trial"].status == "retracted"
    library.write({"trial.md": TRIAL.replace("19604642", "7").replace("J.Pain", "other")})
    library.ingest()
    assert StoreReader(library.store).sources["trial"].status == "current"
    library.write({"trial.md": TRIAL})
    library.ingest()
    (library.texts / "trial.md").unlink()
    library.ingest()
    report = mark_store(library.store, given)
    assert report.retractions is not None
    assert report.retractions.retracted == []


def test_a_reinstatement_lifts_the_mark(library: Library, write_list: Callable[..., Path]) -> None:
    library.write({"trial.md": TRIAL})
    library.ingest()
    mark_store(library.store, RetractionList(write_list(row()), OF))
    path = write_list(row(), row(nature="Reinstatement", day="1/2/2024 0:00"))
    report = mark_store(library.store, RetractionList(path, OF))
    assert report.retractions is not None
    assert report.retractions.lifted == ["trial"]
    source = StoreReader(library.store).sources["trial"]
    assert (source.status, source.status_notice) == ("current", None)


def test_a_reinstatement_does_not_lift_what_the_text_says_of_itself(
    library: Library, write_list: Callable[..., Path]
) -> None:
    library.write({"trial.md": TRIAL.replace("doi:", "status: retracted\ndoi:")})
    library.ingest()
    path = write_list(row(), row(nature="Reinstatement", day="1/2/2024 0:00"))
    report = mark_store(library.store, RetractionList(path, OF))
    assert report.retractions is not None
    assert report.retractions.lifted == []
    assert StoreReader(library.store).sources["trial"].status == "retracted"


def test_a_bad_list_changes_nothing(library: Library, write_list: Callable[..., Path]) -> None:
    library.write({"trial.md": TRIAL})
    library.ingest()
    mark_store(library.store, RetractionList(write_list(row()), OF))
    for rows in ((row(doi="10.1000/other"), row()[:60]), ("a,b\n",)):
        with pytest.raises(IngestError):
            mark_store(library.store, RetractionList(write_list(*rows), TODAY))
        reader = StoreReader(library.store)
        assert reader.sources["trial"].status == "retracted"
        assert reader.retractions_of == "2026-11-01"


def test_a_list_of_half_the_length_is_not_believed(
    library: Library, write_list: Callable[..., Path]
) -> None:
    library.write({"trial.md": TRIAL})
    library.ingest()
    mark_store(library.store, RetractionList(write_list(*(row(),) * 5), OF))
    short = RetractionList(write_list(*(row(doi="10.1000/other"),) * 2), TODAY)
    with pytest.raises(IngestError, match="has 2 rows, and the list kept has 5"):
        mark_store(library.store, short)
    assert StoreReader(library.store).sources["trial"].status == "retracted"


def test_a_list_is_dated_by_its_file_unless_it_is_said(write_list: Callable[..., Path]) -> None:
    import os
    from datetime import datetime

    path = write_list(row())
    changed = datetime(2026, 10, 3, 12).timestamp()
    os.utime(path, (changed, changed))
    assert find_list(path, of=None, today=TODAY).of == date(2026, 10, 3)
    assert find_list(path, of=OF, today=TODAY).of == OF
    with pytest.raises(IngestError, match="dated 2026-11-23, which is still to come"):
        find_list(path, of=date(2026, 11, 23), today=TODAY)
    with pytest.raises(IngestError, match="no list of retractions at"):
        find_list(path.with_name("gone.csv"), of=None, today=TODAY)


def test_a_store_from_before_there_were_lists_is_read(library: Library) -> None:
    import sqlite3

    library.write({"trial.md": TRIAL})
    library.ingest()
    with sqlite3.connect(library.store / "catalogue.sqlite") as db:
        db.execute("DROP TABLE marks")
        db.execute("DROP TABLE notices")
    db.close()
    reader = StoreReader(library.store)
    assert reader.sources["trial"].status == "current"
    assert reader.retractions_of is None
