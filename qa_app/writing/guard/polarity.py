"""Rule "negation": what the quotes deny is not asserted, and what they assert not denied (pure)."""

import re
from collections.abc import Iterator

from ingest.lexicon.directions import find_denials
from qa_app.writing.guard.statement import Statement, Word

_REACH = 6  # words behind a "not" that it denies
# Denials that say which way a thing is, and so are a predicate themselves.
_ALIKE = re.compile(
    r"\b(?:similar(?:ly)?|alike|comparable|equal(?:ly)?|equivalent|unchanged|unaffected|unaltered"
    r"|(?:about )?the same|non-?inferior(?:ity)?)\b",
    re.IGNORECASE,
)
_DIFFER = re.compile(
    r"\b(?:differ(?:s|ed|ent(?:ly)?|ences?)?|chang(?:e|es|ed|ing)|alter(?:s|ed|ing)?"
    r"|affect(?:s|ed|ing)?|superior|beat|better|worse|inferior|more|less|higher|lower|fewer)\b",
    re.IGNORECASE,
)
_NEUTRAL = re.compile(
    r"\b(?:uncontrolled|no controls?\b|without (?:a )?control|not? (?:only|just)|unlike|in contrast"
    r"|never (?:had|used|taken|received)|instead of|rather than|not stated"
    r"|no (?:placebo|control) (?:arm|group)"
    r"|no (?:ketamine|treatment) (?:in|at|after|and|or|for)\b|nothing (?:in|at|after|and|or)\b"
    r"|not as an?\b|no (?:amounts?|figures?)|not (?:printed|seen|shown|in the abstract))",
    re.IGNORECASE,
)
_WITH_OR = re.compile(r"\bwith (?:or|and) without\Z", re.IGNORECASE)
_STOP = re.compile(r"[,;:()]|\.(?:\s|\Z)|\b(?:but|whereas|while|although|because|so that|since)\b")


def faults_of_negation(claim: Statement, quotes: Statement) -> Iterator[str]:
    if (denied := _lost_denial(claim, quotes)) is not None:
        yield f"negation: the quote says that it is not so: {denied}"
    elif (added := _added_denial(claim, quotes)) is not None:
        yield f"negation: the quote does not say 'not': {added}"


def _says_itself(cue: str, text: str) -> bool:
    """ "Unclear" and "failed" are denials and words: a claim that says them denies the same."""
    return len(cue) > 5 and re.search(rf"\b{re.escape(cue)}\b", text, re.IGNORECASE) is not None


def denied_spans(statement: Statement) -> list[tuple[int, int, int]]:
    """Where a denial stands, where what it denies begins, and where that ends."""
    text, spans = statement.text, []
    for start, end in find_denials(text):
        in_a_term = any(one.start <= start < one.end for one in statement.mentions)
        if in_a_term or _WITH_OR.search(text, 0, end):  # renal failure
            continue
        stop = _STOP.search(text, end)
        spans.append((start, end, stop.start() if stop else len(text)))
    return spans


def _lost_denial(claim: Statement, quotes: Statement) -> str | None:
    """A denial of the quotes whose words the claim says, outside of any denial of its own."""
    denied_in_claim = [(start, stop) for start, _, stop in denied_spans(claim)]
    denied_stems = {one.stem for a, b in denied_in_claim for one in claim.words_in(a, b)}
    many, spans = len(denied_in_claim), denied_spans(quotes)
    alike = [found.span() for found in _ALIKE.finditer(claim.text)]
    for start, end, stop in spans:
        if _NEUTRAL.match(quotes.text, start) or _says_itself(quotes.text[start:end], claim.text):
            continue
        if _says_the_opposite(quotes.text[start:end], claim):
            return quotes.text[start:stop].strip()
        if _ALIKE.fullmatch(quotes.text[start:end]):
            clause = quotes.clause_at(start)
            scope = quotes.words_in(clause.start, clause.end)
            predicate = bool(_DIFFER.search(claim.text)) and not denied_in_claim and not alike
            shared = [one for one in scope if one.stem in claim.stems]
            if predicate and len(shared) >= max(2, len(scope) // 2) and _says_differ(claim):
                return quotes.text[clause.start : clause.end].strip(" ,;")
            continue
        scope = quotes.words_in(end, stop)[:_REACH]
        free = _asserted(quotes)
        key = [one for one in scope if one.stem not in free]
        present = [(one, _stands(one, claim, denied_in_claim)) for one in key]
        open_, shut = (
            [one for one, how in present if how == "asserted"],
            [one for one, how in present if how == "denied"],
        )
        if not key or not open_ or len(shut) >= len(open_):
            continue
        if many >= len(spans) or any(one.stem in denied_stems for one in scope):
            continue
        if len(open_) * 3 > len(key) * 2 or key[0] in open_:
            return quotes.text[start:stop].strip()
        if not denied_in_claim and _tells_only(claim, quotes, start, stop, free):
            return quotes.text[start:stop].strip()
    return None


def _tells_only(claim: Statement, quotes: Statement, at: int, stop: int, free: set[str]) -> bool:
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


def _says_differ(claim: Statement) -> bool:
    return bool(re.search(r"\bdiffer\w*|\bchang\w+", claim.text, re.IGNORECASE))


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
    spans = denied_spans(quotes)
    denied = {
        one.stem
        for start, end, _ in spans
        for one in quotes.words_in(quotes.clause_at(start).start, _end_of_statement(quotes, end))
    }
    for start, end, stop in denied_spans(claim):
        cue = claim.text[start:end]
        if _NEUTRAL.match(claim.text, start) or _says_itself(cue, quotes.text):
            continue
        scope = {one.stem for one in claim.words_in(end, stop)[:_REACH]} & quotes.stems
        if not spans or (len(scope) >= 2 and not scope & denied):
            return claim.text[start:stop].strip()
    return None
