"""DOCX: what a person sees is read, in its order; what was deleted or set apart is not."""

from pathlib import Path

import pytest
from word_file import cell, footnotes, item, paragraph, row, run, table, word_file

from ingest.prepare import prepare_documents
from ingest.readers import Reading, read_page

SHARED = Path(__file__).parents[2] / "shared" / "bench" / "documents" / "docx"
needs_files = pytest.mark.skipif(not SHARED.is_dir(), reason=f"no files at {SHARED}")


def read(folder: Path, *blocks: str, **parts: str) -> Reading:
    path = folder / "trial.docx"
    path.write_bytes(word_file(*blocks, **parts))
    return read_page(path)


def blocks_of(reading: Reading) -> list[tuple[str, str]]:
    return [(block.role, reading.text[block.start : block.end]) for block in reading.blocks]


def words_of(reading: Reading) -> list[str]:
    return [words for _, words in blocks_of(reading)]


def test_headings_are_told_by_their_style_or_by_one_it_is_based_on(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        paragraph("Ketamine in CRPS", style="T"),
        paragraph("Doses", style="Own"),
        paragraph("It was given for five days."),
        paragraph("Harms", more='<w:outlineLvl w:val="2"/>'),
    )
    assert [(block.role, block.level) for block in reading.blocks] == [
        ("heading", 1),
        ("heading", 2),
        ("paragraph", 0),
        ("heading", 3),
    ]


def test_lists_have_their_numbers_and_bullets_have_none(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        item("Weigh the patient.", 1),
        item("In kilograms.", 1, 1),
        item("Not in pounds.", 1, 1),
        item("Draw up the dose.", 1),
        item("nausea"),
    )
    assert blocks_of(reading) == [
        ("item", "1. Weigh the patient."),
        ("item", "1a) In kilograms."),
        ("item", "1b) Not in pounds."),
        ("item", "2. Draw up the dose."),
        ("item", "nausea"),
    ]


def test_a_tracked_deletion_is_not_text_and_an_insertion_is(tmp_path: Path) -> None:
    deleted = '<w:del><w:r><w:delText xml:space="preserve">5 mg/kg</w:delText></w:r></w:del>'
    moved = f"<w:moveFrom>{run(' It was moved from here.')}</w:moveFrom>"
    inserted = f"<w:ins>{run('0.5 mg/kg')}</w:ins>"
    reading = read(tmp_path, paragraph(run("Give ") + deleted + inserted + run(".") + moved))
    assert reading.text == "Give 0.5 mg/kg."


def test_a_paragraph_whose_end_was_deleted_goes_on_in_the_next(tmp_path: Path) -> None:
    gone = "<w:rPr><w:del/></w:rPr>"
    reading = read(tmp_path, paragraph("It was not ", more=gone), paragraph("given."))
    assert words_of(reading) == ["It was not given."]


def test_hidden_words_field_codes_and_comments_are_not_text(tmp_path: Path) -> None:
    field = "<w:r><w:instrText>PAGEREF x</w:instrText></w:r>"
    hidden = run("secret ", "<w:vanish/>")
    note = '<w:r><w:commentReference w:id="1"/></w:r>'
    reading = read(tmp_path, paragraph(run("Pain ") + hidden + field + note + run("fell.")))
    assert reading.text == "Pain fell."


def test_a_footnotes_mark_never_joins_a_dose_and_its_words_stand_apart(tmp_path: Path) -> None:
    mark = '<w:r><w:footnoteReference w:id="1"/></w:r>'
    reading = read(
        tmp_path,
        paragraph(run("Give 0.35 mg/kg") + mark + run(" over an hour.")),
        paragraph("Then stop."),
        footnotes=footnotes("Half of it in the old."),
    )
    assert words_of(reading) == [
        "Give 0.35 mg/kg over an hour.",
        "Then stop.",
        "Notes",
        "Half of it in the old.",
    ]


