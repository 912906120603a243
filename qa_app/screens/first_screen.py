"""What a visitor sees first: what this is, what it holds, what it is not, and where to start."""

import streamlit as st

from qa_app.engine import Engine
from qa_app.screens import visit
from qa_app.screens.markup import el, label
from qa_app.writing.modes import ModelMode

EXAMPLES = (
    "How long does pain relief last after a ketamine infusion for CRPS?",
    "What dose of ketamine do guidelines give for acute pain?",
    "What are the contraindications to ketamine infusion?",
    "Is ketamine better than placebo for chronic pain?",
    "What does the FDA warn of in compounded ketamine?",
)

EMPTY = "The library is still empty, so there is nothing to answer from. Fill it with:"
COMMAND = "python -m ingest corpus"

_QUOTED = (
    "Every sentence of an answer is a quote from a source held here, or from our own summary of "
    "one, and stands beside its reference."
)
# What an answer is made of, without a model and in each of its modes.
_MADE_OF: dict[ModelMode | None, str] = {
    None: _QUOTED,
    "select": f"{_QUOTED} Which quotes, and in what order, a language model chooses.",
    "write": "An answer is written by a language model. Of its sentences those are shown that the "
    "quotes they cite support, by the rules of this program; they are marked as paraphrased. The "
    "quotes, from sources held here or from our own summaries of them, stand beside them, and "
    "are what counts.",
}


def show(engine: Engine, mode: ModelMode | None) -> None:
    state = engine.state()
    if not state.documents:
        st.html(
            el(
                "section",
                el("p", EMPTY),
                el("pre", COMMAND),
                el("p", "or name a folder of your own texts. Then reload this page."),
                cls="kq-refusal",
            )
        )
        return
    covers = f", covering to {state.covers_to}" if state.covers_to else ""
    sources = "1 source" if state.documents == 1 else f"{state.documents} sources"
    st.html(
        el(
            "section",
            el("p", "Ketamine in pain management, answered from sources", cls="kq-welcome"),
            el("p", f"{_MADE_OF[mode]} Held: {sources}{covers}."),
            el(
                "p",
                "Not medical advice, and not for one patient. Where no source answers, it says so.",
            ),
            el("p", "For example", cls="kq-quiet"),
            aria_label="What this is",
        )
    )
    with st.container(key="kq-examples", gap="xsmall"):
        for number, example in enumerate(EXAMPLES):
            st.button(label(example), key=f"example-{number}", on_click=_take, args=(example,))


def _take(example: str) -> None:
    tab = visit.tab()
    tab.asking, tab.stopped = example, False
