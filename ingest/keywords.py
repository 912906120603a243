"""The keyword leg: BM25 over passages. The only file that names tantivy.

Analysis is ours and happens before tantivy sees a word: the index is given terms, and a
question becomes a Boolean query of terms. tantivy's query parser never sees a user's text.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tantivy

from ingest.analyse import analyse
from ingest.document import IngestError

_WRITER_HEAP_BYTES = 32_000_000


@dataclass(frozen=True, slots=True)
class KeywordHit:
    key: str
    score: float


class KeywordIndex:
    """Passages by their words. One writer at a time; a reader sees the state it opened."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
        builder.add_text_field("document", tokenizer_name="raw", index_option="basic")
        builder.add_text_field("terms", tokenizer_name="whitespace", index_option="freq")
        self._schema = builder.build()
        try:
            self._index = tantivy.Index(self._schema, path=str(folder), reuse=True)
        except ValueError as error:
            raise IngestError(
                f"{folder} cannot be read as a keyword index; delete {folder.parent} "
                "and run python -m ingest"
            ) from error
        self._index.register_tokenizer(
            "whitespace", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        )
        self._index.config_reader("manual")
        self._index.reload()

    def add(self, passages: Iterable[tuple[str, str, str]]) -> None:
        """Add (key, document, text) and commit: all of them or none. A key is held once."""
        writer = self._writer()
        for key, document, text in passages:
            writer.delete_documents_by_term("key", key)
            writer.add_document(
                tantivy.Document(key=[key], document=[document], terms=[" ".join(analyse(text))])
            )
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def remove(self, keys: Iterable[str]) -> None:
        writer = self._writer()
        for key in keys:
            writer.delete_documents_by_term("key", key)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def _writer(self) -> Any:
        """A writer, once the lists of deleted passages that a killed one left are out of its way.

        tantivy names such a list after its segment and a count that the next writer comes to
        again, and will not write over it (seen once in 80 kills).
        """
        meta = json.loads((self._folder / "meta.json").read_text())
        held = {
            f"{one['segment_id'].replace('-', '')}.{one['deletes']['opstamp']}.del"
            for one in meta["segments"]
            if one.get("deletes")
        }
        for path in self._folder.glob("*.del"):
            if path.name not in held:
                path.unlink(missing_ok=True)
        return self._index.writer(_WRITER_HEAP_BYTES, 1)

    def keys(self) -> list[str]:
        """Every key held, for the sweep after a run that was killed."""
        searcher = self._index.searcher()
        found = searcher.search(tantivy.Query.all_query(), limit=max(1, searcher.num_docs)).hits
        return [str(searcher.doc(address)["key"][0]) for _, address in found]

    def search(
        self,
        terms: Sequence[str],
        *,
        limit: int,
        documents: Sequence[str] | None = None,
    ) -> list[KeywordHit]:
        """The best passages by BM25, best first, ties by key. Terms as `analyse` gives them."""
        if not terms:
            return []
        any_term = tantivy.Query.boolean_query(
            [(tantivy.Occur.Should, self._term(one)) for one in terms]
        )
        query = any_term
        if documents is not None:
            within = tantivy.Query.term_set_query(self._schema, "document", list(documents))
            query = tantivy.Query.boolean_query(
                [
                    (tantivy.Occur.Must, any_term),
                    (tantivy.Occur.Must, tantivy.Query.boost_query(within, 0.0)),
                ]
            )
        searcher = self._index.searcher()
        hits = [
            KeywordHit(str(searcher.doc(address)["key"][0]), float(score))
            for score, address in searcher.search(query, limit=limit, count=False).hits
        ]
        return sorted(hits, key=lambda hit: (-hit.score, hit.key))

    def passage_count(self) -> int:
        return int(self._index.searcher().num_docs)

    def count_with(self, term: str) -> int:
        """In how many passages a term stands."""
        return int(self._index.searcher().doc_freq("terms", term))

    def _term(self, term: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, "terms", term, "freq")
