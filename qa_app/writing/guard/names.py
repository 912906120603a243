"""Rule "name": no trial, author, society or place that the quotes and their records lack (pure)."""

import re
from collections.abc import Iterator

from ingest.analyse import analyse
from qa_app.writing.guard.statement import Statement

_NAME = re.compile(r"(?<![A-Za-z])[A-Z][\w'’]*(?:[-/][\w'’]+)*|\b[a-z]{2,}[A-Z]\w*")
# Names that anyone may call what the quotes call otherwise; and capitals that name nothing.
_COMMON = frozenset(
    "I II III IV V UK US USA EU P N CI SD SE RR OR HR MD SMD WMD VAS NRS ICU ED IM SC PO BP HR"
    " ECG MRI CT GP FDA RCT RCTs NSAID NSAIDs WMD NNT NNH GRADE Hg AUC IQR ITT PCA PACU AMPA NMDA"
    " British American European"
    " English January February March April May June July August September October November"
    " December Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
)
_TAIL = re.compile(r"(?:['’]s|-\d+|(?:-[a-z]+)+)\Z")
_AS_A_NAME = re.compile(
    r"\s+(?:[A-Z][a-z]+|et al|and colleagues|(?:found|reports?|reported|showed|concluded?|argues?"
    r"|notes|noted|describes?|described)\b)|['’]s\s+\d{4}"
)
_ANYONE = frozenset(
    "it this that these those they he she we researchers authors investigators reviewers evidence"
    " studies trials reviews data results patients children adults people ketamine the a an one"
    " in of at for on with after during among over when where if".split()
)
_OTHERS = re.compile(r"\b([A-Z][\w'’-]+)(?: and [A-Z][\w'’-]+| and colleagues|,? et al)")


def faults_of_names(claim: Statement, quotes: Statement, record: str) -> Iterator[str]:
    """`record`: title, authors, journal and year of the sources cited, which may be named."""
    known = _forms(f"{quotes.text} {record}")
    text = claim.text
    cited = {found.start() for found in _OTHERS.finditer(text)}
    for found in _NAME.finditer(text):
        begins = not text[: found.start()].rstrip() or bool(
            re.search(r"[.?!:]\s*\Z", text[: found.start()])
        )
        word = _TAIL.sub("", found[0])
        if (
            len(word) < 2
            or word in _COMMON
            or any(one.start <= found.start() < one.end for one in claim.quantities)
        ):
            continue
        if begins and found.start() not in cited and not _looks_made_up(word, text, found.end()):
            continue
        if any(
            one.start <= found.start() and found.start() + len(word) <= one.end
            for one in claim.mentions
        ):
            continue  # the rules of terms see to it
        if not _is_known(word, known, f"{quotes.text} {record}"):
            yield f"name: {word} is not in the quote or its record"
            return


def _looks_made_up(word: str, text: str, end: int) -> bool:
    """At the start of a sentence a capital says little; an acronym or a second one says more."""
    if len(re.findall(r"[A-Z]", word)) >= 2:
        return True
    if word.lower() in _ANYONE:
        return False
    return _AS_A_NAME.match(text, end) is not None


def _forms(text: str) -> set[str]:
    forms = set()
    for word in re.findall(r"[\w'’-]+", text):
        plain = word.lower().removesuffix("'s").removesuffix("’s")
        forms.add(plain)
        forms.update(plain.split("-"))
        forms.update(analyse(plain)[:1])
    return forms


def _is_known(word: str, known: set[str], text: str) -> bool:
    plain = word.lower()
    if word.isupper() and len(word) >= 3:
        # "The SICKLE trial" is not in a quote on sickle cell pain.
        return re.search(rf"\b{re.escape(word)}\b", text) is not None or _abbreviates(plain, text)
    if plain in known or set(analyse(plain)[:1]) & known:
        return True
    parts = plain.split("-")
    named = [part for part, one in zip(word.split("-"), parts, strict=True) if one != part]
    return len(parts) > 1 and all(
        one in _COMMON or one.lower() in known or one.isdigit() for one in named
    )


def _abbreviates(letters: str, text: str) -> bool:
    """
    >>> _abbreviates("asa", "the American Society of Anesthesiologists")
    True
    """
    capitals = "".join(word[0].lower() for word in re.findall(r"\b[A-Z][a-z]+", text))
    return letters in capitals
