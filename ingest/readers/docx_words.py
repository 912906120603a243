"""The words of a paragraph in a DOCX: what was deleted, hidden or set apart is not among them."""

from collections.abc import Iterator
from typing import Any

from ingest.readers.docx_package import attribute, value_of
from ingest.readers.formula import formula_words, local_name
from ingest.readers.written import lowered_after, raised
from ingest.readers.xml_tree import first

# Not read: tracked deletions, field codes, marks of notes and comments, a fallback beside its
# choice; a text box's words are a text of their own.
_UNSEEN = frozenset(
    "del moveFrom delText instrText delInstrText rPr pPr footnoteReference endnoteReference"
    " commentReference annotationRef footnoteRef endnoteRef Fallback object txbxContent rt"
    " sdtPr sdtEndPr fldData lastRenderedPageBreak".split()
)
_SPACES = {"tab": " ", "br": " ", "cr": " ", "ptab": " "}
_OFF = ("0", "false", "off", "none")
# The Symbol font puts Greek and mathematical signs where the letters are.
_SYMBOL = dict(
    zip(
        range(0x41, 0x5B),
        "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ",
        strict=True,
    )
) | dict(
    zip(
        range(0x61, 0x7B),
        "αβχδεφγηιϕκλμνοπθρστυϖωξψζ",
        strict=True,
    )
) | {
    0xA2: "′", 0xA3: "≤", 0xA4: "⁄", 0xA5: "∞", 0xAB: "↔", 0xAC: "←", 0xAD: "↑", 0xAE: "→",
    0xAF: "↓", 0xB0: "°", 0xB1: "±", 0xB2: "″", 0xB3: "≥", 0xB4: "×", 0xB5: "∝", 0xB6: "∂",
    0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBA: "≡", 0xBB: "≈", 0xBC: "…", 0xC5: "⊕", 0xD1: "∇",
    0xD2: "®", 0xD3: "©", 0xD4: "™", 0xD5: "∏", 0xD6: "√", 0xD7: "⋅", 0xE5: "∑", 0xF2: "∫",
    0x2D: "−", 0x7E: "∼", 0x22: "∀", 0x24: "∃", 0x40: "≅", 0x5E: "⊥",
}  # fmt: skip
_UNKNOWN = "\ufffd"
_Piece = tuple[str, str]  # words, and where they stand: "" on the line, "superscript", "subscript"


def words_of(paragraph: Any) -> str:
    """The words of a paragraph as they stand, with superscripts raised."""
    said = ""
    pieces = list(_pieces(paragraph))
    at = 0
    while at < len(pieces):
        place, end = pieces[at][1], at
        while end < len(pieces) and pieces[end][1] == place:
            end += 1
        words = "".join(piece for piece, _ in pieces[at:end])  # 10⁻³ may lie in several runs
        if place == "superscript":
            words = raised(words)
        elif place == "subscript":
            words = lowered_after(words, said)
        said += words
        at = end
    return said


def boxes_in(paragraph: Any) -> Iterator[Any]:
    """The contents of the text boxes that hang on a paragraph, each once."""
    stack = [paragraph]
    while stack:
        element = stack.pop()
        for child in element:
            name = local_name(child)
            if name == "txbxContent":
                yield child
            elif name not in ("Fallback", "del", "moveFrom"):
                stack.append(child)


def is_bold(paragraph: Any) -> bool:
    """Whether every word of it is in bold."""
    runs = [run for run in paragraph.iter("{*}r") if any(t.text for t in run.iter("{*}t"))]
    return bool(runs) and all(_is_on(first(run, "rPr"), "b") for run in runs)


def _pieces(element: Any, depth: int = 0) -> Iterator[_Piece]:
    for child in element:
        name = local_name(child)
        if name in _UNSEEN or not name:
            continue
        if name == "r":
            yield from _run(child)
        elif name in ("oMath", "oMathPara"):
            yield formula_words(child), ""
        elif depth < 60:
            yield from _pieces(child, depth + 1)


def _run(run: Any) -> Iterator[_Piece]:
    marks = first(run, "rPr")
    if _is_on(marks, "vanish"):
        return
    place = value_of(marks, "vertAlign")
    place = place if place in ("superscript", "subscript") else ""
    in_symbols = value_of(marks, "rFonts", "ascii").lower() == "symbol"
    for child in run:
        match local_name(child):
            case "t":
                text = child.text or ""
                yield "".join(_plain(char, in_symbols) for char in text), place
            case "sym":
                yield _symbol(attribute(child, "char"), attribute(child, "font")), place
            case "noBreakHyphen":
                yield "-", place
            case name if name in _SPACES:
                yield _SPACES[name], place
            case "AlternateContent" | "ruby":
                yield from _pieces(child)
            case _:
                pass


def _plain(char: str, in_symbols: bool) -> str:
    """A character as it is seen: a font's signs lie in the private area, or over the letters."""
    code = ord(char)
    if 0xF020 <= code <= 0xF0FF:
        return _SYMBOL.get(code - 0xF000, chr(code - 0xF000) if code < 0xF07F else _UNKNOWN)
    return _SYMBOL.get(code, char) if in_symbols and code < 0x100 else char


def _symbol(code: str, font: str) -> str:
    try:
        number = int(code, 16)
    except ValueError:
        return _UNKNOWN
    if font.lower() == "symbol":
        return _plain(chr(0xF000 + number % 0x1000) if number % 0x1000 < 0x100 else _UNKNOWN, True)
    # Other fonts of signs (arrows, boxes, ticks) have no letters that could be mistaken.
    return _UNKNOWN if 0xF000 <= number <= 0xF0FF or number > 0x10FFFF else chr(number)


def _is_on(marks: Any, name: str) -> bool:
    found = first(marks, name) if marks is not None else None
    return found is not None and attribute(found, "val").lower() not in _OFF
