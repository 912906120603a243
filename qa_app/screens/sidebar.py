"""Beside the page: one's own conversations, and what a question is limited to."""

from dataclasses import dataclass

import streamlit as st

from ingest.kinds import Kind
from qa_app.engine import Engine
from qa_app.records import conversations
from qa_app.records.conversations import Conversation
from qa_app.records.database import Records
from qa_app.screens import visit
from qa_app.screens.kind_groups import GROUPS, kinds_of
from qa_app.screens.markup import el, label

_FIRST_YEAR, _LAST_YEAR = 1960, 2100


@dataclass(frozen=True, slots=True)
class Limits:
    kinds: frozenset[Kind]
    since: int | None
    population: str | None


def show_conversations(records: Records, owner: str, current: Conversation | None) -> None:
    """One's own conversations, to open; the open one to rename or delete."""
    with st.sidebar:
        st.button("New question", key="new", on_click=_leave, width="stretch")
        mine = conversations.list_mine(records, owner)
        if mine:
            st.html(el("h2", "Conversations", cls="kq-side"))
        with st.container(key="kq-conversations", gap=None):
            for one in mine:
                is_open = current is not None and one.id == current.id
                st.button(
                    label(one.title),
                    key=f"open-{one.id}",
                    type="secondary" if is_open else "tertiary",
                    on_click=_open,
                    args=(one.id,),
                    width="stretch",
                )
        if current is not None and current.owner == owner:
            with st.popover("Rename or delete", width="stretch"):
                _show_changes(records, owner, current)
        elif current is not None and visit.owner_is_known():
            st.caption(
                "You opened this conversation by its link. What you ask now begins one of your own."
            )


def choose_limits(engine: Engine, *, in_quotes: bool = True) -> Limits:
    """The filters: groups of kinds, a first year, a population. None chosen is no limit."""
    state = engine.state()
    with st.sidebar:
        st.html(el("h2", "Answer only from", cls="kq-side"))
        names = st.pills(
            "Kinds of source (none chosen: all)", list(GROUPS), selection_mode="multi", key="kinds"
        )
        since = st.number_input(
            "Published since",
            min_value=_FIRST_YEAR,
            max_value=_LAST_YEAR,
            value=None,
            step=1,
            placeholder="any year",
            key="since",
        )
        populations = engine.populations()
        population = None
        if populations:
            population = st.selectbox(
                "Population", populations, index=None, placeholder="anyone", key="population"
            )
        covers = f", covering to {state.covers_to}" if state.covers_to else ""
        st.html(el("h2", "Held", cls="kq-side"))
        st.html(
            el(
                "p",
                f"{state.documents} sources{covers}."
                + (" Answers are quotes; no language model writes them." if in_quotes else ""),
                cls="kq-quiet",
            )
        )
    return Limits(kinds_of(names), int(since) if since is not None else None, population)


def _show_changes(records: Records, owner: str, current: Conversation) -> None:
    title = st.text_input(
        "Title", value=current.title, max_chars=80, key=f"title-{current.id}-{current.title}"
    )
    if st.button("Rename", key="rename") and title.strip():
        conversations.rename(records, current.id, owner, title)
        st.rerun()
    st.button(
        "Delete this conversation for good",
        key="delete",
        on_click=_delete,
        args=(records, current.id, owner),
    )


def _open(id: str) -> None:
    tab = visit.tab()
    tab.go_to, tab.scroll_to = id, None


def _leave() -> None:
    st.query_params.clear()
    tab = visit.tab()
    tab.conversation = tab.scroll_to = tab.asking = None


def _delete(records: Records, id: str, owner: str) -> None:
    conversations.delete(records, id, owner)
    _leave()
