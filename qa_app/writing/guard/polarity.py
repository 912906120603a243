"""Rule "negation": what the quotes deny is not asserted, and what they assert not denied (pure).

That two things are alike is a denial of its own, and sameness.py's.
"""

import re
from collections.abc import Iterator

from ingest.analyse import analyse
from ingest.lexicon.directions import find_denials, find_soft_denials
from qa_app.writing.guard.denied import (
    IS,
    does_what_it_did_not,
    is_in_none,
    left_out,
    said_outside,
    taken_from_under_a_not,
    undoes_a_word,
    undone,
)
from qa_app.writing.guard.sameness import (
    ALIKE,
    lost_sameness,
    made_same,
    says_of_a_difference,
)
from qa_app.writing.guard.statement import Statement, Word, meaning

_REACH = 6  # words behind a "not" that it denies
_NEUTRAL = re.compile(
    r"\b(?:uncontrolled|no controls?\b|without (?:a )?control|not? (?:only|just)|unlike|in contrast"
    r"|never (?:had|used|taken|received)|instead of|rather than|not stated"
    r"|(?:no|without|nobody|no one|nothing|not?|lack\w*)\b(?: [\w-]+){0,3} (?:control|comparison"
    r"|comparator|compar\w+ (?:group|arm)|to compare|placebo (?:arm|group))"
    r"|not (?:yet )?(?:reported|published|have|had|given|produced|posted)(?: any)? results"
    r"|no (?:ketamine|treatment) (?:in|at|after|and|or|for)\b|nothing (?:in|at|after|and|or)\b"
    r"|not as an?\b|no (?:amounts?|figures?)|not (?:printed|in the abstract)"
    r"|(?<= or )not at all|(?<=prints )no|(?<=gives )no|(?<=states )no|(?<=shows )no"
    r"|not (?:seen|shown)(?! (?:in|with|after|on|during|at|among|for)\b(?! (?:the|its) abstract)))",
    re.IGNORECASE,
)
_BECAUSE = re.compile(r" (?:because|since)\b", re.IGNORECASE)
_WITH_OR = re.compile(r"\bwith (?:or|and) without\Z", re.IGNORECASE)
# A comma and a bracket in a chemical's name, (2R,6R)-hydroxynorketamine, end nothing.
_STOP = re.compile(
    r",(?!\d[RS]\))|[;:]|\((?!\d[RS],)|(?<!\d[RS])\)|\.(?:\s|\Z)|\b(?:but|whereas|while|although"
    r"|because|so that|since)\b"
)
# "Only in a hospital" is "not outside a hospital".
_ONLY = re.compile(r"\b(?:only|solely|exclusively|alone|sole|nothing but)\b", re.IGNORECASE)
_OUTSIDE = re.compile(
    r"\b(?:unless|outside|except|other|others|without|until|before|beyond|else|elsewhere|any of"
    r"|either|neither|none)\b",
    re.IGNORECASE,
)


def faults_of_negation(claim: Statement, quotes: Statement) -> Iterator[str]:
    lost = (
        _lost_denial(claim, quotes)
        or undone(claim, quotes)
        or taken_from_under_a_not(claim, quotes)
        or lost_sameness(claim, quotes)
    )
    if (denied := lost) is not None:
        yield f"negation: the quote says that it is not so: {denied}"
    elif (added := _added_denial(claim, quotes) or undoes_a_word(claim, quotes)) is not None:
        yield f"negation: the quote does not say 'not': {added}"


def _says_itself(cue: str, text: str) -> bool:
    """ "Unclear" and "failed" are denials and words: a claim that says them denies the same."""
    return len(cue) > 4 and bool(_stems(cue) & _stems(text))


_Spans = list[tuple[int, int, int]]


def denied_spans(statement: Statement) -> _Spans:
    """Where a denial stands, where what it denies begins, and where that ends."""
    text, spans = statement.text, []
    for start, end in find_denials(text):
        in_a_term = any(one.start <= start < one.end for one in statement.mentions)
        if in_a_term or _WITH_OR.search(text, 0, end):  # renal failure
            continue
        stop = _stop_of(text, end)
        spans.append((start, end, stop))
    return spans


