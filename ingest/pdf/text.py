"""Blocks → the text of a document, with the place of each character on its page (pure)."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.pdf.blocks import Piece
from ingest.pdf.english import common_words
from ingest.pdf.hyphens import Vocabulary, ends_with_hyphen, keeps_hyphen
from ingest.pdf.page import LaidPage, Line, Table

Run = tuple[int, int, int, int]  # start in the text, length, page, first character on that page
_NO_SPACE_AFTER = ("/", "–", "—", "(", "[")


@dataclass(slots=True)
class Written:
    """The text as it grows. `blocks`: start, end, role, level, the header row's span."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    runs: list[Run] = field(default_factory=list)
    blocks: list[tuple[int, int, str, int, tuple[int, int] | None]] = field(default_factory=list)
    pages: list[tuple[int, int]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.parts)


def vocabulary_of(pages: Sequence[LaidPage]) -> Vocabulary:
    known = Vocabulary(common_words())
    for page in pages:
        for column in page.columns:
            broken = False
            for item in column.items:
                if isinstance(item, Line):
                    ends = ends_with_hyphen(item.text)
                    known.learn(item.text, begins_broken=broken, ends_broken=ends)
                    broken = ends
                else:
                    for cell in (cell for row in item.rows for cell in row):
                        for line in cell:
                            known.learn(line.text, begins_broken=False, ends_broken=True)
    return known


def write_pieces(pieces: Sequence[Piece], known: Vocabulary) -> Written:
    written = Written()
    for piece in pieces:
        if piece.table is not None:
            _write_table(piece.table, written, known)
            continue
        role = {"heading": "heading", "item": "item"}.get(piece.kind, "paragraph")
        _open_block(written, "\n\n")
        start = written.length
        _write_lines(piece.lines, written, known)
        if written.length > start:
            written.blocks.append((start, written.length, role, piece.level, None))
    return written


def _open_block(written: Written, gap: str) -> None:
    if written.blocks:
        _put(written, gap)


def _put(written: Written, text: str) -> None:
    written.parts.append(text)
    written.length += len(text)


def _write_table(table: Table, written: Written, known: Vocabulary) -> None:
    header: tuple[int, int] | None = None
    rows = table.rows
    if table.heads > 1:
        # Several lines that name the columns are one header row.
        columns = len(rows[0])
        head = [[line for row in rows[: table.heads] for line in row[at]] for at in range(columns)]
        rows = [head, *rows[table.heads :]]
    for number, row in enumerate(rows):
        if not any(row):
            continue
        _open_block(written, "\n" if number else "\n\n")
        start = written.length
        for at, cell in enumerate(row):
            if at:
                _put(written, " | ")
            _write_lines(cell, written, known)
        written.blocks.append((start, written.length, "row", 0, header))
        if number == 0 and table.heads:
            header = (start, written.length)


def _write_lines(lines: Sequence[Line], written: Written, known: Vocabulary) -> None:
    for at, line in enumerate(lines):
        after = lines[at + 1].text if at + 1 < len(lines) else None
        text, joint = _joined(line.text, after, known)
        if not written.pages or line.page > written.pages[-1][1]:
            written.pages.append((written.length, line.page))
        start = written.length
        for offset, length, index in line.runs:
            length = min(length, len(text) - offset)
            if length > 0:
                _run(written, start + offset, length, line.page, index)
        _put(written, text + joint)


def _joined(text: str, after: str | None, known: Vocabulary) -> tuple[str, str]:
    """A line as it goes on into the next, and what joins them: a parted word is whole again."""
    if after is None:
        return text, ""
    if ends_with_hyphen(text):
        return (text if keeps_hyphen(text, after, known) else text[:-1]), ""
    if len(text) > 1 and text.endswith(_NO_SPACE_AFTER) and not text[-2].isspace():
        return text, ""
    return text, " "


def run_together(lines: Sequence[str], known: Vocabulary) -> str:
    """Lines as one, such as those of a title."""
    pairs = zip(lines, [*lines[1:], None], strict=True)
    return "".join(part for one, after in pairs for part in _joined(one, after, known))


def _run(written: Written, start: int, length: int, page: int, index: int) -> None:
    if written.runs:
        begin, held, on, first = written.runs[-1]
        if on == page and begin + held == start and first + held == index:
            written.runs[-1] = (begin, held + length, on, first)
            return
    written.runs.append((start, length, page, index))
