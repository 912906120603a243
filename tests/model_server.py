"""An OpenAI-compatible server whose replies are scripted: the real client and network path run."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal

TOKENS = {"prompt_tokens": 321, "completion_tokens": 45, "total_tokens": 366}


@dataclass(frozen=True, slots=True)
class Script:
    """What the server does with one request; the default is to say `text` and stop."""

    text: str = ""
    piece: int = 7  # characters at once
    pause_seconds: float = 0.0  # before each piece
    finish: str | None = "stop"
    refusal: str | None = None
    status: int = 200
    fault: Literal["", "hang", "drop", "garble", "not_json", "other_json"] = ""
    retry_after: str | None = None
    counts: bool = True  # tells how many tokens it took
    takes_schema: bool = True  # else a request for structured output is answered by 400


Scripted = Callable[[dict[str, Any]], Script]


@dataclass
class ModelServer:
    """Where it listens, what it was asked, and what it does next: a script, or one a request."""

    url: str
    scripts: Script | list[Script] | Scripted = field(default_factory=Script)
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    left: threading.Event = field(default_factory=threading.Event)  # a client went away
    closing: threading.Event = field(default_factory=threading.Event)

    def next_script(self, body: dict[str, Any]) -> Script:
        if isinstance(self.scripts, Script):
            return self.scripts
        if isinstance(self.scripts, list):
            return self.scripts[min(len(self.asked), len(self.scripts)) - 1]
        return self.scripts(body)

    def prompt(self, at: int = -1) -> str:
        """All that a request told the model."""
        return "\n".join(str(one["content"]) for one in self.asked[at]["messages"])


@contextmanager
def model_server() -> Iterator[ModelServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    held = ModelServer(f"http://127.0.0.1:{server.server_port}/v1")
    server.held = held  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield held
    held.closing.set()
    server.shutdown()
    thread.join()
    server.server_close()


def closed_port() -> str:
    """An address at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}/v1"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        held: ModelServer = self.server.held  # type: ignore[attr-defined]
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        held.asked.append(body)
        held.keys.append(self.headers.get("Authorization"))
        held.paths.append(self.path)
        script = held.next_script(body)
        self.close_connection = True
        try:
            self._answer(script, body, held)
        except (BrokenPipeError, ConnectionResetError):
            held.left.set()

    def _answer(self, script: Script, body: dict[str, Any], held: ModelServer) -> None:
        if script.fault == "hang":
            held.closing.wait(30)
        elif not script.takes_schema and "response_format" in body:
            self._send(400, {"error": {"message": "response_format is not supported"}})
        elif script.status != 200:
            # Some servers say a wrong key back.
            said = f"no, {self.headers.get('Authorization')}: {body['messages'][-1]['content']}"
            self._send(script.status, {"error": {"message": said}}, retry=script.retry_after)
        elif script.fault == "not_json" and not body.get("stream"):
            self._send(200, "<html>Welcome to the proxy</html>")
        elif script.fault == "other_json" and not body.get("stream"):
            self._send(200, {"greeting": "hello"})
        elif body.get("stream"):
            self._stream(script, held)
        else:
            held.closing.wait(script.pause_seconds)
            message = {"role": "assistant", "content": script.text, "refusal": script.refusal}
            choice = {"index": 0, "message": message, "finish_reason": script.finish}
            head = _HEAD if script.counts else {**_HEAD, "usage": None}
            self._send(200, {**head, "object": "chat.completion", "choices": [choice]})

    def _send(self, status: int, body: object, *, retry: str | None = None) -> None:
        data = body if isinstance(body, str) else json.dumps(body)
        self.send_response(status)
        is_json = not isinstance(body, str)
        self.send_header("Content-Type", "application/json" if is_json else "text/html")
        self.send_header("Content-Length", str(len(data.encode())))
        self.send_header("Connection", "close")
        if retry is not None:
            self.send_header("Retry-After", retry)
        self.end_headers()
        self.wfile.write(data.encode())

    def _stream(self, script: Script, held: ModelServer) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        for at in range(0, len(script.text), script.piece):
            if held.closing.wait(script.pause_seconds) and script.pause_seconds:
                return
            self._event({"content": script.text[at : at + script.piece]})
        if script.fault == "garble":
            self.wfile.write(b'data: {"choices": [{"delta": {"content": \n\n')
        elif script.fault == "not_json":
            self.wfile.write(b"data: Welcome to the proxy\n\n")
        elif script.fault == "other_json":
            self.wfile.write(b'data: {"greeting": "hello"}\n\n')
        elif script.fault == "drop":
            # Without this the end of the connection reads as the end of the reply.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
            self.connection.close()
            return
        if script.refusal is not None:
            self._event({"refusal": script.refusal})
        if script.finish is not None:
            self._event({}, finish=script.finish)
        head = _HEAD if script.counts else {**_HEAD, "usage": None}
        self._line({**head, "object": "chat.completion.chunk", "choices": []})
        self.wfile.write(b"data: [DONE]\n\n")

    def _event(self, delta: dict[str, str], finish: str | None = None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        self._line({**_HEAD, "object": "chat.completion.chunk", "choices": [choice], "usage": None})

    def _line(self, data: dict[str, Any]) -> None:
        self.wfile.write(f"data: {json.dumps(data)}\n\n".encode())
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:
        """Not on the test's stderr."""


_HEAD = {"id": "chatcmpl-1", "created": 1, "model": "scripted", "usage": TOKENS}
