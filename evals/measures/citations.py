"""Does each sentence rest on what it cites, and is each quote verbatim? (pure)

ALCE's citation recall and precision (Gao et al. 2023, "Enabling large language models to generate
text with citations", section 3.3), with exact quotes in place of its model of entailment.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from ingest.document import Document, sha256_of
from qa_app.answering.reply import CitedSource

FindDocument = Callable[[str], Document | None]


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of an answer, and the words of each source that it cites.

    A citation of nothing, or of a quote that is not verbatim, is the empty text.
    """

    text: str
    cited: tuple[str, ...]
    origin: Literal["quote", "model"] = "quote"


# Some of the words that a statement cites → do they say it? None where that cannot be told.
Supports = Callable[[Sequence[str], Statement], bool | None]


def quoted_in(cited: Sequence[str], statement: Statement) -> bool | None:
    """Whether a statement is, word for word, one of the quotes, or all of them in a row.

    Never a part of one: "pain fell" stands in "it is not known whether pain fell". A sentence that
    a model wrote need not be a quote; of that nothing is told here.

    >>> quoted_in(["Pain fell by  5 mm."], Statement("Pain fell by 5 mm.", ()))
    True
    >>> quoted_in(["Pain fell by 5 mm."], Statement("Pain fell by 6 mm.", ()))
    False
    """
    if statement.origin == "model":
        return None
    words = statement.text.split()
    return bool(words) and (
        any(one.split() == words for one in cited) or " ".join(cited).split() == words
    )


def citation_recall(
    statements: Sequence[Statement], supports: Supports = quoted_in
) -> float | None:
    """The share of an answer's sentences that all their citations together support.

    A sentence without a citation is not supported. Sentences of which it cannot be told are left
    out; None where none is left.
    """
    told = [one for one in (_supported(one, supports) for one in statements) if one is not None]
    return sum(told) / len(told) if told else None


def citation_precision(
    statements: Sequence[Statement], supports: Supports = quoted_in
) -> float | None:
    """The share of an answer's citations that are needed for the sentence that carries them.

    One counts where its sentence is supported and it supports it alone, or the others of that
    sentence without it do not. None where there is no citation of which it can be told.
    """
    counted: list[bool] = []
    for one in statements:
        supported = _supported(one, supports)
        if supported is None:
            continue
        for at, words in enumerate(one.cited):
            rest = [*one.cited[:at], *one.cited[at + 1 :]]
            needed = supports([words], one) or not supports(rest, one)
            counted.append(supported and bool(needed))
    return sum(counted) / len(counted) if counted else None


def why_not_verbatim(cited: CitedSource, document: FindDocument) -> str | None:
    """What is wrong with a quote, checked against the store's own text; None where it holds."""
    held = document(cited.document)
    if held is None:
        return f"{cited.document} is not in the store"
    if sha256_of(held.text) != cited.sha256:
        return f"{cited.document} has another text than the one that was quoted"
    if held.text[cited.start : cited.end] != cited.quote:
        return f"{cited.document} does not say {cited.quote[:60]!r} at {cited.start}:{cited.end}"
    return None


def _supported(one: Statement, supports: Supports) -> bool | None:
    return supports(one.cited, one) if one.cited else False
