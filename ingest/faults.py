"""What an error of the disk means to a person: full, not to be written, or something else."""

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.document import IngestError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_CLOSED = {errno.EROFS, errno.EACCES, errno.EPERM}
# The libraries under the legs put the system's error into words of their own.
_SAYS_FULL = re.compile(
    r"disk (?:is )?full|no space left|quota exceeded|file too large|disk I/O error"
    rf"|os error (?:{'|'.join(map(str, sorted(_FULL)))})\b",
    re.IGNORECASE,
)
_SAYS_CLOSED = re.compile(
    r"read-?only|permission denied|unable to open database file"
    rf"|os error (?:{'|'.join(map(str, sorted(_CLOSED)))})\b",
    re.IGNORECASE,
)


@contextmanager
def disk_faults_told(folder: Path, *, finish: str = "run python -m ingest again") -> Iterator[None]:
    """Any error of the disk within, as one sentence; other errors as they are."""
    try:
        yield
    except IngestError:
        raise
    except Exception as error:  # each leg has kinds of its own, and none for the disk
        sentence = _sentence(error, folder, finish)
        if sentence is None:
            raise
        raise IngestError(sentence) from error


def _sentence(error: BaseException, folder: Path, finish: str) -> str | None:
    number = error.errno if isinstance(error, OSError) else None
    said = str(error)
    if number in _FULL or _SAYS_FULL.search(said):
        return (
            f"the disk that holds {folder} has no room left; what the store held it holds still: "
            f"make room and {finish}"
        )
    if number in _CLOSED or _SAYS_CLOSED.search(said):
        return (
            f"{folder} may not be written by this user, and a store is written a little even when "
            "it is read; give it another place or other rights"
        )
    return None