def _stop_of(text: str, end: int) -> int:
    """Where what a denial denies ends; "not because of it" denies what comes behind."""
    because = _BECAUSE.match(text, end)
    stop = _STOP.search(text, because.end() if because else end)
    return stop.start() if stop else len(text)


def _lost_denial(claim: Statement, quotes: Statement) -> str | None:
    """A denial of the quotes whose words the claim says, outside of any denial of its own."""
    own = denied_spans(claim)
    denied_in_claim = [(start, stop) for start, _, stop in own] + _softly_denied(claim, quotes)
    denied_stems = {one.stem for a, b in denied_in_claim for one in claim.words_in(a, b)}
    spans = denied_spans(quotes)
    free = _asserted(quotes)
    for start, end, stop in spans:
        cue = quotes.text[start:end]
        if _NEUTRAL.match(quotes.text, start) or _says_itself(cue, claim.text):
            continue
        if _says_the_opposite(cue, claim):
            return quotes.text[start:stop].strip()
        if is_in_none(quotes, start, stop, claim):
            return quotes.text[quotes.clause_at(start).start : stop].strip(" ,;")
        if does_what_it_did_not(quotes, start, end, stop, claim):
            return quotes.text[quotes.clause_at(start).start : stop].strip(" ,;")
        if (name := left_out(quotes, start, end, stop, claim, denied_in_claim)) is not None:
            return name
        if ALIKE.fullmatch(cue) or says_of_a_difference(quotes, start, end, stop):
            continue
        scope = quotes.words_in(end, stop)[:_REACH]
        key = [one for one in scope if one.stem not in free]
        present = [(one, _stands(one, claim, denied_in_claim)) for one in key]
        open_, shut = (
            [one for one, how in present if how == "asserted"],
            [one for one, how in present if how == "denied"],
        )
        if not denied_in_claim and _is_of_the_subject(claim, quotes, start):
            return quotes.text[quotes.clause_at(start).start : stop].strip()
        if not key or not open_ or len(shut) >= len(open_):
            continue
        if len(own) >= len(spans) or any(one.stem in denied_stems for one in scope):
            continue
        if len(open_) * 3 > len(key) * 2 or key[0] in open_:
            return quotes.text[start:stop].strip()
        if not denied_in_claim and _tells_only(claim, quotes, start, stop):
            return quotes.text[start:stop].strip()
    return None


def _is_of_the_subject(claim: Statement, quotes: Statement, at: int) -> bool:
    """ "Ataxia was not caused by it": the claim that tells of ataxia tells what is denied."""
    if not IS.search(quotes.text, 0, at):
        return False
    subject = {
        one.stem
        for one in quotes.words_in(quotes.clause_at(at).start, at)
        if not one.stem.startswith(("drug:", "route:", "form:"))
    }
    own = subject - said_outside(quotes, at)
    return bool(own) and own <= claim.stems


def _softly_denied(claim: Statement, quotes: Statement) -> list[tuple[int, int]]:
    """The clauses that a word like "free of" denies, which the quotes do not say as well."""
    found, said = [], _stems(quotes.text)
    for start, end in find_soft_denials(claim.text):
        if _stems(claim.text[start:end]) & said:
            continue
        clause = claim.clause_at(start)
        found.append((clause.start, _stop_of(claim.text, end)))
    return found


def _tells_only(claim: Statement, quotes: Statement, at: int, stop: int) -> bool:
    """Whether the claim is of nothing but the clause that is denied, in other words."""
    told = claim.stems & quotes.stems
    clause = {one.stem for one in quotes.words_in(quotes.clause_at(at).start, stop)}
    outside = {
        one.stem for one in quotes.words if not quotes.clause_at(at).start <= one.start < stop
    }
    return len(told) >= 3 and len((clause - outside) & told) * 4 >= len(told) * 3


