"""RIS, BibTeX and CSV: records for files beside them, and texts of their own."""

from pathlib import Path

import pytest
from conftest import Library

from ingest.readers import LeftOut, Reading, UnreadableDocument, read_documents
from ingest.readers.bibtex import references_of_bibtex
from ingest.readers.latex import UnknownLatex, plain_latex
from ingest.readers.ris import references_of_ris
from ingest.reference_lists import ReferenceLists
from ingest.store import StoreReader

TEXT = "Ketamine was given for five days and the pain fell by two points in most of them.\n"
RIS = """TY  - JOUR
AU  - Kim, Sang-hoon A.
AU  - The Pain Group
TI  - Ketamine in CRPS
JO  - Pain
PY  - 2018/05/17
VL  - 12
IS  - 3
SP  - 45
EP  - 51
DO  - https://doi.org/10.1000/x.1
AN  - 29768149
{more}ER  -
"""
BIB = """@article{{kim2018,
  title = {{{{Ketamine}} in {{CRPS}}: 50\\% of 10$^{{-3}}$}},
  author = {{Kim, Sang-hoon A. and J{{\\'e}}r{{\\^o}}me van der Berg and {{The Pain Group}}}},
  journal = {{Pain}}, year = 2018, volume = 12, number = 3, pages = {{45--51}},
  doi = {{10.1000/x\\_1}},
  {more}
}}
"""


def ris(more: str = "", **fields: str) -> str:
    text = RIS.format(more=more)
    for tag, value in fields.items():
        text = "\n".join(
            f"{tag}  - {value}" if line.startswith(f"{tag} ") else line for line in text.split("\n")
        )
    return text


def bib(more: str = "", key: str = "kim2018") -> str:
    return BIB.format(more=more).replace("kim2018", key)


def read(folder: Path, name: str, text: str) -> list[Reading | LeftOut]:
    (folder / name).write_text(text, encoding="utf-8")
    return list(read_documents(folder / name))


def test_a_ris_entry_gives_the_record() -> None:
    (entry,) = references_of_ris(ris().encode())
    assert dict(entry.record) == {
        "title": "Ketamine in CRPS",
        "authors": ["Kim SHA", "The Pain Group"],
        "journal": "Pain",
        "year": 2018,
        "volume": "12(3)",
        "pages": "45–51",
        "doi": "10.1000/x.1",
        "pmid": "29768149",
    }


def test_a_bibtex_entry_gives_the_record() -> None:
    (entry,) = references_of_bibtex(bib().encode())
    assert dict(entry.record) == {
        "title": "Ketamine in CRPS: 50% of 10⁻³",
        "authors": ["Kim SHA", "van der Berg J", "The Pain Group"],
        "journal": "Pain",
        "year": 2018,
        "volume": "12(3)",
        "pages": "45–51",
        "doi": "10.1000/x_1",
    }


def test_an_entry_that_was_cut_short_is_still_an_entry() -> None:
    entries = references_of_ris(b"TY  - JOUR\nTI  - One\nTY  - JOUR\nTI  - Two\nER  - \n")
    assert [entry.record["title"] for entry in entries] == ["One", "Two"]


def test_a_retraction_before_a_title_is_its_status() -> None:
    (entry,) = references_of_ris(ris(TI="RETRACTED: Ketamine in CRPS").encode())
    assert entry.record["status"] == "retracted"


@pytest.mark.parametrize(
    ("latex", "plain"),
    [
        (r"fell by 50% in patients", "fell by 50% in patients"),
        (r"fell by 50\% in patients", "fell by 50% in patients"),
        (r"10\textsuperscript{-3} and 10$^{5}$ and 10\^{}-3", "10⁻³ and 10⁵ and 10⁻³"),
        (r"H$_2$O, $\alpha_2$, x\textsubscript{1}", "H2O, α2, x1"),
        (r"350 $\mu$g and 5 {\textmu}g", "350 μg and 5 µg"),
        (r"$p<0.05$, P < 0.05", "p<0.05, P < 0.05"),
        (r"(~5 mg), 5~mg", "(~5 mg), 5 mg"),
        (r"from $5 to $10 a day", "from $5 to $10 a day"),
        (r"0.3 $\pm$ 0.1, $\geq 3$", "0.3 ± 0.1, ≥ 3"),
        (r"na{\"i}ve \& {\O}", "naïve & Ø"),
        ("plain words", "plain words"),
    ],
)
def test_latex_reads_as_it_is_seen(latex: str, plain: str) -> None:
    assert " ".join(plain_latex(latex).split()) == plain


def test_a_command_that_is_not_known_is_never_passed_over(tmp_path: Path) -> None:
    with pytest.raises(UnknownLatex):
        plain_latex(r"give \SI{5}{\milli\gram} now")
    more = r"abstract = {Give \SI{5}{\milli\gram} now.},"
    assert read(tmp_path, "a.bib", bib(more)) == [
        LeftOut("kim2018", r"its abstract holds LaTeX that is not known here: \SI")
    ]


