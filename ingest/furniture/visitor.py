"""What a page says to its visitor and not to its reader: judges one sentence."""

import re
from functools import cache

from ingest.furniture.visitor_rules import RULES

_PIECES = re.compile(r"[^\W_]+|[©★⭐]")

_MARKUP = re.compile(
    r"\[[^\]\n]{1,40}\]\((?!\s)[^)\s]{2,}|!\[|\[\^\w{1,3}\]|</?su[bp]>|</?(?:a|b|i|em|cite|code"
    r"|strong)\b[^>]*>"
    r"|\*\*\w|(?<!\w)\*\w+\*|(?<!\w)_\w+_(?!\w)|`\w+`"
)
_MARKUP_NOUNS = frozenset(
    "formatting superscript superscripts subscript subscripts italic italics bold underline"
    " underlined"
    " underscore underscores footnote footnotes markdown html image images link links stars"
    " asterisk"
    " asterisks hyphens bullet bullets bulleted numbered inline code tags attributes".split()
)
_MARKUP_VERB = re.compile(
    r"\b(?:can (?:also )?(?:be|include|use|add)|use|write|works|add(?:ed)?|include[ds]?|created"
    r"|denoted|refer)\b|:",
    re.IGNORECASE,
)


def talks_to_visitor(sentence: str) -> bool:
    """Whether a sentence is about the page, its site or its law, and not about the matter.

    >>> talks_to_visitor("We guarantee your privacy."), talks_to_visitor("Privacy was a concern.")
    (True, False)
    """
    words = set(_PIECES.findall(sentence.lower()))
    called = {at for word in words & _rules_by_word().keys() for at in _rules_by_word()[word]}
    if any(_pattern(at).search(sentence) for at in called):
        return True
    return teaches_markup(sentence, words)


def teaches_markup(sentence: str, words: set[str] | None = None) -> bool:
    """Help on how to write a comment: the names of markup with samples of it, or many of them.

    >>> teaches_markup("Use **two stars** for bold.")
    True
    """
    nouns = (words or set(_PIECES.findall(sentence.lower()))) & _MARKUP_NOUNS
    if not nouns or not _MARKUP_VERB.search(sentence):
        return False
    return len(nouns) >= 3 or _MARKUP.search(sentence) is not None


@cache
def _rules_by_word() -> dict[str, list[int]]:
    called: dict[str, list[int]] = {}
    for at, (words, _) in enumerate(RULES):
        for word in words.split():
            called.setdefault(word, []).append(at)
    return called


@cache
def _pattern(at: int) -> re.Pattern[str]:
    # Compiled when it is first called for: most rules never are.
    return re.compile(RULES[at][1], re.IGNORECASE)
