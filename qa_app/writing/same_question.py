"""Is a question that a model rewrote the one that was asked? By words and numbers (pure)."""

import re
from collections.abc import Iterator, Sequence

from ingest.analyse import analyse
from ingest.lexicon import Lexicon, medical_lexicon
from ingest.lexicon.directions import find_denials, find_directions
from ingest.quantities import Quantity, supports
from qa_app.answering.triage import is_english
from qa_app.finding.common_words import STEERING
from qa_app.finding.follow_up import leans_on_turns, without_lead
from qa_app.writing.claims import holds_a_link, strange_sign
from qa_app.writing.guard.statement import Statement, Word
from qa_app.writing.offering import clean, speaks_to_a_model

MOST_WORDS = 40
MOST_CHARACTERS = 500
_OF_WHAT = frozenset({"drug", "form", "route", "people", "condition", "procedure"})
_MARKS = re.compile(r"[*_`#|<>{}\[\]\\~^]")
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_CAPITAL = re.compile(r"(?<![^\W_])[A-Z][\w'’-]*|\b[a-z]+[A-Z]\w*")
_PERSON = re.compile(
    r"\b(?:i|i'm|i've|i'd|me|my|mine|myself|we|us|our|you|your|he|him|his|she|her|hers)\b",
    re.IGNORECASE,
)
_ASKS_BY = re.compile(
    r"\b(?:how (?:often|long|much|many|soon|fast|far|well|good|large|old)|how|why|when|where|who"
    r"|whom|whose|what|which)\b",
    re.IGNORECASE,
)
_MOST_NEW_WORDS = 2  # that no turn says and that are neither terms nor words of asking
# Whether it relieves is another question than whether it is recommended, though few words differ.
_ANOTHER_QUESTION = re.compile(
    r"\b(?:recommend|advis|approv|licen[cs]|contraindicat|avoid|safe|danger|harm|cause|causing|stop"
    r"|start|cure|prevent|prescri|legal|illegal|cost|die\b|death|kill|fatal|toxic|overdos|abus"
    r"|addict)\w*",
    re.IGNORECASE,
)


def faults_of_rewrite(
    said: str,
    text: str,
    earlier: Sequence[str],
    by_rules: str,
    lexicon: Lexicon | None = None,
) -> Iterator[str]:
    """What a rewritten question brings in or loses; nothing where it may be asked instead.

    >>> before = ["Does ketamine relieve migraine?"]
    >>> asked = ("And in children?", before, "Does ketamine relieve migraine in children?")
    >>> list(faults_of_rewrite("Does ketamine relieve migraine in children?", *asked))
    []
    >>> list(faults_of_rewrite("Does oral ketamine relieve migraine in children?", *asked))
    ["term: 'oral' was not asked of"]
    """
    faults = list(_faults_of_form(said, (text, *earlier)))
    if faults:
        yield from faults
        return
    words = lexicon or medical_lexicon()
    new, own = Statement(said, words), Statement(without_lead(text), words)
    turns = Statement(" . ".join((*earlier, text)), words)
    yield from _faults_of_numbers(new, own, turns)
    yield from _faults_of_terms(new, own, turns)
    yield from _faults_of_topic(new, earlier, Statement(by_rules, words))
    yield from _faults_of_sense(new, own, turns, by_rules)
    yield from _faults_of_words(new, own, turns)


def _faults_of_form(said: str, typed: Sequence[str]) -> Iterator[str]:
    known = "".join(typed)
    if len(said.splitlines()) != 1 or clean(said) != said:
        yield "form: it is not one plain line"
    elif len(said.split()) > MOST_WORDS or len(said) > MOST_CHARACTERS:
        yield f"form: it is longer than {MOST_WORDS} words"
    elif not said.endswith("?") or said.count("?") > 1 or re.search(r"[.!:;]\s", said):
        yield "form: it is not one question"
    elif holds_a_link(said) or set(_MARKS.findall(said)) - set(known):
        yield "form: it holds a link or markup"
    elif (sign := strange_sign(said, known)) is not None:
        yield f"form: {sign!r} was not typed"
    elif speaks_to_a_model(said) or not is_english(said):
        yield "form: it is no question for the texts"


