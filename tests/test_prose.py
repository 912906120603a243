"""Mode write: each sentence of a model is held until the quotes that it cites support it."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from model_server import ModelServer, Script, closed_port
from model_trials import Asker, numbered, says
from small_library import TEXTS

from ingest.lexicon import medical_lexicon
from qa_app.answering.reply import Answer, Refusal
from qa_app.writing.claims import Claim, ClaimReader, as_withheld, claims_of
from qa_app.writing.composing import Follow, Shown
from qa_app.writing.copying import faults_of_copying

ASKED = "How long did relief in CRPS last?"
LASTED = "Relief in CRPS lasted 11 weeks after a four-day infusion."
TOLD = "After a four-day infusion, relief in CRPS went on for 11 weeks"
MakeStore = Callable[[Mapping[str, str]], Path]


def test_a_supported_sentence_is_told_in_the_models_words_with_its_quotes(
    asker: Asker, server: ModelServer
) -> None:
    server.scripts = says(f"{TOLD} [1].")
    answer = asker.answer(ASKED, "write")
    assert numbered(server)[1].startswith(LASTED)
    (sentence,) = answer.sentences
    assert sentence.text == f"{TOLD}."
    assert sentence.origin == "model"
    assert [one.quote for one in answer.used] == [LASTED]
    assert answer.asked.mode == "write"
    assert answer.withheld == ()


def test_a_sentence_that_is_verbatim_is_a_quote(asker: Asker, server: ModelServer) -> None:
    server.scripts = says(LASTED.replace(".", " [1]."))
    (sentence,) = asker.answer(ASKED, "write").sentences
    assert (sentence.text, sentence.origin) == (LASTED, "quote")


def test_words_cut_out_of_a_quote_are_not_one(asker: Asker, server: ModelServer) -> None:
    server.scripts = says("Relief in CRPS lasted 11 weeks [1].")
    (sentence,) = asker.answer(ASKED, "write").sentences
    assert sentence.origin == "model"


WRONG = {
    "a tenfold number": ("Relief in CRPS lasted 110 weeks [1].", "number: 110 weeks"),
    "another unit": ("Relief in CRPS lasted 11 days [1].", "number: 11 days"),
    "a lost direction": ("Relief in CRPS did not last 11 weeks [1].", "negation"),
    "nothing cited": ("Relief in CRPS lasted 11 weeks.", "citation: it cites nothing"),
    "a number not given": ("Relief in CRPS lasted 11 weeks [40].", "citation: [40] was not given"),
    "advice": ("You should have an infusion for 11 weeks of relief [1].", "advice"),
    "a name": ("The HARMONY trial found relief of 11 weeks in CRPS [1].", "name: HARMONY"),
    "everything cited": ("Relief in CRPS lasted 11 weeks [1-9].", "citation: it cites 9 quotes"),
    "a link": ("Relief lasted 11 weeks, see https://evil.example/x [1].", "link:"),
    "an image": ("Relief in CRPS lasted 11 weeks ![x](https://evil.example/p.png) [1].", "link:"),
    "markup": ("Relief in CRPS lasted <b>11 weeks</b> [1].", "link:"),
    "digits of another script": ("Relief in CRPS lasted １１ weeks [1].", "sign:"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_not_supported_is_withheld_with_its_reason(
    asker: Asker, server: ModelServer, name: str
) -> None:
    text, why = WRONG[name]
    server.scripts = says(f"{TOLD} [1]. {text}")
    answer = asker.answer(ASKED, "write")
    assert [one.text for one in answer.sentences] == [f"{TOLD}."]
    (withheld,) = answer.withheld
    assert why in withheld.why
    assert "evil.example" not in withheld.text


def test_where_too_little_is_left_the_quotes_are_shown(asker: Asker, server: ModelServer) -> None:
    server.scripts = says(f"{TOLD} [1]. It lasted 12 years [1]. It cures all [2].")
    answer = asker.answer(ASKED, "write")
    assert answer.sentences == asker.quotes(ASKED).sentences
    assert "quotes_instead_of_prose" in answer.asked.notices
    assert len(answer.withheld) == 2
    assert answer.asked.model is not None
    assert answer.asked.model.failure is None


def test_checked_sentences_appear_while_the_model_still_writes(
    asker: Asker, server: ModelServer
) -> None:
    server.scripts = says(f"{TOLD} [1]. {LASTED} [1]", piece=10, pause_seconds=0.01)
    seen: list[tuple[str, int, int]] = []

    def see(shown: Shown) -> None:
        seen.append((shown.sentence.text, len(shown.sources), len(server.asked)))

    answer = asker.answer(ASKED, "write", follow=Follow(shown=see))
    assert [one[0] for one in seen] == [one.text for one in answer.sentences]
    assert [one[1] for one in seen] == [1, 1]


def test_quotes_are_numbered_in_the_order_in_which_they_are_cited(
    asker: Asker, server: ModelServer
) -> None:
    server.scripts = lambda body: says(
        "\n".join(f"{text.partition(' (from: ')[0]} [{at}]" for at, text in _last_first(server))
    )
    answer = asker.answer(ASKED, "write")
    assert len(answer.sentences) > 1
    assert [one.citations for one in answer.sentences] == [
        (at,) for at in range(1, len(answer.sentences) + 1)
    ]
    assert [one.text for one in answer.sentences] == [one.quote for one in answer.used]


def _last_first(server: ModelServer) -> list[tuple[int, str]]:
    return sorted(numbered(server).items(), reverse=True)


FAULTS = {
    "hanging": Script(fault="hang"),
    "slow": Script(f"{TOLD} [1]. " * 9, pause_seconds=0.3),
    "broken off": Script(f"{TOLD} [1]. And then", fault="drop"),
    "truncated": Script(f"{TOLD} [1]. And then", finish="length"),
    "ended without an end": Script(f"{TOLD} [1]. And", finish=None),
    "filtered": Script(f"{TOLD} [1].", finish="content_filter"),
    "rate limited": Script(status=429),
    "broken down": Script(status=500),
    "garbled": Script(f"{TOLD} [1]. And", fault="garble"),
    "not JSON": Script(fault="not_json"),
    "empty": Script(""),
    "a wrong key": Script(status=401),
    "no such model": Script(status=404),
    "giving up": Script("NO ANSWER"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_however_its_server_fails_the_quotes_answer(
    asker: Asker, server: ModelServer, name: str
) -> None:
    server.scripts = FAULTS[name]
    answer = asker.answer(ASKED, "write")
    quotes = asker.quotes(ASKED)
    assert (answer.sentences, answer.sources) == (quotes.sentences, quotes.sources)
    assert "model_failed" in answer.asked.notices
    assert answer.asked.model is not None
    assert str(answer.asked.model.failure).startswith("the ")


def test_a_model_that_only_refuses_in_words_leaves_the_quotes(
    asker: Asker, server: ModelServer
) -> None:
    server.scripts = says("I'm sorry, but I can't help with medical questions. Ask a doctor.")
    answer = asker.answer(ASKED, "write")
    assert answer.sentences == asker.quotes(ASKED).sentences
    assert "quotes_instead_of_prose" in answer.asked.notices


def test_without_its_server_the_quotes_answer(make_store: MakeStore) -> None:
    asker = Asker(make_store(TEXTS), closed_port())
    answer = asker.answer(ASKED, "write")
    assert answer.sentences == asker.quotes(ASKED).sentences


def test_what_is_refused_is_put_before_no_model(asker: Asker, server: ModelServer) -> None:
    assert isinstance(asker.ask("Should I stop my ketamine?", "write"), Refusal)
    assert isinstance(asker.ask("Does ketamine help tinnitus?", "write"), Refusal)
    assert server.asked == []


def test_disagreements_stand_beside_prose_as_beside_quotes(
    make_store: MakeStore, server: ModelServer
) -> None:
    relief = "Relief in CRPS lasted 4 to 11 weeks in the trials reviewed."
    sides = [
        {"label": label, "quotes": [{"document": document, "sentence": sentence}]}
        for label, document, sentence in (
            ("eleven weeks", "crps", LASTED),
            ("four to eleven", "review", relief),
        )
    ]
    topic = {"topic": ASKED, "about": ["relief", "CRPS", "last"], "sides": sides}
    asker = Asker(
        make_store({**TEXTS, "conflicts.yaml": json.dumps({"conflicts": [topic]})}), server
    )
    quotes: Answer = asker.quotes(ASKED)
    assert quotes.conflicts
    server.scripts = says(f"{TOLD} [1].")
    answer = asker.answer(ASKED, "write")
    assert [one.topic for one in answer.conflicts] == [one.topic for one in quotes.conflicts]
    assert [one.number for one in answer.sources] == list(range(1, len(answer.sources) + 1))


COPIED = {
    "a cause": (f"{LASTED} by blocking NMDA receptors", "copy: 'blocking'"),
    "how well": (f"{LASTED} and was well tolerated", "copy: 'tolerated'"),
    "how many": ("Relief in all CRPS lasted 11 weeks after a four-day infusion", "copy: 'all'"),
    "how much": ("Greater relief in CRPS lasted 11 weeks after a four-day infusion", "copy:"),
}


@pytest.mark.parametrize("name", COPIED)
def test_what_a_copy_adds_is_withheld(asker: Asker, server: ModelServer, name: str) -> None:
    text, why = COPIED[name]
    server.scripts = says(f"{TOLD} [1]. {text.replace('infusion.', 'infusion')} [1].")
    answer = asker.answer(ASKED, "write")
    assert [one.text for one in answer.sentences] == [f"{TOLD}."]
    (withheld,) = answer.withheld
    assert why in withheld.why


@pytest.mark.parametrize(
    ("quote", "copy", "fault"),
    [
        ("A bolus of up to 0.35 mg/kg is given in acute pain.",
         "A bolus of 0.35 mg/kg is given in acute pain.", "'up' of the quote is left out"),
        ("Nausea was common, in 63% with ketamine and 17% with placebo.",
         "Nausea was common, in 17% with ketamine and 63% with placebo.", "another order"),
        ("Nausea was common, in 63% with ketamine and 17% with placebo.",
         "Nausea was rare, in 63% with ketamine and 17% with placebo.", "'rare' where"),
        ("Pain was less with ketamine and magnesium than with magnesium alone in women.",
         "Pain was less with ketamine and magnesium than with magnesium in women.", "'alone'"),
        ("Some patients with burns had relief.", "All patients with burns had relief.", "'all'"),
        ("All side effects were minor and brief in children.",
         "All side effects were severe and brief in children.", "'severe' is not"),
    ],
)  # fmt: skip
def test_a_copy_keeps_how_many_how_much_and_in_which_order(
    quote: str, copy: str, fault: str
) -> None:
    assert any(fault in one for one in faults_of_copying(copy, [quote], medical_lexicon()))


@pytest.mark.parametrize(
    ("quote", "copy"),
    [
        ("Nausea was seen in 63% with ketamine and 17% with placebo.",
         "Nausea was seen in 17% with placebo and 63% with ketamine."),
        ("In 2009 relief in CRPS lasted 11.0 weeks after a four-day infusion.",
         "Overall, relief in CRPS lasted 11 weeks after a four-day infusion."),
        ("Relief in CRPS lasted 11 weeks.", "In the 2009 trial relief in CRPS lasted 11 weeks."),
    ],
)  # fmt: skip
def test_a_copy_may_change_what_does_not_matter(quote: str, copy: str) -> None:
    beside = "Ketamine in CRPS, a trial 2009"
    assert list(faults_of_copying(copy, [quote], medical_lexicon(), beside=beside)) == []


@pytest.mark.parametrize(
    ("reply", "claims"),
    [
        ("Pain fell [1]. It rose [2].", [("Pain fell.", (1,)), ("It rose.", (2,))]),
        ("Pain fell. [1] It rose. [2]", [("Pain fell.", (1,)), ("It rose.", (2,))]),
        ("Pain fell.[1][2]\nIt rose [3, 4]", [("Pain fell.", (1, 2)), ("It rose", (3, 4))]),
        ("Pain fell [1-3].", [("Pain fell.", (1, 2, 3))]),
        ("- Pain fell [1]\n- It rose [2]", [("Pain fell", (1,)), ("It rose", (2,))]),
        ("1. **Pain** fell [1].\n2. It rose [2].", [("Pain fell.", (1,)), ("It rose.", (2,))]),
        ("0.35 mg/kg vs. 1.5 mg, e.g. IV [1].", [("0.35 mg/kg vs. 1.5 mg, e.g. IV.", (1,))]),
        ("<think>Hm [9].\nSo?</think>\nPain fell [1].", [("Pain fell.", (1,))]),
        ("Pain (P < 0.05) fell [1]", [("Pain (P < 0.05) fell", (1,))]),
        ("Pain\u200b fell\u202e [1].", [("Pain fell.", (1,))]),
    ],
)
@pytest.mark.parametrize("size", [1, 3, 1000])
def test_a_reply_reads_the_same_in_pieces_of_any_size(
    reply: str, claims: list[tuple[str, tuple[int, ...]]], size: int
) -> None:
    reader = ClaimReader()
    read = [one for at in range(0, len(reply), size) for one in reader.take(reply[at : at + size])]
    read += reader.end()
    assert [(one.text, one.cited) for one in read] == claims


def test_a_claim_comes_as_soon_as_the_next_one_begins() -> None:
    reader = ClaimReader()
    assert list(reader.take("Pain fell by half. [1] ")) == []
    assert list(reader.take("It")) == [Claim("Pain fell by half.", (1,))]


@pytest.mark.parametrize(
    "address",
    ["https://evil.example/x?q=1", "www.evil.org", "evil.com/path", "javascript:alert(1)",
     "data:text/html;base64,AAAA", "mailto:a@b.org", "10.1000/evil.1", "//evil.example/x.png"],
)  # fmt: skip
def test_no_address_is_left_in_what_is_listed_as_withheld(address: str) -> None:
    (claim,) = claims_of(f"See {address} now")
    assert address.removeprefix("//") not in as_withheld(claim.text)
