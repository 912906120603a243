"""What the first page and the file's own fields say of the source, where they are certain (pure).

A title is certain where the file names it and the page shows it, or where it alone is set
large; what is not certain is left to the sidecar and the file's name.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ingest.pdf.blocks import Body, Piece
from ingest.pdf.hyphens import Vocabulary
from ingest.pdf.page import LaidPage
from ingest.pdf.text import run_together

_DOI = re.compile(r"(?:doi\s*[:.]?\s*|doi\.org/)(10\.\d{4,9}/[^\s\"<>,;]+)", re.IGNORECASE)
_PLAIN_DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>,;]+")
_CITED_YEAR = re.compile(
    r"\b((?:19|20)\d\d)\s*;\s*(?:vol\.?\s*)?[A-Z]?\d{1,4}\s*(?:\([^)]{1,9}\))?\s*:"
)
_COPYRIGHT = re.compile(r"(?:©|\(c\)|copyright)\s*(?:©\s*)?((?:19|20)\d\d)\b", re.IGNORECASE)
_PUBLISHED = re.compile(
    r"\bpublished(?: online)?:?\s+(?:\w+\s+)?(?:\d{1,2},?\s+)?(?:\w+\s+)?((?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_NO_TITLE = re.compile(
    r"(?:untitled|microsoft word|powerpoint|.*\.(?:docx?|pdf|tex|indd|qxd)\Z)", re.I
)
_TYPES = frozenset(
    "review article|original article|research article|original research|case report|editorial"
    "|abstract|summary|open access|clinical trial|systematic review|guideline|article|review"
    "|contents|introduction|letter|commentary|references".split("|")
)


def record_of(
    said: Mapping[str, str],
    pages: Sequence[LaidPage],
    pieces: Sequence[Piece],
    body: Body,
    known: Vocabulary,
) -> dict[str, Any]:
    """The fields of the record that are certain."""
    first = " ".join(line.text for page in pages[:1] for line in page.lines())
    found: dict[str, Any] = {}
    if title := _title(said.get("Title", ""), first, pieces, body, known):
        found["title"] = title
    if authors := _authors(said.get("Author", ""), first):
        found["authors"] = authors
    if doi := _doi(said, first):
        found["doi"] = doi
    if year := _year(first):
        found["year"] = year
    return found


def _title(
    said: str, first: str, pieces: Sequence[Piece], body: Body, known: Vocabulary
) -> str | None:
    said = " ".join(said.split())
    if len(said) > 8 and not _NO_TITLE.match(said) and _letters(said) in _letters(first):
        return said
    large = [
        piece
        for piece in pieces
        if piece.kind == "heading"
        and piece.lines[0].page == 1
        and piece.size >= 1.25 * body.size
        and piece.text.lower().strip(" .:") not in _TYPES
    ]
    if not large:
        return None
    largest = max(piece.size for piece in large)
    titles = [piece for piece in large if piece.size > 0.95 * largest]
    if len(titles) != 1 or len(titles[0].text.split()) < 3:
        return None
    return run_together([line.text for line in titles[0].lines], known)


def _letters(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum())


def _authors(said: str, first: str) -> list[str]:
    """The names that the file gives, where the first page shows each surname."""
    names = [" ".join(name.split()) for name in re.split(r"\s*[;]\s*|\s+and\s+|\s*&\s*", said)]
    if len(names) == 1 and names[0].count(",") > 1:
        names = [name.strip() for name in names[0].split(",")]
    names = [name for name in names if name]
    shown = _letters(first)
    sure = bool(names) and all(
        " " in name and any(len(word) > 1 and _letters(word) in shown for word in name.split()[-1:])
        for name in names
    )
    return names if sure and all(_letters(name.split(",")[0]) in shown for name in names) else []


def _doi(said: Mapping[str, str], first: str) -> str | None:
    for name in ("doi", "DOI", "WPS-ARTICLEDOI", "Subject"):
        if found := _PLAIN_DOI.search(said.get(name, "")):
            return found[0].rstrip(".)")
    shown = {found.rstrip(".)").lower() for found in _DOI.findall(first)}
    return shown.pop() if len(shown) == 1 else None


def _year(first: str) -> int | None:
    for rule in (_CITED_YEAR, _COPYRIGHT, _PUBLISHED):
        years = set(rule.findall(first))
        if len(years) == 1:
            return int(years.pop())
    return None
