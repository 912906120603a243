"""Words of English, by a published list: a word that a question spells right is never mended."""

import importlib.util
from functools import cache
from pathlib import Path

from ingest.document import IngestError
from ingest.pdf.english import is_common

# MIT; 82,765 words, each on the lists of SCOWL and in Google's books. Only the list is used.
_PACKAGE, _LIST = "symspellpy", "frequency_dictionary_en_82_765.txt"


_PREFIXES = (
    *("anti", "bi", "co", "counter", "cyber", "de", "dis", "electro", "extra", "hyper", "hypo"),
    *("in", "inter", "intra", "macro", "meta", "micro", "mid", "mini", "mis", "mono", "multi"),
    *("neo", "neuro", "non", "out", "over", "para", "peri", "poly", "post", "pre", "pro", "pseudo"),
    *("psycho", "radio", "re", "semi", "sub", "super", "supra", "tele", "trans", "tri", "ultra"),
    *("un", "under"),
)


def is_english(word: str) -> bool:
    """Whether a word, in lower case, is on the list or commonly written, with a prefix or without.

    >>> is_english("resort"), is_english("dysphasia"), is_english("remoulding")
    (True, True, True)
    >>> is_english("infusoin"), is_english("reinfusoin")
    (False, False)
    """
    rests = (word.removeprefix(one) for one in _PREFIXES if word.startswith(one))
    return _is_written(word) or any(len(rest) > 3 and _is_written(rest) for rest in rests)


def _is_written(word: str) -> bool:
    return word in _listed() or is_common(word)


@cache
def _listed() -> frozenset[str]:
    found = importlib.util.find_spec(_PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise IngestError(f"the package {_PACKAGE} is not installed; run make setup")
    path = Path(next(iter(found.submodule_search_locations))) / _LIST
    lines = path.read_text("utf-8-sig").splitlines()
    return frozenset(line.split()[0] for line in lines if line)
