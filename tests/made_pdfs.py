"""PDFs set from known text in many layouts, and where each word was drawn: the truth."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from ingest.prepare import Prepared, prepare_documents

TEXTS = Path(__file__).parent / "data" / "pdf" / "texts.yaml"
CORPUS = Path(__file__).parents[1] / "corpus"
_FONT_FOLDERS = ("/usr/share/fonts/truetype/dejavu", "/usr/share/fonts/truetype/liberation")
_RAISED = str.maketrans("0123456789-–,", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻,")
_PIECE = re.compile(r"\^([^^]+)\^")
# Where these words may be parted, as a dictionary of hyphenation has it; | marks the places.
_PARTS = {
    part.replace("|", ""): part.split("|")
    for part in (
        "post|op|er|a|tive an|al|ge|sia com|pet|i|tive an|tag|o|nist re|cep|tor sen|si|ti|sa|tion"
        " sub|an|aes|thet|ic re|la|tion|ship ex|am|ined in|fu|sions in|fu|sion per|i|op|er|a|tive"
        " pro|to|cols hos|pi|tal com|mit|tee en|rol|ment el|i|gi|ble un|con|trolled hy|per|ten|sion"
        " in|tra|cra|ni|al per|mut|ed phar|ma|cist hal|lu|ci|na|tions pa|tient pa|tients"
        " con|sump|tion sec|ond|ary nu|mer|i|cal psy|chot|o|mi|met|ic cal|cu|lat|ed sig|nif|i|cant"
        " char|ac|ter|is|tics dif|fer|ence re|spec|tive|ly at|trib|uted con|cen|tra|tion"
        " ex|trap|o|lat|ed lim|i|ta|tions com|pro|mised per|sis|tent rea|son|able con|clu|sion"
        " syn|drome ev|i|dence out|pa|tients re|spond|er en|zymes al|lo|dyn|ia hy|per|al|ge|sia"
        " neu|rones ran|dom|ised com|mon|ly reg|i|mens hep|a|to|tox|ic|i|ty un|der|stood"
        " ef|fec|tive pro|spec|tive eval|u|a|tion con|sec|u|tive cri|te|ria preg|nan|cy"
        " im|pair|ment dis|or|der isch|aem|ic pre|vi|ous ex|po|sure in|formed mi|daz|o|lam"
        " ag|i|ta|tion on|dan|se|tron trans|am|i|nas|es re|start|ed re|duc|tion com|pared"
        " tem|per|a|ture im|pres|sion meth|od miss|ing per|cent|age me|di|an du|ra|tion"
        " re|spond|ers im|proved re|port|ed vi|vid re|quest de|vel|oped crav|ing ab|sence"
        " re|gres|sion re|peat|ing sev|er|al ques|tions bi|o|avail|a|bil|i|ty ad|van|tage"
        " larg|er stud|ies rec|om|mend|ed pla|ce|bo ket|a|mine mor|phine be|cause be|tween"
        " how|ev|er al|though with|out there|fore where|as dur|ing af|ter ad|verse"
    ).split()
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A word as it was drawn: its page, and its box in points from the top left."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(slots=True)
class Truth:
    """What a made PDF says: its sentences and rows, and where their words are."""

    sentences: list[tuple[str, list[Drawn]]] = field(default_factory=list)
    rows: list[tuple[str, str, list[Drawn]]] = field(default_factory=list)  # header row, row
    headings: list[str] = field(default_factory=list)
    never: list[str] = field(default_factory=list)  # words that must not be in the text
    size: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Layout:
    """How a document is set."""

    name: str
    columns: int = 2
    gutter: float = 18.0
    page: tuple[float, float] = (595.0, 842.0)
    margin: float = 50.0
    font: str = "Times"
    size: float = 9.5
    leading: float = 1.2
    justified: bool = True
    hyphens: str = "-"  # how a parted word is marked; empty: words are not parted
    indent: float = 10.0  # of a paragraph's first line; 0: a gap before it
    head: str = ""  # {page}; two running heads, odd | even
    foot: str = "{page}"
    abstract_columns: int = 0  # how many columns the abstract goes over; 0: all
    tables: tuple[str, ...] = ()  # "table", "wide_table", "wrapped_table"
    rules: str = "three"  # "three", "grid", "none"
    order: str = "as read"  # "columns last first", "rows"
    by: str = "line"  # "word": each word drawn on its own, no spaces in the file
    footnote: bool = False
    figure: bool = False
    references: bool = False
    ligatures: bool = False
    bold_headings: bool = True
    numbered: bool = False
    sideways: bool = False  # set upwards on a page that stands
    head_rule: bool = False  # a line under the running head, over the whole width
    column_rule: bool = False  # a line down the gutter
    line_numbers: bool = False
    run_in: bool = False  # headings at the start of their paragraph
    listed: bool = False  # the last paragraph of a section as bullets
    table_last: bool = False  # the wide table under the columns of the last page
    box: bool = False  # a ruled box with a sentence of its own in a column
    length: int = 2  # how often the text is gone through


def texts(part: str) -> dict[str, Any]:
    """A text by its name in texts.yaml, or a digest of corpus/ with the tables of `judge`."""
    data: dict[str, Any] = yaml.safe_load(TEXTS.read_text("utf-8"))
    return data[part] if part in data else {**data["judge"], **_digest(part)}


def _digest(name: str) -> dict[str, Any]:
    def count_words(said: list[str]) -> list[int]:
        return [len(one.split()) for one in said]

    (read,) = prepare_documents(CORPUS / f"{name}.md", slug=name, count_pieces=count_words)
    assert isinstance(read, Prepared)
    document = read.document
    sections: dict[str, list[list[str]]] = {}
    before = -1
    for one in document.sentences:
        said = document.text[one.start : one.end]
        heading = document.heading_at(one.start) or "Summary"
        blocks = sections.setdefault(heading, [])
        if not blocks or "\n" in document.text[before : one.start]:
            blocks.append([])
        blocks[-1].append(said)
        before = one.end
    first, *rest = ((heading, blocks) for heading, blocks in sections.items())
    return {
        "title": document.source.title,
        "abstract": [one for block in first[1] for one in block],
        "sections": [{"heading": heading, "paragraphs": blocks} for heading, blocks in rest],
    }


@cache
def fonts_of(family: str) -> tuple[str, str]:
    """The names of a family's plain and bold fonts."""
    standard = {
        "Times": ("Times-Roman", "Times-Bold"),
        "Helvetica": ("Helvetica", "Helvetica-Bold"),
    }
    if family in standard:
        return standard[family]
    for folder in _FONT_FOLDERS:
        for plain in (f"{family}.ttf", f"{family}-Regular.ttf"):
            path, bold = Path(folder, plain), Path(folder, f"{family}-Bold.ttf")
            if path.is_file() and bold.is_file():
                for name, file in ((family, path), (f"{family}-Bold", bold)):
                    pdfmetrics.registerFont(TTFont(name, str(file)))
                return family, f"{family}-Bold"
    return standard["Times"]


