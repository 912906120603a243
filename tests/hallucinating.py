"""A scripted model that makes things up: quotes changed in what matters, and what it "knows"."""

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

# Written from general talk of ketamine, not from the corpus or the rules. Some are true; none is
# what the sentence that it cites says.
KNOWN = (Path(__file__).parent / "data" / "hallucinations.txt").read_text().splitlines()

_NUMBER = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)(?= ?(?:mg|%|weeks|months|hours|h\b|days|min))")
_NOT = re.compile(r"\b(?:did |does |do |was |were )?not ")
_DIRECTIONS = "reduced raised, lowered raised, less more, more less, lower higher, higher lower"
_DIRECTIONS += ", fell rose, better worse, improved worsened"
_SWAPS = "ketamine fentanyl, placebo morphine, intravenous oral, IV intranasal, children adults"
_SWAPS += ", adults children"


@dataclass(frozen=True, slots=True)
class Made:
    """A claim, the number that it cites, and what is wrong with it; `right` where nothing is."""

    text: str
    cited: int
    kind: str


def make_up(sentences: Mapping[int, str], seed: str, *, known: int = 4) -> list[Made]:
    """For numbered sentences: each as it is, the first four changed, and some of what is known."""
    chance = random.Random(seed)
    numbers = sorted(sentences)
    made = [Made(sentences[at].rstrip("."), at, "right") for at in numbers]
    for at in numbers[:4]:
        text = sentences[at].rstrip(".")
        made += [Made(changed, at, kind) for kind, changed in _changed(text)]
        others = [one for one in numbers if one != at]
        if others:
            made.append(Made(text, chance.choice(others), "wrong citation"))
    for text in chance.sample(KNOWN, known):
        made.append(Made(text.rstrip("."), chance.choice(numbers), "known"))
    chance.shuffle(made)
    return made


def as_reply(made: list[Made]) -> str:
    return "\n".join(f"{one.text} [{one.cited}]." for one in made)


def _changed(text: str) -> Iterator[tuple[str, str]]:
    if found := _NUMBER.search(text):
        tenfold = f"{float(found[1]) * 10:g}"
        yield "number", text[: found.start()] + tenfold + text[found.end() :]
    if " mg" in text:
        yield "unit", text.replace(" mg", " g", 1)
    if _NOT.search(text):
        yield "not left out", _NOT.sub("", text, count=1)
    elif " was " in text:
        yield "not put in", text.replace(" was ", " was not ", 1)
    yield from _exchanged("direction", _DIRECTIONS, text)
    if " may " in text:
        yield "may left out", text.replace(" may ", " does ", 1)
    yield "trial", f"The ASTER-2 trial found that {text}"
    yield from _exchanged("swap", _SWAPS, text)


def _exchanged(kind: str, pairs: str, text: str) -> Iterator[tuple[str, str]]:
    for pair in pairs.split(", "):
        old, new = pair.split()
        if re.search(rf"\b{old}\b", text):
            yield kind, re.sub(rf"\b{old}\b", new, text, count=1)
            return
