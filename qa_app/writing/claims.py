"""A model's reply as it streams → its claims: sentences, each with the numbers that it cites."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from ingest.sentences import split_paragraph
from qa_app.writing.offering import Offered, clean

MOST_CITED = 3  # for one claim: with ten quotes at once, words can be put together at will

_MARK = r"\[\s*\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*\s*\]"
_MARKS = re.compile(_MARK)
# "Pain fell. [1]" is "Pain fell [1]."
_AFTER_STOP = re.compile(rf"([.!?])[ \t]*((?:{_MARK}[ \t]*)+)(?:[.](?=\s|\Z))?")
_MAY_GO_ON = re.compile(r"(?:\[[\d\s,;–-]*\]?[.\s]*)+\Z|[.!?]\s*\Z")
_THINKING = re.compile(r"\A\s*<think(?:ing)?>.*?</think(?:ing)?>\s*", re.DOTALL)
_THINKS = re.compile(r"\A\s*(?:<\Z|<t\w*\Z|<think(?:ing)?>)")
_BULLET = re.compile(r"\A\s*(?:[-*•–]|\d{1,2}[.)])\s+")
_EMPHASIS = re.compile(r"\*\*|__|`")
_ADDRESS = re.compile(
    r"[a-z][a-z+.-]*:/{1,2}\S*|//\S+|\bwww\.\S+|\b(?:javascript|data|mailto|tel):\S+|\b10\.\d{4,}/\S+"
    r"|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|edu|gov|io|info|co|uk|de|eu|ru|cn|xyz|app|dev|ly|me)\b"
    r"(?:/\S*)?|\S+@\S+\.\w+",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"!?\[[^\]]*\]\s*\(|</?[a-z!?][^>]*>?|&(?:#\w+|\w+);|!\[|\{\{|\$\$", re.I)
_ADDRESS_LEFT_OUT = "[address left out]"
_MOST_SHOWN = 400
# Signs of ordinary typing that a quote need not have.
_SIGNS = frozenset("µμ")


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence that a model wrote, without its marks."""

    text: str
    cited: tuple[int, ...]


class ClaimReader:
    """Takes the reply piece by piece; gives each claim as soon as it cannot grow any more."""

    def __init__(self) -> None:
        self._rest = ""
        self._begun = False

    def take(self, text: str) -> Iterator[Claim]:
        self._rest += text
        if not self._begun:
            self._rest = without_thinking(self._rest)
            if not self._rest.strip() or _THINKS.match(self._rest):
                return
            self._begun = True
        *lines, self._rest = self._rest.split("\n")
        for line in lines:
            yield from claims_of(line)
        whole = _marks_inside(self._rest)
        spans = split_paragraph(whole, 0, len(whole))
        if len(spans) < 2 or _MAY_GO_ON.fullmatch(whole[spans[-1][0] :]):
            return
        for start, end in spans[:-1]:
            yield from claims_of(whole[start:end])
        self._rest = whole[spans[-1][0] :]

    def end(self) -> Iterator[Claim]:
        rest, self._rest = without_thinking(self._rest), ""
        for line in rest.split("\n"):
            yield from claims_of(line)


def claims_of(line: str) -> Iterator[Claim]:
    """
    >>> [*claims_of("- Pain fell. [1, 3] It was **rare** [2].")]
    [Claim(text='Pain fell.', cited=(1, 3)), Claim(text='It was rare.', cited=(2,))]
    """
    whole = _marks_inside(_BULLET.sub("", line))
    for start, end in split_paragraph(whole, 0, len(whole)):
        said = whole[start:end]
        cited = dict.fromkeys(number for mark in _MARKS.findall(said) for number in _numbers(mark))
        text = re.sub(r"\s+([.,;:!?])", r"\1", clean(_EMPHASIS.sub("", _MARKS.sub(" ", said))))
        if re.search(r"\w", text):
            yield Claim(text, tuple(cited))


def without_thinking(reply: str) -> str:
    """A reply without what some models say to themselves first."""
    return _THINKING.sub("", reply)


def holds_a_link(text: str) -> bool:
    """Whether there is an address or markup in it."""
    return bool(_ADDRESS.search(text) or _MARKUP.search(text))


def strange_sign(text: str, known: Collection[str]) -> str | None:
    """A letter or digit that no ordinary typing has and that is not known either."""
    return next(
        (one for one in text if one.isalnum() and not one.isascii() and one not in known), None
    )


def faults_of_form(claim: Claim, cited: Sequence[Offered]) -> tuple[str, ...]:
    """What is wrong with a claim before its meaning is looked at."""
    if holds_a_link(claim.text):
        return ("link: an address, a link or markup that a model wrote is not shown",)
    if len(claim.cited) > MOST_CITED:
        return (f"citation: it cites {len(claim.cited)} quotes at once, at most {MOST_CITED}",)
    known = _SIGNS.union(*(f"{one.text}{one.cited.title}{one.cited.reference}" for one in cited))
    strange = strange_sign(claim.text, known)
    return () if strange is None else (f"sign: {strange!r} is not in the quote",)


def as_withheld(text: str) -> str:
    """A claim as it may be listed: nothing in it can be followed."""
    plain = _ADDRESS.sub(_ADDRESS_LEFT_OUT, text)
    return plain if len(plain) <= _MOST_SHOWN else plain[:_MOST_SHOWN].rsplit(" ", 1)[0] + " …"


def _marks_inside(text: str) -> str:
    return _AFTER_STOP.sub(lambda found: f" {found[2].strip()}{found[1]} ", text)


def _numbers(mark: str) -> Iterator[int]:
    for part in re.split(r"[,;]", mark.strip("[] ")):
        ends = [int(one) for one in re.split(r"[–-]", part) if one.strip()]
        if ends:
            yield from range(ends[0], max(ends[0], ends[-1]) + 1)
