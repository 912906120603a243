"""The first page: ask, read the answer beside its sources, come back to earlier conversations."""

from datetime import UTC, datetime

import streamlit as st

from ingest.document import IngestError
from qa_app.answering.export import answer_as_text
from qa_app.answering.reply import Answer, Question, Reply
from qa_app.answering.standing import CitedKey, Standing, check_standing, cited_in, cited_key
from qa_app.answering.wording import understood_line
from qa_app.engine import Engine
from qa_app.records import conversations
from qa_app.records.conversations import Conversation, Turn
from qa_app.records.database import Records, RecordsError
from qa_app.screens import browser, first_screen, model, replies, sidebar, visit
from qa_app.screens.cards import Place
from qa_app.screens.markup import el


def show_page() -> None:
    st.html(el("h1", "Ask about ketamine in pain management", cls="kq-unseen"))
    engine, records, owner = visit.engine(), visit.records(), visit.owner()
    conversation = _open_conversation(records)
    sidebar.show_conversations(records, owner, conversation)
    chosen = model.choose()
    limits = sidebar.choose_limits(engine, in_quotes=chosen is None)
    above = st.container(key="kq-above")
    # Within a container of our own, which the style keeps at the foot of the window: left to
    # itself Streamlit scrolls a page with a chat input to its end, away from the answer.
    with st.container(key="kq-ask"):
        st.chat_input("Ask about ketamine in pain …", key="question", on_submit=_take)
    with above:
        try:
            _show_above(engine, records, owner, conversation, visit.tab().asking, limits, chosen)
        except (IngestError, RecordsError) as error:
            visit.show_error(error)


def _take() -> None:
    """Before the run, as a run may be stopped before it comes to the field."""
    tab = visit.tab()
    tab.asking, tab.alone, tab.stopped = st.session_state["question"], False, False


def _take_reworded(field: str) -> None:
    tab = visit.tab()
    if st.session_state[field].strip():
        tab.asking, tab.alone, tab.stopped = st.session_state[field], True, False


def _show_above(
    engine: Engine,
    records: Records,
    owner: str,
    conversation: Conversation | None,
    asked: str | None,
    limits: sidebar.Limits,
    chosen: model.Chosen | None,
) -> None:
    """Everything over the field to ask in: the first screen or the turns, then what is new."""
    if conversation is None and not asked:
        first_screen.show(engine, chosen.mode if chosen else None)
    for turn in conversation.turns if conversation else ():
        _show_turn(engine, turn, conversation)
    _scroll_to_turn(conversation)
    if asked is not None:
        before = conversation.turns if conversation and not visit.tab().alone else ()
        question = Question(
            text=asked,
            earlier=tuple(one.question.text for one in before),
            kinds=limits.kinds,
            since=limits.since,
            population=limits.population,
        )
        _answer(engine, records, owner, conversation, question, chosen)


def _open_conversation(records: Records) -> Conversation | None:
    """The conversation named in the address, else the one this tab had open."""
    tab = visit.tab()
    moved, tab.go_to = tab.go_to, None
    named = moved or st.query_params.get("c") or tab.conversation
    found = conversations.load(records, named) if named else None
    if named and found is None:
        st.html(el("p", "That conversation is not here; it may have been deleted.", cls="kq-alert"))
        tab.conversation = None
        st.query_params.clear()
    elif found is not None:
        tab.conversation = found.id
        if moved or st.query_params.get("c") != found.id:
            st.query_params.from_dict({"c": found.id})
    return found


