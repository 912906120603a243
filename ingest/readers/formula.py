"""A formula (MathML or a word processor's) as one line of words: 10⁻³, never 10-3."""

from typing import Any

from ingest.readers.written import folded, lowered_after, raised

_UNSEEN = frozenset(
    "annotation annotation-xml sSubPr sSupPr sSubSupPr fPr rPr ctrlPr oMathParaPr".split()
)
_DEEPEST = 50


def formula_words(element: Any, depth: int = 0) -> str:
    """What a formula says; a power without raised digits is written with ^, a fraction with /."""
    name = local_name(element)
    if not name or name in _UNSEEN:
        return ""
    if depth > _DEEPEST:
        return "[formula]"
    parts = [each for each in element if isinstance(each.tag, str)]
    words = [formula_words(each, depth + 1) for each in parts]
    match name, len(words):
        case (("msup" | "sSup"), 2):
            return words[0] + _power(words[1])
        case (("msub" | "sSub"), 2):
            return words[0] + lowered_after(words[1], words[0])
        case (("msubsup" | "sSubSup"), 3):
            return words[0] + lowered_after(words[1], words[0]) + _power(words[2])
        case (("mfrac" | "f"), 2):
            return f"{_grouped(words[0])}/{_grouped(words[1])}"
        case "msqrt", _:
            return f"√{_grouped(''.join(words))}"
        case ("mfenced", _) | ("d", _):
            return f"({', '.join(word for word in words if word)})"
        case _:
            own = [element.text or ""]
            for each, said in zip(parts, words, strict=True):
                own += [said, each.tail or ""]
            return folded("".join(own))


def local_name(element: Any) -> str:
    """An element's name without its namespace; empty for a comment or an instruction."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _power(words: str) -> str:
    higher = raised(words)
    return higher if higher != words or not words else f"^{_grouped(words)}"


def _grouped(words: str) -> str:
    return words if words.replace(".", "").isalnum() else f"({words})"
