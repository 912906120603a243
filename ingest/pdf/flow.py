"""Blocks as they are read on, from column to column and page to page (pure).

Figures' labels, running heads and lists of sources are left out; a paragraph that was cut in
two is made whole.
"""

import re
from collections.abc import Sequence

from ingest.lines import BULLET
from ingest.pdf.blocks import FIGURE, Body, Piece, ends_sentence, pieces_in, set_kinds
from ingest.pdf.hyphens import ends_with_hyphen
from ingest.pdf.page import Column, LaidPage, Line

_SOURCES = re.compile(
    r"(?:\d{1,2}\.?\s+)?(?:references?(?: list| cited)?|bibliography|literature(?: cited)?"
    r"|works cited|citations|notes and references)\W*\Z",
    re.IGNORECASE,
)


def pieces_of(
    pages: Sequence[LaidPage], running: set[int], body: Body
) -> tuple[list[Piece], list[str]]:
    """The blocks in the order they are read, and the words that were left out."""
    left_out: list[str] = []
    pieces: list[Piece] = []
    column_number = 0
    for page in pages:
        for column in page.columns:
            column_number += 1
            kept = Column([], column.x0, column.x1)
            for item in column.items:
                if isinstance(item, Line) and id(item) in running:
                    left_out.append(item.text)
                else:
                    kept.items.append(item)
            found = list(pieces_in(kept, body))
            set_kinds(found, body)
            found, drawn = _without_figures(found, body)
            left_out.extend(drawn)
            for piece in found:
                piece.column = column_number
            pieces.extend(found)
    pieces = _joined(pieces, body)
    kept_pieces, sources = _without_sources(pieces)
    return kept_pieces, [*dict.fromkeys(left_out), *sources]


def _without_figures(pieces: list[Piece], body: Body) -> tuple[list[Piece], list[str]]:
    """Pieces without the words of a figure's axes and keys, which stand over its caption."""
    dropped: set[int] = set()
    for at, piece in enumerate(pieces):
        if piece.kind != "caption" or not FIGURE.match(piece.text):
            continue
        above = at - 1
        while above >= 0 and _is_label(pieces[above], body):
            dropped.add(above)
            above -= 1
    kept = [piece for at, piece in enumerate(pieces) if at not in dropped]
    return kept, [pieces[at].text for at in sorted(dropped)]


def _is_label(piece: Piece, body: Body) -> bool:
    """Small type, a few words a line, no sentence."""
    if piece.table is not None or not piece.lines or piece.size > 0.9 * body.size:
        return False
    words = len(piece.text.split())
    return words <= 5 * len(piece.lines) and (words <= 3 or not ends_sentence(piece.text))


def _is_float(piece: Piece) -> bool:
    return piece.kind in ("table", "caption", "note")


def _joined(pieces: Sequence[Piece], body: Body) -> list[Piece]:
    """Paragraphs that a column's end, a page's end or a float cut in two made whole.

    What stood in between comes before the whole, so that pages keep their order.
    """
    out: list[Piece] = []
    held: int | None = None  # the place in `out` of a paragraph that broke off
    between = False
    for piece in pieces:
        if out and _same_heading(out[-1], piece):
            out[-1].lines.extend(piece.lines)
            continue
        if held is not None and _goes_on(out[held], piece, between):
            out[held].lines.extend(piece.lines)
            out[held].column, out[held].right = piece.column, piece.right
            if not _breaks_off(out[held]):
                held = None
            between = False
            continue
        if held is not None and _is_float(piece):
            out.insert(held, piece)
            held += 1
            between = True
            continue
        out.append(piece)
        held = len(out) - 1 if piece.kind in ("text", "item") and _breaks_off(piece) else None
        between = False
    return out


def _same_heading(above: Piece, piece: Piece) -> bool:
    """The short last line of a title, which does not reach over the columns below it."""
    if above.kind != "heading" or piece.kind != "heading" or above.column == piece.column:
        return False
    last, first = above.lines[-1], piece.lines[0]
    alike = abs(last.size - first.size) < 0.3 and last.bold == first.bold
    return alike and last.page == first.page and 0 < first.base - last.base < 1.7 * last.size


def _breaks_off(piece: Piece) -> bool:
    return not ends_sentence(piece.lines[-1].text)


def _goes_on(held: Piece, piece: Piece, between: bool) -> bool:
    if piece.kind not in ("text", "item") or not (between or piece.column != held.column):
        return False
    last, first = held.lines[-1], piece.lines[0]
    if abs(last.size - first.size) > 0.05 * last.size or last.bold != first.bold:
        return False
    if ends_with_hyphen(last.text) or first.text[:1].islower():
        return True
    if BULLET.match(first.text):
        return False
    return held.right - last.x1 < 3 * last.size and len(held.text.split()) > 4


def _without_sources(pieces: Sequence[Piece]) -> tuple[list[Piece], list[str]]:
    """All but the lists of sources, each from its heading to where text begins again."""
    kept: list[Piece] = []
    dropped: list[str] = []
    heading: Piece | None = None
    for piece in pieces:
        if piece.kind == "heading" and _SOURCES.match(piece.text):
            heading = piece
            dropped.append(piece.text)
            continue
        if heading is not None and _ends_sources(piece, heading):
            heading = None
        if heading is None:
            kept.append(piece)
        else:
            dropped.append(piece.text)
    return kept, dropped


def _ends_sources(piece: Piece, heading: Piece) -> bool:
    if piece.kind in ("table", "caption"):
        return True
    if piece.kind != "heading" or abs(piece.size - heading.size) > 0.6:
        return piece.kind == "heading" and piece.size > heading.size
    return piece.bold == heading.bold and not piece.text[:1].isdigit()
