"""One call to a language model within its limits: time, tries, cancelling, and what failed."""

import queue
import random
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import monotonic
from typing import Literal

MOST_CHARACTERS = 12_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a reply as it comes; the counts are of this part."""

    text: str = ""
    parsed: object = None  # where the reply was asked for, and given, in a structure
    finish: str | None = None  # why it ended, in its server's word
    tokens_in: int = 0
    tokens_out: int = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """`tries` and their pauses are for what may pass: too many requests, a server that is down."""

    first_seconds: float = 60.0  # until something comes
    whole_seconds: float = 180.0
    tries: int = 3
    pause_seconds: float = 1.0  # before the second try; twice as long before the third


class ModelFailed(Exception):
    """What went wrong with a model, as a sentence; never its server's own words."""


Waiting = Callable[[], None]
_TICK_SECONDS = 0.1

_CUT = frozenset({"length", "max_tokens", "model_length", "lengthfinishreasonerror"})
_REFUSED = frozenset(
    "content_filter refusal safety blocklist prohibited_content spii recitation error"
    " contentfilterfinishreasonerror openairefusalerror".split()
)


def call_model(
    start: Callable[[], Iterator[Piece]],
    *,
    limits: Limits | None = None,
    waiting: Waiting = lambda: None,
) -> Iterator[Piece]:
    """The pieces of one reply. Raises ModelFailed, whatever goes wrong and wherever.

    `waiting` is called about ten times a second while nothing comes; raise from it to cancel. A
    reply that has begun is not begun again.
    """
    limits = limits or Limits()
    until = monotonic() + limits.whole_seconds
    for attempt in range(1, limits.tries + 1):
        begun = False
        try:
            for piece in _whole(_in_thread(start, limits, until, waiting)):
                begun = begun or bool(piece.text)
                yield piece
            return
        except _Broken as broken:
            why, may_pass = what_failed(broken.error)
            if begun or not may_pass or attempt == limits.tries:
                raise ModelFailed(_after(why, attempt)) from broken.error
            pause = limits.pause_seconds * 2 ** (attempt - 1) * random.uniform(0.8, 1.2)
            _sit_out(pause, until, waiting)


def what_failed(error: BaseException) -> tuple[str, bool]:
    """A sentence, and whether it may pass. Clients differ; what they wrap is alike."""
    names = {type(one).__name__.lower() for one in _chain(error)}
    status = status_of(error)
    if status == 429:
        return "the model's server takes no more requests for now (429)", True
    if status in (401, 403):
        return f"the model's server does not accept the key ({status})", False
    if status == 404:
        return "the model's server knows no such model or address (404)", False
    if status is not None and status >= 500:
        return f"the model's server failed ({status})", True
    if status is not None and status >= 300:
        return f"the model's server refused the request ({status})", False
    if names & _CUT:
        return "the model's reply was cut off", False
    if names & _REFUSED:
        return "the model refused to answer", False
    if any("timeout" in one for one in names):
        return "the model's server said nothing for too long", False
    if any("protocolerror" in one or "readerror" in one for one in names):
        return "the connection to the model broke off", False
    if any("connect" in one for one in names):
        return "the model's server cannot be reached", True
    return "the model's reply could not be read", False


def status_of(error: BaseException) -> int | None:
    """The HTTP status that a client's error stands for, where it stands for one."""
    return next((found for one in _chain(error) if (found := _status(one)) is not None), None)


class _Broken(Exception):
    def __init__(self, error: BaseException) -> None:
        self.error = error


def _whole(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """The pieces, or ModelFailed where what came is not a whole reply."""
    length, finish, parsed = 0, None, False
    for piece in pieces:
        length += len(piece.text)
        finish = piece.finish or finish
        parsed = parsed or piece.parsed is not None
        if length > MOST_CHARACTERS:
            raise ModelFailed("the model wrote on and on")
        yield piece
    ended = (finish or "").lower()
    if ended in _REFUSED:
        raise ModelFailed("the model refused to answer")
    if ended in _CUT or not ended:
        raise ModelFailed("the model's reply was cut off")
    if not length and not parsed:
        raise ModelFailed("the model said nothing")


def _in_thread(
    start: Callable[[], Iterator[Piece]], limits: Limits, until: float, waiting: Waiting
) -> Iterator[Piece]:
    """Read in a thread of its own, so that no server holds up who waits; leave it when done."""
    came: queue.SimpleQueue[Piece | BaseException | Literal["end"]] = queue.SimpleQueue()
    left = threading.Event()

    def read() -> None:
        try:
            pieces = start()
            for piece in pieces:
                came.put(piece)
                if left.is_set():
                    break
        except Exception as error:
            came.put(error)
        else:
            came.put("end")

    threading.Thread(target=read, name="model", daemon=True).start()
    first: float | None = min(until, monotonic() + limits.first_seconds)
    try:
        while True:
            patience = (until if first is None else first) - monotonic()
            if patience <= 0:
                raise ModelFailed(
                    "the model's reply took longer than "
                    f"{limits.whole_seconds if first is None else limits.first_seconds:g} seconds"
                )
            try:
                found = came.get(timeout=min(_TICK_SECONDS, patience))
            except queue.Empty:
                waiting()
                continue
            if found == "end":
                return
            if isinstance(found, BaseException):
                raise _Broken(found)
            first = None
            yield found
    finally:
        left.set()


def _sit_out(seconds: float, until: float, waiting: Waiting) -> None:
    end = min(monotonic() + seconds, until)
    pause = threading.Event()
    while (left := end - monotonic()) > 0:
        pause.wait(min(_TICK_SECONDS, left))
        waiting()


def _after(why: str, tries: int) -> str:
    return why if tries == 1 else f"{why}, {tries} times in a row"


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    at: BaseException | None = error
    while at is not None and id(at) not in seen:
        seen.add(id(at))
        yield at
        at = at.__cause__ or at.__context__


def _status(error: BaseException) -> int | None:
    for held in (error, getattr(error, "response", None)):
        for name in ("status_code", "code"):
            found = getattr(held, name, None)
            if isinstance(found, int) and 100 <= found < 600:
                return found
    return None
