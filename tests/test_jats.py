"""JATS and PubMed's XML: the article's own words and record; its references are not among them."""

from datetime import date
from pathlib import Path

import pytest

from ingest.prepare import prepare_documents
from ingest.readers import LeftOut, Reading, UnreadableDocument, read_documents, read_page

SHARED = Path(__file__).parents[2] / "shared" / "bench" / "documents"
needs_files = pytest.mark.skipif(not SHARED.is_dir(), reason=f"no files at {SHARED}")

META = """
<journal-meta><journal-title-group><journal-title>Pain</journal-title></journal-title-group>
</journal-meta><article-meta><article-id pub-id-type="pmid">123456</article-id>
<article-id pub-id-type="pmc">987</article-id><article-id pub-id-type="doi">10.1000/x.1</article-id>
<title-group><article-title>Ketamine in <italic>CRPS</italic></article-title></title-group>
<contrib-group><contrib contrib-type="author"><name><surname>Kim</surname>
<given-names>Sang-hoon A.</given-names></name><xref ref-type="aff" rid="a">1</xref></contrib>
<contrib contrib-type="author"><collab>The Pain Group</collab></contrib>
<contrib contrib-type="editor"><name><surname>Ed</surname><given-names>I</given-names></name>
</contrib><aff id="a">A University</aff></contrib-group>
<pub-date pub-type="epub"><year>2017</year></pub-date>
<pub-date pub-type="ppub"><year>2018</year></pub-date>
<volume>12</volume><issue>3</issue><fpage>45</fpage><lpage>51</lpage>
<permissions><license xmlns:xlink="http://www.w3.org/1999/xlink"
 xlink:href="http://creativecommons.org/licenses/by/4.0/"><license-p>x</license-p></license>
</permissions><abstract><p>It eased pain.</p></abstract></article-meta>"""
BODY = "<sec><title>Results</title><p>Pain fell.</p></sec>"


def article(body: str = BODY, *, meta: str = META, back: str = "", kind: str = "") -> str:
    named = f' article-type="{kind}"' if kind else ""
    return f"<article{named}><front>{meta}</front><body>{body}</body><back>{back}</back></article>"


def read(folder: Path, text: str, name: str = "a.nxml") -> Reading:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_page(path)


def words_of(reading: Reading) -> list[str]:
    return [reading.text[block.start : block.end] for block in reading.blocks]


def test_the_record_is_read_from_the_front(tmp_path: Path) -> None:
    assert read(tmp_path, article()).record == {
        "title": "Ketamine in CRPS",
        "authors": ["Kim SHA", "The Pain Group"],
        "journal": "Pain",
        "year": 2018,
        "volume": "12(3)",
        "pages": "45–51",
        "doi": "10.1000/x.1",
        "pmid": "123456",
        "pmcid": "PMC987",
        "licence": "CC BY 4.0",
        "holds": "full-text",
    }


@pytest.mark.parametrize(
    ("kind", "known"),
    [
        ("systematic-review", "systematic-review"),
        ("protocol", "protocol"),
        ("review-article", None),  # of either kind
        ("research-article", None),
    ],
)
def test_a_kind_is_told_only_where_it_is_certain(
    kind: str, known: str | None, tmp_path: Path
) -> None:
    assert read(tmp_path, article(kind=kind)).record.get("kind") == known


def test_an_article_without_a_body_holds_an_abstract(tmp_path: Path) -> None:
    assert read(tmp_path, article("")).record["holds"] == "abstract"


def test_a_retraction_before_the_title_is_the_articles_status(tmp_path: Path) -> None:
    meta = META.replace("Ketamine in", "RETRACTED: Ketamine in")
    assert read(tmp_path, article(meta=meta)).record["status"] == "retracted"


def test_sections_are_read_and_what_is_about_the_paper_is_not(tmp_path: Path) -> None:
    back = (
        "<ack><p>We thank all.</p></ack><ref-list><ref><mixed-citation>Old work.</mixed-citation>"
        "</ref></ref-list><app-group><app><title>Appendix</title><p>The form.</p></app></app-group>"
        "<sec><title>Competing interests</title><p>None.</p></sec>"
    )
    body = f"{BODY}<sec><title>Acknowledgments</title><p>We thank all.</p></sec>"
    assert words_of(read(tmp_path, article(body, back=back))) == [
        "Ketamine in CRPS",
        "Abstract",
        "It eased pain.",
        "Results",
        "Pain fell.",
        "Appendix",
        "The form.",
    ]


