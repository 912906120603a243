"""Authors' names in words: which documents a question names by them."""

from collections.abc import Mapping
from functools import cached_property

from ingest.analyse import words
from ingest.document import Source


class AuthorNames:
    """The names over the sources of one generation, by their words.

    Made when first asked for: of ten thousand sources that takes longer than a question does.
    """

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self._sources = sources

    def documents_of(self, said: set[str]) -> set[str]:
        """Those with an author each word of whose name is among these words."""
        return {
            document
            for word in said
            for name, documents in self._by_first_word.get(word, {}).items()
            if said.issuperset(name)
            for document in documents
        }

    @cached_property
    def every_word(self) -> frozenset[str]:
        names = (name for found in self._by_first_word.values() for name in found)
        return frozenset(word for name in names for word in name)

    @cached_property
    def _by_first_word(self) -> dict[str, dict[tuple[str, ...], set[str]]]:
        written: dict[str, set[str]] = {}  # many texts share an author, whose name is cut once
        for document, source in self._sources.items():
            for surname in source.surnames:
                written.setdefault(surname, set()).add(document)
        found: dict[str, dict[tuple[str, ...], set[str]]] = {}
        for surname, documents in written.items():
            if name := tuple(words(surname)):
                found.setdefault(name[0], {}).setdefault(name, set()).update(documents)
        return found
