"""Sixty made-up trials whose every passage says a word of its own, and what a store of them owes.

For the tests that kill, starve or crowd an ingest: whatever happened, each document must be
wholly in or wholly out, and what is in must be found, quoted and answered from.
"""

import contextlib
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random

import numpy as np
from conftest import WordsEncoder

from ingest.analyse import analyse
from ingest.catalogue import Catalogue
from ingest.document import Document
from ingest.embed import Vectors
from ingest.keywords import KeywordIndex
from ingest.rows import passage_key
from ingest.store import LegHit, StoreReader, vectors_folder
from ingest.vectors import VectorIndex
from qa_app.answering.reply import Answer, Question
from qa_app.engine import Engine

SECTIONS = 20
RUNNER = Path(__file__).with_name("ingest_by_words.py")

Texts = Mapping[str, str]  # a document's id → its Markdown


def rare_word(number: int, section: int, edition: str) -> str:
    return f"velm{number:04}{edition}{section:02}"


def trial(number: int, edition: str = "a", sections: int = SECTIONS) -> str:
    """A text of as many passages as sections; another edition differs in every one of them."""
    parts = [f"# Trial {number} of pain\n"]
    for section in range(sections):
        word = rare_word(number, section, edition)
        parts.append(
            f"## Part {section}\n\n"
            f"Treatment with {word} reduced pain in {number + section} of 90 adults. "
            f"Nausea came to {section} of them within {number} hours.\n"
        )
    return "\n".join(parts)


def trials(numbers: range, edition: str = "a", sections: int = SECTIONS) -> dict[str, str]:
    return {f"t{number:04}": trial(number, edition, sections) for number in numbers}


def lay_out(folder: Path, texts: Texts) -> None:
    """Make the folder hold exactly these texts."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.md"):
        if path.stem not in texts:
            path.unlink()
    for id, text in texts.items():
        path = folder / f"{id}.md"
        if not path.is_file() or path.read_text() != text:
            path.write_text(text)


def start_ingest(folder: Path, store: Path, **options: object) -> subprocess.Popen[str]:
    """The real command in a process of its own, past its imports when this returns."""
    command = [sys.executable, str(RUNNER), str(folder), "--store", str(store)]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,  # type: ignore[call-overload]
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def faults_of(
    store: Path, *allowed: Texts, random: Random, sample: int = 60, url: str | None = None
) -> list[str]:
    """What is wrong with a store that may hold each document as any of `allowed` has it.

    A document that not all of `allowed` have may be out. `sample` passages are looked for.
    """
    reader = StoreReader(store, chroma_url=url)
    faults = []
    for id in sorted({id for texts in allowed for id in texts} | set(reader.known)):
        document = reader.document(id)
        wanted = {texts.get(id) for texts in allowed}
        if document is None:
            if id in reader.known or None not in wanted:
                faults.append(f"{id} is not whole")
            continue
        if not any(text and _same_words(document.text, text) for text in wanted):
            faults.append(f"{id} holds another text than its file")
        if "".join(document.text[one.start : one.end] for one in document.passages) != (
            document.text
        ):
            faults.append(f"{id} is not tiled by its passages")
    return faults + _faults_of_finding(store, reader, random, sample, url)


def _same_words(text: str, markdown: str) -> bool:
    return text.split() == markdown.replace("#", "").split()


def _faults_of_finding(
    store: Path, reader: StoreReader, random: Random, sample: int, url: str | None
) -> list[str]:
    held = [hit for key in _keys_of(reader) if (hit := reader.resolve(key)) is not None]
    faults = []
    index = open_vectors(store, url)
    some = random.sample(_keys_of(reader), min(sample, reader.passage_count))
    faults += [f"{key} is not found by its own vector" for key in index.unfindable(some)]
    for hit in held:
        found = reader.search_keywords(analyse(_rare_word_of(hit)), limit=5)
        if [(one.document.id, one.at) for one in found] != [(hit.document.id, hit.at)]:
            faults.append(f"{hit.document.id}:{hit.at} is not found by its word")
    engine = Engine(store, WordsEncoder, chroma_url=url)
    for hit in random.sample(held, min(5, len(held))):
        faults += wrong_in(engine, _rare_word_of(hit), reader.document)
    return faults


def wrong_in(engine: Engine, word: str, document_of: Callable[[str], Document | None]) -> list[str]:
    """What is wrong with the answer to a question that only the passage with `word` answers."""
    reply = engine.ask(Question(f"Did {word} reduce pain?"))
    if not isinstance(reply, Answer):
        return [f"{word} is not answered"]
    faults = [] if word in reply.sources[0].quote else [f"{word} is answered from elsewhere"]
    for source in reply.sources:
        document = document_of(source.document)
        if document is None or document.text[source.start : source.end] != source.quote:
            faults.append(f"a quote of {source.document} is not exact")
    return faults


def _keys_of(reader: StoreReader) -> list[str]:
    return [
        passage_key(one.id, one.encoding, at)
        for _, one in sorted(reader.known.items())
        for at in range(one.passage_count)
    ]


def _rare_word_of(hit: LegHit) -> str:
    words = hit.document.text[hit.passage.start : hit.passage.end].split()
    return next(word for word in words if word.startswith("velm"))


def contents(store: Path) -> tuple[object, dict[str, Vectors], list[str]]:
    """All that a store is: its rows, its vectors and the keys of its words."""
    catalogue = Catalogue(store / "catalogue.sqlite")
    try:
        known = catalogue.known()
        rows = {id: (one, catalogue.get(id)) for id, one in known.items()}
    finally:
        catalogue.close()
    return rows, held_vectors(store), sorted(KeywordIndex(store / "keywords").keys())


def differences(store: Path, other: Path) -> list[str]:
    """In what two stores differ."""
    (rows, vectors, keys), (other_rows, other_vectors, other_keys) = (
        contents(store),
        contents(other),
    )
    faults = []
    if rows != other_rows:
        faults.append("their rows differ")
    if vectors.keys() != other_vectors.keys() or not all(
        np.allclose(vectors[key], other_vectors[key], atol=1e-6) for key in vectors
    ):
        faults.append("their vectors differ")
    if keys != other_keys:
        faults.append("their words differ")
    if vocabulary(store) != vocabulary(other):
        faults.append("their vocabularies differ")
    return faults


def vocabulary(store: Path) -> dict[str, int]:
    """Each word of the texts, and in how many documents it is said to stand."""
    with contextlib.closing(sqlite3.connect(store / "catalogue.sqlite")) as file:
        return dict(file.execute("SELECT word, documents FROM vocabulary"))


def held_vectors(store: Path) -> dict[str, Vectors]:
    index = open_vectors(store)
    return index.vectors(list(index.keys()))


def open_vectors(store: Path, url: str | None = None) -> VectorIndex:
    catalogue = Catalogue(store / "catalogue.sqlite")
    try:
        identity = catalogue.identity()
    finally:
        catalogue.close()
    return VectorIndex(vectors_folder(store), url=url, store=identity)
