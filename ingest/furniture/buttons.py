"""Buttons and menus, told by their words and by how they stand side by side."""

import re

_BUTTONS = frozenset(
    "abstract accept access accessibility account add advanced advert advertisement affiliations"
    " alert alerts all altmetric apa ama archive article articles author authors back basket blog"
    " bookmark browse button buy cancel careers cart categories category checkout citation"
    " citations"
    " cite clipboard close collapse comment comments consent contact content contents continue"
    " cookie"
    " cookies copy crossref dashboard delete dismiss display donate download downloads edit"
    " email e-mail enter epub expand export facebook faq faqs favorites favourites feed feedback"
    " figures follow footer format forum full gallery google got help hide home homepage html image"
    " info instagram issue issues jobs journal journals jump larger legal library like linkedin"
    " linkout"
    " links listen load loading log login logout mail main manage mastodon media menu metrics mla"
    " more"
    " my necessary nav navigation nbib new newer news newsletter next notes notifications ok older"
    " online only open options order page pages pdf peer-reviewed permalink permissions pin"
    " pinterest"
    " plaintext podcast policies policy popular portal post posts powerpoint preferences press prev"
    " previous prices pricing print privacy product products profile pubmed purchase quick"
    " quote random rate read recommend reddit register reject related reply report request reset"
    " resources return reviews ris rss save scholar search see send services settings share shares"
    " shop shopping show sign signin signup site sitemap skip slide sort sources staff store"
    " stories"
    " submit subscribe subscribers subscription subscriptions support tags telegram terms"
    " testimonials"
    " text thumbs toggle tools top topics translate tumblr tweet twitter unsubscribe upload us user"
    " username video videos view views visit website whatsapp window wishlist xml yelp youtube"
    " zotero"
    " mendeley endnote bibtex refworks bookends easybib rights inline popup popups login password"
    " logged"
    " forgot remember me yes thread threads members posted pingback trackback locations"
    " thread starter users viewing solution keyword saved create app formats manager tagged ref"
    " papers"
    " stock newest oldest actions collections member institutional institution keep signed".split()
)
# Alone over a paragraph these head a part of a text; only their neighbours can tell.
_HEADINGS_TOO = frozenset(
    "abstract access all author authors comment comments consent contents display figures follow"
    " format image images issue issues journal journals library links metrics new news next notes"
    " only"
    " open order prices products quote rate reviews services sources staff support terms text tools"
    " topics videos video views privacy resources me yes content media report read page".split()
)
_LINKING = frozenset(
    "a an and at by for from in of on or the this to with your our via it's".split()
)
_TOKEN = re.compile(r"[^\W\d_][\w'’-]*")
_ARROWS = re.compile(r"[▾▼▲►▶›»«‹→←↑↓⇧☰✕✖✓🔍]|>>|<<")
_GAPS = re.compile(r"\s{2,}|\s*[|·•▪»›]\s*|\s+/\s+|\s*(?:→|←)\s*|\t")
_SOFT_CLOSE = re.compile(r"(?:\.\.\.|…)$")
_CLOSED = re.compile(r"[.!?:;][\"'”’)\]]*$")
_FIGURE = re.compile(r"\d")


def is_button(line: str) -> bool:
    """A short open line in the words of buttons and menus.

    >>> [is_button(x) for x in ("Copy citation", "Back to top ↑", "Side effects", "Share it.")]
    [True, True, False, False]
    """
    if len(line) > 160:
        return False
    bare = _SOFT_CLOSE.sub("", line.strip())
    if _CLOSED.search(bare) and not bare.endswith((":", "!")):
        return False
    words = [word.lower() for word in _TOKEN.findall(bare)]
    telling = [word for word in words if word not in _LINKING]
    if not telling or len(words) > 14:
        return False
    if _ARROWS.search(bare) and len(words) <= 6:
        return True
    known = sum(word in _BUTTONS for word in telling)
    if len(telling) == 1:
        return known == 1 and len(words) <= 3 and telling[0] not in _HEADINGS_TOO
    in_parts = len(_GAPS.split(bare)) > 1
    return (
        known >= 2
        and known >= (0.6 if in_parts else 0.75) * len(telling)
        and len(words) <= 7 + 7 * in_parts
    )


def is_menu(line: str) -> bool:
    """Several short names side by side, parted by bars, dots, slashes or wide gaps.

    >>> is_menu("Help | Accessibility | Careers"), is_menu("0.1 mg/kg | 0.35 mg/kg")
    (True, False)
    """
    if line.endswith(".") or len(line) > 400 or _CLOSED.search(line):
        return False
    parts = [part for part in _GAPS.split(line.strip()) if part]
    if len(parts) < 3:
        return False
    names = sum(
        len(part.split()) <= 4 and not _CLOSED.search(part) and part[:1].isalnum() for part in parts
    )
    figures = sum(_FIGURE.search(part) is not None for part in parts)
    known = sum(word.lower() in _BUTTONS for word in _TOKEN.findall(line))
    return names == len(parts) and figures <= len(parts) / 2 and (known > 0 or len(parts) >= 4)
