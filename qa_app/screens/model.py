"""A language model beside the page: which, who may send to it, and its sentences as they come."""

from dataclasses import dataclass
from time import monotonic

import streamlit as st

from ingest.document import IngestError
from qa_app import assemble
from qa_app.answering.wording import goes_to
from qa_app.screens import replies, visit
from qa_app.screens.kept_keys import kept_keys
from qa_app.screens.markup import el, label
from qa_app.writing.composing import Follow, Shown
from qa_app.writing.guard import Verifier
from qa_app.writing.models import ModelChoice
from qa_app.writing.modes import AtWork, ModelMode, open_mode

_MODES: dict[str, ModelMode | None] = {
    "In quotes": None,
    "In quotes that a language model chooses": "select",
    "In a language model's words, each checked": "write",
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """How the next question is answered, as the visitor has set it and agreed to."""

    mode: ModelMode
    choice: ModelChoice
    verifier: Verifier | None = None


def choose() -> Chosen | None:
    """The setting in the sidebar, off until it is set; None where there is no model, or not yet."""
    name = assemble.named_model()
    if name is None:
        return None
    with st.sidebar:
        st.html(el("h2", "How it answers", cls="kq-side"))
        said = st.radio("How it answers", list(_MODES), key="mode", label_visibility="collapsed")
        mode = _MODES[said]
        if mode is None:
            return None
        try:
            choice = assemble.choose_model(name, secrets=kept_keys())
            verifier = _verifier() if mode == "write" else None
        except IngestError as error:
            st.html(el("p", f"Answers are in quotes: {error}", cls="kq-alert"))
            return None
        st.html(el("p", f"{choice.name}. {goes_to(choice.where, choice.host)}", cls="kq-quiet"))
        if choice.where == "machine" or visit.tab().agreed == choice.address:
            return Chosen(mode, choice, verifier)
        st.html(
            el("p", "Until you agree, answers are in quotes and nothing leaves.", cls="kq-quiet")
        )
        st.button(
            f"Agree: send them to {label(choice.host)}",
            key="agree",
            on_click=_agree,
            args=(choice.address,),
            width="stretch",
        )
    return None


def at_work_here(chosen: Chosen) -> AtWork:
    """The model's parts of an answer, drawn here as they come, with a way to stop it."""
    st.button("Stop, and show the quotes", key="stop", on_click=_stop)
    clock, arriving = st.empty(), st.empty()
    started = monotonic()
    come: list[Shown] = []
    told = -1

    def wait() -> None:
        # Drawing is when Streamlit ends a run that "Stop" or anything else has made old.
        nonlocal told
        seconds = int(monotonic() - started)
        if seconds != told:
            told = seconds
            clock.html(el("p", f"{chosen.choice.name}: {seconds} s", cls="kq-quiet"))

    def show(one: Shown) -> None:
        come.append(one)
        arriving.html(replies.arriving_fragment([each.sentence for each in come], one.sources))

    follow = Follow(shown=show, waiting=wait)
    return open_mode(chosen.mode, chosen.choice, verifier=chosen.verifier, follow=follow)


def _verifier() -> Verifier | None:
    named = assemble.named_verifier()
    return assemble.load_verifier(*named) if named else None


def _agree(address: str) -> None:
    visit.tab().agreed = address


def _stop() -> None:
    visit.tab().stopped = True
