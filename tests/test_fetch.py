"""Fetching from Europe PMC, against a service on this machine that answers in its shapes."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from conftest import Library
from europe_pmc_service import (
    BARE,
    CLOSED,
    EVERY,
    PREPRINT,
    RETRACTED,
    REVIEW,
    TRIAL,
    TRIAL_JATS,
    Service,
    cut_off,
    dripping,
    jats,
    running_service,
    slow,
    status,
)
from filelock import FileLock
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.document import IngestError
from ingest.fetch.abstract_page import abstract_as_markdown
from ingest.fetch.article import read_article
from ingest.fetch.identifiers import Identifier, identifier, known_as, read_identifiers
from ingest.fetch.job import Report, fetch_texts
from ingest.fetch.polite import Manners, PoliteClient
from ingest.readers.front_matter import load_fields, take_front_matter
from ingest.readers.markdown import read_markdown
from ingest.store import StoreReader

ROOT = Path(__file__).parents[1]
TODAY = date(2026, 11, 22)
HASTY = Manners(
    seconds_between=0.0,
    tries=3,
    first_wait_seconds=0.01,
    longest_wait_seconds=2.0,
    timeout_seconds=0.4,
    longest_answer_seconds=0.8,
    longest_answer_bytes=1 << 20,
)
TRIAL_STEM = "muster-2019-pmid90000001"


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with running_service() as running:
        yield running


@pytest.fixture
def fetch(service: Service, tmp_path: Path) -> Callable[..., Report]:
    def run(
        *names: str,
        manners: Manners = HASTY,
        sleep: Callable[[float], None] = time.sleep,
        **more: Any,
    ) -> Report:
        wanted = [found for one in names if (found := known_as(one)) is not None]
        with PoliteClient(
            service.base, contact="me@example.org", manners=manners, sleep=sleep
        ) as client:
            return fetch_texts(wanted, into=tmp_path / "texts", client=client, today=TODAY, **more)

    return run


def files(folder: Path) -> list[str]:
    """What lies there, hidden files too, save the lock and what git is told."""
    return sorted(
        one.name for one in folder.iterdir() if one.name not in (".fetch.lock", ".gitignore")
    )


# What is brought


def test_an_open_access_text_comes_whole_with_its_record_beside_it(
    fetch: Callable[..., Report], service: Service, tmp_path: Path
) -> None:
    report = fetch("90000001")
    assert report.full_text == [f"{TRIAL_STEM}.nxml"]
    assert report.failed == []
    texts = tmp_path / "texts"
    assert files(texts) == [f"{TRIAL_STEM}.nxml", f"{TRIAL_STEM}.yaml"]
    assert (texts / f"{TRIAL_STEM}.nxml").read_bytes() == TRIAL_JATS
    record = load_fields((texts / f"{TRIAL_STEM}.yaml").read_text(), what="the record")
    assert record == {
        "title": "Ketamine infusion in complex regional pain syndrome: a made-up trial",
        "authors": ["Muster E", "van der Beispiel J", "Pain Group"],
        "journal": "Journal of made-up pain",
        "year": 2019,
        "volume": "12(3)",
        "pages": "101-109",
        "doi": "10.9999/Pain.2019.001",
        "pmid": "90000001",
        "pmcid": "PMC9900001",
        "url": "https://europepmc.org/article/MED/90000001",
        "kind": "rct",
        "licence": "CC BY 4.0",
        "holds": "full-text",
        "fetched_from": f"{service.base}/PMC9900001/fullTextXML",
        "fetched_on": TODAY,
    }


def test_where_nothing_is_open_access_the_abstract_comes_and_can_be_ingested(
    fetch: Callable[..., Report], service: Service, library: Library, tmp_path: Path
) -> None:
    report = fetch("90000002")
    assert (report.full_text, report.abstract) == ([], ["doe-2020-pmid90000002.md"])
    library.ingest(tmp_path / "texts")
    document = StoreReader(library.store).document("doe-2020-pmid90000002")
    assert document is not None
    assert document.text.split("\n\n") == [
        *("A made-up review of ketamine", "Background", "Ketamine is used at 0.35 mg/kg."),
        *("Conclusions", "Evidence is of low certainty, 10⁻³ & less."),
    ]
    source = document.source
    assert (source.holds, source.kind, source.words) == ("abstract", "systematic-review", "source")
    assert source.fetched_from == f"{service.base}/article/MED/90000002?resultType=core&format=json"
    assert source.fetched_on == TODAY
    assert source.licence is None


def test_what_is_free_to_read_but_not_open_access_is_not_taken(
    fetch: Callable[..., Report], service: Service
) -> None:
    assert fetch("PMC9900003").abstract == ["doe-2020-pmid90000003.md"]
    assert not any("fullTextXML" in path for path in service.paths)


@pytest.mark.parametrize("full_text", [None, jats(ids={"pmid": "90000001"}, body=False)])
def test_where_the_full_text_is_missing_or_has_no_body_the_abstract_comes(
    fetch: Callable[..., Report], service: Service, full_text: bytes | None, tmp_path: Path
) -> None:
    service.full_texts = {"PMC9900001": full_text} if full_text else {}
    assert fetch("90000001").abstract == [f"{TRIAL_STEM}.md"]
    assert "P\\<0.05" in (tmp_path / "texts" / f"{TRIAL_STEM}.md").read_text()


def test_a_retraction_comes_with_the_record(
    fetch: Callable[..., Report], library: Library, tmp_path: Path
) -> None:
    report = fetch("10.9999/retracted.4")
    assert report.retracted == report.abstract == ["doe-2020-pmid90000004.md"]
    library.ingest(tmp_path / "texts")
    source = StoreReader(library.store).sources["doe-2020-pmid90000004"]
    assert (source.status, source.status_date) == ("retracted", date(2021, 2, 6))
    assert source.status_notice == (
        "Retraction in: Made-up reviews. 2021 Feb 6;375(9713):445. (PMID 90000005). "
        "From Europe PMC."
    )


def test_each_name_finds_its_text_whatever_its_form(
    fetch: Callable[..., Report], tmp_path: Path
) -> None:
    report = fetch("pmid:90000002", "pmc9900001", "https://doi.org/10.9999/CLOSED.3", "PMC9900003")
    assert report.failed == []
    assert (len(report.full_text), len(report.abstract)) == (1, 2)


def test_what_is_not_known_or_holds_nothing_is_said(fetch: Callable[..., Report]) -> None:
    report = fetch("123", "90000007")
    assert report.failed == [
        ("PMID 123", "Europe PMC does not know it"),
        ("PMID 90000007", "it has neither an abstract nor an open-access full text there"),
    ]


def test_a_search_is_followed_from_page_to_page_up_to_its_limit(
    fetch: Callable[..., Report], service: Service
) -> None:
    service.page_size = 2
    report = fetch(search="ketamine AND pain", limit=4)
    assert [one["cursorMark"] for one in service.searches] == ["*", "AoII2"]
    assert service.searches[0] == {
        "query": "ketamine AND pain",
        "resultType": "core",
        "format": "json",
        "cursorMark": "*",
        "pageSize": "4",
    }
    assert len(report.full_text) + len(report.abstract) == 4


def test_a_search_ends_where_the_service_has_no_more(
    fetch: Callable[..., Report], service: Service
) -> None:
    service.page_size = 4
    report = fetch(search="ketamine", limit=1000)
    assert len(service.searches) == 2
    assert len(report.full_text) + len(report.abstract) + len(report.failed) == len(EVERY)
    service.records = []
    assert fetch(search="nothing") == Report(seconds=pytest.approx(0, abs=60))


def test_a_last_page_that_names_itself_is_the_last(
    fetch: Callable[..., Report], service: Service
) -> None:
    page = {"hitCount": 1, "nextCursorMark": "*", "resultList": {"result": [REVIEW]}}
    service.faults = [status(200, body=json.dumps(page).encode())]
    assert len(fetch(search="ketamine").abstract) == 1
    assert len(service.searches) == 1


def test_many_names_are_asked_for_together(fetch: Callable[..., Report], service: Service) -> None:
    fetch(*(str(number) for number in range(90000001, 90000026)))
    assert len(service.searches) == 2  # 20 and 5


# What is there already


def test_what_is_there_is_not_fetched_again(
    fetch: Callable[..., Report], service: Service, tmp_path: Path
) -> None:
    fetch("90000001", "90000002")
    path = tmp_path / "texts" / "doe-2020-pmid90000002.md"
    path.write_text(path.read_text() + "\nA note of my own.\n")
    service.paths.clear()
    report = fetch("PMC9900001", "10.9999/review.2", "90000004")
    assert report.already == ["PMC9900001", "DOI 10.9999/review.2"]
    assert len(report.abstract) == 1
    assert len(service.paths) == 1  # for the one that was not there
    assert path.read_text().endswith("A note of my own.\n")
    assert len(fetch(search="ketamine").already) == 3


def test_a_run_that_was_killed_is_taken_up_where_it_was(
    fetch: Callable[..., Report], tmp_path: Path
) -> None:
    texts = tmp_path / "texts"
    fetch("90000001")
    (texts / f"{TRIAL_STEM}.nxml").unlink()  # killed between the record and the text
    (texts / f".{TRIAL_STEM}.nxml.part").write_bytes(TRIAL_JATS[:100])
    assert fetch("90000001").full_text == [f"{TRIAL_STEM}.nxml"]
    assert files(texts) == [f"{TRIAL_STEM}.nxml", f"{TRIAL_STEM}.yaml"]


def test_a_file_that_cannot_be_written_leaves_no_half_of_it(
    fetch: Callable[..., Report], tmp_path: Path
) -> None:
    in_the_way = tmp_path / "texts" / "doe-2020-pmid90000002.md"
    in_the_way.mkdir(parents=True)
    with pytest.raises(IngestError, match=r"cannot be written \(is a directory\)"):
        fetch("90000002")
    assert files(tmp_path / "texts") == [in_the_way.name]


def test_two_fetches_do_not_write_one_folder(fetch: Callable[..., Report], tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    with (
        FileLock(tmp_path / "texts" / ".fetch.lock"),
        pytest.raises(IngestError, match="another fetch is writing"),
    ):
        fetch("90000002")


def test_git_is_told_to_leave_a_new_folder_alone(
    fetch: Callable[..., Report], tmp_path: Path
) -> None:
    fetch("90000002")
    assert (tmp_path / "texts" / ".gitignore").read_text() == "*\n"


# When the service is not well


@pytest.mark.parametrize(
    "fault",
    [
        status(429, Retry_After="0"),
        status(429, Retry_After=format_datetime(datetime.now(UTC) + timedelta(seconds=1))),
        status(503, Retry_After="soon"),
        status(500),
        cut_off,
        slow,
        dripping,
    ],
)
def test_a_passing_fault_is_got_over(
    fetch: Callable[..., Report], service: Service, fault: Any
) -> None:
    service.faults = [fault, fault]
    assert fetch("90000002").abstract == ["doe-2020-pmid90000002.md"]
    assert len(service.searches) == 3


def test_the_wait_that_is_asked_for_is_kept(fetch: Callable[..., Report], service: Service) -> None:
    waits: list[float] = []
    service.faults = [status(429, Retry_After="2"), status(503)]
    fetch("90000002", sleep=waits.append)
    assert waits == [2.0, 0.02]  # as asked; then twice the first wait


def test_requests_keep_their_distance(
    fetch: Callable[..., Report],
) -> None:
    waits: list[float] = []
    fetch("90000001", manners=Manners(seconds_between=60.0), sleep=waits.append)
    (wait,) = waits  # before the second of two
    assert 0 < wait <= 60


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        (status(500), "127.0.0.1 answered 500, 3 times in a row"),
        (status(403), "127.0.0.1 answered 403"),
        (status(429, Retry_After="3600"), "127.0.0.1 asks to be left alone for 3600 seconds"),
        (cut_off, "127.0.0.1 broke off"),
        (slow, "127.0.0.1 did not answer within 0.4 seconds"),
        (status(200, body=b"<html>Welcome to the hotel</html>"), "not a whole JATS article"),
        (status(200, body=TRIAL_JATS[:-12]), "not a whole JATS article"),
        (status(200, body=jats(ids={"pmcid": "PMC1"})), "is another article"),
        (status(200, body=b"<article " + b"x" * (2 << 20)), "sent more than 1 MB at once"),
    ],
)
def test_a_full_text_that_does_not_come_is_said_and_leaves_nothing(
    fetch: Callable[..., Report], service: Service, tmp_path: Path, fault: Any, why: str
) -> None:
    fetch("90000002")
    once = status(200, body=json.dumps({"resultList": {"result": [TRIAL]}}).encode())
    service.faults = [once, fault, fault, fault]
    report = fetch("90000002", "90000001")
    ((name, said),) = report.failed
    assert name == "PMID 90000001"
    assert why in said
    assert files(tmp_path / "texts") == ["doe-2020-pmid90000002.md"]
    service.faults.clear()
    assert fetch("90000001").full_text == [f"{TRIAL_STEM}.nxml"]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"<html>maintenance</html>", "something that is not JSON"),
        (b"[1, 2]", "something that is not a list"),
        (b'{"resultList": null}', "something that is not a list"),
        (
            b'{"errCode": 404, "errMsg": "Incorrect  query"}',
            r"refused the search \(Incorrect query",
        ),
        (b"[" * 100_000, "something that is not JSON"),
    ],
)
def test_garbage_instead_of_a_list_is_one_sentence(
    fetch: Callable[..., Report], service: Service, body: bytes, why: str
) -> None:
    service.faults = [status(200, body=body)]
    with pytest.raises(IngestError, match=why):
        fetch(search="ketamine")


def test_a_record_that_cannot_be_read_costs_only_itself(
    fetch: Callable[..., Report], service: Service
) -> None:
    service.records = [REVIEW, {"id": "5", "title": 7}, "text", RETRACTED]
    report = fetch(search="ketamine")
    assert len(report.abstract) == 2
    assert report.failed == [
        ("record 5", "its record at Europe PMC cannot be read (source)"),
        ("record 3", "its record at Europe PMC cannot be read (the whole of it)"),
    ]


def test_a_service_that_fails_is_not_asked_for_everything(
    fetch: Callable[..., Report], service: Service
) -> None:
    names = [f"PMC99000{number:02}" for number in range(10, 20)]
    service.records = [
        TRIAL
        | {"id": str(number), "pmid": str(number), "pmcid": name, "doi": None}
        | {"fullTextIdList": {"fullTextId": [name]}}
        for number, name in enumerate(names, 500)
    ] + [REVIEW]
    once = status(200, body=json.dumps({"resultList": {"result": service.records}}).encode())
    service.faults = [once, *[status(503)] * 100]
    report = fetch(search="ketamine")
    assert len(service.paths) == 1 + 3 * HASTY.tries
    assert len(report.failed) == 10
    assert "since the service had failed before" in report.failed[-1][1]
    assert len(report.abstract) == 1  # what needs no asking is still brought


def test_a_service_that_cannot_be_reached_is_one_sentence(tmp_path: Path) -> None:
    with (
        PoliteClient("http://127.0.0.1:9/rest", contact=None, manners=HASTY) as client,
        pytest.raises(IngestError, match=r"nothing was brought: 127\.0\.0\.1 cannot be reached"),
    ):
        fetch_texts([Identifier("PMID", "1")], into=tmp_path / "texts", client=client, today=TODAY)


def test_the_service_is_told_whom_to_write_to(
    fetch: Callable[..., Report], service: Service
) -> None:
    fetch("90000002")
    assert service.agents == ["ketamine-qa (mailto:me@example.org)"]


@pytest.mark.parametrize(
    "contact", ["me", "me@example", "me@example.org\r\nX: y", "mé@example.org"]
)
def test_a_contact_that_is_no_address_is_refused(contact: str) -> None:
    with pytest.raises(IngestError, match="is no mail address"):
        PoliteClient("https://example.org", contact=contact)


# What a record says


@pytest.mark.parametrize(
    ("types", "subjects", "kind"),
    [
        (["Practice Guideline", "Journal Article"], [], "guideline"),
        (["Meta-Analysis", "Review"], [], "systematic-review"),
        (["Randomized Controlled Trial"], ["Humans"], "rct"),
        (["Randomized Controlled Trial"], ["Humans", "Healthy Volunteers"], None),
        (["Randomized Controlled Trial"], ["Animals", "Mice"], None),
        (["Randomized Controlled Trial", "Clinical Trial Protocol"], [], "protocol"),
        (["Randomized Controlled Trial", "Meta-Analysis"], [], "rct"),
        (["Randomized Controlled Trial", "Comment"], [], None),
        (["Review"], [], "narrative-review"),
        (["Journal Article", "research-article", "Clinical Trial"], [], None),
        (["Letter", "Review"], [], None),
    ],
)
def test_a_kind_is_given_where_the_types_are_sure_of_it(
    types: list[str], subjects: list[str], kind: str | None
) -> None:
    headings = {"meshHeading": [{"descriptorName": one} for one in subjects]}
    record = TRIAL | {"pubTypeList": {"pubType": types}, "meshHeadingList": headings}
    assert read_article(record).record.get("kind") == kind


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"pubTypeList": {"pubType": ["Retracted Publication"]}}, "retracted"),
        ({"title": "RETRACTED: Ketamine."}, "retracted"),
        ({"title": "Retracted nerves and ketamine."}, None),
        ({"pubTypeList": {"pubType": ["Retraction of Publication"]}}, None),
        ({"commentCorrectionList": {"commentCorrection": {"type": "Retraction in"}}}, "retracted"),
        (
            {
                "commentCorrectionList": {
                    "commentCorrection": [{"type": "Expression of concern in"}]
                }
            },
            "concern",
        ),
        ({"commentCorrectionList": {"commentCorrection": [{"type": "Retraction of"}]}}, None),
        ({"commentCorrectionList": {"commentCorrection": [{"type": "Erratum in"}]}}, None),
    ],
)
def test_a_status_is_of_the_paper_and_not_of_its_notice(
    changes: dict[str, Any], status: str | None
) -> None:
    assert read_article(TRIAL | changes).record.get("status") == status


def test_a_preprint_says_that_it_is_one() -> None:
    article = read_article(PREPRINT)
    assert article.stem == "roe-2023-pprppr900001"
    assert article.record["journal"] == "madeRxiv"
    assert article.record["basis_note"] == "A preprint: no journal has reviewed it yet."
    assert "kind" not in article.record


def test_fields_that_are_not_known_or_not_sound_are_absent() -> None:
    record = BARE | {"doi": "not a doi", "pubYear": "in press", "journalInfo": {"journal": None}}
    assert read_article(record).record == {
        "title": "No abstract",
        "pmid": "90000007",
        "url": "https://europepmc.org/article/MED/90000007",
    }
    assert read_article(CLOSED).full_text_id is None


# Names


@pytest.mark.parametrize(
    ("scheme", "text", "value"),
    [
        ("PMID", " 29870457 ", "29870457"),
        ("PMID", "PMID: 29870457", "29870457"),
        ("PMCID", "pmc6023582", "PMC6023582"),
        ("PMCID", "6023582", "PMC6023582"),
        ("DOI", "https://doi.org/10.1000/ABC", "10.1000/abc"),
    ],
)
def test_a_name_may_be_written_in_several_ways(scheme: Any, text: str, value: str) -> None:
    assert identifier(scheme, text) == Identifier(scheme, value)


@pytest.mark.parametrize(
    ("scheme", "text"),
    [
        ("PMID", "PMC1"),
        ("PMID", "0"),
        ("PMCID", "10.1000/a"),
        ("DOI", "10.1/a"),
        ("DOI", '10.1000/"a'),
    ],
)
def test_what_is_no_such_name_is_refused(scheme: Any, text: str) -> None:
    with pytest.raises(IngestError, match=f"is no {scheme}; one looks like"):
        identifier(scheme, text)


def test_a_list_holds_a_name_a_line_and_remarks() -> None:
    text = "# core\n29870457  # guideline\n\nPMC6023582\ndoi:10.1000/a#b\n"
    assert [str(one) for one in read_identifiers(text, of="names.txt")] == [
        *("PMID 29870457", "PMC6023582", "DOI 10.1000/a#b"),
    ]
    with pytest.raises(IngestError, match=r"line 2 of names\.txt is 'ketamine'"):
        read_identifiers("1\nketamine\n", of="names.txt")


# Abstracts


def read_back(title: str, abstract: str, folder: Path) -> list[str]:
    path = folder / "abstract.md"
    path.write_text("---\nyear: 2020\n---\n\n" + abstract_as_markdown(title, abstract) + "\n")
    reading = read_markdown(path)
    return [reading.text[one.start : one.end] for one in reading.blocks]


@pytest.mark.parametrize(
    ("abstract", "blocks"),
    [
        ("P<0.05 and x <b and y> c", ["P<0.05 and x <b and y> c"]),
        ("P&lt;0.05 &amp; more; AT&T; signal&notch", ["P<0.05 & more; AT&T; signal&notch"]),
        ("<i>S</i>-ketamine, <b>5</b>%", ["S-ketamine, 5%"]),
        ("10<sup>-3</sup> mol, CO<sub>2</sub>", ["10⁻³ mol, CO2"]),
        ("<p>One.</p><p>Two.</p>", ["One.", "Two."]),
        ("1. first\n2) second", ["1. first 2) second"]),
        ("- not a list", ["- not a list"]),
        (
            "*a* _b_ `c` [d](e) ![f](g) | h | ~~i~~ \\ #j",
            ["*a* _b_ `c` [d](e) ![f](g) | h | ~~i~~ \\ #j"],
        ),
        ("&lt;script&gt;x&lt;/script&gt;", ["<script>x</script>"]),
        ("--- ", ["---"]),
    ],
)
def test_an_abstract_reads_back_as_its_words(
    abstract: str, blocks: list[str], tmp_path: Path
) -> None:
    assert read_back("T", abstract, tmp_path) == ["T", *blocks]


def test_the_parts_of_an_abstract_become_headings(tmp_path: Path) -> None:
    assert read_back("A # title", "<h4>Methods:</h4>We <h4>Results</h4> found.", tmp_path) == [
        *("A # title", "Methods:", "We", "Results", "found."),
    ]


@settings(deadline=None)
@given(words=st.text(st.characters(exclude_categories=("Cc", "Cs", "Cf", "Co", "Cn")), max_size=60))
def test_no_abstract_is_changed_by_being_written(
    words: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    written = words.replace("&", "&amp;").replace("<", "&lt;")
    blocks = read_back("", written, tmp_path_factory.getbasetemp())
    assert " ".join(blocks) == " ".join(words.split())


@settings(deadline=None)
@given(title=st.text(max_size=40), note=st.text(max_size=40))
def test_a_record_reads_back_as_it_was_written(title: str, note: str) -> None:
    from ingest.readers.front_matter import dump_fields
    from ingest.record_fields import plain_words

    fields = {"title": plain_words(title), "basis_note": plain_words(note), "fetched_on": TODAY}
    assert take_front_matter(f"---\n{dump_fields(fields)}---\nText") == (fields, "Text")


# The command


def run_command(service: Service, *arguments: object) -> subprocess.CompletedProcess[str]:
    finished = subprocess.run(
        [sys.executable, "-m", "ingest.fetch", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "EUROPE_PMC_URL": service.base, "NO_PROXY": "127.0.0.1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "Traceback" not in finished.stderr
    return finished


@pytest.mark.slow
def test_the_command_brings_says_and_exits_as_it_promises(service: Service, tmp_path: Path) -> None:
    into = ("--into", tmp_path / "texts")
    finished = run_command(service, "--pmid", "90000001", "--doi", "10.9999/retracted.4", *into)
    assert (finished.returncode, finished.stderr) == (0, "")
    first, second = finished.stdout.splitlines()
    assert first.startswith("full texts 1, abstracts 1, already there 0, not had 0;")
    assert second == "retracted: doe-2020-pmid90000004.md"
    names = tmp_path / "names.txt"
    names.write_text("PMC9900001\n123\n")
    again = run_command(service, "--list", names, "--contact", "a@b.org", *into, "--json")
    assert again.returncode == 3
    report = json.loads(again.stdout)
    assert list(report) == [
        *("full_text", "abstract", "retracted", "concern", "already", "failed", "seconds"),
    ]
    assert report["already"] == ["PMC9900001"]
    assert report["failed"] == [["PMID 123", "Europe PMC does not know it"]]
    assert again.stderr == "not had: PMID 123: Europe PMC does not know it\n"
    assert service.agents[-1] == "ketamine-qa (mailto:a@b.org)"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "code", "why"),
    [
        ((), 2, "say what to fetch: --pmid, --pmcid, --doi, --list or --search"),
        (("--pmid", "PMC1"), 2, "'PMC1' is no PMID; one looks like 29870457"),
        (("--list", "nowhere.txt"), 2, "the list nowhere.txt cannot be read"),
        (("--pmid", "1", "--contact", "me"), 2, "'me' is no mail address"),
        (("--pmid", "1", "--base", "ftp://x"), 2, "'ftp://x' is no address of a service"),
        (("--pmid", "1", "--into", "corpus/more"), 2, "lies in this project's own corpus"),
    ],
)
def test_wrong_use_is_one_sentence(
    service: Service, tmp_path: Path, arguments: tuple[str, ...], code: int, why: str
) -> None:
    into = () if "--into" in arguments else ("--into", tmp_path / "texts")
    finished = run_command(service, *arguments, *into)
    assert finished.returncode == code
    (line,) = finished.stderr.splitlines()
    assert why in line
    assert service.paths == []
    assert not (ROOT / "corpus" / "more").exists()
