"""Text → the terms the keyword leg holds (pure): one spelling, one form, numbers whole.

Only the indexed copy is changed; canonical texts never are. A question is analysed by the
same function, so that both sides meet in the same terms.
"""

import re
import threading
import unicodedata
from functools import lru_cache

import snowballstemmer

# A number keeps its decimals, a name its hyphens and slashes: 0.35, s-ketamine, mg/kg.
# Dots stay only in numbers and are dropped from i.v. and e.g.
_WORD = re.compile(r"\d+(?:[.,]\d+)+|(?:[^\W\d_]\.){2,}|[^\W_]+(?:[-'/+][^\W_]+)*")
_PART = re.compile(r"[-/'+]")
# Raised figures are citations or powers, and never belong to the number or unit before them:
# "0.35 mg/kg¹²" says mg/kg. A square or cubic metre keeps its own.
_CITED = re.compile(r"(?<![mM])[⁰¹²³⁴⁵⁶⁷⁸⁹]+(?:[⁻,–]+[⁰¹²³⁴⁵⁶⁷⁸⁹]+)*")

STOP_WORDS = frozenset(
    """a an and are as at be been being but by can could did do does for from had has have he
    her his how i if in into is it its me my of on or our she should so some such than that the
    their them then there these they this those to us was we were what when where which while
    who whom whose why will with would you your""".split()
)

# British → American where the two differ by a rule; applied to terms, never shown.
_SPELLINGS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), plain)
    for pattern, plain in (
        (r"aemi", "emi"),
        (r"aesth", "esth"),
        (r"anaem", "anem"),
        (r"haem", "hem"),
        (r"paed", "ped"),
        (r"oedem", "edem"),
        (r"oesoph", "esoph"),
        (r"oestr", "estr"),
        (r"foet", "fet"),
        (r"diarrhoe", "diarrhe"),
        (r"apnoe", "apne"),
        (r"dyspnoe", "dyspne"),
        (r"gynaec", "gynec"),
        (r"orthopaed", "orthoped"),
        (r"leuc", "leuk"),
        (r"tumour", "tumor"),
        (r"behaviour", "behavior"),
        (r"colour", "color"),
        (r"labour", "labor"),
        (r"favour", "favor"),
        (r"odour", "odor"),
        (r"humour", "humor"),
        (r"vapour", "vapor"),
        (r"centre", "center"),
        (r"litre", "liter"),
        (r"metre", "meter"),
        (r"fibre", "fiber"),
        (r"programme", "program"),
        (r"sulph", "sulf"),
        (r"(?<=[a-z]{3})yse(?=[sdr]?$)", "yze"),
        (r"(?<=[a-z]{3})ysing$", "yzing"),
        (r"(?<=[a-z]{3})is(?=(?:e|ed|es|er|ers|ing|ation|ations|ational)$)", "iz"),
    )
)

# It keeps the word it is at: two threads at once gave wrong stems, or an IndexError.
_stemmer = snowballstemmer.stemmer("english")
_stemming = threading.Lock()


def words(text: str) -> list[str]:
    """The words of a text in one form of each character, lower case, in order."""
    plain = unicodedata.normalize("NFKC", _CITED.sub(" ", text)).replace("μ", "u").replace("µ", "u")
    # S(+)-ketamine, S-(+)-ketamine and (S)-ketamine are S-ketamine.
    plain = re.sub(r"\(?\b([RS])\)?-?\(?[+±−–-]?\)?-(?=[A-Za-z])", r"\1-", plain)
    plain = plain.replace("‐", "-").replace("‑", "-").replace("’", "'")
    return [_unglue(word) for word in _WORD.findall(plain.lower())]


def analyse(text: str) -> list[str]:
    """The terms of a text, in order, stop words left out.

    >>> analyse("S(+)-ketamine at 0.35 mg/kg in paediatric anaesthesia")
    ['s-ketamin', 'ketamin', '0.35', 'mg/kg', 'pediatr', 'anesthesia']
    """
    return [term for word in words(text) for term in _terms_of(word)]


@lru_cache(maxsize=200_000)
def _terms_of(word: str) -> tuple[str, ...]:
    if word in STOP_WORDS:
        return ()
    whole = _fold(word)
    if not _PART.search(word) or word.replace("/", "").isdigit():
        return (whole,)
    if "/" in word and all(len(part) <= 4 for part in word.split("/")):
        return (whole,)  # a unit: mg/kg
    parts = tuple(
        _fold(part)
        for part in _PART.split(word)
        if len(part) > 1 and part not in STOP_WORDS and part != "s"
    )
    return (whole, *parts)


def _fold(word: str) -> str:
    for pattern, plain in _SPELLINGS:
        word = pattern.sub(plain, word)
    if not word.isascii():
        return word
    with _stemming:
        return str(_stemmer.stemWord(word))


def _unglue(word: str) -> str:
    if word.endswith("."):
        return word.replace(".", "")
    return word.removesuffix("'s")
