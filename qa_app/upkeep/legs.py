"""Do the catalogue and both legs agree: asked for passages they should hold, not by counting."""

from collections.abc import Iterable
from dataclasses import dataclass

from ingest.analyse import analyse
from ingest.document import IngestError
from ingest.embed import Encoder
from ingest.job import encoded_texts
from ingest.store import LegHit, StoreReader

_DEPTH = 50  # how far down its own list a passage may stand: others may say the same
_RARE_TERMS = 6


@dataclass(frozen=True, slots=True)
class LegsAnswer:
    """How many passages were asked for, and which each leg did not find, as document:number."""

    asked: int
    lost_to_vectors: tuple[str, ...]
    lost_to_words: tuple[str, ...]

    @property
    def agree(self) -> bool:
        return not self.lost_to_vectors and not self.lost_to_words


def ask_legs(reader: StoreReader, encoder: Encoder, *, passages: int) -> LegsAnswer:
    """Ask each leg for passages spread over the whole store, by their vector and rarest words.

    Raises IngestError where the store was built with another model.
    """
    if reader.embedding_checksum not in ("", encoder.checksum):
        raise IngestError(
            f"the store was built with another model ({reader.embedding_model}) than "
            f"{encoder.name}; delete it and run python -m ingest"
        )
    chosen = _spread(reader, passages)
    lost_to_vectors: list[str] = []
    lost_to_words: list[str] = []
    for id, at in chosen:
        document = reader.document(id)
        if document is None:
            lost_to_vectors.append(f"{id}:{at}")
            lost_to_words.append(f"{id}:{at}")
            continue
        text = encoded_texts(document)[at]
        vector = encoder.encode([text])[0]
        if not _is_among(id, at, reader.search_vectors(vector, limit=_DEPTH)):
            lost_to_vectors.append(f"{id}:{at}")
        terms = sorted(set(analyse(text)), key=lambda one: (reader.keywords.count_with(one), one))
        if terms and not _is_among(
            id, at, reader.search_keywords(terms[:_RARE_TERMS], limit=_DEPTH)
        ):
            lost_to_words.append(f"{id}:{at}")
    return LegsAnswer(len(chosen), tuple(lost_to_vectors), tuple(lost_to_words))


def _spread(reader: StoreReader, passages: int) -> list[tuple[str, int]]:
    every = [
        (id, at) for id in sorted(reader.known) for at in range(reader.known[id].passage_count)
    ]
    if len(every) <= passages:
        return every
    return [every[one * len(every) // passages] for one in range(passages)]


def _is_among(id: str, at: int, hits: Iterable[LegHit]) -> bool:
    return any(hit.document.id == id and hit.at == at for hit in hits)
