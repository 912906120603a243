"""What a reader gives: the page's text in blocks, its record, its page numbers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from ingest.document import IngestError, Placed

Role = Literal["heading", "paragraph", "item", "row"]


class UnreadableDocument(IngestError):
    """The file cannot be read; the message is the reason it is quarantined."""


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
    """A file as read, before cleaning. `text` is the page; blocks point into it, in order.

    `record` holds the source's fields as the file itself gave them, unchecked.
    """

    text: str
    blocks: tuple[Block, ...]
    record: Mapping[str, Any] = field(default_factory=dict)
    pages: tuple[tuple[int, int], ...] = ()
    placed: Placed | None = None
    left_out: tuple[str, ...] = ()  # what the reader itself left out: running heads, references


Reader = Callable[[Path], Reading]
