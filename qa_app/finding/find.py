"""Question → hits: both legs asked, their scores fused."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from ingest.analyse import STOP_WORDS, analyse, words
from ingest.document import Document, Passage
from ingest.embed import Encoder, Vectors
from ingest.store import LegHit, StoreReader
from qa_app.finding.folder_terms import FolderTerms
from qa_app.finding.fuse import LEG_DEPTH, VECTOR_WEIGHT, fuse

_OF_AUTHOR = 8  # passages of what a question names by its author
_SAID_BY_FEW = 0.01  # of the passages: a name that more of them say is a word like any other


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
        if vector_weight > 0 and (named := _by_author(reader, text, documents)):
            # Said by its byline, as by a word of the text that hardly any other has.
            best = max(worded.values(), default=1.0)
            for hit in reader.search_vectors(vector, limit=_OF_AUTHOR, documents=named):
                key = _note(by_key, hit)
                near[key], worded[key] = hit.score, best
    found = fuse(near, worded, vector_weight=vector_weight, depth=depth)[:limit]
    keyed = {_key(hit): hit for hit in by_key.values()}
    return [
        Hit(keyed[key].document, keyed[key].at, score, near.get(key, 0.0)) for key, score in found
    ]


def _by_author(reader: StoreReader, text: str, documents: Sequence[str] | None) -> list[str]:
    """The documents that the question names by an author, a name that hardly any text says."""
    most = _SAID_BY_FEW * reader.passage_count
    rare = {
        word
        for word in words(text)
        if word not in STOP_WORDS
        and all(reader.keywords.count_with(t) <= most for t in analyse(word))
    }
    named = sorted(reader.authors.documents_of(rare))
    return named if documents is None else [one for one in named if one in documents]


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


def _key(hit: LegHit) -> str:
    return f"{hit.document.id}:{hit.at}"


def _note(by_key: dict[tuple[str, int], LegHit], hit: LegHit) -> str:
    by_key[(hit.document.id, hit.at)] = hit
    return _key(hit)
