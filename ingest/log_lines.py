"""Log lines: one for each thing that happened, with its time, level and counts, on stderr.

What was asked and answered is about patients: it is logged only where `words` is asked for. For
the same reason an unexpected error is logged by its kind and place, not by its message.
"""

import json
import logging
import sys
import traceback
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TextIO

LEVELS = ("debug", "info", "warning", "error")
# Of these a program that runs for months hears only warnings, and in our form.
_TALKATIVE = ("streamlit", "uvicorn", "websockets", "asyncio", "chromadb", "httpx", "alembic")

_ours = logging.getLogger("ketamine_qa")
_ours.addHandler(logging.NullHandler())  # without a log begun, silence and not bare messages
_words = logging.getLogger("ketamine_qa.words")
_words.setLevel(logging.CRITICAL)  # until `start_log` is told otherwise


def tell(what: str, *, level: int = logging.INFO, **facts: object) -> None:
    """Log one line: what happened, then what there is to know of it."""
    _ours.log(level, "%s", event_line(what, **facts))


def tell_words(what: str, **facts: object) -> None:
    """Log one line that holds people's words; nothing unless the log was started with `words`."""
    if _words.isEnabledFor(logging.INFO):
        _words.info("%s", event_line(what, **facts))


def start_log(level: str, *, words: bool = False, stream: TextIO | None = None) -> None:
    """Write lines of this level and above from now on; the libraries' warnings in the same form."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_OneLine())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    _ours.setLevel(level.upper())
    _words.setLevel(logging.INFO if words else logging.CRITICAL)
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").setLevel(logging.ERROR)  # for developers, not for this log
    take_over(_TALKATIVE)


def take_over(names: Iterable[str]) -> None:
    """Let these libraries' loggers, and all under them, speak only by our lines, from warnings up.

    Call it again once a library has made its loggers: some bring handlers of their own.
    """
    known = tuple(logging.root.manager.loggerDict)
    for name in names:
        for one in (
            name,
            *(known_name for known_name in known if known_name.startswith(f"{name}.")),
        ):
            logger = logging.getLogger(one)
            if not any(isinstance(held, _Redirect) for held in logger.filters):
                logger.addFilter(_Redirect())


def event_line(what: str, **facts: object) -> str:
    """`what` and the facts as name=value; a value with a space or a sign in it is quoted.

    >>> event_line("ask", status="answered", reason=None, sources=3, why="no store")
    'ask status=answered reason=- sources=3 why="no store"'
    """
    return " ".join([what, *(f"{name}={_value(one)}" for name, one in facts.items())])


def _value(value: object) -> str:
    if value is None or value == "":
        return "-"
    text = str(value)
    plain = text.isprintable() and not set(text) & set(' "=\\')
    return text if plain else json.dumps(text, ensure_ascii=False)


class _Redirect(logging.Filter):
    """Hands a record to the root's handlers, from warnings up, and stops it where it was."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno >= logging.WARNING:
            for handler in logging.getLogger().handlers:
                handler.handle(record)
        return False


class _OneLine(logging.Formatter):
    """Time, level, message: never more than one line, whatever a library says."""

    def format(self, record: logging.LogRecord) -> str:
        when = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        if record.name.partition(".")[0] == _ours.name:
            said = record.getMessage()
        else:
            said = event_line("library", name=record.name, said=record.getMessage())
        if record.exc_info and record.exc_info[1] is not None:
            said = f"{said} {error_facts(record.exc_info[1])}"
        return f"{when.replace('+00:00', 'Z')} {record.levelname} {' '.join(said.splitlines())}"


def error_facts(error: BaseException) -> str:
    """An error by its kind and where it arose, without its message, which may hold a question."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else None
    return event_line(f"error={type(error).__name__}", at=place)
