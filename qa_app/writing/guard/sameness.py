"""That two things do not differ: said of what the quotes say it of, and never lost (pure)."""

import re

from ingest.lexicon.directions import find_denials, find_directions
from ingest.quantities import Quantity
from qa_app.writing.guard.statement import Statement, Word

# Denials that say which way a thing is, and so are a predicate themselves.
ALIKE = re.compile(
    r"\b(?:similar(?:ly)?(?! (?:therap|drug|agent|treatment|compound|medicine|patients|people"
    r"|substance|technique|method|stud|trial|product))|alike|comparable|comparably|equal(?:ly"
    r"|led)?|(?<!morphine )(?<!opioid )(?<!dose )equivalent|unchanged"
    r"|unaffected|unaltered|the same(?= (?:as|in|for|with|between|at|on|after|whether"
    r"|to|across|regardless)\b|\s*(?:[,.;:)]|\Z))|(?:about|much|roughly|exactly) the same"
    r"|non-?inferior(?:ity)?|identical(?:ly)?"
    r"|indistinguishable|no different)\b",
    re.IGNORECASE,
)
# And words that a claim may put for them.
_JUST_AS = re.compile(
    r"\b(?:(?<!\bon )(?<!\bby )whether|regardless|irrespective|either way|no matter"
    r"|whichever|both|each|match(?:es|ed)?"
    r"|(?:on a )?par(?: with)?|level with|(?:just |about |roughly )?as (?:\w+ )?(?:many|much"
    r"|well|often"
    r"|good|bad|likely|common|frequent\w*|effective\w*|high|low|long|severe|fast|quick\w*|satisfied"
    r"|\w+ly) as|as (?:much|many|often|well|long|likely|common|good|far) (?:[\w-]+ ){0,8}as"
    r"|in step|tied|balanced|made no|held steady|steady|stable|constant|parallel|equals?"
    r"|in (?:both|all|either) (?:groups|arms)|across (?:the )?(?:groups|arms)|neither)\b",
    re.IGNORECASE,
)
_DIFFER = re.compile(
    r"\b(?:tell(?= [\w\s-]{1,40}(?:from|apart))|told apart|odds(?= (?:to|between|for))"
    r"|differ(?:s|ed|ing|ent(?:ly)?|ences?)?|distinguish\w*|separat\w+|diverg\w+|gap|var(?:y|ied)"
    r"|chang(?:e|es|ed|ing)|alter(?:s|ed|ing)?|affect(?:s|ed|ing)?|influenc\w+|impact\w*|shift\w*"
    r"|superior(?:ity)?|beat|better|worse|inferior(?:ity)?|more|less|higher|lower|fewer|greater"
    r"|advantage|outperform\w*|outd(?:o|oes|id))\b",
    re.IGNORECASE,
)
_PLAINLY = re.compile(
    r"\b(?:differ(?:s|ed|ing|ent(?:ly)?|ences?)?|changed|chang(?:e|es)(?! (?:in|from|of|over"
    r"|on|to)\b)|gap|diverg\w+|distinguish\w*"
    r"|alter(?:s|ed|ing)?|affect(?:s|ed|ing)?|influenc\w+|depend(?:s|ed)|varied|hinge[sd])\b",
    re.IGNORECASE,
)
_CLOSE = 45  # characters between a "not" and the "differ" that it denies
_PLAIN_NOT = re.compile(
    r"no|not|never|none|neither|nor|nothing|cannot|n't|\w+n't|nobody|fail\w*", re.I
)
# What may stand between a "not" and its "differ": no other verb, which would be what is denied.
_LEADS_TO = re.compile(
    r"\s*(?:(?:\w+ly|any|a|an|the|to|be|been|have|has|had|show\w*|f[oi]u?nd|mak(?:e|es|ing)|made|caus\w+"
    r"|produc\w+|detect\w*|reveal\w*|seem\w*|appear\w*|significant|clear|consistent|important"
    r"|meaningful|major|real|much|in|overall|further|statistical|longer|measurabl[ey]|that|it|they|so"
    r"|work\w*|perform\w*|do|did|prove[dn]?|found|shown|give|gave|bring|lead|led|result|report\w*"
    r"|with|or)\s+)*",
    re.IGNORECASE,
)
_FAR = 150  # and between a "no event (…)" or a "neither" and it
_AND_NO = re.compile(r"\b(?:and|or|nor) (?:no|not|none)\b", re.IGNORECASE)
_OF_ALL = re.compile(r"(?:no|none|neither|nobody|nothing)\b(?! longer)", re.IGNORECASE)
_NOT_NOW = re.compile(r"[,;:()]|\b(?:but|whereas|while|although)\b")
_NOT_SIGNIFICANT = re.compile(
    r"\b(?:differen\w+|gap|effect|change|advantage|reduction|increase|rise|fall)\b[^.;]{0,80}?\b(?:(?:not|n't"
    r"|no longer|never|non-?|short of|lost|without)\s?(?:\w+ ){0,2}(?:significan|statistic"
    r"|import)\w*"
    r"|insignificant|disappeared|vanished|(?:was|were) (?:lost|gone))",
    re.IGNORECASE,
)
_SIGNIFICANT = re.compile(r"\bsignifican\w+|\bstatistic\w+", re.IGNORECASE)


