"""What a page says of its own publication: names, addresses, dates, numbers, running heads."""

import re

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_YEAR = r"(?:19|20)\d\d"
_WEEKDAY = r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?"


def _any_of(*rules: str) -> re.Pattern[str]:
    return re.compile("|".join(rules), re.IGNORECASE)


_NUMBERS = _any_of(
    # what runs over a page, how long ago it was put up
    r"^[A-Z][\w’'-]+ et al\.?$|^(?:posted |updated )?\d+ (?:seconds?|minutes?|hours?|days?|weeks?"
    r"|months?|years?) ago$|^\d?\d:\d\d / \d?\d:\d\d$",
    # identifiers, volumes, page numbers, telephones
    r"^(?:(?:PMID|PMCID|PMC|DOI|E?-?ISSN|ISBN|Epub|Article (?:ID|number)|Manuscript ID)\b[\s:#]*"
    r"[\w./()-]*[;,.\s]*){1,6}$",
    r"^https?://\S+$|^10\.\d{4,9}/\S+$",
    r"^(?:vol(?:ume)?|issue|no)\b\.? ?\d+\b.{0,60}$|^pp?\. ?\d+[–-]\d+$",
    r"^\W*(?:page|seite|p\.) ?\d{1,4}(?: ?(?:of|/) ?\d{1,4})?\W*$",
    r"^\W*(?:(?:tel|telephone|phone|fax|call|switchboard)\b[.: ]*)?"
    r"(?:\+\d|\(\d{3,5}\)|0\d{2,5}|1?[ -]?\d{3}[ .-]\d{3}[ .-])[\d ()-]{3,16}$",
    rf"^[\w.&’' :-]{{3,80}}[·•|] ?(?:{_MONTH} )?(?:\d{{1,2}},? )?{_YEAR}\W*$",
    rf"^(?:opening hours|hours)?\W*{_WEEKDAY} ?(?:[-–&]|to|and) ?{_WEEKDAY}\b.{{0,40}}\d",
)
_POSTAL = re.compile(
    r"^\d{1,5}[A-Z]? (?:[A-Z][\w.’'-]* ){1,5}(?:St|Street|Ave|Avenue|Rd|Road|Blvd|Boulevard|Suite"
    r"|Drive"
    r"|Lane|Way|Square|Place|Court)\b[^!?]{0,60}$|^(?:P\.? ?O\.? Box|Suite|Unit|Floor) \w+.{0,60}$"
)
# What a forum sets beside a post, and a post's own heading.
_MEMBER = _any_of(
    r"^(?:joined|member since|registered|posts|messages|threads|reputation|rank|reaction score"
    r"|points"
    r"|likes(?: received)?|location|re|last edited|last post|edited by|quote from|posted by"
    r"|\w{2,20} (?:wrote|said|says|replied|posted))\s*:.{0,60}$",
    r"^(?:joined|member since|registered|last edited|posted by|edited by) .{0,60}\d.{0,20}$",
    r"^(?:moderator|administrator|admin|(?:new|junior|senior|full|active|regular|registered) "
    r"(?:member|user|poster)|guest|online|offline|member|newbie)$",
    rf"^#\d{{1,4}}$|^.{{0,30}}\b{_YEAR},? (?:at )?\d{{1,2}}[:.]\d\d(?: ?[ap]\.?m\.?)?$",
    r"^\d+ (?:posts?|likes?|views?|shares?|upvotes?|members?|users?|guests?)(?:$|[ ,·|].{0,40}$)",
    r"^users? (?:browsing|viewing|online)\b.{0,60}$|^(?:likes?|thanks) ?\(\d+\)$",
)
_PAGER = _any_of(r"^(?:[\W\d]|next|prev(?:ious)?|first|last|page|of)+$")
_DATE = _any_of(
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)? )?{_MONTH}(?: \d{{1,2}}(?:st|nd|rd|th)?)?,? {_YEAR}",
    rf"\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{2,4}}|\b{_YEAR}-\d\d-\d\d\b",
)
_BARE_YEAR = re.compile(rf"\b{_YEAR}\b")
_DATED = _any_of(
    r"^(?:(?:first|last|date|medically|page last|content) )?(?:posted|published|updated|reviewed"
    r"|modified|revised|received|accepted|submitted|created|retrieved|accessed|printed|review due"
    r"|next review(?: due)?|review date|current as of|epub|issued|effective|date)"
    r"(?: (?:on|by|in|online|date))?\b[\s:]*"
)
_READING_TIME = _any_of(
    r"\b\d+ ?[- ]?min(?:ute)?s?\b.{0,3}(?:read|reading)\b|\breading time\b|^views?:? [\d,]+$"
)
_BYLINE = re.compile(
    r"^(?i:by|written by|posted by|authors?|reviewed by|medically reviewed by|edited by|words by"
    r"|owner"
    r"|photo(?:graph)? by|reviewer|fact[ -]checked by|story by|(?:handling "
    r"|academic )?editor)\b:?\s+"
    r"(?:the )?[A-ZÀ-Þ][\w.’'-]*(?: [A-ZÀ-Þ(][\w.,’')-]*| (?:and|&|de|van|von|der|la)(?= )){0,14}"
    r"(?:\s*[|·•–—,].{0,80})?$"
)
_FILED = _any_of(
    r"^(?:tags?|tagged|filed (?:under|in)|posted in|categor(?:y|ies)|topics?|labels|index terms"
    r"|mesh terms"
    r"|key ?words?(?: and phrases)?|regulated product\(s\)|document type|article type|cite as"
    r"|how to cite|citation|doi|bleep|ext(?:ension)?|tel(?:ephone)?|fax|e-?mail|phone|website"
    r"|(?:leaflet|document|reference|version|print|publication) (?:no|number|code|ref|id)\.?"
    r"|(?:image|photo|picture|illustration)s?(?: (?:source|credits?|courtesy))?|credit)\s*[:：]"
    r"|^(?:photo|image|picture)s? (?:by|courtesy of|credit) [A-Z].{0,60}$"
)
_CORRESPONDENCE = _any_of(
    r"\b(?:address(?:ed)? (?:all )?(?:correspondence|reprint)|correspondence|reprints?)\b"
    r".{0,60}(?:\b(?:to|author|requests?)\b|:)",
    r"^\W?correspond(?:ing|ence)\b|^(?:contact|e-?mail(?: address)?)\b.{0,60}[\w.+-]+@[\w-]+\.\w",
    r"^\S*[\w.+-]+@[\w-]+\.[\w.]+$",
)
_E_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+\.[\w.]+\w")
_PLACE = _any_of(
    r"\b(?:departments?|dept|divisions?|schools?|faculty|institutes?|institut|hospitals?"
    r"|universit\w+"
    r"|colleges?|cent(?:er|re)s?|clinics?|laborator(?:y|ies)|units?|academy|foundation|section"
    r"|h[ôo]pital|klinik\w*|trust|ministry)\b"
)
_VERB = _any_of(
    r"\b(?:is|are|was|were|be|been|has|had|have|(?-i:may)|can|could|will|would|should|did|do|does"
    r"|took"
    r"|takes?"
    r"|gave|given|found|showed|shows|used|uses|treated|compared|reported|reports|recommend\w*"
    r"|offers?"
    r"|provid\w+|studied|enrolled|conducted|performed|included|recruited|occurs?|increases?"
    r"|reduces?)\b"
)
_MEASURE = _any_of(r"\d\s*(?:mg|µg|mcg|ml|kg|%|h\b|min\b)")
_DEGREES = re.compile(
    r"\b(?:MD|M\.D\.|PhD|Ph\.D\.|MBBS|MBChB|MSc|MPH|BSc|DO|RN|FRCA|FANZCA|DSc|MS|MA|BA|PharmD|MHS"
    r"|JD"
    r"|DPhil|MRCP|FRCP|NP|CRNA)\b\.?"
)
_FOOTMARKS = re.compile(
    r"(?<=[^\W\d_])[\d,*†‡§¶#]+(?=\W|$)|(?<=\s)(?:\d{1,2}|[a-e])(?=[\s,;]|$)|[*†‡§¶#⁰¹²³⁴⁵⁶⁷⁸⁹]+"
)
_AUTHORS = _any_of(r"^\W*(?:authors?\b:?|by\b)?\s*")
_NAME = re.compile(
    r"(?:[A-ZÀ-Þ](?:\.|[\w’'-]*\w)\.?\s+|(?:de|da|del|di|du|van|von|der|den|la|le|el|al|bin"
    r"|ten)\s+){1,4}"
    r"[A-ZÀ-Þ][\w’'-]*\w\.?|[A-ZÀ-Þ][\w’'-]+ [A-Z]{1,3}"
)
_NO_NAME = frozenset(
    "pain ketamine acute chronic opioid trial study results methods side effects treatment therapy"
    " depression dose doses infusion infusions surgery patients nausea syndrome disease disorder"
    " cancer"
    " regional complex low high".split()
)
_WEB = _any_of(
    r"\b(?:www\.|https?://)\S+|\b[\w-]+\.(?:com|org|net|gov|edu|info|example|co\.uk|ac\.uk"
    r"|org\.uk)\b"
)
_CITATION = re.compile(
    rf"\b{_YEAR}(?: ?[A-Z][a-z]{{2,8}}\.?(?:[ -]\d{{1,2}}|[ -][A-Z][a-z]{{2}})?)?[;:,] ?[A-Z]?\d+"
    r" ?(?:\(\w+(?:[ -]\w+){0,3}\))? ?[:,;] ?(?:pp?\.? ?)?[A-Za-z]?\d+"
    r"|\b\d{1,4} ?\(\d{1,3}\) ?[:,] ?(?:pp?\.? ?)?[A-Za-z]?\d+[–-]\d+"
)
_MARK = re.compile(r"^(?:\[\d{1,3}\]|\(?\d{1,3}[.)])\s*")
_INITIALS = r"[A-ZÀ-Þ][\w’'-]+,? (?:[A-Z]\.?[ -]?){1,3}"
_REFERENCE_AUTHORS = re.compile(
    rf"^(?:{_INITIALS}(?:[,;&:.]|\s+(?:and|et al)|$)|[A-ZÀ-Þ][\w’'-]+ et al\b)"
)
_REFERENCE_TAIL = re.compile(
    rf"\bet al\.?,? ?\(?{_YEAR}\)?\.?$|\({_YEAR}[a-z]?\)\.|\b{_YEAR}[a-z]?\.?$|doi\.org/"
    rf"|\bdoi: ?10\."
    r"|\bAvailable (?:from|at)\b|\b(?:Crossref|Google Scholar)\b"
)


