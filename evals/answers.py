"""Does it answer what the texts answer, from the right source, and refuse the rest?"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from evals.questions_file import ShippedQuestion
from evals.report import Figure, progress_bar
from ingest.document import Document, sha256_of
from qa_app.answering.reply import Answer, CitedSource, Question, Reply
from qa_app.answering.standing import cited_in

SYSTEM = "ours"

FindDocument = Callable[[str], Document | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A reply against what is right. What does not apply to the question is None."""

    asked: ShippedQuestion
    scored: bool  # not where the store holds none of the sources that are right
    answered: bool
    cites_expected: bool | None = None
    first_expected: bool | None = None
    says_it: bool | None = None  # the quotes hold all of answer_has
    refused: bool | None = None
    right_reason: bool | None = None
    broken_quotes: tuple[str, ...] = ()
    cited: tuple[str, ...] = ()
    reason: str | None = None

    @property
    def right(self) -> bool:
        """Answered from an expected source with all it must say, or refused for the reason.

        "not_sure" will do for "not_in_corpus": both say that the texts do not answer.
        """
        if self.asked.must_refuse is not None:
            unanswered = self.asked.must_refuse == "not_in_corpus" and self.reason == "not_sure"
            return bool(self.right_reason) or unanswered
        return bool(self.cites_expected) and self.says_it is not False


def ask_all(
    questions: Sequence[ShippedQuestion], ask: Callable[[Question], Reply]
) -> list[tuple[ShippedQuestion, Reply]]:
    """Each question and the reply to it, a follow-up with the questions before it."""
    with progress_bar() as bar:
        return [
            (one, ask(Question(one.question, earlier=one.earlier)))
            for one in bar.track(questions, description="asking")
        ]


def judge_reply(
    asked: ShippedQuestion, reply: Reply, *, held: Iterable[str], document: FindDocument
) -> Judgement:
    """Judge one reply. `held` are the ids of the store's documents."""
    answered = isinstance(reply, Answer)
    sources = reply.used if isinstance(reply, Answer) else ()
    broken = tuple(why for one in cited_in(reply) if (why := why_not_verbatim(one, document)))
    reason = None if isinstance(reply, Answer) else reply.reason
    cited = tuple(dict.fromkeys(one.document for one in sources))
    if asked.must_refuse is not None:
        allowed = not answered or (
            asked.must_refuse == "personal_decision"
            and "not_personal_advice" in reply.asked.notices
        )
        return Judgement(
            asked=asked,
            scored=True,
            answered=answered,
            refused=allowed,
            right_reason=reason == asked.must_refuse
            or (allowed and asked.must_refuse == "personal_decision"),
            broken_quotes=broken,
            cited=cited,
            reason=reason,
        )
    quoted = _folded(" ".join(one.quote for one in sources))
    return Judgement(
        asked=asked,
        scored=not set(asked.sources).isdisjoint(held),
        answered=answered,
        cites_expected=any(one in asked.sources for one in cited),
        first_expected=bool(cited) and cited[0] in asked.sources,
        says_it=all(_folded(one) in quoted for one in asked.answer_has)
        if asked.answer_has
        else None,
        broken_quotes=broken,
        cited=cited,
        reason=reason,
    )


def why_not_verbatim(cited: CitedSource, document: FindDocument) -> str | None:
    """What is wrong with a quote, checked against the store's own text; None where it holds."""
    held = document(cited.document)
    if held is None:
        return f"{cited.document} is not in the store"
    if sha256_of(held.text) != cited.sha256:
        return f"{cited.document} has another text than the one that was quoted"
    if held.text[cited.start : cited.end] != cited.quote:
        return f"{cited.document} does not say {cited.quote[:60]!r} at {cited.start}:{cited.end}"
    return None


def summarise(judgements: Sequence[Judgement]) -> dict[str, Any]:
    """The shares by type of question and over all, what was not scored, and broken quotes."""
    scored = [one for one in judgements if one.scored]
    answerable = [one for one in scored if one.asked.must_refuse is None]
    refusable = [one for one in scored if one.asked.must_refuse is not None]
    return {
        "system": SYSTEM,
        "answerable": _answer_shares(answerable),
        "must_refuse": _refusal_shares(refusable),
        "by_type": {
            name: {
                **_answer_shares([one for one in answerable if one.asked.type == name]),
                **_refusal_shares([one for one in refusable if one.asked.type == name]),
                "right": _share(one.right for one in scored if one.asked.type == name),
                "n": sum(one.asked.type == name for one in scored),
            }
            for name in dict.fromkeys(one.asked.type for one in scored)
        },
        "right": _share(one.right for one in scored),
        "n": len(scored),
        "unscored": [one.asked.id for one in judgements if not one.scored],
        "broken_quotes": [why for one in judgements for why in one.broken_quotes],
    }


def failures(judgements: Sequence[Judgement]) -> list[dict[str, Any]]:
    """Each scored question with a reply that is not right: what is wrong, what it cites."""
    return [
        {
            "id": one.asked.id,
            "type": one.asked.type,
            "question": one.asked.question,
            "wrong": _what_is_wrong(one),
            "cited": list(one.cited),
            "expected": list(one.asked.sources) or [one.asked.must_refuse],
        }
        for one in judgements
        if one.scored and not one.right
    ]


def table_rows(summary: dict[str, Any]) -> list[list[Figure]]:
    """The rows of the table, in the order of TABLE_COLUMNS."""
    everything = {
        **summary["answerable"],
        **summary["must_refuse"],
        "right": summary["right"],
        "n": summary["n"],
    }
    named = [*summary["by_type"].items(), ("all", everything)]
    keys = ("answered", "cites_expected", "first_expected", "says_it", "refused", "right_reason")
    return [[name, *(one.get(key) for key in (*keys, "right", "n"))] for name, one in named]


TABLE_COLUMNS = (
    "type",
    "answered",
    "cites expected",
    "first cited is",
    "says it",
    "refused",
    "right reason",
    "right",
    "n",
)


def _answer_shares(judgements: Sequence[Judgement]) -> dict[str, Any]:
    if not judgements:
        return {}
    return {
        "answered": _share(one.answered for one in judgements),
        "cites_expected": _share(one.cites_expected for one in judgements),
        "first_expected": _share(one.first_expected for one in judgements),
        "says_it": _share(one.says_it for one in judgements if one.says_it is not None),
        "n": len(judgements),
    }


def _refusal_shares(judgements: Sequence[Judgement]) -> dict[str, Any]:
    if not judgements:
        return {}
    return {
        "refused": _share(one.refused for one in judgements),
        "right_reason": _share(one.right_reason for one in judgements),
        "n": len(judgements),
    }


def _share(held: Iterable[bool | None]) -> float | None:
    values = [bool(one) for one in held]
    return sum(values) / len(values) if values else None


def _what_is_wrong(one: Judgement) -> str:
    if one.asked.must_refuse is not None:
        return "answered" if one.answered else f"refused as {one.reason}"
    if not one.answered:
        return f"refused as {one.reason}"
    if not one.cites_expected:
        return "cites no expected source"
    return "the quotes lack " + ", ".join(repr(lack) for lack in one.asked.answer_has)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
