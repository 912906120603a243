"""PDFs set from known text are read back exactly: sentences, pages, boxes, rows of tables."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from made_pdfs import DEVELOP, JUDGE, LAST, Drawn, Layout, Truth, make_pdf
from reportlab.pdfgen.canvas import Canvas

from ingest.document import Document, Sentence
from ingest.pdf.pdfium import Box, boxes_of, open_pdf
from ingest.pdf.read import read_bytes
from ingest.prepare import Prepared, prepare_documents

SETS = {
    "develop": [("develop", layout) for layout in DEVELOP],
    "judge": [("judge", layout) for layout in JUDGE],
    "last": list(LAST),
}


def count_quarters(texts: list[str]) -> list[int]:
    return [-(-len(text) // 4) for text in texts]


def read_document(path: Path) -> Document:
    (made,) = prepare_documents(path, slug="made", count_pieces=count_quarters)
    assert isinstance(made, Prepared)
    return made.document


@dataclass
class Made:
    """A PDF, what it says, and what was read of it."""

    path: Path
    layout: Layout
    truth: Truth
    document: Document


def make(folder: Path, part: str, layout: Layout) -> Made:
    path = folder / f"{re.sub(r'[^a-z]+', '-', layout.name)}.pdf"
    truth = make_pdf(path, layout, part)
    return Made(path, layout, truth, read_document(path))


def measure(made: Made) -> Counter[str]:
    """How many sentences and rows there were, and how many came back right."""
    document, truth = made.document, made.truth
    text = document.text
    held: dict[str, list[Sentence]] = {}
    rows = Counter(
        (text[slice(*one.header)], text[one.start : one.end])
        for one in document.sentences
        if one.header
    )
    for one in document.sentences:
        held.setdefault(text[one.start : one.end], []).append(one)
    count: Counter[str] = Counter()
    boxes = boxes_on_pages(made)
    everything = {id(one): one for _, drawn in truth.sentences for one in drawn}
    for said, words in truth.sentences:
        count["sentences"] += 1
        if not held.get(said):
            continue
        sentence = held[said].pop(0)
        count["found"] += 1
        count["page"] += document.page_at(sentence.start) == words[0].page
        covered = {
            name for name, one in everything.items() if is_covered(one, boxes[sentence], made)
        }
        count["box"] += covered == {id(one) for one in words}
    for header, row, _ in truth.rows:
        count["rows"] += 1
        count["rows found"] += rows[header, row] > 0
        rows[header, row] -= 1
    count["left over"] += sum(line in text for line in truth.never if " " in line)
    return count


def boxes_on_pages(made: Made) -> dict[Sentence, dict[int, list[Box]]]:
    """For each sentence the boxes that would be marked, by page."""
    placed = made.document.placed
    assert placed is not None
    wanted: dict[int, list[tuple[Sentence, tuple[int, int]]]] = {}
    for sentence in made.document.sentences:
        for page, parts in placed.on_pages(sentence.start, sentence.end).items():
            wanted.setdefault(page, []).extend((sentence, part[:0:-1]) for part in parts)
    pdf = open_pdf(made.path.read_bytes())
    found: dict[Sentence, dict[int, list[Box]]] = {one: {} for one in made.document.sentences}
    for page, asked in wanted.items():
        boxes = boxes_of(pdf, page, [part for _, part in asked])
        for (sentence, _), there in zip(asked, boxes, strict=True):
            found[sentence].setdefault(page, []).extend(there)
    return found


def is_covered(word: Drawn, boxes: dict[int, list[Box]], made: Made) -> bool:
    """Whether the middle of a word lies in one of the boxes."""
    wide, high = made.truth.size
    x, y = (word.x0 + word.x1) / 2 / wide, (word.y0 + word.y1) / 2 / high
    if made.layout.sideways:
        x, y = y, 1 - x
    return any(box.x0 <= x <= box.x1 and box.y0 <= y <= box.y1 for box in boxes.get(word.page, ()))


@pytest.mark.slow
@pytest.mark.parametrize("name", SETS)
def test_multi_column_pdfs_come_back_as_they_were_set(name: str, tmp_path: Path) -> None:
    total: Counter[str] = Counter()
    for part, layout in SETS[name]:
        total.update(measure(make(tmp_path, part, layout)))
    print(name, dict(total))
    assert total["found"] >= 0.98 * total["sentences"] > 0
    assert total["page"] == total["found"]
    assert total["box"] >= 0.95 * total["found"]
    assert total["rows found"] >= 0.9 * total["rows"] > 0


def test_two_columns_a_footnote_and_running_heads(tmp_path: Path) -> None:
    count = measure(make(tmp_path, "develop", replace(DEVELOP[0], length=2)))
    assert count["found"] == count["sentences"] == count["page"] == count["box"]
    assert count["left over"] == 0


def test_headings_are_headings_and_references_are_left_out(tmp_path: Path) -> None:
    made = make(tmp_path, "judge", replace(JUDGE[6], foot="{page}"))
    text = made.document.text
    headings = [text[one.start : one.end] for one in made.document.headings]
    assert headings[0] == made.truth.headings[0] == made.document.source.title
    assert headings[1:5] == made.truth.headings[1:5]
    assert "Kvist" not in text


# What a dose must never become.

Put = tuple[str, float, float, float]  # words, x, y from the top, size


def page_of(folder: Path, *lines: Sequence[Put], font: str = "Times-Roman") -> str:
    """The text of a page on which these words were drawn."""
    path = folder / "drawn.pdf"
    canvas = Canvas(str(path), pagesize=(595, 842))
    for text, x, y, size in (put for line in lines for put in line):
        canvas.setFont(font, size)
        canvas.drawString(x, 842 - y, text)
    canvas.save()
    return read_bytes(path.read_bytes()).text


def beside(*parts: tuple[str, float, float], y: float = 100, x: float = 60) -> list[Put]:
    """Words one after another: text, size, how far raised."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    line: list[Put] = []
    for text, size, up in parts:
        line.append((text, x, y - up, size))
        x += stringWidth(text, "Times-Roman", size)
    return line


