"""The names by which a publication is asked for: PMID, PMCID, DOI."""

import re
from dataclasses import dataclass
from typing import Literal

from ingest.document import IngestError
from ingest.notices import bare_doi

Scheme = Literal["PMID", "PMCID", "DOI"]

_PMID = re.compile(r"(?:pmid:?\s*)?([1-9]\d{0,8})\Z", re.IGNORECASE)
_PMCID = re.compile(r"(?:pmcid:?\s*)?PMC([1-9]\d{0,9})(?:\.\d+)?\Z", re.IGNORECASE)
_EXAMPLES: dict[Scheme, str] = {"PMID": "29870457", "PMCID": "PMC6023582", "DOI": "10.1000/xyz123"}


@dataclass(frozen=True, slots=True)
class Identifier:
    """One name, in the one form in which two can be compared."""

    scheme: Scheme
    value: str

    def __str__(self) -> str:
        return self.value if self.scheme == "PMCID" else f"{self.scheme} {self.value}"


def identifier(scheme: Scheme, text: str) -> Identifier:
    """The name in `text`, or an error that says what such a name looks like."""
    found = known_as(text)
    if scheme == "PMCID" and found is not None and found.scheme == "PMID":
        found = Identifier("PMCID", f"PMC{found.value}")
    if found is None or found.scheme != scheme:
        raise IngestError(f"{text!r} is no {scheme}; one looks like {_EXAMPLES[scheme]}")
    return found


def known_as(text: str) -> Identifier | None:
    """Which name a text is, by its form.

    >>> str(known_as("29870457")), str(known_as("pmc6023582"))
    ('PMID 29870457', 'PMC6023582')
    >>> known_as("https://doi.org/10.1000/ABC").value, known_as("ketamine")
    ('10.1000/abc', None)
    """
    text = text.strip()
    if found := _PMID.match(text):
        return Identifier("PMID", found[1])
    if found := _PMCID.match(text):
        return Identifier("PMCID", f"PMC{found[1]}")
    doi = bare_doi(text)
    return Identifier("DOI", doi) if doi and '"' not in doi else None


def read_identifiers(text: str, *, of: str) -> list[Identifier]:
    """The names in a list, one a line; what follows a # is a remark."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        plain = re.sub(r"(?:^|\s)#.*", "", line).strip()
        if not plain:
            continue
        name = known_as(plain)
        if name is None:
            raise IngestError(
                f"line {number} of {of} is {plain[:60]!r}; write a PMID, a PMCID or a DOI"
            )
        found.append(name)
    return found
