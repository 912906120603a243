"""What a JATS article says of itself: its front matter → the record's fields."""

import re
from typing import Any

from ingest.kinds import Kind
from ingest.readers.people import surname_first
from ingest.readers.reference import status_of_title
from ingest.readers.xml_tree import each, first, plain_words_of, text_at
from ingest.record_fields import sound_fields

_HREF = "{http://www.w3.org/1999/xlink}href"
# Only types that say what was done: a review-article may be of either kind.
_KINDS: dict[str, Kind] = {
    "systematic-review": "systematic-review",
    "meta-analysis": "systematic-review",
    "guideline": "guideline",
    "practice-guideline": "guideline",
    "clinical-guideline": "guideline",
    "study-protocol": "protocol",
    "protocol": "protocol",
    "randomized-controlled-trial": "rct",
    "randomised-controlled-trial": "rct",
    "observational-study": "observational",
}
_COMMONS = re.compile(r"creativecommons\.org/licenses/([a-z-]+)/(\d(?:\.\d)?)", re.IGNORECASE)
_DATES = ("ppub", "collection", "print", "pub", "epub-ppub", "epub", "electronic")


def read_article_meta(article: Any, *, has_body: bool) -> dict[str, Any]:
    """The record's fields that the article gives and that are sound."""
    front = first(article, "front")
    meta = first(front, "article-meta") if front is not None else first(article, "front-stub")
    if meta is None:
        return {"holds": "full-text" if has_body else "abstract"}
    ids = {one.get("pub-id-type"): plain_words_of(one) for one in each(meta, "article-id")}
    pmcid = ids.get("pmc") or ids.get("pmcid") or ids.get("pmc-uid") or ""
    volume, issue = text_at(meta, "volume"), text_at(meta, "issue")
    title = text_at(meta, "title-group/article-title")
    found: dict[str, Any] = {
        "title": title,
        "authors": _authors(meta),
        "journal": _journal(front),
        "year": _year(meta),
        "volume": f"{volume}({issue})" if volume and issue else volume,
        "pages": _pages(meta),
        "doi": ids.get("doi"),
        "pmid": ids.get("pmid"),
        "pmcid": pmcid and "PMC" + pmcid.upper().removeprefix("PMC"),
        "licence": _licence(meta),
        "kind": _KINDS.get(str(article.get("article-type")).lower()),
        "holds": "full-text" if has_body else "abstract",
        **status_of_title(title),
    }
    return sound_fields({name: value for name, value in found.items() if value})


def _journal(front: Any) -> str:
    if front is None:
        return ""
    journal = first(front, "journal-meta")
    return (
        journal is not None
        and (
            text_at(journal, "journal-title-group/journal-title")
            or text_at(journal, "journal-title")
        )
    ) or ""


def _authors(meta: Any) -> list[str]:
    names = []
    for group in each(meta, "contrib-group"):
        for contrib in each(group, "contrib"):
            if contrib.get("contrib-type", "author") != "author":
                continue
            name = first(contrib, "name")
            if name is None:
                name = first(contrib, "name-alternatives/name")
            if name is not None:
                names.append(surname_first(text_at(name, "surname"), text_at(name, "given-names")))
            elif (collab := first(contrib, "collab")) is not None:
                own = [collab.text or "", *(part.tail or "" for part in collab)]
                names.append(" ".join("".join(own).split()))
    return [name for name in names if name]


def _year(meta: Any) -> int | None:
    """The year it is cited under: of the printed issue where there is one."""
    years: dict[str, str] = {}
    for date in each(meta, "pub-date"):
        kind = date.get("pub-type") or date.get("publication-format") or date.get("date-type") or ""
        years.setdefault(kind, text_at(date, "year"))
    named = [years[kind] for kind in _DATES if years.get(kind)] + list(years.values())
    return next((int(year) for year in named if re.fullmatch(r"\d{4}", year)), None)


def _pages(meta: Any) -> str:
    start, end = text_at(meta, "fpage"), text_at(meta, "lpage")
    if start:
        return f"{start}–{end}" if end and end != start else start
    return text_at(meta, "elocation-id")


def _licence(meta: Any) -> str:
    """ "CC BY 4.0" where it is one of those, else its address or its own words."""
    licence = first(meta, "permissions/license")
    if licence is None:
        return ""
    address = licence.get(_HREF) or text_at(licence, "license_ref")
    words = plain_words_of(licence)
    links = [link.get(_HREF) or "" for link in licence.iter() if isinstance(link.tag, str)]
    for text in (address, *links, words):
        if commons := _COMMONS.search(text):
            return f"CC {commons[1].upper()} {commons[2]}"
        if "creativecommons.org/publicdomain/zero" in text:
            return "CC0 1.0"
    return address or (words if len(words) <= 200 else f"{words[:199]}…")
