"""What the rules see of a text: its words in their clauses, its terms and its quantities (pure)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from ingest.analyse import analyse
from ingest.lexicon import Lexicon, Mention, plain_text
from ingest.quantities import Quantity, find_quantities
from qa_app.finding.thesaurus import GROUPS
from qa_app.writing.guard.spoken import in_figures

_TOKEN = re.compile(r"[-−]?\d+(?:[.,]\d+)*|[^\W\d_]+(?:[-'][^\W_]+)*|[,;:()]|\.(?=\s|$)")
# "Suggests against it" is "suggests not to", and a push is a bolus where it is no verb.
_SAID_OTHERWISE = (
    (
        re.compile(
            r"\b((?:suggest|recommend|argu|speak|decid)\w*|(?:advis|caution|warn|counsel)\w*"
            r"(?: \w+){0,3}) against\b(?! (?:placebo|saline|controls?|\d))",
            re.IGNORECASE,
        ),
        r"\1 not",
    ),
    (
        re.compile(
            r"\b(an?|the|each|one|by|ketamine|IV|intravenous|with|after|of|between|than|versus|against)"
            r" push(?:es)?\b(?! up)",
            re.IGNORECASE,
        ),
        r"\1 bolus",
    ),
    (
        re.compile(
            r"(?<=\d )((?:mg|mcg|micrograms?|µg|milligrams?|g|mL|ml)) of ([\w-]+) ((?:an?|per"
            r"|each|every|/)"
            r" (?:hour|minute|kg|kilogram|kilo|day|h|min))\b"
        ),
        r"\1 \3 of \2",
    ),
    (re.compile(r"\b(over|above|under|below) (?:the )?age (?:of )?(?=\d)", re.IGNORECASE), r"\1 "),
    (re.compile(r"(?<=\d )(?=day[- ](?:case|surgery|patient))", re.IGNORECASE), "ambulatory "),
)
_NUMBERS = re.compile(r"\d, \d")  # "at 15, 30 and 60 min" is one statement
# What begins another statement within a sentence.
_BREAKS = frozenset(
    ", ; : ( ) . but whereas while although though because since yet unlike which who".split()
)
# Words that carry nothing of what is said; "not", "no" and "may" are read by their own rules.
_LIGHT = frozenset(
    "than against versus vs with without after before during over under about around between both"
    " not no nor neither never none also only may might could more less very most least much other"
    " each per given giving give gave use used using had having take taken among when who people"
    " patient patients participant participants person study trial review meta-analysis figure"
    " report reports reported author authors say says said state states conclude concludes find"
    " finds found show shows showed according abstract one two three compare compared comparison"
    " put well does did do done make made come came go goes went get got way whether up down out"
    " follow following followed treat treated treatment new it its them off still even so all any"
    " some same been were is was are be being drug medication medicine time".split()
)
_SAYS_THE_SAME = (
    *GROUPS,
    "operation surgery",
    "relief relieve ease improve",
    "sooner earlier faster quicker",
    "abrupt sudden",
    "halt stop prevent",
    "differ different difference alter change affect",
    "consumption requirement need use",
    "pain hurt painful",
    "whole full complete",
    "cite name list mention",
    "score rating",
    "stubborn refractory",
    "unclear uncertain unknown",
    "painkiller analgesic",
    "nurse nursing",
    "outlast longer prolong",
    "frequent common often commoner",
    "rare rarer uncommon",
    "add adding added addition adjunct",
    "injured injury trauma",
    "baseline start",
    "reduce lower decrease cut fall fell drop lessen diminish decline",
    "increase raise rise rose",
    "benefit improve help better",
    "explain explanation",
    "kidney renal",
    "liver hepatic",
    "lung pulmonary",
    "heart cardiac",
    "brain cerebral",
    "main primary principal chief",
    "endpoint outcome",
    "broken fracture",
    "recommend advise",
    "limb arm leg",
    "fast-acting rapid rapidly fast quick quickly swift",
    "antinociceptive antinociception analgesic analgesia",
    "short brief briefly",
    "beyond outside",
    "immediate immediately instantly once",
    "appear emerge arise begin",
    "mouse mice murine",
    "respondent answer",
    "measure assess gauge",
    "search look",
    "missing lacking lack absent",
    "dangerous hazardous unsafe",
    "ratio proportion",
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word that says something, or one term; words of one meaning have one `stem`."""

    stem: str
    text: str
    start: int
    end: int
    clause: int


@dataclass(frozen=True, slots=True)
class Span:
    """A clause of a text."""

    start: int
    end: int


class Statement:
    """A text as the rules read it. Offsets are into `text`, the plain text."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.written = plain_text(text)
        self.text = in_figures(self.written)
        for pattern, told in _SAID_OTHERWISE:
            self.text = pattern.sub(told, self.text)
        self._lexicon = lexicon

    @cached_property
    def mentions(self) -> list[Mention]:
        return self._lexicon.mentions(self.text)

    @cached_property
    def quantities(self) -> list[Quantity]:
        return find_quantities(self.text)

    @cached_property
    def clauses(self) -> list[Span]:
        edges = [0]
        for found in _TOKEN.finditer(self.text):
            inside = any(one.start < found.start() < one.end for one in self.mentions)
            listed = found[0] == "," and _NUMBERS.match(self.text, max(0, found.start() - 1))
            if found[0].lower() in _BREAKS and not inside and not listed:
                edges.append(found.start())
        edges.append(len(self.text))
        return [Span(a, b) for a, b in pairwise(edges) if b > a]

    @cached_property
    def words(self) -> list[Word]:
        """The words that say something, in order, each term as one."""
        return list(self._words())

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(word.stem for word in self.words)

    def words_in(self, start: int, end: int) -> list[Word]:
        return [word for word in self.words if start <= word.start < end]

    def clause_at(self, at: int) -> Span:
        return next((one for one in self.clauses if one.start <= at < one.end), self.clauses[-1])

    def names(self, *kinds: str) -> set[str]:
        return {one.name for one in self.mentions if one.kind in kinds}

    def names_any(self, text: str) -> bool:
        return bool(self._lexicon.mentions(text))

    def known(self, names: Iterable[str]) -> set[str]:
        return self._lexicon.names_and_broader(names)

    def _words(self) -> Iterator[Word]:
        terms = {one.start: one for one in self.mentions}
        behind = 0
        for found in _TOKEN.finditer(self.text):
            clause = 0
            for at, one in enumerate(self.clauses):
                if one.start <= found.start():
                    clause = at
            if (term := terms.get(found.start())) is not None:
                yield Word(f"{term.kind}:{term.name}", term.text, term.start, term.end, clause)
                behind = term.end
            elif found.start() >= behind and found[0].lower() not in _LIGHT:
                whole, *parts = analyse(found[0]) or [""]
                for stem in parts or filter(None, [whole]):
                    yield Word(meaning(stem), found[0], found.start(), found.end(), clause)


def meaning(stem: str) -> str:
    """One stem for all words of a meaning.

    >>> meaning("oper") == meaning("surgeri")
    True
    """
    return _meanings().get(stem, stem)


_MEANINGS: dict[str, str] = {}


def _meanings() -> dict[str, str]:
    if not _MEANINGS:
        for line in _SAYS_THE_SAME:
            stems = [analyse(one)[0] for one in line.split() if analyse(one)]
            first = next((_MEANINGS[one] for one in stems if one in _MEANINGS), stems[0])
            for one in stems:
                _MEANINGS.setdefault(one, first)
    return _MEANINGS