def _faults_of_numbers(new: Statement, own: Statement, turns: Statement) -> Iterator[str]:
    for one in new.quantities:
        if not supports(turns.quantities, one):
            yield f"number: {one.text!r} was not asked of"
    for one in own.quantities:
        if not supports(new.quantities, one) and not _counts_what_is_named(one):
            yield f"number: {one.text!r} is left out"
    # What is no quantity may be a number all the same: week 12, CRPS-1.
    if brought := _loose_digits(new) - set(_DIGITS.findall(turns.text)):
        yield f"number: {min(brought)!r} was not asked of"
    if lost := _loose_digits(own) - set(_DIGITS.findall(new.text)):
        yield f"number: {min(lost)!r} is left out"


def _faults_of_terms(new: Statement, own: Statement, turns: Statement) -> Iterator[str]:
    known = {one.name for one in turns.mentions}
    kept = {one.name for one in new.mentions}
    yield from (
        f"term: {one.text!r} was not asked of" for one in new.mentions if one.name not in known
    )
    yield from (f"term: {one.text!r} is left out" for one in own.mentions if one.name not in kept)
    typed = {one.lower() for one in re.findall(r"[\w'’-]+", turns.text)}
    typed |= {part for one in typed for part in one.split("-")}
    for found in _CAPITAL.finditer(new.text):
        begins = found.start() == 0 and not re.search("[A-Z]", found[0][1:])
        is_term = any(one.start <= found.start() < one.end for one in new.mentions)
        if not begins and not is_term and found[0].lower() not in typed:
            yield f"name: {found[0]!r} was not asked of"


def _faults_of_topic(new: Statement, earlier: Sequence[str], rules: Statement) -> Iterator[str]:
    """The rules' reading is clumsy, and never drops of whom or of what the turn before was."""
    if leans_on_turns(new.written):
        yield "topic: it does not stand alone"
    if any(_bare(one) == _bare(new.written) for one in earlier):
        yield "topic: it was asked before"
    kept = {one.name for one in new.mentions}
    yield from (
        f"topic: {one.text!r} is left out"
        for one in rules.mentions
        if one.kind in _OF_WHAT and one.name not in kept
    )


def _faults_of_sense(
    new: Statement, own: Statement, turns: Statement, by_rules: str
) -> Iterator[str]:
    denied, denials = len(find_denials(new.text)), len(find_denials(own.text))
    if bool(denied) != bool(find_denials(by_rules)) or denied < denials:
        yield "negation: a 'not' is left out or brought in"
    turned, told = _turns_of(new), _turns_of(turns)
    if turned - told or _turns_of(own) - turned:
        yield "direction: a more or less is left out or brought in"
    brought = _found(_PERSON, new.text) - _found(_PERSON, turns.text)
    if brought:
        yield f"person: {min(brought)!r} was not asked of"
    if lost := _found(_ASKS_BY, own.text) - _found(_ASKS_BY, new.text) - {"what", "which"}:
        yield f"asked: {min(lost)!r} is left out"


def _faults_of_words(new: Statement, own: Statement, turns: Statement) -> Iterator[str]:
    added = [one.text for one in _telling(new) if one.stem not in turns.stems]
    other = {one[0].lower() for one in _ANOTHER_QUESTION.finditer(new.text)}
    told = {stem for one in _ANOTHER_QUESTION.finditer(turns.text) for stem in analyse(one[0])}
    if brought := {one for one in other if not told & set(analyse(one))}:
        yield f"words: {min(brought)!r} was not asked of"
    if len(added) > _MOST_NEW_WORDS:
        yield f"words: {', '.join(added)} were not asked of"
    asked = [one for one in _telling(own) if not one.stem[:1].isdigit()]
    if sum(one.stem in new.stems for one in asked) * 2 < len(asked):
        yield "words: it does not ask what the follow-up asks"


def _telling(statement: Statement) -> Iterator[Word]:
    """The words that say what is asked, without those of asking."""
    return (one for one in statement.words if one.text.lower() not in STEERING)


def _counts_what_is_named(one: Quantity) -> bool:
    """ "Which of the two": a rewrite names them."""
    return one.in_words and not one.dimension and not one.noun and one.values[0] <= 3


def _loose_digits(statement: Statement) -> set[str]:
    return {
        found[0]
        for found in _DIGITS.finditer(statement.text)
        if not any(one.start <= found.start() < one.end for one in statement.quantities)
    }


def _turns_of(statement: Statement) -> set[tuple[str, int]]:
    return {(one.axis, one.sign) for one in find_directions(statement.text)}


def _found(pattern: re.Pattern[str], text: str) -> set[str]:
    return {one.lower() for one in pattern.findall(text)}


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))
