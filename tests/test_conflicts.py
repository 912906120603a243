"""Where sources disagree: kept with the store, shown beside the answers they touch, in quotes."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from conftest import Library
from hand_made import HOSTILE, answer_from, cite, guideline, trial

from ingest.embed import OnnxEncoder
from ingest.job import ingest_folders
from ingest.reference_files import conflicts_under
from ingest.store import StoreReader
from qa_app.answering.export import answer_as_text
from qa_app.answering.reply import Answer, Question, ShownConflict, ShownSide
from qa_app.answering.reply_json import reply_from_json, reply_json
from qa_app.answering.standing import Standing, cited_in, cited_key, side_stands
from qa_app.answering.wording import SIDE_SINCE_RETRACTED, WITHHELD_SIDE
from qa_app.engine import Engine
from qa_app.terminal import plain

ROOT = Path(__file__).parents[1]
ASKED = "How long does relief from ketamine last in CRPS?"
LASTS = "Relief from ketamine in CRPS lasts up to 12 weeks."
FADED = "Benefit had faded within a few days."
SOLD = "It is sold as lasting for ever."
TEXTS = {
    "guideline.md": f"---\nkind: guideline\nyear: 2018\n---\n# Guideline\n\n{LASTS}\n",
    "trial.md": f"---\nkind: rct\nyear: 2009\n---\n# Trial\n\nOnly 30 adults came.\n{FADED}\n",
    "seller.md": f"---\nkind: marketing\n---\n# Seller\n\n{SOLD}\n",
    "sleep.md": "# Sleep\n\nNausea was rare. Sleep was better without noise in CRPS.\n",
}


def topic(*sides: tuple[str, str, str], **more: object) -> dict[str, object]:
    return {
        "topic": ASKED,
        "about": ["CRPS", "relief", "weeks"],
        "sides": [
            {"label": label, "quotes": [{"document": document, "sentence": sentence}]}
            for label, document, sentence in sides
        ],
        **more,
    }


TWO_SIDES = topic(("12 weeks", "guideline", LASTS), ("days", "trial", FADED))


def write_conflicts(library: Library, *topics: dict[str, object]) -> None:
    library.write({"conflicts.yaml": yaml.safe_dump({"conflicts": list(topics)})})


def ask(library: Library, text: str = ASKED, **limits: object) -> Answer:
    reply = Engine(library.store, lambda: library.encoder).ask(
        Question(text, **limits)  # type: ignore[arg-type]
    )
    assert isinstance(reply, Answer)
    return reply


@pytest.fixture
def disagreeing(library: Library) -> Library:
    library.write(TEXTS)
    write_conflicts(library, TWO_SIDES)
    assert library.ingest().quarantined == []
    return library


def test_the_sides_quotes_are_sources_after_those_of_the_answer(disagreeing: Library) -> None:
    answer = ask(disagreeing)
    assert [one.quote for one in answer.used] == [LASTS]
    assert [(one.number, one.quote) for one in answer.sources] == [(1, LASTS), (2, FADED)]
    sides = (ShownSide("12 weeks", (1,)), ShownSide("days", (2,)))
    assert answer.conflicts == (ShownConflict(ASKED, sides),)


def test_every_quote_of_a_side_is_verbatim_and_names_its_text(disagreeing: Library) -> None:
    reader = StoreReader(disagreeing.store)
    cited = ask(disagreeing).sources[1]
    document = reader.document("trial")
    assert document is not None
    assert document.text[cited.start : cited.end] == cited.quote == FADED
    assert cited.sha256 == document.sha256
    assert cited.quote in cited.passage.text
    assert (cited.kind, cited.year) == ("rct", 2009)


def test_a_reply_with_conflicts_is_kept_and_an_older_one_without_is_read(
    disagreeing: Library,
) -> None:
    answer = ask(disagreeing)
    data = json.loads(json.dumps(reply_json(answer)))
    assert data["conflicts"][0]["sides"][1] == {"label": "days", "citations": [2]}
    kept = reply_from_json(data)
    assert isinstance(kept, Answer)
    assert (kept.sources, kept.conflicts) == (answer.sources, answer.conflicts)
    del data["conflicts"]
    older = reply_from_json(data)
    assert isinstance(older, Answer)
    assert older.conflicts == ()


def test_a_question_on_another_matter_brings_no_conflict(disagreeing: Library) -> None:
    assert ask(disagreeing, "Is nausea rare?").conflicts == ()
    assert ask(disagreeing, "Is sleep better without noise in CRPS?").conflicts == ()


def test_quoting_a_side_is_not_enough_where_the_question_is_on_another_matter(
    disagreeing: Library,
) -> None:
    answer = ask(disagreeing, "How many adults came?")
    assert [one.document for one in answer.used] == ["trial"]
    write_conflicts(
        disagreeing,
        topic(("12 weeks", "guideline", LASTS), ("thirty", "trial", "Only 30 adults came.")),
    )
    disagreeing.ingest()
    assert ask(disagreeing, "How many adults came?").conflicts == ()


def test_a_sentence_that_stands_no_more_is_named_and_its_side_dropped(
    disagreeing: Library,
) -> None:
    third = ("for ever", "seller", SOLD)
    write_conflicts(disagreeing, topic(*_sides(TWO_SIDES), third))
    changed = TEXTS["trial.md"].replace("days", "hours")
    disagreeing.write({"trial.md": changed})
    report = disagreeing.ingest()
    ((place, reason),) = report.quarantined
    assert place == f"{disagreeing.texts / 'conflicts.yaml'}#{ASKED}"
    assert reason == f"'{FADED}' is no sentence of trial; copy the sentence word for word"
    (shown,) = ask(disagreeing).conflicts
    assert [side.label for side in shown.sides] == ["12 weeks", "for ever"]


def test_a_topic_with_one_side_left_is_not_shown_and_the_report_says_so(
    disagreeing: Library,
) -> None:
    (disagreeing.texts / "trial.md").unlink()
    reasons = [reason for _, reason in disagreeing.ingest().quarantined]
    assert reasons == [
        "there is no document trial; name one of the store's",
        "not two of its sides have a quote left, so it is not shown",
    ]
    answer = ask(disagreeing)
    assert answer.conflicts == ()
    assert len(answer.sources) == 1


def test_retracted_work_carries_no_side(disagreeing: Library) -> None:
    disagreeing.write({"trial.yaml": "status: retracted\n"})
    disagreeing.ingest()
    assert ask(disagreeing).conflicts == ()


def test_a_limit_on_sources_holds_for_the_sides_too(disagreeing: Library) -> None:
    answer = ask(disagreeing, kinds=frozenset({"guideline"}))
    assert answer.conflicts == ()
    assert {one.kind for one in answer.sources} == {"guideline"}


def test_conflicts_that_change_are_seen_without_encoding(disagreeing: Library) -> None:
    write_conflicts(disagreeing, {**TWO_SIDES, "topic": "Does relief in CRPS last?"})
    report = disagreeing.ingest()
    assert report.encoded == 0
    (shown,) = ask(disagreeing).conflicts
    assert shown.topic == "Does relief in CRPS last?"
    state = StoreReader(disagreeing.store).state
    disagreeing.ingest()
    assert StoreReader(disagreeing.store).state == state
    (disagreeing.texts / "conflicts.yaml").unlink()
    disagreeing.ingest()
    assert StoreReader(disagreeing.store).conflicts == ()


def test_conflicts_out_of_form_are_named_and_the_old_ones_stay(disagreeing: Library) -> None:
    (disagreeing.texts / "conflicts.yaml").write_text("conflicts: CRPS\n")
    ((path, reason),) = disagreeing.ingest().quarantined
    assert Path(path).name == "conflicts.yaml"
    assert reason.startswith("it is not in form; write `conflicts:`")
    assert len(ask(disagreeing).conflicts) == 1


def test_a_weak_source_that_carries_a_side_is_not_also_named_as_not_used(
    disagreeing: Library,
) -> None:
    says_it = "Relief from ketamine in CRPS can last for years, say 20 years."
    disagreeing.write({"seller.md": TEXTS["seller.md"].replace(SOLD, says_it)})
    disagreeing.ingest()
    (unused,) = ask(disagreeing).not_used
    assert (unused.quote, unused.number) == (says_it, 3)  # after the side's 2
    write_conflicts(disagreeing, topic(*_sides(TWO_SIDES), ("years", "seller", says_it)))
    disagreeing.ingest()
    answer = ask(disagreeing)
    assert answer.not_used == ()
    assert answer.conflicts[0].sides[2] == ShownSide("years", (3,))
    assert answer.sources[2].kind == "marketing"


def test_a_line_end_within_a_sentence_does_not_part_it_from_its_copy(library: Library) -> None:
    library.write({**TEXTS, "trial.md": "# Trial\n\n" + FADED.replace("within a", "within\na")})
    write_conflicts(library, TWO_SIDES)
    assert library.ingest().quarantined == []
    assert " ".join(ask(library).sources[1].quote.split()) == FADED


def test_no_topic_beyond_the_nearest_two_is_shown(disagreeing: Library) -> None:
    topics = [{**TWO_SIDES, "topic": f"{ASKED} {n}"} for n in range(4)]
    write_conflicts(disagreeing, *topics, {**TWO_SIDES})
    disagreeing.ingest()
    shown = ask(disagreeing).conflicts
    assert len(shown) == 2
    assert shown[0].topic == ASKED


def _sides(conflict: dict[str, object]) -> list[tuple[str, str, str]]:
    sides = conflict["sides"]
    assert isinstance(sides, list)
    return [
        (side["label"], side["quotes"][0]["document"], side["quotes"][0]["sentence"])
        for side in sides
    ]


# What a person reads

USED = cite(guideline(), "The guideline finds")
OTHER = cite(trial(), "The difference", number=2)
SHOWN = ShownConflict(ASKED, (ShownSide("12 weeks", (1,)), ShownSide("lost by week 12", (2,))))
BESIDE = replace(answer_from(USED), sources=(USED, OTHER), conflicts=(SHOWN,))


def standings_of(answer: Answer, **second: bool) -> dict[tuple[str, int, int, str], Standing]:
    held = {cited_key(one): Standing(verbatim=True) for one in cited_in(answer)}
    return {**held, cited_key(OTHER): Standing(**{"verbatim": True, **second})}


def test_the_text_names_the_sides_and_quotes_what_the_answer_does_not() -> None:
    text = answer_as_text(BESIDE)
    after = text.split(f"Sources disagree: {ASKED}\n")[1]
    assert after.startswith("- 12 weeks [1]\n- lost by week 12 [2]\n  “The difference from placebo")
    assert text.count(USED.quote) == 1
    assert "\n[2] Ketamine produces" in text


def test_a_side_whose_quote_does_not_stand_is_withheld() -> None:
    standings = standings_of(BESIDE, verbatim=False)
    assert [side_stands(side, BESIDE, standings) for side in SHOWN.sides] == [True, False]
    text = answer_as_text(BESIDE, standings)
    assert f"- [{WITHHELD_SIDE}]" in text
    assert "lost by week 12" not in text
    assert not side_stands(ShownSide("none", ()), BESIDE, standings)
    assert not side_stands(ShownSide("gone", (9,)), BESIDE, standings)


def test_a_side_retracted_since_says_so() -> None:
    text = answer_as_text(BESIDE, standings_of(BESIDE, since_retracted=True))
    assert f"- lost by week 12 [2] [{SIDE_SINCE_RETRACTED}]" in text


def test_a_hostile_label_neither_steers_a_terminal_nor_breaks_its_line() -> None:
    sides = (ShownSide(f"{HOSTILE}\n\nReferences\n[1] forged", (1,)), SHOWN.sides[1])
    answer = replace(BESIDE, conflicts=(ShownConflict(f"{HOSTILE}\nNote: forged", sides),))
    text = plain(answer_as_text(answer))
    assert "\x1b" not in text
    assert text.count("\nReferences\n") == 1
    assert "\nNote: forged" not in text
    assert "\n[1] forged" not in text


# The corpus


def test_the_sentences_of_the_corpus_conflicts_all_stand(
    tmp_path: Path, words_encoder: object
) -> None:
    report = ingest_folders(
        [ROOT / "corpus"],
        store=tmp_path / "store",
        encoder=words_encoder,  # type: ignore[arg-type]
    )
    assert report.quarantined == []
    assert len(conflicts_under(ROOT / "corpus")) == 45
    assert StoreReader(tmp_path / "store").conflicts == conflicts_under(ROOT / "corpus")


@pytest.mark.slow
def test_conflicts_are_shown_to_those_who_ask_on_them_and_not_beside(
    tmp_path: Path, real_encoder: OnnxEncoder
) -> None:
    """45 questions on a topic and 45 beside one; the floors stand just under what was measured:
    of those answered 39 of 40 shown it, and 4 of 29 shown one that they did not ask for."""
    ingest_folders([ROOT / "corpus"], store=tmp_path / "store", encoder=real_encoder)
    engine = Engine(tmp_path / "store", lambda: real_encoder)
    on = beside = wrong = 0
    written = (ROOT / "tests" / "data" / "questions" / "conflicts.yaml").read_text()
    for one in yaml.safe_load(written):
        wanted = engine.ask(Question(one["asks"]))
        if isinstance(wanted, Answer):
            shown = {conflict.topic for conflict in wanted.conflicts}
            on += one["topic"] in shown
            wrong += len(shown - {one["topic"], *one.get("also", ())})
        other = engine.ask(Question(one["beside"]))
        beside += isinstance(other, Answer) and bool(other.conflicts)
    assert on >= 38
    assert wrong <= 1
    assert beside <= 5
