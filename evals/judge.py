"""One reply against what is right, judged by its words, its quotes and the store they are from."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from evals.judgement import Judgement
from evals.measures import (
    Statement,
    citation_precision,
    citation_recall,
    nugget_recall,
    says_fact,
    shows_both_sides,
    trust_of,
    weak_share,
    why_not_verbatim,
)
from evals.measures.citations import FindDocument
from evals.question_files import KnownQuestion
from qa_app.answering.reply import Answer, CitedSource, Reply
from qa_app.answering.reply_json import reply_from_json
from qa_app.answering.standing import cited_in


def judge_row(
    asked: KnownQuestion,
    row: Mapping[str, Any],
    *,
    held: Collection[str],
    document: FindDocument,
) -> Judgement:
    """Judge a row of `evals answers`: a reply as `ask --json` gives it, and its system.

    `held` are the ids of the store's documents.
    """
    reply = reply_from_json(dict(row))
    shown = cited_in(reply)
    broken = {one.number: why for one in shown if (why := why_not_verbatim(one, document))}
    sources = reply.sources if isinstance(reply, Answer) else ()
    sound = [one for one in sources if one.number not in broken]
    used = _used(reply)
    statements = _statements(reply, sound)
    kinds = [one.kind for one in used]
    cited = tuple(dict.fromkeys(one.document for one in used))
    said = [(one.document, text) for one in sound for text in _quoted_sentences(one, document)]
    if asked.must_refuse is not None:
        of_question = _of_refusing(asked, reply)
    else:
        of_question = {
            **_of_facts(asked, said, held),
            "cites_expected": _any_of(asked.sources, cited),
            "first_expected": _any_of(asked.sources, cited[:1]),
            "says_it": _has(asked.answer_has, [one for one in used if one in sound]),
            "both_sides": shows_both_sides(
                row.get("conflicts") or (), {one.number for one in sound}
            )
            if asked.conflict
            else None,
        }
    return Judgement(
        id=asked.id,
        system=row["system"],
        type=asked.type,
        part=asked.part,
        question=asked.question,
        expects=asked.expects,
        expected=asked.sources,
        must_refuse=asked.must_refuse,
        form_of=asked.form_of,
        scored=not asked.sources or not set(asked.sources).isdisjoint(held),
        answered=isinstance(reply, Answer),
        reason=None if isinstance(reply, Answer) else reply.reason,
        score=reply.asked.score,
        seconds=reply.asked.seconds,
        words=_words_in(reply),
        cited=cited,
        citation_recall=citation_recall(statements),
        citation_precision=citation_precision(statements),
        quotes=len(shown),
        broken=tuple(broken.values()),
        trust=trust_of(kinds),
        weak=weak_share(kinds),
        **of_question,
    )


def _of_refusing(asked: KnownQuestion, reply: Reply) -> dict[str, Any]:
    answered = isinstance(reply, Answer)
    under_notice = asked.must_refuse == "personal_decision" and (
        "not_personal_advice" in reply.asked.notices
    )
    allowed = not answered or under_notice
    reason = None if isinstance(reply, Answer) else reply.reason
    right_reason = reason == asked.must_refuse or (
        allowed and asked.must_refuse == "personal_decision"
    )
    return {"refused": allowed, "right_reason": right_reason}


def _of_facts(
    asked: KnownQuestion, said: Sequence[tuple[str, str]], held: Collection[str]
) -> dict[str, Any]:
    """`said`: each quoted sentence with its document."""
    own: list[str] = []
    elsewhere: list[str] = []
    counted = [
        one for one in asked.facts if not one.sources or not set(one.sources).isdisjoint(held)
    ]
    for fact in counted:
        saying = {document for document, sentence in said if says_fact(sentence, fact)}
        if saying and (not fact.sources or not saying.isdisjoint(fact.sources)):
            own.append(fact.id)
        elif saying:
            elsewhere.append(fact.id)
    return {
        "vital": nugget_recall(own, counted, vital=True),
        "every": nugget_recall(own, counted, vital=False),
        "said": tuple(own),
        "elsewhere": tuple(elsewhere),
        "missed": tuple(one.id for one in counted if one.id not in (*own, *elsewhere)),
        "not_held": tuple(one.id for one in asked.facts if one not in counted),
    }


def _statements(reply: Reply, sound: Sequence[CitedSource]) -> list[Statement]:
    """Each sentence of an answer with the quotes that it cites.

    A sentence that a language model wrote is unscored until the guard can tell whether it follows.
    """
    if not isinstance(reply, Answer):
        return []
    quotes = {one.number: one.quote for one in sound}
    headers = [" ".join(one.table_header.split()) for one in sound if one.table_header]
    return [
        Statement(
            _without(headers, one.text),
            tuple(quotes.get(number, "") for number in one.citations),
            one.origin,
        )
        for one in reply.sentences
    ]


def _without(headers: Sequence[str], text: str) -> str:
    """A table's row without its header row, which may stand before it."""
    plain = " ".join(text.split())
    return next((plain.removeprefix(one) for one in headers if plain.startswith(one)), plain)


def _quoted_sentences(source: CitedSource, document: FindDocument) -> list[str]:
    """The sentences of a quote, as its document is split; a table's row under its header."""
    held = document(source.document)
    found = []
    for one in held.sentences if held else ():
        start, end = max(one.start, source.start), min(one.end, source.end)
        if held and start < end:
            header = f"{held.text[slice(*one.header)]} " if one.header else ""
            found.append(header + held.text[start:end])
    return found


def _used(reply: Reply) -> list[CitedSource]:
    """The sources of the answer's own sentences, without those that only conflicts cite."""
    if not isinstance(reply, Answer):
        return []
    cited = {number for sentence in reply.sentences for number in sentence.citations}
    return [one for one in reply.sources if one.number in cited]


def _words_in(reply: Reply) -> int | None:
    if not isinstance(reply, Answer):
        return None
    used = {one.number for one in _used(reply)}
    beside = [one.quote for one in reply.sources if one.number not in used]
    return sum(len(text.split()) for text in (*(one.text for one in reply.sentences), *beside))


def _any_of(expected: Sequence[str], cited: Sequence[str]) -> bool | None:
    return any(one in expected for one in cited) if expected else None


def _has(wanted: Sequence[str], sources: Sequence[CitedSource]) -> bool | None:
    if not wanted:
        return None
    quoted = _folded(" ".join(one.quote for one in sources))
    return all(_folded(one) in quoted for one in wanted)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