@pytest.mark.parametrize("size", [5.0, 6.0, 7.0, 8.0])
@pytest.mark.parametrize("up", [2.5, 3.5, 5.0])
@pytest.mark.parametrize(("before", "mark", "read"), [
    ("A bolus of 0.35", "12", "A bolus of 0.35¹²"),
    ("A bolus of 0.35 mg/kg", "12", "A bolus of 0.35 mg/kg¹²"),
    ("A bolus of 0.35 mg/kg", "1,2", "A bolus of 0.35 mg/kg¹,²"),
    ("A bolus of 0.35 mg/kg", "3–5", "A bolus of 0.35 mg/kg³⁻⁵"),
    ("The load was 10", "−5", "The load was 10⁻⁵"),
    ("It was given on day 5", "a", "It was given on day 5ᵃ"),
    ("It was given on the 1", "st", "It was given on the 1st"),
])  # fmt: skip
def test_a_raised_figure_never_runs_into_a_dose(
    tmp_path: Path, before: str, mark: str, read: str, size: float, up: float
) -> None:
    line = beside((before, 10, 0), (mark, size, up), (" and no more was given then.", 10, 0))
    assert page_of(tmp_path, line) == f"{read} and no more was given then."


def test_a_raised_figure_at_a_tight_line_stays_on_its_line(tmp_path: Path) -> None:
    over = beside(("Patients were given it at once, with 0.25 mg/kg", 10, 0), y=100)
    under = beside(
        ("of ketamine, or 0.35 mg/kg", 10, 0), ("12", 6.5, 3.5), (" later.", 10, 0), y=110
    )
    text = page_of(tmp_path, over, under)
    assert text.endswith("0.25 mg/kg of ketamine, or 0.35 mg/kg¹² later.")


def test_a_lowered_figure_stays_with_its_word(tmp_path: Path) -> None:
    line = beside(("The SpO", 10, 0), ("2", 6.5, -2), (" was 0.98 and the pCO", 10, 0),
                  ("2", 6.5, -2), (" rose.", 10, 0))  # fmt: skip
    assert page_of(tmp_path, line) == "The SpO2 was 0.98 and the pCO2 rose."


def test_signs_stay_as_they_are_set(tmp_path: Path) -> None:
    said = "It fell by −1.5 ± 0.2 points (P ≤ 0.05), at 5 µg/kg/min × 2, in ≥ 70% of them."
    assert page_of(tmp_path, beside((said, 10, 0))) == said


def test_words_drawn_twice_to_look_bold_are_read_once(tmp_path: Path) -> None:
    said = "All 77 were allotted a dose of 0.55 mg/kg at 11 a.m. and well tolerated it."
    twice = [*beside((said, 10, 0)), *beside((said, 10, 0), x=60.3)]
    assert page_of(tmp_path, twice) == said


def test_a_word_drawn_letter_by_letter_is_whole_and_words_are_apart(tmp_path: Path) -> None:
    said = "Ketamine at 0.5 mg/kg was tolerated well."
    letters = beside(*((char, 10, 0) for char in said if char != " "))
    words: list[Put] = []
    x = 60.0
    for word in said.split():
        letters = beside(*((char, 10.0, 0.0) for char in word), x=x)
        words.extend(letters)
        x = beside((word, 10, 0), ("", 10, 0), x=x)[-1][1] + 2.5
    assert page_of(tmp_path, words) == said


@pytest.mark.parametrize(("letter", "first", "read"), [
    ("K", "etamine was given to 84 adults", "Ketamine was given to 84 adults"),
    ("A", "single trial in 84 adults asked", "A single trial in 84 adults asked"),
    ("A", "cute pain was lower at 6 and at", "Acute pain was lower at 6 and at"),
])  # fmt: skip
def test_a_large_first_letter_belongs_to_the_first_line(
    tmp_path: Path, letter: str, first: str, read: str
) -> None:
    under = ["0.35 mg/kg, and no more of it was", "used in the first twelve hours of it.",
             "Pain was scored by the nurses there."]  # fmt: skip
    lines = [[(letter, 60.0, 124.0, 46.0)], [(first, 96.0, 100.0, 10.0)],
             [(under[0], 96.0, 112.0, 10.0)], [(under[1], 96.0, 124.0, 10.0)],
             [(under[2], 60.0, 136.0, 10.0)]]  # fmt: skip
    assert " ".join(page_of(tmp_path, *lines).split()) == " ".join([read, *under])
