"""What a reader gives: the page's text in blocks, its record, its page numbers."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from ingest.document import IngestError, Placed

_MOST_BLOCKS = 400_000
_MOST_TAGS = 4_000_000

Role = Literal["heading", "paragraph", "item", "row"]


class UnreadableDocument(IngestError):
    """The file cannot be read; the message is the reason it is quarantined."""


def check_size(count: int, max_bytes: int) -> None:
    """Refuse more text than may be read at once; a person may lift the limit."""
    if count > max_bytes:
        needed = -(-count // 1_000_000)
        raise UnreadableDocument(
            f"holds {count / 1e6:.1f} MB of text, more than the {max_bytes / 1e6:g} MB that are "
            f"read; give --max-mb {needed} to read it"
        )


def check_tags(count: int, what: str = "the file") -> None:
    """Refuse more tags than any document has: the tree of them takes far more room than they."""
    if count > _MOST_TAGS:
        raise UnreadableDocument(
            f"{what} holds more than {_MOST_TAGS:,} tags; part it, or save it as plain text"
        )


def check_blocks(count: int) -> None:
    """Refuse more paragraphs and rows than any document has: each takes its room in memory."""
    if count > _MOST_BLOCKS:
        raise UnreadableDocument(
            f"the file holds more than {_MOST_BLOCKS:,} paragraphs and rows; part it into several"
        )


@dataclass(frozen=True, slots=True)
class Block:
    """A run of the page's text with one role. A row may name its table's header row."""

    start: int
    end: int
    role: Role = "paragraph"
    level: int = 0
    header: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One document as read, before cleaning. `text` is the page; blocks point into it, in order.

    `record` holds the source's fields as the file itself gave them, unchecked; where a person
    wrote them (`by_hand`) a wrong one is that person's to mend. `part` names the document within
    a file that may hold many, and stays the same when the file changes. A format that keeps
    text and furniture apart has none to clean away.
    """

    text: str
    blocks: tuple[Block, ...]
    record: Mapping[str, Any] = field(default_factory=dict)
    pages: tuple[tuple[int, int], ...] = ()
    part: str = ""
    by_hand: bool = False
    has_furniture: bool = True
    placed: Placed | None = None
    left_out: tuple[str, ...] = ()  # what the reader itself left out: running heads, references


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A part of a file that is no document, and why."""

    part: str
    reason: str


# A reader gets the path and how many bytes of text a document may have. It says that the whole
# file is unreadable before it gives a first part, or not at all.
Reader = Callable[[Path, int], Iterable[Reading | LeftOut]]
