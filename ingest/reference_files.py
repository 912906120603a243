"""A folder's terms.yaml and conflicts.yaml: words of one meaning, where sources disagree."""

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

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

_Text = Annotated[str, Field(min_length=1)]


class ConflictQuote(BaseModel):
    """A sentence of a document, word for word, that carries a side."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    document: _Text
    sentence: _Text


class ConflictSide(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    label: _Text
    quotes: Annotated[tuple[ConflictQuote, ...], Field(min_length=1)]


class Conflict(BaseModel):
    """A question on which sources disagree. `about`: words that a question on it would use."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    topic: _Text
    about: Annotated[tuple[_Text, ...], Field(min_length=1)]
    sides: Annotated[tuple[ConflictSide, ...], Field(min_length=2)]


class Conflicts(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    conflicts: tuple[Conflict, ...]


class Terms(BaseModel):
    """Groups of words that mean the same."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    terms: tuple[Annotated[tuple[_Text, ...], Field(min_length=2)], ...]


def terms_under(root: Path) -> tuple[tuple[str, ...], ...]:
    """The groups of a folder's terms.yaml; none where there is no such file.

    Raises UnreadableDocument where it is not in form.
    """
    path = root / TERMS_FILE
    if not path.is_file():
        return ()
    try:
        return read_terms(path).terms
    except (ValidationError, OSError) as error:
        raise UnreadableDocument(f"it is not in form; {FORMS[TERMS_FILE]}") from error


def read_terms(path: Path) -> Terms:
    """Raises UnreadableDocument or pydantic's ValidationError where the file is not in form."""
    return Terms.model_validate(load_yaml(decode_bytes(path.read_bytes()), what="the file"))


def read_conflicts(path: Path) -> Conflicts:
    """Raises UnreadableDocument or pydantic's ValidationError where the file is not in form."""
    return Conflicts.model_validate(load_yaml(decode_bytes(path.read_bytes()), what="the file"))
