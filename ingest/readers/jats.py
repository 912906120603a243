"""A JATS (NXML) article's own words: abstract, sections, tables, captions; its references aside."""

import re
from typing import Any

from ingest.readers.formula import formula_words, local_name
from ingest.readers.jats_meta import read_article_meta
from ingest.readers.jats_table import rows_of
from ingest.readers.reading import Reading, UnreadableDocument
from ingest.readers.table import BREAK, tables_of
from ingest.readers.written import PageWriter, folded, lowered_after, raised
from ingest.readers.xml_tree import each, first, plain_words_of

# Not the article's own words, or not words that say anything alone.
_UNSEEN = frozenset(
    "ref-list ack bio glossary notes fn-group author-notes aff object-id alt-text long-desc graphic"
    " inline-graphic media supplementary-material index-term hr tex-math permissions attrib"
    " related-article related-object sec-meta kwd-group processing-meta".split()
)
_BLOCKS = frozenset(
    "p sec list def-list table-wrap table-wrap-group fig fig-group boxed-text disp-quote"
    " disp-formula disp-formula-group statement speech verse-group preformat code app app-group"
    " fn-group supplementary-material media ref-list".split()
)
_OTHER_ABSTRACTS = frozenset("graphical teaser toc precis web-summary".split())
# What stands under these headings is about the paper, not about its matter.
_ABOUT_PAPER = re.compile(
    r"\W*(?:\d+\.? )?(?:(?:list of )?abbreviations|references?|bibliography|acknowled?ge?ments?"
    r"|(?:authors?.{0,3} |author )?contributions?.{0,20}|competing (?:financial )?interests?"
    r"|(?:conflicts?|declarations?) of (?:competing )?interests?|disclosures?(?: statements?)?"
    r"|funding(?: .{0,20})?|financial support|supporting information|additional files?"
    r"|supplementa(?:ry|l) (?:materials?|data|information)|(?:data|code) availability.{0,20}"
    r"|availability of data.{0,30}|pre-?publication history|ethics (?:approval|statement).{0,40}"
    r"|consent (?:for|to) publi.{0,20}|publisher.s note|authors?.{0,3} information|grants?)\W*",
    re.IGNORECASE,
)
_CITED = re.compile(r"[\d\s,;–—-]*\d[a-z]?\Z")
_MARK = re.compile(r"[*†‡§¶#\s]*\Z")
# Marks about a citation's number while a paragraph is collected.
_FROM, _TO = "\x02", "\x03"
_RUN = re.compile(f"{_FROM}[^{_TO}]*{_TO}(?:\\s*[,;–—-]\\s*{_FROM}[^{_TO}]*{_TO})*")
# A number that stands in brackets by itself, or after a word for it, needs none.
_INTRODUCED = re.compile(
    rf"(?:[\[(](?:see |e\.g\.,? |refs?\.? )?[\d\s,;–—{_FROM}{_TO}-]*"
    r"|\b(?:refs?\.?|references?)\s)\Z",
    re.IGNORECASE,
)


def read_article(article: Any) -> Reading:
    body = first(article, "body")
    has_body = body is not None and next(body.iter("{*}p"), None) is not None
    record = read_article_meta(article, has_body=has_body)
    writer = PageWriter()
    if record.get("title"):
        writer.add(str(record["title"]), "heading", level=1)
    walk = _Walk(writer)
    for meta in (first(article, "front/article-meta"), first(article, "front-stub")):
        if meta is not None:
            walk.abstracts(meta)
    if body is not None:
        begins = next((one for one in body if local_name(one) in ("p", "sec")), None)
        if begins is not None and first(begins, "title") is None and writer.blocks:
            writer.add("Main text", "heading", level=2)  # else it would seem to be of the abstract
        walk.blocks(body, 2)
    for part in ("back/app-group/app", "back/app", "back/sec"):
        for one in each(article, part):
            walk.block(one, 2)
    for floats in each(article, "floats-group"):
        if first(floats, "fig") is not None:  # else they would seem to be of the last section
            writer.add("Figures", "heading", level=2)
        walk.blocks(floats, 2)
    if not any(block.role != "heading" for block in writer.blocks):
        raise UnreadableDocument("the article holds neither an abstract nor a text")
    if walk.notes:
        writer.add("Notes", "heading", level=2)
        for note in walk.notes:
            writer.add(note)
    return writer.reading(record, has_furniture=False)


