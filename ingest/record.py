"""The record of a source: checked fields of front matter, a sidecar or a page → Source."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from ingest.document import Holds, Source, Status
from ingest.kinds import KINDS, Kind
from ingest.readers.decode import decode_bytes
from ingest.readers.front_matter import load_fields
from ingest.readers.reading import Reading, UnreadableDocument

_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?)")
_DOI = re.compile(r"10\.\d{4,9}/\S+\Z")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\Z")
_SIDECARS = (".yaml", ".yml")
_PROSE_LENGTH = 90
_STATUS_FIELDS = ("status", "status_date", "status_notice")
_PUBLICATION_TYPES = frozenset(
    "abstract article review editorial letter summary contents introduction background results"
    " methods original-article research-article review-article case-report open-access".split()
)


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


_REMEDIES = {
    "year": "write a year such as 2018",
    "kind": "use one of " + ", ".join(KINDS),
    "holds": "use digest, abstract, full-text or excerpt",
    "status": "use current, concern or retracted",
    "status_date": "write a date such as 2026-11-22",
    "fetched_on": "write a date such as 2026-11-22",
    "checked": "write `by: name` and `on: date` under it",
    "facts": "write `id: source#f01`, `figures: [...]` and `sentence: ...` for each, figures in"
    " quotation marks where they are bare numbers",
    "left_out": "write `source#f01: the reason` a line",
}


def sound_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Those of a page's own fields that hold; a page is not ours to mend, so the rest is left."""
    sound = {field: value for field, value in fields.items() if field in Record.model_fields}
    try:
        Record.model_validate(sound)
    except ValidationError as error:
        unsound = {each["loc"][0] for each in error.errors()}
        sound = {field: value for field, value in sound.items() if field not in unsound}
    return sound


def source_of(
    reading: Reading, path: Path, default_id: str, listed: Mapping[str, Any] | None = None
) -> Source:
    """The source of a document of the file at `path`: its own fields, its sidecar's, else its name.

    What a person wrote into the file wins over its sidecar, except for the status; a sidecar,
    and after it an entry of a reference list (`listed`), wins over what a program wrote.
    """
    own = dict(reading.record)
    beside = _sidecar(path)
    if reading.by_hand:
        check_record(own, "front matter" if not reading.part else "its row")
        fields = {**(listed or {}), **beside, **own}
        if "status" in beside:
            fields = {name: value for name, value in fields.items() if name not in _STATUS_FIELDS}
        fields.update({name: beside[name] for name in _STATUS_FIELDS if name in beside})
    else:
        fields = {**own, **(listed or {}), **beside}
    record = check_record(fields, "record")
    values = record.model_dump(exclude={"facts", "left_out", "checked", "id", "title"})
    return Source(
        id=record.id or default_id,
        title=record.title
        or _title(reading)
        or plain_words(path.stem.replace("_", " "))
        or default_id,
        checked_by=record.checked.by if record.checked else None,
        checked_on=record.checked.on if record.checked else None,
        **values,
    )


def sidecars_of(path: Path) -> list[Path]:
    """The places where the record of the file at `path` may lie, the nearest name first."""
    names = [path.name + suffix for suffix in _SIDECARS]
    return [path.with_name(name) for name in names + [path.stem + suffix for suffix in _SIDECARS]]


def _sidecar(path: Path) -> dict[str, Any]:
    for beside in sidecars_of(path):
        if beside != path and beside.is_file():
            try:
                data = beside.read_bytes()
            except OSError as error:
                raise UnreadableDocument(f"its sidecar {beside.name} cannot be opened") from error
            fields = (
                load_fields(decode_bytes(data), what=f"its sidecar {beside.name}") if data else {}
            )
            check_record(fields, f"sidecar {beside.name}")
            return fields
    return {}


def check_record(fields: Mapping[str, Any], where: str) -> Record:
    """The fields as a record; `UnreadableDocument` names the first that does not hold."""
    try:
        # An empty field is an unknown one.
        return Record.model_validate(
            {name: value for name, value in fields.items() if value is not None}
        )
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        if first["type"] == "extra_forbidden":
            inner = ".".join(str(part) for part in first["loc"])
            known = ", ".join(Record.model_fields)
            raise UnreadableDocument(
                f"{where}: there is no field {inner!r}; the fields are {known}"
            ) from error
        value = plain_words(str(first["input"]))[:80]
        remedy = _REMEDIES.get(name) or first["msg"].removeprefix("Value error, ")
        raise UnreadableDocument(f"{where}: {name} is {value!r}; {remedy}") from error


def _title(reading: Reading) -> str | None:
    """The first heading over the text that names it, rather than a part or a type of text."""
    for block in reading.blocks:
        words = plain_words(reading.text[block.start : block.end])
        if block.role == "heading":
            if words.lower().replace(" ", "-").rstrip(".:") not in _PUBLICATION_TYPES:
                return words
        elif len(words) > _PROSE_LENGTH and words.endswith((".", "!", "?")):
            return None  # the text has begun, and what comes now is a part of it
    return None
