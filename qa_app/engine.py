"""The product behind every face of it: ask, search, show, over the store as it is now."""

import logging
import threading
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import Any

from ingest.document import Document, IngestError, Source
from ingest.embed import Encoder
from ingest.kinds import trust_tier
from ingest.log_lines import error_facts, tell, tell_words
from ingest.pdf.pictures import PagePicture, pictures_of
from ingest.store import Store, StoreReader
from qa_app.answering.answer import Compose, Rewrite, answer_question, store_state
from qa_app.answering.parts import WHOLE, Parts
from qa_app.answering.reorder import FIRST, reorder
from qa_app.answering.reply import Answer, Question, Reply, StoreState
from qa_app.finding.find import Hit, find
from qa_app.finding.fuse import LEG_DEPTH
from qa_app.finding.spelling import mend_spelling
from qa_app.reading.reader import Reader


class Engine:
    """Safe to share between threads. Sees what an ingest has committed at its next call.

    Every method raises IngestError where there is no store.
    """

    def __init__(
        self,
        store: Path,
        load_encoder: Callable[[], Encoder],
        *,
        load_reader: Callable[[], Reader | None] = lambda: None,
        chroma_url: str | None = None,
    ) -> None:
        self._store = Store(store, chroma_url=chroma_url)
        self._load_encoder = load_encoder
        self._encoder: Encoder | None = None
        self._reader = cache(load_reader)
        self._lock = threading.Lock()

    def ask(
        self,
        question: Question,
        *,
        parts: Parts = WHOLE,
        rewrite: Rewrite | None = None,
        compose: Compose | None = None,
    ) -> Reply:
        """The reply, and a line of log that it was given; its words only where they are logged.

        `rewrite` and `compose`: a language model's parts, from qa_app/writing; without one, rules
        and quotes.
        """
        started = perf_counter()
        try:
            store = self._store.reader()
            reply = answer_question(
                question,
                store=store,
                encoder=self._encoder_for(store),
                reader=self._reader_loaded(),
                parts=parts,
                rewrite=rewrite,
                compose=compose,
            )
        except Exception as error:
            why = str(error) if isinstance(error, IngestError) else error_facts(error)
            tell("ask", level=logging.ERROR, status="broken", why=why, ms=_ms_since(started))
            raise
        _log_reply(reply, _ms_since(started))
        return reply

    def search(self, query: str, *, limit: int = 10) -> list[Hit]:
        store = self._store.reader()
        text = mend_spelling(store, query)
        encoder = self._encoder_for(store)
        hits = find(store, encoder, text, limit=max(limit, FIRST), depth=max(LEG_DEPTH, limit))
        reader = self._reader_loaded()
        return (reorder(hits, text, reader) if reader else hits)[:limit]

    def document(self, id: str) -> Document | None:
        return self._store.reader().document(id)

    def pictures(self, document: Document, spans: Sequence[tuple[int, int]]) -> list[PagePicture]:
        """The pages of a PDF that hold the spans, marked; none for a text without pages.

        Raises NoPicture, which says why, where the file is gone or has changed.
        """
        known = self._store.reader().known.get(document.id)
        return pictures_of(Path(known.path), document, spans) if known else []

    def sources(self) -> tuple[Source, ...]:
        """Every source, the most trusted kinds first, then by title."""
        held = self._store.reader().sources.values()
        return tuple(sorted(held, key=lambda one: (trust_tier(one.kind), one.title.lower())))

    def populations(self) -> tuple[str, ...]:
        held = self._store.reader().sources.values()
        return tuple(sorted({one for source in held for one in source.population}))

    def text_hashes(self) -> dict[str, str]:
        """Document id → SHA-256 of its text: what the library holds, to be told from another."""
        return {one.id: one.text_hash for one in self._store.reader().known.values()}

    def retractions_of(self) -> str | None:
        """The day of the list of retractions that the sources were checked against."""
        return self._store.reader().retractions_of

    def state(self) -> StoreState:
        return store_state(self._store.reader())

    def _reader_loaded(self) -> Reader | None:
        with self._lock:
            return self._reader()

    def _encoder_for(self, reader: StoreReader) -> Encoder:
        with self._lock:
            if self._encoder is None:
                self._encoder = self._load_encoder()
        if reader.embedding_checksum not in ("", self._encoder.checksum):
            raise IngestError(
                f"the store was built with another model ({reader.embedding_model}) than "
                f"{self._encoder.name}; delete it and run python -m ingest"
            )
        return self._encoder


def _log_reply(reply: Reply, ms: int) -> None:
    model = reply.asked.model
    told: dict[str, Any] = {}
    if model is not None:
        told = {"mode": reply.asked.mode, "model": model.name}
    if model is not None and model.failure:
        told["failure"] = model.failure
    tell(
        "ask",
        id=reply.asked.id,
        status="answered" if isinstance(reply, Answer) else "no_answer",
        reason=None if isinstance(reply, Answer) else reply.reason,
        sources=len({one.document for one in reply.sources}) if isinstance(reply, Answer) else 0,
        generation=reply.asked.store.generation,
        **told,
        ms=ms,
    )
    said = " ".join(one.text for one in reply.sentences) if isinstance(reply, Answer) else None
    tell_words("words", id=reply.asked.id, question=reply.asked.question, answer=said)


def _ms_since(started: float) -> int:
    return round((perf_counter() - started) * 1000)
