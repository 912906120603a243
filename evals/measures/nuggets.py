"""Which facts an answer says, told by words, quantities and patterns; and their share (pure)."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import lru_cache

from evals.question_files.known import Fact, Form
from ingest.quantities import Quantity, find_quantities, supports

_ALIKE = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—−", "-"),
        **dict.fromkeys("‘’ʼ", "'"),
        **dict.fromkeys("“”", '"'),
        "μ": "µ",
    }
)
# What turns a word round, or makes another substance of it, when it stands before it with a
# hyphen: "competitive" is not said by "non-competitive", nor "ketamine" by "S-ketamine".
_TURNED = "".join(rf"(?<!\b{prefix}-)" for prefix in ("non", "anti", "sub", "un", "s", "r"))


def nugget_recall(said: Collection[str], facts: Sequence[Fact], *, vital: bool) -> float | None:
    """The share of the facts whose ids are among `said`: of the vital ones, or of all of them.

    V_strict and A_strict of TREC RAG 2024 (Pradeep et al. 2024, "Initial nugget evaluation
    results for the TREC 2024 RAG track", section 3): a nugget counts 1 where it is said in full,
    else 0. None where there is no such fact.
    """
    counted = [one for one in facts if one.importance == "vital" or not vital]
    return sum(one.id in said for one in counted) / len(counted) if counted else None


def says_fact(sentence: str, fact: Fact) -> bool:
    return any(says(sentence, form) for form in fact.forms)


def says(sentence: str, form: Form) -> bool:
    """Whether one sentence holds all that a form asks for and nothing that it shuts out.

    Case, the kind of dash or quotation mark, and runs of white space do not matter.

    >>> says("No difference from 350 µg/kg (P=0.4).", Form(("difference",), ("0.35 mg/kg",)))
    True
    >>> says("A non-competitive antagonist.", Form(("competitive",)))
    False
    """
    plain = _plain(sentence)
    return (
        all(_word(one).search(plain) for one in form.texts)
        and all(_gives(sentence, one) for one in form.numbers)
        and all(
            _pattern(one).search(plain) or _pattern(one).search(sentence) for one in form.patterns
        )
        and not any(_word(one).search(plain) for one in form.not_texts)
    )


def _gives(sentence: str, number: str) -> bool:
    """Whether the sentence tells every quantity of `number`, in whatever unit.

    By `supports` and not `same_quantity`: "risk ratio 3.26" tells 3.26. A number that a form gives
    without a bound is also told with one ("at least 50%"); a P value never is.
    """
    told = _quantities(sentence)
    unbound = [replace(one, relation="=") for one in told]
    return all(
        supports(told, one)
        or (one.relation == "=" and one.measure != "P" and supports(unbound, one))
        for one in _quantities(number)
    )


def _plain(text: str) -> str:
    return " ".join(text.translate(_ALIKE).split())


@lru_cache(maxsize=4096)
def _quantities(text: str) -> tuple[Quantity, ...]:
    return tuple(find_quantities(text))


@lru_cache(maxsize=4096)
def _word(text: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){_TURNED}{re.escape(_plain(text))}(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=4096)
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)
