"""Where a text's sentences begin and end, by rules that know how medicine is written."""

import re

from ingest.lines import continues, looks_wrapped, wrap_width

# After these a sentence never ends.
_NEVER = frozenset(
    "e.g i.e eg ie vs v cf viz approx ca dr prof mr mrs ms messrs st mt lt col gen sgt capt rev hon"
    " hosp mgmt comm dept univ assoc inst natl intl bros incl resp esp aka al., pres gov sen rep"
    " dia"
    " ref refs suppl".split()
)
# After these it never ends before a number (Fig. 2, No. 5, Nov. 1847, wk. 3) …
_BEFORE_NUMBER = frozenset(
    "fig figs tab tabs eq eqs no nos vol vols p pp sect sec ch chap art reg para s r n q c d vers"
    " ver v"
    " app ex wk wks jan feb mar apr jun jul aug sep sept oct nov dec grp pt pts bd ed eds lot cat"
    " nr"
    " min max et al".split()
)
# … and after these only before a word that often begins one.
_RARELY = frozenset(
    "jr sr inc ltd corp co ph.d m.d ph.d b.sc m.sc d.o u.s u.k e.u u.n u.s.a d.c".split()
)
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]\Z")
_OPENERS = frozenset(
    "the a an in on at of for from to with by as if it its he she we they you i this that these"
    " those"
    " there here our their his her all both most many some no not none each every but and or so yet"
    " however thus hence therefore although though while when where after before during since"
    " because between among only other such then today patients ketamine further"
    " moreover overall finally conversely similarly one two three four five six seven eight nine"
    " ten"
    " pain results methods conclusion conclusions background objective objectives".split()
)
_LABELLED = frozenset(
    "vitamin hepatitis group groups type types grade class arm phase level panel cohort figure"
    " table"
    " appendix category stage schedule part section form factor protein kinase treatment patient"
    " box"
    " drug site step point scale score version than and or".split()
)
_LABEL_ONLY = re.compile(
    r"(?:(?:recommendation|statement|table|tab|figure|fig|section|question|step|key point|box"
    r"|appendix"
    r"|chapter|part|rule|note|supplementary table|supplementary figure|guideline|algorithm"
    r"|principle)s?"
    r"\.?\s+)?[(\[]?(?:\d{1,3}(?:\.\d{1,3})*|[A-Za-z]|[ivxIVX]{1,5}|[A-Z]?\d{1,2})[)\]]?\.?\Z",
    re.IGNORECASE,
)
_STOP = re.compile(
    r"""
    (?P<mark>[.!?…]+|[。！？])
    (?P<close>["'”’»)\]]*)
    (?P<cite>(?:\s?\[\d[\d,;–\s-]*\]|(?<=[^\W\d_].)\d{1,3}(?:[,–-]\d{1,3})*(?=\s+\S)
       |(?<=[)\]”%].)\d{1,3}(?:[,–-]\d{1,3})*(?=\s+[A-Z])|[⁰¹²³⁴⁵⁶⁷⁸⁹][⁰¹²³⁴⁵⁶⁷⁸⁹⁻,–]*(?=\s|\Z))+)?
    (?P<space>\s*)
    """,
    re.VERBOSE,
)
_START = re.compile(
    r"[\"“‘'«(\[]*(?:[A-ZÀ-ÖØ-Þ0-9α-ωΑ-Ωµ≥≤<>~±•©+−-]|[a-z]{1,3}[A-Z0-9]|[a-z]-[A-Z]|[a-z]{2,5}-?\d"
    r"|[^\x00-\u024f])"
)
_WORD = re.compile(r"[^\W\d_]+")
_GLUED_BEFORE = re.compile(r"(?:[^\W\d_]{2,}|[)\]%”])\Z")
_GLUED_AFTER = re.compile(r"[A-Z][a-z]+[\s,]|[A-Z]\s[a-z]")
_SPACE = re.compile(r"\s*")


def split_sentences(text: str) -> list[tuple[int, int]]:
    """The sentences of `text` as offsets, without the white space about them, in order.

    A line's end parts sentences unless the line was only wrapped.

    >>> text = "Dose: 0.35 mg/kg i.v. per hour. It was not exceeded.[3] Why?"
    >>> [text[start:end] for start, end in split_sentences(text)]
    ['Dose: 0.35 mg/kg i.v. per hour.', 'It was not exceeded.[3]', 'Why?']
    """
    found: list[tuple[int, int]] = []
    for start, end in _paragraphs(text):
        found.extend(split_paragraph(text, start, end))
    return found


