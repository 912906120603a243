"""Question → hits: both legs asked, their scores fused, spelling slips mended."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from ingest.analyse import analyse, words
from ingest.document import Document, Passage
from ingest.embed import Encoder, Vectors
from ingest.store import LegHit, StoreReader
from qa_app.finding.common_words import STEERING
from qa_app.finding.folder_terms import FolderTerms
from qa_app.finding.fuse import LEG_DEPTH, VECTOR_WEIGHT, fuse


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage, how well it was found (0…1 within one question), and by which words."""

    document: Document
    at: int
    score: float
    similarity: float

    @property
    def passage(self) -> Passage:
        return self.document.passages[self.at]


def find(
    reader: StoreReader,
    encoder: Encoder,
    text: str,
    *,
    limit: int = 10,
    documents: Sequence[str] | None = None,
    vector_weight: float = VECTOR_WEIGHT,
    depth: int = LEG_DEPTH,
) -> list[Hit]:
    """The best passages for `text`, best first. `documents` limits where to look."""
    if not reader.known or documents == []:
        return []
    by_key: dict[tuple[str, int], LegHit] = {}
    near: dict[str, float] = {}
    worded: dict[str, float] = {}
    if vector_weight > 0:
        vector: Vectors = encoder.encode([text])[0]
        for hit in reader.search_vectors(vector, limit=depth, documents=documents):
            near[_note(by_key, hit)] = hit.score
    if vector_weight < 1:
        terms = list(dict.fromkeys([*analyse(text), *_said_instead(reader, text)]))
        for hit in reader.search_keywords(terms, limit=depth, documents=documents):
            worded[_note(by_key, hit)] = hit.score
    found = fuse(near, worded, vector_weight=vector_weight, depth=depth)[:limit]
    keyed = {_key(hit): hit for hit in by_key.values()}
    return [
        Hit(keyed[key].document, keyed[key].at, score, near.get(key, 0.0)) for key, score in found
    ]


def _said_instead(reader: StoreReader, text: str) -> list[str]:
    """Of each phrase that may stand for words of the question, the term that tells it best."""
    found: list[str] = []
    stood_for = [others for _, _, others in reader_terms(reader).found_in(words(text))]
    for phrase in dict.fromkeys(phrase for others in stood_for for phrase in others):
        counts = [(reader.keywords.count_with(term), term) for term in phrase]
        if all(count for count, _ in counts):
            found.append(min(counts)[1])
    return found


def reader_terms(reader: StoreReader) -> FolderTerms:
    """The terms of the store's folders, looked up once for each reader."""
    return _folder_terms(reader.terms)


@lru_cache(maxsize=4)
def _folder_terms(groups: tuple[tuple[str, ...], ...]) -> FolderTerms:
    return FolderTerms(groups)


def mend_spelling(reader: StoreReader, text: str) -> str:
    """The question with each word that no text has put right, where one letter does it.

    Short words and figures have too many neighbours: "5 mg" must never become "8 mg".
    """
    for word in dict.fromkeys(words(text)):
        if len(word) < 5 or not word.isalpha() or word in STEERING:
            continue
        (term, *_) = analyse(word) or [""]
        if not term or reader.keywords.count_with(term):
            continue
        right = _nearest_word(reader, word, term)
        if right:
            text = re.sub(rf"\b{re.escape(word)}\b", right, text, flags=re.IGNORECASE)
    return text


def _nearest_word(reader: StoreReader, word: str, term: str) -> str | None:
    """The commonest word of the texts that is one letter away from `word`."""
    counts: dict[str, int] = {}
    for key in reader.keywords.near_spelling(term):
        hit = reader.resolve(key)
        if hit is None:
            continue
        text = hit.document.text[hit.passage.start : hit.passage.end]
        for other in {*words(text), *words(hit.document.source.title)}:
            if one_letter_apart(word, other):
                counts[other] = max(map(reader.keywords.count_with, analyse(other)), default=0)
    return max(counts, key=lambda one: (counts[one], one), default=None)


def one_letter_apart(one: str, other: str) -> bool:
    """One letter more, less or other, or two neighbours swapped.

    >>> one_letter_apart("ketamin", "ketmain"), one_letter_apart("pain", "plan")
    (True, False)
    """
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    if len(one) == len(other):
        wrong = [at for at in range(len(one)) if one[at] != other[at]]
        if len(wrong) == 2 and wrong[1] == wrong[0] + 1:
            return one[wrong[0]] == other[wrong[1]] and one[wrong[1]] == other[wrong[0]]
        return len(wrong) == 1
    short, long = sorted((one, other), key=len)
    return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))


def _key(hit: LegHit) -> str:
    return f"{hit.document.id}:{hit.at}"


def _note(by_key: dict[tuple[str, int], LegHit], hit: LegHit) -> str:
    by_key[(hit.document.id, hit.at)] = hit
    return _key(hit)