def test_an_entry_with_an_abstract_is_a_document_that_holds_an_abstract(tmp_path: Path) -> None:
    (one,) = read(tmp_path, "a.ris", ris("AB  - Pain fell by 50%.\n"))
    assert (one.text, one.part, one.record["holds"]) == (
        "Pain fell by 50%.",
        "10.1000/x.1",
        "abstract",
    )
    (two,) = read(tmp_path, "a.bib", bib("abstract = {Pain fell by 50% and 0.35 mg/kg.},"))
    assert (two.text, two.part) == ("Pain fell by 50% and 0.35 mg/kg.", "kim2018")


def test_marks_in_an_abstract_are_no_words(tmp_path: Path) -> None:
    marked = "<jats:p>Pain fell by 10<jats:sup>-3</jats:sup>.</jats:p>"
    (one,) = read(tmp_path, "a.ris", ris(f"AB  - {marked}\n"))
    assert one.text == "Pain fell by 10⁻³."
    (two,) = read(tmp_path, "b.ris", ris("AB  - It was so (P<0.05 and n<i).\n"))
    assert two.text == "It was so (P<0.05 and n<i)."


def test_two_entries_with_one_key_are_two(tmp_path: Path) -> None:
    text = bib("abstract = {One was.},") + bib("abstract = {Two were.},")
    assert [one.part for one in read(tmp_path, "a.bib", text)] == ["kim2018", "kim2018~2"]


def test_an_entry_that_is_not_sound_costs_no_other(tmp_path: Path) -> None:
    text = bib("abstract = {One was.},", "a") + "@article{b, title={x\n\n" + bib(key="c")
    found = {one.part: one for one in read(tmp_path, "a.bib", text)}
    assert isinstance(found["a"], Reading)
    assert "no abstract" in found["c"].reason
    (broken,) = [one for name, one in found.items() if name.startswith("line ")]
    assert "is not sound BibTeX" in broken.reason


@pytest.mark.parametrize(("name", "text"), [("a.ris", "Just words."), ("a.bib", "Just words.")])
def test_a_list_without_an_entry_is_refused(name: str, text: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match=r"holds no (RIS|BibTeX) entry"):
        read(tmp_path, name, text)


@pytest.mark.parametrize(("suffix", "text"), [(".ris", ris("AB  - So.\n")), (".bib", bib())])
def test_a_list_of_one_entry_is_the_sidecar_of_the_file_it_is_named_after(
    suffix: str, text: str, library: Library
) -> None:
    library.write({"kim.txt": TEXT, f"kim{suffix}": text})
    report = library.ingest()
    assert (report.added, report.quarantined) == (["kim"], [])
    source = StoreReader(library.store).sources["kim"]
    assert (source.year, source.authors[0], source.volume) == (2018, "Kim SHA", "12(3)")
    assert library.ingest().unchanged == 1
    library.write({f"kim{suffix}": text.replace("2018", "2019")})
    assert library.ingest().updated == ["kim"]


def test_a_yaml_sidecar_wins_over_a_list_and_front_matter_over_both(library: Library) -> None:
    library.write({"kim.txt": f"---\nyear: 2020\n---\n{TEXT}", "kim.ris": ris()})
    library.write({"kim.yaml": "title: By hand\nyear: 2019\n"})
    library.ingest()
    source = StoreReader(library.store).sources["kim"]
    assert (source.title, source.year, source.journal) == ("By hand", 2020, "Pain")


def test_an_entry_of_a_library_is_the_record_of_the_file_it_names(library: Library) -> None:
    named = bib("file = {Full Text:files/12/Kim.txt:text/plain;Shot:files/13/no.html:x},")
    by_name = ris("L1  - internal-pdf://3742/Lee 2019.txt\n", TI="Lee", DO="10.1000/y")
    library.write({"files/12/Kim.txt": TEXT, "Lee 2019.txt": TEXT.replace("five", "six")})
    library.write({"library.bib": named, "more.ris": by_name})
    report = library.ingest()
    assert report.quarantined == []
    titles = {one.title for one in StoreReader(library.store).sources.values()}
    assert titles == {"Ketamine in CRPS: 50% of 10⁻³", "Lee"}


@pytest.mark.parametrize(
    ("name", "is_it"),
    [
        ("10.1000_x.1.txt", True),
        ("doi 10.1000-x-1.txt", True),
        ("Kim 2018 10.1000%x.1.txt", True),
        ("10.1000_x.1.2.txt", False),
        ("10.1000_x.txt", False),
        ("10.1000_x.11.txt", False),
    ],
)
def test_an_entry_is_the_record_of_the_file_whose_name_ends_in_its_doi(
    name: str, is_it: bool, library: Library
) -> None:
    library.write({name: TEXT, "library.ris": ris()})
    library.ingest()
    (source,) = StoreReader(library.store).sources.values()
    assert (source.journal == "Pain") == is_it


