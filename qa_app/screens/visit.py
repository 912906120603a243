"""What the pages of one visit share: the engine, the records and who the visitor is."""

from dataclasses import dataclass, field

import streamlit as st

from qa_app import assemble
from qa_app.engine import Engine
from qa_app.records import conversations
from qa_app.records.database import Records, open_records
from qa_app.screens.browser import remembered_visitor
from qa_app.screens.markup import el


@dataclass
class Tab:
    """What one tab is about. Anything that happens on a page starts its script anew and stops
    the run before it, so a question stays here until its answer has been kept."""

    conversation: str | None = None
    asking: str | None = None
    alone: bool = False  # whether what is asked stands alone, whatever was asked before
    go_to: str | None = None  # the conversation to open next, before what the address says
    scroll_to: int | None = None
    fresh_owner: str = field(default_factory=conversations.new_id)
    known_owner: str | None = None  # once the browser has said who the visitor is
    agreed: str | None = None  # the address that questions may be sent to
    stopped: bool = False  # the model that was answering


def tab() -> Tab:
    found: Tab = st.session_state.setdefault("tab", Tab())
    return found


@st.cache_resource(show_spinner=False)  # the server opens it too, and has no page to spin on
def engine() -> Engine:
    return assemble.open_engine()


@st.cache_resource(show_spinner=False)
def records() -> Records:
    return open_records(assemble.records_url())


def owner() -> str:
    """The visitor's unguessable id: the browser's own, or a fresh one until it has said so."""
    here = tab()
    remembered = remembered_visitor(here.fresh_owner, here.known_owner)
    if conversations.is_id(remembered) and here.known_owner is None:
        if remembered != here.fresh_owner:
            conversations.hand_over(records(), here.fresh_owner, str(remembered))
        here.known_owner = remembered
    return here.known_owner or here.fresh_owner


def owner_is_known() -> bool:
    """Whether the browser has said who the visitor is; it takes a moment after each load."""
    return tab().known_owner is not None


def show_error(error: Exception) -> None:
    """One sentence that a person can act on, and nothing else."""
    st.html(el("p", str(error), cls="kq-alert", role="alert"))
