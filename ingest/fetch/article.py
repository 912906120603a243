"""A record of Europe PMC (resultType=core) → what the project's record of a source holds."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from ingest.fetch.abstract_page import unescaped
from ingest.fetch.core_record import Author, CoreRecord, check_core_record
from ingest.fetch.identifiers import Identifier, known_as
from ingest.kinds import Kind
from ingest.publication_types import day_of_reference, kind_of_types
from ingest.record_fields import plain_words, sound_fields

_PAGE = "https://europepmc.org/article"
# With these beside it a type is of the work that is talked about, or of its first form.
_UNCERTAIN = frozenset(
    {
        *("comment", "letter", "editorial", "news", "published erratum", "preprint"),
        *("retraction of publication", "retraction notice", "expression of concern"),
    }
)
_RETRACTED = ("retracted publication", "retraction in")
_CONCERNS = ("expression of concern in", "partial retraction in")
_RETRACTED_TITLE = re.compile(r"\W*(?:RETRACTED\b|(?:Retracted|WITHDRAWN)(?: article)?\s*[:\]])")
_MARK_UP = re.compile(
    r"</?(?:i|b|u|em|strong|italic|bold|sup|sub|inf|sc|span)(?:\s+[\w:-]+=(?:\"[^\"]*\"|'[^']*'))*\s*/?>",
    re.IGNORECASE,
)
_FULL_TEXT_ID = re.compile(r"[A-Z]{3}\d+\Z")


@dataclass(frozen=True, slots=True)
class Article:
    """A publication as the service knows it; `record` holds the fields of its source."""

    source: str
    id: str
    names: frozenset[Identifier]
    stem: str  # of the file's name
    record: dict[str, Any]
    abstract: str  # with the service's mark-up; empty where it has none
    full_text_id: str | None  # where its full text is open access

    @property
    def label(self) -> str:
        for scheme in ("PMID", "PMCID", "DOI"):
            for name in self.names:
                if name.scheme == scheme:
                    return str(name)
        return f"{self.source} {self.id}"


def read_article(result: Any) -> Article:
    """Raises UnreadableDocument where the record lacks what every record has."""
    core = check_core_record(result)
    pmid = core.pmid or (core.id if core.source == "MED" else "")
    names = [known_as(pmid), known_as(core.pmcid or ""), known_as(core.doi or "")]
    held = frozenset(one for one in names if one is not None)
    record = sound_fields(
        {name: value for name, value in _fields(core).items() if value not in (None, "", [])}
    )
    full_text = [one for one in [*core.full_texts.id, core.pmcid or ""] if _FULL_TEXT_ID.match(one)]
    return Article(
        source=core.source,
        id=core.id,
        names=held,
        stem=_stem(core, record),
        record=record,
        abstract=core.abstract or "",
        full_text_id=full_text[0] if full_text and core.open_access == "Y" else None,
    )


def _fields(core: CoreRecord) -> dict[str, Any]:
    issue = core.issue
    volume = f"{issue.volume}({issue.issue})" if issue.volume and issue.issue else issue.volume
    said = core.year or ""
    year = issue.year or (int(said) if re.fullmatch(r"\d{4}", said) else None)
    title = title_words(core.title or "")
    preprint = core.source == "PPR"
    return {
        "title": title,
        "authors": [
            name
            for one in core.authors.author
            if (name := plain_words(one.full_name or one.collective_name or ""))
        ],
        "journal": issue.journal.title or core.book.publisher,
        "year": year,
        "volume": volume,
        "pages": core.pages,
        "doi": core.doi,
        "pmid": core.pmid or (core.id if core.source == "MED" else None),
        "pmcid": core.pmcid,
        "url": f"{_PAGE}/{core.source}/{core.id}",
        "kind": _kind(core),
        "licence": _licence(core.licence),
        "basis_note": "A preprint: no journal has reviewed it yet." if preprint else None,
        **_status(core, title),
    }


def _kind(core: CoreRecord) -> Kind | None:
    """The kind that the types are sure of; of two that differ, the less trusted."""
    types = {one.strip().lower() for one in core.types.type}
    if types & _UNCERTAIN:
        return None
    subjects = {one.name.lower() for one in core.headings.heading}
    if "healthy volunteers" in subjects or ("animals" in subjects and "humans" not in subjects):
        # A volunteer study, or a laboratory's: it is not said which.
        return kind_of_types(types, not_these={"rct", "observational"})
    return kind_of_types(types)


def _status(core: CoreRecord, title: str) -> dict[str, Any]:
    types = {one.strip().lower() for one in core.types.type}
    for status, names in (("retracted", _RETRACTED), ("concern", _CONCERNS)):
        about = [one for one in core.notices.notice if one.type.strip().lower() in names]
        named = bool(types & set(names)) or (
            status == "retracted" and _RETRACTED_TITLE.match(title) is not None
        )
        if not about and not named:
            continue
        told: dict[str, Any] = {"status": status}
        if about:
            said = plain_words(about[0].reference or "")
            number = f" (PMID {about[0].id})" if about[0].id else ""
            told["status_notice"] = f"{about[0].type.strip()}: {said}{number}. From Europe PMC."
            told["status_date"] = day_of_reference(said)
        return told
    return {}


def _licence(said: str | None) -> str | None:
    """`CC BY-NC` for the service's `cc by-nc`; other words as they are."""
    plain = plain_words(said or "")
    return plain.upper() if plain.lower().startswith("cc") else plain or None


def title_words(text: str) -> str:
    """A title without mark-up and without the full stop that the service sets after each."""
    plain = plain_words(unescaped(_MARK_UP.sub("", text)))
    return plain[:-1] if plain.endswith(".") and not plain.endswith("..") else plain


def _stem(core: CoreRecord, record: dict[str, Any]) -> str:
    """`schwenk-2018-pmid29870457`: who and when for a reader, the number for certainty."""
    number = f"pmid{core.pmid}" if core.pmid else core.pmcid or f"{core.source}{core.id}"
    first = core.authors.author[0] if core.authors.author else Author()
    surname = first.last_name or (first.full_name or "").rpartition(" ")[0]
    parts = [surname, record.get("year") or "", number]
    slugs = [slug for part in parts if (slug := _slug(str(part)))]
    return "-".join(slugs)


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60]
