"""Open in source: a document's whole text with the quoted words marked and in view."""

import re

import streamlit as st

from ingest.document import Document, IngestError
from ingest.pdf.pictures import NoPicture, PagePicture
from qa_app.answering.references import reference_line
from qa_app.records import conversations
from qa_app.screens import browser, visit
from qa_app.screens.cards import badges, checked_line, record_links
from qa_app.screens.markup import Html, el, join, merge_spans
from qa_app.screens.whole_text import Span, page_pictures, text_blocks

_SPANS = re.compile(r"\d{1,9}-\d{1,9}(\.\d{1,9}-\d{1,9}){0,99}")


def show_page() -> None:
    query = st.query_params
    document = visit.engine().document(query.get("d", ""))
    back = _way_back(query.get("c"), query.get("t"))
    if document is None:
        missing = "There is no source of that name in the library; it may have been withdrawn."
        st.html(el("section", back, el("p", missing, cls="kq-alert", role="alert")))
        return
    spans, said = _spans_to_mark(document, query.get("q"), query.get("sha"))
    pictures, not_shown = _pictures(document, spans)
    text = el("div", *text_blocks(document, spans), cls="kq-text", lang="en")
    st.html(
        el(
            "article",
            back,
            _record(document),
            el("p", said, cls="kq-alert") if said else None,
            el("p", el("a", "Go to the quoted words", href="#quote"), cls="kq-links")
            if spans
            else None,
            el("p", not_shown, cls="kq-quiet") if not_shown else None,
            el("div", text, page_pictures(pictures), cls="kq-beside") if pictures else text,
            aria_label=document.source.title,
            cls="kq-source kq-source-wide" if pictures else "kq-source",
        )
    )
    if spans:
        browser.scroll_to("quote", once=f"{document.id}-{query.get('q')}", block="center")


def _pictures(document: Document, spans: list[Span]) -> tuple[list[PagePicture], str | None]:
    """The pages of a PDF with the quoted words marked, or why they are not shown."""
    if document.placed is None or not spans:
        return [], None
    try:
        return _drawn(document.id, document.sha256, document.placed.file_sha256, spans), None
    except NoPicture as why:
        return [], str(why)


@st.cache_data(max_entries=64, ttl=600, show_spinner="Drawing the page …")
def _drawn(id: str, sha256: str, file_sha256: str, spans: list[Span]) -> list[PagePicture]:
    """Kept for a while, as the page is run again at each touch; a refusal is not kept."""
    document = visit.engine().document(id)
    if document is None or document.sha256 != sha256:
        return []
    return visit.engine().pictures(document, spans)


def _record(document: Document) -> Html:
    source = document.source
    notes = [source.year_note, source.basis_note, source.status_notice]
    facts = [f"Licence: {source.licence}"] if source.licence else []
    facts += [f"PMID {source.pmid}"] if source.pmid else []
    facts += [source.pmcid] if source.pmcid else []
    if source.fetched_on and source.fetched_from:
        day = source.fetched_on
        facts.append(f"Fetched on {day.day} {day:%B %Y} from {source.fetched_from}")
    return el(
        "header",
        el("h1", source.title, cls="kq-title"),
        el("p", reference_line(source), cls="kq-quiet"),
        badges(source),
        checked_line(source),
        *(el("p", note, cls="kq-quiet") for note in notes if note),
        el("p", " · ".join(facts), cls="kq-quiet") if facts else None,
        el("p", *(join([link, " "]) for link in record_links(source)), cls="kq-links"),
    )


def _spans_to_mark(
    document: Document, written: str | None, sha256: str | None
) -> tuple[list[Span], str | None]:
    """The spans that the address names, if they are of this very text; else why none is marked."""
    if not written:
        return [], None
    if not _SPANS.fullmatch(written):
        return [], "The address does not say which words were quoted, so none are marked."
    if sha256 != document.sha256:
        return [], (
            "This text has changed since the quote was taken from it, so no words are marked. "
            "The answer keeps the words as they were."
        )
    pairs = [tuple(map(int, pair.split("-"))) for pair in written.split(".")]
    return merge_spans([(pair[0], pair[1]) for pair in pairs], len(document.text)), None


def _way_back(conversation: str | None, turn: str | None) -> Html | None:
    if not conversations.is_id(conversation):
        return el("p", el("a", "All sources", href="library", target="_self"), cls="kq-links")
    to_turn = f"&t={turn}" if turn and turn.isdecimal() else ""
    address = f"./?c={conversation}{to_turn}"
    return el("p", el("a", "Back to the answer", href=address, target="_self"), cls="kq-links")


try:
    show_page()
except IngestError as error:
    visit.show_error(error)
