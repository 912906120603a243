"""A table's row is one sentence with its header: found exactly in every format that has tables."""

from collections.abc import Callable
from html import escape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from word_file import row as word_row
from word_file import table as word_table
from word_file import word_file

from ingest.prepare import prepare_documents
from ingest.readers import read_page
from ingest.readers.table import Cell, Table, tables_of

# Doses made up for these tests: none of this is evidence.
HEADER = ("Drug", "Route", "Starting dose", "Upper limit", "Interval")
DOSES = (
    ("Ketamine", "iv bolus", "0.1 mg/kg", "0.35 mg/kg", "every 4 h"),
    ("Ketamine", "iv infusion", "0.05 mg/kg per hour", "0.25 mg/kg per hour", "for 72 h"),
    ("Esketamine", "nasal", "28 mg", "84 mg", "twice a week"),
    ("S(+)-ketamine", "oral", "10 mg three times a day", "50 mg four times a day", "6 h"),
    ("Lidocaine", "iv", "1–1.5 mg/kg", "< 3 mg/kg & not more", "≥ 8 h"),
    ("Magnesium", "iv", "30–50 mg/kg", "not known", "once"),
    ("Clonidine", "epidural", "1 µg/kg", "2 µg/kg", "12 h"),
    ("Naloxone", "iv", "0.04 mg", "0.4 mg", "every 2–3 min"),
    ("Morphine", "sc", "2.5 mg", "10 mg", "4 h, as needed"),
    ("Fentanyl", "patch", "12 µg/h", "100 µg/h", "72 h"),
)
Rows = tuple[tuple[str, ...], ...]


def as_html(header: tuple[str, ...], rows: Rows, caption: str = "") -> tuple[str, bytes]:
    head = "".join(f"<th>{escape(one)}</th>" for one in header)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(one)}</td>' for one in row)}</tr>\n" for row in rows
    )
    page = (
        "<h1>Doses on the ward</h1><p>Use these doses for adults on the wards, and weigh first.</p>"
        f"<table><caption>{caption}</caption><tr>{head}</tr>{body}</table>"
        "<p>They do not apply in theatre, where an anaesthetist decides on each dose alone.</p>"
    )
    return "doses.html", page.encode()


def as_jats(header: tuple[str, ...], rows: Rows, caption: str = "") -> tuple[str, bytes]:
    head = "".join(f"<th>{escape(one)}</th>" for one in header)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(one)}</td>' for one in row)}</tr>\n" for row in rows
    )
    named = f"<caption><title>{caption}</title></caption>" if caption else ""
    page = (
        "<article><front><article-meta><title-group><article-title>Doses</article-title>"
        "</title-group></article-meta></front><body><sec><title>Doses</title><p>Weigh first.</p>"
        f"<table-wrap>{named}<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        "</table-wrap><p>They do not apply in theatre.</p></sec></body></article>"
    )
    return "doses.nxml", page.encode()


def as_docx(header: tuple[str, ...], rows: Rows, caption: str = "") -> tuple[str, bytes]:
    from word_file import paragraph

    named = [paragraph(caption, style="C")] if caption else []
    made = word_table(word_row(*header, marks="<w:tblHeader/>"), *(word_row(*one) for one in rows))
    return "doses.docx", word_file(
        paragraph("Doses on the ward", style="H1"),
        paragraph("Use these doses for adults on the wards, and weigh first."),
        *named,
        made,
        paragraph("They do not apply in theatre, where an anaesthetist decides on each dose."),
    )


FORMATS = [as_html, as_jats, as_docx]
Make = Callable[..., tuple[str, bytes]]