def is_imprint(line: str) -> bool:
    """Whether a whole line says only who, where, when or under what number it was published.

    >>> is_imprint("Pain Res Manag. 2023 Jan 1; 2023: 19289"), is_imprint("Page 3 of 10")
    (True, True)
    """
    line = line.lstrip("•*>·–- ")
    if not line or len(line) > 1200:
        return False
    short = len(line) <= 250 and (
        _NUMBERS.search(line) is not None
        or _MEMBER.search(line) is not None
        or _POSTAL.match(line) is not None
        or _is_pager(line)
        or is_byline(line)
        or _is_web_line(line)
    )
    return (
        short
        or _FILED.match(line) is not None
        or _is_correspondence(line)
        or is_affiliation(line)
        or _is_bibliographic(line)
    )


def is_byline(line: str) -> bool:
    """Who wrote it and when: "By Jo Field", "Posted on 14 February 2018", "6 min read"."""
    words = len(line.split())
    if words > 30:
        return False
    if (_BYLINE.match(line) and words <= 24) or (_READING_TIME.search(line) and words <= 16):
        return True
    dated = _DATE.search(line)
    if (start := _DATED.match(line)) and (dated or _BARE_YEAR.search(line)):
        return _VERB.search(line, start.end()) is None
    return dated is not None and len(dated[0]) * 2 >= len(line) and not _VERB.search(line)


