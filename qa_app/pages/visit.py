"""What the pages of one visit share: the engine, the records and who the visitor is."""

from dataclasses import dataclass

import streamlit as st

from qa_app import assemble
from qa_app.engine import Engine
from qa_app.pages.browser import remembered_visitor
from qa_app.pages.markup import el
from qa_app.records import conversations
from qa_app.records.database import Records, open_records


@dataclass
class Tab:
    """What one tab is about. Anything that happens on a page starts its script anew and stops
    the run before it, so a question stays here until its answer has been kept."""

    conversation: str | None = None
    asking: str | None = None
    go_to: str | None = None  # the conversation to open next, before what the address says
    scroll_to: int | None = None


def tab() -> Tab:
    found: Tab = st.session_state.setdefault("tab", Tab())
    return found


@st.cache_resource(show_spinner="Opening the library …")
def engine() -> Engine:
    return assemble.open_engine()


@st.cache_resource(show_spinner=False)
def records() -> Records:
    return open_records(assemble.records_url())


def owner() -> str:
    """The visitor's unguessable id: the browser's own, or a fresh one until it has said so."""
    state = st.session_state
    if "owner" not in state:
        state["owner"] = conversations.new_id()
    remembered = remembered_visitor(state["owner"])
    state["owner_known"] = remembered is not None
    if conversations.is_id(remembered) and remembered != state["owner"]:
        conversations.hand_over(records(), state["owner"], str(remembered))
        state["owner"] = remembered
    return str(state["owner"])


def owner_is_known() -> bool:
    """Whether the browser has said who the visitor is; it takes a moment after each load."""
    return bool(st.session_state.get("owner_known"))


def show_error(error: Exception) -> None:
    """One sentence that a person can act on, and nothing else."""
    st.html(el("p", str(error), cls="kq-alert", role="alert"))