def plain(text: str) -> str:
    """A sentence as it should be read: raised figures in raised digits."""
    return _PIECE.sub(lambda found: found[1].translate(_RAISED), text)


Draw = Callable[[], None]


class Setter:
    """Sets text in columns, and remembers where each word went."""

    def __init__(self, path: Path, layout: Layout, texts: dict[str, Any]) -> None:
        self.layout, self.texts = layout, texts
        self.plain, self.bold = fonts_of(layout.font)
        page = layout.page[::-1] if layout.sideways else layout.page
        self.canvas = Canvas(str(path), pagesize=page)
        self.wide, self.high = layout.page
        self.truth = Truth(size=layout.page)
        self.number = 1
        self.y_first = 0.0  # where the columns of the page begin
        self.waiting: list[tuple[int, float, Draw]] = []  # column, y, what to draw
        self.column = 0
        self.top = layout.margin + 14
        self.y = self.top
        self.floor = self.high - layout.margin - 16
        self.tops: dict[int, float] = {}
        self.floors: dict[int, float] = {}
        self.lines = 0
        gaps = layout.gutter * (layout.columns - 1)
        self.width = (self.wide - 2 * layout.margin - gaps) / layout.columns

    # Pages

    def left(self, column: int) -> float:
        return self.layout.margin + column * (self.width + self.layout.gutter)

    def end_page(self) -> None:
        if self.layout.sideways:
            self.canvas.translate(self.high, 0)
            self.canvas.rotate(90)
        heads = self.layout.head.split(" | ") if self.layout.head else []
        if heads:
            head = heads[self.number % len(heads)].format(page=self.number)
            self._edge(head, self.layout.margin - 8)
            self.truth.never.append(head)
        if self.layout.head_rule:
            y = self.high - self.layout.margin + 2
            self.canvas.line(self.layout.margin, y, self.wide - self.layout.margin, y)
        if self.layout.column_rule:
            for column in range(1, self.layout.columns):
                x = self.left(column) - self.layout.gutter / 2
                self.canvas.line(x, self.high - self.y_first, x, self.layout.margin + 10)
        self.y_first = self.top
        if self.layout.foot:
            self._edge(
                self.layout.foot.format(page=self.number), self.high - self.layout.margin + 12
            )
        if self.layout.order == "columns last first":
            self.waiting.sort(key=lambda one: -one[0])
        elif self.layout.order == "rows":
            self.waiting.sort(key=lambda one: (round(one[1]), one[0]))
        for _, _, draw in self.waiting:
            draw()
        self.waiting.clear()
        self.canvas.showPage()
        self.number += 1
        self.column, self.y = 0, self.top
        self.tops.clear()
        self.floors.clear()

    def _edge(self, text: str, y: float) -> None:
        width = pdfmetrics.stringWidth(text, self.plain, 8)
        self.canvas.setFont(self.plain, 8)
        self.canvas.drawString((self.wide - width) / 2, self.high - y, text)

    def room(self, height: float) -> None:
        """Go on in the next column or on the next page where less than `height` is left."""
        if self.y + height <= self.floors.get(self.column, self.floor):
            return
        self.column += 1
        self.y = self.tops.get(self.column, self.top)
        if self.column == self.layout.columns:
            self.end_page()

    # Words

    def words(self, text: str, font: str, size: float) -> list[list[tuple[str, str, float, float]]]:
        """Each word as pieces: shown, font, size, how far raised."""
        found = []
        for word in text.split():
            pieces = []
            for at, part in enumerate(_PIECE.split(word)):
                if part and at % 2:
                    pieces.append((part, font, size * 0.65, size * 0.35))
                elif part:
                    pieces.append((part, font, size, 0.0))
            found.append(pieces)
        return found

    def measure(self, word: Sequence[tuple[str, str, float, float]]) -> float:
        return sum(pdfmetrics.stringWidth(text, font, size) for text, font, size, _ in word)

    def put_line(
        self,
        words: Sequence[tuple[list[tuple[str, str, float, float]], int]],
        x: float,
        gap: float,
        size: float,
        homes: dict[int, list[Drawn]],
    ) -> None:
        y = self.y
        at = x
        self.lines += 1
        if self.layout.line_numbers:
            number, edge = str(self.lines), self.layout.margin - 22

            def count() -> None:
                self.canvas.setFont(self.plain, 7)
                self.canvas.drawRightString(edge + 10, self.high - y, number)

            self.waiting.append((self.column, y, count))
        placed: list[tuple[float, str, str, float, float]] = []
        for word, home in words:
            start = at
            for text, font, piece_size, up in word:
                placed.append((at, text, font, piece_size, up))
                at += pdfmetrics.stringWidth(text, font, piece_size)
            homes.setdefault(home, []).append(
                Drawn(self.number, start, y - 0.5 * size, at, y - 0.1 * size)
            )
            at += gap

        def draw() -> None:
            for index, (left, text, font, piece_size, up) in enumerate(placed):
                last = index + 1 == len(placed)
                if self.layout.by == "line" and not last:
                    right = left + pdfmetrics.stringWidth(text, font, piece_size)
                    if placed[index + 1][0] - right > 0.5:
                        text += " "
                self.canvas.setFont(font, piece_size)
                self.canvas.drawString(left, self.high - y + up, text)

        self.waiting.append((self.column, y, draw))

    def parted(self, word: list[Any], room: float) -> tuple[list[Any], list[Any]] | None:
        """A word in two, the first part no wider than `room`, as hyphenation or a hyphen has it."""
        if len(word) != 1:
            return None
        text, font, size, up = word[0]
        lead = re.match(r"[(]*", text)
        core = text[lead.end() :] if lead else text
        tail = re.search(r"[.,;:)]*\Z", core)
        bare = core[: tail.start()] if tail else core
        closing = core[len(bare) :]
        opening = text[: len(text) - len(core)]
        options: list[tuple[str, str]] = []
        if "-" in bare and re.fullmatch(r"[A-Za-z]+(?:-[A-Za-z]+)+", bare):
            places = [found.end() for found in re.finditer("-", bare)]
            options += [(bare[:place], bare[place:]) for place in places]
        elif (parts := _PARTS.get(bare.lower())) and self.layout.hyphens:
            for place in range(1, len(parts)):
                length = len("".join(parts[:place]))
                if length >= 2:
                    options.append((bare[:length] + self.layout.hyphens, bare[length:]))
        for first, second in reversed(options):
            shown = opening + first
            if pdfmetrics.stringWidth(shown.replace("\u00ad", "-"), font, size) <= room:
                return [(shown, font, size, up)], [(second + closing, font, size, up)]
        return None

    def paragraph(
        self,
        sentences: Sequence[str],
        *,
        font: str | None = None,
        size: float | None = None,
        x: float | None = None,
        width: float | None = None,
        indent: float = 0.0,
        flows: bool = True,
        bold: int = 0,  # how many sentences at the start are
    ) -> list[list[Drawn]]:
        """Set sentences as one paragraph; where each sentence's words went."""
        font, size = font or self.plain, size or self.layout.size
        step = size * self.layout.leading
        queue: list[tuple[list[Any], int]] = [
            (word, number)
            for number, sentence in enumerate(sentences)
            for word in self.words(
                self._ligated(sentence), self.bold if number < bold else font, size
            )
        ]
        space = pdfmetrics.stringWidth(" ", font, size)
        homes: dict[int, list[Drawn]] = {}
        first = True
        while queue:
            if flows:
                self.room(step)
            left = self.left(self.column) if x is None else x
            room = (self.width if width is None else width) - (indent if first else 0.0)
            line: list[tuple[list[Any], int]] = []
            used = 0.0
            while queue:
                word, home = queue[0]
                wide = self.measure(word)
                if used + wide <= room or not line:
                    line.append(queue.pop(0))
                    used += wide + space
                    continue
                two = self.parted(word, room - used)
                if two:
                    line.append((two[0], home))
                    used += self.measure(two[0]) + space
                    queue[0] = (two[1], home)
                break
            gap = space
            if self.layout.justified and queue and len(line) > 1:
                gap = (room - sum(self.measure(word) for word, _ in line)) / (len(line) - 1)
            self.y += step
            self.put_line(line, left + (indent if first else 0.0), gap, size, homes)
            first = False
        return [homes.get(number, []) for number in range(len(sentences))]

    def _ligated(self, text: str) -> str:
        if not self.layout.ligatures:
            return text
        return text.replace("ffi", "ﬃ").replace("fi", "ﬁ").replace("fl", "ﬂ")

    # Parts of an article

    def told(self, sentences: Sequence[str], drawn: list[list[Drawn]]) -> None:
        for sentence, words in zip(sentences, drawn, strict=True):
            self.truth.sentences.append((plain(sentence), words))

    def heading(self, text: str, *, size: float | None = None) -> None:
        size = size or self.layout.size + (1.5 if self.layout.bold_headings else 2.5)
        font = self.bold if self.layout.bold_headings else self.plain
        self.room(4 * size)
        self.y += size * 0.8
        self.paragraph([text], font=font, size=size, flows=False)
        self.y += size * 0.2
        self.truth.headings.append(text)

    def rule(self, x0: float, x1: float, y: float) -> None:
        def draw() -> None:
            self.canvas.setLineWidth(0.6)
            self.canvas.line(x0, self.high - y, x1, self.high - y)

        self.waiting.append((self.column, y, draw))

    def table(self, name: str, x: float, width: float) -> None:
        """A table under its caption, `rules` as the layout has them."""
        data = self.texts[name]
        size = self.layout.size - 1
        step = size * 1.2
        caption = [data["caption"]]
        self.told(caption, self.paragraph(caption, size=size, x=x, width=width, flows=False))
        rows = data["rows"]
        count = len(rows[0])
        shares = [max(len(str(row[at])) for row in rows) for at in range(count)]
        shares = [min(share, 34) + 3 for share in shares]
        widths = [width * share / sum(shares) for share in shares]
        lines = self.layout.rules
        self.y += 0.5 * step
        if lines != "none":
            self.rule(x, x + width, self.y)
        for number, row in enumerate(rows):
            top = self.y
            bottom = top
            words: list[Drawn] = []
            left = x
            for cell, cell_width in zip(row, widths, strict=True):
                self.y = top
                font = self.bold if number == 0 else self.plain
                drawn = self.cell(str(cell), font, size, left + 3, cell_width - 8)
                words.extend(drawn)
                bottom = max(bottom, self.y)
                left += cell_width
            self.y = bottom + 0.45 * step
            said = " | ".join(map(str, row))
            if number:
                self.truth.rows.append((" | ".join(map(str, rows[0])), said, words))
            if lines == "grid" or (lines == "three" and number in (0, len(rows) - 1)):
                self.rule(x, x + width, self.y)
        self.y += step

    def cell(self, text: str, font: str, size: float, x: float, width: float) -> list[Drawn]:
        kept = self.layout
        self.layout = replace(kept, justified=False, hyphens="")
        drawn = self.paragraph([text], font=font, size=size, x=x, width=width, flows=False)[0]
        self.layout = kept
        return drawn

    def footnote(self) -> None:
        """Small type at the foot of the first column, under a short rule."""
        size = self.layout.size - 2
        kept, kept_column = self.y, self.column
        self.column = 0
        self.y = self.floor - 4 * size * 1.2
        self.floors[0] = self.y - 6
        self.rule(self.left(0), self.left(0) + 60, self.y - 2)
        text = self.texts["footnote"]
        self.paragraph([text], size=size, x=self.left(0), width=self.width, flows=False)
        self.y, self.column = kept, kept_column

    def figure(self) -> None:
        """A box with bars and the words of its axes, and a caption under it."""
        size = self.layout.size - 1
        self.room(150)
        x, top = self.left(self.column), self.y + 10
        bottom = top + 80

        def draw() -> None:
            self.canvas.setFont(self.plain, 6)
            for at in range(5):
                self.canvas.rect(x + 30 + at * 25, self.high - bottom + 12, 12, 10 + 9 * at, fill=1)
                self.canvas.drawString(x + 32 + at * 25, self.high - bottom + 4, str(at * 12))
            self.canvas.drawString(x + 60, self.high - bottom - 4, "Axis of weeks")
            self.canvas.rect(x + 20, self.high - bottom, self.width - 40, 80)

        self.waiting.append((self.column, top, draw))
        self.y = bottom + 8
        caption = self.texts["caption"]
        self.told(caption, self.paragraph(caption, size=size, flows=False))
        self.y += 8

    def boxed(self) -> None:
        """What to remember, between two rules."""
        self.room(10 * self.layout.size)
        self.y += 8
        self.rule(self.left(self.column), self.left(self.column) + self.width, self.y)
        text = [self.texts["abstract"][-1]]
        self.told(text, self.paragraph(text, font=self.bold, flows=False))
        self.y += 8
        self.rule(self.left(self.column), self.left(self.column) + self.width, self.y)
        self.y += 6

    def article(self) -> None:
        layout = self.layout
        full = self.wide - 2 * layout.margin
        self.paragraph(
            [self.texts["title"]], font=self.bold, size=16, x=layout.margin, width=full, flows=False
        )
        self.truth.headings.append(self.texts["title"])
        self.y += 12
        over = layout.abstract_columns or layout.columns
        width = over * self.width + (over - 1) * layout.gutter
        beside = over < layout.columns
        high = self.y
        drawn = self.paragraph(self.texts["abstract"], x=layout.margin, width=width, flows=False)
        self.told(self.texts["abstract"], drawn)
        self.y += 10
        for name in layout.tables:
            if name.startswith("w") and not beside:
                self.table(name, layout.margin, full)
        # Columns past the abstract begin beside it.
        self.tops = {at: self.y if at < over else high for at in range(layout.columns)}
        self.y_first = self.y
        if layout.footnote:
            self.footnote()
        for _ in range(layout.length):
            self.sections()
        if layout.table_last:
            self.end_page()
            self.table("wide_table", layout.margin, full)
            self.tops = dict.fromkeys(range(layout.columns), self.y)
            self.y_first = self.y
        if layout.references:
            self.heading("References")
            self.truth.headings.pop()
            for entry in self.texts["references"]:
                self.paragraph([entry], size=layout.size - 1.5)
                self.truth.never.append(entry.split(". ")[1])
        self.end_page()
        self.canvas.save()

    def sections(self) -> None:
        layout = self.layout
        for number, section in enumerate(self.texts["sections"], 1):
            name = f"{number}. {section['heading']}" if layout.numbered else section["heading"]
            if not layout.run_in:
                self.heading(name)
            for at, sentences in enumerate(section["paragraphs"]):
                last = at + 1 == len(section["paragraphs"])
                if layout.listed and last and at:
                    for sentence in sentences:
                        drawn = self.paragraph([f"• {sentence}"], indent=0.0)
                        self.told([sentence], [drawn[0][1:]])
                    continue
                before = [f"{name}."] if layout.run_in and not at else []
                drawn = self.paragraph(
                    [*before, *sentences], indent=layout.indent if at else 0.0, bold=len(before)
                )
                self.told(sentences, drawn[len(before) :])
                if not layout.indent:
                    self.y += 0.6 * layout.size
            if number == 2 and "table" in layout.tables:
                self.room(12 * layout.size)
                self.y += 6
                self.table("table", self.left(self.column), self.width)
            if number == 3 and layout.figure:
                self.figure()
            if number == 2 and layout.box:
                self.boxed()


