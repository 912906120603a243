from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Source
from ingest.names import slug_of
from ingest.readers import UnreadableDocument, read_page
from ingest.record import source_of
from ingest.record_fields import plain_words

BODY = "Ketamine was given for five days and the pain fell by two points.\n"


def source(
    folder: Path, text: str, *, name: str = "trial.md", sidecar: str | None = None
) -> Source:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    if sidecar is not None:
        (folder / "trial.yaml").write_text(sidecar, encoding="utf-8")
    return source_of(read_page(path), path, "default-id")


def with_front(fields: str) -> str:
    return f"---\n{fields}\n---\n{BODY}"


def test_front_matter_gives_the_record(tmp_path: Path) -> None:
    fields = (
        "id: a-1\ntitle: On ketamine\nauthors: [Ma X, Yan J]\nyear: 2018\npmid: 123\nvolume:"
        " 43(5)\n"
        "doi: https://doi.org/10.1000/x.1\nkind: rct\nholds: digest\nbasis: abstract\n"
        "topics: [crps]\nroutes: iv\nfacts: [{id: a#1, figures: [4 h], sentence: Ketamine.}]\n"
        "checked: {by: Jo, on: 2026-01-02}"
    )
    found = source(tmp_path, with_front(fields))
    assert (found.id, found.title, found.year, found.pmid) == ("a-1", "On ketamine", 2018, "123")
    assert found.authors == ("Ma X", "Yan J")
    assert found.doi == "10.1000/x.1"
    assert (found.kind, found.words, found.routes) == ("rct", "own", ("iv",))
    assert (found.checked_by, found.checked_on) == ("Jo", date(2026, 1, 2))


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ("kind: blog", "kind is 'blog'; use one of guideline"),
        ("year: MMXX", "year is 'MMXX'; write a year"),
        ("doi: 10.1/x", "doi is '10.1/x'; a DOI looks like"),
        ("url: ftp://example.org", "url is 'ftp://example.org'; an address begins with http"),
        ("id: ../up", "id is '../up'; use letters"),
        ("status: gone", "status is 'gone'; use current, concern or retracted"),
        ("status_date: soon", "status_date is 'soon'; write a date"),
        ("colour: red", "there is no field 'colour'"),
        ("checked: {who: Jo}", "there is no field 'checked.who'"),
        ("pmcid: 12", "pmcid is '12'; a PMCID looks like PMC1234567"),
    ],
)
def test_a_wrong_field_is_one_sentence_with_its_value(
    fields: str, reason: str, tmp_path: Path
) -> None:
    with pytest.raises(UnreadableDocument) as error:
        source(tmp_path, with_front(fields))
    assert reason in str(error.value)
    assert "\n" not in str(error.value)


def test_control_characters_and_escapes_leave_the_fields(tmp_path: Path) -> None:
    found = source(tmp_path, with_front('title: "A \\x1b[31mred\\x1b[0m\\n title\\x07"'))
    assert found.title == "A red title"


def test_the_title_is_the_heading_over_the_text_else_the_files_name(tmp_path: Path) -> None:
    assert source(tmp_path, f"# On ketamine\n\n{BODY}").title == "On ketamine"
    long = BODY.strip() + " It came back in the second week, when the infusion had been stopped."
    assert source(tmp_path, f"{long}\n\n# A part\n\n{BODY}").title == "trial"


def test_front_matter_wins_over_its_sidecar_except_for_the_status(tmp_path: Path) -> None:
    found = source(
        tmp_path,
        with_front("id: own\nyear: 2018\nstatus: current\nstatus_notice: none"),
        sidecar="id: other\nyear: 1999\nvolume: 3\nstatus: retracted\nstatus_date: 2020-01-02",
    )
    assert (found.id, found.year, found.volume) == ("own", 2018, "3")
    assert (found.status, found.status_date, found.status_notice) == (
        "retracted",
        date(2020, 1, 2),
        None,
    )


def test_a_sidecar_wins_over_what_a_page_says_of_itself(tmp_path: Path) -> None:
    page = f"<title>Page</title><meta name='author' content='Jo'><p>{BODY}</p>"
    found = source(tmp_path, page, name="trial.html", sidecar="title: Sidecar\nkind: marketing")
    assert (found.title, found.authors, found.kind) == ("Sidecar", ("Jo",), "marketing")


def test_a_sidecar_may_be_named_after_the_whole_file(tmp_path: Path) -> None:
    (tmp_path / "trial.txt.yaml").write_text("year: 2001")
    found = source(tmp_path, BODY, name="trial.txt")
    assert (found.year, found.id) == (2001, "default-id")


def test_a_wrong_sidecar_is_named_in_the_reason(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match=r"sidecar trial\.yaml: there is no field 'yaer'"):
        source(tmp_path, BODY, name="trial.txt", sidecar="yaer: 2001")


def test_slugs_are_ids_and_name_the_folders() -> None:
    assert slug_of("a/b/Trial one.md") == "a-b-Trial-one"
    assert slug_of(Path("Müller (2018).txt")) == "Muller-2018"


@given(st.text(min_size=1, max_size=60))
def test_any_path_has_a_slug_that_is_an_id(name: str) -> None:
    import re

    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", slug_of(name))


@given(st.text(max_size=80))
def test_plain_words_hold_no_control_characters(text: str) -> None:
    words = plain_words(text)
    assert words == " ".join(words.split())
    assert all(char == " " or char.isprintable() or ord(char) > 127 for char in words)