def test_superscripts_are_raised_though_they_lie_in_several_runs(tmp_path: Path) -> None:
    sup, sub = '<w:vertAlign w:val="superscript"/>', '<w:vertAlign w:val="subscript"/>'
    reading = read(
        tmp_path,
        paragraph(run("10") + run("-", sup) + run("3", sup) + run(" of CO") + run("2", sub)),
        paragraph(run("0.35 mg/kg") + run("12", sup)),
    )
    assert words_of(reading) == ["10⁻³ of CO2", "0.35 mg/kg¹²"]


@pytest.mark.parametrize(
    "mu",
    [
        '<w:r><w:sym w:font="Symbol" w:char="F06D"/></w:r>',
        run("\uf06d"),
        run("m", '<w:rFonts w:ascii="Symbol"/>'),
    ],
)
def test_a_sign_of_the_symbol_font_is_read_as_it_is_seen(mu: str, tmp_path: Path) -> None:
    reading = read(tmp_path, paragraph(run("350 ") + mu + run("g/kg was given.")))
    assert reading.text == "350 μg/kg was given."


def test_a_sign_of_a_font_that_is_not_known_is_marked_and_not_lost(tmp_path: Path) -> None:
    sign = '<w:r><w:sym w:font="Wingdings" w:char="F0E0"/></w:r>'
    assert read(tmp_path, paragraph(run("a ") + sign)).text == "a \ufffd"


