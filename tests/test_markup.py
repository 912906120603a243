"""What documents and questions hold is shown as text, whatever it looks like."""

from html.parser import HTMLParser

import pytest
from hand_made import (
    HOSTILE,
    answer_from,
    asked,
    cite,
    cite_span,
    guideline,
    hostile,
    make_document,
    trial,
)
from hypothesis import given
from hypothesis import strategies as st

from qa_app.answering.highlight import with_marks
from qa_app.answering.reply import Question
from qa_app.answering.standing import check_standing, cited_key
from qa_app.screens.cards import Place
from qa_app.screens.markup import el, escape, label, mark_spans, merge_spans, plain
from qa_app.screens.replies import answer_fragment, question_fragment, sources_fragment

PLACE = Place("c" * 22, 1)


class Reader(HTMLParser):
    """What a browser would make of a fragment: its tags, its links and its text."""

    def __init__(self, fragment: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.marked: list[str] = []
        self.ids: list[str] = []
        self.text = ""
        self._in_mark = False
        self.feed(fragment)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        found = dict(attrs)
        self.links += [found["href"] or ""] if "href" in found else []
        self.ids += [found["id"] or ""] if "id" in found else []
        if tag == "mark":
            self._in_mark = True
            self.marked.append("")
        assert not [name for name in found if name.startswith("on")]

    def handle_endtag(self, tag: str) -> None:
        self._in_mark = self._in_mark and tag != "mark"

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._in_mark:
            self.marked[-1] += data


@given(st.text())
def test_any_text_is_shown_as_itself(text: str) -> None:
    reader = Reader(el("p", text))
    assert reader.tags == ["p"]
    assert reader.text == plain(text)


@given(st.text(), st.text())
def test_no_attribute_lets_text_out(value: str, text: str) -> None:
    reader = Reader(el("a", text, href="x" + value, aria_label=value))
    assert reader.tags == ["a"]
    assert reader.links == ["x" + plain(value)]


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(0, 45), st.integers(0, 45))))
def test_marking_loses_no_character(text: str, spans: list[tuple[int, int]]) -> None:
    assert Reader(mark_spans(text, spans)).text == plain(text)
    marked = {place for start, end in merge_spans(spans, len(text)) for place in range(start, end)}
    wanted = {place for start, end in spans for place in range(start, min(end, len(text)))}
    assert marked == wanted


def test_what_would_turn_a_dose_around_is_made_visible() -> None:
    assert plain("\u202e1.0") == "\ufffd1.0"
    assert plain("\x1b[31m0.1") == "␛[31m0.1"


def test_a_label_holds_no_markdown_that_could_take_effect() -> None:
    written = label("[a](http://evil) **b** $x$ :red[x] :smile: <b> `c` a -> b\n# head")
    assert "\n" not in written
    for sign in "[]()*$:<>`#-":
        assert written.count(sign) == written.count(f"\\{sign}")
    assert "->" not in written
    assert ":smile" not in written


def test_a_hostile_source_stays_text_on_its_card() -> None:
    document = hostile()
    cited = cite_span(document, 0, len(document.text))
    answer = answer_from(cited, question=HOSTILE)
    standings = {cited_key(cited): check_standing(cited, document)}
    shown = (
        question_fragment(Question(HOSTILE), PLACE, asked(Question("x", (HOSTILE,))))
        + answer_fragment(answer, standings, PLACE)
        + sources_fragment(answer, standings, PLACE)
    )
    reader = Reader(shown)
    assert not {"script", "img", "b", "iframe", "style"} & set(reader.tags)
    assert plain(document.text) in reader.text
    assert reader.marked == [plain(document.text)]
    assert [link for link in reader.links if not link.startswith(("#turn-", "source?"))] == []


def test_quotes_of_one_passage_share_a_card_and_keep_their_numbers() -> None:
    document, other = trial(), guideline()
    cited = (
        cite(document, "Pain was", number=1),
        cite(other, "The guideline", number=2),
        cite(document, "The difference", number=3),
    )
    answer = answer_from(*cited)
    held = {one.id: one for one in (document, other)}
    standings = {cited_key(one): check_standing(one, held[one.document]) for one in cited}
    cards = Reader(sources_fragment(answer, standings, PLACE))
    assert "[1, 3] Ketamine produces" in cards.text
    assert "[2] Consensus" in cards.text
    marks = Reader(answer_fragment(answer, standings, PLACE))
    assert marks.links == ["#turn-1-source-1", "#turn-1-source-2", "#turn-1-source-3"]
    assert {link.removeprefix("#") for link in marks.links} <= set(cards.ids)
    assert cards.marked == [
        document.text.split(". The")[0] + ".",
        "The difference" + document.text.split("The difference")[1],
        cited[1].quote,
    ]


def test_the_figure_asked_for_stands_out_and_the_quote_stays_whole() -> None:
    document = make_document("Relief lasted 11 weeks in <b>some</b>.", id="some", title="Some")
    cited = cite_span(document, 0, len(document.text))
    answer = with_marks(answer_from(cited, question="How long did relief last?"), None, {})
    assert answer.sentences[0].text == document.text
    shown = answer_fragment(answer, {cited_key(cited): check_standing(cited, document)}, PLACE)
    assert "<strong>11 weeks</strong>" in shown
    assert document.text in Reader(shown).text


@pytest.mark.parametrize("text", ["", " ", "<"])
def test_escaping_twice_changes_nothing(text: str) -> None:
    assert escape(escape(text)) == escape(text)
