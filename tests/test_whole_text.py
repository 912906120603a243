"""A document's whole text on its page: nothing lost, and the quoted words marked."""

from dataclasses import replace

from hand_made import guideline, trial
from hypothesis import given
from hypothesis import strategies as st
from test_markup import Reader

from ingest.document import Heading, Sentence
from qa_app.screens.markup import join, merge_spans
from qa_app.screens.whole_text import text_blocks

TABLE = (
    "Doses\n\nRoute | Start | Limit\nBolus | 0.1 mg/kg | 0.35 mg/kg\nOral | 10 mg | 50 mg\n\nNote."
)


def dose_table():
    header = (7, 28)
    assert TABLE[slice(*header)] == "Route | Start | Limit"
    rows = [
        (TABLE.index("Bolus"), TABLE.index("\nOral")),
        (TABLE.index("Oral"), TABLE.index("\n\nNote")),
    ]
    return replace(
        trial(),
        text=TABLE,
        sha256="",
        headings=(Heading(0, 5),),
        sentences=(Sentence(*header), *(Sentence(*row, header) for row in rows)),
        passages=(),
    )


def words_of(text: str) -> str:
    return "".join(text.split()).replace("|", "")


@given(st.lists(st.tuples(st.integers(0, 120), st.integers(0, 120))))
def test_no_word_is_lost_and_no_other_marked(spans: list[tuple[int, int]]) -> None:
    document = dose_table()
    merged = merge_spans(spans, len(TABLE))
    reader = Reader(join(text_blocks(document, merged)))
    assert words_of(reader.text) == words_of(TABLE)
    wanted = "".join(TABLE[start:end] for start, end in merged)
    assert words_of("".join(reader.marked)) == words_of(wanted)


def test_a_table_is_a_table_and_its_row_is_marked() -> None:
    start = TABLE.index("Bolus")
    reader = Reader(join(text_blocks(dose_table(), [(start, TABLE.index("\nOral"))])))
    assert reader.marked == ["Bolus", "0.1 mg/kg", "0.35 mg/kg"]
    assert reader.tags.count("th") == 3
    assert reader.tags.count("td") == 6
    assert reader.ids == ["quote"]


def test_pages_and_headings_stand_where_they_are() -> None:
    document = replace(guideline(), pages=((0, 3), (3000, 4)))
    shown = join(text_blocks(document, [(2990, 3010)]))
    assert shown.startswith('<p class="kq-page">Page 3</p><h2>Findings</h2>')
    assert shown.index("Page 4") > shown.index('<mark id="quote">')
    assert Reader(shown).ids == ["quote"]
