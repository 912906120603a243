import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ingest.clean import Cleaned, clean
from ingest.document import Source
from ingest.prepare import document_from_text, prepare_documents
from ingest.readers import Block, Reading, UnreadableDocument, read_page
from ingest.readers.plain import read_plain_text
from ingest.record import source_of

PAGES = Path(__file__).parent / "data" / "pages"
SEEDS = Path(__file__).parents[2] / "shared" / "seeds"
needs_seeds = pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed texts lie beside the project")

PROSE = "Ketamine was given for five days and the pain fell by two points in most of the patients."


def count_quarters(texts: list[str]) -> list[int]:
    return [-(-len(text) // 4) for text in texts]


def fold(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def clean_text(text: str) -> Cleaned:
    return clean(read_plain_text(text))


def tally(part: str) -> tuple[Counter[str], list[str]]:
    """How many of the gold strings came out right, and those that did not."""
    count: Counter[str] = Counter()
    wrong: list[str] = []
    for gold_path in sorted(PAGES.glob("*.expected.yaml")):
        gold: dict[str, Any] = yaml.safe_load(gold_path.read_text("utf-8"))
        if gold["part"] != part:
            continue
        name = gold_path.name.removesuffix(".expected.yaml")
        path = next(p for p in PAGES.glob(f"{name}.*") if p.suffix != ".yaml")
        reading = read_page(path)
        cleaned = clean(reading)
        text, at = fold(cleaned.text), 0
        for string in gold["keep"]:
            found = text.find(string, at)
            at = at if found < 0 else found + len(string)
            count["kept"] += found >= 0
            wrong += [] if found >= 0 else [f"{name}: lost {string!r}"]
        for string in gold["drop"]:
            count["dropped"] += string not in text
            wrong += [f"{name}: left {string!r}"] if string in text else []
        for string in gold["headings"]:
            count["headings"] += string in text
        if "title" in gold:
            shown = Reading(cleaned.text, cleaned.blocks, reading.record)
            count["titles"] += source_of(shown, path, "x").title == gold["title"]
    return count, wrong


def test_the_pages_the_rules_were_set_on_come_out_clean() -> None:
    count, wrong = tally("tune")
    assert wrong == []
    assert count == {"kept": 144, "dropped": 245, "headings": 26, "titles": 5}


def test_the_pages_kept_apart_lose_no_text_and_most_of_their_furniture() -> None:
    count, _ = tally("report")
    assert count["kept"] >= 121
    assert count["dropped"] >= 172
    assert count["headings"] >= 27
    assert count["titles"] == 5


@needs_seeds
def test_an_abstract_page_leaves_its_title_and_abstract() -> None:
    cleaned = clean(read_page(next(SEEDS.glob("000_*.txt"))))
    assert cleaned.text.startswith("Application of Ketamine in Pain Management")
    assert cleaned.text.endswith("and discuss its analgesic mechanism.")
    assert len(cleaned.blocks) == 2
    assert "\n\nSince ketamine was approved" in cleaned.text


@needs_seeds
def test_a_spun_scrape_loses_its_banner_and_no_sentence() -> None:
    cleaned = clean(read_page(next(SEEDS.glob("002_*.txt"))))
    assert len(cleaned.removed) == 2
    assert cleaned.removed[0].startswith("The site is secure. The https://")
    assert cleaned.removed[1] == "more info"
    assert "linked with altered processing of pain that never" in cleaned.text


@needs_seeds
@pytest.mark.parametrize("name", ["001", "003"])
def test_articles_without_furniture_stay_whole(name: str) -> None:
    path = next(SEEDS.glob(f"{name}_*.txt"))
    cleaned = clean(read_page(path))
    assert cleaned.removed == ()
    assert fold(cleaned.text) == fold(path.read_text("utf-8"))


@pytest.mark.parametrize(
    "line",
    [
        "Share decisions with the patient and with those at home.",
        "Start your infusion at 0.1 mg/kg per hour.",
        "Follow the patient for 24 hours after the infusion.",
        "Cookies are fine up to six hours before the infusion.",
        "The injection site is secure and dry before the pump is started.",
        "Privacy was a concern for 12% of respondents in the survey.",
        "Participants had to sign up for a follow-up visit at 12 weeks.",
        "Call the ward if you feel unwell after you have gone home.",
        "Copyright law did not bear on the consent form of this trial.",
        "Comments such as “I am melting” are common and do no harm.",
        "The trial was registered at ClinicalTrials.gov before the first visit.",
        "Download of the diary failed for 3 patients.",
        "Physicians in the University Hospital, the clinic and the ward were asked.",
    ],
)
def test_a_sentence_of_the_text_is_kept_though_it_has_a_sites_word(line: str) -> None:
    assert line in clean_text(f"{PROSE}\n\n{line}\n\n{PROSE}").text
    assert line in clean_text(f"{PROSE} {line} {PROSE}").text


@pytest.mark.parametrize(
    "line",
    [
        "We use cookies to give you the best experience on our website.",
        "Sign up for our newsletter and never miss a post.",
        "Start your free 30-day trial today.",
        "Your email address will not be published.",
        "© 2019 The Authors. All rights reserved.",
        "Share this article on Facebook",
        "Click here to book your free consultation!",
        "You have 500 characters remaining",
        "This site uses Akismet to reduce spam.",
        "The site is secure. The https:// ensures that you are connecting to the official website.",
    ],
)
def test_what_is_said_to_a_visitor_goes_on_its_own_and_in_a_paragraph(line: str) -> None:
    pages = [f"{PROSE}\n\n{line}\n\n{PROSE}"]
    if line.endswith((".", "!")):
        pages.append(f"{PROSE} {line} {PROSE}")
    for page in pages:
        cleaned = clean_text(page)
        assert line[:20] not in cleaned.text
        assert cleaned.text.count(PROSE) == 2
        assert line[:20] in " ".join(cleaned.removed)


def test_a_notice_glued_to_the_last_sentence_is_cut_off() -> None:
    cleaned = clean_text(f"Abstract{PROSE}Copyright © 2023 Jo Field et al.")
    assert cleaned.text == PROSE


def test_a_running_head_in_a_sentence_goes_and_the_sentence_closes() -> None:
    heads = ["J Made Up Pain   www.pain.example   11", "J Made Up Pain   www.pain.example   12"]
    page = "\n\n".join(
        [
            PROSE,
            "The rate of relief was",
            heads[0],
            "higher with ketamine than without.",
            heads[1],
            PROSE,
        ]
    )
    assert "The rate of relief was higher with ketamine than without." in clean_text(page).text


def test_a_list_of_references_goes_and_what_follows_it_stays() -> None:
    page = (
        f"{PROSE}\n\nReferences\n\n1. Aalto K, Berg S. Sedation. Burn Care Q. 1999;14:33–8.\n"
        f"2. Ito N. Enantiomers. Clin Chir. 2006;8(1):1–11.\n\nAppendix\n\n{PROSE}"
    )
    cleaned = clean_text(page)
    assert "Aalto" not in cleaned.text
    assert "Ito" not in cleaned.text
    assert cleaned.text.count(PROSE) == 2


def test_unseen_characters_go_and_seen_ones_stay_as_they_were() -> None:
    text = (
        "Keta\u00admine 350\u00a0µg/kg, ≥\u200b 4 cm², 10⁻⁵ \x1b[31mM\x1b[0m\x07 of it was given."
    )
    assert clean_text(text).text == "Ketamine 350 µg/kg, ≥ 4 cm², 10⁻⁵ M of it was given."


def test_a_digest_of_this_project_passes_untouched() -> None:
    text = "Subscribe to our newsletter.\n\nReferences\n\nSign up now!"
    reading = read_plain_text(text, {"holds": "digest"})
    assert clean(reading).text == text
    assert clean(reading).removed == ()


def test_a_tables_rows_stand_one_a_line_and_know_their_header() -> None:
    cleaned = clean_text(f"{PROSE}\n\nRoute\tDose\ni.v.\t0.1 mg/kg\noral\t10 mg\n\n{PROSE}")
    assert "Route | Dose\ni.v. | 0.1 mg/kg\noral | 10 mg" in cleaned.text
    rows = [block for block in cleaned.blocks if block.role == "row"]
    header = (rows[0].start, rows[0].end)
    assert [row.header for row in rows] == [None, header, header]


def test_a_word_hyphenated_at_a_lines_end_is_one_word_again() -> None:
    page = "The anaes-\nthetist gave low-\ndose ketamine to those with long-standing pain that day."
    reading = Reading(page, (Block(0, len(page)),))
    assert clean(reading).text.startswith("The anaesthetist gave low-dose ketamine to those")


def test_pages_follow_the_text_through_the_cleaning() -> None:
    page = f"{PROSE}\n\nPage 1 of 2\n\f{PROSE}"
    cleaned = clean_text(page)
    assert cleaned.pages == ((0, 1), (len(PROSE) + 2, 2))


pages = st.lists(
    st.text(max_size=80)
    | st.sampled_from(
        [PROSE, "Sign up now!", "\u00ad\u200b", "Page 3", "References", "a\tb", "\f"]
    ),
    max_size=8,
).map("\n".join)


@given(pages)
def test_every_canonical_character_maps_to_itself_on_the_page(page: str) -> None:
    reading = read_plain_text(page)
    cleaned = clean(reading)
    for offset, char in enumerate(cleaned.text):
        if not char.isspace() and char != "|":
            assert reading.text[cleaned.page_offset(offset)] == char
    places = [cleaned.page_offset(offset) for offset in range(len(cleaned.text))]
    assert places == sorted(places)


@given(pages.filter(lambda page: "\x1b" not in page))  # an escape takes its letters along
def test_nothing_is_lost_without_a_receipt(page: str) -> None:
    cleaned = clean(read_plain_text(page))
    shown = Counter(cleaned.text + "".join(cleaned.removed))
    assert all(shown[char] == n for char, n in Counter(page).items() if char.isalpha())


@given(pages)
def test_cleaned_blocks_lie_in_order_and_hold_the_text(page: str) -> None:
    cleaned = clean(read_plain_text(page))
    inside = "".join(cleaned.text[block.start : block.end] for block in cleaned.blocks)
    assert "".join(inside.split()) == "".join(cleaned.text.split())
    assert all(block.start < block.end for block in cleaned.blocks)


def test_a_file_becomes_a_document_with_its_receipt(tmp_path: Path) -> None:
    path = tmp_path / "trial.txt"
    path.write_text(f"On ketamine\n\n{PROSE}\n\nSign up for our newsletter!\n")
    (prepared,) = prepare_documents(path, slug="trial", count_pieces=count_quarters)
    document = prepared.document
    assert (document.id, document.source.title) == ("trial", "On ketamine")
    assert document.text == f"On ketamine\n\n{PROSE}"
    assert [document.text[s.start : s.end] for s in document.sentences] == [PROSE]
    assert [(p.start, p.end) for p in document.passages] == [(0, len(document.text))]
    assert prepared.removed == ("Sign up for our newsletter!",)


def test_a_page_of_nothing_but_furniture_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "menu.txt"
    path.write_text("Home | About us | Contact\n\nWe use cookies on our website.\n")
    with pytest.raises(UnreadableDocument, match="nothing is left"):
        list(prepare_documents(path, slug="menu", count_pieces=count_quarters))


def test_a_clean_text_is_taken_as_it_is() -> None:
    text = "Pain fell.  It rose again.\n\nSign up now!"
    document = document_from_text(Source(id="a", title="A"), text, count_pieces=count_quarters)
    assert document.text == text
    assert [document.text[s.start : s.end] for s in document.sentences] == [
        "Pain fell.",
        "It rose again.",
        "Sign up now!",
    ]
