"""How sources look: a card beside an answer, a row in the library, a record above its text."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from ingest.document import Source
from ingest.kinds import LABELS, is_weak
from qa_app.answering.links import doi_link, doi_of, web_link
from qa_app.answering.reply import CitedSource
from qa_app.answering.standing import Standing
from qa_app.answering.wording import (
    NOT_CHECKED,
    WITHHELD_QUOTE,
    status_line,
    words_and_basis,
)
from qa_app.screens.markup import Html, el, join, mark_spans, outside_link


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer stands: its conversation and turn, so that links lead back to it."""

    conversation: str | None
    turn: int

    def anchor(self, number: int) -> str:
        return f"turn-{self.turn}-source-{number}"


def badges(record: CitedSource | Source) -> Html:
    """The kind (weak kinds dashed), the status if there is one, and whose words these are."""
    weak = is_weak(record.kind)
    kind = LABELS[record.kind]
    status = status_line(record)
    return el(
        "p",
        el("span", status, cls=f"kq-badge kq-{record.status}") if status else None,
        " " if status else None,
        el("span", f"weak source: {kind}" if weak else kind, cls=_kind_class(record)),
        " ",
        el("span", words_and_basis(record), cls=f"kq-badge kq-words-{record.words}"),
        cls="kq-badges",
    )


def checked_line(record: CitedSource | Source) -> Html | None:
    """For words of our own: who checked them and when, or that nobody has."""
    if record.words != "own":
        return None
    if isinstance(record, CitedSource):
        checked = record.checked
    else:
        day = f", {record.checked_on.isoformat()}" if record.checked_on else ""
        checked = f"{record.checked_by}{day}" if record.checked_by else None
    return el("p", f"checked by {checked}" if checked else NOT_CHECKED, cls="kq-quiet")


def source_card(group: list[CitedSource], standings: list[Standing], place: Place) -> Html:
    """One card for the quotes of one passage, under all their numbers."""
    first = group[0]
    numbers = [str(one.number) for one in group]
    shown = [one for one, standing in zip(group, standings, strict=True) if standing.verbatim]
    changes = dict.fromkeys(change for standing in standings for change in standing.changes)
    name = f"{place.anchor(first.number)}-title"
    return el(
        "article",
        *(el("span", id=place.anchor(one.number), cls="kq-anchor") for one in group[1:]),
        el("h3", f"[{', '.join(numbers)}] ", first.title, id=name),
        _record_lines(first),
        _passage(shown) if shown else None,
        el("p", WITHHELD_QUOTE, cls="kq-alert") if len(shown) < len(group) else None,
        *(el("p", change, cls="kq-alert") for change in changes),
        _scope(first),
        _links(first, shown, place),
        id=place.anchor(first.number),
        cls="kq-card kq-card-weak" if is_weak(first.kind) else "kq-card",
        aria_labelledby=name,
    )


def nearest_card(cited: CitedSource, standing: Standing, place: Place) -> Html:
    """A near miss: first why it is not an answer, then the quote."""
    name = f"{place.anchor(cited.number)}-title"
    return el(
        "article",
        el("p", cited.why, cls="kq-why") if cited.why else None,
        _passage([cited]) if standing.verbatim else el("p", WITHHELD_QUOTE, cls="kq-alert"),
        el("h3", cited.title, id=name),
        _record_lines(cited),
        *(el("p", change, cls="kq-alert") for change in standing.changes),
        _links(cited, [cited], place),
        id=place.anchor(cited.number),
        cls="kq-card kq-card-weak" if is_weak(cited.kind) else "kq-card",
        aria_labelledby=name,
    )


def unused_card(cited: CitedSource, standing: Standing, place: Place) -> Html:
    """A weak source that matched: named, quoted, and plainly not part of the answer."""
    year = str(cited.year) if cited.year else "undated"
    return el(
        "article",
        el("h3", f"Not used: {LABELS[cited.kind]}, {year}"),
        el("p", cited.title),
        badges(cited),
        _passage([cited]) if standing.verbatim else el("p", WITHHELD_QUOTE, cls="kq-alert"),
        el(
            "p",
            cited.why or "Shown because it matches; stronger sources answer.",
            cls="kq-quiet",
        ),
        *(el("p", change, cls="kq-alert") for change in standing.changes),
        _links(cited, [cited], place),
        cls="kq-card kq-card-unused",
    )


