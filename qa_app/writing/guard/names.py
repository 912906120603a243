"""Rule "name": no trial, author, society or place that the quotes and their records lack (pure)."""

import re
from collections.abc import Iterator

from ingest.analyse import analyse
from qa_app.finding.english import is_english
from qa_app.writing.guard.statement import Statement

_NAME = re.compile(r"(?<![A-Za-z])[A-Z][\w'’]*(?:[-/][\w'’]+)*|\b[a-z]{2,}[A-Z]\w*")
# Names that anyone may call what the quotes call otherwise; and capitals that name nothing.
_COMMON = frozenset(
    "I II III IV V P N CI SD SE RR OR HR MD SMD WMD VAS NRS ICU ED IM SC PO BP HR"
    " ECG MRI CT GP RCT RCTs NSAID NSAIDs WMD NNT NNH GRADE Hg AUC IQR ITT PCA PACU AMPA NMDA"
    " January February March April May June July August September October November"
    " December Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
)
# One place or its people, however called.
_PLACES = (
    "us usa u.s america american americans states fda dea",
    "uk u.k britain british kingdom england english nhs nice scotland scottish wales welsh",
    "eu europe european europeans",
    "china chinese; sweden swedish; germany german; france french; spain spanish; italy italian",
    "denmark danish; norway norwegian; finland finnish; netherlands dutch; belgium belgian",
    "switzerland swiss; austria austrian; poland polish; portugal portuguese; greece greek",
    "turkey turkish türkiye; iran iranian; iraq iraqi; israel israeli; egypt egyptian",
    "india indian; pakistan pakistani; japan japanese; korea korean; thailand thai",
    "taiwan taiwanese; singapore singaporean; nepal nepalese nepali; vietnam vietnamese",
    "australia australian; canada canadian; brazil brazilian; mexico mexican; russia russian",
    "uganda ugandan kampala; nigeria nigerian; kenya kenyan; ireland irish; saudi arabia arabian",
)
_PLACE_OF = {
    word: place
    for line in _PLACES
    for place in (frozenset(one.split()) for one in line.split(";"))
    for word in place
}
_TAIL = re.compile(r"(?:['’]s|-\d+|(?:-[a-z]+)+)\Z")
_AS_A_NAME = re.compile(
    r"\s+(?:[A-Z][a-z]+|et al|(?:and|&) (?:(?:his|her|their) )?(?:colleagues|co-?workers"
    r"|co-?authors"
    r"|associates|others|team|collaborators)|(?:found|finds?|reports?|reported|show(?:s|ed)?"
    r"|conclude[sd]?|argue[sd]?|note[sd]?|describe[sd]?|observe[sd]?|writes?|wrote|claim(?:s|ed)?"
    r"|state[sd]?|suggest(?:s|ed)?|demonstrate[sd]?|establishe[sd]|published|recruited|enrolled"
    r"|randomi[sz]ed|tested|recorded|measured|recommend(?:s|ed)?|advise[sd]?|endorse[sd]?|says?|said"
    r"|propose[sd]?|confirm(?:s|ed)?|reviewe[sd]|pooled)\b)|['’]s\s+(?:\d{4}|\w+ (?:trial|study"
    r"|review|group|team|meta-analysis)|trial|study|review|group|team|meta-analysis|colleagues)"
)
_ANYONE = frozenset(
    "it this that these those they he she we researchers authors investigators reviewers evidence"
    " studies trials reviews data results patients children adults people ketamine the a an one"
    " in of at for on with after during among over when where if".split()
)
_OTHERS = re.compile(
    r"\b([A-Z][\w'’-]+)(?: (?:and|&) [A-Z][\w'’-]+|,? et al|'s (?:team|group|trial|study)"
    r"| (?:and|&) (?:\w+ )?(?:colleagues|co-?workers|co-?authors|associates|others|team)\b)"
)


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
        if not _is_shouted(word, claim) and any(
            one.start <= found.start() and found.start() + len(word) <= one.end
            for one in claim.mentions
        ):
            continue  # the rules of terms see to it
        if not _is_known(word, known, f"{quotes.text} {record}") or _is_the_next(found[0], known):
            yield f"name: {word} is not in the quote or its record"
            return


def _looks_made_up(word: str, text: str, end: int) -> bool:
    """At the start of a sentence a capital says little; an acronym or a second one says more."""
    if len(re.findall(r"[A-Z]", word)) >= 2:
        return True
    if word.lower() in _ANYONE:
        return False
    if not is_english(word.lower().removesuffix("'s").replace("-", "")) and not _is_made_of_words(
        word
    ):
        return True
    return _AS_A_NAME.match(text, end) is not None


def _is_made_of_words(word: str) -> bool:
    return "-" in word and all(is_english(one) or len(one) < 3 for one in word.lower().split("-"))


def _is_shouted(word: str, claim: Statement) -> bool:
    """A trial called PARAMEDIC is no paramedic."""
    return word.isupper() and len(word) > 3 and claim.names_any(word.lower())


def _is_the_next(written: str, known: set[str]) -> bool:
    """PRIME-2 is another trial than PRIME."""
    number = re.search(r"-\d+\Z", written)
    return number is not None and written.isupper() and written.lower() not in known


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
    if plain in _PLACE_OF and _PLACE_OF[plain] & known:
        return True
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