def is_affiliation(line: str) -> bool:
    """An address: a place's name early on, short parts between commas, large letters, no verb.

    >>> is_affiliation("2 Centre for Pain Studies, Northgate College, London, UK.")
    True
    """
    parts = line.split(",")
    if len(parts) < 2 or _VERB.search(line) or _MEASURE.search(line) or ", and " in line:
        return False
    placed = [at for at, part in enumerate(parts) if _PLACE.search(part)]
    if not placed or placed[0] > 3 or len(parts[placed[0]].split()) > 12:
        return False
    words = re.findall(r"[^\W\d_][\w’'-]*", line)
    if len(words) > 8 * len(parts) or (len(parts) == 2 and len(parts[1].split()) > 6):
        return False
    long = [word for word in words if len(word) > 3]
    return bool(long) and sum(word[0].isupper() for word in long) >= 0.75 * len(long)


def is_author_list(line: str) -> bool:
    """Two or more names and nothing else; degrees and footnote marks aside.

    >>> is_author_list("Anna Lindqvist 1 2, Peter J. Oduya 1, Mei-Ling Tan 3")
    True
    """
    if len(line) > 1500:
        return False
    bare = _FOOTMARKS.sub("", _DEGREES.sub("", _AUTHORS.sub("", line))).strip(" .;,")
    parts = [part.strip() for part in re.split(r"[,;]|\band\b|&", bare) if part.strip(" .")]
    if len(parts) < 2 or any(word.lower() in _NO_NAME for word in bare.split()):
        return False
    return sum(_NAME.fullmatch(part) is not None for part in parts) >= max(2, 0.85 * len(parts))


