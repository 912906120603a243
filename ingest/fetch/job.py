"""One run of fetching: what was asked for, against what the folder holds, and what came."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

from ingest.document import IngestError
from ingest.fetch.abstract_page import abstract_as_markdown
from ingest.fetch.article import Article
from ingest.fetch.europe_pmc import EuropePmc, Unread, in_batches, licence_in
from ingest.fetch.identifiers import Identifier
from ingest.fetch.polite import PoliteClient, ServiceFailed
from ingest.fetch.shelf import Shelf, open_shelf

_FAILURES_IN_A_ROW = 3  # after which the service is left alone
_LEFT_ALONE = "not asked for, since the service had failed before; run it again later"

Progress = Callable[[int, int], None]  # texts done, texts in all


@dataclass(slots=True)
class Report:
    """What a run did, in the words of `ingest.fetch --json`."""

    full_text: list[str] = field(default_factory=list)
    abstract: list[str] = field(default_factory=list)
    retracted: list[str] = field(default_factory=list)  # of those that came
    concern: list[str] = field(default_factory=list)
    already: list[str] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def has_any(self) -> bool:
        return bool(self.full_text or self.abstract or self.already)


def fetch_texts(
    names: Sequence[Identifier],
    *,
    into: Path,
    client: PoliteClient,
    today: date,
    search: str | None = None,
    limit: int = 25,
    progress: Progress | None = None,
) -> Report:
    """Bring what is named, and the first `limit` that a search finds, into a folder.

    Raises IngestError where the folder cannot be written, or where the service gave nothing.
    """
    started = perf_counter()
    service = EuropePmc(client)
    with open_shelf(into) as shelf:
        run = _Run(service, shelf, today)
        found = run.find(names, search, limit)
        for done, article in enumerate(found):
            if progress:
                progress(done, len(found))
            run.bring(article)
        if progress:
            progress(len(found), len(found))
    if run.service_failed and not run.report.has_any:
        raise IngestError(f"nothing was brought: {run.service_failed}")
    run.report.seconds = round(perf_counter() - started, 3)
    return run.report


class _Run:
    def __init__(self, service: EuropePmc, shelf: Shelf, today: date) -> None:
        self.report = Report()
        self.service_failed: str | None = None  # what the service did last that it should not
        self._service = service
        self._shelf = shelf
        self._today = today
        self._failures = 0

    def find(self, names: Sequence[Identifier], search: str | None, limit: int) -> list[Article]:
        """The articles to bring, each once."""
        found: dict[str, Article] = {}
        missing = []
        for name in dict.fromkeys(names):
            if self._shelf.holds([name]):
                self.report.already.append(str(name))
            else:
                missing.append(name)
        for batch in in_batches(missing):
            for article in self._find_some(batch):
                found.setdefault(article.stem, article)
        if search is not None:
            self._search(search, limit, found)
        return list(found.values())

    def _find_some(self, names: Sequence[Identifier]) -> list[Article]:
        if self._failures >= _FAILURES_IN_A_ROW:
            self.report.failed.extend((str(name), _LEFT_ALONE) for name in names)
            return []
        try:
            known = self._service.find(names)
        except ServiceFailed as error:
            self._note(error)
            self.report.failed.extend((str(name), str(error)) for name in names)
            return []
        self._failures = 0
        articles = []
        for name in names:
            match known.get(name):
                case Article() as article:
                    articles.append(article)
                case Unread(why=why):
                    self.report.failed.append((str(name), why))
                case None:
                    self.report.failed.append((str(name), "Europe PMC does not know it"))
        return articles

    def _note(self, error: ServiceFailed) -> None:
        self._failures = _FAILURES_IN_A_ROW if error.leave_alone else self._failures + 1
        self.service_failed = str(error)

    def _search(self, query: str, limit: int, found: dict[str, Article]) -> None:
        try:
            for one in self._service.search(query, limit=limit):
                if isinstance(one, Unread):
                    self.report.failed.append((one.label, one.why))
                else:
                    found.setdefault(one.stem, one)
        except ServiceFailed as error:
            self._note(error)
            self.report.failed.append((f"the rest of the search {query!r}", str(error)))

    def bring(self, article: Article) -> None:
        """Write the article's full text, else its abstract, unless it is there."""
        label = article.label
        if self._shelf.holds(article.names, article.stem):
            self.report.already.append(label)
            return
        if self._failures >= _FAILURES_IN_A_ROW and article.full_text_id is not None:
            self.report.failed.append((label, _LEFT_ALONE))
            return
        try:
            jats = self._service.full_text(article)
        except ServiceFailed as error:
            self._note(error)
            self.report.failed.append((label, str(error)))
            return
        if article.full_text_id is not None:
            self._failures = 0
        if jats is not None:
            record = self._record(article, "full-text", self._service.full_text_address(article))
            licence = licence_in(jats, known=record.get("licence"))
            record |= {"licence": licence} if licence else {}
            file = self._shelf.put_full_text(article.stem, jats, record, article.names)
            self.report.full_text.append(file)
        elif article.abstract.strip():
            record = self._record(article, "abstract", self._service.record_address(article))
            text = abstract_as_markdown(str(record.get("title", "")), article.abstract)
            file = self._shelf.put_abstract(article.stem, text, record, article.names)
            self.report.abstract.append(file)
        else:
            why = "it has neither an abstract nor an open-access full text there"
            self.report.failed.append((label, why))
            return
        if record.get("status") == "retracted":
            self.report.retracted.append(file)
        elif record.get("status") == "concern":
            self.report.concern.append(file)

    def _record(self, article: Article, holds: str, address: str) -> dict[str, Any]:
        return {
            **article.record,
            "holds": holds,
            "fetched_from": address,
            "fetched_on": self._today,
        }
