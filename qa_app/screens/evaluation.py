"""The Evaluation page: how well it answered questions with known answers, on which texts, when."""

from collections.abc import Sequence

import streamlit as st

from ingest.document import IngestError
from qa_app import assemble, measurement
from qa_app.measurement import (
    Figure,
    Measurement,
    Missed,
    measurements_of,
    read_measurement,
    texts_hash,
)
from qa_app.records.database import RecordsError
from qa_app.screens import visit
from qa_app.screens.markup import Html, el, plain

NOTHING = "Nothing has been measured on this library yet, so it cannot be said how well it answers."
HOW = (
    "Write questions whose answers you know, or take those that come with the program where its "
    "texts are yours too (evals/questions/README.md says how), then run:"
)
COMMAND = "python -m evals report --questions my-questions.yaml"
CHANGED = (
    "The library holds other texts now than when this was measured, so it may answer better or "
    "worse. Measure again with python -m evals report."
)
_RANKS = ("most sure", "next", "less sure", "still less sure", "least sure")


def show_page() -> None:
    st.html(el("h1", "How well it answers", cls="kq-title"))
    visit.owner()
    texts = texts_hash(visit.engine().text_hashes())
    held = _measurements(texts)
    if not held:
        st.html(el("section", el("p", NOTHING), el("p", HOW), el("pre", COMMAND), cls="kq-refusal"))
        return
    chosen = held[0]
    if len(held) > 1:
        chosen = st.selectbox("Measured", held, format_func=_name)
    st.html(_figures(chosen, same_texts=chosen.texts == texts))
    if chosen.beside[1:]:
        st.html(_beside(chosen))
    if chosen.bins:
        st.html(_sureness(chosen))
    st.html(_all_missed(chosen))


def _measurements(texts: str) -> list[Measurement]:
    """Those of this store, and the one shipped where its texts are these; the latest of what the
    library holds now comes first."""
    held = measurements_of(assemble.store_folder())
    shipped = read_measurement(measurement.SHIPPED)
    if shipped and shipped.texts == texts and all(one.run != shipped.run for one in held):
        held.append(shipped)
    return sorted(held, key=lambda one: (one.texts == texts, one.measured), reverse=True)


def _name(one: Measurement) -> str:
    """As plain text: what is chosen from is not Markdown."""
    return plain(f"{_day(one)}: {one.asked} questions of {one.questions} ({one.run})")


def _day(one: Measurement) -> str:
    return f"{one.measured.day} {one.measured:%B %Y}"


def _figures(one: Measurement, *, same_texts: bool) -> Html:
    covers = f", covering to {one.covers_to}" if one.covers_to else ""
    version = f"version {one.commit[:12]}" if one.commit else "a version that is not known"
    changed = ", with changes of its own" if one.changed else ""
    return el(
        "section",
        None if same_texts else el("p", CHANGED, cls="kq-alert", role="status"),
        el(
            "p",
            f"On {_day(one)} {one.asked} questions with known answers were put to this program: "
            f"{one.to_answer} that the texts answer and {one.to_refuse} that must be refused. Each "
            "reply was checked against facts written down before, by words, numbers and sources; "
            "no language model judged.",
        ),
        el(
            "p",
            f"Measured on {one.documents} texts{covers}, with {version}{changed}, answering by "
            f"{one.answers_by}. Questions: {one.questions}.",
            cls="kq-quiet",
        ),
        el("ul", *map(_figure, one.figures), cls="kq-figures"),
        cls="kq-evaluation",
        aria_label="In short",
    )


def _figure(one: Figure) -> Html:
    return el(
        "li",
        el("h2", one.title),
        el("p", f"{one.value * 100:.0f}", el("small", " of 100"), cls="kq-big"),
        el("p", one.says),
        el("p", one.range, cls="kq-quiet"),
        cls="kq-card",
    )


def _beside(measured: Measurement) -> Html:
    rows = []
    for one in measured.beside:
        between = "too few questions"
        if one.low is not None and one.high is not None:
            between = f"{one.low * 100:.0f} to {one.high * 100:.0f}"
        cells = (f"{one.credit * 100:.0f}", between, one.verdict or "–")
        rows.append(el("tr", el("th", one.name, scope="row"), *(el("td", each) for each in cells)))
    return el(
        "section",
        el("h2", "Beside other ways to answer", cls="kq-part"),
        el(
            "p",
            "The same questions put to what others would use, and to this program with one part "
            "switched off. Points of 100 for what had to be said, or for a right refusal.",
        ),
        _table(("", "points of 100", "95% interval", "against this program"), rows),
    )


def _sureness(measured: Measurement) -> Html:
    surest = sorted(measured.bins, key=lambda one: -one.score)
    rows = [
        el(
            "tr",
            el("th", _RANKS[min(at, len(_RANKS) - 1)], scope="row"),
            el("td", str(one.n)),
            el("td", f"{one.right * 100:.0f} of 100"),
            el("td", f"{one.score * 100:.0f} of 100"),
        )
        for at, one in enumerate(surest)
    ]
    return el(
        "section",
        el("h2", "Does it know when it is unsure?", cls="kq-part"),
        el("p", "If it does, the answers that it was surest of are those most often right."),
        _table(("answers", "how many", "were worth", "were expected to be worth"), rows),
    )


def _table(columns: Sequence[str], rows: Sequence[Html]) -> Html:
    head = el("thead", el("tr", *(el("th", one, scope="col") for one in columns)))
    return el("table", head, el("tbody", *rows), cls="kq-table")


def _all_missed(measured: Measurement) -> Html:
    title = f"What it missed: {len(measured.missed)} of {measured.asked} questions"
    return el(
        "section",
        el("h2", title, cls="kq-part"),
        *(map(_missed, measured.missed) if measured.missed else [el("p", "None.")]),
    )


def _missed(one: Missed) -> Html:
    earlier = f"Asked before: {'; '.join(one.earlier)}" if one.earlier else None
    return el(
        "details",
        el("summary", one.question, el("span", one.wrong, cls="kq-quiet")),
        el("p", earlier, cls="kq-quiet") if earlier else None,
        el("h3", "What was expected"),
        el("ul", *(el("li", each) for each in one.expected)),
        el("p", f"From {', '.join(one.sources)}", cls="kq-quiet") if one.sources else None,
        el("h3", "What it replied"),
        el("p", one.reply, cls="kq-replied"),
        cls="kq-missed",
    )


try:
    show_page()
except (IngestError, RecordsError) as error:
    visit.show_error(error)
