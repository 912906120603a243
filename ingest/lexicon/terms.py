"""Terms of a field by class, with their synonyms: which of them a text names (pure)."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["drug", "form", "route", "people", "condition", "procedure", "finding", "course"]

_ENANTIOMER = re.compile(
    # Not the s of "the mother's ketamine".
    r"(?<!')\(?\b([RS])\)?\s?-?\s?\(?[+±−–-]?\)?[- ](?=(?:nor)?ketamine|enantiomer|isomer)",
    re.I,
)
_PREFIX = re.compile(r"\A(post|non|anti|sub)(?=[a-z])")
_HYPHENS = str.maketrans({"‐": "-", "‑": "-", "−": "-", "’": "'", "μ": "µ"})


@dataclass(frozen=True, slots=True)
class Mention:
    """One term where a text names it; offsets are into the plain text."""

    kind: Kind
    name: str
    start: int
    end: int
    text: str


def plain_text(text: str) -> str:
    """One form of each character, hyphen and enantiomer, so that a term is found however written.

    >>> plain_text("S(+)-ketamine, (R)-ketamine and S-(+)-ketamine")
    'S-ketamine, R-ketamine and S-ketamine'
    """
    plain = unicodedata.normalize("NFKC", text).translate(_HYPHENS)
    plain = _ENANTIOMER.sub(lambda found: f"{found[1].upper()}-", plain)
    return " ".join(plain.split())


class Lexicon:
    """Classes of terms. A line is `name, synonym, … > also, …`; commas part the synonyms.

    Behind ">" stands what a text that names this also says: an opioid, where it says morphine.

    >>> field = Lexicon({"drug": "opioid, opiate\\nmorphine > opioid"})
    >>> [mention.name for mention in field.mentions("Opiates, morphine")]
    ['opioid', 'morphine']
    >>> sorted(field.names_and_broader({"morphine"}))
    ['morphine', 'opioid']
    """

    def __init__(
        self, classes: Mapping[Kind, str], *, groups: Iterable[Sequence[str]] = ()
    ) -> None:
        self._named: dict[str, tuple[Kind, str]] = {}
        self._broader: dict[str, tuple[str, ...]] = {}
        for kind, lines in classes.items():
            for line in filter(None, map(str.strip, lines.splitlines())):
                words, _, broader = line.partition(">")
                phrases = [one.strip() for one in words.split(",")]
                name = phrases[0]
                also = (one.strip() for one in broader.split(",") if broader)
                self._broader[name] = (*self._broader.get(name, ()), *also)
                for phrase in phrases:
                    self._named.setdefault(_key(phrase), (kind, name))
        written = {
            phrase
            for lines in classes.values()
            for line in lines.splitlines()
            for phrase in map(str.strip, line.partition(">")[0].split(","))
            if phrase
        }
        for group in groups:
            known = {self._named[key] for one in group if (key := _key(one)) in self._named}
            # A group that would make two terms one is a group for searching, and none of these.
            if len(known) == 1:
                for phrase in group:
                    if self._named.setdefault(_key(phrase), *known) in known:
                        written.add(phrase)
        longest_first = sorted(written, key=lambda one: (-len(one), one))
        # An abbreviation is one only in capitals: "in" and "po" are words.
        capitals = [one for one in longest_first if one.isupper() and len(one) <= 6]
        others = [one for one in longest_first if one not in capitals]
        self._patterns = [_pattern(others, re.IGNORECASE), _pattern(capitals, 0)]

    def mentions(self, text: str) -> list[Mention]:
        """Every term in a plain text, in order; of two that overlap, the longer one."""
        found = [
            (match.start(), match.end())
            for pattern in self._patterns
            if pattern is not None
            for match in pattern.finditer(text)
        ]
        mentions: list[Mention] = []
        for start, end in sorted(found, key=lambda one: (one[0] - one[1], one[0])):
            if any(start < one.end and one.start < end for one in mentions):
                continue
            kind, name = self._named[_found_key(text[start:end], self._named)]
            mentions.append(Mention(kind, name, start, end, text[start:end]))
        return sorted(mentions, key=lambda one: one.start)

    def names_and_broader(self, names: Iterable[str]) -> set[str]:
        """The names, and every broader one: who names morphine names an opioid."""
        reached: set[str] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name not in reached:
                reached.add(name)
                waiting += self._broader.get(name, ())
        return reached


def _key(phrase: str) -> str:
    """
    >>> _key("Post-herpetic neuralgia"), _key("paediatric")
    ('postherpeticneuralgia', 'pediatric')
    """
    folded = re.sub(r"[\s-]+", "", phrase.lower()).replace("ae", "e").replace("oe", "e")
    return folded.replace("isation", "ization").replace("tumour", "tumor")


def _found_key(found: str, named: Mapping[str, object]) -> str:
    key = _key(found)
    if key in named:
        return key
    for ending, singular in (("ies", "y"), ("es", ""), ("s", "")):
        if key.endswith(ending) and (one := key.removesuffix(ending) + singular) in named:
            return one
    raise KeyError(found)  # the pattern was made of these very phrases


def _pattern(phrases: Sequence[str], flags: int) -> "re.Pattern[str] | None":
    if not phrases:
        return None
    any_of = "|".join(map(_flexible, phrases))
    # Not the s of "the mother's ketamine".
    return re.compile(rf"(?<!\w)(?<!\w')(?<!\bnon-)(?<!\b[RS]-)(?:{any_of})(?!\w)", flags)


def _flexible(phrase: str) -> str:
    """A phrase that may be hyphenated, spelt the American way, or in the plural."""
    parts = [re.escape(one) for one in re.split(r"[\s-]+", phrase)]
    pattern = r"[\s-]?".join(parts) if "-" in phrase else r"[\s-]".join(parts)
    pattern = re.sub(r"(?<=\w)ae|^ae", "a?e", pattern)
    pattern = re.sub(r"(?<=\w)oe(?=[a-z])", "o?e", pattern).replace("tumour", "tumou?r")
    pattern = pattern.replace("isation", "i[sz]ation")
    pattern = _PREFIX.sub(lambda found: found[1] + r"[\s-]?", pattern)
    if phrase.isupper():
        return rf"{pattern}s?"
    if phrase.endswith("y"):
        return rf"{pattern[:-1]}(?:y|ys|ies)"
    return rf"{pattern}(?:es)?" if phrase.endswith(("s", "x", "ch", "sh")) else rf"{pattern}s?"
