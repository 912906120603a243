"""Which characters the glyphs of a page stand for: symbol fonts, ligatures, raised figures."""

import re
import unicodedata

UNKNOWN = "\ufffd"
HYPHENS = frozenset("-\u2010\u00ad")

# The Symbol font by its own codes, as old word processors put them into the private area:
# a dose in µg, ± and ≤ stand there.
_SYMBOL = dict(
    zip(
        range(0x20, 0x7F),
        " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_"
        "‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼",
        strict=True,
    )
) | dict(
    zip(
        range(0xA0, 0xFF),
        "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓"
        "◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪\ufffd〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭",
        strict=True,
    )
)
_LIGATURES = {
    "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st",
}  # fmt: skip
_RAISED = dict(
    zip(
        "0123456789+-−–=()abcdefghijklmnoprstuvwxyz",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ",
        strict=True,
    )
)
_ORDINAL = re.compile(r"(?:st|nd|rd|th)\Z")
_RAISABLE = re.compile(r"[a-z]?[\d\s,;+–−=()-]+\Z|[a-z](?:[ ,]?[a-z])?\Z")


def character(code: int, *, dingbats: bool = False) -> str:
    """The text of one glyph; `UNKNOWN` where its font does not say, so that the loss is seen.

    >>> character(0xF06D), character(0xFB01), character(0x1), character(0xF0A3)
    ('μ', 'fi', '\ufffd', '≤')
    """
    if dingbats and (0x20 < code < 0x100 or 0xF000 <= code <= 0xF0FF):
        return "•"
    if 0xF000 <= code <= 0xF0FF:
        return _SYMBOL.get(code - 0xF000, UNKNOWN)
    if code > 0x10FFFF:
        return UNKNOWN
    char = chr(code)
    if char in _LIGATURES:
        return _LIGATURES[char]
    if char in "\t\n\r\f\v" or code == 0:
        return " "
    if unicodedata.category(char) in ("Cc", "Co", "Cs", "Cn"):
        return UNKNOWN
    return char


def raised(text: str, before: str) -> str:
    """Raised figures in raised digits, so that a citation never runs into a dose.

    `before`: the character it stands after.

    >>> "0.35 mg/kg" + raised("12", "g"), "1" + raised("st", "1"), "5" + raised("a", "5")
    ('0.35 mg/kg¹²', '1st', '5ᵃ')
    """
    if _ORDINAL.match(text) and before.isdigit():
        return text
    if not _RAISABLE.match(text):
        # What stays on the line must not run into a number: 0.35 [12], not 0.35[12].
        return text if not (before.isdigit() and text[:1].isdigit()) else f" {text}"
    return "".join(_RAISED.get(char, char) for char in text)