def test_a_text_before_the_first_section_is_not_of_the_abstract(tmp_path: Path) -> None:
    words = words_of(read(tmp_path, article(f"<p>Pain is common.</p>{BODY}")))
    assert words[1:5] == ["Abstract", "It eased pain.", "Main text", "Pain is common."]


@pytest.mark.parametrize(
    ("inside", "read_as"),
    [
        (
            'Give 0.35 mg/kg<sup><xref ref-type="bibr">12</xref></sup> now.',
            "Give 0.35 mg/kg [12] now.",
        ),
        (
            'Give 0.35 mg/kg<xref ref-type="bibr"><sup>12</sup></xref> now.',
            "Give 0.35 mg/kg [12] now.",
        ),
        ('Give 0.35 mg/kg<xref ref-type="bibr">12</xref> now.', "Give 0.35 mg/kg [12] now."),
        ('Give 0.35 mg/kg <xref ref-type="bibr">12</xref>.', "Give 0.35 mg/kg [12]."),
        ('(at 0.35 mg/kg<xref ref-type="bibr">12</xref>)', "(at 0.35 mg/kg [12])"),
        (
            'fell<sup><xref ref-type="bibr">1</xref>,<xref ref-type="bibr">3</xref>–'
            '<xref ref-type="bibr">5</xref></sup>',
            "fell [1,3–5]",
        ),
        (
            'fell [<xref ref-type="bibr">1</xref>, <xref ref-type="bibr">2</xref>].',
            "fell [1, 2].",
        ),
        ('fell (see <xref ref-type="bibr">1</xref>).', "fell (see 1)."),
        ('<xref ref-type="bibr">Kim et al., 2001</xref> gave 5 mg', "Kim et al., 2001 gave 5 mg"),
        ('in <xref ref-type="fig">Figure 2</xref>', "in Figure 2"),
        ("10<sup>-3</sup> to 10<sup>5</sup>", "10⁻³ to 10⁵"),
        ("CO<sub>2</sub>, log<sub>10</sub>, 10<sub>2</sub>", "CO2, log10, 10₂"),
        ("5<sup>th</sup>, 12.5<sup>a</sup>", "5th, 12.5ᵃ"),
        ("kg<sup>−1</sup> min<sup>−1</sup>", "kg⁻¹ min⁻¹"),
        ("<bold>not</bold> given<break/>at all", "not given at all"),
        ("It was<fn><p>Aside.</p></fn> given", "It was given"),
        (
            '<inline-formula><mml:math xmlns:mml="m"><mml:msup><mml:mn>10</mml:mn>'
            "<mml:mn>3</mml:mn></mml:msup></mml:math></inline-formula> cells",
            "10³ cells",
        ),
        ("<inline-formula><inline-graphic/></inline-formula> mg", "[formula] mg"),
        (
            "<inline-formula><tex-math>x^2</tex-math></inline-formula> mg",
            "[formula] mg",
        ),
    ],
)
def test_what_is_set_apart_never_joins_a_word_or_a_dose(
    inside: str, read_as: str, tmp_path: Path
) -> None:
    words = words_of(read(tmp_path, article(f"<sec><title>R</title><p>{inside}</p></sec>")))
    assert read_as in words


def test_an_entity_of_the_files_type_is_read_as_what_it_stands_for(tmp_path: Path) -> None:
    head = '<!DOCTYPE article PUBLIC "-//NLM//DTD JATS//EN" "JATS.dtd">'
    body = "<sec><title>R</title><p>350 &mu;g &le; &odd;</p></sec>"
    assert words_of(read(tmp_path, head + article(body)))[-1] == "350 μg ≤ [odd]"


def test_a_list_within_a_paragraph_parts_it(tmp_path: Path) -> None:
    body = (
        '<p>Give:<list list-type="order"><list-item><p>saline</p></list-item><list-item><p>ketamine'
        "</p></list-item></list>and wait.</p>"
    )
    assert words_of(read(tmp_path, article(body)))[-4:] == [
        "Give:",
        "1. saline",
        "2. ketamine",
        "and wait.",
    ]


