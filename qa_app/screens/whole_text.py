"""How a document's whole text looks: headings, pages, tables, and the quoted words marked."""

from collections.abc import Iterator
from itertools import groupby, pairwise

from ingest.document import Document
from ingest.pdf.pictures import PagePicture
from qa_app.screens.markup import Html, el, mark_spans

Span = tuple[int, int]
_CELLS = " | "


def text_blocks(document: Document, spans: list[Span]) -> list[Html]:
    """The text in order, none of it left out; the first mark has the id `quote`."""
    text = document.text
    headings = {one.start: one for one in document.headings}
    tables = dict(_tables(document))
    pages = {start: page for start, page in document.pages if not _inside(start, tables)}
    cuts = {0, len(text), *pages, *tables, *(rows[-1][1] for rows in tables.values())}
    for heading in headings.values():
        cuts |= {heading.start, heading.end}
    first = min((start for start, _ in spans), default=None)
    blocks: list[Html] = []
    for start, end in pairwise(sorted(cut for cut in cuts if 0 <= cut <= len(text))):
        if start in pages:
            blocks.append(el("p", f"Page {pages[start]}", cls="kq-page"))
        if start in tables:
            blocks.append(_table(text, tables[start], spans, first))
        elif start in headings:
            name = f"h{min(headings[start].level + 1, 6)}"
            blocks.append(el(name, _marked(text, (start, end), spans, first)))
        elif text[start:end].strip():
            blocks.append(el("div", _marked(text, (start, end), spans, first), cls="kq-run"))
    return blocks


def page_pictures(pictures: list[PagePicture]) -> Html:
    """The printed pages beside the text, each named for those who do not see it."""
    return el("aside", *map(_figure, pictures), cls="kq-printed", aria_label="As printed")


def _figure(picture: PagePicture) -> Html:
    marked = "with the quoted words marked" if picture.marked else "without marks"
    said = f"Page {picture.page} of the PDF" + (
        ""
        if picture.marked
        else ". The quoted words could not be placed on it with certainty, so none are marked."
    )
    image = el(
        "img",
        src=f"data:image/png;base64,{picture.png}",
        alt=f"Page {picture.page} of the PDF as printed, {marked}",
        width=picture.width,
        height=picture.height,
    )
    return el("figure", image, el("figcaption", said, cls="kq-quiet"))


def _marked(text: str, block: Span, spans: list[Span], first: int | None) -> Html:
    start, end = block
    inside = [(a - start, b - start) for a, b in spans if a < end and b > start]
    holds_first = first is not None and start <= first < end
    return mark_spans(text[start:end], inside, first_id="quote" if holds_first else None)


def _tables(document: Document) -> Iterator[tuple[int, list[Span]]]:
    """Where each table begins, and its rows: the header row, then those right below it."""
    rows = (one for one in document.sentences if one.header is not None)
    for header, group in groupby(rows, key=lambda one: one.header):
        spans = [(one.start, one.end) for one in group]
        if header is not None and _one_after_another(document.text, [header, *spans]):
            yield header[0], [header, *spans]


def _one_after_another(text: str, rows: list[Span]) -> bool:
    """Whether only line ends stand between the rows, so that a table leaves nothing out."""
    return all(a[1] <= b[0] and not text[a[1] : b[0]].strip() for a, b in pairwise(rows))


def _inside(place: int, tables: dict[int, list[Span]]) -> bool:
    return any(rows[0][0] < place < rows[-1][1] for rows in tables.values())


def _table(text: str, rows: list[Span], spans: list[Span], first: int | None) -> Html:
    head, *body = (_cells(text, row) for row in rows)

    def line(name: str, cells: list[Span]) -> Html:
        return el("tr", *(el(name, _marked(text, cell, spans, first)) for cell in cells))

    return el(
        "table",
        el("thead", line("th", head)),
        el("tbody", *(line("td", cells) for cells in body)),
        cls="kq-table",
    )


def _cells(text: str, row: Span) -> list[Span]:
    """The spans of a row's cells, without the bars between them."""
    cells = []
    at, end = row
    for cell in text[at:end].split(_CELLS):
        cells.append((at, at + len(cell)))
        at += len(cell) + len(_CELLS)
    return cells
