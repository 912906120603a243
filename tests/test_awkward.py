"""Awkward files, by kind of fault: each is read right or left out with its true reason."""

import io
import os
import re
import zipfile
from pathlib import Path

import pytest
from conftest import Library, WordsEncoder
from word_file import document, paragraph, word_file

from ingest.job import ingest_folders
from ingest.readers import READERS, UnreadableDocument, read_documents
from ingest.report import Report
from ingest.store import StoreReader

SAID = "Ketamine was given for five days and the pain fell by two points."
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500
JATS = f"<article><body><sec><title>R</title><p>{SAID}</p></sec></body></article>"
PUBMED = (
    "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article><ArticleTitle>T"
    f"</ArticleTitle><Abstract><AbstractText>{SAID}</AbstractText></Abstract></Article>"
    "</MedlineCitation></PubmedArticle></PubmedArticleSet>"
)
RIS = f"TY  - JOUR\nTI  - T\nAB  - {SAID}\nER  - \n"
BIB = f"@article{{k, title={{T}}, abstract={{{SAID}}}}}\n"
CSV = f'id,text\nrow-1,"{SAID}"\n'
HTML = f"<html><body><h1>T</h1><p>{SAID}</p></body></html>"
WORD = word_file(paragraph(SAID))


def zipped(**parts: bytes | str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in parts.items():
            packed.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return made.getvalue()


def lying_about_its_size() -> bytes:
    """A zip whose part says that it is small, and inflates to a hundred times that."""
    data = bytearray(zipped(word__document_xml=document(paragraph(SAID)) + " " * 1_000_000))
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = data.index(mark)
        data[start + at : start + at + 4] = (2000).to_bytes(4, "little")
    return bytes(data)


def encrypted_zip() -> bytes:
    data = bytearray(WORD)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = -1
        while (start := data.find(mark, start + 1)) >= 0:
            data[start + at] |= 1
    return bytes(data)


def laughs(root: str, inside: str) -> str:
    first = '<!ENTITY l0 "lol">'
    levels = "".join(f'<!ENTITY l{n} "&l{n - 1};&l{n - 1};">' for n in range(1, 30))
    inside = inside.replace(SAID, f"{SAID} &l29;")
    return f"<!DOCTYPE {root} [{first}{levels}]>{inside}"


def swollen(words: str) -> str:
    return (words + " ") * (2_100_000 // len(words) + 1)


DEEP = "<b>" * 1000 + SAID + "</b>" * 1000

# Name → what the file holds, and a pattern of the reason; or the words by which it is read.
LEFT_OUT: dict[str, tuple[bytes | str, str]] = {
    # empty
    "empty.md": ("", "the file is empty"),
    "empty.docx": ("", "the file is empty"),
    "empty.xml": (" \n", "the file is empty"),
    "empty.ris": ("", "the file is empty"),
    "empty.bib": ("", "the file is empty"),
    "empty.csv": ("\n\n", "the file is empty"),
    "empty.html": ("", "the file is empty"),
    "no-words.docx": (word_file(paragraph("")), "the file holds no text"),
    "no-words.nxml": ("<article><body/></article>", "neither an abstract nor a text"),
    "no-entry.ris": ("Not a list of anything.", "holds no RIS entry"),
    "no-entry.bib": ("Not a list of anything.", "holds no BibTeX entry"),
    "no-column.csv": ("id,words\na,b\n", "no column named text"),
    "no-rows.csv": ("id,text\n", "no rows under its header"),
    "no-records.xml": ("<PubmedArticleSet/>", "holds no record"),
    # corrupt
    "cut-short.docx": (WORD[: len(WORD) // 2], "not a sound DOCX; it may be cut short"),
    "damaged.docx": (WORD.replace(b"word/document", b"word/decument"), "not a sound DOCX|zip"),
    "not-xml.docx": (zipped(word__document_xml="<w:document"), "not sound XML"),
    "cut-short.nxml": (JATS[:-20], r"not sound XML \(line 1\); it may be cut short"),
    "cut-short.xml": (PUBMED[:-30], "not sound XML"),
    "cut-short.csv": (CSV[:-3], "quotation mark"),
    "noise.docx": (bytes(range(256)) * 8, "not a sound DOCX"),
    "noise.nxml": (bytes(range(256)) * 8, "XML"),
    "noise.txt": (bytes(range(256)) * 8, "not text"),
    "noise.ris": (bytes(range(256)) * 8, "not text"),
    # encrypted
    "encrypted.docx": (
        OLD_OFFICE + "EncryptedPackage".encode("utf-16-le"),
        "is encrypted; save it without a password",
    ),
    "encrypted-zip.docx": (encrypted_zip(), "is encrypted; save it without a password"),
    # the wrong suffix, or one that is not read
    "old.docx": (OLD_OFFICE, r"in Word's old form \(\.doc\); save it as \.docx"),
    "a-pdf.docx": (b"%PDF-1.7\n...", "the file is a PDF, not a DOCX"),
    "a-page.docx": (HTML, "the file is HTML or XML, not a DOCX"),
    "rich.docx": (r"{\rtf1 words}", "the file is RTF, not a DOCX"),
    "sheet.docx": (zipped(xl__workbook_xml="<w/>"), "a spreadsheet, not a DOCX"),
    "slides.docx": (zipped(ppt__presentation_xml="<w/>"), "slides, not a DOCX"),
    "word.md": (WORD, r"not text \(binary: a DOCX or another zip\)"),
    "a-pdf.txt": (b"%PDF-1.7\n...", r"not text \(binary: a PDF\)"),
    "picture.csv": (b"\x89PNG\r\n\x1a\n" + b"\0" * 99, r"not text \(binary: a picture\)"),
    "page.txt": (HTML, "a web page, not plain text; give it its own suffix"),
    "jats.txt": (f"<?xml version='1.0'?>{JATS}", "is XML, not plain text"),
    "page.xml": ("<html><body/></html>", r"is a web page; rename it to end in \.html"),
    "feed.xml": ("<rss><channel/></rss>", r"XML of another kind \(its root is <rss>\)"),
    "letter.doc": (OLD_OFFICE, r"\.doc files are not read; save it as \.docx"),
    "book.epub": (zipped(mimetype="x"), r"\.epub files are not read"),
    "doses.xlsx": (zipped(xl__workbook_xml="<w/>"), r"save its texts as \.csv"),
    # the wrong characters
    "cyrillic.txt": ("Кетамин применяют при боли.".encode("cp1251"), "encoding was not recognised"),
    "latin.nxml": (
        ("<?xml version='1.0' encoding='utf-8'?>" + JATS.replace("pain", "päin")).encode("latin-1"),
        "not in the encoding that it names",
    ),
    "unknown-encoding.nxml": (
        f"<?xml version='1.0' encoding='klingon'?>{JATS}",
        "not in the encoding that it names|not sound XML",
    ),
    # too much
    "long.txt": (swollen(SAID), "holds 2.1 MB of text, more than the 2 MB .* --max-mb 3"),
    "long.nxml": (JATS.replace(SAID, swollen(SAID)), "more than the 2 MB .* --max-mb 3"),
    "long.csv": (CSV.replace(SAID, swollen(SAID)), "more than the 2 MB .* --max-mb 3"),
    "bomb.docx": (
        word_file(paragraph(swollen("bomb") * 8)),
        r"inflates from 0\.\d to 21 MB; give --max-mb 6",
    ),
    "liar.docx": (lying_about_its_size(), "is damaged|not sound XML"),
    "bomb-of-styles.docx": (
        word_file(paragraph(SAID), styles="<w/>" + " " * 30_000_000),
        "its word/styles.xml inflates from",
    ),
    # entities and depth
    "laughs.nxml": (laughs("article", JATS), "declares entities"),
    "laughs.xml": (laughs("PubmedArticleSet", PUBMED), "declares entities"),
    "laughs.docx": (
        zipped(word__document_xml=laughs("w:document", document(paragraph(SAID)))),
        "its word/document.xml declares entities",
    ),
    "outside.nxml": (
        f'<!DOCTYPE article [<!ENTITY x SYSTEM "SECRET">]>{JATS.replace(SAID, "&x;")}',
        "declares entities of its own",
    ),
    "parameter.nxml": (
        f'<!DOCTYPE article [<!ENTITY % x SYSTEM "SECRET"> %x;]>{JATS}',
        "declares entities of its own",
    ),
    "deep.nxml": (JATS.replace(SAID, DEEP), "nested too deep"),
    "deep.xml": (PUBMED.replace(SAID, DEEP), "nested too deep"),
    "deep.html": (HTML.replace(SAID, "<div>" * 3000 + SAID), "nested too deep"),
    "deep.docx": (
        zipped(word__document_xml=document(f"<w:p>{'<w:ins>' * 1000}{'</w:ins>' * 1000}</w:p>")),
        "nested too deep",
    ),
}
READ: dict[str, tuple[bytes | str, str]] = {
    "with spaces.txt": (SAID.replace("five", "11"), "for 11 days"),
    "emoji 😀.md": (SAID.replace("five", "12"), "for 12 days"),
    "new\nline.txt": (SAID.replace("five", "13"), "for 13 days"),
    "#part.txt": (SAID.replace("five", "14"), "for 14 days"),
    "שלום.txt": (SAID.replace("five", "15"), "for 15 days"),
    "-rf.txt": (SAID.replace("five", "16"), "for 16 days"),
    "UPPER.DOCX": (word_file(paragraph(SAID.replace("five", "17"))), "for 17 days"),
    "utf-16.nxml": (
        f"<?xml version='1.0' encoding='utf-16'?>{JATS.replace('five', '18')}".encode("utf-16"),
        "for 18 days",
    ),
    "utf-16.csv": (CSV.replace("five", "19").replace("row-1", "r19").encode("utf-16"), "19 days"),
    "latin-1.nxml": (
        f"<?xml version='1.0' encoding='iso-8859-1'?>{JATS.replace('five', '2 µ')}".encode(
            "latin-1"
        ),
        "for 2 µ days",
    ),
    "bom.ris": (b"\xef\xbb\xbf" + RIS.replace("five", "21").encode(), "for 21 days"),
    "windows.ris": (RIS.replace("five", "–22").encode("cp1252"), "for –22 days"),
    "old-mac.csv": (
        CSV.replace("five", "23").replace("\n", "\r").replace("row-1", "r23"),
        "23 days",
    ),
    "set-in.nxml": (f"<!-- x --><?pi?>{JATS.replace('five', '24')}", "for 24 days"),
    "fetched.nxml": (
        '<!DOCTYPE article PUBLIC "-//NLM//DTD JATS//EN" "http://127.0.0.1:9/JATS.dtd">'
        f"{JATS.replace('five', '25 &mu;')}",
        "for 25 μ days",
    ),
    "with-more-after-it.docx": (WORD + b"\0" * 50, SAID),
    "not-closed.html": (f"<html><p>{SAID.replace('five', '26')}<p><b>It was kept.", "for 26 days"),
}


def as_bytes(data: bytes | str) -> bytes:
    return data if isinstance(data, bytes) else data.encode()


class Outcome:
    """A folder of all the awkward files, ingested in one run."""

    def __init__(self, folder: Path) -> None:
        self.texts = folder / "texts"
        self.texts.mkdir()
        secret = folder / "secret.txt"
        secret.write_text("SECRETWORD")
        for name, (data, _) in {**LEFT_OUT, **READ}.items():
            written = as_bytes(data).replace(b'"SECRET"', f'"{secret.as_uri()}"'.encode())
            (self.texts / name).write_bytes(written)
        self.encoder = WordsEncoder()
        self.store = folder / "store"
        self.report = self.ingest()

    def ingest(self) -> Report:
        return ingest_folders([self.texts], store=self.store, encoder=self.encoder, max_mb=2)

    def texts_of(self, name: str) -> list[str]:
        reader = StoreReader(self.store)
        held = [one for one in reader.known.values() if one.path == str(self.texts / name)]
        return [reader.document(one.id).text for one in held]


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return Outcome(tmp_path_factory.mktemp("awkward"))


def test_there_are_forty_kinds_at_least_and_every_reader_has_some() -> None:
    assert len(LEFT_OUT) + len(READ) >= 40
    suffixes = {Path(name).suffix.lower() for name in (*LEFT_OUT, *READ)}
    elsewhere = {".pdf"}  # in test_pdf_files.py
    assert set(READERS) - {".markdown", ".text", ".htm", ".xhtml", ".tsv"} - elsewhere <= suffixes


@pytest.mark.parametrize("name", LEFT_OUT)
def test_an_awkward_file_is_left_out_with_its_true_reason(name: str, outcome: Outcome) -> None:
    reasons = dict(outcome.report.quarantined)
    reason = reasons[str(outcome.texts / name)]
    assert re.search(LEFT_OUT[name][1], reason), reason
    assert "\n" not in reason
    assert "Traceback" not in reason
    assert len(reason) < 220
    assert outcome.texts_of(name) == []


@pytest.mark.parametrize("name", READ)
def test_an_awkward_file_is_read_right(name: str, outcome: Outcome) -> None:
    assert str(outcome.texts / name) not in dict(outcome.report.quarantined)
    (text,) = outcome.texts_of(name)
    assert READ[name][1] in text


def test_nothing_is_lost_and_a_second_run_says_the_same(outcome: Outcome) -> None:
    assert len(outcome.report.added) == len(READ)
    assert len(outcome.report.quarantined) == len(LEFT_OUT)
    again = outcome.ingest()
    assert again.unchanged == len(READ)
    assert again.quarantined == outcome.report.quarantined
    assert again.encoded == 0


def test_what_an_entity_points_to_is_never_read(outcome: Outcome) -> None:
    reader = StoreReader(outcome.store)
    assert not any("SECRETWORD" in reader.document(one).text for one in reader.known)
    assert not any("SECRETWORD" in reason for _, reason in outcome.report.quarantined)


def test_nothing_is_fetched_for_a_file(tmp_path: Path) -> None:
    """A server that is asked for a file's type or picture would know of it."""
    import socket
    import threading

    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.5)
        address = f"http://127.0.0.1:{server.getsockname()[1]}"

        def listen() -> None:
            try:
                while True:
                    connection, _ = server.accept()
                    asked.append(connection.recv(100))
                    connection.close()
            except OSError:
                pass

        listener = threading.Thread(target=listen)
        listener.start()
        files = {
            "a.nxml": f'<!DOCTYPE article SYSTEM "{address}/a.dtd">{JATS}',
            "b.nxml": f'<!DOCTYPE article [<!ENTITY % x SYSTEM "{address}/x">%x;]>{JATS}',
            "c.html": HTML.replace("<h1>", f"<img src='{address}/p.png'><h1>"),
            "d.xml": f'<?xml-stylesheet href="{address}/s.xsl"?>{PUBMED}',
            "e.nxml": f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{address}"/>',
        }
        for name, text in files.items():
            (tmp_path / name).write_text(text)
            try:
                list(read_documents(tmp_path / name))
            except UnreadableDocument:
                continue
        listener.join()
    assert asked == []


@pytest.mark.parametrize(
    ("bound", "name", "data", "reason"),
    [
        ("reading._MOST_TAGS", "a.docx", WORD, "its word/document.xml holds more than 9 tags"),
        ("reading._MOST_TAGS", "a.nxml", JATS, "the file holds more than 9 tags"),
        ("reading._MOST_TAGS", "a.html", HTML + "<br>" * 9, "the file holds more than 9 tags"),
        ("reading._MOST_BLOCKS", "a.md", "a\n\n" * 10, "more than 9 paragraphs and rows"),
        ("reading._MOST_BLOCKS", "a.txt", "a\n\n" * 10, "more than 9 paragraphs and rows"),
        ("table._MOST_CELLS", "a.md", "|a|b|\n|-|-|\n" + "|1|2|\n" * 9, "more than 9 cells"),
        (
            "table._MOST_CELLS",
            "a.html",
            f"<p>{SAID}</p><table><tr><th>A<th>B</tr><tr><td colspan=200>1<td>2</tr></table>",
            "more than 9 cells",
        ),
    ],
)
def test_a_file_of_too_many_pieces_is_left_out_before_it_fills_the_memory(
    bound: str,
    name: str,
    data: bytes | str,
    reason: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / name).write_bytes(as_bytes(data))
    list(read_documents(tmp_path / name))
    monkeypatch.setattr(f"ingest.readers.{bound}", 9)
    with pytest.raises(UnreadableDocument, match=reason):
        list(read_documents(tmp_path / name))


def test_a_folder_that_may_not_be_listed_is_said_and_the_rest_is_read(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.write({"open/a.txt": SAID, "shut/b.txt": "Another text stands here."})
    scan = os.scandir

    def scandir(path: str) -> object:
        if str(path).endswith("shut"):  # root may list every folder, so chmod would not do
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", scandir)
    report = library.ingest()
    assert report.added == ["open-a"]
    assert [place for place, _ in report.quarantined] == [str(library.texts / "shut")]


@pytest.mark.parametrize("suffix", [".docx", ".nxml", ".csv", ".ris"])
def test_a_link_out_of_the_folder_is_not_followed(suffix: str, library: Library) -> None:
    library.write({"a.txt": SAID})
    outside = library.texts.parent / f"secret{suffix}"
    outside.write_bytes(WORD)
    (library.texts / f"linked{suffix}").symlink_to(outside)
    report = library.ingest()
    assert [reason for _, reason in report.quarantined] == [
        "is a link that leads out of the folder"
    ]


def test_a_name_that_holds_a_lines_end_is_said_on_one_line(library: Library, capsys) -> None:
    from ingest.__main__ import _left_out

    library.write({"a.txt": SAID, "two\nlines \x1b[31m.docx": "x"})
    (line,) = _left_out(library.ingest().quarantined)
    assert "two\\nlines \\x1b[31m.docx: the file is not a sound DOCX" in line


def test_parts_that_share_a_reason_share_a_line() -> None:
    from ingest.__main__ import _left_out

    shown = list(_left_out([(f"/t/a.ris#{n}", "holds no abstract") for n in range(9)]))
    assert shown == ["left out: /t/a.ris (0, 1, 2 and 6 more): holds no abstract"]


@pytest.mark.parametrize("suffix", [".docx", ".nxml", ".html"])
def test_real_or_not_a_fault_of_a_reader_costs_no_other_file(
    suffix: str, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault that nobody foresaw is said as one, and the run goes on."""
    from ingest import files

    prepare = files.prepare_documents

    def fail(path: Path, **more: object) -> object:
        if path.suffix == suffix:
            raise KeyError("a fault")
        return prepare(path, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(files, "prepare_documents", fail)
    library.write({"a.txt": SAID, f"b{suffix}": "x"})
    report = library.ingest()
    assert report.added == ["a"]
    ((_, reason),) = report.quarantined
    assert (
        reason == "could not be read, by a fault of this program (KeyError: 'a fault'); report it"
    )
