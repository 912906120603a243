"""Rule "direction": less is not told as more, nor one arm's gain as the other's (pure)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from ingest.lexicon.directions import Direction, find_denials, find_directions
from qa_app.writing.guard.figures import against_the_numbers, changed_moments, runs_backwards
from qa_app.writing.guard.statement import Statement

# Of these, more is better: "relief rose" is "pain fell", and the two are not compared.
_GOOD = re.compile(
    r"\b(?:relief|analgesia|analgesic effect|benefit|sav(?:ed|ing)|spar(?:ed|es?|ing)|potency"
    r"|oxygen|satisfaction|sleep)\b",
    re.IGNORECASE,
)
_THAN = re.compile(
    r"\b(?:than(?! (?:about |around )?\d)|against|versus|vs|v\.?(?= )|compared (?:with|to)"
    r"|relative to|in comparison"
    r" (?:with|to)"
    r"|as opposed to|over(?! \d| the| a | time)|rather than"
    r"|(?:twice|thrice|times|fold|half) (?:the|as) (?:[\w-]+ ){1,4}(?:of|as)"
    r"|outperform\w*|beats?|surpass\w*|outd(?:o|oes|id)|outstrip\w*|trump(?:s|ed)|exceed(?:s|ed)"
    r"|(?:reduction|cut|drop|fall|change|down|up|rise|increase) from)\b",
    re.IGNORECASE,
)
# "More than 50 years" and "above 65" bound a number, "up by" does not.
_BOUND = re.compile(r"(?:\s+than\s+(?:about\s+)?|(?<=above)\s+|(?<=below)\s+)\d")
# "Against lower doses": which doses, and not what came of them.
_OF_A_NAME = re.compile(
    r"[- ](?:doses?|dosing|dosage|limbs?|back|abdom\w+|extremit\w+|leg|legs|GI|limit|end|body)\b"
)
_MEASURED_BY = re.compile(
    r"\b(?:against|than|versus|vs|compared (?:with|to)|relative to|over|at|with)\s+(?:the )?\Z",
    re.I,
)
# "With water, it was higher": the opening belongs to what follows.
_WITH_IT = re.compile(
    r"\s*(?:With|After|On|For|Under|Given|Using|By|Compared|Against)\b[^,;:.()]{1,50}"
)
# "Worse than baseline with ketamine": ketamine is not what it is measured against.
_ASIDE = re.compile(r"\s(?:with(?! added| the addition)|in|after|for|at|on|from|to)\s")
_ENOUGH = 2  # words that two statements of a direction must share to speak of one thing


@dataclass(frozen=True, slots=True)
class Turn:
    """A direction with what it is said of, and what it is measured against.

    `head` and `foot` are drugs, forms and routes; `who` and `whom`, people and what ails them.
    """

    direction: Direction
    stems: frozenset[str]
    head: frozenset[str]
    foot: frozenset[str]
    who: frozenset[str]
    whom: frozenset[str]
    good: bool
    arms: frozenset[str]  # of the whole text


def faults_of_direction(claim: Statement, quotes: Statement) -> Iterator[str]:
    if (run := runs_backwards(claim, quotes)) is not None:
        yield f"direction: {run} where the quote says the other way"
        return
    if (moment := changed_moments(claim, quotes)) is not None:
        yield f"direction: {moment}"
        return
    told = turns(quotes)
    for one in turns(claim):
        if not one.good and against_the_numbers(one.direction, (one.head, one.foot), claim, quotes):
            word = claim.text[one.direction.start : one.direction.end]
            yield f"direction: {word!r} where the quote's numbers say the other way"
            return
        of_its_axis = [
            each
            for each in told
            if each.direction.axis == one.direction.axis and each.good == one.good
        ]
        shared = [_likeness(one, each) for each in of_its_axis]
        enough = 1 if len(of_its_axis) == 1 else _ENOUGH
        if not shared or max(shared) < min(enough, len(one.stems)):
            continue
        best = [each for each, many in zip(of_its_axis, shared, strict=True) if many == max(shared)]
        if all(_opposed(one, each) for each in best):
            word = claim.text[one.direction.start : one.direction.end]
            other = quotes.text[best[0].direction.start : best[0].direction.end]
            yield f"direction: {word!r} where the quote says {other!r}"
            return


# "A greater fall" is a fall, and a smaller one than the other's is the other way.
_CHANGE = re.compile(
    r"(?:reductions?|falls?|drops?|declines?|decreases?|cuts?|dips?|savings?|lessening|shrinkage"
    r"|increases?|rises?|improvements?|gains?|benefits?|advantages?|surges?|jumps?|worsening)\Z",
    re.IGNORECASE,
)
_DEGREE = re.compile(
    r"(?:great(?:er|est)|larg(?:er|est)|big(?:ger|gest)|more|further|steeper|sharper|higher|highest"
    r"|faster|quicker|better|longer|(small(?:er|est)|less|lower|lowest|weaker|slower))\Z",
    re.IGNORECASE,
)


def _is_its_noun(text: str, one: Direction, after: Direction) -> bool:
    gap = re.fullmatch(r" (?:(?!and|or|than)[\w-]+ ){0,2}", text[one.end : after.start])
    return gap is not None and _CHANGE.match(text[after.start : after.end]) is not None


def _without_degrees(text: str, directions: Sequence[Direction]) -> list[Direction]:
    kept, turned = [], False
    for one, after in zip_longest(directions, directions[1:]):
        degree = _DEGREE.match(text[one.start : one.end])
        if degree and after is not None and _is_its_noun(text, one, after):
            turned = turned != bool(degree[1])
            continue
        kept.append(replace(one, sign=-one.sign) if turned else one)
        turned = False
    return kept


_ARMS = ("drug", "form", "route")


def _is_of_a_name(text: str, one: Direction) -> bool:
    return bool(_OF_A_NAME.match(text, one.end) and _MEASURED_BY.search(text, 0, one.start))


def turns(statement: Statement) -> list[Turn]:
    directions = _without_degrees(statement.text, find_directions(statement.text))
    denials = find_denials(statement.text)
    arms = frozenset(one.name for one in statement.mentions if one.kind in _ARMS)
    found = []
    for one in directions:
        if (
            _BOUND.match(statement.text, one.end)
            or _is_of_a_name(statement.text, one)
            or any(
                0 <= one.start - end <= 25
                and not re.search(r"[,;]", statement.text[end : one.start])
                for _, end in denials
            )
        ):
            continue
        start, end = _window(statement, one, directions)
        than = _THAN.search(statement.text, one.start, end)
        inside = [each for each in statement.mentions if start <= each.start < end]
        drugs = [each for each in inside if each.kind in _ARMS]
        others = [each for each in inside if each.kind in ("people", "condition", "procedure")]
        at = than.end() if than else end
        aside = _ASIDE.search(statement.text, at + 8, end)
        till = aside.start() if than and aside else end
        foot = frozenset(each.name for each in drugs if at <= each.start < till)
        head = frozenset(each.name for each in drugs if each.start < at)
        whom = frozenset(each.name for each in others if at <= each.start < till)
        who = frozenset(each.name for each in others if each.start < at)
        if than and not (foot or whom):
            foot = frozenset(each.name for each in drugs if at <= each.start)
        stems = frozenset(each.stem for each in statement.words_in(start, end))
        own = {each.stem for each in statement.words_in(one.start, one.end)}
        good = bool(_GOOD.search(statement.text, start, end))
        found.append(Turn(one, stems - own, head, foot, who, whom, good, arms))
    return found


def _window(
    statement: Statement, one: Direction, directions: Sequence[Direction]
) -> tuple[int, int]:
    """The clause, cut at an "and" that parts it from another direction."""
    clause = statement.clause_at(one.start)
    start, end = clause.start, clause.end
    before = statement.text[:start]
    if (opening := _WITH_IT.fullmatch(before)) is not None:
        start = opening.start()
    for each in directions:
        if each.end <= one.start and each.start >= start:
            for cut in re.finditer(r"\band\b", statement.text[each.end : one.start]):
                start = each.end + cut.end()
        if each.start >= one.end and each.end <= end:
            cut_after = re.search(r"\band\b", statement.text[one.end : each.start])
            if cut_after:
                end = min(end, one.end + cut_after.start())
    return start, end


def _likeness(one: Turn, other: Turn) -> int:
    """Words that both say; two that measure the same things against each other are alike."""
    against, its_against = one.foot - one.head, other.foot - other.head
    same_sides = against & (other.head | other.foot) and its_against & (one.head | one.foot)
    return len(one.stems & other.stems) + 5 * bool(same_sides)


def _opposed(one: Turn, other: Turn) -> bool:
    same = one.direction.sign == other.direction.sign
    return same == _exchanged(one, other) or (same and _displaced(one, other))


def _exchanged(one: Turn, other: Turn) -> bool:
    """ "More with A than with B" is "less with B than with A"."""
    if not one.foot and other.head & (one.arms - one.head):
        return False  # "of A, and of B, it fell by half": A is its head as well
    if one.foot or other.foot:
        return _cross(one.head, one.foot, other.head, other.foot)
    return _cross(one.who, one.whom, other.who, other.whom)


def _cross(
    head: frozenset[str], foot: frozenset[str], its_head: frozenset[str], its_foot: frozenset[str]
) -> bool:
    alone = len(head | foot | its_head | its_foot) < 2  # "longer than its half-life"
    both = head & its_head if foot and its_foot else frozenset()
    mine, its = head - foot - both, its_head - its_foot - both
    against, its_against = foot - head, its_foot - its_head
    return bool(
        (against & its and not alone and not its - foot and not mine & its)
        or (mine & its_against and not mine - its_foot and not mine & its)
    )


def _displaced(one: Turn, other: Turn) -> bool:
    """ "A binds; B binds less" of "B binds; A binds less": measured against nothing, each alone."""
    return (
        not (one.foot or other.foot or one.head & other.head)
        and bool(one.head and other.head)
        and one.head <= other.arms
        and other.head <= one.arms
    )