def test_a_text_box_is_read_once_after_its_paragraph(tmp_path: Path) -> None:
    content = f"<w:txbxContent>{paragraph('Never give it undiluted.')}</w:txbxContent>"
    box = (
        "<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>"
        f"{content}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>"
        f"{content}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    reading = read(tmp_path, paragraph(run("Give it slowly.") + box), paragraph("Then stop."))
    assert words_of(reading) == ["Give it slowly.", "Never give it undiluted.", "Then stop."]


def test_words_in_a_control_a_link_and_a_smart_tag_are_text(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        f"<w:sdt><w:sdtContent>{paragraph('In a control.')}</w:sdtContent></w:sdt>",
        paragraph(
            f"<w:hyperlink>{run('Linked')}</w:hyperlink><w:smartTag>{run(' x')}</w:smartTag>"
        ),
    )
    assert words_of(reading) == ["In a control.", "Linked x"]


def test_a_table_of_contents_is_no_text(tmp_path: Path) -> None:
    part = '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'
    reading = read(
        tmp_path,
        f"<w:sdt><w:sdtPr>{part}</w:sdtPr><w:sdtContent>{paragraph('Doses 3')}"
        "</w:sdtContent></w:sdt>",
        paragraph("Harms 5", style="TOC1"),
        paragraph("It was given for five days."),
    )
    assert words_of(reading) == ["It was given for five days."]


def test_a_formula_keeps_its_powers(tmp_path: Path) -> None:
    power = (
        "<m:oMath><m:sSup><m:e><m:r><m:t>10</m:t></m:r></m:e>"
        "<m:sup><m:r><m:t>−3</m:t></m:r></m:sup></m:sSup></m:oMath>"
    )
    assert read(tmp_path, paragraph(power + run(" mol"))).text == "10⁻³ mol"


def test_a_table_stands_in_its_place_with_its_header(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        paragraph("Before."),
        table(
            row("Route", "Dose", marks="<w:tblHeader/>"),
            row("iv", "0.3 mg/kg"),
            row("oral", ""),
        ),
        paragraph("After."),
    )
    assert words_of(reading) == [
        "Before.",
        "Route | Dose",
        "iv | 0.3 mg/kg",
        "oral | –",
        "After.",
    ]
    for block in reading.blocks[2:4]:
        assert reading.text[slice(*block.header)] == "Route | Dose"


def test_a_captioned_table_stands_at_the_end_of_its_section(tmp_path: Path) -> None:
    """Else its caption, a heading, would head the text after it."""
    reading = read(
        tmp_path,
        paragraph("Adults", style="H1"),
        paragraph("Table 1. Doses in children", style="C"),
        table(row("Route", "Dose"), row("iv", "0.3 mg/kg")),
        paragraph("Note: by a specialist."),
        paragraph("Adults are given twice that."),
        paragraph("Harms", style="H1"),
    )
    assert words_of(reading) == [
        "Adults",
        "Adults are given twice that.",
        "Table 1. Doses in children",
        "Route | Dose",
        "iv | 0.3 mg/kg",
        "Note: by a specialist.",
        "Harms",
    ]


def test_a_merged_cell_is_said_in_each_row_and_a_deleted_row_in_none(tmp_path: Path) -> None:
    start, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    reading = read(
        tmp_path,
        table(
            row("Drug", "Route", "Dose", marks="<w:tblHeader/>"),
            row(cell("Ketamine", start), "iv", "0.3 mg/kg"),
            row(cell("x", on), "im", "0.5 mg/kg", marks="<w:del/>"),
            row(cell("", on), "oral", "1 mg/kg"),
            row(cell("Not in children", '<w:gridSpan w:val="3"/>')),
            row("Lidocaine", "iv", "1 mg/kg"),
        ),
    )
    assert words_of(reading) == [
        "Drug | Route | Dose",
        "Ketamine | iv | 0.3 mg/kg",
        "Ketamine | oral | 1 mg/kg",
        "Not in children: Lidocaine | iv | 1 mg/kg",
    ]


def test_a_table_that_lays_out_the_page_is_read_as_text(tmp_path: Path) -> None:
    inner = table(row("Route", "Dose"), row("iv", "0.3 mg/kg"))
    outer = f"<w:tc>{paragraph('On the left.')}{inner}</w:tc>"
    reading = read(tmp_path, table(row(outer, "On the right.")), table(row("Alone.")))
    assert words_of(reading) == [
        "On the left.",
        "Route | Dose",
        "iv | 0.3 mg/kg",
        "On the right.",
        "Alone.",
    ]


@needs_files
@pytest.mark.parametrize("path", sorted(SHARED.glob("*.docx")), ids=lambda path: path.name)
def test_a_real_file_is_read_whole(path: Path) -> None:
    import zipfile

    from lxml import etree
    from test_clean import count_quarters

    (prepared,) = prepare_documents(path, slug="a", count_pieces=count_quarters)
    with zipfile.ZipFile(path) as packed:
        root = etree.fromstring(packed.read("word/document.xml"))
    said = "".join(prepared.document.text.split())
    for one in root.iter("{*}p"):
        words = "".join("".join(each.text or "" for each in one.iter("{*}t")).split())
        if next(one.iter("{*}txbxContent"), None) is None:
            assert words in said
    assert prepared.removed == ()


@needs_files
def test_a_real_table_reads_row_by_row() -> None:
    reading = read_page(SHARED / "kotaemon_dummy.docx")
    rows = [reading.text[one.start : one.end] for one in reading.blocks if one.role == "row"]
    assert rows[1].startswith("システム化業務所管部署 | ・副長以上かつ直近5年間")
    assert (
        "システム開発 | ・案件内容確認票 | 可 | 該当権限なし" in reading.text
    )  # its group carried


def test_a_text_box_in_a_cell_is_read_once_after_the_cells_own_words(tmp_path: Path) -> None:
    content = f"<w:txbxContent>{paragraph('at most')}</w:txbxContent>"
    box = (
        f"<w:r><mc:AlternateContent><mc:Choice>{content}</mc:Choice><mc:Fallback>{content}"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )
    dose = f"<w:tc>{paragraph(run('0.3 mg/kg') + box)}</w:tc>"
    reading = read(tmp_path, table(row("Route", "Dose"), row("iv", dose)))
    assert words_of(reading)[1] == "iv | 0.3 mg/kg at most"
