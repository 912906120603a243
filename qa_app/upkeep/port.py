"""Which ports are free, and what answers on one that is not."""

import errno
import json
import socket
import urllib.request
from contextlib import suppress
from http.client import HTTPException
from typing import Literal

from ingest.document import IngestError

SERVICE = "ketamine-qa"  # what /health says it is, so that a chat of ours is known by it
HEALTH_PATH = "/health"
_TRIED_AFTER = 50
_TIMEOUT_SECONDS = 10  # the first answer opens the store

PortState = Literal["free", "ours", "taken"]


def take_port(address: str, port: int) -> int:
    """`port` if it is free, or any free one for 0. Raises IngestError naming a free one."""
    try:
        return _bind(address, port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            free = next_free_port(address, port)
            other = f"--port {free} is free, and " if free else ""
            raise IngestError(
                f"port {port} is taken; {other}--port 0 takes any that is free"
            ) from error
        if error.errno == errno.EACCES:
            raise IngestError(
                f"port {port} may not be used by this user; give one above 1023 with --port"
            ) from error
        raise IngestError(f"cannot listen on {address}:{port}: {error.strerror}") from error


def next_free_port(address: str, port: int) -> int | None:
    for one in range(port + 1, min(port + 1 + _TRIED_AFTER, 65536)):
        with suppress(OSError):
            return _bind(address, one)
    return None


def state_of_port(address: str, port: int) -> tuple[PortState, dict[str, object]]:
    """Whether a port is free, and what its chat says of its health where it is one of ours."""
    try:
        _bind(address, port)
    except OSError:
        health = ask_health(address, port)
        return ("ours", health) if health.get("service") == SERVICE else ("taken", {})
    return "free", {}


def ask_health(address: str, port: int) -> dict[str, object]:
    """What /health answers; empty where nothing of ours does."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address, address)
    url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Unwell())
    try:
        with direct.open(f"{url}{HEALTH_PATH}", timeout=_TIMEOUT_SECONDS) as answer:
            said = json.loads(answer.read(10_000))
    except (OSError, ValueError, HTTPException):  # another program, which speaks otherwise
        return {}
    return said if isinstance(said, dict) else {}


class _Unwell(urllib.request.HTTPErrorProcessor):
    """503 has an answer in it too."""

    def http_response(self, request: object, response: object) -> object:
        return response


def _bind(address: str, port: int) -> int:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((address, port))
        return int(probe.getsockname()[1])
