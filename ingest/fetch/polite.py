"""Asking a web service without harm to it: slowly, by name, and again later where it is busy.

The only file that names httpx.
"""

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType

import httpx

from ingest.document import IngestError

_SECONDS_BETWEEN = 0.5  # two requests a second; the service bears ten
_TRIES = 5
_FIRST_WAIT_SECONDS = 1.0  # doubled after each try
_LONGEST_WAIT_SECONDS = 120.0
_TIMEOUT_SECONDS = 30.0  # without a word from the service
_LONGEST_ANSWER_SECONDS = 300.0
_LONGEST_ANSWER_BYTES = 64 << 20
_TRY_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_NOT_THERE = frozenset({404, 410})
_MAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII)


class ServiceFailed(IngestError):
    """The service did not give what it should, though it was asked again."""

    def __init__(self, message: str, *, leave_alone: bool = False) -> None:
        super().__init__(message)
        self.leave_alone = leave_alone  # it said so itself


@dataclass(frozen=True, slots=True)
class Manners:
    """How patient a client is."""

    seconds_between: float = _SECONDS_BETWEEN
    tries: int = _TRIES
    first_wait_seconds: float = _FIRST_WAIT_SECONDS
    longest_wait_seconds: float = _LONGEST_WAIT_SECONDS
    timeout_seconds: float = _TIMEOUT_SECONDS
    longest_answer_seconds: float = _LONGEST_ANSWER_SECONDS
    longest_answer_bytes: int = _LONGEST_ANSWER_BYTES


class PoliteClient:
    """Requests to one service, one at a time. Use it as a context."""

    def __init__(
        self,
        base: str,
        *,
        contact: str | None,
        manners: Manners | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.base = base.rstrip("/")
        if not re.fullmatch(r"https?://[^\s/]+\S*", self.base):
            raise IngestError(f"{base!r} is no address of a service; it begins with https://")
        if contact is not None and not _MAIL.fullmatch(contact):
            raise IngestError(f"{contact!r} is no mail address that a service could write to")
        self._manners = manners or Manners()
        self._sleep = sleep
        self._asked_at = float("-inf")
        try:
            self._http = httpx.Client(
                headers={
                    "User-Agent": f"ketamine-qa (mailto:{contact})" if contact else "ketamine-qa"
                },
                timeout=self._manners.timeout_seconds,
                follow_redirects=True,
            )
        except (ValueError, httpx.InvalidURL, ImportError, OSError) as error:  # a proxy's address
            raise IngestError(f"no connection can be made ({error})") from error

    def __enter__(self) -> "PoliteClient":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.close()

    def get(self, path: str, parameters: Mapping[str, str] | None = None) -> bytes | None:
        """The body of the answer; None where the service says that there is no such thing.

        Raises ServiceFailed, with the last reason, when every try has failed.
        """
        wait = self._manners.first_wait_seconds
        why = ""
        for attempt in range(1, self._manners.tries + 1):
            self._keep_distance()
            asked_wait = None
            try:
                status, asked_wait, body = self._ask(f"{self.base}/{path}", parameters or {})
            except httpx.TimeoutException:
                why = f"did not answer within {self._manners.timeout_seconds:g} seconds"
            except httpx.ConnectError as error:
                why = f"cannot be reached ({_in_words(error)})"
            except httpx.TransportError as error:
                why = f"broke off ({_in_words(error)})"
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise ServiceFailed(
                    f"{self._name()} gave no answer ({_in_words(error)})"
                ) from error
            else:
                if status in _NOT_THERE:
                    return None
                if 200 <= status < 300:
                    return body
                why = f"answered {status}"
                if status not in _TRY_AGAIN:
                    raise ServiceFailed(f"{self._name()} {why}")
            if attempt < self._manners.tries:
                self._wait(asked_wait, wait)
                wait *= 2
        times = "time" if self._manners.tries == 1 else "times"
        raise ServiceFailed(f"{self._name()} {why}, {self._manners.tries} {times} in a row")

    def _ask(self, url: str, parameters: Mapping[str, str]) -> tuple[int, float | None, bytes]:
        """The status, the wait that the service asks for, and the whole body."""
        started = time.monotonic()
        body = bytearray()
        with self._http.stream("GET", url, params=parameters) as response:
            for block in response.iter_bytes():
                body += block
                if len(body) > self._manners.longest_answer_bytes:
                    megabytes = self._manners.longest_answer_bytes >> 20
                    raise ServiceFailed(
                        f"{self._name()} sent more than {megabytes} MB at once, which no text has"
                    )
                if time.monotonic() - started > self._manners.longest_answer_seconds:
                    raise httpx.ReadTimeout("too slow", request=response.request)
            return response.status_code, _retry_after(response.headers), bytes(body)

    def _keep_distance(self) -> None:
        left = self._asked_at + self._manners.seconds_between - time.monotonic()
        if left > 0:
            self._sleep(left)
        self._asked_at = time.monotonic()

    def _wait(self, asked: float | None, otherwise: float) -> None:
        longest = self._manners.longest_wait_seconds
        if asked is not None and asked > longest:
            raise ServiceFailed(
                f"{self._name()} asks to be left alone for {asked:.0f} seconds; run it again then",
                leave_alone=True,
            )
        self._sleep(min(max(asked or 0.0, otherwise), longest))

    def _name(self) -> str:
        return httpx.URL(self.base).host


def _retry_after(headers: httpx.Headers) -> float | None:
    """Seconds, or a day and time; None where neither can be read."""
    said = headers.get("retry-after", "").strip()
    if said.isdigit():
        return float(said)
    try:
        when = parsedate_to_datetime(said)
    except ValueError:
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (when - datetime.now(UTC)).total_seconds())


def _in_words(error: Exception) -> str:
    return " ".join(str(error).split())[:160] or type(error).__name__