def _answer(
    engine: Engine,
    records: Records,
    owner: str,
    conversation: Conversation | None,
    question: Question,
    chosen: model.Chosen | None,
) -> None:
    """Ask, keep the turn, and draw the page again from what was kept."""
    turns = conversation.turns if conversation is not None else ()
    place = Place(None, turns[-1].position + 1 if turns else 1)
    asking = st.empty()
    with asking.container():
        st.html(replies.question_fragment(question, place))
        with st.spinner("Reading the sources …"):
            try:
                if chosen is None or visit.tab().stopped:
                    reply = engine.ask(question)
                else:
                    at_work = model.at_work_here(chosen)
                    reply = engine.ask(question, rewrite=at_work.rewrite, compose=at_work.compose)
            except Exception:
                _forget_asked()  # or every later run would ask it again
                raise
    tab = visit.tab()
    try:
        # No call to Streamlit from here until the tab knows: any may end this run.
        id, position = _keep(records, owner, conversation, question, reply)
        _forget_asked()
        tab.scroll_to = position
        tab.conversation = tab.go_to = id
    except RecordsError as error:
        _forget_asked()
        asking.empty()
        _show_turn(engine, Turn(place.turn, question, reply, datetime.now(UTC)), None)
        st.html(el("p", f"This answer is not kept: {error}", cls="kq-alert", role="alert"))
        return
    st.rerun()


def _forget_asked() -> None:
    tab = visit.tab()
    tab.asking, tab.alone = None, False


def _keep(
    records: Records,
    owner: str,
    conversation: Conversation | None,
    question: Question,
    reply: Reply,
) -> tuple[str, int | None]:
    """Add the turn to the open conversation, or begin one: another's is read, not written."""
    if conversation is not None:
        position = conversations.add_turn(records, conversation.id, owner, question, reply)
        if position is not None:
            return conversation.id, position
    id = conversations.start(records, owner, question.text)
    return id, conversations.add_turn(records, id, owner, question, reply)


def _show_turn(engine: Engine, turn: Turn, conversation: Conversation | None) -> None:
    place = Place(conversation.id if conversation else None, turn.position)
    reply = turn.reply
    if reply is None:
        st.html(replies.question_fragment(turn.question, place))
        st.html(el("p", replies.UNREADABLE, cls="kq-alert"))
        return
    standings = _check_now(engine, reply)
    with st.container(key=f"kq-turn-{turn.position}"):
        st.html(replies.question_fragment(turn.question, place, reply.asked))
        if understood_line(reply.asked):
            _offer_rewording(reply.asked.understood, place)
        left, right = st.columns([8, 7], gap="medium")
        with left:
            text = answer_as_text(reply, standings)
            kept = place.conversation is not None
            address = f"./?c={place.conversation}&t={turn.position}" if kept else None
            if isinstance(reply, Answer):
                st.html(replies.answer_fragment(reply, standings, place))
            else:
                st.html(replies.refusal_fragment(reply, standings, place))
            browser.copy_buttons(text, address, key=f"copy-{place.conversation}-{turn.position}")
        if isinstance(reply, Answer):
            with right:
                st.html(replies.sources_fragment(reply, standings, place))


def _offer_rewording(understood: str, place: Place) -> None:
    """How a question was understood, to be put right and asked again as it then stands."""
    name = f"reworded-{place.conversation}-{place.turn}"
    with (
        st.expander("Not what you meant? Change it and ask again"),
        st.form(f"form-{name}", border=False),
    ):
        st.text_input("The question as it is understood", value=understood, key=name)
        st.form_submit_button("Ask again", on_click=_take_reworded, args=(name,))


def _check_now(engine: Engine, reply: Reply) -> dict[CitedKey, Standing]:
    """Each quote of a reply, compared with the text that the store holds at this moment."""
    shown = cited_in(reply)
    documents = {id: engine.document(id) for id in {one.document for one in shown}}
    return {cited_key(one): check_standing(one, documents[one.document]) for one in shown}


def _scroll_to_turn(conversation: Conversation | None) -> None:
    """Bring the turn just asked, or the one that the address names, to the top."""
    if conversation is None:
        return
    tab = visit.tab()
    named = st.query_params.get("t", "")
    if tab.scroll_to is None and named.isdecimal():
        tab.scroll_to = int(named)
    if tab.scroll_to is not None:
        turn = tab.scroll_to
        browser.scroll_to(f"turn-{turn}", once=f"{conversation.id}-{turn}")


try:
    show_page()
except (IngestError, RecordsError) as error:
    visit.show_error(error)