def is_name(line: str) -> bool:
    """One person's name and nothing else."""
    return len(line) < 60 and _NAME.fullmatch(line.strip(" .:")) is not None


def is_reference(line: str) -> bool:
    """An entry of a reference list: authors with initials or a number, then a year or volume.

    >>> is_reference("[1] Aalto K, Berg S. Sedation in burns. Burn Care Q. 1999;14:33–8.")
    True
    """
    if len(line) > 700:
        return False
    bare = _MARK.sub("", line)
    marked = bare != line
    authors = _REFERENCE_AUTHORS.match(bare) is not None
    placed = _CITATION.search(bare) is not None
    if not (authors or marked) or not (placed or ends_as_reference(bare)):
        return False
    return authors or placed or _VERB.search(bare) is None


def ends_as_reference(line: str) -> bool:
    """A title, then the names and year it appeared under: "…: a review. Haas T, et al. 2015."."""
    return _REFERENCE_TAIL.search(line) is not None


def _is_pager(line: str) -> bool:
    """The row of page numbers under a list: "1 2 3 … 19 Next »"."""
    return len(line.split()) >= 3 and _PAGER.match(line) is not None and any(map(str.isalpha, line))


def _is_correspondence(line: str) -> bool:
    if not _CORRESPONDENCE.search(line):
        return False
    if _E_MAIL.search(line):
        return len(line) < 400
    return len(line.split()) <= 25 and not _VERB.search(line)


def _is_web_line(line: str) -> bool:
    """A short line about an address: a running head with the journal's site."""
    short = len(line.split()) <= 9 and not line.endswith(".")
    return short and _WEB.search(line) is not None and not _VERB.search(line)


def _is_bibliographic(line: str) -> bool:
    """A line that is nothing but a citation of the text it stands over."""
    if len(line.split()) > 45:
        return False
    found = _CITATION.search(line)
    return found is not None and found.start() < 90 and _VERB.search(line) is None
