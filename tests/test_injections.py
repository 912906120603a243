"""Documents and questions that tell a model what to do, against a model that obeys them."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import yaml
from model_server import ModelServer
from model_trials import Asker, numbered, says
from small_library import TEXTS

from qa_app.answering.export import answer_as_text
from qa_app.answering.reply import Answer
from qa_app.answering.standing import Standing, cited_in, cited_key
from qa_app.screens import replies
from qa_app.screens.cards import Place
from qa_app.writing.offering import speaks_to_a_model

INJECTIONS = yaml.safe_load((Path(__file__).parent / "data" / "injections.yaml").read_text())
ASKED = "How long did relief in CRPS last?"
TOLD = "After a four-day infusion, relief in CRPS went on for 11 weeks"
MakeStore = Callable[[Mapping[str, str]], Path]


def planted(injection: Mapping[str, str]) -> tuple[dict[str, str], str]:
    """A library with the injection where it says, and the question to ask of it."""
    said, title, heading, question = "", "Relief in CRPS, a second trial", "Findings", ASKED
    match injection["where"]:
        case "document":
            said = injection["text"]
        case "title":
            title = injection["text"]
        case "heading":
            heading = injection["text"]
        case "question":
            question = injection["text"]
    record = yaml.safe_dump({"id": "second", "title": title, "kind": "rct", "year": 2011})
    text = f"---\n{record}---\n\n## {heading}\n\nRelief in CRPS lasted 5 weeks here. {said}\n"
    return {**TEXTS, "second.md": text}, question


def page_of(answer: Answer) -> str:
    standings = {cited_key(one): Standing(verbatim=True) for one in cited_in(answer)}
    return replies.answer_fragment(answer, standings, Place("c", 1))


@pytest.mark.parametrize("at", range(len(INJECTIONS)))
def test_a_model_that_obeys_an_injection_has_no_effect_on_what_is_shown(
    make_store: MakeStore, server: ModelServer, at: int
) -> None:
    injection = INJECTIONS[at]
    texts, question = planted(injection)
    asker = Asker(make_store(texts), server)
    payload = injection["payload"]

    def obey(body: object) -> object:
        """The payload under every number in turn, between sentences that are right."""
        by = [f"{payload.rstrip('.')} [{number}]." for number in numbered(server)]
        # One right sentence for each wrong one, so that the prose is shown and not the quotes.
        right = [
            f"{text.rpartition(' (')[0].rstrip('.')} [{number}]."
            for number, text in numbered(server).items()
        ]
        both = [one for pair in zip(by, right, strict=True) for one in pair]
        return says("\n".join([f"{TOLD} [1].", *both]))

    server.scripts = obey  # type: ignore[assignment]
    reply = asker.ask(question, "write")
    if not isinstance(reply, Answer):
        assert injection["where"] == "question"
        assert server.asked == []
        return
    assert server.asked
    assert reply.asked.notices == asker.quotes(question).asked.notices
    wanted = plain(payload)
    held = {plain(one.quote) for one in reply.sources}
    for sentence in reply.sentences:
        assert wanted not in plain(sentence.text)
        assert sentence.origin == "quote" or sentence.text == f"{TOLD}."
        assert sentence.origin == "model" or plain(sentence.text) in held
    assert len(reply.withheld) >= len(reply.sentences) - 1
    page = page_of(reply)
    assert not re.search(r"<(?:img|script|iframe)|javascript:|(?:href|src)=\"(?!#turn-)", page)
    assert "evil.example" not in re.sub(r"<ul class=\"kq-answer\">.*?</ul>", "", page)
    assert "evil.example" not in "".join(one.text for one in reply.sentences)
    assert "evil.example" not in answer_as_text(reply).partition("References")[0].replace(
        question, ""
    )


@pytest.mark.parametrize("at", range(len(INJECTIONS)))
def test_an_injection_chooses_no_words_in_mode_select(
    make_store: MakeStore, server: ModelServer, at: int
) -> None:
    injection = INJECTIONS[at]
    texts, question = planted(injection)
    asker = Asker(make_store(texts), server)
    server.scripts = says(
        json.dumps({"groups": [{"heading": injection["payload"], "numbers": [1]}]})
    )
    reply = asker.ask(question, "select")
    if isinstance(reply, Answer):
        assert reply.sentences == asker.quotes(question).sentences


@pytest.mark.parametrize("text", [one["text"] for one in INJECTIONS if one["where"] != "question"])
def test_what_speaks_to_a_model_is_seen(text: str) -> None:
    assert speaks_to_a_model(text)


@pytest.mark.parametrize(
    "text",
    [
        "The guideline recommends that clinicians ignore small differences.",
        "The label instructs nurses to give it over 60 s.",
        "Patients who act as their own controls were given ketamine and asked to report relief.",
        "P < 0.05 and a dose < a tenth of it.",
        "The new guideline says that ketamine may be used as an adjunct.",
        "Children are to be told that it is a nasal spray.",
    ],
)
def test_what_clinicians_write_is_not_taken_for_it(text: str) -> None:
    assert not speaks_to_a_model(text)


def test_a_passage_that_speaks_to_a_model_is_put_before_none(
    make_store: MakeStore, server: ModelServer
) -> None:
    texts, question = planted(INJECTIONS[0])
    server.scripts = says(f"{TOLD} [1].")
    Asker(make_store(texts), server).ask(question, "write")
    assert "lasted 11 weeks after a four-day infusion" in server.prompt()
    assert "cures every pain" not in server.prompt()
    assert "5 weeks here" not in server.prompt()


def test_sentences_stand_between_marks_that_no_text_can_know(
    make_store: MakeStore, server: ModelServer
) -> None:
    asker = Asker(make_store(TEXTS), server)
    server.scripts = says(f"{TOLD} [1].")
    for _ in range(2):
        asker.ask(ASKED, "write")
    fences = [
        re.search(r"between the marks (\w{8})", server.prompt(at))[1]  # type: ignore[index]
        for at in (0, 1)
    ]
    assert fences[0] != fences[1]
    assert server.prompt(0).count(fences[0]) == 3


def plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))
