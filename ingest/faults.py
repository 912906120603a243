"""What an error of the disk means to a person: full, not to be written, or something else."""

import errno
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.document import IngestError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_CLOSED = {errno.EROFS, errno.EACCES, errno.EPERM}
# The libraries under the legs put the system's error into words of their own.
_SAYS_FULL = re.compile(
    r"disk (?:is )?full|no space left|quota exceeded|file too large"
    rf"|os error (?:{'|'.join(map(str, sorted(_FULL)))})\b",
    re.IGNORECASE,
)
_SAYS_CLOSED = re.compile(
    r"read-?only|permission denied|unable to open database file"
    rf"|os error (?:{'|'.join(map(str, sorted(_CLOSED)))})\b",
    re.IGNORECASE,
)

# Some say only that they failed; less room than this explains it.
_SCANT_BYTES = 1 << 20


@contextmanager
def disk_faults_told(folder: Path) -> Iterator[None]:
    """Any error of the disk within, as one sentence; other errors as they are."""
    try:
        yield
    except IngestError:
        raise
    except Exception as error:  # each leg has kinds of its own, and none for the disk
        sentence = _sentence(error, folder)
        if sentence is None:
            raise
        raise IngestError(sentence) from error


def _sentence(error: BaseException, folder: Path) -> str | None:
    number = error.errno if isinstance(error, OSError) else None
    said = str(error)
    if number in _FULL or _SAYS_FULL.search(said) or _is_full(folder):
        return (
            f"the disk that holds {folder} has no room left; what the store held it holds still; "
            "make room and try again"
        )
    if number in _CLOSED or _SAYS_CLOSED.search(said):
        return (
            f"{folder} may not be written by this user, and a store is written a little even when "
            "it is read; give it another place or other rights"
        )
    if number == errno.EIO or "disk I/O error" in said:
        return (
            f"the disk that holds {folder} fails ({said}); what the store held it holds still; "
            "look to the disk and try again"
        )
    return None


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < _SCANT_BYTES
    except OSError:
        return False