def test_a_table_stands_under_its_caption_at_the_end_of_its_section(tmp_path: Path) -> None:
    wrap = (
        "<table-wrap><label>Table 1</label><caption><title>Doses</title><p>By weight.</p></caption>"
        "<table><thead><tr><th>Route</th><th>Dose<xref ref-type='table-fn'>a</xref></th></tr>"
        "</thead><tbody><tr><td>iv</td><td>0.3 mg/kg<xref ref-type='bibr'>4</xref></td></tr>"
        "</tbody></table><table-wrap-foot><fn><label>a</label><p>At first.</p></fn>"
        "</table-wrap-foot></table-wrap>"
    )
    body = f"<sec><title>Results</title>{wrap}<p>Pain fell.</p></sec>{BODY}"
    reading = read(tmp_path, article(body))
    assert words_of(reading)[3:10] == [
        "Results",
        "Pain fell.",
        "Table 1. Doses",
        "By weight.",
        "Route | Dose ᵃ",
        "iv | 0.3 mg/kg [4]",
        "ᵃ At first.",
    ]
    row = reading.blocks[8]
    assert (row.role, reading.text[slice(*row.header)]) == ("row", "Route | Dose ᵃ")


def test_a_figures_caption_is_a_paragraph(tmp_path: Path) -> None:
    fig = "<fig><label>Figure 1</label><caption><p>Pain in both arms.</p></caption></fig>"
    assert words_of(read(tmp_path, article(f"{BODY}<p>Seen.{fig}</p>")))[-2:] == [
        "Seen.",
        "Figure 1. Pain in both arms.",
    ]


def test_a_set_of_articles_is_read_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "set.xml"
    other = article(meta=META.replace("987", "988").replace("eased", "did not ease"))
    path.write_text(f"<pmc-articleset>{article()}{other}<article/></pmc-articleset>")
    first, second, third = read_documents(path)
    assert (first.part, second.part) == ("PMC987", "PMC988")
    assert third == LeftOut("article 3", "the article holds neither an abstract nor a text")


def test_another_xml_is_left_out_with_its_roots_name(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match=r"XML of another kind \(its root is <rss>\)"):
        read(tmp_path, "<rss><channel/></rss>", "a.xml")


CITATION = """<PubmedArticle><MedlineCitation><PMID>%s</PMID><Article>
<Journal><JournalIssue><Volume>378</Volume><Issue>20</Issue><PubDate><Year>2018</Year></PubDate>
</JournalIssue><Title>Pain</Title></Journal><ArticleTitle>Ketamine in CRPS.</ArticleTitle>
<Pagination><MedlinePgn>1-9</MedlinePgn></Pagination>
<ELocationID EIdType="doi">10.1000/x.1</ELocationID>
<Abstract>%s</Abstract><AuthorList><Author><LastName>Kim</LastName><Initials>SH</Initials></Author>
<Author><CollectiveName>The Pain Group</CollectiveName></Author></AuthorList>
<PublicationTypeList>%s</PublicationTypeList></Article>%s</MedlineCitation>
<PubmedData><ArticleIdList><ArticleId IdType="pmc">PMC9</ArticleId></ArticleIdList></PubmedData>
</PubmedArticle>"""
LABELLED = (
    '<AbstractText Label="BACKGROUND">Pain is common.</AbstractText>'
    '<AbstractText Label="RESULTS">It fell by 10<sup>-3</sup>.</AbstractText>'
)


def citation(pmid: str = "111222", types: str = "", notices: str = "", text: str = LABELLED) -> str:
    named = "".join(f"<PublicationType>{one}</PublicationType>" for one in types.split(";") if one)
    return CITATION % (pmid, text, named, notices)


def pubmed(folder: Path, *citations: str) -> list[Reading | LeftOut]:
    path = folder / "export.xml"
    path.write_text(f"<PubmedArticleSet>{''.join(citations)}</PubmedArticleSet>")
    return list(read_documents(path))


def test_each_record_of_pubmed_is_a_document_with_its_labels_as_headings(tmp_path: Path) -> None:
    one, two = pubmed(tmp_path, citation("1"), citation("2"))
    assert (one.part, two.part) == ("1", "2")
    assert words_of(one) == [
        "Ketamine in CRPS",
        "Background",
        "Pain is common.",
        "Results",
        "It fell by 10⁻³.",
    ]
    assert one.record == {
        "title": "Ketamine in CRPS",
        "authors": ["Kim SH", "The Pain Group"],
        "journal": "Pain",
        "year": 2018,
        "volume": "378(20)",
        "pages": "1-9",
        "doi": "10.1000/x.1",
        "pmid": "1",
        "pmcid": "PMC9",
        "holds": "abstract",
    }


