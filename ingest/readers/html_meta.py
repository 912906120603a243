"""What a web page says about itself: Highwire, Dublin Core and Open Graph fields, title, links."""

import re
from typing import Any

from ingest.readers.written import folded
from ingest.record_fields import sound_fields

# For each field, the names it goes by, the most trusted first.
_NAMES: dict[str, tuple[str, ...]] = {
    "title": ("citation_title", "dc.title", "dcterms.title", "og:title", "twitter:title"),
    "authors": ("citation_author", "dc.creator", "dcterms.creator", "author", "article:author"),
    "journal": ("citation_journal_title", "prism.publicationname", "citation_journal_abbrev"),
    "volume": ("citation_volume", "prism.volume"),
    "doi": (
        "citation_doi",
        "prism.doi",
        "dc.identifier",
        "dcterms.identifier",
        "bepress_citation_doi",
    ),
    "pmid": ("citation_pmid",),
    "pmcid": ("citation_pmcid",),
    "url": ("og:url", "citation_public_url", "citation_abstract_html_url"),
}
_DATES = (
    "citation_publication_date",
    "citation_date",
    "citation_year",
    "citation_cover_date",
    "citation_online_date",
    "prism.publicationdate",
    "dcterms.issued",
    "dc.date.issued",
    "dc.date",
    "dcterms.date",
    "article:published_time",
    "date",
)
_YEAR = re.compile(r"(?<!\d)(1[6-9]\d\d|20\d\d)(?!\d)")
_SITE = re.compile(r"\s+(?:[|–—•·»]|-|::)\s+[^|–—•·»]{2,60}$")


def read_meta(root: Any) -> dict[str, Any]:
    """The record's fields that the page gives and that are sound; the rest is left out."""
    named: dict[str, list[str]] = {}
    for meta in root.iter("meta"):
        name = (meta.get("name") or meta.get("property") or meta.get("itemprop") or "").lower()
        content = folded(meta.get("content") or "")
        if name and content:
            named.setdefault(name, []).append(content)

    found: dict[str, Any] = {}
    for field, names in _NAMES.items():
        values = next((named[name] for name in names if name in named), [])
        if field == "authors":
            found[field] = _people(values) or _people(_bylines(root))
        elif field == "doi":
            found[field] = next((value for value in values if "10." in value), None)
        elif values:
            found[field] = values[0]
    found["year"] = _year(named)
    found["pages"] = _pages(named)
    canonical = [link.get("href") for link in root.iter("link") if link.get("rel") == "canonical"]
    licence = [link.get("href") for link in root.iter("a", "link") if link.get("rel") == "license"]
    found["url"] = next((href for href in canonical if href), found.get("url"))
    found["licence"] = next((href for href in licence if href), None)
    found["title"] = found.get("title") or _page_title(root)
    return sound_fields({field: value for field, value in found.items() if value})


def _page_title(root: Any) -> str | None:
    """The page's one first-level heading, else its title without the site's name."""
    headings = [text for each in root.iter("h1") if (text := folded(_own_words(each)))]
    if len(headings) == 1:
        return headings[0]
    title = next((folded("".join(each.itertext())) for each in root.iter("title")), "")
    return _SITE.sub("", title) or (headings[0] if headings else None)


def _own_words(heading: Any) -> str:
    parts = [heading.text or ""]
    for each in heading:
        if each.tag in ("p", "div", "h2", "h3", "ul", "table"):
            break  # the heading was never closed
        parts += ["".join(each.itertext()), each.tail or ""]
    return "".join(parts)


def _bylines(root: Any) -> list[str]:
    return [
        folded("".join(each.itertext()))
        for each in root.iter("a", "span")
        if each.get("rel") == "author"
    ]


def _people(values: list[str]) -> list[str]:
    """Names, one each; a list in one field is taken apart, an address is no name."""
    names: list[str] = []
    for value in values:
        for name in re.split(r";|\s+and\s+|\s*&\s*", value):
            name = re.sub(r"^by\s+", "", folded(name), flags=re.IGNORECASE)
            if name and "://" not in name and name not in names:
                names.append(name)
    return names


def _year(named: dict[str, list[str]]) -> int | None:
    for name in _DATES:
        for value in named.get(name, ()):
            if found := _YEAR.search(value):
                return int(found[1])
    return None


def _pages(named: dict[str, list[str]]) -> str | None:
    first = named.get("citation_firstpage") or named.get("prism.startingpage")
    last = named.get("citation_lastpage") or named.get("prism.endingpage")
    if not first:
        return None
    return f"{first[0]}–{last[0]}" if last and last[0] != first[0] else first[0]
