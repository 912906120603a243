"""Rules "negation", "direction" …: of one thing, no opposite is told of what the quotes say (pure).

contrast.py has the scales that hold wherever they stand; these count only where both words are
said of the same thing.
"""

import re
from collections.abc import Iterator

from ingest.lexicon.directions import find_denials
from qa_app.writing.guard.statement import Statement

# Opposites that count only where both are said of one thing: a trial that excluded children may
# have included adults.
_OPPOSITES: tuple[tuple[str, str, str], ...] = (
    (
        "negation",
        r"exclud(?:ed|es|ing)|left out|barred|shut out|omitted|ineligible|kept out",
        r"includ(?:ed|es|ing)|took in|enrolled|admitted|eligible|covered|accepted",
    ),
    (
        "negation",
        r"fail(?:s|ed|ing)?|missed|unsuccessful(?:ly)?|in vain",
        r"succe\w+|managed to|met|achieved|worked",
    ),
    (
        "negation",
        r"stop(?:s|ped)?|discontinued?|halted|terminated|abandoned|withdrawn",
        r"continued?|completed?|carried on|kept (?:on|up)|went on",
    ),
    ("negation", r"refus(?:es?|ed)|reject(?:s|ed)|opposes?d?", r"approv(?:es?|ed)|endors\w+"),
    ("negation", r"against", r"in favou?r of"),
    (
        "direction",
        r"inhibit\w*|prevent(?:s|ed)?|abolish(?:es|ed)?|block(?:s|ed|ing|ade)?|antagoni[sz]\w*|suppress\w*|depress(?:es|ed)"
        r"|dampen\w*|blunt(?:s|ed)|attenuat\w+|weaken(?:s|ed)",
        r"potentiat\w*|activat\w*|stimulat\w*|excit(?:es|ed)|enhanc\w*|facilitat\w*|agonists?"
        r"|amplif\w+|intensif\w+|strengthen\w*|boost\w*",
    ),
    (
        "direction",
        r"late(?:r|st)?|delayed|slow(?:er|ly|est)?|tardy",
        r"early|earl(?:ier|iest)|immediate(?:ly)?|prompt(?:ly)?|rapid(?:ly)?|fast(?:er|est)?"
        r"|quick(?:ly|er|est)?|at once|soon(?:er|est)?|instant\w*",
    ),
    (
        "certainty",
        r"high|considerable|substantial|wide(?:ly)?|great|large|marked(?:ly)?",
        r"little|low|slight(?:ly)?|narrow|minimal|hardly any|scant",
    ),
    (
        "negation",
        r"only (?:while|during|as long as|until|within)",
        r"(?:well |long |far )?(?:beyond|after)|outlast\w*|outliv\w*|longer than|even (?:when"
        r"|after)",
    ),
    (
        "population",
        r"patients|consumers?|public|families",
        r"clinicians?|doctors?|prescribers?|physicians?|nurses?|staff|paramedics?",
    ),
    ("negation", r"outside|beyond", r"within|inside"),
    ("direction", r"benefit\w*|helpful|advantage\w*", r"harm(?:s|ed|ful)?|damage\w*|detriment\w*"),
    (
        "population",
        r"long|prolonged|extended|lengthy",
        r"brief|short|momentary|fleeting",
    ),
    (
        "negation",
        r"prevent\w*|abolish\w*|block(?:s|ed)|revers(?:es?|ed)|eliminat\w+|remov(?:es?|ed)",
        r"intact|preserv\w+|untouched|spar(?:es?|ed)|unharmed|maintain\w*",
    ),
    (
        "negation",
        r"only|solely|exclusively|nobody but|no one but",
        r"any|anyone|anybody|anywhere|whoever|outside (?:an?|the|of)|without|all",
    ),
    (
        "negation",
        r"resolv(?:es?|ed)|gone|subsid\w+|wore off|cleared|disappear\w+|vanish\w+"
        r"|ceas\w+|abat\w+",
        r"persist\w*|continu\w+|remain\w*|last(?:s|ed)|linger\w*|went on|stayed",
    ),
    (
        "certainty",
        r"call(?:s|ed) for|needed|wanted|urged|lacking|awaited|missing",
        r"reported|done|carried out|published|complet\w+|showed|available|exists?|conducted"
        r"|provided",
    ),
    ("direction", r"positive(?:ly)?", r"negative(?:ly)?|inverse(?:ly)?"),
    (
        "direction",
        r"(?:low|lower|bottom|small) (?:end|part|half|limit)|bottom",
        r"(?:high|higher|upper|top|large) (?:end|part|half|limit)|top",
    ),
    ("direction", r"first", r"last"),
    ("direction", r"highest|most|greatest|largest", r"lowest|least|fewest|smallest"),
    ("direction", r"maximum|maximal|at most|ceiling", r"minimum|minimal|at least|floor"),
    ("direction", r"before|prior to|ahead of|pre-?", r"after|following|post-?"),
    ("direction", r"safe(?:r|ly|st)?|harmless", r"unsafe|dangerous(?:ly)?|harmful|hazardous|toxic"),
    (
        "population",
        r"recreational(?:ly)?|illicit(?:ly)?|street|non-?medical(?:ly)?|misuse[drs]?|abuse[drs]?"
        r"|for fun",
        r"prescri\w+|medical(?:ly)?|therapeutic(?:ally)?|clinical(?:ly)?|supervised|in treatment",
    ),
    (
        "certainty",
        r"plan(?:s|ned)?|aim(?:s|ed)?|intend(?:s|ed)?|to recruit|anticipated|target(?:ed)?|expected"
        r"|estimated|will|due to|scheduled",
        r"enrolled|recruited|had taken part|took part|randomi[sz]ed|completed|included|finished"
        r"|ran|treated|showed|found",
    ),
    (
        "certainty",
        r"var(?:y|ies|ied|iable|iabl[ey]|ying)|depend(?:s|ed|ing)?|differs?|inconsistent(?:ly)?",
        r"every|all|uniform(?:ly)?|across the board|regardless|whatever|always|consistent(?:ly)?"
        r"|constant(?:ly)?",
    ),
    (
        "certainty",
        r"about|around|roughly|approximately|approx|some|nearly|almost|estimated|circa|put at",
        r"exactly|precisely",
    ),
)
# "Less severe" is no word for severe, and "not very good" none for good.
_TAKEN_BACK = re.compile(
    r"\b(?:less|least|no|not|never|fewer|few|without|neither|nor|hardly|rather than|too|how|yet to"
    r"|remains? to|still to)\s+(?:\w+\s+)?\Z",
    re.IGNORECASE,
)
_COMPILED: list[tuple[str, re.Pattern[str], re.Pattern[str]]] = [
    (
        rule,
        re.compile(rf"(?<![\w-])(?:{one})\b", re.I),
        re.compile(rf"(?<![\w-])(?:{other})\b", re.I),
    )
    for rule, one, other in _OPPOSITES
]


