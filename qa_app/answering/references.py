"""A source's reference on one line, as a card and a list show it (pure)."""

from ingest.document import Source

_SHOWN_AUTHORS = 3


def reference_line(source: Source) -> str:
    """Authors, journal, year, volume and pages, of what is known.

    >>> reference_line(Source(id="a", title="A", authors=("Cohen SP", "Bhatia A"), year=2018,
    ...     journal="Reg Anesth Pain Med", volume="43", pages="521–546"))
    'Cohen SP, Bhatia A, Reg Anesth Pain Med 2018;43:521–546'
    """
    authors = ", ".join(source.authors[:_SHOWN_AUTHORS])
    if len(source.authors) > _SHOWN_AUTHORS:
        authors += " et al."
    year = str(source.year) if source.year else "undated"
    volume = f";{source.volume}" if source.volume else ""
    pages = (f":{source.pages}" if volume else f";{source.pages}") if source.pages else ""
    where = f"{source.journal} {year}" if source.journal else year
    return ", ".join(part for part in (authors, f"{where}{volume}{pages}") if part)
