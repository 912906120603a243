"""Which parts of the answering are at work: all of them, save where one is measured without."""

from copy import copy
from dataclasses import dataclass

from ingest.kinds import Kind, is_weak
from ingest.store import StoreReader
from qa_app.finding.fuse import VECTOR_WEIGHT


@dataclass(frozen=True, slots=True)
class Parts:
    """Each part may be switched off, to see what it is worth. The product has all of them on."""

    fusion: bool = True  # off: passages are found by meaning alone, not also by words
    terms: bool = True  # off: no words of the folder's own stand for words of the question
    tiers: bool = True  # off: weak sources answer beside strong ones, in the order they were found
    reader: bool = True  # off: the rule chooses and refuses alone
    conflicts: bool = True  # off: no disagreement is shown beside an answer

    @property
    def vector_weight(self) -> float:
        return VECTOR_WEIGHT if self.fusion else 1.0

    def seen_by(self, reader: StoreReader) -> StoreReader:
        """The store as the parts that are on see it."""
        if self.terms:
            return reader
        bare = copy(reader)
        bare.terms = ()
        return bare

    def hold_weak(self, kind: Kind) -> bool:
        """Whether a source of this kind answers only where no stronger one does."""
        return self.tiers and is_weak(kind)


WHOLE = Parts()
