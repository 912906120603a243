"""The sources that a question names by PMID or DOI, as the ids of a store's documents."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from evals.question_files.known import KnownQuestion
from ingest.document import Source


def resolve_sources(
    questions: Sequence[KnownQuestion], sources: Iterable[Source]
) -> list[KnownQuestion]:
    """The questions with each name that is no document's id, but its PMID or DOI, put as its id."""
    held = list(sources)
    ids = {one.id for one in held}
    known: dict[str, str] = {}
    for one in held:
        for name in (one.pmid, one.pmcid, one.doi):
            if name and name.lower() not in ids:
                known.setdefault(name.lower(), one.id)
    return [_resolved(one, known) for one in questions]


def _resolved(question: KnownQuestion, known: Mapping[str, str]) -> KnownQuestion:
    def ids(names: Sequence[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(known.get(name.lower(), name) for name in names))

    facts = tuple(replace(one, sources=ids(one.sources)) for one in question.facts)
    return replace(question, sources=ids(question.sources), facts=facts)
