"""Questions as the product reads them: their candidates, what is weighed, which of them answer."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from evals.squad_form import QuestionedText, Span, is_right
from evals.training.corpus_groups import CorpusQuestion, CorpusSentence, joined
from evals.training.paper_groups import PaperQuestion
from ingest.embed import Encoder
from ingest.job import ingest_folders
from ingest.readers.front_matter import dump_fields
from ingest.store import Store, StoreReader
from qa_app.answering.answer import gather
from qa_app.answering.candidates import Candidate
from qa_app.answering.weigh import MOST_READ, signs_of
from qa_app.reading.reader import Reader

Numbers = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class ReadQuestion:
    """A question's candidates: (candidates, signs), and which of them answer."""

    source: str  # the one that it was written on; the question itself, where there is none
    answerable: bool
    values: Numbers
    right: Numbers


@dataclass(frozen=True, slots=True)
class Asking:
    """What a question is asked of."""

    store: StoreReader
    encoder: Encoder
    reader: Reader

    def corpus_question(
        self, one: CorpusQuestion, sentences: Sequence[CorpusSentence]
    ) -> list[ReadQuestion]:
        """A question on the corpus, and each of its near misses."""
        right = {(each.document, each.text) for each in sentences if one.is_answered_by(each)}
        source = one.source or one.question
        asked = self._read(
            joined(one),
            source,
            one.answerable,
            lambda each: (each.document.id, " ".join(each.text.split())) in right,
        )
        return [*asked, *self._near_misses([joined(one, each) for each in one.near_misses], source)]

    def paper_question(self, one: PaperQuestion, text: QuestionedText) -> list[ReadQuestion]:
        """A question on a paper, and each of its near misses."""
        asked = self._read(
            one.question,
            one.article,
            True,
            lambda each: (
                each.document.id == one.article
                and any(is_right(span, one.answers) for span in places_of(each.text, text.context))
            ),
        )
        return [*asked, *self._near_misses(one.near_misses, one.article)]

    def _near_misses(self, near_misses: Sequence[str], source: str) -> list[ReadQuestion]:
        return [
            read for one in near_misses for read in self._read(one, source, False, lambda _: False)
        ]

    def _read(
        self, text: str, source: str, answerable: bool, answers: Callable[[Candidate], bool]
    ) -> list[ReadQuestion]:
        """The question; none where nothing is found to be read."""
        asked, _, every = gather(self.store, self.encoder, text)
        some = every[:MOST_READ]
        if not some:
            return []
        signs = np.array(signs_of(some, asked, self.reader, self.store.terms))
        right = np.array([answers(each) for each in some])
        return [ReadQuestion(source, answerable, signs, right)]


def places_of(words: str, text: str) -> list[Span]:
    r"""Where words stand in a text, however its white space falls.

    >>> places_of("None died.", "Of forty, none.\nNone\ndied.")
    [(16, 26)]
    """
    pattern = r"\s+".join(re.escape(one) for one in words.split())
    return [found.span() for found in re.finditer(pattern, text)]


def store_of_papers(
    texts: Mapping[tuple[str, str], QuestionedText], folder: Path, encoder: Encoder
) -> StoreReader:
    """The store of a folder of papers, both made anew in `folder`."""
    papers = folder / "papers"
    papers.mkdir()
    for text in texts.values():
        title = {"title": " ".join(text.title.split())} if text.title else {}
        front = dump_fields({"id": text.article, **title})
        (papers / f"{text.article}.txt").write_text(
            f"---\n{front}---\n\n{text.context}", encoding="utf-8"
        )
    ingest_folders([papers], store=folder / "store", encoder=encoder)
    return Store(folder / "store").reader()
