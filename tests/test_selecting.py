"""Mode select: the model orders quotes by number, over a real connection, and can write nothing."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from model_server import ModelServer, Script, closed_port
from model_trials import Asker, numbered, says
from small_library import TEXTS

from qa_app.answering.reply import Answer, Refusal
from qa_app.answering.reply_json import reply_from_json, reply_json
from qa_app.answering.standing import Standing, cited_in, cited_key, sentence_stands
from qa_app.writing.calling import ModelFailed, Piece
from qa_app.writing.selecting import parse_selection, read_selection

ASKED = "How long did relief in CRPS last?"
MakeStore = Callable[[Mapping[str, str]], Path]


def choice(*groups: tuple[str | None, list[int]]) -> str:
    return json.dumps({"groups": [{"heading": one, "numbers": many} for one, many in groups]})


def verbatim(answer: Answer) -> bool:
    standings = {cited_key(one): Standing(verbatim=True) for one in cited_in(answer)}
    return all(sentence_stands(one, answer, standings) for one in answer.sentences)


def test_quotes_stand_in_the_models_order_under_its_headings(
    asker: Asker, server: ModelServer
) -> None:
    server.scripts = says(choice(("Limits of the evidence", [3]), ("How long it lasts", [2, 1])))
    answer = asker.answer(ASKED, "select")
    put = numbered(server)
    assert [one.text in put[at] for one, at in zip(answer.sentences, (3, 2, 1), strict=True)] == [
        True
    ] * 3
    assert [one.heading for one in answer.sentences] == [
        "Limits of the evidence",
        "How long it lasts",
        "How long it lasts",
    ]
    assert [one.citations for one in answer.sentences] == [(1,), (2,), (3,)]
    assert [one.number for one in answer.used] == [1, 2, 3]
    assert {one.origin for one in answer.sentences} == {"quote"}
    assert verbatim(answer)
    assert answer.asked.mode == "select"
    assert answer.asked.model is not None
    assert answer.asked.model.name == "server:scripted"
    assert answer.asked.model.failure is None
    assert (answer.asked.model.tokens_in, answer.asked.model.tokens_out) == (321, 45)


def test_the_server_is_asked_for_structure(asker: Asker, server: ModelServer) -> None:
    server.scripts = says(choice((None, [1])))
    asker.answer(ASKED, "select")
    (request,) = server.asked
    assert request["response_format"]["type"] == "json_schema"


def test_a_server_without_structured_output_is_asked_for_text(
    asker: Asker, server: ModelServer
) -> None:
    server.scripts = says("2, 1", takes_schema=False)
    answer = asker.answer(ASKED, "select")
    assert len(answer.sentences) == 2
    assert "response_format" not in server.asked[-1]


def test_a_server_that_takes_no_heed_of_structure_is_asked_for_text(
    asker: Asker, server: ModelServer
) -> None:
    server.scripts = says("2, 1")
    answer = asker.answer(ASKED, "select")
    assert len(answer.sentences) == 2
    assert ["response_format" in one for one in server.asked] == [True, False]


def test_the_answers_own_quotes_come_first_and_weak_or_retracted_work_not_at_all(
    make_store: MakeStore, server: ModelServer
) -> None:
    retracted = TEXTS["review.md"].replace("year: 2020", "year: 2020\nstatus: retracted")
    asker = Asker(make_store({**TEXTS, "review.md": retracted}), server)
    server.scripts = says(choice((None, [1])))
    answer = asker.answer(ASKED, "select")
    put = numbered(server)
    assert "Relief in CRPS lasted 11 weeks after a four-day infusion." in put[1]
    assert not any("clinic" in one or "reviewed" in one for one in put.values())
    assert [one.quote for one in answer.not_used] == [
        one.quote for one in asker.quotes(ASKED).not_used
    ]
    assert [one.number for one in answer.not_used] == [2]


BAD_CHOICES = {
    "a number not given": (choice((None, [1, 99])), "chose [99], which it was not given"),
    "nought": (choice((None, [0])), "chose [0], which it was not given"),
    "a sentence": ("Ketamine 5 mg/kg is safe.", "could not be read"),
    "a sentence beside the numbers": ("1, 2. Ketamine is safe.", "could not be read"),
    "JSON with words of its own": (
        '{"groups": [{"heading": null, "numbers": [1]}], "note": "5 mg/kg is safe"}',
        "could not be read",
    ),
    "a heading of its own": (choice(("Safe at 5 mg/kg", [1])), "could not be read"),
    "numbers as words": ('{"groups": [{"heading": null, "numbers": ["1"]}]}', "could not be read"),
    "half a JSON": ('{"groups": [{"heading": nu', "could not be read"),
    "nothing": ('{"groups": []}', "found no answer"),
    "too many groups": (choice(*[(None, [at]) for at in range(1, 6)]), "made 5 groups"),
}


@pytest.mark.parametrize("name", BAD_CHOICES)
def test_anything_but_numbers_leaves_the_quotes_as_they_were(
    asker: Asker, server: ModelServer, name: str
) -> None:
    text, why = BAD_CHOICES[name]
    server.scripts = says(text)
    answer = asker.answer(ASKED, "select")
    assert answer.sentences == asker.quotes(ASKED).sentences
    assert "model_failed" in answer.asked.notices
    assert answer.asked.model is not None
    assert why in str(answer.asked.model.failure)


FAULTS = {
    "hanging": Script(fault="hang"),
    "slow": Script(choice((None, [1])), pause_seconds=5),
    "truncated": Script('{"groups": [{"head', finish="length"),
    "filtered": Script("", finish="content_filter"),
    "refusing": Script("", refusal="I cannot help with that."),
    "rate limited": Script(status=429),
    "broken down": Script(status=500),
    "not JSON": Script(fault="not_json"),
    "other JSON": Script(fault="other_json"),
    "empty": Script(""),
    "a wrong key": Script(status=401),
    "no such model": Script(status=404),
}


@pytest.mark.parametrize("name", FAULTS)
def test_however_its_server_fails_the_quotes_answer(
    asker: Asker, server: ModelServer, name: str
) -> None:
    server.scripts = FAULTS[name]
    answer = asker.answer(ASKED, "select")
    assert answer.sentences == asker.quotes(ASKED).sentences
    assert "model_failed" in answer.asked.notices
    assert answer.asked.model is not None
    assert str(answer.asked.model.failure).startswith("the model")


def test_without_its_server_the_quotes_answer(make_store: MakeStore) -> None:
    asker = Asker(make_store(TEXTS), closed_port())
    answer = asker.answer(ASKED, "select")
    assert answer.sentences == asker.quotes(ASKED).sentences
    assert "cannot be reached" in str(answer.asked.model and answer.asked.model.failure)


def test_what_is_refused_is_put_before_no_model(asker: Asker, server: ModelServer) -> None:
    for question in (
        "Should I stop my ketamine?",
        "My friend took too much ketamine and won't wake up, help",
        "Does ketamine help tinnitus?",
    ):
        reply = asker.ask(question, "select")
        assert isinstance(reply, Refusal)
        assert reply.asked.model is None
    assert server.asked == []


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("3, 1", [3, 1]),
        ("[3, 1, 3]", [3, 1]),
        ("[3] [1]", [3, 1]),
        ("2.", [2]),
        ('```json\n{"groups": [{"heading": null, "numbers": [3, 1]}]}\n```', [3, 1]),
        ("<think>5 or 6? Perhaps 2.</think>\n\n3, 1", [3, 1]),
    ],
)
def test_numbers_alone_are_read_each_once(text: str, numbers: list[int]) -> None:
    chosen = read_selection(Piece(text), given={1, 2, 3})
    assert [one for group in chosen.groups for one in group.numbers] == numbers


@pytest.mark.parametrize("text", ["", "-1", "1.5", "one", "1 mg", "[1](http://x.org)", "[" * 5000])
def test_what_is_not_numbers_is_an_error(text: str) -> None:
    with pytest.raises(ModelFailed, match="could not be read"):
        parse_selection(text)


def test_an_answer_of_a_model_is_kept_and_read_back_whole(
    asker: Asker, server: ModelServer
) -> None:
    server.scripts = says(choice(("Main finding", [2])))
    answer = asker.answer(ASKED, "select")
    kept = reply_json(answer)
    assert kept["model"] == "server:scripted"
    again = reply_from_json(json.loads(json.dumps(kept)))
    assert again == replace(answer, asked=replace(answer.asked, seconds=again.asked.seconds))
    before = {key: one for key, one in kept.items() if key not in ("model_use", "withheld")}
    assert reply_from_json(before).asked.model is None