def make_pdf(path: Path, layout: Layout, part: str) -> Truth:
    setter = Setter(path, layout, texts(part))
    setter.article()
    return setter.truth


DEVELOP = (
    Layout("two columns, justified", head="Ketamine after colectomy | Aalto and Berg",
           footnote=True),
    Layout("three columns, ragged", columns=3, font="Helvetica", size=8.5, justified=False,
           hyphens=""),
    Layout("table in a column", tables=("table",), font="LiberationSerif", references=True),
    Layout(
        "wide table, columns drawn last first",
        tables=("wide_table",),
        order="columns last first",
        by="word",
        figure=True,
    ),
    Layout(
        "one column, grid",
        columns=1,
        tables=("wrapped_table", "table"),
        rules="grid",
        numbered=True,
        indent=0.0,
        foot="Page {page} of 4",
        size=11,
        justified=False,
        hyphens="",
    ),
    Layout("ligatures and soft hyphens", font="DejaVuSerif", size=8.5, gutter=12, hyphens="\u00ad",
           ligatures=True),
    Layout("three narrow columns", columns=3, size=8, gutter=11, footnote=True,
           head="Aalto and others | Ketamine infusions {page}"),
    Layout("long, references", font="LiberationSans", size=9, references=True, length=3,
           head="Anaesthesia and Algology {page}", foot="Downloaded from a library on 3 May 2019"),
)  # fmt: skip