class _Walk:
    """Writes the blocks of an article; what is inline is collected until a block begins or ends."""

    def __init__(self, writer: PageWriter) -> None:
        self.writer = writer
        self.notes: list[str] = []

    def abstracts(self, meta: Any) -> None:
        for abstract in each(meta, "abstract"):
            if abstract.get("abstract-type") in _OTHER_ABSTRACTS:
                continue
            if first(abstract, "title") is None:
                self.writer.add("Abstract", "heading", level=2)
            self.section(abstract, 2)

    def section(self, section: Any, level: int) -> None:
        title = first(section, "title")
        if title is not None:
            heading = self.words(title)
            if _ABOUT_PAPER.fullmatch(heading):
                return
            self.writer.add(heading, "heading", level=min(level, 6))
        self.blocks(section, level + 1)

    def blocks(self, parent: Any, level: int) -> None:
        """The blocks in `parent`, and as a paragraph each run of words between them."""
        loose: list[str] = [parent.text or ""]
        for child in parent:
            if local_name(child) in _BLOCKS:
                self._write(loose)
                loose = []
                self.block(child, level)
            elif local_name(child) not in _UNSEEN and local_name(child) not in ("title", "label"):
                self._inline(child, loose)
            loose.append(child.tail or "")
        self._write(loose)

    def block(self, block: Any, level: int) -> None:
        match local_name(block):
            case name if name in _UNSEEN:
                return
            case "sec" | "app" | "boxed-text" | "statement":
                self.section(block, level)
            case "list":
                self.writer.add(
                    self.words(one) if (one := first(block, "title")) is not None else ""
                )
                self._list(block, level)
            case "def-list":
                for item in each(block, "def-item"):
                    terms = [self.words(term) for term in each(item, "term")]
                    said = [self.words(one) for one in each(item, "def")]
                    self.writer.add(f"{', '.join(terms)}: {' '.join(said)}", "item")
            case "table-wrap":
                self._table(block)
            case "fig":
                self._figure(block)
            case "disp-formula":
                self.writer.add(self._formula(block))
            case _:
                self.blocks(block, level)

    def words(self, element: Any) -> str:
        """All words in an element, on one line."""
        words: list[str] = []
        self._inside(element, words)
        return _settle_citations(_on_one_line(words))

    def _write(self, words: list[str]) -> None:
        self.writer.add(_settle_citations(_on_one_line(words)))

    def _inside(self, element: Any, words: list[str]) -> None:
        words.append(element.text or "")
        for child in element:
            self._inline(child, words)
            words.append(child.tail or "")

    def _inline(self, child: Any, words: list[str]) -> None:
        name = local_name(child)
        if name == "xref":
            words.append(self._reference(child))
        elif name in ("sup", "sub"):
            inner: list[str] = []
            self._inside(child, inner)
            said = "".join(inner)
            if _FROM in said:
                words.append(said)
            elif name == "sup":
                words.append(raised(said))
            else:
                words.append(lowered_after(said, "".join(words[-3:])))
        elif name in ("inline-formula", "disp-formula", "math", "alternatives", "chem-struct"):
            words.append(self._formula(child))
        elif name == "fn":
            self.notes.append(self.words(child))
        elif name == "break":
            words.append(BREAK)
        elif name in _UNSEEN:
            words.append(" ")
        elif name in _BLOCKS or name in ("list-item", "title", "label", "caption", "verse-line"):
            words.append(" ")
            self._inside(child, words)
            words.append(" ")
        else:
            self._inside(child, words)

    def _formula(self, element: Any) -> str:
        """A formula in that of its forms which can be said."""
        for form in element.iter("{*}math"):
            return formula_words(form) or "[formula]"
        words: list[str] = []
        self._inside(element, words)
        return folded("".join(words)) or "[formula]"

    def _reference(self, xref: Any) -> str:
        plain = plain_words_of(xref)
        match xref.get("ref-type"):
            case "bibr" | "ref" if _CITED.match(plain):
                return f"{_FROM}{plain}{_TO}"
            case "aff" | "corresp" | "author-notes" | "contrib" if len(plain) < 4:
                return ""
            case "table-fn" | "fn" | "fn-group" if len(plain) < 3:
                return plain if _MARK.match(plain) else f" {raised(plain)}"
        words: list[str] = []
        self._inside(xref, words)
        return "".join(words)

    def _list(self, block: Any, level: int) -> None:
        numbered = (block.get("list-type") or "").lower() in ("order", "ordered", "number")
        for number, item in enumerate(each(block, "list-item"), 1):
            label = self.words(one) if (one := first(item, "label")) is not None else ""
            mark = label or (f"{number}." if numbered else "")
            before = len(self.writer.blocks)
            inner = [part for part in item if local_name(part) != "label"]
            for at, part in enumerate(inner):
                if at == 0 and local_name(part) == "p" and not _holds_block(part):
                    self.writer.add(f"{mark} {self.words(part)}", "item")
                elif local_name(part) in _BLOCKS:
                    self.block(part, level)
                else:
                    self.writer.add(self.words(part), "item")
            if len(self.writer.blocks) == before:
                self.writer.add(self.words(item), "item")

    def _caption(self, wrap: Any) -> tuple[str, list[str]]:
        """The heading of a table or figure, and what else its caption says."""
        label = self.words(one).rstrip(".: ") if (one := first(wrap, "label")) is not None else ""
        title = self.words(one) if (one := first(wrap, "caption/title")) is not None else ""
        said = [self.words(one) for one in each(wrap, "caption/p")]
        if not title and said and len(said[0]) <= 150:
            title = said.pop(0)
        return ". ".join(part for part in (label, title) if part), [one for one in said if one]

    def _table(self, wrap: Any) -> None:
        heading, said = self._caption(wrap)
        notes = [self._note(one) for foot in each(wrap, "table-wrap-foot") for one in foot]
        tables = list(each(wrap, "table")) + list(each(wrap, "alternatives/table"))
        if not tables:
            for text in (heading, *said, *notes):
                self.writer.add(text)
            return
        found = []
        for table in tables:
            rows, header_rows = rows_of(table, self._cell_words)
            found += tables_of(rows, header_rows=header_rows)
        self.writer.add_table(found, caption=heading or "Table", lead=said, notes=notes)

    def _cell_words(self, cell: Any) -> str:
        words: list[str] = []
        self._inside(cell, words)
        return _settle_citations("".join(words))

    def _note(self, note: Any) -> str:
        label = first(note, "label")
        if label is None:
            return self.words(note)
        mark = raised(self.words(label))  # as it stands in the rows
        said = [self.words(one) for one in note if one is not label]
        return f"{mark} {' '.join(said)}{folded(label.tail or '')}"

    def _figure(self, fig: Any) -> None:
        heading, said = self._caption(fig)
        ends = "" if heading.endswith((".", "?", "!")) else "."
        self.writer.add(" ".join([f"{heading}{ends}" if heading else "", *said]))


def _on_one_line(words: list[str]) -> str:
    return folded("".join(words).replace(BREAK, " "))


def _holds_block(element: Any) -> bool:
    return any(local_name(one) in _BLOCKS for one in element)


def _settle_citations(words: str) -> str:
    """Numbers of citations in brackets, apart from the word or dose before them."""

    def settle(run: re.Match[str]) -> str:
        numbers = run[0].replace(_FROM, "").replace(_TO, "")
        if _INTRODUCED.search(words, max(0, run.start() - 60), run.start()):
            return numbers
        space = "" if run.start() == 0 or words[run.start() - 1].isspace() else " "
        return f"{space}[{numbers}]"

    return _RUN.sub(settle, words)
