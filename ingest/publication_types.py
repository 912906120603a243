"""What an index says of a publication (PubMed, Europe PMC): its kind, the day of a reference."""

import re
from collections.abc import Iterable, Set
from datetime import date

from ingest.kinds import Kind, trust_tier

# The types that say what was done. "Review" is a narrative one where no surer type stands by it.
_KINDS: dict[str, Kind] = {
    "practice guideline": "guideline",
    "guideline": "guideline",
    "systematic review": "systematic-review",
    "meta-analysis": "systematic-review",
    "network meta-analysis": "systematic-review",
    "randomized controlled trial": "rct",
    "observational study": "observational",
    "clinical trial protocol": "protocol",
    "review": "narrative-review",
}
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_DAY = re.compile(r"\b((?:19|20)\d\d) ([A-Z][a-z]{2})[a-z]* (\d{1,2})\b")


def kind_of_types(types: Iterable[str], *, not_these: Set[Kind] = frozenset()) -> Kind | None:
    """The kind that the types are sure of; of two that differ, the less trusted.

    >>> kind_of_types(["Journal Article", "Review", "Meta-Analysis"])
    'systematic-review'
    """
    kinds = {_KINDS[name] for one in types if (name := one.strip().lower()) in _KINDS} - not_these
    if len(kinds) > 1:
        kinds.discard("narrative-review")
    return max(kinds, key=trust_tier, default=None)


def day_of_reference(text: str) -> date | None:
    """The day in a reference, where it names one.

    >>> day_of_reference("Lancet. 2010 Feb 6;375(9713):445.")
    datetime.date(2010, 2, 6)
    """
    found = _DAY.search(text)
    if found is None or found[2].lower() not in _MONTHS:
        return None
    try:
        return date(int(found[1]), _MONTHS.index(found[2].lower()) + 1, int(found[3]))
    except ValueError:
        return None
