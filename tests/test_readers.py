from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers import (
    READERS,
    Reading,
    UnreadableDocument,
    is_document,
    read_page,
)
from ingest.readers.decode import decode_bytes
from ingest.readers.html import read_html
from ingest.readers.markdown import read_markdown
from ingest.readers.plain import read_plain_text


def write(folder: Path, name: str, data: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def blocks_of(reading: Reading) -> list[tuple[str, str]]:
    return [(block.role, reading.text[block.start : block.end]) for block in reading.blocks]


def html(folder: Path, body: str, head: str = "") -> Reading:
    page = f"<html><head>{head}</head><body>{body}</body></html>"
    return read_html(write(folder, "page.html", page))


@pytest.mark.parametrize(
    "name",
    [
        "README.md",
        "readme.txt",
        "LICENSE.txt",
        "LICENCE",
        ".hidden.md",
        "terms.yaml",
        "conflicts.yaml",
        "trial.yaml",
        "trial.txt.yaml",
        "scan.docx.bak",
        "noext",
    ],
)
def test_what_is_no_document_is_left_alone(name: str) -> None:
    assert not is_document(Path("corpus") / name)


@pytest.mark.parametrize("suffix", sorted(READERS))
def test_every_reader_has_its_documents(suffix: str) -> None:
    assert is_document(Path(f"trial{suffix}"))
    assert is_document(Path(f"trial{suffix.upper()}"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_encodings_read_alike(encoding: str) -> None:
    text = "S(+)-ketamine 350 µg/kg, “≥ 4” on day 1.\n"
    assert decode_bytes(text.encode(encoding)) == text


def test_windows_1252_is_the_fallback() -> None:
    assert decode_bytes("Pain fell – by 2 µg.".encode("cp1252")) == "Pain fell – by 2 µg."


def test_newlines_become_one_kind() -> None:
    assert decode_bytes(b"a\r\nb\rc\n") == "a\nb\nc\n"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\t\n", "empty"),
        (b"%PDF-1.7 ...", "binary"),
        (bytes(range(256)) * 4, "binary"),
        (b"\x00\x01\x02\x03" * 40, "binary"),
        ("Кетамин применяют при боли.".encode("cp1251"), "not recognised"),
        ("ケタミン".encode("shift-jis") * 9, "not recognised"),
    ],
)
def test_what_is_not_text_is_refused_with_the_reason(
    data: bytes, reason: str, tmp_path: Path
) -> None:
    path = write(tmp_path, "page.txt", data)
    with pytest.raises(UnreadableDocument, match=reason):
        read_page(path)


def test_a_missing_file_and_an_unknown_suffix_are_plain_reasons(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="no such file"):
        read_page(tmp_path / "gone.txt")
    with pytest.raises(UnreadableDocument, match=r"no reader for '\.xyz'"):
        read_page(tmp_path / "scan.xyz")


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        text = decode_bytes(data)
    except UnreadableDocument:
        return
    assert text.strip()
    assert "\r" not in text


def test_markdown_leaves_words_and_drops_marks(tmp_path: Path) -> None:
    text = (
        "---\nid: a\nyear: 2018\n---\n# A *bold* title\n\nKetamine **eased** pain[^1] in "
        "[one trial](https://example.org/x) ![graph](g.png).\nIt wore off.\n\n"
        "1. First `item`\n2. Second\n\n- bullet\n\n| Route | Dose |\n|---|---|\n| i.v. | 0.1"
        " mg/kg |\n"
        "\n10<sup>-5</sup> mol\n"
    )
    reading = read_markdown(write(tmp_path, "a.md", text))
    assert reading.record == {"id": "a", "year": 2018}
    assert blocks_of(reading) == [
        ("heading", "A bold title"),
        ("paragraph", "Ketamine eased pain[^1] in one trial . It wore off."),
        ("item", "1. First item"),
        ("item", "2. Second"),
        ("item", "bullet"),
        ("row", "Route | Dose"),
        ("row", "i.v. | 0.1 mg/kg"),
        ("paragraph", "10⁻⁵ mol"),
    ]
    row = reading.blocks[6]
    assert row.header is not None
    assert reading.text[slice(*row.header)] == "Route | Dose"


def test_a_long_markdown_is_read_in_pieces_as_it_would_be_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ingest.readers import markdown

    section = (
        "# Part {0}\n\nIt was [given][x] for **{0}** days.\n\n1. one\n\n   more\n\n2. two\n\n"
        "```\n\n# no heading\n\n```\n\n| A | B |\n|---|---|\n| {0} | 2 |\n\n- a\n\n- b\n\n"
    )
    text = "".join(section.format(n) for n in range(60)) + "\n[x]: http://example.org\n"
    path = write(tmp_path, "a.md", text)
    whole = read_markdown(path)
    monkeypatch.setattr(markdown, "_PIECE", 300)
    assert len(list(markdown._pieces(text))) > 20
    assert read_markdown(path) == whole
    monkeypatch.setattr(markdown, "_PIECE", 10)
    with pytest.raises(UnreadableDocument, match="have no blank line that ends a block"):
        read_markdown(path)


@pytest.mark.parametrize("front", ["---\nyear: [\n---\nText", "---\na: b: c\n---\nText"])
def test_front_matter_that_is_not_yaml_is_refused(front: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="not sound YAML"):
        read_page(write(tmp_path, "a.md", front))


def test_a_text_may_begin_with_a_rule(tmp_path: Path) -> None:
    reading = read_page(write(tmp_path, "a.md", "---\n\nKetamine eased pain.\n\n---\n\nMore."))
    assert reading.record == {}
    assert "Ketamine eased pain." in reading.text


def test_hard_wrapped_lines_are_one_paragraph_and_short_lines_over_it_a_heading() -> None:
    text = (
        "Methods\n"
        "Complex regional pain syndrome (CRPS) is a painful condition that follows\n"
        "an injury, most often of a limb. The pain is out of proportion to the\n"
        "injury.\n\nA second paragraph stands alone here."
    )
    assert [role for role, _ in blocks_of(read_plain_text(text))] == [
        "heading",
        "paragraph",
        "paragraph",
    ]


def test_one_paragraph_a_line_stays_one_paragraph_a_line() -> None:
    lines = ["Ketamine blocks the receptor. " * 6, "It was given for five days. " * 6]
    assert len(read_plain_text("\n".join(lines)).blocks) == 2


def test_a_form_feed_begins_a_page() -> None:
    reading = read_plain_text("Pain fell in the first hour.\fIt rose again on day two.")
    assert reading.pages == ((0, 1), (29, 2))
    assert len(reading.blocks) == 2


def test_html_keeps_the_article_and_drops_its_frame(tmp_path: Path) -> None:
    reading = html(
        tmp_path,
        "<header><nav><a>Home</a></nav></header><aside>Ad</aside>"
        "<main><h1>Ketamine</h1><p>It <b>eased</b> pain<sup>1,2</sup> in 10<sup>5</sup> cells."
        "<ul><li>nausea<li>dreams</ul></main><div style='display:none'>secret</div>"
        "<footer>© 2020</footer><script>var x</script>",
    )
    assert blocks_of(reading) == [
        ("heading", "Ketamine"),
        ("paragraph", "It eased pain¹,² in 10⁵ cells."),
        ("item", "nausea"),
        ("item", "dreams"),
    ]


def test_a_class_with_a_frames_name_never_takes_the_article_with_it(tmp_path: Path) -> None:
    prose = "Ketamine was given for five days and the pain fell by two points in most of them. " * 5
    reading = html(tmp_path, f"<div class='content-sidebar comments'><p>{prose}</p></div>")
    assert "Ketamine was given" in reading.text


def test_a_cell_over_several_rows_is_repeated_in_each(tmp_path: Path) -> None:
    reading = html(
        tmp_path,
        "<table><tr><th>Route</th><th>Dose</th></tr>"
        "<tr><td rowspan=2>i.v.</td><td>0.1</td></tr><tr><td>0.3</td></tr></table>",
    )
    assert [words for _, words in blocks_of(reading)] == [
        "Route | Dose",
        "i.v. | 0.1",
        "i.v. | 0.3",
    ]
    assert reading.blocks[2].header == (0, len("Route | Dose"))


def test_html_metadata_is_read_and_what_is_malformed_is_left_out(tmp_path: Path) -> None:
    head = (
        '<meta name="citation_title" content="Ketamine  for pain">'
        '<meta name="citation_author" content="Ma X"><meta name="citation_author" content="Yan J">'
        '<meta name="citation_doi" content="doi:10.1000/x.1">'
        '<meta name="citation_publication_date" content="2018/03/01">'
        '<meta name="citation_pmid" content="not a number">'
        '<meta name="citation_firstpage" content="1"><meta name="citation_lastpage" content="9">'
        '<link rel="canonical" href="javascript:alert(1)">'
    )
    record = html(tmp_path, "<p>Text.</p>", head).record
    assert record["title"] == "Ketamine for pain"
    assert record["authors"] == ["Ma X", "Yan J"]
    assert record["doi"] == "doi:10.1000/x.1"  # brought to one form with the record
    assert (record["year"], record["pages"]) == (2018, "1–9")
    assert "pmid" not in record
    assert "url" not in record


def test_a_page_too_deep_to_read_whole_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="nested too deep"):
        html(tmp_path, "<div><b>word " * 3000)


def test_a_page_with_no_words_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="no text of its own"):
        html(tmp_path, "<nav>Home</nav><script>x</script>")


@given(st.text(max_size=400))
def test_the_blocks_of_any_plain_text_hold_all_its_words_in_order(text: str) -> None:
    reading = read_plain_text(text)
    assert all(a.end <= b.start for a, b in zip(reading.blocks, reading.blocks[1:], strict=False))
    in_blocks = "".join(reading.text[block.start : block.end] for block in reading.blocks)
    assert [c for c in in_blocks if c.isalpha()] == [c for c in text if c.isalpha()]


@given(st.text(max_size=300))
def test_any_html_and_any_markdown_is_read_or_refused(text: str) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        for name in ("a.html", "a.md"):
            try:
                reading = read_page(write(Path(folder), name, text.encode("utf-8")))
            except UnreadableDocument:
                continue
            assert all(0 <= b.start < b.end <= len(reading.text) for b in reading.blocks)
