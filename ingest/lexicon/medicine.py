"""The lexicon of pain medicine, from its two files: only here is known how they are written."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import get_args

from ingest.document import IngestError
from ingest.lexicon.terms import Kind, Lexicon

SHIPPED = Path(__file__).with_name("medicine.txt")
GUARDED = Path(__file__).with_name("guarded.txt")

_KINDS: dict[str, Kind] = {kind: kind for kind in get_args(Kind)}


def medical_lexicon(groups: Sequence[Sequence[str]] = ()) -> Lexicon:
    """The terms that come with the project; a folder's groups of terms add their synonyms."""
    return _lexicon(tuple(tuple(group) for group in groups))


def guarding_lexicon(groups: Sequence[Sequence[str]] = ()) -> Lexicon:
    """The terms that come with the project, and those that only a claim is asked for."""
    return _lexicon(tuple(tuple(group) for group in groups), GUARDED)


def read_classes(path: Path) -> dict[Kind, str]:
    """Sections [drug], [route] …, a term a line; a line that begins with a space goes on."""
    classes: dict[Kind, str] = {}
    kind: Kind | None = None
    for line in re.sub(r"\n[ \t]+", " ", path.read_text(encoding="utf-8")).splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("["):
            name = line.strip("[] ")
            if name not in _KINDS:
                raise IngestError(f"{path} has a class {name!r}; use one of {', '.join(_KINDS)}")
            kind = _KINDS[name]
        elif kind is None:
            raise IngestError(f"{path} names {line!r} before any class; begin with [drug]")
        else:
            classes[kind] = classes.get(kind, "") + line + "\n"
    return classes


@cache
def _lexicon(groups: tuple[tuple[str, ...], ...], more: Path | None = None) -> Lexicon:
    classes = read_classes(SHIPPED)
    for kind, lines in read_classes(more).items() if more is not None else ():
        classes[kind] = classes.get(kind, "") + lines
    return Lexicon(classes, groups=groups)
