"""How a question and its reply look: the answer with numbered marks, or the refusal and why."""

from collections.abc import Sequence
from itertools import groupby

from ingest.kinds import LABELS
from qa_app.answering.reply import (
    Answer,
    AnswerSentence,
    Asked,
    CitedSource,
    Question,
    Refusal,
    ShownConflict,
    ShownSide,
)
from qa_app.answering.standing import (
    CitedKey,
    Standing,
    cited_key,
    header_of,
    sentence_stands,
    side_stands,
)
from qa_app.answering.wording import (
    LABELS_ARE_OURS,
    NOTICES,
    PARAPHRASED,
    PARAPHRASED_MEANS,
    REASONS,
    SIDE_SINCE_RETRACTED,
    SINCE_RETRACTED,
    SOURCES_DISAGREE,
    WITHHELD_CLAIMS,
    WITHHELD_SENTENCE,
    WITHHELD_SIDE,
    failure_line,
    model_line,
    understood_line,
)
from qa_app.screens.cards import Place, nearest_card, source_card, unused_card
from qa_app.screens.kind_groups import group_names
from qa_app.screens.markup import Html, el, join, table_row

UNREADABLE = "This answer was kept by another version of the program and cannot be shown."


def question_fragment(question: Question, place: Place, asked: Asked | None = None) -> Html:
    """What was asked, what it was limited to, and how it was understood if that differs."""
    limits = limits_line(question)
    understood = understood_line(asked) if asked is not None else None
    return el(
        "div",
        el("h2", question.text or "(nothing)", cls="kq-question"),
        el("p", limits, cls="kq-quiet") if limits else None,
        el("p", understood, cls="kq-quiet") if understood else None,
        id=f"turn-{place.turn}",
        cls="kq-turn",
    )


def limits_line(question: Question) -> str:
    """The filters a question was asked under, in words; empty when there were none."""
    parts = [", ".join(group_names(question.kinds))] if question.kinds else []
    parts += [f"since {question.since}"] if question.since else []
    parts += [f"in {question.population}"] if question.population else []
    return f"Only from: {'; '.join(parts)}" if parts else ""


def answer_fragment(answer: Answer, standings: dict[CitedKey, Standing], place: Place) -> Html:
    """The sentences as a list, with marks that lead to the cards; disagreements; the notices."""
    titles = {one.number: one.title for one in answer.sources}
    gone = {one.number for one in answer.sources if standings[cited_key(one)].since_retracted}
    items = [
        el(
            "li",
            _words(sentence, answer),
            _paraphrased(sentence, place),
            _marks(sentence.citations, titles, place),
            el("p", SINCE_RETRACTED, cls="kq-alert") if gone & set(sentence.citations) else None,
        )
        if sentence_stands(sentence, answer, standings)
        else el("li", WITHHELD_SENTENCE, cls="kq-alert")
        for sentence in answer.sentences
    ]
    weak = "only_weak_sources" in answer.asked.notices
    rest = [notice for notice in answer.asked.notices if notice != "only_weak_sources"]
    return el(
        "section",
        el("p", NOTICES["only_weak_sources"], cls="kq-alert") if weak else None,
        *_under_headings(answer.sentences, items),
        *(_conflict(one, answer, standings, place) for one in answer.conflicts),
        *(el("p", NOTICES[notice], cls="kq-quiet") for notice in rest),
        _of_the_model(answer),
        aria_label="Answer",
    )


def arriving_fragment(sentences: Sequence[AnswerSentence], sources: Sequence[CitedSource]) -> Html:
    """The checked sentences of an answer that is still being written."""
    titles = {one.number: one.title for one in sources}
    items = [
        el(
            "li",
            one.text,
            el("span", PARAPHRASED, cls="kq-badge kq-paraphrased")
            if one.origin == "model"
            else None,
            el("span", f" [{', '.join(map(str, one.citations))}]", cls="kq-quiet"),
        )
        for one in sentences
    ]
    cited = [el("p", f"[{number}] {title}", cls="kq-quiet") for number, title in titles.items()]
    return el("section", *_under_headings(sentences, items), *cited, aria_label="Answer so far")


def sources_fragment(answer: Answer, standings: dict[CitedKey, Standing], place: Place) -> Html:
    """The cards in the answer's numbers; quotes of one passage share a card."""
    groups: dict[tuple[str, str, int, int], list[CitedSource]] = {}
    for one in sorted(answer.sources, key=lambda cited: cited.number):
        key = (one.document, one.sha256, one.passage.start, one.passage.end)
        groups.setdefault(key, []).append(one)
    cards = [
        source_card(group, [standings[cited_key(one)] for one in group], place)
        for group in groups.values()
    ]
    unused = [unused_card(one, standings[cited_key(one)], place) for one in answer.not_used]
    return el("section", *cards, *unused, aria_label="Sources of this answer")


