"""What every check of the doctor speaks of: the installation it looks at, and what is unsound."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Installation:
    """What is to be examined, as the environment and the command line name it."""

    store: Path
    data: Path
    records_url: str
    chroma_url: str | None
    address: str
    port: int


class Unsound(Exception):
    """A check has found a problem; its facts so far are told with it."""

    def __init__(self, sentence: str, facts: Facts | None = None) -> None:
        super().__init__(sentence)
        self.facts = facts or {}
