"""The fields that the record of a source may have, and what each may hold."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from ingest.document import Holds, Status
from ingest.kinds import Kind

_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?)")
_DOI = re.compile(r"10\.\d{4,9}/\S+\Z")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\Z")


def plain_words(text: str) -> str:
    """Without control characters, escapes and marks that cannot be seen; white space folded.

    >>> plain_words("\\x1b[31mKetamine\\x1b[0m\\n and \\u200bpain")
    'Ketamine and pain'
    """
    text = _ANSI.sub("", text)
    kept = (" " if char.isspace() else char for char in text)
    return " ".join(
        "".join(c for c in kept if unicodedata.category(c) not in ("Cc", "Cf", "Cs")).split()
    )


def _word(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError("write it as text")
    if isinstance(value, float):
        raise ValueError("put it in quotation marks, for it was read as a number")
    return plain_words(str(value)) or None


def _words(value: Any) -> Any:
    if value is None:
        return ()
    if isinstance(value, str | int):
        value = [value] if ";" not in str(value) else str(value).split(";")
    if not isinstance(value, list | tuple):
        raise ValueError("write a list, one entry each")
    return tuple(word for each in value if (word := _word(each)))


def _doi(value: Any) -> Any:
    doi = _word(value)
    if doi is None:
        return None
    doi = re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", "", doi, flags=re.IGNORECASE)
    if not _DOI.match(doi):
        raise ValueError("a DOI looks like 10.1000/xyz123")
    return doi


def _url(value: Any) -> Any:
    url = _word(value)
    if url is not None and not re.match(r"https?://[^\s/]+\S*\Z", url, re.IGNORECASE):
        raise ValueError("an address begins with http:// or https://")
    return url


def _id(value: Any) -> Any:
    identifier = _word(value)
    if identifier is not None and not _ID.match(identifier):
        raise ValueError(
            "use letters, digits, dots, hyphens and underscores, a letter or digit first"
        )
    return identifier


def _pmid(value: Any) -> Any:
    pmid = _word(value)
    if pmid is not None and not re.match(r"\d{1,9}\Z", pmid):
        raise ValueError("a PMID is a number")
    return pmid


def _pmcid(value: Any) -> Any:
    pmcid = _word(value)
    if pmcid is not None and not re.match(r"PMC\d+\Z", pmcid):
        raise ValueError("a PMCID looks like PMC1234567")
    return pmcid


_Word = Annotated[str | None, BeforeValidator(_word)]
_Words = Annotated[tuple[str, ...], BeforeValidator(_words)]


class Checked(BaseModel):
    """Who compared a digest with its source, and when."""

    model_config = ConfigDict(extra="forbid")
    by: _Word = None
    on: date | None = None


class Fact(BaseModel):
    """A fact that a digest tells: its id, its figures, and the sentence that carries it."""

    model_config = ConfigDict(extra="forbid")
    id: Annotated[str, BeforeValidator(_word), Field(pattern=r"^[^\s#]+#[^\s#]+$")]
    figures: _Words = ()
    sentence: Annotated[str, BeforeValidator(_word)]


class Record(BaseModel):
    """The fields that front matter and sidecars may have; any other name is an error."""

    model_config = ConfigDict(extra="forbid")
    id: Annotated[str | None, BeforeValidator(_id)] = None
    title: _Word = None
    authors: _Words = ()
    journal: _Word = None
    year: Annotated[int, Field(ge=1500, le=2200)] | None = None
    year_note: _Word = None
    volume: _Word = None
    pages: _Word = None
    doi: Annotated[str | None, BeforeValidator(_doi)] = None
    pmid: Annotated[str | None, BeforeValidator(_pmid)] = None
    pmcid: Annotated[str | None, BeforeValidator(_pmcid)] = None
    url: Annotated[str | None, BeforeValidator(_url)] = None
    kind: Kind = "unclassified"
    holds: Holds = "full-text"
    basis: _Word = None
    basis_note: _Word = None
    licence: _Word = None
    status: Status = "current"
    status_date: date | None = None
    status_notice: _Word = None
    topics: _Words = ()
    population: _Words = ()
    formulation: _Words = ()
    routes: _Words = ()
    facts: tuple[Fact, ...] = ()
    left_out: dict[str, Annotated[str, BeforeValidator(_word)]] = Field(default_factory=dict)
    checked: Checked | None = None
    fetched_from: Annotated[str | None, BeforeValidator(_url)] = None
    fetched_on: date | None = None


def sound_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Those of a page's own fields that hold; a page is not ours to mend, so the rest is left."""
    sound = {field: value for field, value in fields.items() if field in Record.model_fields}
    try:
        Record.model_validate(sound)
    except ValidationError as error:
        unsound = {each["loc"][0] for each in error.errors()}
        sound = {field: value for field, value in sound.items() if field not in unsound}
    return sound
