"""The words of the texts as they are written, and how many documents say each: a kept table.

What a reader's question may have meant is looked up here: the keyword leg holds stems alone, and
a slip of the keys may change a stem's length.
"""

import json
from collections.abc import Collection, Iterable
from typing import Any

from ingest.analyse import words

_VERSION = "1"  # of what counts as a word here; raise it when `words_of` changes
_KEPT = "vocabulary"  # what the meta table calls the version that is kept
_SHORTEST, _LONGEST = 4, 30

_TABLE = "CREATE TABLE vocabulary (word TEXT PRIMARY KEY, documents INTEGER NOT NULL) WITHOUT ROWID"


def words_of(*texts: str) -> set[str]:
    """Words of letters alone, those of "opioid-tolerant" each; figures and names like CYP3A4 not.

    >>> sorted(words_of("S-ketamine at 5 mg", "Opioid-tolerant adults (CYP3A4)"))
    ['adults', 'ketamine', 'opioid', 'tolerant']
    """
    parts = (part for text in texts for word in words(text) for part in word.split("-"))
    return {one for one in parts if _SHORTEST <= len(one) <= _LONGEST and one.isalpha()}


class Vocabulary:
    """The table, through the catalogue's own connection and within its transactions."""

    def __init__(self, connection: Any) -> None:
        self._db = connection

    def is_kept(self) -> bool:
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (_KEPT,)).fetchone()
        return row is not None and row[0] == _VERSION

    def make(self, documents: Iterable[Collection[str]]) -> None:
        """Make the table anew of the words of each document."""
        self._db.execute("DROP TABLE IF EXISTS vocabulary")
        self._db.execute(_TABLE)
        for said in documents:
            self.change((), said)
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_KEPT, _VERSION))

    def change(self, before: Collection[str], now: Collection[str]) -> None:
        """A document that said the words `before` says those of `now`."""
        gone, come = set(before) - set(now), set(now) - set(before)
        self._db.executemany(
            "INSERT INTO vocabulary VALUES (?, 1)"
            " ON CONFLICT (word) DO UPDATE SET documents = documents + 1",
            [(word,) for word in sorted(come)],
        )
        for word in sorted(gone):
            self._db.execute(
                "UPDATE vocabulary SET documents = documents - 1 WHERE word = ?", (word,)
            )
            self._db.execute("DELETE FROM vocabulary WHERE word = ? AND documents < 1", (word,))

    def held(self, among: Collection[str]) -> dict[str, int]:
        """Those of the words that the texts say, and in how many documents each stands."""
        if not among or not self.is_kept():
            return {}
        rows = self._db.execute(
            "SELECT word, documents FROM vocabulary WHERE word IN (SELECT value FROM json_each(?))",
            (json.dumps(list(among)),),
        )
        return dict(rows)
