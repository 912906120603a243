"""A table's cells → rows that can be read alone, with their header (pure).

What spans rows or columns is said again in each, so that no row misreads; a row that names a
group of rows is carried to each row under it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.readers.reading import UnreadableDocument

BREAK = "\x1e"  # a line's end within a cell
_EMPTY = "–"
_BAR = "∣"  # the bar parts cells, so one within a cell is written as a mark that looks like it
_MOST_COLUMNS = 200
_MOST_CELLS = 2_000_000
_DIGIT = re.compile(r"\d")
_INDENT = re.compile(r"^\s*[\u00a0\u2000-\u200a\u3000]+(?=\S)")
_TWO_NUMBERS = re.compile(rf"(?<=[\d%)])\s*{BREAK}\s*(?=\d)")


@dataclass(frozen=True, slots=True)
class Cell:
    """The words of a cell, as they stand (an indent tells a group's rows), and what it spans."""

    words: str
    columns: int = 1
    rows: int = 1
    is_header: bool = False
    is_bold: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of words under a header that was made one; a row of one column stands alone."""

    header: tuple[str, ...] | None
    rows: tuple[tuple[str, ...], ...]


_Row = Sequence[Cell | None]


def tables_of(rows: Sequence[Sequence[Cell]], *, header_rows: int) -> list[Table]:
    """The table of `rows`, the first `header_rows` of which are its header.

    There are several where a new header stands among the rows.

    >>> dose = [Cell("Drug", rows=2), Cell("Dose", columns=2)], [Cell("iv"), Cell("im")]
    >>> tables_of([*dose, [Cell("Ketamine"), Cell("1 mg"), Cell("")]], header_rows=2)
    [Table(header=('Drug', 'Dose: iv', 'Dose: im'), rows=(('Ketamine', '1 mg', '–'),))]
    """
    whole = _grid(rows)
    grid = [row for row in whole if any(_said(cell) for cell in row)]
    starts = [(0, sum(any(_said(cell) for cell in row) for row in whole[:header_rows]))]
    at = starts[0][1]
    if not all(_heads(row) for row in grid):
        while at < len(grid):
            end = at
            while end < len(grid) and _heads(grid[end]):
                end += 1
            if at < end < len(grid):
                starts.append((at, end))
            at = max(end, at + 1)
    ends = [start for start, _ in starts[1:]] + [len(grid)]
    return [
        Table(_one_header(grid[start:body]), _body(grid[body:end]))
        for (start, body), end in zip(starts, ends, strict=True)
        if start < end
    ]


def has_header(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether a first row that is not marked as one is a header: words over what holds numbers."""
    if len(rows) < 2 or len(rows[0]) < 2:
        return False
    if any(not _said(cell) for cell in rows[0][1:]) or any(_DIGIT.search(c.words) for c in rows[0]):
        return False
    return any(_DIGIT.search(cell.words) for row in rows[1:] for cell in row[1:])


def _said(cell: Cell | None) -> str:
    """The words on one line; two numbers on two lines are not one number."""
    if cell is None:
        return ""
    return " ".join(_TWO_NUMBERS.sub("; ", cell.words).replace(BREAK, " ").split()).replace(
        "|", _BAR
    )


def _grid(rows: Sequence[Sequence[Cell]]) -> list[list[Cell | None]]:
    """One cell or None for each place; a cell that spans stands in each place that it covers."""
    grid: list[list[Cell | None]] = []
    cells_in_all = 0
    held: dict[int, tuple[Cell, int]] = {}  # column → the cell over it, rows still to cover
    for row in rows:
        line: list[Cell | None] = []
        cells = iter(row)
        cell: Cell | None = next(cells, None)
        while len(line) < _MOST_COLUMNS and (
            cell is not None or any(at >= len(line) for at in held)
        ):
            if len(line) in held:
                over, left = held.pop(len(line))
                if left > 1:
                    held[len(line)] = (over, left - 1)
                line.append(over)
            elif cell is None:
                line.append(None)
            else:
                for _ in range(max(1, min(cell.columns, _MOST_COLUMNS - len(line)))):
                    if cell.rows > 1:
                        held[len(line)] = (cell, cell.rows - 1)
                    line.append(cell)
                cell = next(cells, None)
        grid.append(line)
        cells_in_all += len(line)
        if cells_in_all > _MOST_CELLS:
            raise UnreadableDocument(
                f"a table of it has more than {_MOST_CELLS:,} cells; save it as several"
            )
    width = max((len(line) for line in grid), default=0)
    return [line + [None] * (width - len(line)) for line in grid]


def _heads(row: _Row) -> bool:
    """Whether a row is all of header cells, more than one of them."""
    said = [cell for cell in row if cell is not None and _said(cell)]
    return all(cell.is_header for cell in said) and any(cell is not said[0] for cell in said)


def _one_header(rows: Sequence[_Row]) -> tuple[str, ...] | None:
    """Each column's header words from above down, each cell's once."""
    columns: list[str] = []
    for number, column in enumerate(zip(*rows, strict=True)):
        words = []
        for row, cell in zip(rows, column, strict=True):
            over_all = len(rows) > 1 and all(other is cell for other in row)
            if not (over_all and number):  # a title in the header is said once
                words.append(_said(cell))
        columns.append(": ".join(word for word in dict.fromkeys(words) if word))
    return tuple(word or _EMPTY for word in columns) if any(columns) else None


def _body(grid: Sequence[_Row]) -> tuple[tuple[str, ...], ...]:
    """The rows as words, each with the names of the groups that it is of."""
    found: list[tuple[str, ...]] = []
    groups: list[str] = []
    indented = False  # the rows of the group are set in from its name
    rest = False  # the group's name stands in a row with what is said of all of it, at the end
    begins_alone = bool(grid) and _stands_alone(grid[0])
    names = [_names_group(grid, at, begins_alone) for at in range(len(grid))]
    for at, row in enumerate(grid):
        words = [_said(cell) for cell in row]
        if names[at] and not all(names[at:]):  # else nothing is under it
            follows = at > 0 and names[at - 1]
            groups = [*(groups if follows else groups[:-1]), words[0].rstrip(": ")]
            indented, rest = _is_indented(grid, at + 1), False
            continue
        if len(row) > 1 and all(cell is row[0] for cell in row):
            found.append((words[0],))
            continue
        if indented and not _is_indented(grid, at):
            groups, indented = [], False
        if _names_rest(grid, at):
            groups, rest = [words[0].rstrip(": ")], True
        elif rest and words[-1]:
            groups, rest = [], False
        elif groups:
            group = ", ".join(groups)
            words[0] = f"{group}: {words[0]}" if words[0] else group
        found.append(tuple(word or _EMPTY for word in words))
    return tuple(found)


def _stands_alone(row: _Row) -> bool:
    return (
        len(row) > 1
        and bool(_said(row[0]))
        and not any(_said(cell) for cell in row if cell is not row[0])
    )


def _names_group(grid: Sequence[_Row], at: int, begins_alone: bool) -> bool:
    """Whether a row only names those under it: a cell over several columns, or one set apart.

    Alone in its row without any mark, it may as well be an item of which nothing is known; save
    where the table begins with such a row.
    """
    row = grid[at]
    first = row[0]
    if first is None or first.rows > 1 or not _stands_alone(row):
        return False
    marked = first.is_header or first.is_bold or first.columns > 1 or ":" in first.words
    return marked or begins_alone or (_is_indented(grid, at + 1) and not _is_indented(grid, at))


def _names_rest(grid: Sequence[_Row], at: int) -> bool:
    """Whether a row says only its last cell, and the next one all but that: "Sex | | | 0.8"."""
    if at + 1 == len(grid) or len(grid[at]) < 3 or grid[at][0] is grid[at + 1][0]:
        return False
    said, below = ([bool(_said(cell)) for cell in row] for row in grid[at : at + 2])
    between = len(said) - 2
    return said == [True, *[False] * between, True] and below == [True, *[True] * between, False]


def _is_indented(grid: Sequence[_Row], at: int) -> bool:
    cell = grid[at][0] if at < len(grid) else None
    return cell is not None and _INDENT.match(cell.words) is not None
