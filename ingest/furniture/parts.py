"""Which parts of a page are no text, told by the headings over them."""

import re
from typing import Literal

Part = Literal["sources", "elsewhere", "authors", "comments"]


def _heads(*names: str) -> re.Pattern[str]:
    return re.compile(r"^\W*(?:\d+\.? )?(?:" + "|".join(names) + r")\W*$", re.IGNORECASE)


_SOURCES = _heads(
    r"references?(?: list| cited)?|bibliography|literature(?: cited)?|works cited|citations"
    r"|sources",
    r"cited (?:works|literature)|end ?notes",
)
_ELSEWHERE = _heads(
    r"(?:related|similar|recommended|more|latest|recent|popular|trending|other|further|associated"
    r"|most (?:viewed|read|popular|shared|recent|cited)|suggested"
    r"|featured)\b.{0,25}\b(?:articles?|posts?"
    r"|stories|reading|content|news|guides?|pages?|links?|topics|resources|publications|reads?"
    r"|blogs?"
    r"|videos|for you)\b.{0,20}",
    r"(?:you|readers|people|customers|visitors)\b.{0,12}\b(?:also|might|may)\b.{0,30}|see also"
    r"|read next"
    r"|up next|more (?:from|on|in) .{2,30}|trending(?: now)?|cited by.{0,25}|linkout.{0,30}"
    r"|read also",
    r"(?:on this page|in this (?:article|section|issue)|table of contents|contents|quick links"
    r"|navigation"
    r"|menu|categories|archives?|tags|metrics|share(?: this.{0,12})?|follow us.{0,20}"
    r"|connect(?: with us)?"
    r"|like this|about us|contact(?: us)?|affiliations?|authors? and affiliations|correspondence"
    r"|article (?:information|info|notes|metrics)|rights and permissions|permissions"
    r"|cite this(?: article)?"
    r"|how to cite(?: this.{0,12})?|copyright(?: and licen[cs]e)?|publication (?:types|history)"
    r"|mesh terms"
    r"|substances|full text (?:sources|links)|grants and funding|newsletter|subscribe.{0,40}"
    r"|sign up.{0,40}"
    r"|stay (?:connected|informed|up to date)|get in touch|our (?:locations|services|team)"
    r"|opening hours)",
)
_AUTHORS = _heads(
    r"about (?:the|this) authors?|author (?:bio\w*|information|details|notes)|the authors?"
)
_COMMENTS = _heads(
    r"\d+ (?:comments?|responses?|replies|thoughts?)\b.{0,60}|comments? ?\(\d+\)|leave (?:a|your) "
    r"(?:reply|comment)|(?:post|add) a comment|join the (?:conversation|discussion)|reader comments"
)
_TYPES = _heads(
    r"(?:systematic |narrative |mini[- ]?)?review(?: article)?|original (?:article|research|paper"
    r"|investigation)"
    r"|research(?: article)?|articles?|case reports?|editorial|letters?(?: to the editor)?"
    r"|commentary"
    r"|short communication|open access|brief report|free (?:full )?(?:text|access|article)|news"
    r"|blog"
)
_PARTS: tuple[tuple[Part, re.Pattern[str]], ...] = (
    ("sources", _SOURCES),
    ("comments", _COMMENTS),
    ("authors", _AUTHORS),
    ("elsewhere", _ELSEWHERE),
)


def heads_part(line: str) -> Part | None:
    """The part that a line heads, or None.

    >>> heads_part("References"), heads_part("You may also like"), heads_part("Side effects")
    ('sources', 'elsewhere', None)
    """
    if len(line) > 90:
        return None
    return next((part for part, heads in _PARTS if heads.match(line)), None)


def is_article_type(line: str) -> bool:
    """The name of a type of article, as journals set it over the title."""
    return len(line) < 60 and _TYPES.match(line) is not None
