"""Whether the quotes that a claim cites support it: every rule, and a learned second signal.

No rule reads a model. A verifier may withhold what the rules let through, and never rescues what
they reject.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from math import exp

from ingest.lexicon import Lexicon
from ingest.lexicon.medicine import guarding_lexicon
from qa_app.reading.reader import Reader
from qa_app.writing.guard.advice import faults_of_advice
from qa_app.writing.guard.amounts import faults_of_number
from qa_app.writing.guard.arms import faults_of_arms
from qa_app.writing.guard.certainty import faults_of_certainty
from qa_app.writing.guard.compared import faults_of_comparison
from qa_app.writing.guard.contrast import faults_of_contrast
from qa_app.writing.guard.counted import faults_of_counts
from qa_app.writing.guard.coverage import coverage, faults_of_coverage
from qa_app.writing.guard.named import faults_of_naming
from qa_app.writing.guard.names import faults_of_names
from qa_app.writing.guard.opposites import faults_of_opposites
from qa_app.writing.guard.polarity import faults_of_negation
from qa_app.writing.guard.statement import Statement
from qa_app.writing.guard.strength import faults_of_strength
from qa_app.writing.guard.turned import faults_of_direction


@dataclass(frozen=True, slots=True)
class CitedQuote:
    """The words of a quote, and what stands beside them on its card.

    `beside`: title and heading, which may say of what drug and whom a sentence speaks. `record`:
    authors, journal and year, which a claim may name.
    """

    text: str
    beside: str = ""
    record: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a claim may be shown; each reason begins with the name of its rule."""

    supported: bool
    why: tuple[str, ...]
    score: float  # 0…1, for measuring; above a half where it is supported

    @property
    def rules(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.partition(":")[0] for one in self.why))


@dataclass(frozen=True, slots=True)
class Verifier:
    """Any reader of pairs; what it gives below `threshold` is withheld."""

    reader: Reader
    threshold: float


def check_citations(cited: Sequence[int], given: Collection[int]) -> tuple[str, ...]:
    """Rule "citation": a claim cites something, and only what the model was given.

    >>> check_citations([2, 7], {1, 2})
    ('citation: [7] was not given',)
    """
    if not cited:
        return ("citation: it cites nothing",)
    return tuple(f"citation: [{one}] was not given" for one in cited if one not in given)


def check_claim(
    claim: str,
    quotes: Sequence[CitedQuote | str],
    *,
    lexicon: Lexicon | None = None,
    verifier: Verifier | None = None,
) -> Verdict:
    """Whether the quotes support the claim: one of them alone, or all that it cites together.

    >>> check_claim("The ceiling is 3.5 mg/kg.", ["The ceiling is 0.35 mg/kg."]).why
    ('number: 3.5 mg/kg is not in the quote',)
    """
    cited = [CitedQuote(one) if isinstance(one, str) else one for one in quotes]
    if not cited:
        return Verdict(False, check_citations([], ()), 0.0)
    words = lexicon or guarding_lexicon()
    said = Statement(claim, words)
    together = CitedQuote(*(_joined(part) for part in zip(*map(_parts, cited), strict=True)))
    tries = [together] if len(cited) == 1 else [*cited, together]
    for quote in tries:
        why, share = _faults(said, quote, words)
        if not why:
            break
    if verifier is not None:
        value = verifier.reader.read(claim, [together.text])[0]
        share = 1 / (1 + exp(verifier.threshold - value))
        if not why and value < verifier.threshold:
            why = (f"verifier: {verifier.reader.name} does not find it in the quote",)
    return Verdict(not why, why, _score(share, len(why)))


def _faults(claim: Statement, quote: CitedQuote, words: Lexicon) -> tuple[tuple[str, ...], float]:
    quotes = Statement(quote.text, words)
    beside = Statement(quote.beside, words)
    record = f"{quote.beside} {quote.record}"
    share = coverage(claim, quotes, beside)
    if _is_verbatim(claim.written, quotes.written):
        return tuple(faults_of_advice(claim)), share
    rules: tuple[Iterable[str], ...] = (
        faults_of_number(claim, quotes, record),
        faults_of_naming(claim, quotes, beside),
        faults_of_arms(claim, quotes),
        faults_of_counts(claim, quotes),
        faults_of_negation(claim, quotes),
        faults_of_direction(claim, quotes),
        faults_of_comparison(claim, quotes),
        faults_of_certainty(claim, quotes),
        faults_of_contrast(claim, quotes),
        faults_of_opposites(claim, quotes),
        faults_of_strength(claim, quotes),
        faults_of_names(claim, quotes, record),
        faults_of_advice(claim),
        faults_of_coverage(share),
    )
    return tuple(dict.fromkeys(one for rule in rules for one in rule)), share


def _score(share: float, faults: int) -> float:
    return 0.5 + share / 2 if not faults else share / 2 / (1 + faults)


def _parts(quote: CitedQuote) -> tuple[str, str, str]:
    return quote.text, quote.beside, quote.record


def _joined(parts: Sequence[str]) -> str:
    return " ".join(one for one in parts if one)


def _is_verbatim(claim: str, quote: str) -> bool:
    """Whole sentences of the quote: words cut out of one may leave its "not" behind.

    >>> _is_verbatim("It works.", "It works. It lasts."), _is_verbatim("it works", "Nor it works.")
    (True, False)
    """
    whole = re.escape(re.sub(r"[\s.]+\Z", "", claim))
    bounds = rf"(?:\A|[.?!] ){whole}(?:[.?!]?\Z|[.?!] )"
    return bool(whole) and re.search(bounds, quote) is not None
