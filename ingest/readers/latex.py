"""LaTeX in a record's fields as plain words; a command that is not known is never passed over."""

import re

from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db
from pylatexenc.latexwalker import LatexWalkerError

from ingest.readers.written import raised

_PERCENT = re.compile(r"(?<!\\)%")  # a comment in LaTeX; in a list, nearly always a percentage
_MATHS = re.compile(r"(?<!\\)\$([^$]{1,200})(?<!\\)\$")
_MATHS_MARK = re.compile(r"[\\^_{}<>=]")
_RAISED = re.compile(
    r"\\textsuperscript\{([^{}]*)\}|(?<!\\)\^(?:\{([^{}]*)\}|(\w))|\\(?:\^|textasciicircum)\{\}([-−+]?\d+)?"
)
_SUBSCRIPT = re.compile(r"\\textsubscript\{([^{}]*)\}")
_ABOUT = re.compile(r"(?<![^\s(])~(?=\s?\d)")  # "about": no space would follow a space
_TILDE = "\ue001"
_CARET = "\ue000"  # stands for what LaTeX would take for an accent
_LOWERED = re.compile(r"\\textsubscript\{([^{}]*)\}|(?<!\\)_(?:\{([^{}]*)\}|(\w))")


class UnknownLatex(ValueError):
    """A command whose words are not known."""


def _refuse(node: object, **_: object) -> str:
    raise UnknownLatex(f"\\{getattr(node, 'macroname', '')}")


def _context() -> object:
    context = get_default_latex_context_db()
    context.set_unknown_macro_spec(MacroTextSpec("", simplify_repl=_refuse))
    return context


def plain_latex(text: str) -> str:
    r"""
    >>> plain_latex(r"{\'E}t{\'e}: 50\% of 10$^{-3}$ $\mu$g in 20% of {CRPS}")
    'Été: 50% of 10⁻³ μg in 20% of CRPS'
    """
    if not re.search(r"[\\${}~%^]|--|``|''", text):
        return text
    text = _PERCENT.sub(r"\\%", text)
    text = _ABOUT.sub(_TILDE, text)
    text = _MATHS.sub(_maths, text)
    text = _SUBSCRIPT.sub(r"\1", text)
    text = _RAISED.sub(_raise, text)
    walker = LatexNodes2Text(latex_context=_context(), math_mode="text", keep_comments=True)
    try:
        plain = str(walker.latex_to_text(text, tolerant_parsing=False))
    except (LatexWalkerError, RecursionError, IndexError, ValueError) as error:
        if isinstance(error, UnknownLatex):
            raise
        raise UnknownLatex("what cannot be parsed") from error
    return plain.replace(_CARET, "^").replace(_TILDE, "~")


def _maths(found: re.Match[str]) -> str:
    inner = found[1]
    if not _MATHS_MARK.search(inner):
        return rf"\${inner}\$"  # two sums of money
    return f"${_LOWERED.sub(lambda sub: sub[1] or sub[2] or sub[3] or '', inner)}$"


def _raise(found: re.Match[str]) -> str:
    inner = (found[1] or found[2] or found[3] or found[4] or "").replace("\\text", "").strip()
    if found[1] and len(inner) > 1 and inner.isalpha():
        return inner  # 5th
    higher = raised(inner)
    return higher if higher != inner else f"{_CARET}{inner}"