def test_two_files_that_an_entry_could_mean_are_neither(library: Library) -> None:
    library.write({"a/Kim.txt": TEXT, "b/Kim.txt": "Another text on nausea.\n"})
    library.write({"library.ris": ris("L1  - Kim.txt\n")})
    ((place, reason),) = library.ingest().quarantined
    assert place.endswith("library.ris#10.1000/x.1")
    assert "holds no abstract, and no file beside the list is named in it" in reason
    assert {one.year for one in StoreReader(library.store).sources.values()} == {None}


def test_entries_that_match_no_file_are_texts_of_their_own_until_their_file_comes(
    library: Library,
) -> None:
    text = ris("AB  - Pain fell in most.\n") + ris("AB  - Nausea rose.\n", DO="10.1000/y", TI="Two")
    library.write({"library.ris": text})
    assert len(library.ingest().added) == 2
    library.write({"10.1000_y.txt": TEXT})
    report = library.ingest()
    assert report.added == ["10.1000_y"]
    assert report.removed == ["library-10.1000-y"]
    assert report.unchanged == 1
    assert StoreReader(library.store).sources["10.1000_y"].title == "Two"


def test_a_changed_library_reads_only_the_files_it_says_another_thing_of(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ingest import files

    one, two = ris(L1="", DO="10.1000/a"), ris(DO="10.1000/b", TI="Two")
    library.write({"10.1000_a.txt": TEXT, "10.1000_b.txt": "Another text.\n"})
    library.write({"library.ris": one + two})
    library.ingest()
    prepare, read_again = files.prepare_documents, []

    def prepare_and_tell(path: Path, **more: object) -> object:
        read_again.append(path.name)
        return prepare(path, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(files, "prepare_documents", prepare_and_tell)
    library.write({"library.ris": one + two.replace("Two", "Three")})
    assert library.ingest().updated == ["10.1000_b"]
    assert sorted(read_again) == ["10.1000_b.txt", "library.ris"]


def test_a_list_that_cannot_be_read_is_the_record_of_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.ris").write_bytes(b"\x00\x01" * 50)
    (tmp_path / "a.txt").write_text(TEXT)
    lists = ReferenceLists([tmp_path / "a.ris", tmp_path / "a.txt"], max_bytes=1000)
    assert dict(lists.fields_of(tmp_path / "a.txt")) == {}


def csv(folder: Path, text: str, name: str = "t.csv") -> list[Reading | LeftOut]:
    return read(folder, name, text)


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_a_csv_is_read_by_the_delimiter_that_gives_a_column_of_texts(
    mark: str, tmp_path: Path
) -> None:
    header = mark.join(("ID", "Title", " Text ", "YEAR"))
    row = mark.join(("a1", "On pain", '"It fell, by 2; so: a|b."', "2018"))
    (one,) = csv(tmp_path, f"{header}\n{row}\n")
    assert one.text == "It fell, by 2; so: a|b."
    assert one.record == {"id": "a1", "title": "On pain", "year": "2018"}
    assert one.part == "a1"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("title,year\nx,2018\n", "no column named text; the columns are 'title', 'year'"),
        ('text\n"It fell\n', "a quotation mark is out of place or not closed"),
        ("text,Text\na,b\n", "two columns named 'text'"),
    ],
)
def test_a_csv_that_holds_no_texts_says_why(text: str, reason: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match=reason):
        csv(tmp_path, text)


def test_rows_that_cannot_be_told_are_left_out_by_their_line(tmp_path: Path) -> None:
    text = "id,text\na,It fell.\nb,It fell, and rose.\nc,\nd,It stayed.\n"
    kept = [one for one in csv(tmp_path, text) if isinstance(one, Reading)]
    left = [one for one in csv(tmp_path, text) if isinstance(one, LeftOut)]
    assert [one.part for one in kept] == ["a", "d"]
    assert "line 3 has 3 cells under 2 columns" in left[0].reason
    assert left[1] == LeftOut("c", "line 4 has no text")


def test_a_row_with_a_wrong_field_is_left_out_with_its_value(library: Library) -> None:
    library.write({"t.csv": "id,text,kind\na,It fell.,rct\nb,It rose.,blog\n"})
    report = library.ingest()
    assert report.added == ["a"]
    ((place, reason),) = report.quarantined
    assert place.endswith("t.csv#b")
    assert reason.startswith("its row: kind is 'blog'; use one of guideline")


def test_the_line_that_spreadsheets_write_for_themselves_is_passed_over(tmp_path: Path) -> None:
    (one,) = csv(tmp_path, "sep=;\nid;text\na;It fell.\n")
    assert one.text == "It fell."
