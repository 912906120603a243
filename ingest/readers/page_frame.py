"""Which parts of a web page are its frame (menus, forms, banners), by structure and by name."""

import re
from collections import Counter
from typing import Any

_FRAME_TAGS = frozenset("nav footer aside form dialog noscript script style template".split())
_FRAME_ROLES = frozenset(
    "navigation banner contentinfo complementary search dialog alertdialog menu menubar form"
    " toolbar".split()
)
# Words in a class or id that name a part of the frame, whatever stands in it …
_FRAME_WORDS = frozenset(
    "cookie cookies consent gdpr newsletter subscribe subscription signup optin share sharing"
    " sharedaddy breadcrumb breadcrumbs crumbs sidebar comments respond footer navbar nav navlinks"
    " navigation menu masthead skiplinks skiplink skip advert adverts advertisement ad ads promo"
    " popup modal overlay pagination pager reflist affiliations authorbox pullquote toolbar paywall"
    " likes trackbacks lightbox".split()
)
# … and words that may as well name a part of the text: believed only over scraps.
_FRAME_HINTS = frozenset(
    "related social foot search meta tags banner feedback byline recommended widget author authors"
    " postmeta info bar login account tools utility legal copyright donate trending popular more"
    " references links topbar header callout-signup comment rating crumb share-buttons".split()
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_NEVER = frozenset(("html", "body", "main", "article", "head", *_HEADINGS))
_PROSE = re.compile(r"[^.!?]{60,}[.!?]")


def drop_frame(root: Any) -> None:
    """Take the page's frame out of the tree, unless that would take the text with it."""
    lengths = _prose_lengths(root)
    whole = lengths[root] or 1
    doomed = []
    for element in root.iter():
        if not isinstance(element.tag, str) or element.tag in _NEVER:
            continue
        prose = lengths[element]
        if _is_unseen(element) or _is_frame(element):
            if prose <= 0.4 * whole:
                doomed.append(element)
        elif _names(element) & _FRAME_HINTS and prose <= 0.2 * whole and not _holds_text(element):
            doomed.append(element)
    for element in doomed:
        if element.getparent() is not None:
            _take_out(element)


def _prose_lengths(root: Any) -> Counter[Any]:
    """For each element, how many characters of closed sentences of some length it holds."""
    lengths: Counter[Any] = Counter()
    for element in root.iter("p", "li", "td", "blockquote", "div", "section", "span"):
        own = element.text_content() if element.tag in ("p", "li") else element.text or ""
        prose = sum(len(sentence) for sentence in _PROSE.findall(own))
        if prose:
            at = element
            while at is not None:
                lengths[at] += prose
                at = at.getparent()
    return lengths


def _is_unseen(element: Any) -> bool:
    if element.get("hidden") is not None and element.get("hidden") != "until-found":
        return True
    return element.get("aria-hidden") == "true" or bool(_HIDDEN.search(element.get("style") or ""))


def _is_frame(element: Any) -> bool:
    named = (
        element.tag in _FRAME_TAGS
        or element.tag == "header"
        or element.get("role") in _FRAME_ROLES
        or bool(_names(element) & _FRAME_WORDS)
    )
    # What holds the title holds the text.
    return named and next(element.iter("h1"), None) is None


def _names(element: Any) -> set[str]:
    return {
        word.lower()
        for word in _WORD.findall(f"{element.get('class') or ''} {element.get('id') or ''}")
    }


def _holds_text(element: Any) -> bool:
    """Whether some paragraph in it is long enough to be of the article."""
    if next(element.iter("h1"), None) is not None:
        return True
    parts = [element, *element.iter("p", "li", "td")]
    return any(
        _PROSE.search(part.text or "") and len((part.text or "").split()) >= 25 for part in parts
    )


def _take_out(element: Any) -> None:
    """Remove it and keep the words after it."""
    parent, before, tail = element.getparent(), element.getprevious(), element.tail
    if tail:
        if before is not None:
            before.tail = (before.tail or "") + tail
        else:
            parent.text = (parent.text or "") + tail
    parent.remove(element)