@pytest.mark.parametrize(
    ("types", "kind"),
    [
        ("Journal Article;Randomized Controlled Trial", "rct"),
        ("Meta-Analysis;Review", "systematic-review"),
        ("Systematic Review", "systematic-review"),
        ("Practice Guideline", "guideline"),
        ("Review;Journal Article", "narrative-review"),
        ("Randomized Controlled Trial;Meta-Analysis", "rct"),  # of two that differ, the weaker
        ("Randomized Controlled Trial, Veterinary", None),
        ("Journal Article", None),
        ("Letter", None),
    ],
)
def test_the_types_that_pubmed_gives_tell_the_kind(
    types: str, kind: str | None, tmp_path: Path
) -> None:
    (reading,) = pubmed(tmp_path, citation(types=types))
    assert reading.record.get("kind") == kind


def test_a_retraction_that_pubmed_knows_of_is_the_status(tmp_path: Path) -> None:
    def notice(kind: str) -> str:
        return (
            f'<CommentsCorrectionsList><CommentsCorrections RefType="{kind}"><RefSource>'
            "Pain. 2020 Jun 4;382(23):2268</RefSource></CommentsCorrections>"
            "</CommentsCorrectionsList>"
        )

    by_type, by_notice, concern, of_another = pubmed(
        tmp_path,
        citation("1", types="Retracted Publication"),
        citation("2", notices=notice("RetractionIn")),
        citation("3", notices=notice("ExpressionOfConcernIn")),
        citation("4", notices=notice("RetractionOf")),
    )
    assert by_type.record["status"] == "retracted"
    assert by_notice.record["status"] == "retracted"
    assert by_notice.record["status_notice"] == "Pain. 2020 Jun 4;382(23):2268"
    assert by_notice.record["status_date"] == date(2020, 6, 4)
    assert concern.record["status"] == "concern"
    assert "status" not in of_another.record


def test_a_record_without_an_abstract_is_left_out_by_its_number(tmp_path: Path) -> None:
    kept, left = pubmed(tmp_path, citation("1"), citation("2", text=""))
    assert kept.part == "1"
    assert left == LeftOut("2", "the record holds no abstract")


SET_APART = {"fn", "fig", "table-wrap", "supplementary-material"}
ABOUT_PAPER = {"competing interests", "funding", "disclosure", "authors' contributions"}


@needs_files
@pytest.mark.parametrize("path", sorted(SHARED.glob("*/*.*xml")), ids=lambda path: path.name)
def test_a_real_file_is_read_whole(path: Path) -> None:
    from lxml import etree
    from test_clean import count_quarters

    (prepared,) = prepare_documents(path, slug="a", count_pieces=count_quarters)
    source, text = prepared.document.source, prepared.document.text
    assert source.title
    assert source.pmid
    assert source.year
    assert len(source.authors) >= 2
    root = etree.parse(str(path)).getroot()
    words, checked = " ".join(text.split()), 0
    for one in root.iterfind(".//body//p"):
        above = list(one.iterancestors())
        titles = {"".join(each.findtext("title") or "").lower() for each in above}
        apart = ABOUT_PAPER & titles or {each.tag for each in above} & SET_APART
        if one.text and one.text.strip() and not apart:  # as far as its first mark
            assert " ".join(one.text.split()) in words
            checked += 1
    assert checked >= 5 or source.holds == "abstract"
    assert "Google Scholar" not in text
    assert prepared.removed == ()


@needs_files
def test_a_real_table_reads_row_by_row() -> None:
    reading = read_page(SHARED / "jats_analgesia" / "PMC5244020.nxml")
    rows = {reading.text[block.start : block.end]: block for block in reading.blocks}
    row = rows["VAS Pain | Lavender (22) | 3.92 (1.51) | 0.413"]
    assert reading.text[slice(*row.header)] == "Variables | Group (n) | Mean (SD) | P value"
    assert "Surgery: Laparoscopic | 15 (68.18) | 13 (59.09) | 15 (68.18) | 0.774" in rows
    mean = (
        "Pain magnitude was not significantly reduced in either control subgroup (nonhypertensives,"
        " n = 15; hypertensives, n = 7) but was reduced significantly in both the lavender"
    )
    assert mean in reading.text
