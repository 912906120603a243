"""A kept quote is checked again when it is shown, and the export says what the page says."""

from dataclasses import replace
from datetime import date
from typing import get_args

from hand_made import answer_from, asked, cite, cite_span, guideline, trial

from ingest.document import Passage
from qa_app.answering.export import answer_as_text
from qa_app.answering.links import doi_link, web_link
from qa_app.answering.reply import AnswerSentence, Notice, Question, Reason, Refusal
from qa_app.answering.standing import Standing, check_standing, cited_key, sentence_stands
from qa_app.answering.wording import NOTICES, REASONS, SINCE_RETRACTED, WITHHELD_SENTENCE
from qa_app.screens.cards import Place
from qa_app.screens.markup import table_row
from qa_app.screens.replies import answer_fragment

CITED = cite(trial(), "The difference")


def test_a_quote_of_the_text_held_now_stands() -> None:
    standing = check_standing(CITED, trial())
    assert standing.verbatim
    assert standing.changes == ()


def test_a_lost_not_is_withheld() -> None:
    said = CITED.quote.replace("no longer significant", "significant")
    for changed in (
        replace(CITED, quote=said),
        replace(CITED, quote=CITED.quote.replace("0.07", "0.01")),
        replace(CITED, start=CITED.start + 1),
        replace(CITED, passage=replace(CITED.passage, start=1)),
        replace(CITED, table_header="| mg/kg |"),
    ):
        assert not check_standing(changed, trial()).verbatim


def test_a_text_that_changed_or_went_is_said_on_the_card() -> None:
    changed = check_standing(CITED, trial(text="Another text. Of the same name."))
    assert changed.verbatim
    assert "has since changed" in changed.changes[0]
    gone = check_standing(CITED, None)
    assert gone.verbatim
    assert "withdrawn" in gone.changes[0]


def test_a_source_retracted_since_is_said() -> None:
    standing = check_standing(CITED, trial(status="retracted", status_date=date(2024, 2, 1)))
    assert standing.since_retracted
    assert "Retracted, 1 February 2024" in standing.changes[0]
    text = answer_as_text(answer_from(CITED), {cited_key(CITED): standing})
    assert SINCE_RETRACTED in text


def test_a_sentence_whose_words_are_in_no_quote_it_cites_is_withheld() -> None:
    answer = answer_from(CITED)
    standings = {cited_key(CITED): check_standing(CITED, trial())}
    assert sentence_stands(answer.sentences[0], answer, standings)
    for wrong in (
        AnswerSentence(CITED.quote.replace("0.07", "0.7"), "quote", (1,)),
        AnswerSentence(CITED.quote, "quote", ()),
        AnswerSentence(CITED.quote, "quote", (1, 9)),
    ):
        assert not sentence_stands(wrong, answer, standings)
        text = answer_as_text(replace(answer, sentences=(wrong,)), standings)
        assert WITHHELD_SENTENCE in text
        assert "0.7)" not in text


def test_a_digest_is_never_put_in_quotation_marks() -> None:
    cited = cite(guideline(), "The guideline finds")
    text = answer_as_text(answer_from(cited, question="How long?"))
    assert "“" not in text
    assert f"- {cited.quote} [1]" in text
    assert "This project's summary of Consensus guidelines" in text
    assert "read from: abstract. Not yet checked by a clinician." in text
    assert "https://doi.org/10.1097/AAP.0000000000000808" in text


def test_the_sources_own_words_are_quoted() -> None:
    text = answer_as_text(answer_from(CITED))
    assert f"- “{CITED.quote}” [1]" in text
    assert "Quoted from the source's own words, from the abstract." in text


def test_a_refusal_as_text_says_why_and_what_is_missing() -> None:
    about = asked(Question("half-life?"))
    refusal = Refusal(asked=about, reason="not_in_corpus", missing=("half-life",), nearest=())
    text = answer_as_text(refusal)
    assert "No answer." in text
    assert REASONS["not_in_corpus"][0] in text
    assert "half-life." in text


def test_every_reason_and_notice_has_its_words() -> None:
    assert set(REASONS) == set(get_args(Reason))
    assert set(NOTICES) == set(get_args(Notice))


def test_only_real_addresses_become_links() -> None:
    assert doi_link("10.1016/j.pain.2009.06.023") == "https://doi.org/10.1016/j.pain.2009.06.023"
    for wrong in ("10.1/x", "javascript:alert(1)", "10.1234/a b", "", None, '10.1234/"onload'):
        assert doi_link(wrong) is None
    assert web_link("https://www.ncbi.nlm.nih.gov/1") == "https://www.ncbi.nlm.nih.gov/1"
    for wrong in ("javascript:alert(1)", "data:text/html,x", "//x.org", "ftp://x.org", "http://"):
        assert web_link(wrong) is None


def test_a_tables_row_never_loses_its_header_row() -> None:
    text = "Route | Starting dose | Upper limit\nBolus | 0.1 mg/kg | 0.35 mg/kg"
    document = replace(trial(), text=text, sha256="", passages=(Passage(0, len(text)),))
    cited = cite_span(document, text.index("Bolus"), len(text))
    cited = replace(cited, table_header="Route | Starting dose | Upper limit")
    assert check_standing(cited, document).verbatim
    answer = answer_from(cited)
    assert "under: Route | Starting dose | Upper limit) [1]" in answer_as_text(answer)
    standings = {cited_key(cited): Standing(verbatim=True)}
    shown = answer_fragment(answer, standings, Place(None, 1))
    assert '<th scope="col">Upper limit</th>' in shown
    assert "<td>0.35 mg/kg</td>" in shown
    assert "<td>0.35 mg/kg</td>" not in table_row("Route | Dose", "Bolus | 0.1 mg/kg | 0.35 mg/kg")
