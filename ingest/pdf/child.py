"""What runs in the process apart: one request from standard input, its reply to standard output.

A dot for each page, then a line end, then the reply as JSON.
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

MEMORY = 900 << 20  # bytes of address space: what swells past it is refused


def main() -> None:
    request = json.load(sys.stdin)
    _limit_memory()
    out = sys.stdout
    try:
        reply = _answer(request)
    except MemoryError:
        reply = {
            "refused": f"the PDF needs more than {MEMORY >> 20} MB of memory to be read; split it"
        }
    out.write("\n")
    json.dump(reply, out, ensure_ascii=True)
    out.flush()


def _limit_memory() -> None:
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    from ingest.pdf.draw import Marking, draw_bytes, scan_bytes
    from ingest.pdf.pdfium import PdfRefused
    from ingest.pdf.read import read_bytes

    try:
        data = Path(request["path"]).read_bytes()
        if request["do"] == "read":
            return asdict(read_bytes(data, most=request["most"], note=_note_page))
        if request["do"] == "scan":
            return {"pages": scan_bytes(data, Path(request["folder"]), note=_note_page)}
        markings = [Marking(*one) for one in request["markings"]]
        return asdict(draw_bytes(data, request["sha256"], request["page"], markings))
    except PdfRefused as refusal:
        return {"refused": str(refusal), "needs_ocr": refusal.needs_ocr}
    except OSError as error:
        return {"refused": f"the file cannot be opened ({(error.strerror or 'unknown').lower()})"}


def _note_page() -> None:
    sys.stdout.write(".")
    sys.stdout.flush()
