"""The kept list of retractions and the documents it marks: two tables beside the catalogue's."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from ingest.document import Source
from ingest.notices import Mark, Notice, bare_doi, bare_pmid, mark_of

LIST_OF = "retractions_of"  # what the catalogue calls the list's day
# Made where they lack, so that a store from before there were lists needs no new format.
_TABLES = (
    "CREATE TABLE IF NOT EXISTS notices (nature TEXT NOT NULL, doi TEXT, pmid INTEGER,"
    " day TEXT, notice_doi TEXT, reasons TEXT NOT NULL)",
    "CREATE INDEX IF NOT EXISTS notices_by_doi ON notices (doi)",
    "CREATE INDEX IF NOT EXISTS notices_by_pmid ON notices (pmid)",
    "CREATE TABLE IF NOT EXISTS marks (document TEXT PRIMARY KEY, status TEXT NOT NULL,"
    " day TEXT, notice TEXT NOT NULL) WITHOUT ROWID",
)


class Marks:
    """The tables, through the catalogue's own connection and within its transactions."""

    def __init__(self, connection: Any, *, write: bool) -> None:
        self._db = connection
        for statement in _TABLES if write else ():
            self._db.execute(statement)
        found = self._db.execute("SELECT 1 FROM sqlite_master WHERE name = 'marks'")
        self._are_there = found.fetchone() is not None

    def keep(self, notices: Iterable[Notice], sources: Iterable[Source]) -> None:
        """Put these in the place of the notices kept, and mark the sources by them."""
        self._db.execute("DELETE FROM notices")
        self._db.executemany(
            "INSERT INTO notices VALUES (?,?,?,?,?,?)",
            (
                (one.nature, one.doi, one.pmid, _iso(one.on), one.notice_doi, one.reasons)
                for one in notices
            ),
        )
        self._db.execute("DELETE FROM marks")
        for source in sources:
            self.mark(source)

    def mark(self, source: Source) -> None:
        """Mark a source by the notices about its DOI or its PMID."""
        self.forget(source.id)
        rows = self._db.execute(
            "SELECT nature, doi, pmid, day, notice_doi, reasons FROM notices"
            " WHERE doi = ? OR pmid = ?",
            (bare_doi(source.doi), bare_pmid(source.pmid)),
        )
        mark = mark_of(
            [
                Notice(nature, doi, pmid, _day(day), notice_doi, reasons)
                for nature, doi, pmid, day, notice_doi, reasons in rows
            ],
            source,
        )
        if mark is not None:
            self._db.execute(
                "INSERT INTO marks VALUES (?,?,?,?)",
                (source.id, mark.status, _iso(mark.on), mark.notice),
            )

    def forget(self, document: str) -> None:
        self._db.execute("DELETE FROM marks WHERE document = ?", (document,))

    def all(self) -> dict[str, Mark]:
        """The marks by the ids of their documents."""
        if not self._are_there:
            return {}
        rows = self._db.execute("SELECT document, status, day, notice FROM marks")
        return {document: Mark(status, _day(day), notice) for document, status, day, notice in rows}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
