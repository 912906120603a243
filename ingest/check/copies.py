"""Whether a digest copies eight words in a row from texts that are not ours to copy."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from ingest.check.digest import Digest, Fault, sentences_of, shortened
from ingest.document import IngestError
from ingest.readers.decode import decode_bytes

RUN = 8
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
# A run with fewer words of plain prose than this is a name, a title or a row of figures.
_PLAIN = 4


def read_runs(folder: Path) -> frozenset[tuple[str, ...]]:
    """Every run of eight words in the texts of a folder."""
    if not folder.is_dir():
        raise IngestError(f"no folder of texts at {folder}; --seeds names one")
    runs: set[tuple[str, ...]] = set()
    for path in sorted(folder.iterdir()):
        if path.is_file():
            runs.update(_runs(_WORD.findall(decode_bytes(path.read_bytes()).lower())))
    return frozenset(runs)


def faults_of_copying(
    digests: Sequence[Digest], runs: frozenset[tuple[str, ...]]
) -> Iterator[Fault]:
    titles = {run for digest in digests for run in _runs(_words(digest.record.title or ""))}
    for digest in digests:
        if digest.record.holds != "digest":
            continue
        for sentence in sentences_of(digest):
            written = _WORD.findall(sentence)
            for at, run in enumerate(_runs([word.lower() for word in written])):
                plain = [word for word in written[at : at + RUN] if word.islower()]
                if run in runs and run not in titles and len(plain) >= _PLAIN:
                    yield digest.fault(
                        shortened(sentence),
                        f"{' '.join(written[at : at + RUN])!r} stands word for word in a seed text",
                        "say it in our own words",
                    )
                    break


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _runs(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for at in range(len(words) - RUN + 1):
        yield tuple(words[at : at + RUN])
