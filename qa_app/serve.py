"""Starts the chat's web server on this machine."""

import errno
import os
import socket
import subprocess
import sys
from pathlib import Path

from ingest.document import IngestError
from qa_app.assemble import STORE_VARIABLE


def serve_chat(store: Path, *, address: str, port: int) -> int:
    """Run the chat until it is stopped; its exit code. Raises IngestError if it cannot start."""
    if not (store / "catalogue.sqlite").is_file():
        raise IngestError(f"no store at {store}; run python -m ingest")
    _check_port(address, port)
    page = Path(__file__).parent / "app.py"
    command = [
        *(sys.executable, "-m", "streamlit", "run", str(page)),
        *("--server.address", address, "--server.port", str(port)),
        *("--server.headless", "true", "--server.showEmailPrompt", "false"),
        *("--browser.gatherUsageStats", "false", "--server.fileWatcherType", "none"),
        *("--client.toolbarMode", "minimal", "--client.showErrorDetails", "none"),
    ]
    try:
        return subprocess.run(
            command, env={**os.environ, STORE_VARIABLE: str(store.resolve())}, check=False
        ).returncode
    except KeyboardInterrupt:
        return 0


def _check_port(address: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise IngestError(f"port {port} is taken; give another with --port") from error
            raise IngestError(f"cannot listen on {address}:{port}: {error.strerror}") from error