def record_links(record: CitedSource | Source) -> list[Html]:
    """The DOI where it is one, else the address where it is a web address."""
    found = doi_link(record.doi)
    if found:
        return [outside_link(f"doi {doi_of(record.doi)}", found)]
    address = web_link(record.url)
    return [outside_link("Publisher’s page", address)] if address else []


def source_address(document: str, quotes: list[CitedSource], place: Place | None) -> str:
    """Where "Open in source" leads: the document, what to mark in it, and the way back."""
    fields: dict[str, str | int] = {"d": document}
    if quotes:
        fields["q"] = ".".join(f"{one.start}-{one.end}" for one in quotes)
        fields["sha"] = quotes[0].sha256
    if place is not None and place.conversation is not None:
        fields |= {"c": place.conversation, "t": place.turn}
    return f"source?{urlencode(fields)}"


def _record_lines(cited: CitedSource) -> Html:
    year = str(cited.year) if cited.year else "undated"
    line = cited.reference if year in cited.reference else f"{cited.reference} {year}".strip()
    where = [f"page {cited.page}"] if cited.page is not None else []
    where += [f"under “{cited.heading}”"] if cited.heading else []
    return join(
        [
            el("p", line, cls="kq-quiet"),
            badges(cited),
            checked_line(cited),
            el("p", ", ".join(where), cls="kq-quiet") if where else None,
        ]
    )


def _passage(quotes: list[CitedSource]) -> Html:
    """The passage with every quoted span of it marked; headings it begins with are left out."""
    passage = quotes[0].passage
    header = next((one.table_header for one in quotes if one.table_header), None)
    header = None if header and header in passage.text else header
    begin = _after_headings(passage.text, min(one.start for one in quotes) - passage.start)
    at = passage.start + begin
    spans = [(one.start - at, one.end - at) for one in quotes]
    return el(
        "div",
        el("p", header, cls="kq-table-header") if header else None,
        el("p", mark_spans(passage.text[begin:].rstrip(), spans)),
        cls="kq-passage",
    )


def _after_headings(text: str, quoted: int) -> int:
    """Where a passage's sentences begin: past paragraphs before the quote that end in no stop.

    >>> _after_headings("Results\\n\\nPain fell.", 9)
    9
    >>> _after_headings("Pain rose.\\n\\nPain fell.", 12)
    0
    """
    begin = 0
    for found in re.finditer(r"(?P<line>.*)\n\n+", text):
        heading = found["line"].strip()
        if found.start() != begin or found.end() > quoted or heading[-1:] in {*".!?;:|)”\"'"}:
            break
        begin = found.end()
    return begin


def _scope(cited: CitedSource) -> Html | None:
    chips = [value for values in cited.scope.values() for value in values]
    if not chips:
        return None
    return el("ul", *(el("li", chip) for chip in chips), cls="kq-chips", aria_label="Applies to")


def _links(cited: CitedSource, quotes: list[CitedSource], place: Place) -> Html:
    address = source_address(cited.document, quotes, place)
    opened = el(
        "a",
        "Open in source",
        href=address,
        target="_blank",
        aria_label=f"Open in source: {cited.title}",
    )
    return el("p", *_spaced([opened, *record_links(cited)]), cls="kq-links")


def _spaced(links: list[Html]) -> list[str]:
    return [part for link in links for part in (link, " ")]


def _kind_class(record: CitedSource | Source) -> str:
    if is_weak(record.kind):
        return "kq-badge kq-kind-weak"
    strong = record.kind in ("guideline", "regulator", "systematic-review")
    return "kq-badge kq-kind-strong" if strong else "kq-badge kq-kind"
