"""An abstract with the service's mark-up → Markdown that reads back as the same words (pure)."""

import html
import re
import unicodedata

# Only tags as they are written: "p<0.05" and "x <b and y> c" are text.
_TAG = re.compile(
    r"<(/?)(h[1-6]|title|p|br|div|sec|ul|ol|li|i|b|u|em|strong|italic|bold|sup|sub|inf|sc|span)"
    r"(?:\s+[\w:-]+=(?:\"[^\"]*\"|'[^']*'))*\s*/?>",
    re.IGNORECASE,
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "title"})
_BREAKS = frozenset({"p", "br", "div", "sec", "ul", "ol", "li"})
_KEPT = {"sup": "sup", "sub": "sub", "inf": "sub"}  # they change what a number means
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,31});")
_SPECIAL = re.compile(r"([\\`*_\[\]<>&|~#])")


def abstract_as_markdown(title: str, abstract: str) -> str:
    """
    >>> print(abstract_as_markdown("Pain*", "<h4>Results</h4>p&lt;0.05 in 10<sup>3</sup>."))
    # Pain\\*
    <BLANKLINE>
    ## Results
    <BLANKLINE>
    p\\<0.05 in 10<sup>3</sup>.
    """
    blocks = [f"# {_escaped(title)}"] if _on_one_line(title) else []
    words: list[str] = []
    heading = False

    def end() -> None:
        text = _on_one_line("".join(words))
        words.clear()
        if text:
            blocks.append(f"## {text}" if heading else _start_escaped(text))

    at = 0
    for tag in _TAG.finditer(abstract):
        words.append(_escaped(abstract[at : tag.start()]))
        at = tag.end()
        name, closes = tag[2].lower(), bool(tag[1])
        if name in _HEADINGS:
            end()
            heading = not closes
        elif name in _BREAKS and not heading:
            end()
        elif name in _KEPT:
            words.append(f"<{tag[1]}{_KEPT[name]}>")
    words.append(_escaped(abstract[at:]))
    end()
    return "\n\n".join(blocks)


def _escaped(text: str) -> str:
    """The words of a run between tags, with what Markdown would read as marks made plain."""
    return _SPECIAL.sub(r"\\\1", _without_controls(unescaped(text)))


def unescaped(text: str) -> str:
    """Entities that end in a semicolon as their characters; "signal&notch" is left alone."""
    return _ENTITY.sub(lambda found: html.unescape(found[0]), text)


def _start_escaped(line: str) -> str:
    """A line that begins like a list or a rule is none."""
    if line[0] in "-+=":
        return f"\\{line}"
    return re.sub(r"^(\d{1,9})([.)])", r"\1\\\2", line)


def _without_controls(text: str) -> str:
    return "".join(
        char if char.isprintable() or unicodedata.category(char) not in ("Cc", "Cs") else " "
        for char in text
    )


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
