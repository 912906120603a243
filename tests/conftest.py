"""What several test files need: encoders, a store made of a few texts, the shared folder."""

import hashlib
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from in_browser import ROOT, Watched
from model_server import ModelServer, model_server
from playwright.sync_api import Browser, sync_playwright

from ingest.embed import OnnxEncoder, Vectors, load_encoder
from ingest.job import ingest_folders
from ingest.report import Report

if TYPE_CHECKING:
    from model_trials import Asker

DIMENSIONS = 64
CHROMIUM_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--picture", help="where to keep a picture of the chat, for the README")
    parser.addoption("--fuzz", type=int, default=60, help="files broken for each reader")


class WordsEncoder:
    """Each word adds to one dimension that its hash chooses; counts what it is asked to encode."""

    name = "words"
    checksum = hashlib.sha256(b"words").hexdigest()
    max_pieces = 256

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.encoded.extend(texts)
        rows = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            row[0] = 0.1  # no text is without a direction
            for word in re.findall(r"\w+", text.lower()):
                row[int.from_bytes(hashlib.sha256(word.encode()).digest()[:4]) % DIMENSIONS] += 1
            row /= np.linalg.norm(row)
        return rows

    def count_pieces(self, texts: Sequence[str]) -> list[int]:
        return [int(len(text.split()) * 1.3) for text in texts]


@pytest.fixture
def words_encoder() -> WordsEncoder:
    return WordsEncoder()


@pytest.fixture(scope="session")
def real_encoder() -> OnnxEncoder:
    return load_encoder()


@pytest.fixture(scope="session")
def corpus_store(tmp_path_factory: pytest.TempPathFactory, real_encoder: OnnxEncoder) -> Path:
    """The store of corpus/ as the product builds it; to be asked, not written."""
    store = tmp_path_factory.mktemp("corpus") / "store"
    ingest_folders([ROOT / "corpus"], store=store, encoder=real_encoder)
    return store


class Library:
    """A folder of texts beside the store that is made of it."""

    def __init__(self, folder: Path, encoder: WordsEncoder) -> None:
        self.encoder = encoder
        self.texts = folder / "texts"
        self.texts.mkdir()
        self.store = folder / "store"

    def write(self, texts: Mapping[str, str]) -> None:
        for name, text in texts.items():
            path = self.texts / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def ingest(self, *roots: Path) -> Report:
        return ingest_folders(roots or (self.texts,), store=self.store, encoder=self.encoder)


@pytest.fixture
def library(tmp_path: Path, words_encoder: WordsEncoder) -> Library:
    return Library(tmp_path, words_encoder)


@pytest.fixture
def make_store(library: Library) -> Callable[[Mapping[str, str]], Path]:
    """Write texts, name → Markdown, and ingest them; the store's folder."""

    def make(texts: Mapping[str, str]) -> Path:
        library.write(texts)
        library.ingest()
        return library.store

    return make


@pytest.fixture(scope="module")
def texts(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the module's own TEXTS, name → text."""
    folder = tmp_path_factory.mktemp("texts")
    for name, text in request.module.TEXTS.items():
        (folder / name).write_text(text)
    return folder


@pytest.fixture
def server() -> Iterator[ModelServer]:
    """A language model's server, scripted."""
    with model_server() as held:
        yield held


@pytest.fixture
def asker(
    request: pytest.FixtureRequest,
    make_store: Callable[[Mapping[str, str]], Path],
    server: ModelServer,
) -> "Asker":
    """Asks the module's own TEXTS, or else the small library, with that model."""
    from model_trials import Asker
    from small_library import TEXTS

    return Asker(make_store(getattr(request.module, "TEXTS", TEXTS)), server)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder beside the checkout that holds seeds and mock-ups; not in every checkout."""
    folder = Path(__file__).parents[2] / "shared"
    if not folder.is_dir():
        pytest.skip(f"no folder {folder} beside this checkout")
    return folder


@pytest.fixture(autouse=True)
def _no_cached_pages() -> Iterator[None]:
    """st.cache_resource outlives a test; nothing else here imports streamlit."""
    yield
    streamlit = sys.modules.get("streamlit")
    if streamlit is not None:
        streamlit.cache_resource.clear()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("no chromium on this machine")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=CHROMIUM_ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def watched(browser: Browser) -> Iterator[Watched]:
    context = browser.new_context(viewport={"width": 1380, "height": 900})
    context.set_default_timeout(30_000)
    page = context.new_page()
    watching = Watched(page)
    context.on("page", watching.watch)
    watching.watch(page)
    yield watching
    context.close()
    assert watching.wrong == []
