"""An answer as plain text with its references, to paste into a note (pure)."""

from ingest.kinds import LABELS
from qa_app.answering.links import doi_link, web_link
from qa_app.answering.reply import Answer, CitedSource, Refusal, Reply, ShownConflict
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
    NOT_CHECKED,
    NOTICES,
    PARAPHRASED,
    REASONS,
    SIDE_SINCE_RETRACTED,
    SINCE_RETRACTED,
    SOURCES_DISAGREE,
    WITHHELD_CLAIMS,
    WITHHELD_QUOTE,
    WITHHELD_SENTENCE,
    WITHHELD_SIDE,
    failure_line,
    model_line,
    status_line,
    understood_line,
    words_and_basis,
)


def answer_as_text(reply: Reply, standings: dict[CitedKey, Standing] | None = None) -> str:
    """The question, the answer's sentences with their numbers, then the numbered references.

    Give `standings` to leave out what no longer matches its source; without them the
    reply is taken as just made.
    """
    asked = reply.asked
    lines = [f"Question: {' '.join(asked.question.split())}"]
    understood = understood_line(asked)
    lines += [understood] if understood else []
    lines.append("")
    lines += _answer_lines(reply, standings) if isinstance(reply, Answer) else _why(reply)
    lines += [f"Note: {NOTICES[notice]}" for notice in asked.notices]
    if asked.model is not None:
        lines += [f"Note: {failure_line(asked.model)}"] if asked.model.failure else []
        lines.append(model_line(asked.model, asked.mode))
    covers = f", covering to {asked.store.covers_to}" if asked.store.covers_to else ""
    lines.append(f"From a library of {asked.store.documents} sources{covers}.")
    return "\n".join(lines).strip() + "\n"


def withheld_as_text(answer: Answer) -> str:
    """What a model wrote in vain, with the reasons; apart, as it is not for anyone's notes."""
    if not answer.withheld:
        return ""
    lines = [f"- {one.text} ({one.why})" for one in answer.withheld]
    return "\n".join(["", f"{WITHHELD_CLAIMS}:", *lines]) + "\n"


def cite(cited: CitedSource) -> str:
    """One reference, saying whose words were quoted and from what.

    A digest is never put in quotation marks as if its authors spoke.
    """
    link = doi_link(cited.doi) or web_link(cited.url)
    place = [f"page {cited.page}"] if cited.page is not None else []
    place += [f"under the heading {cited.heading}"] if cited.heading else []
    reference = cited.reference.strip() or cited.title
    if cited.title not in reference:
        reference = f"{cited.title}. {reference}"
    if cited.words == "own":
        read = cited.basis or "not recorded"
        said = f"This project's summary of {reference.rstrip('.')}, read from: {read}."
        checked = f"Checked by {cited.checked}" if cited.checked else NOT_CHECKED.capitalize()
        said += f" {checked}."
    else:
        said = f"{reference.rstrip('.')}. Quoted from {words_and_basis(cited)}."
    parts = [said, f"[{LABELS[cited.kind]}]"]
    if status_line(cited):
        parts.append(f"{status_line(cited).upper()}.")
    parts += [f"({', '.join(place)})"] if place else []
    parts += [link] if link else []
    return " ".join(parts)


def _answer_lines(answer: Answer, standings: dict[CitedKey, Standing] | None) -> list[str]:
    if standings is None:
        standings = {cited_key(one): Standing(verbatim=True) for one in answer.sources}
    own = {one.number for one in answer.sources if one.words == "own"}
    gone = {one.number for one in answer.sources if standings[cited_key(one)].since_retracted}
    lines = []
    heading = None
    for sentence in answer.sentences:
        if sentence.heading != heading and sentence.heading is not None:
            lines.append(f"{sentence.heading}:")
        heading = sentence.heading
        if not sentence_stands(sentence, answer, standings):
            lines.append(f"- [{WITHHELD_SENTENCE}]")
            continue
        text = " ".join(sentence.text.split())
        spoken = sentence.origin == "quote" and not own & set(sentence.citations)
        marks = "".join(f"[{number}]" for number in sentence.citations)
        warning = f" [{SINCE_RETRACTED}]" if gone & set(sentence.citations) else ""
        header = " ".join((header_of(sentence, answer) or "").split())
        row = f" (a table's row, under: {header})" if header else ""
        told = "" if sentence.origin == "quote" else f" ({PARAPHRASED})"
        lines.append(f"- {f'“{text}”' if spoken else text}{row}{told} {marks}{warning}")
    for conflict in answer.conflicts:
        lines += ["", *_conflict_lines(conflict, answer, standings)]
    lines += ["", "References"]
    for one in answer.sources:
        standing = standings[cited_key(one)]
        notes = [*standing.changes] if standing.verbatim else [WITHHELD_QUOTE, *standing.changes]
        lines.append(" ".join([f"[{one.number}]", cite(one), *notes]))
    return [*lines, ""]


def _conflict_lines(
    conflict: ShownConflict, answer: Answer, standings: dict[CitedKey, Standing]
) -> list[str]:
    """The topic, each side's label with its numbers, and under it the quotes not given before."""
    lines = [f"{SOURCES_DISAGREE}: {' '.join(conflict.topic.split())}"]
    given = {one.number for one in answer.used}
    for side in conflict.sides:
        if not side_stands(side, answer, standings):
            lines.append(f"- [{WITHHELD_SIDE}]")
            continue
        carried = [one for one in answer.sources if one.number in side.citations]
        gone = any(standings[cited_key(one)].since_retracted for one in carried)
        marks = "".join(f"[{number}]" for number in side.citations)
        warning = f" [{SIDE_SINCE_RETRACTED}]" if gone else ""
        lines.append(f"- {' '.join(side.label.split())} {marks}{warning}")
        lines += [
            f"  {_quote_line(one)} [{one.number}]" for one in carried if one.number not in given
        ]
        given |= set(side.citations)
    return [*lines, LABELS_ARE_OURS]


def _quote_line(cited: CitedSource) -> str:
    text = " ".join(cited.quote.split())
    header = " ".join((cited.table_header or "").split())
    return (text if cited.words == "own" else f"“{text}”") + (
        f" (a table's row, under: {header})" if header else ""
    )


def _why(refusal: Refusal) -> list[str]:
    short, more = REASONS[refusal.reason]
    missing = (
        [f"Missing from all that was found: {', '.join(refusal.missing)}."]
        if refusal.missing
        else []
    )
    return ["No answer.", short, more, *missing, ""]
