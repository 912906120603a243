"""Every reader on files that were broken by chance: read or refused, soon, and never a crash.

`pytest tests/test_fuzz.py --fuzz 20000` breaks as many files for each reader.
"""

import io
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_jats import citation
from word_file import cell, footnotes, item, paragraph, row, run, table, word_file

from ingest.prepare import Prepared, prepare_documents
from ingest.readers import UnreadableDocument

LONGEST_SECONDS = 30
JATS = (
    '<?xml version="1.0"?><!DOCTYPE article PUBLIC "-//NLM//DTD JATS//EN" "a.dtd"><article '
    'article-type="protocol"><front><article-meta><article-id pub-id-type="doi">10.1000/x.1'
    "</article-id><title-group><article-title>On <italic>pain</italic></article-title>"
    '</title-group><contrib-group><contrib contrib-type="author"><name><surname>Kim</surname>'
    "<given-names>S H</given-names></name></contrib></contrib-group><pub-date><year>2018</year>"
    "</pub-date><abstract><sec><title>Aims</title><p>It fell.</p></sec></abstract></article-meta>"
    '</front><body><sec><title>R</title><p>Give 5 mg<sup><xref ref-type="bibr">1</xref>,<xref '
    'ref-type="bibr">2</xref></sup> &mu; <inline-formula><mml:math xmlns:mml="m"><mml:msup>'
    "<mml:mn>10</mml:mn><mml:mn>3</mml:mn></mml:msup></mml:math></inline-formula></p><list "
    'list-type="order"><list-item><p>one</p></list-item></list><table-wrap><label>Table 1</label>'
    '<caption><title>Doses</title></caption><table><thead><tr><th rowspan="2">A</th><th '
    'colspan="2">B</th></tr><tr><th>C</th><th>D</th></tr></thead><tbody><tr><td>1</td><td>2</td>'
    "<td>3</td></tr></tbody></table><table-wrap-foot><fn><label>a</label><p>x</p></fn>"
    "</table-wrap-foot></table-wrap><fig><label>F</label><caption><p>Seen.</p></caption></fig>"
    "</sec></body><back><ref-list><ref/></ref-list></back></article>"
)
HTML = (
    "<!doctype html><html><head><meta charset=utf-8><meta name='citation_doi' content='10.1000/x'>"
    "<title>T</title></head><body><nav>Home</nav><h1>Pain</h1><p>It was given for five days."
    "<sup>2</sup></p><ul><li>one<li>two</ul><table><caption>Doses</caption><tr><th rowspan=2>A</th>"
    "<th colspan=2>B</th></tr><tr><th>C<th>D</tr><tr><td>1<td>2<br>3<td>4</tr></table><math><msup>"
    "<mn>10</mn><mn>3</mn></msup></math><p>Then it rose again, and was stopped.</p></body></html>"
)
MARKDOWN = (
    "---\ntitle: A\nyear: 2018\n---\n# Pain\n\nIt was **given** for [five](x) days.\n\n1. one\n2. "
    "two\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\n<p>x<sup>2</sup></p>\n\n```\ncode\n```\n"
)
RIS = (
    "TY  - JOUR\nAU  - Kim, S. H.\nTI  - On pain\nPY  - 2018\nSP  - 1\nEP  - 9\nDO  - 10.1000/x\n"
    "AB  - <jats:p>It fell by 10<jats:sup>-3</jats:sup>.</jats:p>\nL1  - a.pdf\nER  - \n"
    "TY  - BOOK\nT1  - Two\nN2  - It rose.\nER  - \n"
)
BIB = (
    "@string{p = {Pain}}\n@article{k,\n title = {{On} pain: 5\\% of 10$^{-3}$},\n author = {Kim, S"
    " and L{\\'e}o Li},\n journal = p, year = 2018, file = {:a.pdf:PDF},\n abstract = {It fell"
    ' by 50% \\& 0.35\\,mg/kg.}\n}\n@comment{x}\n@book{b, abstract = "It rose."}\n'
)
CSV = 'id,title,year,text\na,"On, pain",2018,"It fell; ""so"".\n\nTwice."\nb,,,It rose.\n'
PLAIN = "Methods\n\nIt was given for five days,\nand the pain fell.\n\n- one\n- two\n\fA\tB\n1\t2\n"
WORD = word_file(
    paragraph("Pain", style="H1"),
    paragraph(run("10") + run("-3", '<w:vertAlign w:val="superscript"/>') + run(" mg")),
    item("one", 1),
    paragraph("Table 1. Doses", style="C"),
    table(
        row("A", "B", marks="<w:tblHeader/>"),
        row(cell("1", '<w:vMerge w:val="restart"/>'), "2"),
        row(cell("", "<w:vMerge/>"), cell("3", '<w:gridSpan w:val="2"/>')),
    ),
    "<w:p><m:oMath><m:sSup><m:e><m:r><m:t>10</m:t></m:r></m:e></m:sSup></m:oMath></w:p>",
    footnotes=footnotes("A note."),
)
SEEDS: dict[str, bytes] = {
    ".nxml": JATS.encode(),
    ".xml": f"<PubmedArticleSet>{citation('1')}{citation('2')}</PubmedArticleSet>".encode(),
    ".html": HTML.encode(),
    ".md": MARKDOWN.encode(),
    ".txt": PLAIN.encode(),
    ".ris": RIS.encode(),
    ".bib": BIB.encode(),
    ".csv": CSV.encode(),
    ".docx": WORD,
}
PIECES = [
    *(
        b"<",
        b">",
        b"&",
        b"</",
        b"<p>",
        b"</p>",
        b"<td>",
        b"<tr>",
        b"<sec>",
        b"<sup>",
        b"&mu;",
        b"]]>",
    ),
    *(
        b"<!--",
        b"<![CDATA[",
        b"<!DOCTYPE a [<!ENTITY x 'y'>]>",
        b"&x;",
        b"<w:p>",
        b"<w:tbl>",
        b"<w:tc>",
    ),
    *(b"\x00", b"\xff", b"\xed\xa0\x80", b"\xef\xbf\xbf", b"\xc3", "é\u202e\u2028😀".encode()),
    *(
        b"\n",
        b"\r",
        b"\t",
        b"\x0c",
        b" " * 500,
        b"\n" * 50,
        b'"',
        b"'",
        b"{",
        b"}",
        b"\\",
        b"$",
        b"%",
    ),
    *(
        b"@article{",
        b"TY  - JOUR\n",
        b"ER  - \n",
        b"---\n",
        b"| a | b |\n",
        b"# ",
        b",",
        b";",
        b"\\frac{",
    ),
    *(
        b"colspan='99999'",
        b"rowspan='1000'",
        b"0" * 300,
        b"a" * 3000,
        b"-1",
        b"1e999",
        b"(((((((((((",
    ),
]
Change = tuple[str, int, int, bytes]
CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["put", "drop", "repeat", "flip", "move"]),
        st.integers(0, 10**6),
        st.integers(0, 400),
        st.one_of(st.sampled_from(PIECES), st.binary(max_size=8)),
    ),
    min_size=1,
    max_size=8,
)