def count_quarters(texts: list[str]) -> list[int]:
    return [-(-len(text) // 4) for text in texts]


@pytest.mark.parametrize("make", FORMATS)
@pytest.mark.parametrize("caption", ["", "Table 1. Doses for adults"])
def test_every_row_of_a_dose_table_is_found_exactly_with_its_header(
    make: Make, caption: str, tmp_path: Path
) -> None:
    name, data = make(HEADER, DOSES, caption)
    (tmp_path / name).write_bytes(data)
    (prepared,) = prepare_documents(tmp_path / name, slug="a", count_pieces=count_quarters)
    document = prepared.document
    found = {
        document.text[one.start : one.end]: document.text[slice(*one.header)]
        for one in document.sentences
        if one.header is not None
    }
    assert found == {" | ".join(row): " | ".join(HEADER) for row in DOSES}
    headings = [document.text[one.start : one.end] for one in document.headings]
    assert (caption in headings) == bool(caption)
    after = next(one for one in document.sentences if "theatre" in document.text[one.start :][:60])
    assert document.heading_at(after.start) != caption or not caption


WORDS = st.text("abcdefgh 0123456789.µ%<&/–()", min_size=1, max_size=12).filter(str.strip)


@pytest.mark.parametrize("make", FORMATS)
@settings(max_examples=40, deadline=None)
@given(
    rows=st.integers(2, 5).flatmap(
        lambda width: st.lists(
            st.lists(WORDS, min_size=width, max_size=width).map(tuple), min_size=2, max_size=6
        )
    )
)
def test_any_rows_are_found_exactly(
    make: Make, rows: list[tuple[str, ...]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    header, *body = rows
    name, data = make(header, tuple(body))
    path = tmp_path_factory.mktemp("any") / name
    path.write_bytes(data)
    reading = read_page(path)
    shown = [reading.text[b.start : b.end] for b in reading.blocks if b.role == "row"]
    assert shown == [" | ".join(" ".join(one.split()) for one in row) for row in (header, *body)]


def cells(*words: str) -> list[Cell]:
    return [Cell(one) for one in words]


def test_a_header_of_several_rows_is_made_one() -> None:
    rows = [
        [Cell("Drug", rows=2), Cell("Adults", columns=2), Cell("Children", columns=2)],
        cells("iv", "oral", "iv", "oral"),
        cells("Ketamine", "1", "2", "3", "4"),
    ]
    (table,) = tables_of(rows, header_rows=2)
    assert table.header == ("Drug", "Adults: iv", "Adults: oral", "Children: iv", "Children: oral")
    assert table.rows == (("Ketamine", "1", "2", "3", "4"),)


def test_a_title_over_the_whole_header_is_said_once() -> None:
    rows = [[Cell("Doses", columns=2)], cells("Drug", "mg"), cells("Ketamine", "5")]
    (table,) = tables_of(rows, header_rows=2)
    assert table.header == ("Doses: Drug", "mg")


def test_a_cell_over_rows_or_columns_is_said_in_each() -> None:
    rows = [
        [Cell("Ketamine", rows=2), Cell("iv"), Cell("1")],
        cells("oral", "2"),
        [Cell("Lidocaine"), Cell("not given", columns=2)],
    ]
    (table,) = tables_of(rows, header_rows=0)
    assert table.rows == (
        ("Ketamine", "iv", "1"),
        ("Ketamine", "oral", "2"),
        ("Lidocaine", "not given", "not given"),
    )


def test_an_empty_cell_keeps_its_column() -> None:
    (table,) = tables_of([cells("", "0.3", ""), cells("iv", "", "5"), cells("im")], header_rows=0)
    assert table.rows == (("–", "0.3", "–"), ("iv", "–", "5"), ("im", "–", "–"))


@pytest.mark.parametrize(
    "group",
    [
        [Cell("Route: iv"), Cell(""), Cell("")],
        [Cell("Route: iv", columns=3)],
        [Cell("Route: iv", is_bold=True), Cell(""), Cell("")],
        [Cell("Route: iv", is_header=True)],
    ],
)
def test_a_row_that_names_a_group_is_carried_to_each_row_under_it(group: list[Cell]) -> None:
    first = cells("Saline", "0", "once")
    rows = [first, group, cells("Ketamine", "1", "once"), cells("Lidocaine", "2", "daily")]
    (table,) = tables_of(rows, header_rows=0)
    assert table.rows == (
        ("Saline", "0", "once"),
        ("Route: iv: Ketamine", "1", "once"),
        ("Route: iv: Lidocaine", "2", "daily"),
    )


def test_groups_within_groups_are_carried_together() -> None:
    rows = [
        [Cell("Adults", columns=2)],
        [Cell("iv", columns=2)],
        cells("Ketamine", "1"),
        [Cell("oral", columns=2)],
        cells("Ketamine", "2"),
    ]
    (table,) = tables_of(rows, header_rows=0)
    assert table.rows == (("Adults, iv: Ketamine", "1"), ("Adults, oral: Ketamine", "2"))


def test_a_group_ends_where_its_rows_are_no_longer_set_in() -> None:
    rows = [
        cells("Sex", "", ""),
        cells("\u2003Male", "5", "6"),
        cells("\u2003Female", "7", "8"),
        cells("Weight", "70", "72"),
    ]
    (table,) = tables_of(rows, header_rows=0)
    assert table.rows == (
        ("Sex: Male", "5", "6"),
        ("Sex: Female", "7", "8"),
        ("Weight", "70", "72"),
    )


def test_a_group_with_one_value_for_all_its_rows_is_carried_and_kept() -> None:
    rows = [
        cells("Age", "45", "46", "0.9"),
        cells("Sex", "", "", "0.8"),
        cells("Male", "5", "6", ""),
        cells("Female", "7", "8", ""),
        cells("Weight", "70", "72", "0.7"),
    ]
    (table,) = tables_of(rows, header_rows=0)
    assert [row[0] for row in table.rows] == ["Age", "Sex", "Sex: Male", "Sex: Female", "Weight"]


def test_an_item_of_which_nothing_is_known_is_carried_to_no_other() -> None:
    rows = [cells("Saline", "0", "1"), cells("Ketamine", "", ""), cells("Placebo", "3", "4")]
    (table,) = tables_of(rows, header_rows=0)
    assert table.rows[1:] == (("Ketamine", "–", "–"), ("Placebo", "3", "4"))


def test_a_new_header_among_the_rows_heads_the_rows_under_it() -> None:
    heads = [[Cell(word, is_header=True) for word in words] for words in (("", "iv"), ("", "im"))]
    heads[0].append(Cell("n", is_header=True))
    heads[1].append(Cell("N", is_header=True))
    rows = [heads[0], cells("Ketamine", "1", "2"), heads[1], cells("Ketamine", "3", "4")]
    assert tables_of(rows, header_rows=1) == [
        Table(("–", "iv", "n"), (("Ketamine", "1", "2"),)),
        Table(("–", "im", "N"), (("Ketamine", "3", "4"),)),
    ]


def test_two_numbers_on_two_lines_of_a_cell_are_not_one() -> None:
    (table,) = tables_of([cells("Stage I", "2219\x1e45%", "given\x1eonce")], header_rows=0)
    assert table.rows == (("Stage I", "2219; 45%", "given once"),)


def test_a_bar_within_a_cell_does_not_part_it() -> None:
    (table,) = tables_of([cells("|r|", "0.3")], header_rows=0)
    assert table.rows == (("∣r∣", "0.3"),)


def test_a_table_that_lays_out_a_page_is_no_data(tmp_path: Path) -> None:
    page = (
        "<table role='presentation'><tr><td><p>It was given for five days.</p></td>"
        "<td><p>Pain fell.</p></td></tr></table>"
        "<table><tr><td><h2>Harms</h2><p>Nausea was common.</p></td></tr></table>"
    )
    (tmp_path / "a.html").write_text(page)
    assert "row" not in {block.role for block in read_page(tmp_path / "a.html").blocks}


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(
            st.builds(
                Cell, st.sampled_from(["", "a", "1", "b:"]), st.integers(1, 4), st.integers(1, 4)
            ),
            max_size=4,
        ),
        max_size=5,
    ),
    st.integers(0, 3),
)
def test_no_word_of_a_table_is_lost(rows: list[list[Cell]], header_rows: int) -> None:
    tables = tables_of(rows, header_rows=header_rows)
    said = " ".join(word for one in tables for row in (one.header or (), *one.rows) for word in row)
    for row in rows:
        for cell in row:
            assert cell.words.rstrip(":") in said
    for one in tables:
        assert len({len(row) for row in one.rows if len(row) > 1} | {len(one.header or ())}) <= 2
