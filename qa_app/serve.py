"""The chat as a web server: Streamlit's pages, and /health beside them."""

import asyncio
import ipaddress
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

import streamlit as st
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from ingest.document import IngestError
from ingest.log_lines import start_log, take_over, tell
from qa_app import assemble
from qa_app.screens import visit
from qa_app.upkeep.health import health
from qa_app.upkeep.port import HEALTH_PATH, take_port

_SCRIPT = Path(__file__).with_name("app.py")


def serve_chat(
    store: Path, *, address: str, port: int, base_path: str, log_level: str, log_words: bool
) -> None:
    """Run the chat until it is stopped. Raises IngestError if it cannot start."""
    if not (store / "catalogue.sqlite").is_file():
        raise IngestError(f"no store at {store}; run python -m ingest")
    port = take_port(address, port)
    assemble.use_store(store)
    start_log(log_level, words=log_words)
    if log_words:
        tell("start", level=logging.WARNING, note="questions and answers are written to this log")
    if not _is_loopback(address):
        tell(
            "start",
            level=logging.WARNING,
            note=f"everybody on the network that reaches {address} can ask, and conversations are "
            "kept apart only by addresses that cannot be guessed",
        )
    shown = f"[{address}]" if ":" in address else address
    url = f"http://{shown}:{port}/{base_path}".rstrip("/")
    print(f"The chat is at {url} and stops with Ctrl+C.", flush=True)
    app = st.App(
        _SCRIPT,
        routes=[
            Route(path, _answer_health)
            for path in dict.fromkeys(
                (HEALTH_PATH, f"/{base_path}{HEALTH_PATH}".replace("//", "/"))
            )
        ],
        lifespan=_lifetime,
    )
    try:
        app.run(config=_settings(address, port, base_path))
    except KeyboardInterrupt:
        tell("stop")


def _settings(address: str, port: int, base_path: str) -> dict[str, Any]:
    return {
        "server.address": address,
        "server.port": port,
        "server.baseUrlPath": base_path,
        "server.headless": True,
        "server.showEmailPrompt": False,
        "server.fileWatcherType": "none",
        "server.enableAgentApi": False,
        "browser.gatherUsageStats": False,
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        "client.showErrorLinks": False,  # they lead outside
        # Its welcome asks a server outside for this machine's address.
        "logger.hideWelcomeMessage": True,
        "logger.enableRich": False,
    }


@asynccontextmanager
async def _lifetime(_: st.App) -> AsyncIterator[None]:
    """Open the library while the first visitor is still on the way."""
    take_over(("streamlit", "uvicorn"))
    opening = asyncio.create_task(asyncio.to_thread(_open_library))
    yield
    await opening


def _open_library() -> None:
    started = perf_counter()
    found = _health_now()
    level = logging.INFO if found["status"] == "ok" else logging.ERROR
    ms = round((perf_counter() - started) * 1000)
    tell("open", level=level, **{key: found[key] for key in found if key != "service"}, ms=ms)


def _health_now() -> dict[str, object]:
    return health(visit.engine, visit.records)


def _answer_health(_: Request) -> JSONResponse:
    found = _health_now()
    return JSONResponse(
        found,
        status_code=200 if found["status"] == "ok" else 503,
        headers={"Cache-Control": "no-store"},
    )


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"