def says_of_a_difference(statement: Statement, start: int, end: int, stop: int) -> bool:
    """Whether what is denied from `end` on is a difference: "did not differ", "no more than"."""
    text = statement.text
    found = _DIFFER.search(text, end, min(stop, end + _CLOSE))
    if found is None or not _PLAIN_NOT.fullmatch(text, start, end):
        return False
    if _AND_NO.search(text, end, found.start()):
        return False  # "no dose-response and no difference": the first denies no difference
    return bool(_OF_ALL.match(text, start) or _LEADS_TO.fullmatch(text, end, found.start()))


def lost_sameness(claim: Statement, quotes: Statement) -> str | None:
    """Where the quotes say that nothing differs and the claim that it does."""
    if says_alike(claim):
        return None
    differences = _told_differences(claim)
    if not differences:
        return None
    if all_alike(quotes):
        return "nothing differs in it"
    for start, end in _sames(quotes.text):
        clause = quotes.clause_at(start)
        stop = max(clause.end, quotes.clause_at(end).end)
        outside = {one.stem for one in quotes.words if not clause.start <= one.start < stop}
        before = quotes.words_in(clause.start, start)
        subject = {one.stem for one in before or quotes.words_in(end, stop)}
        subject = (subject - outside) or subject
        told = {one.stem for at in differences for one in _near(claim, at)}
        if subject and len(subject & told) * 2 >= len(subject):
            return quotes.text[clause.start : stop].strip(" ,;")
    return None


def made_same(claim: Statement, at: int, quotes: Statement, denies: bool) -> bool:
    """Whether the claim calls alike, at `at`, what the quotes do not."""
    if says_alike(quotes) or _sames(quotes.text) or _JUST_AS.search(quotes.text):
        return False
    if not denies and _shown_alike(quotes.quantities):
        return False
    if _SIGNIFICANT.search(quotes.text) and denies:
        return False
    words = {one.stem for one in _near(claim, at)} & quotes.stems
    denied = {
        one.stem
        for start, _ in find_denials(quotes.text)
        for one in quotes.words_in(quotes.clause_at(start).start, len(quotes.text))
    }
    return not denies or (len(words) >= 2 and not words & denied)


def all_alike(quotes: Statement) -> bool:
    """Whether the quotes tell of no difference but that there is none."""
    return bool(_sames(quotes.text)) and not _told_differences(quotes)


def says_alike(statement: Statement) -> bool:
    return (
        bool(_sames(statement.text))
        or _JUST_AS.search(statement.text) is not None
        or _NOT_SIGNIFICANT.search(statement.text) is not None
    )


def _sames(text: str) -> list[tuple[int, int]]:
    """Each place that says "no different": where it begins, and where it ends."""
    text = re.sub(r"\([^()]*\)", lambda aside: " " * len(aside[0]), text)
    found = [one.span() for one in ALIKE.finditer(text)]
    for start, end in find_denials(text):
        if not _PLAIN_NOT.fullmatch(text, start, end):
            continue
        reach = _FAR if _OF_ALL.match(text, start) else _CLOSE
        differ = _DIFFER.search(text, end, end + reach)
        if differ is None or not (
            _OF_ALL.match(text, start) or _LEADS_TO.fullmatch(text, end, differ.start())
        ):
            continue
        if not _NOT_NOW.search(text, end, differ.start()):
            found.append((start, differ.end()))
    return sorted(found)


def _told_differences(statement: Statement) -> list[int]:
    """Where it says that something differs, is more or less, and does not deny it."""
    text = statement.text
    sames = _sames(text)
    denials = find_denials(text)
    places = {one.start() for one in _PLAINLY.finditer(text)}
    places |= {
        one.start
        for one in find_directions(text)
        if not re.match(r"\s+than\s+(?:about\s+)?\d|\s+\d", text[one.end : one.end + 12])
    }
    return sorted(
        at
        for at in places
        if not any(start <= at < end for start, end in sames)
        and not any(
            0 <= at - end <= _CLOSE and not _NOT_NOW.search(text, end, at) for _, end in denials
        )
    )


def _near(statement: Statement, at: int) -> list[Word]:
    clause = statement.clause_at(at)
    return statement.words_in(clause.start, clause.end)


def _shown_alike(quantities: list[Quantity]) -> bool:
    """Numbers that say so: a P value of a twentieth or more and none below it, or an interval."""
    ratio = any(one.measure in ("RR", "OR", "HR") for one in quantities)
    spans = [one.values for one in quantities if one.measure == "CI" and len(one.values) == 2]
    if any(low <= ratio <= high for low, high in spans):
        return True
    values = [one for one in quantities if one.measure == "P" and one.values]
    return bool(values) and all(
        one.values[0] * 20 >= 1 and one.relation in ("=", ">", ">=") for one in values
    )
