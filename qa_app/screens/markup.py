"""The one way text becomes markup: everything not built here is escaped, in pages and labels."""

import re
from collections.abc import Iterable
from html import escape as _escape_html

# Text that draws nothing itself but changes how its neighbours read: "0.1" must not turn into
# "1.0" on screen. The marks that set direction within Arabic or Hebrew words go with them.
_UNSEEN = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\x7f-\x9f]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_REPLACED_LATER = frozenset(":<>-=~")
_WORD_JOINER = "\u2060"
_VOID = frozenset({"br", "hr", "img", "wbr"})


class Html(str):
    """Markup that is safe to show: only `el`, `join` and constants in this folder make it."""

    __slots__ = ()


def plain(text: str) -> str:
    """`text` with every character that would not be seen made visible, and none lost.

    >>> plain("\\x1b[31mred")
    '␛[31mred'
    """
    seen = _CONTROL.sub(lambda found: chr(0x2400 + ord(found.group())), text)
    return _UNSEEN.sub("\ufffd", seen.replace("\r\n", "\n").replace("\r", "\n"))


def escape(text: str) -> Html:
    """`text` as markup that shows exactly that text.

    >>> escape('<b title="x">')
    '&lt;b title=&quot;x&quot;&gt;'
    """
    return text if isinstance(text, Html) else Html(_escape_html(plain(text), quote=True))


def label(text: str) -> str:
    """`text` for a Streamlit label, which is Markdown with emoji, colours, icons and TeX in it.

    The backslash stops Markdown; the joiner, which takes no room, stops what Streamlit
    replaces after Markdown is read (`:smile:`, `->`).
    """
    line = " ".join(plain(text).split())
    return _PUNCTUATION.sub(_literally, line)


def _literally(found: re.Match[str]) -> str:
    sign = found.group()
    return f"\\{sign}{_WORD_JOINER}" if sign in _REPLACED_LATER else f"\\{sign}"


def el(name: str, *children: str | None, **attributes: str | int | None) -> Html:
    """An element; a child that is not `Html` is text. `cls` stands for class, `_` for `-`.

    >>> el("a", "1 < 2", href="#x", aria_label="Source 1")
    '<a href="#x" aria-label="Source 1">1 &lt; 2</a>'
    """
    written = "".join(
        f' {"class" if key == "cls" else key.replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _VOID:
        return Html(f"<{name}{written}>")
    return Html(f"<{name}{written}>{join(children)}</{name}>")


def join(children: Iterable[str | None]) -> Html:
    """The children one after another, text among them escaped, None left out."""
    return Html("".join(escape(child) for child in children if child is not None))


def outside_link(text: str, address: str) -> Html:
    """A link that leaves the page, opened beside it."""
    return el("a", text, href=address, target="_blank", rel="noopener noreferrer")


def mark_spans(text: str, spans: Iterable[tuple[int, int]], *, first_id: str | None = None) -> Html:
    """`text` with each span marked; spans that touch or overlap become one mark."""
    parts: list[str] = []
    at = 0
    for start, end in merge_spans(spans, len(text)):
        marked_id = first_id if not any(isinstance(part, Html) for part in parts) else None
        parts += [text[at:start], el("mark", text[start:end], id=marked_id)]
        at = end
    return join([*parts, text[at:]])


def table_row(header: str, row: str) -> Html:
    """A table's row under its header row, cell under cell; as two lines where they do not fit."""
    names, cells = header.split(" | "), row.split(" | ")
    if len(names) != len(cells):
        return join([el("strong", header), el("br"), row])
    return el(
        "table",
        el("thead", el("tr", *(el("th", one, scope="col") for one in names))),
        el("tbody", el("tr", *(el("td", one) for one in cells))),
        cls="kq-table",
    )


def merge_spans(spans: Iterable[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    """Spans in order, cut to the text; those with only touching ends between them made one.

    >>> merge_spans([(5, 9), (0, 3), (3, 4), (8, 12)], 10)
    [(0, 4), (5, 10)]
    """
    merged: list[tuple[int, int]] = []
    for start, end in sorted((max(0, a), min(b, length)) for a, b in spans):
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
