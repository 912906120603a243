"""Rule "negation", where no words behind a "not" show it: "B does not", "in no report" (pure)."""

import re

from ingest.lexicon.directions import find_denials, find_soft_denials
from qa_app.writing.guard.statement import Statement

IS = re.compile(
    r"\b(?:is|are|was|were|been|be|did|does|do|has|have|had|could|can|will|would)\s+\Z",
    re.IGNORECASE,
)


def said_outside(quotes: Statement, at: int) -> set[str]:
    clause = quotes.clause_at(at)
    return {one.stem for one in quotes.words if not clause.start <= one.start < clause.end}


_NOT_DONE = re.compile(
    r"\b(?:not|never|n't) (?:been |be |yet |fully |ever )?([a-z]{2,}(?:ed|en|wn|nt|ble))\b",
    re.IGNORECASE,
)


def undone(claim: Statement, quotes: Statement) -> str | None:
    """ "The size was not seen" told as "the size was seen": even a light word, where it is done."""
    for found in _NOT_DONE.finditer(quotes.text):
        word = re.compile(rf"\b(?:was|were|is|are|been|be) {found[1]}\b", re.IGNORECASE)
        if word.search(quotes.text) or not word.search(claim.text) or find_denials(claim.text):
            continue
        clause = quotes.clause_at(found.start())
        if {one.stem for one in quotes.words_in(clause.start, found.start())} & claim.stems:
            return quotes.text[clause.start : found.end()].strip(" ,;")
    return None


def does_what_it_did_not(
    quotes: Statement, start: int, end: int, stop: int, claim: Statement
) -> bool:
    """ "Naloxone did not block it" told as "naloxone blocked it", whatever else did."""
    verb = quotes.words_in(end, stop)[:1]
    clause = quotes.clause_at(start)
    subject = {one.stem for one in quotes.words_in(clause.start, start) if ":" in one.stem}
    subject -= said_outside(quotes, start)
    if not verb or not subject or not IS.search(quotes.text, 0, start):
        return False
    return any(
        subject <= (stems := {one.stem for one in claim.words_in(each.start, each.end)})
        and verb[0].stem in stems
        and not find_denials(claim.text[each.start : each.end])
        and not find_soft_denials(claim.text[each.start : each.end])
        for each in claim.clauses
    )


_IN_NONE = re.compile(
    r"\b(?:in|by|with|for|among|at|on|of|to|from) (?:none|no|neither)\b", re.IGNORECASE
)


def is_in_none(quotes: Statement, start: int, stop: int, claim: Statement) -> bool:
    """ "It rose in no report" denies that it rose, and not only of what a report is."""
    before = quotes.text.rfind(" ", 0, max(0, start - 1)) + 1
    if not _IN_NONE.match(quotes.text, before) or find_denials(claim.text):
        return False
    clause = quotes.clause_at(start)
    denied = {one.stem for one in quotes.words_in(clause.start, stop)}
    outside = {one.stem for one in quotes.words if not clause.start <= one.start < stop}
    told = denied & claim.stems
    behind = find_soft_denials(claim.text)
    return len(told - outside) >= 2 and len(told) * 2 >= len(denied) and not behind


_NOT_THESE = re.compile(
    r"\b(?:not|never|without|nor)(?! (?:only|just|merely)) ((?:as|in|for|by|with|at|from|of|on|to)"
    r" (?:[\w-]+ )?[\w-]{4,})|, not (?:for |of |to )?([a-z][\w-]{3,})(?=[,;.)]|\Z)",
    re.IGNORECASE,
)


def taken_from_under_a_not(claim: Statement, quotes: Statement) -> str | None:
    """ "In reports and not as advised doses" told as "in reports and as advised doses"."""
    for found in _NOT_THESE.finditer(quotes.text):
        words = (found[1] or found[2]).lower()
        at = claim.text.lower().find(words)
        if at < 0 or quotes.text.lower().count(words) > 1:
            continue
        before = claim.text[max(0, at - 60) : at]
        if not (
            find_denials(before)
            or find_soft_denials(before)
            or _NOT_IT.search(before)
            or "not" in before
        ):
            return found[0]
    return None


_DOES_NOT = re.compile(
    r"(?:\b(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would)(?: not|n't))\s*\Z",
    re.IGNORECASE,
)
_NOT_IT = re.compile(
    r"\b(?:unlike|except|excepting|save for|apart from|other than|rather than|instead of|excluding"
    r"|in contrast (?:to|with)|contrary to|whereas|while|but|only|alone)\b",
    re.IGNORECASE,
)


def left_out(
    quotes: Statement,
    start: int,
    end: int,
    stop: int,
    claim: Statement,
    denied: list[tuple[int, int]],
) -> str | None:
    """ "A acts on it, B does not": the claim that tells it of B with A."""
    if quotes.words_in(end, stop) or not _DOES_NOT.search(quotes.text, 0, end):
        return None
    clause = quotes.clause_at(start)
    behind_and = clause.start + quotes.text[clause.start : start].rfind(" and ") + 1
    names = {
        one.stem for one in quotes.words_in(behind_and, start) if ":" in one.stem
    } - said_outside(quotes, start)
    for one in claim.words:
        if one.stem not in names:
            continue
        at = claim.clause_at(one.start)
        before = claim.text[max(0, one.start - 30) : one.start]
        until = claim.text.find(" and ", one.end, at.end)
        told = claim.text[at.start : at.end if until < 0 else until]
        if _NOT_IT.search(before) or _NOT_IT.match(told) or find_denials(told):
            continue
        if any(a <= one.start < b for a, b in denied) or find_soft_denials(told):
            continue
        return quotes.text[clause.start : end].strip(" ,;")
    return None


_UNDOES = re.compile(
    r"\b(?:un(?=[a-z]{4})|non-?(?=[a-z]{4})|in(?=(?:effective|adequate|sufficient|appropriate|consistent"
    r"|accurate|complete|eligible)))(?!controll)([a-z]+)",
    re.IGNORECASE,
)


def undoes_a_word(claim: Statement, quotes: Statement) -> str | None:
    """ "In an unmonitored setting" of "only in a monitored setting"."""
    for found in _UNDOES.finditer(claim.text):
        root = re.compile(rf"(?<![\w-]){found[1]}\b", re.IGNORECASE)
        if found[0].lower() in quotes.text.lower() or not root.search(quotes.text):
            continue
        if not find_denials(quotes.text) and not find_denials(
            claim.text[max(0, found.start() - 40) : found.start()]
        ):
            return found[0]
    return None
