"""A measuring as a run's summary, and as the measurement that the Evaluation page shows (pure)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from evals.answer_measures import what_is_wrong
from evals.answers import side_by_side
from evals.judgement import Judgement
from evals.measuring import Measured
from evals.question_files import KnownQuestion
from evals.rows import Row
from evals.runs.folder import VERSION
from evals.runs.wording import headline_figures, system_label
from qa_app.answering.export import answer_as_text, cite
from qa_app.answering.reply import Refusal, Reply
from qa_app.answering.reply_json import reply_from_json
from qa_app.answering.wording import REASONS
from qa_app.measurement import Beside, Bin, Measurement, Missed, texts_hash


def summarise_run(
    about: Mapping[str, Any], measured: Measured, *, seconds: float
) -> dict[str, Any]:
    """All of summary.json: what the run was of, and every measure of every system."""
    ours = [one for one in measured.judgements if one.system == measured.judgements[0].system]
    return {
        "version": VERSION,
        **about,
        "asked": {
            "questions": len(ours),
            "to_answer": sum(one.must_refuse is None for one in ours),
            "to_refuse": sum(one.must_refuse is not None for one in ours),
        },
        "seconds": round(seconds, 1),
        **side_by_side(measured.judgements),
    }


def measurement_of(name: str, summary: Mapping[str, Any], measured: Measured) -> Measurement:
    """The run in words, of its first system."""
    first = summary["against"]
    own = summary["systems"][first]
    corpus = summary["corpus"]
    known = measured.library.reader.known
    return Measurement(
        run=name,
        measured=datetime.fromisoformat(summary["written"]),
        commit=summary["commit"],
        changed=summary["changed"],
        questions=summary["questions"]["file"],
        asked=summary["asked"]["questions"],
        to_answer=summary["asked"]["to_answer"],
        to_refuse=summary["asked"]["to_refuse"],
        documents=corpus["documents"],
        passages=corpus["passages"],
        covers_to=corpus["covers_to"],
        texts=texts_hash({one.id: one.text_hash for one in known.values()}),
        answers_by=summary["weights"]["reader"] or "rules, without a learned reader",
        figures=tuple(headline_figures(own["measures"])),
        beside=tuple(_beside(summary)),
        bins=tuple(Bin(**one) for one in own["reliability"]),
        missed=tuple(missed(measured.questions, measured.rows, measured.judgements, first)),
    )


def missed(
    questions: Sequence[KnownQuestion],
    rows: Sequence[Row],
    judgements: Sequence[Judgement],
    system: str,
) -> list[Missed]:
    """Each scored question of a system whose reply is not wholly right, the worst first."""
    known = {one.id: one for one in questions}
    found = [
        Missed(
            id=one.id,
            type=one.type,
            question=one.question,
            earlier=known[one.id].earlier,
            wrong=_in_words(one),
            credit=round(one.credit, 3),
            expected=tuple(_expected(known[one.id], one)),
            sources=one.expected,
            reply=_as_text(reply_from_json(row)),
        )
        for row, one in zip(rows, judgements, strict=True)
        if one.system == system and one.scored and not one.right
    ]
    return sorted(found, key=lambda one: one.credit)


def _as_text(reply: Reply) -> str:
    """As it is copied from the page; beside a refusal also what came nearest."""
    text = answer_as_text(reply)
    if isinstance(reply, Refusal) and reply.nearest:
        near = [f"- {' '.join(one.quote.split())} ({cite(one)})" for one in reply.nearest]
        text = "\n".join([text, "Nearest:", *near])
    return text


def _beside(summary: Mapping[str, Any]) -> list[Beside]:
    found = []
    for name, one in summary["systems"].items():
        credit = one["measures"]["credit"]
        if credit["value"] is None:
            continue
        low, high = credit["interval"] or (None, None)
        compared = summary["differences"].get(name, [])
        verdict = next((each["verdict"] for each in compared if each["measure"] == "credit"), "")
        found.append(
            Beside(
                name=system_label(name),
                credit=credit["value"],
                low=low,
                high=high,
                verdict=verdict,
            )
        )
    return found


def _expected(question: KnownQuestion, one: Judgement) -> list[str]:
    """What a right reply is, and of each fact whether it was said."""
    if question.must_refuse is not None:
        return [f"A refusal: {REASONS[question.must_refuse][0]}"]
    if not question.facts:
        return [f"A quote that holds: {text}" for text in question.answer_has]
    return [f"{fact.says} ({fact.importance}; {_said(fact.id, one)})" for fact in question.facts]


def _said(fact: str, one: Judgement) -> str:
    if fact in one.said:
        return "said"
    if fact in one.elsewhere:
        return "said, but by a source that is not among the expected"
    return "not counted: no source of it is held" if fact in one.not_held else "not said"


def _in_words(one: Judgement) -> str:
    """what_is_wrong for whoever does not know the ids of facts and the names of reasons."""
    if not one.broken and one.must_refuse is None and not one.answered and one.reason:
        return f"Refused, though the texts answer it: {REASONS[one.reason][0]}"
    if not one.broken and one.must_refuse is not None:
        if one.answered:
            return "Answered, though it must be refused."
        return f"Refused for another reason: {REASONS[one.reason][0]}" if one.reason else "Refused."
    if one.missed or one.elsewhere:
        return "Answered, but not all that had to be said was said by an expected source."
    return what_is_wrong(one).capitalize() + "."
