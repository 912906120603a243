"""Europe PMC's open REST service: records by name or by search, and full texts.

Its documentation: https://europepmc.org/RestfulWebService
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from ingest.fetch.article import Article, read_article
from ingest.fetch.identifiers import Identifier, Scheme
from ingest.fetch.polite import PoliteClient, ServiceFailed
from ingest.notices import bare_doi
from ingest.readers.reading import UnreadableDocument

BASE = "https://www.ebi.ac.uk/europepmc/webservices/rest"
_AT_ONCE = 20  # names in one question
_PAGE_SIZE = 100
_FRONT_CHARACTERS = 60_000  # in which an article names itself
_QUERIES: dict[Scheme, str] = {
    "PMID": "(EXT_ID:{value} AND SRC:MED)",
    "PMCID": "PMCID:{value}",
    "DOI": 'DOI:"{value}"',
}
_COMMONS = re.compile(
    rb"creativecommons\.org/licenses/(by(?:-nc)?(?:-nd|-sa)?)/(\d\.\d)", re.IGNORECASE
)
# A publication may stand there several times; PubMed's record knows most of it.
_PREFERRED = ("MED", "PMC", "PPR")


@dataclass(frozen=True, slots=True)
class Unread:
    """A record that the service gave and that could not be read."""

    label: str
    why: str


class EuropePmc:
    def __init__(self, client: PoliteClient) -> None:
        self._client = client

    def search(self, query: str, *, limit: int) -> Iterator[Article | Unread]:
        """The first records of a search, in the service's order."""
        results = self._results(query, page_size=min(limit, _PAGE_SIZE))
        for number, result in enumerate(islice(results, limit)):
            try:
                yield read_article(result)
            except UnreadableDocument as error:
                name = result.get("id") if isinstance(result, dict) else None
                yield Unread(f"record {name or number + 1}", str(error))

    def find(self, names: Sequence[Identifier]) -> dict[Identifier, Article | Unread]:
        """The publications of the names that it knows; one of `in_batches` at a time."""
        query = " OR ".join(_QUERIES[name.scheme].format(value=name.value) for name in names)
        every = list(self.search(query, limit=_AT_ONCE * _PAGE_SIZE))
        known: dict[Identifier, Article | Unread] = {}
        for article in sorted((o for o in every if isinstance(o, Article)), key=_preference):
            for name in article.names:
                known.setdefault(name, article)
        # One that could not be read may be of any of the names that are left.
        for unread in [one for one in every if isinstance(one, Unread)][:1]:
            known = {name: known.get(name, unread) for name in names}
        return {name: known[name] for name in names if name in known}

    def full_text(self, article: Article) -> bytes | None:
        """The JATS file of an open-access article; None where there is none with a body.

        Raises ServiceFailed where what came is not that article, or not whole.
        """
        if article.full_text_id is None:
            return None
        data = self._client.get(f"{article.full_text_id}/fullTextXML")
        if data is None:
            return None
        text = data.decode("utf-8", "replace")
        if "<article" not in text or not re.search(r"</(?:\w+:)?article>\s*\Z", text):
            raise ServiceFailed("what came as its full text is not a whole JATS article")
        if not _names_itself(text[:_FRONT_CHARACTERS], article):
            raise ServiceFailed("what came as its full text is another article")
        return data if re.search(r"<(?:\w+:)?body[\s>]", text) else None

    def full_text_address(self, article: Article) -> str:
        return f"{self._client.base}/{article.full_text_id}/fullTextXML"

    def record_address(self, article: Article) -> str:
        return (
            f"{self._client.base}/article/{article.source}/{article.id}?resultType=core&format=json"
        )

    def _results(self, query: str, *, page_size: int) -> Iterator[Any]:
        cursor = "*"
        while True:
            page = self._page(query, cursor, page_size)
            results = page["resultList"]["result"]
            yield from results
            following = page.get("nextCursorMark")
            # The last page names no next one, or itself.
            if not results or not isinstance(following, str) or following in ("", cursor):
                return
            cursor = following

    def _page(self, query: str, cursor: str, page_size: int) -> dict[str, Any]:
        data = self._client.get(
            "search",
            {
                "query": query,
                "resultType": "core",
                "format": "json",
                "cursorMark": cursor,
                "pageSize": str(page_size),
            },
        )
        try:
            page = json.loads(data or b"")
        except (ValueError, RecursionError) as error:
            raise ServiceFailed(
                "Europe PMC answered a search with something that is not JSON"
            ) from error
        if isinstance(page, dict) and page.get("errMsg"):
            said = " ".join(str(page["errMsg"]).split())[:200]
            raise ServiceFailed(f"Europe PMC refused the search ({said})")
        results = page.get("resultList") if isinstance(page, dict) else None
        if not isinstance(results, dict) or not isinstance(results.get("result"), list):
            raise ServiceFailed("Europe PMC answered a search with something that is not a list")
        assert isinstance(page, dict)
        return page


def in_batches(names: Sequence[Identifier]) -> Iterator[list[Identifier]]:
    """The names as many at a time as one question may hold, each time of one scheme."""
    for scheme in dict.fromkeys(name.scheme for name in names):
        of_it = [name for name in names if name.scheme == scheme]
        for first in range(0, len(of_it), _AT_ONCE):
            yield of_it[first : first + _AT_ONCE]


def licence_in(jats: bytes, *, known: str | None) -> str | None:
    """The licence with its version, `CC BY 4.0`, where the article gives one that fits."""
    permissions = re.search(rb"<permissions>.*?</permissions>", jats, re.DOTALL)
    found = _COMMONS.search(permissions[0]) if permissions else None
    if found is None:
        return known
    kind = f"CC {found[1].decode().upper()}"
    return f"{kind} {found[2].decode()}" if known in (None, kind) else known


def _preference(article: Article) -> tuple[int, bool]:
    place = _PREFERRED.index(article.source) if article.source in _PREFERRED else len(_PREFERRED)
    return place, article.full_text_id is None


def _names_itself(front: str, article: Article) -> bool:
    """Whether an article's front matter gives one of the names that it was asked for by."""
    given = re.findall(r"<(?:\w+:)?article-id\b[^>]*>\s*([^<]+?)\s*</", front)
    known = {bare_doi(one) or one.upper().removeprefix("PMC") for one in given}
    asked = {one.value.removeprefix("PMC") for one in article.names}
    asked.add((article.full_text_id or "").removeprefix("PMC"))
    return bool(known & asked)
