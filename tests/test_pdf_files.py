"""PDFs that are not as they should be: read, or left out with the true reason; never a crash."""

import random
import re
import shutil
import zlib
from pathlib import Path

import pytest
from conftest import Library
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_pdfs import DEVELOP, make_pdf
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingest.pdf.apart import PdfFailed, read_apart
from ingest.readers import Reading, UnreadableDocument, read_page
from ingest.readers.pdf import read_pdf
from ingest.store import StoreReader

SAID = "Ketamine at 0.35 mg/kg relieved the pain of most of the patients within an hour."
DOCUMENTS = Path(__file__).parents[2] / "shared" / "bench" / "documents" / "pdf"
needs_documents = pytest.mark.skipif(
    not DOCUMENTS.is_dir(), reason="the real PDFs lie beside the project"
)


def draw(path: Path, *pages: str | None, **options: object) -> Path:
    """A PDF with a line on each page; None: a picture instead, empty: nothing."""
    canvas = Canvas(str(path), pagesize=(595, 842), **options)
    for said in pages:
        if said is None:
            canvas.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 50, 50, 400, 600)
        else:
            canvas.drawString(60, 700, said)
        canvas.showPage()
    canvas.save()
    return path


def assembled(*objects: bytes) -> bytes:
    """A PDF of these objects, the first its root."""
    out = b"%PDF-1.7\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    count = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table)
    return (
        out
        + head
        + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (
            count,
            len(out),
        )
    )


def with_content(content: bytes, font: bytes, *more: bytes, packed: bool = False) -> bytes:
    """One page with this content, set in this font."""
    data = zlib.compress(content, 9) if packed else content
    kind = b"/Filter/FlateDecode" if packed else b""
    return assembled(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d%s>>stream\n%s\nendstream" % (len(data), kind, data),
        font,
        *more,
    )


HELVETICA = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def reason(path: Path) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        read_page(path)
    said = str(caught.value)
    assert "\n" not in said
    return said


def test_a_file_that_asks_for_a_password_says_so(tmp_path: Path) -> None:
    path = draw(tmp_path / "a.pdf", SAID, encrypt=StandardEncryption("secret", "owner"))
    assert "asks for a password" in reason(path)


def test_a_file_encrypted_without_a_password_is_read(tmp_path: Path) -> None:
    path = draw(tmp_path / "a.pdf", SAID, encrypt=StandardEncryption("", "owner"))
    assert SAID in read_page(path).text


