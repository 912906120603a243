"""Questions that name a source by its authors and year, as people do: "What did Eide 1994 find?"

The answer is known by its place, not by its words: what the reader needs the byline for.
"""

import random
from collections.abc import Iterator
from pathlib import Path

from evals.training.corpus_groups import CorpusQuestion
from evals.training.groups import part_of
from ingest.check.digest import Digest, read_digests
from ingest.document import Source

_WORDINGS = (
    "What did {name} {year} find?",
    "What did {name} and colleagues report on {topic}?",
    "What were the results of the {year} study by {name}?",
    "{name} {year} {topic}",
    "What does the {name} paper say about {topic}?",
    "What did the {name} study show?",
)
_ASKED_OF_EACH = 2


def named_questions(corpus: Path, *, seed: int = 0) -> Iterator[CorpusQuestion]:
    """For each source to train on some questions by its name."""
    digests, _ = read_digests(corpus)
    named = [
        one
        for one in digests
        if part_of("corpus", one.id) == "train"
        and _people(one.document.source)
        and one.record.facts
    ]
    luck = random.Random(f"{seed}/named")
    for digest in named:
        for wording in luck.sample(_WORDINGS, _ASKED_OF_EACH):
            topic = luck.choice(digest.document.source.topics or ("pain",))
            yield CorpusQuestion(
                source=digest.id,
                question=_worded(wording, digest, topic),
                type="fact",
                earlier=(),
                facts=frozenset(fact.id for fact in digest.record.facts),
                sentences=frozenset(),
                near_misses=(),
            )


def _worded(wording: str, digest: Digest, topic: str) -> str:
    source = digest.document.source
    return wording.format(name=_people(source)[0], year=source.year or "", topic=topic)


def _people(source: Source) -> list[str]:
    return [one for one in source.surnames if one not in source.authors]
