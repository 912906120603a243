"""Which stored documents a list of retractions marks, and what that changes."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ingest.catalogue import Catalogue
from ingest.document import IngestError
from ingest.marks import LIST_OF
from ingest.retraction_watch import Tally, read_notices

_ROWS = "retractions_rows"  # what the catalogue calls the number of the list's rows


@dataclass(frozen=True, slots=True)
class RetractionList:
    """A list's file, and the day as of which it tells."""

    path: Path
    of: date


@dataclass(slots=True)
class Marked:
    """What a list did to the store, in the words of `ingest --json`."""

    of: str
    rows: int
    unreadable: int = 0
    shown: list[str] = field(default_factory=list)
    retracted: list[str] = field(default_factory=list)  # all that are so now, by this list
    concern: list[str] = field(default_factory=list)
    lifted: list[str] = field(default_factory=list)  # were so before, and are current now


def find_list(path: Path, *, of: date | None, today: date) -> RetractionList:
    """The list at `path`, as of the day given, else of the day its file was last changed."""
    if not path.is_file():
        raise IngestError(f"no list of retractions at {path}")
    day = of or date.fromtimestamp(path.stat().st_mtime)
    if day > today:
        raise IngestError(
            f"the list of retractions {path} is dated {day}, which is still to come; "
            "give its day with --retractions-date"
        )
    return RetractionList(path, day)


def keep_list(catalogue: Catalogue, given: RetractionList) -> Tally:
    """Put a list in the place of the one kept, and mark every document by it: all or nothing.

    From then on each document is marked as it is written, so that none slips by.
    """
    tally = Tally()
    with catalogue.transaction():
        held = int(catalogue.meta(_ROWS) or 0)
        catalogue.keep_notices(read_notices(given.path, tally))
        if tally.rows * 2 < held:  # such a list only grows
            raise IngestError(
                f"{given.path} has {tally.rows} rows, and the list kept has {held}; download it "
                "again, or delete the store if the list shall be this short"
            )
        catalogue.set_meta(LIST_OF, given.of.isoformat())
        catalogue.set_meta(_ROWS, str(tally.rows))
        catalogue.advance()
    return tally


def marked_since(
    before: Collection[str], catalogue: Catalogue, given: RetractionList, tally: Tally
) -> Marked:
    """What the store's documents are by the list now; `before` are those marked until then."""
    marks = catalogue.marks()
    freed = {one.id for one in catalogue.sources() if one.status == "current"} - marks.keys()
    return Marked(
        of=given.of.isoformat(),
        rows=tally.rows,
        unreadable=tally.unreadable,
        shown=tally.shown,
        retracted=sorted(one for one, mark in marks.items() if mark.status == "retracted"),
        concern=sorted(one for one, mark in marks.items() if mark.status == "concern"),
        lifted=sorted(freed.intersection(before)),
    )
