"""Are a folder's terms.yaml and conflicts.yaml in form, and does what they point to exist?"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import ValidationError

from ingest.check.digest import Digest, Fault, shortened
from ingest.conflicts import find_sentence
from ingest.readers.reading import UnreadableDocument
from ingest.reference_files import (
    CONFLICTS_FILE,
    FORMS,
    TERMS_FILE,
    read_conflicts,
    read_terms,
)


def faults_of_reference_files(folder: Path, digests: Sequence[Digest]) -> Iterator[Fault]:
    terms, conflicts = folder / TERMS_FILE, folder / CONFLICTS_FILE
    if terms.is_file():
        yield from _faults_of_terms(terms)
    if conflicts.is_file():
        yield from _faults_of_conflicts(conflicts, {digest.id: digest for digest in digests})


def _faults_of_terms(path: Path) -> Iterator[Fault]:
    try:
        found = read_terms(path)
    except (ValidationError, UnreadableDocument) as error:
        yield _not_in_form(path, error)
        return
    group_of: dict[str, int] = {}
    for number, group in enumerate(found.terms, 1):
        for term in group:
            plain = " ".join(term.casefold().split())
            if plain in group_of:
                yield Fault(
                    path.name,
                    f"group {number}",
                    f"{term!r} stands in group {group_of[plain]} too",
                    "keep it in one group",
                )
            group_of[plain] = number


def _faults_of_conflicts(path: Path, digests: dict[str, Digest]) -> Iterator[Fault]:
    try:
        found = read_conflicts(path)
    except (ValidationError, UnreadableDocument) as error:
        yield _not_in_form(path, error)
        return
    topics: set[str] = set()
    for conflict in found:
        if conflict.topic in topics:
            yield Fault(
                path.name, conflict.topic, "the topic stands twice", "join the two, or name it anew"
            )
        topics.add(conflict.topic)
        for quote in (quote for side in conflict.sides for quote in side.quotes):
            digest = digests.get(quote.document)
            if digest is None:
                yield Fault(
                    path.name,
                    conflict.topic,
                    f"there is no document {quote.document}",
                    "name a document of this folder",
                )
            elif find_sentence(digest.document, quote) is None:
                yield Fault(
                    path.name,
                    conflict.topic,
                    f"{shortened(quote.sentence)} is no sentence of {quote.document}",
                    "copy the sentence word for word",
                )


def _not_in_form(path: Path, error: ValidationError | UnreadableDocument) -> Fault:
    if isinstance(error, UnreadableDocument):
        what, _, remedy = str(error).partition("; ")
        return Fault(path.name, "file", what, remedy)
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"] if part != "conflicts")
    return Fault(path.name, place or "file", first["msg"], FORMS[path.name])
