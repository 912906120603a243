"""What notices of retraction say of a paper, and where they leave a source."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from ingest.document import Source, Status

Nature = Literal["retraction", "concern", "reinstatement"]

_PREFIX = re.compile(r"(?:https?://(?:dx\.|www\.)?doi\.org/|doi:?)\s*", re.IGNORECASE)
_DOI = re.compile(r"10\.\d{4,9}/\S+\Z")
_GRAVITY: dict[Status, int] = {"current": 0, "concern": 1, "retracted": 2}
# Of notices of one day the graver has the last word.
_ORDER: dict[Nature, int] = {"reinstatement": 0, "concern": 1, "retraction": 2}
_NAMES = {"retraction": "Retraction", "concern": "Expression of concern"}


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice about one paper, which is named by its DOI, its PMID or both."""

    nature: Nature
    doi: str | None
    pmid: int | None
    on: date | None = None
    notice_doi: str | None = None
    reasons: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a list of notices makes of a document's status."""

    status: Status
    on: date | None
    notice: str


def bare_doi(text: str | None) -> str | None:
    """A DOI in the one form in which two can be compared; None where the text is not one.

    >>> bare_doi("https://doi.org/10.1016/J.PAIN.2009.06.023.")
    '10.1016/j.pain.2009.06.023'
    >>> bare_doi("unavailable")
    """
    doi = _PREFIX.sub("", (text or "").strip(), count=1).lower().rstrip(".,;/")
    return doi if _DOI.match(doi) else None


def bare_pmid(text: str | None) -> int | None:
    """A PMID as a number; 0 stands for none, and a spreadsheet may have added ".0".

    >>> [bare_pmid(text) for text in ("19604642", "012345.0", "0", "n/a")]
    [19604642, 12345, None, None]
    """
    found = re.fullmatch(r"(\d{1,9})(?:\.0+)?", (text or "").strip())
    return int(found[1]) or None if found else None


def mark_of(notices: Iterable[Notice], source: Source) -> Mark | None:
    """Where the notices about one source leave it: a reinstatement lifts what was before it.

    A notice without a date counts as the earliest, so that none of them lifts a later one.
    """
    standing: list[Notice] = []
    for notice in sorted(notices, key=lambda one: (one.on or date.min, _ORDER[one.nature])):
        if notice.nature == "reinstatement":
            standing.clear()
        else:
            standing.append(notice)
    if not standing:
        return None
    gravest = max(_ORDER[one.nature] for one in standing)
    of_that = [one for one in standing if _ORDER[one.nature] == gravest]
    first = min(of_that, key=lambda one: one.on or date.max)
    status: Status = "retracted" if first.nature == "retraction" else "concern"
    return Mark(status, first.on, _in_words(first, source))


def under(mark: Mark | None, source: Source) -> Source:
    """The source as the mark leaves it. What it says of itself is never weakened."""
    if mark is None or _GRAVITY[mark.status] < _GRAVITY[source.status]:
        return source
    if mark.status == source.status:
        return replace(
            source,
            status_date=source.status_date or mark.on,
            status_notice=source.status_notice or mark.notice,
        )
    return replace(source, status=mark.status, status_date=mark.on, status_notice=mark.notice)


def _in_words(notice: Notice, source: Source) -> str:
    said = _NAMES[notice.nature]
    if notice.on is not None:
        said += f" of {notice.on.day} {notice.on:%B %Y}"
    if notice.notice_doi is not None:
        said += f", doi {notice.notice_doi}"
    said += f". Reasons: {notice.reasons}." if notice.reasons else "."
    own = bare_doi(source.doi)
    if own and notice.doi and own != notice.doi:
        # The numbers agree and the DOIs do not: whoever reads it must be able to judge.
        said += f" Found by its PMID {notice.pmid}; the list gives it the DOI {notice.doi}."
    return f"{said} From the list of Retraction Watch."
