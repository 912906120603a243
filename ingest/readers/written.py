"""A page written block by block, for formats whose words stand between marks."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ingest.readers.reading import Block, Reading, Role, check_blocks
from ingest.readers.table import Table

_RAISED = str.maketrans("0123456789+-−–=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿ")
_RAISED_LETTERS = str.maketrans("abcdefghijklmnoprstuvwxyz", "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ")
_LOWERED = str.maketrans("0123456789+-−–=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌₍₎")
_RAISABLE = re.compile(r"[-−–+]?\d[\d\s,+–−-]*\Z|[-−–+]\Z")
_LOWERABLE = re.compile(r"[-−–+]?\d+\Z")
_NOTE = re.compile(
    r"(?:notes?|sources?|abbreviations?|key|legend|footnotes?)\b|(?:data|values|figures) are\b"
    r"|[*†‡§¶#ᵃᵇᶜᵈᵉᶠ]|(?-i:\(?[a-f]\)\s|[a-f]\s(?=[A-Z]))",
    re.IGNORECASE,
)
_SPACE = re.compile(r"\s+")


def raised(text: str) -> str:
    """A superscript number in raised digits: 10<sup>-5</sup> must not read as 10-5.

    A single letter marks a note, and must not join the word or the number before it.

    >>> raised("-5"), raised("1,2"), raised("a"), raised("th")
    ('⁻⁵', '¹,²', 'ᵃ', 'th')
    """
    if _RAISABLE.match(text.strip()):
        return text.translate(_RAISED)
    return text.translate(_RAISED_LETTERS) if len(text.strip()) == 1 else text


def lowered_after(text: str, before: str) -> str:
    """A subscript as it reads after the words `before`: CO2, but never 10₂ as 102.

    >>> lowered_after("2", "CO"), lowered_after("2", "10")
    ('2', '₂')
    """
    apart = before[-1:].isdigit() and _LOWERABLE.match(text.strip())
    return text.translate(_LOWERED) if apart else text


def folded(text: str) -> str:
    return _SPACE.sub(" ", text).strip()


@dataclass(slots=True)
class _Captioned:
    """A table that waits for the end of its section."""

    caption: str
    tables: Sequence[Table]
    lead: Sequence[str]
    notes: list[str]


class PageWriter:
    """Puts blocks under one another and remembers where each stands."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self.blocks: list[Block] = []
        self._level = 0
        self._waiting: list[_Captioned] = []
        self._is_under_table = False

    def add(
        self, text: str, role: Role = "paragraph", *, level: int = 0, header: Block | None = None
    ) -> Block | None:
        """Write a block; `header` is the block of a row's header row. Empty text writes nothing."""
        text = folded(text)
        if not text:
            return None
        if role == "heading" and self._waiting:
            self.write_waiting()
        if self._is_under_table and role == "paragraph" and _NOTE.match(text):
            self._waiting[-1].notes.append(text)
            return None
        self._is_under_table = False
        self._level = level or self._level
        if self.blocks:
            both_rows = role == "row" == self.blocks[-1].role
            gap = "\n" if both_rows else "\n\n"
            self._parts.append(gap)
            self._length += len(gap)
        start, self._length = self._length, self._length + len(text)
        self._parts.append(text)
        span = None if header is None else (header.start, header.end)
        self.blocks.append(Block(start, self._length, role, level, span))
        check_blocks(len(self.blocks))
        return self.blocks[-1]

    def add_table(
        self,
        tables: Sequence[Table],
        *,
        caption: str = "",
        lead: Sequence[str] = (),
        notes: Sequence[str] = (),
    ) -> None:
        """Write a table's rows, cells joined by a bar; one column is no table but a list.

        A caption is a heading, and a heading heads what follows it: so a table that has one
        waits, with the notes under it, for the end of its section, lest the text after it seem
        to be of the table.
        """
        captioned = _Captioned(folded(caption), tables, lead, list(notes))
        if captioned.caption:
            self._waiting.append(captioned)
            self._is_under_table = True
        else:
            self._write_table(captioned)

    def write_waiting(self) -> None:
        """Write the tables that wait for the end of the section."""
        waiting, self._waiting, self._is_under_table = self._waiting, [], False
        level = min(self._level + 1, 6)
        for captioned in waiting:
            self.add(captioned.caption, "heading", level=level)
            self._write_table(captioned)

    def _write_table(self, captioned: _Captioned) -> None:
        for text in captioned.lead:
            self.add(text)
        for table in captioned.tables:
            self._write_rows(table)
        for text in captioned.notes:
            self.add(text)

    def _write_rows(self, table: Table) -> None:
        wide = max((len(row) for row in (table.header or (), *table.rows)), default=0) > 1
        header: Block | None = None
        if table.header is not None:
            header = self.add(" | ".join(table.header), "row" if wide else "paragraph")
        for row in table.rows:
            if len(row) > 1:
                self.add(" | ".join(row), "row", header=header)
            else:
                self.add(row[0])

    def reading(
        self,
        record: Mapping[str, Any],
        *,
        part: str = "",
        by_hand: bool = False,
        has_furniture: bool = True,
    ) -> Reading:
        self.write_waiting()
        return Reading(
            "".join(self._parts),
            tuple(self.blocks),
            record,
            part=part,
            by_hand=by_hand,
            has_furniture=has_furniture,
        )
