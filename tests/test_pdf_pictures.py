"""The printed page beside the text: the quoted words marked, or a sentence why it is not shown."""

import base64
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Library
from in_browser import Watched, serve
from made_pdfs import DEVELOP, JUDGE, make_pdf
from PIL import Image

from ingest.pdf.pictures import NoPicture
from ingest.store import StoreReader
from qa_app.engine import Engine

QUOTE = "The highest plasma concentration measured was 118 ng/ml at 6 h."
BIG_STEP = "Infusions were started at 1.2 µg/kg/min and increased by 0.6 µg/kg/min every 12 h"


@pytest.fixture
def engine(library: Library) -> Engine:
    make_pdf(library.texts / "trial.pdf", DEVELOP[0], "develop")
    library.write({"text.md": "# Ketamine\n\nNausea was common after the infusion.\n"})
    library.ingest()
    return Engine(library.store, lambda: library.encoder)


def span(engine: Engine, document: str, words: str) -> list[tuple[int, int]]:
    held = engine.document(document)
    assert held is not None
    start = held.text.index(words)
    return [(start, start + len(words))]


def test_the_page_is_drawn_with_its_quote_marked(engine: Engine) -> None:
    document = engine.document("trial")
    spans = span(engine, "trial", QUOTE)
    (picture,) = engine.pictures(document, spans)
    assert picture.marked
    assert picture.page == document.page_at(spans[0][0])
    image = Image.open(io.BytesIO(base64.b64decode(picture.png)))
    assert image.size == (picture.width, picture.height)
    yellow = sum(
        count for count, (red, green, blue) in image.getcolors(1 << 24) if red > 200 > 120 > blue
    )
    assert 0.0005 < yellow / (picture.width * picture.height) < 0.02


def test_a_text_without_pages_has_no_picture(engine: Engine) -> None:
    spans = span(engine, "text", "Nausea")
    assert engine.pictures(engine.document("text"), spans) == []


def test_a_file_that_is_gone_or_changed_is_said_to_be(engine: Engine, library: Library) -> None:
    document, spans = engine.document("trial"), span(engine, "trial", QUOTE)
    path = library.texts / "trial.pdf"
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(NoPicture, match="has changed since this text was read from it"):
        engine.pictures(document, spans)
    path.unlink()
    with pytest.raises(NoPicture, match="no longer where it was"):
        engine.pictures(document, spans)


def test_words_that_are_not_where_they_were_are_not_marked(engine: Engine) -> None:
    from dataclasses import replace

    document, spans = engine.document("trial"), span(engine, "trial", QUOTE)
    moved = [
        (start, length, page, first + 3) for start, length, page, first in document.placed.runs
    ]
    elsewhere = replace(document, placed=replace(document.placed, runs=tuple(moved)))
    (picture,) = engine.pictures(elsewhere, spans)
    assert not picture.marked


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    folder = tmp_path_factory.mktemp("pdfs")
    (folder / "texts").mkdir()
    make_pdf(folder / "texts" / "crps.pdf", JUDGE[6], "judge")
    make_pdf(folder / "texts" / "gone.pdf", DEVELOP[0], "develop")
    with serve(folder) as url:
        yield url, folder


def address(url: str, folder: Path, document: str, words: str) -> str:
    held = StoreReader(folder / "store").document(document)
    start = held.text.index(words)
    return f"{url}/source?d={document}&q={start}-{start + len(words)}&sha={held.sha256}"


@pytest.mark.slow
@pytest.mark.parametrize("width", [1380, 420])
def test_the_printed_page_stands_beside_the_text(
    served: tuple[str, Path], watched: Watched, width: int
) -> None:
    page = watched.page
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(served[0])
    page.get_by_text("For example").wait_for()
    page.goto(address(*served, "crps", BIG_STEP))
    picture = page.get_by_role("img", name="Page 1 of the PDF as printed")
    picture.wait_for()
    page.locator("#quote").wait_for()
    assert picture.evaluate("image => image.complete && image.naturalWidth") == 1000
    main = page.locator("main")
    page.wait_for_timeout(1800)  # until nothing moves any more
    wide, room = main.evaluate("one => [one.scrollWidth, one.clientWidth]")
    assert wide <= room
    box = picture.bounding_box()
    text = page.locator(".kq-text").bounding_box()
    assert (box["x"] > text["x"] + text["width"]) == (width > 1050)


@pytest.mark.slow
def test_a_file_that_is_gone_leaves_the_text_and_a_sentence(
    served: tuple[str, Path], watched: Watched
) -> None:
    url, folder = served
    where = address(url, folder, "gone", QUOTE)
    (folder / "texts" / "gone.pdf").unlink()
    page = watched.page
    page.goto(url)
    page.get_by_text("For example").wait_for()
    page.goto(where)
    page.get_by_text("no longer where it was").wait_for()
    assert page.locator("#quote").inner_text() == QUOTE
    assert page.locator("main img").count() == 0