def faults_of_opposites(claim: Statement, quotes: Statement) -> Iterator[str]:
    for rule, one, other in _COMPILED:
        for said, opposite in ((one, other), (other, one)):
            if fault := _opposite_of_one_thing(said, opposite, claim, quotes):
                yield f"{rule}: {fault}"
                return


def _opposite_of_one_thing(
    said: "re.Pattern[str]", opposite: "re.Pattern[str]", claim: Statement, quotes: Statement
) -> str:
    """What the claim says of a thing whose opposite alone the quotes say of it."""
    if said.search(quotes.text) or opposite.search(claim.text):
        return ""
    for mine in said.finditer(claim.text):
        for its in opposite.finditer(quotes.text):
            if is_taken_back(mine, claim.text) or is_taken_back(its, quotes.text):
                continue
            if _beside(mine, claim) & _beside(its, quotes):
                return f"{mine[0]!r} where the quote says {its[0]!r}"
    return ""


_REACH = 3  # words on either side that say of what thing a word is said


def _beside(found: "re.Match[str]", statement: Statement) -> set[str]:
    clause = statement.clause_at(found.start())
    before = statement.words_in(clause.start, found.start())[-_REACH:]
    after = statement.words_in(found.end(), clause.end)[:_REACH]
    return {one.stem for one in (*before, *after)}


def is_taken_back(found: "re.Match[str]", text: str) -> bool:
    return _TAKEN_BACK.search(text, 0, found.start()) is not None or any(
        0 <= found.start() - until <= 20 and not re.search(r"[,;:()]", text[until : found.start()])
        for _, until in find_denials(text)
    )
