"""Which addresses of a source may become a link (pure)."""

import re
from urllib.parse import quote, urlsplit

# The shape that Crossref recommends for matching DOIs, as a whole string and without controls.
_DOI = re.compile(r"10\.\d{4,9}/[^\s\x00-\x20\x7f<>\"]+")
_DOI_PREFIX = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)


def doi_of(text: str | None) -> str | None:
    """The bare DOI in `text`, or None where it is not one.

    >>> doi_of("doi:10.1097/AAP.0000000000000808")
    '10.1097/AAP.0000000000000808'
    >>> doi_of("javascript:alert(1)")
    """
    bare = _DOI_PREFIX.sub("", (text or "").strip(), count=1)
    return bare if _DOI.fullmatch(bare) else None


def doi_link(text: str | None) -> str | None:
    """The address that resolves a DOI.

    >>> doi_link("10.1002/(SICI)1#x")
    'https://doi.org/10.1002/(SICI)1%23x'
    """
    doi = doi_of(text)
    return f"https://doi.org/{quote(doi, safe='/:;()._-')}" if doi else None


def web_link(text: str | None) -> str | None:
    """`text` if it is a whole http or https address, else None.

    >>> web_link("https://example.org/a?b=c")
    'https://example.org/a?b=c'
    >>> web_link("javascript://example.org/%0aalert(1)")
    """
    address = (text or "").strip()
    if re.search(r"[\s\x00-\x20\x7f<>\"\\]", address):
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if parts.scheme in ("http", "https") and parts.hostname else None