def refusal_fragment(refusal: Refusal, standings: dict[CitedKey, Standing], place: Place) -> Html:
    """Why there is no answer, what is missing, and the nearest quotes with why they are not one."""
    short, more = REASONS[refusal.reason]
    urgent = refusal.reason == "emergency"
    model = refusal.asked.model
    missing = [part for one in refusal.missing for part in (", ", el("strong", one))][1:]
    cards = [nearest_card(one, standings[cited_key(one)], place) for one in refusal.nearest]
    return el(
        "section",
        el(
            "div",
            el("p", el("strong", short)),
            el("p", more),
            el("p", "Missing from all that was found: ", *missing, ".") if missing else None,
            cls="kq-refusal kq-emergency" if urgent else "kq-refusal",
            role="alert" if urgent else None,
        ),
        *(el("p", NOTICES[one], cls="kq-quiet") for one in refusal.asked.notices if not urgent),
        join([el("h3", "Nearest, and why it is not an answer", cls="kq-nearest"), *cards])
        if cards
        else None,
        el("p", model_line(model, refusal.asked.mode), cls="kq-quiet") if model else None,
        aria_label="No answer",
    )


def _under_headings(sentences: Sequence[AnswerSentence], items: Sequence[Html]) -> list[Html]:
    """The sentences as lists, each under its heading where a model has put some over them."""
    parts: list[Html] = []
    both = zip(sentences, items, strict=True)
    for heading, group in groupby(both, key=lambda one: one[0].heading):
        parts += [el("h3", heading, cls="kq-heading")] if heading else []
        parts.append(el("ul", *(item for _, item in group), cls="kq-answer"))
    return parts


def _paraphrased(sentence: AnswerSentence, place: Place) -> Html | None:
    """For a model's own words: that they are, and the way to the first quote they stand on."""
    if sentence.origin == "quote":
        return None
    return join(
        [
            " ",
            el(
                "a",
                PARAPHRASED,
                href=f"#{place.anchor(sentence.citations[0])}",
                cls="kq-badge kq-paraphrased",
                title=PARAPHRASED_MEANS,
            ),
        ]
    )


def _of_the_model(answer: Answer) -> Html | None:
    """What a language model had to do with it: what failed, what was withheld, what it took."""
    model = answer.asked.model
    if model is None:
        return None
    failed = failure_line(model)
    claims = [el("li", f"{one.text} ", el("em", one.why)) for one in answer.withheld]
    return join(
        [
            el("p", failed, cls="kq-quiet") if failed else None,
            el("p", PARAPHRASED_MEANS, cls="kq-quiet")
            if any(one.origin == "model" for one in answer.sentences)
            else None,
            el(
                "details",
                el("summary", f"{WITHHELD_CLAIMS} ({len(claims)})"),
                el("ul", *claims),
                cls="kq-withheld",
            )
            if claims
            else None,
            el("p", model_line(model, answer.asked.mode), cls="kq-quiet"),
        ]
    )


def _words(sentence: AnswerSentence, answer: Answer) -> str:
    header = header_of(sentence, answer)
    if header:
        return table_row(header, sentence.text)
    if sentence.mark is None:
        return sentence.text
    start, end = sentence.mark
    text = sentence.text
    return join([text[:start], el("strong", text[start:end]), text[end:]])


def _conflict(
    conflict: ShownConflict, answer: Answer, standings: dict[CitedKey, Standing], place: Place
) -> Html:
    """A question on which sources disagree: each side in short, with marks to its quotes."""
    sides = [
        _side(side, answer, standings, place)
        if side_stands(side, answer, standings)
        else el("li", WITHHELD_SIDE, cls="kq-alert")
        for side in conflict.sides
    ]
    return el(
        "section",
        el("h3", f"{SOURCES_DISAGREE}: ", conflict.topic),
        el("ul", *sides),
        el("p", LABELS_ARE_OURS, cls="kq-quiet"),
        cls="kq-conflict",
        aria_label=SOURCES_DISAGREE,
    )


def _side(
    side: ShownSide, answer: Answer, standings: dict[CitedKey, Standing], place: Place
) -> Html:
    carried = [one for one in answer.sources if one.number in side.citations]
    titles = {one.number: one.title for one in carried}
    kinds = dict.fromkeys(f"{LABELS[one.kind]}, {one.year or 'undated'}" for one in carried)
    gone = any(standings[cited_key(one)].since_retracted for one in carried)
    return el(
        "li",
        side.label,
        _marks(side.citations, titles, place),
        el("p", "; ".join(kinds), cls="kq-quiet"),
        el("p", SIDE_SINCE_RETRACTED, cls="kq-alert") if gone else None,
    )


def _marks(citations: tuple[int, ...], titles: dict[int, str], place: Place) -> Html:
    return join(
        el(
            "a",
            str(number),
            href=f"#{place.anchor(number)}",
            cls="kq-mark",
            aria_label=f"Source {number}: {titles[number]}",
        )
        for number in citations
    )