def _paragraphs(text: str) -> list[tuple[int, int]]:
    """Runs of lines that belong together."""
    if "\n" not in text:
        return [(0, len(text))]
    spans: list[tuple[int, int]] = []
    lines: list[str] = []
    at = 0
    for line in text.split("\n"):
        lines.append(line.strip())
        spans.append((at, at + len(line)))
        at += len(line) + 1
    width = wrap_width(lines)
    wrapped = looks_wrapped(lines)
    joined = [spans[0]]
    for index in range(1, len(lines)):
        before, line = lines[index - 1], lines[index]
        if before and line and continues(before, line, width=width, wrapped=wrapped):
            joined[-1] = (joined[-1][0], spans[index][1])
        else:
            joined.append(spans[index])
    return joined


def split_paragraph(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The sentences between `start` and `end`, line ends counting as spaces."""
    found: list[tuple[int, int]] = []
    start = _skip_space(text, start, end)
    for stop in _STOP.finditer(text, start, end):
        after = stop.end()
        if after >= end or stop.start() < start:
            continue
        if _ends_here(text, start, stop, after, end):
            found.append((start, stop.start("space")))
            start = after
    if start < end and (last := text[start:end].rstrip()):
        found.append((start, start + len(last)))
    return found


def _skip_space(text: str, start: int, end: int) -> int:
    found = _SPACE.match(text, start, end)
    return found.end() if found else start


def _ends_here(text: str, start: int, stop: re.Match[str], after: int, end: int) -> bool:
    mark, closers, space = stop["mark"], stop["close"], stop["space"]
    if mark in "。！？":
        return True
    said = text[start : stop.start()]
    if not any(char.isalnum() for char in said):
        return False  # a sentence has a word before its stop
    if not space:
        return _is_glued(text, said, stop, after, end)
    if _START.match(text, after, end) is None:
        return False
    if _in_brackets(text, start, stop.end("close"), after, end):
        return False
    if mark != ".":
        return mark != "…" or not _starts_small(text, after, end)
    if _LABEL_ONLY.match(said.strip()):
        return False
    return bool(closers) or bool(stop["cite"]) or not _is_abbreviation(text, said, after, end)


def _is_glued(text: str, said: str, stop: re.Match[str], after: int, end: int) -> bool:
    """The space after a stop was lost: pain.Ketamine. Never within an address."""
    if stop["mark"] not in (".", "?", "!") or stop["cite"]:
        return False
    word = said.rsplit(maxsplit=1)[-1] if said.strip() else ""
    if any(mark in word for mark in "/@") or word.lower().startswith("www") or "." in word:
        return False
    if not _GLUED_BEFORE.search(said + stop["close"]) or word.lower() in _NEVER:
        return False
    return _GLUED_AFTER.match(text, after, end) is not None


def _starts_small(text: str, after: int, end: int) -> bool:
    word = _WORD.search(text, after, end)
    return word is not None and word[0][0].islower()


def _in_brackets(text: str, start: int, stop: int, after: int, end: int) -> bool:
    """Within a bracket that was opened in this sentence and is closed not far ahead."""
    said = text[start:stop]
    for opening, closing in ("()", "[]"):
        if said.count(opening) > said.count(closing):
            ahead = text[after : min(end, after + 250)]
            closes, opens = ahead.find(closing), ahead.find(opening)
            if closes >= 0 and (opens < 0 or closes < opens):
                return True
    return False


def _is_abbreviation(text: str, said: str, after: int, end: int) -> bool:
    """Whether the stop after `said` belongs to its last word rather than to the sentence."""
    token = said.rsplit(maxsplit=1)[-1]
    for opener in '([/—–“‘"':
        token = token.rpartition(opener)[2]
    word = token.lower()
    if word in _NEVER:
        return True
    following = _WORD.search(text, after, end)
    next_char = text[_past_quotes(text, after, end)]
    next_word = following[0] if following else ""
    if next_char.isdigit() or next_char in "([":
        return word in _BEFORE_NUMBER or word in _RARELY or _DOTTED.match(token) is not None
    opens = next_word.lower() in _OPENERS
    if word in _RARELY or (_DOTTED.match(token) and token[0].isupper()):
        return not opens
    if _DOTTED.match(token) or word == "al":  # i.v. The, but i.v. S(+)-ketamine
        return not (opens or (len(next_word) > 2 and next_word[1:].islower()))
    if len(token) == 1 and token.isalpha() and token.isupper():
        before = said[: -len(token)].split()
        return not (opens or (bool(before) and before[-1].lower().strip("(") in _LABELLED))
    return False


def _past_quotes(text: str, at: int, end: int) -> int:
    while at < end - 1 and text[at] in "\"“‘'«":
        at += 1
    return at
