"""The ids of documents that are given none, made from where they lie (pure)."""

import re
import unicodedata
from pathlib import PurePath

_LENGTH = 120


def slug_of(relative_path: PurePath | str) -> str:
    """A document's id where it names none, from its path under its root.

    >>> slug_of("trials/Nielsen 2017.md")
    'trials-Nielsen-2017'
    """
    path = PurePath(relative_path)
    return _slug("-".join([*path.parts[:-1], path.stem])) or "document"


def id_of_part(slug: str, part: str) -> str:
    """The id of a part of the file that gave `slug`.

    >>> id_of_part("export", "29768149"), id_of_part("pubmed-29768149", "29768149")
    ('export-29768149', 'pubmed-29768149')
    """
    name = _slug(part)
    if not name or slug == name or slug.endswith(f"-{name}"):
        return slug
    return f"{slug[: _LENGTH - 1 - len(name)].rstrip('-._')}-{name}"


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^A-Za-z0-9._-]+", "-", plain).strip("-._")
    return slug[:_LENGTH].rstrip("-._")
