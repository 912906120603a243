"""A page written block by block, for formats whose words stand between marks."""

import re
from collections.abc import Mapping
from typing import Any

from ingest.readers.reading import Block, Reading, Role

_RAISED = str.maketrans("0123456789+-−–=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿ")
_RAISABLE = re.compile(r"[-−–+]?\d[\d\s,+–−-]*\Z|[-−–+]\Z")
_SPACE = re.compile(r"\s+")


def raised(text: str) -> str:
    """A superscript number in raised digits: 10<sup>-5</sup> must not read as 10-5.

    >>> raised("-5"), raised("1,2"), raised("th")
    ('⁻⁵', '¹,²', 'th')
    """
    return text.translate(_RAISED) if _RAISABLE.match(text.strip()) else text


def folded(text: str) -> str:
    return _SPACE.sub(" ", text).strip()


class PageWriter:
    """Puts blocks under one another and remembers where each stands."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self.blocks: list[Block] = []

    def add(
        self, text: str, role: Role = "paragraph", *, level: int = 0, header: Block | None = None
    ) -> Block | None:
        """Write a block; `header` is the block of a row's header row. Empty text writes nothing."""
        text = folded(text)
        if not text:
            return None
        if self.blocks:
            both_rows = role == "row" == self.blocks[-1].role
            gap = "\n" if both_rows else "\n\n"
            self._parts.append(gap)
            self._length += len(gap)
        start, self._length = self._length, self._length + len(text)
        self._parts.append(text)
        span = None if header is None else (header.start, header.end)
        self.blocks.append(Block(start, self._length, role, level, span))
        return self.blocks[-1]

    def add_table(self, rows: list[list[str]], *, has_header: bool) -> None:
        """Write a table's rows, cells joined by a bar; one column is no table but a list."""
        header: Block | None = None
        wide = max((len(row) for row in rows), default=0) > 1
        for index, cells in enumerate(rows):
            if not any(cell.strip() for cell in cells):
                continue
            if not wide:
                self.add(cells[0])
                continue
            written = self.add(" | ".join(folded(cell) for cell in cells), "row", header=header)
            if index == 0 and has_header:
                header = written

    def reading(self, record: Mapping[str, Any]) -> Reading:
        return Reading("".join(self._parts), tuple(self.blocks), record)