@pytest.mark.parametrize(("data", "said"), [
    (b"", "is empty"),
    (b" \n\n ", "is empty"),
    (b"<html>Not found</html>", "is no PDF"),
    (b"%PDF-1.4\n" + b"\x93\x01" * 4000 + b"%%EOF", "is damaged"),
    (b"%PDF-1.4\n1 0 obj\n<</Type/Catalog", "ends too early"),
])  # fmt: skip
def test_what_is_no_sound_pdf_says_what_it_is(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    assert said in reason(path)


def test_a_broken_download_is_known_by_its_end(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    make_pdf(path, DEVELOP[0], "develop")
    path.write_bytes(path.read_bytes()[:4000])
    assert "ends too early" in reason(path)


def test_a_scan_says_that_it_needs_ocr(tmp_path: Path) -> None:
    said = reason(draw(tmp_path / "a.pdf", None, None))
    assert "a scan: its 2 pages hold pictures and no text" in said
    assert "--ocr" in said


def test_pages_without_text_among_pages_with_it_are_reported(tmp_path: Path) -> None:
    reading = read_page(draw(tmp_path / "a.pdf", SAID, None, SAID.replace("0.35", "0.5"), ""))
    assert [page for _, page in reading.pages] == [1, 3]
    assert reading.left_out[0] == "[2 of 4 pages hold no text and may need OCR: 2, 4]"


@pytest.mark.skipif(
    not (shutil.which("ocrmypdf") or shutil.which("tesseract")),
    reason="neither ocrmypdf nor tesseract is installed",
)
def test_a_scan_is_read_through_ocr_where_it_is_asked_for(tmp_path: Path) -> None:
    plain = draw(tmp_path / "plain.pdf", SAID)
    from ingest.pdf.pdfium import draw as draw_page
    from ingest.pdf.pdfium import open_pdf

    image = draw_page(open_pdf(plain.read_bytes()), 1, 2480, [])
    path = tmp_path / "scan.pdf"
    canvas = Canvas(str(path), pagesize=(595, 842))
    canvas.drawImage(ImageReader(image), 0, 0, 595, 842)
    canvas.save()
    assert "0.35 mg/kg" in read_page(path, ocr=True).text


def test_ocr_that_is_not_installed_is_asked_for_in_vain_but_politely(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    path = draw(tmp_path / "a.pdf", None)
    with pytest.raises(UnreadableDocument, match="neither ocrmypdf nor tesseract is installed"):
        read_page(path, ocr=True)


def test_a_font_that_names_no_letters_is_not_read(tmp_path: Path) -> None:
    words = " ".join([SAID] * 3)
    content = (
        b"BT /F 10 Tf 60 700 Td <%s> Tj ET"
        % "".join(f"{ord(char) - 29:04x}" for char in words).encode()
    )
    font = (
        b"<</Type/Font/Subtype/Type0/BaseFont/A+B/Encoding/Identity-H/DescendantFonts[6 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/A+B/DW 500/FontDescriptor 7 0 R"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>",
        b"<</Type/FontDescriptor/FontName/A+B/Flags 4/ItalicAngle 0/Ascent 800/Descent -200"
        b"/CapHeight 700/StemV 80/FontBBox[0 0 1000 1000]>>",
    )
    path = tmp_path / "a.pdf"
    path.write_bytes(with_content(content, *font))
    assert "do not say which letters they show" in reason(path)


def test_a_font_that_names_the_wrong_letters_is_not_read(tmp_path: Path) -> None:
    moved = "".join(chr((ord(c) - 94) % 26 + 97) if c.islower() else c for c in SAID)
    lines = b" ".join(b"(%s) Tj T*" % moved.encode() for _ in range(12))
    path = tmp_path / "a.pdf"
    path.write_bytes(with_content(b"BT /F 10 Tf 14 TL 60 700 Td " + lines + b" ET", HELVETICA))
    assert "make no words" in reason(path)


def test_another_language_is_not_taken_for_garbage(tmp_path: Path) -> None:
    said = "Das Ketamin wurde mit einer Dosis von 0,35 mg/kg gegeben und die Schmerzen waren weg. "
    lines = b" ".join(b"(%s) Tj T*" % said.encode() for _ in range(12))
    path = tmp_path / "a.pdf"
    path.write_bytes(with_content(b"BT /F 10 Tf 14 TL 60 700 Td " + lines + b" ET", HELVETICA))
    assert "0,35 mg/kg" in read_page(path).text


@pytest.mark.parametrize(("content", "said"), [
    (b" " * 300_000_000, "unpacks to more than 200 MB|holds no text"),
    (b"BT /F 10 Tf 50 700 Td (dose) Tj ET\n" * 6_000_000, "unpacks|memory|characters"),
    (b"10 10 m 500 500 l S\n" * 5_000_000, "memory"),
])  # fmt: skip
def test_a_small_file_that_swells_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(with_content(content, HELVETICA, packed=True))
    assert path.stat().st_size < 1_000_000
    assert re.search(said, reason(path))


def test_a_page_that_says_it_is_a_mile_wide_is_read(tmp_path: Path) -> None:
    data = with_content(
        b"BT /F 10 Tf 60 700 Td (%s) Tj 90000000 0 Td (%s) Tj ET" % (SAID.encode(), SAID.encode()),
        HELVETICA,
    )
    path = tmp_path / "a.pdf"
    path.write_bytes(data.replace(b"[0 0 595 842]", b"[0 0 99999999 842]"))
    assert SAID in read_page(path).text


@pytest.fixture(scope="module")
def small_pdf(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return draw(
        tmp_path_factory.mktemp("small") / "a.pdf", SAID, SAID, pageCompression=0
    ).read_bytes()


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32), count=st.sampled_from([1, 4, 30]))
def test_a_file_with_changed_bytes_is_read_or_refused(
    seed: int, count: int, small_pdf: bytes, tmp_path: Path
) -> None:
    chance = random.Random(seed)
    data = bytearray(small_pdf)
    for _ in range(count):
        at = chance.randrange(len(data))
        if chance.random() < 0.3:
            del data[at : at + chance.choice((1, 10, 200))]
        else:
            data[at] = chance.randrange(256)
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    try:
        said = read_apart(path, most=1_000_000)["text"]
    except PdfFailed as refused:
        said = str(refused)
    assert said.strip()


def test_the_other_files_of_a_run_are_read_and_the_faulty_are_named(library: Library) -> None:
    draw(library.texts / "good one ☂.pdf", SAID)
    draw(library.texts / "scan.pdf", None)
    (library.texts / "empty.pdf").write_bytes(b"")
    library.write({"text.md": "# Ketamine\n\nNausea was common after the infusion.\n"})
    report = library.ingest()
    assert len(report.added) == 2
    assert sorted(Path(path).name for path, _ in report.quarantined) == ["empty.pdf", "scan.pdf"]
    again = library.ingest()
    assert again.unchanged == 2


def test_a_pdf_of_more_text_than_is_allowed_names_the_flag(tmp_path: Path) -> None:
    path = draw(tmp_path / "long.pdf", SAID)
    with pytest.raises(UnreadableDocument, match="million characters; split it, or raise --max-mb"):
        read_pdf(path, len(SAID) // 2)


def test_the_store_keeps_where_each_character_stands(library: Library) -> None:
    path = draw(library.texts / "a.pdf", SAID, SAID.replace("0.35", "0.5"))
    reading: Reading = read_page(path)
    library.ingest()
    held = StoreReader(library.store).document("a")
    assert held is not None
    assert held.placed == reading.placed
    second = held.text.index("0.5 mg/kg")
    assert held.page_at(second) == 2
    assert list(held.placed.on_pages(second, second + 9)) == [2]
    path.unlink()
    library.write({"b.md": "# Nausea\n\nNausea was common.\n"})
    library.ingest()
    assert StoreReader(library.store).document("a") is None


def test_a_sidecar_wins_over_what_a_pdf_says_of_itself(library: Library) -> None:
    make_pdf(library.texts / "a.pdf", DEVELOP[0], "develop")
    library.write({"a.yaml": "title: Another title\nyear: 2019\nkind: rct\n"})
    library.ingest()
    source = StoreReader(library.store).sources["a"]
    assert (source.title, source.year, source.kind) == ("Another title", 2019, "rct")


@needs_documents
@pytest.mark.parametrize(("name", "said"), [
    ("kotaemon_dummy.pdf", "Dummy PDF file"),
    ("privategpt_file_multicolumn.pdf", "nonummy eget, consectetuer id, vulputate a, magna."),
    ("privategpt_file_multicolumn.pdf", "Czech Republic | 10.7 | 78,866 | Prague | Czech"),
    ("privategpt_pdf_encrypted.pdf", "a placeholder for the appropriate documentation."),
    ("paperqa_paper.pdf", "Explainable artificial intelligence (XAI) is a branch of AI which"),
    ("paperqa_paper.pdf", "predicting solubility, blood-brain barrier permeability, and the scent"),
])  # fmt: skip
def test_a_real_pdf_is_read(name: str, said: str) -> None:
    assert said in read_page(DOCUMENTS / name).text


@needs_documents
def test_a_real_scan_is_left_out_and_a_real_reference_list_too() -> None:
    assert "a scan" in reason(DOCUMENTS / "privategpt_file_scanned.pdf")
    reading = read_page(DOCUMENTS / "paperqa_paper.pdf")
    assert "Choudhary, K." not in reading.text
    assert any("Choudhary, K." in line for line in reading.left_out)
