"""Which lines of a plain text belong together: hard wraps, list marks, headings."""

import re
from itertools import pairwise

BULLET = re.compile(r"[•‣◦▪▫●○■□–—*·-]\s+(?=\S)")
ENUMERATOR = re.compile(r"(?:\(?\d{1,3}[.)]|\(?[a-z][.)]|\([ivx]{1,5}\))\s+(?=\S)", re.IGNORECASE)
_TERMINAL = re.compile(r"[.!?:;…。！？][\"'”’)\]»]*(?:\[[\d,–\s-]+\]|\d{1,3}(?:[,–-]\d{1,3})*)?$")
_DANGLING = re.compile(
    r"(?:,|[-–/(]|\b(?:a|an|the|of|in|on|at|to|for|from|by|with|and|or|nor|but|than|that|which|as"
    r"|is"
    r"|are|was|were|be|been|has|had|have|its|their|this|these|those|between|into|per|vs\.?|e\.g\."
    r"|i\.e\.|cf\.|Fig\.|Dr\.|al\.))$"
)
# Past this width nobody wraps by hand: each line is a paragraph of its own.
WIDEST_WRAP = 130
NARROWEST_WRAP = 45


def ends_sentence(line: str) -> bool:
    """
    >>> ends_sentence("It did not.[3]"), ends_sentence("Side effects")
    (True, False)
    """
    return _TERMINAL.search(line) is not None


def starts_item(line: str) -> bool:
    """
    >>> starts_item("• dizziness"), starts_item("2. Rest"), starts_item("0.5 mg was given")
    (True, True, False)
    """
    return BULLET.match(line) is not None or ENUMERATOR.match(line) is not None


def wrap_width(lines: list[str]) -> int | None:
    """The column at which `lines` were wrapped by hand, or None where they were not."""
    width = max((len(line) for line in lines), default=0)
    return width if NARROWEST_WRAP <= width <= WIDEST_WRAP else None


def continues(line: str, following: str, *, width: int | None, wrapped: bool) -> bool:
    """Whether `following` goes on with the sentence or paragraph of `line`.

    `wrapped`: the lines about them are known to be hard-wrapped (some start in lower case).
    """
    if width is None or starts_item(following):
        return False
    first = following.split(maxsplit=1)[0]
    full = len(line) + 1 + len(first) > width - 4
    if following[0].islower() and not ends_sentence(line):
        return (
            len(line) >= min(NARROWEST_WRAP, width - 30)
            or full
            or _DANGLING.search(line) is not None
        )
    if not full:
        return False
    if ends_sentence(line):
        return wrapped
    return wrapped or _DANGLING.search(line) is not None


def looks_wrapped(lines: list[str]) -> bool:
    """Some line but the first starts in lower case and the one before it did not end a sentence."""
    return any(
        after[0].islower() and not ends_sentence(before) and len(before) >= NARROWEST_WRAP - 5
        for before, after in pairwise(lines)
        if before and after
    )


_MINOR = frozenset(
    "a an the of in on at to for from by with and or vs as is be via per not no its".split()
)


def in_title_case(line: str) -> bool:
    """Most of the longer words begin with a capital, as in an English title."""
    words = [word for word in re.findall(r"[^\W\d_][\w'’-]*", line) if word.lower() not in _MINOR]
    return len(words) >= 3 and sum(word[0].isupper() for word in words) >= 0.75 * len(words)


def could_be_heading(line: str) -> bool:
    """The shape of a heading: short, begins large, is not closed as a sentence is.

    >>> could_be_heading("Side effects"), could_be_heading("They were mild.")
    (True, False)
    """
    if not 2 < len(line) <= 110 or len(line.split()) > 16 or BULLET.match(line):
        return False
    first = next((char for char in line if char.isalnum()), "")
    if not first or not any(char.isalpha() for char in line):
        return False
    if not (first.isupper() or first.isdigit() or line.startswith(("α", "β", "κ", "µ", "μ"))):
        return False
    if line.endswith((".", ",", ";", ":", "!", "…")):
        return line.endswith(".") and in_title_case(line) and " " in line and len(line) > 20
    return True