JUDGE = (
    Layout("ragged, table without rules", font="Helvetica", size=9, justified=False,
           tables=("table",), rules="none", head="Long infusions {page} | Ivers et al. {page}"),
    Layout("abstract over two of three", columns=3, abstract_columns=2, size=8.5, gutter=14,
           by="word"),
    Layout("drawn row by row", order="rows", by="word", font="LiberationSerif", size=10,
           indent=0.0, gutter=24),
    Layout("wide wrapped table", tables=("wrapped_table",), rules="three", footnote=True, size=9,
           font="LiberationSans"),
    Layout("sideways", page=(842.0, 595.0), columns=3, sideways=True, size=9,
           tables=("wide_table",), head="Comment and Practice"),
    Layout("condensed, airy", font="DejaVuSansCondensed", size=8, leading=1.6, gutter=30,
           bold_headings=False, references=True, order="columns last first"),
    Layout("figure, letter", page=(612.0, 792.0), figure=True, size=10, margin=60, numbered=True,
           foot="doi 10.1000/example {page}", tables=("table",), rules="grid", references=True),
    Layout("tight", leading=1.03, size=9, gutter=13, font="DejaVuSerif", hyphens="\u2010",
           head="Tightly set {page} | Ivers and Juul", footnote=True),
    Layout("one column, wide table", columns=1, tables=("wide_table", "wrapped_table"), size=10.5,
           rules="none", margin=80),
    Layout("two columns, by word", by="word", hyphens="",
           font="Helvetica", size=8, tables=("wide_table", "table"), figure=True, length=2),
)  # fmt: skip

