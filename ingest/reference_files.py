"""A folder's terms.yaml and conflicts.yaml: words of one meaning, where sources disagree."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ingest.conflicts import Conflict, conflicts_of_json
from ingest.readers.decode import decode_bytes
from ingest.readers.front_matter import load_yaml
from ingest.readers.reading import UnreadableDocument

TERMS_FILE, CONFLICTS_FILE = "terms.yaml", "conflicts.yaml"

FORMS = {
    CONFLICTS_FILE: "write `conflicts:`, under it `- topic: …` with `about:` and `sides:`, two"
    " or more of `- label: …`, and under each `quotes:` with `- document: id` and `sentence: …`",
    TERMS_FILE: "write `terms:` and under it groups such as `- [CRPS, complex regional pain"
    " syndrome]`, two or more entries each, numbers in quotation marks",
}

_Entry = TypeVar("_Entry")
_Text = Annotated[str, Field(min_length=1)]


class _Quote(BaseModel):
    model_config = ConfigDict(extra="forbid")
    document: _Text
    sentence: _Text


class _Side(BaseModel):
    model_config = ConfigDict(extra="forbid")
    label: _Text
    quotes: Annotated[tuple[_Quote, ...], Field(min_length=1)]


class _Conflict(BaseModel):
    model_config = ConfigDict(extra="forbid")
    topic: _Text
    about: Annotated[tuple[_Text, ...], Field(min_length=1)]
    sides: Annotated[tuple[_Side, ...], Field(min_length=2)]


class _Conflicts(BaseModel):
    model_config = ConfigDict(extra="forbid")
    conflicts: tuple[_Conflict, ...]


class Terms(BaseModel):
    """Groups of words that mean the same."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    terms: tuple[Annotated[tuple[_Text, ...], Field(min_length=2)], ...]


def terms_under(root: Path) -> tuple[tuple[str, ...], ...]:
    """The groups of a folder's terms.yaml; none where there is no such file.

    Raises UnreadableDocument where it is not in form.
    """
    return _read_under(root, TERMS_FILE, lambda path: read_terms(path).terms)


def conflicts_under(root: Path) -> tuple[Conflict, ...]:
    """The topics of a folder's conflicts.yaml; none where there is no such file.

    Raises UnreadableDocument where it is not in form.
    """
    return _read_under(root, CONFLICTS_FILE, read_conflicts)


def _read_under(
    root: Path, name: str, read: Callable[[Path], tuple[_Entry, ...]]
) -> tuple[_Entry, ...]:
    path = root / name
    if not path.is_file():
        return ()
    try:
        return read(path)
    except (ValidationError, OSError) as error:
        raise UnreadableDocument(f"it is not in form; {FORMS[name]}") from error


def read_terms(path: Path) -> Terms:
    """Raises UnreadableDocument or pydantic's ValidationError where the file is not in form."""
    return Terms.model_validate(load_yaml(decode_bytes(path.read_bytes()), what="the file"))


def read_conflicts(path: Path) -> tuple[Conflict, ...]:
    """Raises UnreadableDocument or pydantic's ValidationError where the file is not in form."""
    data = load_yaml(decode_bytes(path.read_bytes()), what="the file")
    return conflicts_of_json(_Conflicts.model_validate(data).model_dump()["conflicts"])
