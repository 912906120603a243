"""The record of a source: checked fields of front matter, a sidecar or a page → Source."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ingest.document import Source
from ingest.kinds import KINDS
from ingest.readers.decode import decode_bytes
from ingest.readers.front_matter import load_fields
from ingest.readers.reading import Reading, UnreadableDocument
from ingest.record_fields import Record, plain_words

_SIDECARS = (".yaml", ".yml")
_PROSE_LENGTH = 90
_STATUS_FIELDS = ("status", "status_date", "status_notice")
_PUBLICATION_TYPES = frozenset(
    "abstract article review editorial letter summary contents introduction background results"
    " methods original-article research-article review-article case-report open-access".split()
)
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