# Set once the rules were settled on the two above, each on a text of its own.
LAST = (
    ("cohen-2018-chronic-guideline", Layout("rule under the head, column rule", head_rule=True,
     column_rule=True, head="Chronic pain {page} | Consensus guideline {page}", size=9)),
    ("schwenk-2018-acute-guideline", Layout("manuscript, numbered lines", columns=1, margin=90,
     line_numbers=True, leading=1.8, size=11, justified=False, hyphens="", font="LiberationSerif")),
    ("brinck-2018-periop-cochrane", Layout("headings run in, boxes", run_in=True, box=True,
     font="Helvetica", size=8.5, gutter=16, tables=("table",), rules="grid")),
    ("ferraro-2025-chronic-cochrane", Layout("bullets, small page", page=(420.0, 595.0), margin=36,
     listed=True, size=8, gutter=12, font="DejaVuSerif", foot="- {page} -")),
    ("ma-2023-mechanism-review", Layout("wide table on the last page", table_last=True,
     columns=3, size=8, gutter=12, justified=True, head="Mechanisms", order="rows")),
    ("sigtermans-2009-crps-rct", Layout("three tables", font="LiberationSans", size=9, by="word",
     tables=("wide_table", "wrapped_table", "table"), rules="three", references=True)),
    ("fda-ketamine-label-pfizer", Layout("label, tight columns", columns=3, gutter=10, size=7.5,
     margin=30, justified=False, numbered=True, listed=True, leading=1.1, font="Helvetica")),
    ("seed2-health-article", Layout("loose and ragged", page=(612.0, 792.0), gutter=40, size=11,
     leading=1.45, justified=False, hyphens="", indent=0.0, bold_headings=False, box=True,
     font="DejaVuSansCondensed", footnote=True)),
)  # fmt: skip
