"""The real pages, run without a browser: what is on them after each thing a visitor does."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import streamlit
from hand_made import HOSTILE, HandEngine, guideline, hostile, measurement, trial
from streamlit.testing.v1 import AppTest

from ingest.document import IngestError
from qa_app.answering.reply import Answer, Question, Reply, ShownConflict, ShownSide
from qa_app.answering.wording import NOTICES, REASONS, WITHHELD_QUOTE, WITHHELD_SENTENCE
from qa_app.measurement import FOLDER, texts_hash, write_measurement
from qa_app.records.database import RecordsError
from qa_app.screens import visit
from qa_app.screens.first_screen import EXAMPLES

CHANGED_SINCE = "The library holds other texts now than when this was measured"
NOTHING_MEASURED = "Nothing has been measured on this library yet"
APP = Path(__file__).parents[1] / "qa_app" / "app.py"


@pytest.fixture(autouse=True)
def _fresh_resources():
    streamlit.cache_resource.clear()
    yield
    visit.records().close()
    streamlit.cache_resource.clear()


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> HandEngine:
    held = HandEngine(guideline(), trial(), hostile())
    monkeypatch.setattr("qa_app.assemble.open_engine", lambda store=None: held)
    url = f"sqlite:///{tmp_path / 'records.sqlite'}"
    monkeypatch.setattr("qa_app.assemble.records_url", lambda: url)
    return held


def open_page(**query: str) -> AppTest:
    test = AppTest.from_file(str(APP), default_timeout=30)
    for name, value in query.items():
        test.query_params[name] = value
    return run(test)


def run(test: AppTest) -> AppTest:
    test.run()
    assert not test.exception
    return test


def ask(test: AppTest, question: str) -> AppTest:
    test.chat_input[0].set_value(question)
    return run(test)


def shown(test: AppTest) -> str:
    bodies = (one.proto.body for one in test.get("html"))
    return "\n".join(body for body in bodies if not body.startswith("<style"))


def labels(test: AppTest) -> list[str]:
    return [one.label for one in test.button]


def conversation_id(test: AppTest) -> str:
    return str(test.query_params["c"])


def test_the_first_screen_says_what_it_holds_and_what_it_is_not(engine: HandEngine) -> None:
    test = open_page()
    assert "3 sources, covering to 2025" in shown(test)
    assert "Not medical advice, and not for one patient" in shown(test)


def test_an_example_can_be_asked_with_one_click(engine: HandEngine) -> None:
    test = open_page()
    test.button(key="example-0").click()
    run(test)
    assert [one.text for one in engine.asked] == [EXAMPLES[0]]
    assert "kq-answer" in shown(test)


def test_an_answer_stands_beside_its_cards(engine: HandEngine) -> None:
    text = shown(ask(open_page(), "How long?"))
    assert 'aria-label="Source 1: Consensus guidelines' in text
    assert "[2, 3] Ketamine produces" in text
    assert "our summary, from the abstract" in text
    assert "not yet checked by a clinician" in text
    assert "the source&#x27;s own words, from the abstract" in text
    assert "weak source: health article" in text
    assert "Not used: health article, undated" in text
    assert "Under an expression of concern, 3 May 2020" in text
    assert 'href="https://doi.org/10.1097/AAP.0000000000000808"' in text
    assert NOTICES["not_personal_advice"] in text
    assert "%" not in text


def test_hostile_text_never_becomes_markup(engine: HandEngine) -> None:
    test = ask(open_page(), f"{HOSTILE} long")
    text = shown(test)
    assert "<script" not in text
    assert "<img" not in text
    assert 'href="javascript' not in text
    for one in [*labels(test), *(item.value for item in test.markdown)]:
        assert "<script>" not in one
        assert "](http" not in one
        assert ":red[" not in one
        assert "$x$" not in one


def test_where_sources_disagree_each_side_leads_to_its_cards(
    engine: HandEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    sides = (ShownSide(HOSTILE, (1,)), ShownSide("lost by week 12", (2, 3)))
    disagreement = ShownConflict(f"How long does relief last? {HOSTILE}", sides)
    answer = engine.ask

    def ask_with_conflict(question: Question) -> Reply:
        reply = answer(question)
        assert isinstance(reply, Answer)
        return replace(reply, conflicts=(disagreement,))

    monkeypatch.setattr(engine, "ask", ask_with_conflict)
    test = ask(open_page(), "How long?")
    text = shown(test)
    under = text[text.index('class="kq-conflict"') : text.index("</section>")]
    assert "Sources disagree: How long does relief last? &lt;script&gt;" in under
    assert under.index('href="#turn-1-source-1"') < under.index("lost by week 12")
    assert 'href="#turn-1-source-3" class="kq-mark" aria-label="Source 3: Ketamine' in under
    assert "randomised trial, 2009" in under
    assert 'id="turn-1-source-3"' in text
    assert "<script" not in text
    assert "\x1b" not in text
    assert "\u202e" not in text
    again = shown(open_page(c=conversation_id(test)))
    assert again[again.index('class="kq-conflict"') : again.index("</section>")] == under


def test_a_refusal_says_why_what_is_missing_and_what_came_near(engine: HandEngine) -> None:
    text = shown(ask(open_page(), "What is the half-life?"))
    assert REASONS["not_in_corpus"][0] in text
    assert "<strong>half-life</strong>" in text
    assert "pain, but no half-life" in text
    assert "<mark>Pain was lowest" in text


def test_a_follow_up_knows_the_questions_before_it(engine: HandEngine) -> None:
    test = ask(ask(open_page(), "How long?"), "And how long in children?")
    assert engine.asked[1].earlier == ("How long?",)
    assert "Understood as: How long? And how long in children?" in shown(test)
    assert shown(test).count("Understood as") == 1


def ask_reworded(test: AppTest, understood: str) -> AppTest:
    (field,) = [one for one in test.text_input if one.label == "The question as it is understood"]
    (again,) = [one for one in test.button if one.label == "Ask again"]
    field.set_value(understood)
    again.click()
    return run(test)


def test_how_a_question_was_understood_can_be_put_right_and_asked_again(
    engine: HandEngine,
) -> None:
    test = ask(ask(open_page(), "How long?"), "And how long in children?")
    offered = [one.value for one in test.text_input]
    assert "How long? And how long in children?" in offered
    ask_reworded(test, "How long in infants?")
    assert [one.text for one in engine.asked][2:] == ["How long in infants?"]
    assert engine.asked[2].earlier == ()  # it says all by itself
    assert shown(test).count("Understood as") == 1
    ask(test, "And in adults?")
    typed = ("How long?", "And how long in children?", "How long in infants?")
    assert engine.asked[3].earlier == typed


def test_what_is_emptied_is_not_asked_again(engine: HandEngine) -> None:
    ask_reworded(ask(ask(open_page(), "How long?"), "And how long in children?"), "  ")
    assert len(engine.asked) == 2


def test_a_reload_shows_the_same_sources_without_asking_again(engine: HandEngine) -> None:
    test = ask(open_page(), "How long?")
    again = open_page(c=conversation_id(test))
    cards = [one for one in shown(test).split("\n") if "kq-card" in one]
    assert [one for one in shown(again).split("\n") if "kq-card" in one] == cards
    assert len(engine.asked) == 1


def test_what_changed_since_is_said_and_what_differs_is_withheld(engine: HandEngine) -> None:
    test = ask(open_page(), "How long?")
    del engine.documents["cohen-2018"]
    engine.documents["sigtermans-2009"] = trial(status="retracted", status_date=date(2024, 2, 1))
    text = shown(open_page(c=conversation_id(test)))
    assert "withdrawn from the library" in text
    assert "The source is now: Retracted, 1 February 2024" in text
    forged = trial(text=trial().text.replace("no longer", "now quite"))
    object.__setattr__(forged, "sha256", trial().sha256)
    engine.documents["sigtermans-2009"] = forged
    text = shown(open_page(c=conversation_id(test)))
    assert WITHHELD_SENTENCE in text
    assert WITHHELD_QUOTE.replace("'", "&#x27;") in text
    assert "no longer significant" not in text


def test_the_filters_reach_the_question_and_are_shown_with_it(engine: HandEngine) -> None:
    test = open_page()
    test.sidebar.get("button_group")[0].set_value(["Randomised trials"])
    test.number_input(key="since").set_value(2005)
    test = ask(test, "How long?")
    assert engine.asked[0].kinds == {"rct"}
    assert engine.asked[0].since == 2005
    assert "Only from: randomised trials; since 2005" in shown(test)


@pytest.mark.parametrize("id", ["kept__with-underscores", "_____________________w"])
def test_an_answer_is_shown_whatever_letters_its_id_has(
    engine: HandEngine, monkeypatch: pytest.MonkeyPatch, id: str
) -> None:
    monkeypatch.setattr("qa_app.records.conversations.new_id", lambda: id)
    assert "moderate evidence" in shown(ask(open_page(), "How long?"))


def test_conversations_are_listed_renamed_and_deleted(engine: HandEngine) -> None:
    test = ask(open_page(), "How long?")
    id = conversation_id(test)
    assert "How long\\?" in labels(test)
    test.text_input[0].set_value("CRPS")
    run(test)
    test.button(key="rename").click()
    run(test)
    assert "CRPS" in labels(test)
    test.button(key="new").click()
    run(test)
    assert "For example" in shown(test)
    test.button(key=f"open-{id}").click()
    run(test)
    assert "kq-answer" in shown(test)
    test.button(key="delete").click()
    run(test)
    assert "CRPS" not in labels(test)
    assert "is not here" in shown(open_page(c=id))


def test_anothers_conversation_is_read_by_its_link_but_not_written(engine: HandEngine) -> None:
    id = conversation_id(ask(open_page(), "How long?"))
    other = open_page(c=id)
    assert "How long\\?" not in labels(other)
    assert not [one for one in other.button if one.key in ("rename", "delete")]
    other = ask(other, "How long exactly?")
    assert conversation_id(other) != id
    assert shown(open_page(c=id)).count("kq-question") == 1


def test_an_engine_error_is_one_sentence(engine: HandEngine, monkeypatch) -> None:
    def fail(*_: object) -> None:
        raise IngestError("no store at <x>; run python -m ingest")

    monkeypatch.setattr(engine, "ask", fail)
    text = shown(ask(open_page(), "How long?"))
    assert "no store at &lt;x&gt;; run python -m ingest" in text
    assert "Traceback" not in text


def test_an_answer_that_cannot_be_kept_is_shown_all_the_same(
    engine: HandEngine, monkeypatch
) -> None:
    def fail(*_: object) -> None:
        raise RecordsError("the disk is full")

    monkeypatch.setattr("qa_app.records.conversations.add_turn", fail)
    text = shown(ask(open_page(), "How long?"))
    assert "kq-answer" in text
    assert "This answer is not kept: the disk is full" in text


def test_an_empty_library_says_how_to_fill_it(engine: HandEngine) -> None:
    engine.documents.clear()
    assert "python -m ingest corpus" in shown(open_page())


def test_the_library_lists_filters_and_opens(engine: HandEngine) -> None:
    test = open_page()
    test.switch_page("screens/library.py")
    run(test)
    assert "3 of 3 sources, checked against a list of retractions of 2026-11-01" in shown(test)
    assert 'href="source?d=cohen-2018"' in shown(test)
    assert "<script" not in shown(test)
    test.text_input(key="words").set_value("crps guidelines")
    run(test)
    assert "1 of 3 sources" in shown(test)
    assert "Sigtermans" not in shown(test)


def test_open_in_source_marks_exactly_the_quoted_words(engine: HandEngine) -> None:
    document = guideline()
    start = document.text.index("The guideline finds")
    end = document.text.index("12 weeks.") + len("12 weeks.")
    test = AppTest.from_file(str(APP), default_timeout=30)
    run(test)
    test.query_params["d"] = document.id
    test.query_params["q"] = f"{start}-{end}"
    test.query_params["sha"] = document.sha256
    test.switch_page("screens/source.py")
    run(test)
    assert f'<mark id="quote">{document.text[start:end]}</mark>' in shown(test)
    test.query_params["sha"] = "0" * 64
    run(test)
    assert "<mark" not in shown(test)
    assert "has changed since the quote was taken" in shown(test)


def open_evaluation(store: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setattr("qa_app.assemble.store_folder", lambda given=None: store)
    test = open_page()
    test.switch_page("screens/evaluation.py")
    return run(test)


def test_the_evaluation_page_tells_what_was_measured_on_which_texts(
    engine: HandEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = texts_hash(engine.text_hashes())
    write_measurement(tmp_path / FOLDER / "now.json", measurement(texts=texts))
    test = open_evaluation(tmp_path, monkeypatch)
    text = shown(test)
    assert "On 22 November 2026 10 questions with known answers were put to this program" in text
    assert "Measured on 3 texts, covering to 2025, with version 0123456789ab," in text
    assert "Of 8 questions that the texts answer, 6 were answered." in text
    assert "it would be 40 to 95 of 100 (95% interval)" in text
    assert '<th scope="row">a tutorial</th><td>30</td><td>10 to 50</td><td>worse</td>' in text
    assert text.index("most sure") < text.index("next")
    assert "The library holds other texts now" not in text
    assert not test.selectbox


def test_a_question_that_was_missed_opens_on_what_was_expected(
    engine: HandEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_measurement(tmp_path / FOLDER / "now.json", measurement())
    text = shown(open_evaluation(tmp_path, monkeypatch))
    missed = text[text.index("<details") : text.index("</details>")]
    assert "&lt;script&gt;alert(1)" in missed
    assert missed.index("<summary>") < missed.index("What was expected")
    assert "Eleven weeks (vital; not said)" in missed
    assert "No answer." in missed
    assert "<script" not in text


def test_figures_of_other_texts_are_said_to_be_of_others(
    engine: HandEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_measurement(tmp_path / FOLDER / "then.json", measurement(texts="others"))
    assert CHANGED_SINCE in shown(open_evaluation(tmp_path, monkeypatch))


def test_of_several_measurements_that_of_the_texts_held_comes_first(
    engine: HandEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = texts_hash(engine.text_hashes())
    later = datetime(2026, 12, 1, tzinfo=UTC)
    write_measurement(tmp_path / FOLDER / "a.json", measurement(run="a", measured=later))
    write_measurement(tmp_path / FOLDER / "b.json", measurement(run="b", texts=texts))
    test = open_evaluation(tmp_path, monkeypatch)
    assert "On 22 November 2026" in shown(test)
    assert CHANGED_SINCE not in shown(test)
    test.selectbox[0].select_index(1)
    run(test)
    assert "On 1 December 2026" in shown(test)
    assert CHANGED_SINCE in shown(test)


def test_where_nothing_was_measured_it_says_so_and_how_to(
    engine: HandEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = shown(open_evaluation(tmp_path, monkeypatch))
    assert NOTHING_MEASURED in text
    assert "python -m evals report --questions my-questions.yaml" in text
    assert "of 100" not in text  # never the figures that were shipped for other texts


def test_the_measurement_that_is_shipped_is_shown_where_its_texts_are_held(
    engine: HandEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa_app.measurement.SHIPPED", tmp_path / "shipped.json")
    shipped = measurement(texts=texts_hash(engine.text_hashes()))
    write_measurement(tmp_path / "shipped.json", shipped)
    text = shown(open_evaluation(tmp_path / "store", monkeypatch))
    assert "On 22 November 2026" in text