def broken(data: bytes, changes: list[Change]) -> bytes:
    for how, place, length, piece in changes:
        at = place % (len(data) + 1)
        end = min(len(data), at + length)
        if how == "put":
            data = data[:at] + piece + data[at:]
        elif how == "drop":
            data = data[:at] + data[end:]
        elif how == "repeat":
            data = data[:at] + data[at:end] * (2 + length % 40) + data[end:]
        elif how == "flip" and at < len(data):
            data = data[:at] + bytes([data[at] ^ (1 << length % 8)]) + data[at + 1 :]
        else:
            data = data[end:] + data[at:end] + data[:at]
    return data


def broken_within(data: bytes, changes: list[Change]) -> bytes:
    """A DOCX that is a sound zip, of parts that are not sound."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as sound,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed,
    ):
        for at, name in enumerate(sound.namelist()):
            mine = [one for one in changes if at == 1 or one[1] % 5 == at]
            packed.writestr(name, broken(sound.read(name), mine))
    return made.getvalue()


def count_quarters(texts: list[str]) -> list[int]:
    return [-(-len(text) // 4) for text in texts]


@pytest.mark.parametrize("suffix", SEEDS)
def test_a_broken_file_is_read_or_refused(
    suffix: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    path = tmp_path / f"broken{suffix}"

    @settings(
        max_examples=request.config.getoption("--fuzz"),
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(CHANGES, st.booleans())
    def try_one(changes: list[Change], within: bool) -> None:
        seed = SEEDS[suffix]
        data = (
            broken_within(seed, changes) if suffix == ".docx" and within else broken(seed, changes)
        )
        path.write_bytes(data)
        started, reason = time.perf_counter(), ""
        try:
            parts = list(prepare_documents(path, slug="a", count_pieces=count_quarters, max_mb=2))
        except UnreadableDocument as error:
            parts, reason = [], str(error)
        assert "\n" not in reason
        assert time.perf_counter() - started < LONGEST_SECONDS
        for one in parts:
            if isinstance(one, Prepared):
                check(one)

    try_one()


def check(prepared: Prepared) -> None:
    """What must hold of any document, however broken its file was."""
    document = prepared.document
    assert document.text.encode()
    edges = [edge for one in document.passages for edge in (one.start, one.end)]
    assert edges[0] == 0
    assert edges[-1] == len(document.text)
    assert all(a == b for a, b in zip(edges[1:-1:2], edges[2::2], strict=True))
    ends = 0
    for one in document.sentences:
        assert ends <= one.start < one.end <= len(document.text)
        ends = one.end


@pytest.mark.parametrize("suffix", SEEDS)
def test_the_file_that_is_broken_was_sound(suffix: str, tmp_path: Path) -> None:
    (tmp_path / f"a{suffix}").write_bytes(SEEDS[suffix])
    parts = list(prepare_documents(tmp_path / f"a{suffix}", slug="a", count_pieces=count_quarters))
    assert all(isinstance(one, Prepared) for one in parts)
    assert parts
