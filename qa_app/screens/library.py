"""The library page: every source held, to search by words, kind and year, and to open."""

import streamlit as st

from ingest.document import IngestError, Source
from ingest.kinds import is_weak, trust_tier
from qa_app.answering.references import reference_line
from qa_app.answering.wording import checked_against
from qa_app.records.database import RecordsError
from qa_app.screens import visit
from qa_app.screens.cards import badges, checked_line, record_links, source_address
from qa_app.screens.kind_groups import GROUPS, kinds_of
from qa_app.screens.markup import Html, el, join

ORDERS = ("most trusted first", "newest first", "by title")


def show_page() -> None:
    st.html(el("h1", "Library", cls="kq-title"))
    visit.owner()
    sources = visit.engine().sources()
    words_column, year_column, order_column = st.columns([3, 1, 1])
    words = words_column.text_input("Words in title, authors, journal or topic", key="words")
    since = year_column.number_input(
        "Since", min_value=1960, max_value=2100, value=None, step=1, placeholder="any year"
    )
    order = order_column.selectbox("Order", ORDERS)
    groups = st.pills("Kinds of source", list(GROUPS), selection_mode="multi")
    kinds = kinds_of(groups)
    shown = [
        one
        for one in sources
        if _has_words(one, words)
        and (not kinds or one.kind in kinds)
        and (since is None or (one.year is not None and one.year >= since))
    ]
    shown.sort(key=lambda one: _rank(one, order))
    said = checked_against(visit.engine().retractions_of())
    st.html(
        el("p", f"{len(shown)} of {len(sources)} sources, {said}", cls="kq-quiet", role="status")
    )
    if shown:
        st.html(el("ul", *(_row(one) for one in shown), cls="kq-library"))


def _has_words(source: Source, words: str) -> bool:
    fields = (source.title, *source.authors, source.journal or "", *source.topics, source.id)
    text = " ".join((*fields, str(source.year or ""))).casefold()
    return all(word in text for word in words.casefold().split())


def _rank(source: Source, order: str) -> tuple[int, int, str]:
    title = source.title.casefold()
    if order == "newest first":
        return (-(source.year or 0), trust_tier(source.kind), title)
    if order == "by title":
        return (0, 0, title)
    return (trust_tier(source.kind), 0, title)


def _row(source: Source) -> Html:
    return el(
        "li",
        el("h2", el("a", source.title, href=source_address(source.id, [], None), target="_self")),
        el("p", reference_line(source), cls="kq-quiet"),
        badges(source),
        checked_line(source),
        el("p", *join_links(source), cls="kq-links"),
        cls="kq-card kq-card-weak" if is_weak(source.kind) else "kq-card",
    )


def join_links(source: Source) -> list[Html]:
    return [join([link, " "]) for link in record_links(source)]


try:
    show_page()
except (IngestError, RecordsError) as error:
    visit.show_error(error)
