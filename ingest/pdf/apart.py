"""Reads and draws PDFs in a process of its own: a crash, a hang or a flood stays there.

pdfium is a program in C++ that no `except` can stop.
"""

import json
import signal
import subprocess
import sys
import threading
import zlib
from collections.abc import Sequence
from pathlib import Path
from time import monotonic
from typing import Any

_ROOT = Path(__file__).resolve().parents[2]
_START = "import sys; sys.path.insert(0, sys.argv[1]); from ingest.pdf.child import main; main()"
_SILENCE_SECONDS = 25.0  # without a page being done
_LEAST_SECONDS = 60.0
_PAGE_SECONDS = 1.0  # in all, for each page that was done
_SWOLLEN = 200_000_000  # bytes that one part of a file unpacks to


class PdfFailed(Exception):
    """The PDF cannot be read or drawn; the text says why, in words for a person."""

    def __init__(self, why: str, *, needs_ocr: bool = False) -> None:
        super().__init__(why)
        self.needs_ocr = needs_ocr


def read_apart(path: Path, *, most: int) -> dict[str, Any]:
    """What `ingest.pdf.read.read_bytes` gives, as plain values."""
    return _ask({"do": "read", "path": str(path), "most": most})


def draw_apart(
    path: Path, sha256: str, page: int, markings: Sequence[tuple[int, int, str]]
) -> dict[str, Any]:
    """What `ingest.pdf.draw.draw_bytes` gives, as plain values."""
    request = {"do": "draw", "path": str(path), "sha256": sha256, "page": page}
    return _ask({**request, "markings": list(markings)})


def scan_apart(path: Path, folder: Path) -> list[str]:
    """Draw each page into `folder` as OCR wants it; the paths of the pictures."""
    pages: list[str] = _ask({"do": "scan", "path": str(path), "folder": str(folder)})["pages"]
    return pages


def _ask(request: dict[str, Any]) -> dict[str, Any]:
    child = subprocess.Popen(
        [sys.executable, "-P", "-c", _START, str(_ROOT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    with child:
        heard = _Heard(child)
        try:
            slow = heard.wait(json.dumps(request).encode("ascii"))
        finally:
            child.kill()  # does nothing to one that has ended
    if slow:
        raise PdfFailed(_why(request["path"]) or f"reading it took too long ({slow}); split it")
    _, _, body = b"".join(heard.parts).partition(b"\n")
    if child.returncode != 0 or not body:
        raise PdfFailed(
            _why(request["path"])
            or "the PDF is damaged, or swells beyond the memory it may take, and ended its reader "
            f"({_end_of(child.returncode)}); print it to a new PDF"
        )
    reply: dict[str, Any] = json.loads(body)
    if "refused" in reply:
        raise PdfFailed(reply["refused"], needs_ocr=reply.get("needs_ocr", False))
    return reply


class _Heard:
    """What the child says, gathered by a thread of its own so that silence can be timed."""

    def __init__(self, child: "subprocess.Popen[bytes]") -> None:
        self.parts: list[bytes] = []
        self._child = child
        self._last = self._started = monotonic()
        self._pages = 0

    def wait(self, request: bytes) -> str | None:
        """Send the request and hear the reply out; in words how long it took, if too long."""
        thread = threading.Thread(target=self._listen, args=(request,), daemon=True)
        thread.start()
        while thread.is_alive():
            thread.join(0.5)
            now = monotonic()
            if now - self._last > _SILENCE_SECONDS:
                return f"more than {_SILENCE_SECONDS:.0f} s for page {self._pages + 1}"
            allowed = _LEAST_SECONDS + _PAGE_SECONDS * self._pages
            if now - self._started > allowed:
                return f"more than {allowed:.0f} s"
        self._child.wait()
        return None

    def _listen(self, request: bytes) -> None:
        assert self._child.stdin is not None  # both are pipes
        assert self._child.stdout is not None
        try:
            self._child.stdin.write(request)
            self._child.stdin.close()
        except OSError:
            return  # it has ended already; its exit says so
        while chunk := self._child.stdout.read1(1 << 16):  # type: ignore[attr-defined]
            self.parts.append(chunk)
            self._pages += chunk.count(b".")
            self._last = monotonic()


def _end_of(code: int) -> str:
    try:
        return signal.Signals(-code).name if code < 0 else f"exit {code}"
    except ValueError:
        return f"exit {code}"


def _why(path: str) -> str | None:
    """Whether a part of the file unpacks to more than can be read: asked once reading failed."""
    try:
        data = Path(path).read_bytes()
    except OSError:
        return None
    at = 0
    while (found := data.find(b"stream", at)) >= 0:
        at = found + 6
        begin = at + (2 if data[at : at + 2] == b"\r\n" else 1)
        if data[begin : begin + 1] in (b"\x78", b"\x48", b"\x58") and _swells(data, begin):
            return (
                f"a part of the PDF unpacks to more than {_SWOLLEN // 1_000_000} MB, "
                "as no text does; it is left out"
            )
    return None


def _swells(data: bytes, begin: int) -> bool:
    unpack = zlib.decompressobj()
    size = 0
    piece = memoryview(data)[begin:]
    try:
        pending: bytes | memoryview = piece[: 1 << 16]
        offset = len(pending)
        while pending and not unpack.eof:
            size += len(unpack.decompress(pending, 1 << 20))
            if size > _SWOLLEN:
                return True
            pending = unpack.unconsumed_tail
            if not pending:
                pending = piece[offset : offset + (1 << 16)]
                offset += len(pending)
    except zlib.error:
        pass
    return False