_PREFIX = re.compile(r"(?:un|in|non-?|contra)(?=[a-z]{4})", re.IGNORECASE)


def _says_the_opposite(cue: str, claim: Statement) -> bool:
    """ "Insufficient" told as "sufficient"."""
    root = _PREFIX.sub("", cue, count=1).lower()
    if root == cue.lower():
        return False
    denied = denied_spans(claim)
    return any(
        not any(start <= found.start() < stop for start, _, stop in denied)
        for found in re.finditer(rf"(?<![\w-]){re.escape(root)}\b", claim.text, re.IGNORECASE)
    )


def _asserted(quotes: Statement) -> set[str]:
    """What the quotes also say outside of a denial."""
    spans = [(start, stop) for start, _, stop in denied_spans(quotes)]
    return {one.stem for one in quotes.words if not any(a <= one.start < b for a, b in spans)}


def _stands(word: Word, claim: Statement, denied: list[tuple[int, int]]) -> str:
    here = [one for one in claim.words if one.stem == word.stem]
    if not here:
        return "absent"
    inside = all(any(a <= one.start < b for a, b in denied) for one in here)
    return "denied" if inside else "asserted"


def _end_of_statement(statement: Statement, at: int) -> int:
    """Past commas: "No drug, ketamine included, is approved" denies that it is approved."""
    stop = re.search(r"[;:]|\.(?:\s|\Z)|\b(?:but|whereas|while|although)\b", statement.text[at:])
    return at + stop.start() if stop else len(statement.text)


def _added_denial(claim: Statement, quotes: Statement) -> str | None:
    """A "not" in the claim where the quotes have none, or none of what it denies."""
    spans = [(start, end) for start, end, _ in denied_spans(quotes)]
    soft = find_soft_denials(quotes.text)
    denied = _denied_by(spans, quotes)
    for start, end, stop in denied_spans(claim):
        cue = claim.text[start:end]
        if _NEUTRAL.match(claim.text, start) or _says_itself(cue, quotes.text):
            continue
        if ALIKE.fullmatch(cue) or says_of_a_difference(claim, start, end, stop):
            if made_same(claim, start, quotes, bool(spans)):
                return claim.text[start:stop].strip()
            continue
        if _NEEDS.search(quotes.text) and _NOT_WITHOUT.search(claim.text):
            continue  # "cannot without it" of "needs it"
        words = {one.stem for one in claim.words_in(end, stop)[:_REACH]}
        scope = words & quotes.stems
        if spans and not (len(scope) >= 2 and not scope & denied):
            continue
        if _ONLY.search(quotes.text) and _OUTSIDE.search(claim.text, start):
            continue
        kept = [(a, b) for a, b in soft if not words & _stems(quotes.text[a:b])]
        if kept and (not scope or scope & _denied_by(kept, quotes)):
            continue
        return claim.text[start:stop].strip()
    return None


def _denied_by(spans: list[tuple[int, int]], quotes: Statement) -> set[str]:
    return {
        one.stem
        for start, end in spans
        for one in quotes.words_in(_start_of_denied(quotes, start), _end_of_statement(quotes, end))
    }


_NEEDS = re.compile(
    r"\b(?:needs?|needed|requir\w+|depend\w+|only|essential|necessary)\b", re.IGNORECASE
)
_NOT_WITHOUT = re.compile(
    r"\b(?:cannot|not|no|never|n't|nothing|absent|fails?)\b[^.;]{0,60}\b(?:without|unless|absent|lacking)\b",
    re.IGNORECASE,
)


def _start_of_denied(quotes: Statement, at: int) -> int:
    """The clause; and the one before, of which "but not in these mice" denies what it says."""
    clause = quotes.clause_at(at)
    if clause.start and not quotes.words_in(clause.start, at):
        return quotes.clause_at(clause.start - 1).start
    return clause.start


def _stems(text: str) -> set[str]:
    return {meaning(one) for one in analyse(text)}
