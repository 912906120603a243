"""A Chroma server by its address: is it there, and how long is it waited for. Names httpx."""

import time
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx

from ingest.document import IngestError

# A person who asks waits a moment for a server that starts anew; an ingest waits a minute.
_PATIENCE_SECONDS = {False: 4.0, True: 60.0}
_TIMEOUT_SECONDS = {False: 10.0, True: 120.0}  # for one answer of a server that has stopped
_FIRST_PAUSE_SECONDS = 0.1
_LONGEST_PAUSE_SECONDS = 3.0

_T = TypeVar("_T")


class Server:
    """Where a Chroma server is. Every call to it goes through `call`, which waits and asks again.

    Whatever is asked of it may be asked twice: passages are put and dropped by their keys.
    """

    def __init__(self, url: str, *, patient: bool) -> None:
        self.url = url
        self.came_back = False
        try:
            parts = urlsplit(url)
            self.port = parts.port or (443 if parts.scheme == "https" else 8000)
        except ValueError:
            parts = urlsplit("")
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/"):
            raise IngestError(f"CHROMA_URL is {url!r}; write it as http://HOST:PORT")
        self.host = parts.hostname
        self.ssl = parts.scheme == "https"
        self._patience_seconds = _PATIENCE_SECONDS[patient]
        self._timeout_seconds = _TIMEOUT_SECONDS[patient]

    def wait_until_ready(self) -> None:
        """Raises IngestError where no server answers, or another than Chroma's."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        scheme = "https" if self.ssl else "http"
        address = f"{scheme}://{host}:{self.port}/api/v2/heartbeat"
        # A server that was never there is not waited for by an ingest either.
        patience = min(self._patience_seconds, _PATIENCE_SECONDS[False])
        answer = self.call(
            lambda: httpx.get(address, timeout=_TIMEOUT_SECONDS[False]), patience_seconds=patience
        )
        self.came_back = False
        if answer.status_code != 200 or "heartbeat" not in answer.text:
            raise IngestError(
                f"what answers at {self.url} is not a Chroma server; mend or unset CHROMA_URL"
            )

    def limit_waiting(self, client: Any) -> None:
        """Chroma's client would wait for ever on a server that has stopped without ending."""
        for api in (client._server, client._admin_client._server):
            api._session.timeout = httpx.Timeout(self._timeout_seconds)

    def call(self, work: Callable[[], _T], *, patience_seconds: float | None = None) -> _T:
        """What `work` gives, asked again while the server is away, in longer and longer steps."""
        patience = self._patience_seconds if patience_seconds is None else patience_seconds
        until = time.monotonic() + patience
        pause = _FIRST_PAUSE_SECONDS
        was_away = False
        while True:
            try:
                result = work()
            except Exception as error:  # chromadb's client hides httpx's errors in its own
                if not _is_away(error):
                    raise
                was_away = True
                if time.monotonic() + pause > until:
                    raise IngestError(
                        f"no Chroma server answers at {self.url}; start it or unset CHROMA_URL"
                    ) from error
            else:
                self.came_back = self.came_back or was_away
                return result
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)


def _is_away(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, httpx.TransportError):
            return True
        error = error.__cause__ or error.__context__
    return False
