"""A scan's words through OCR: ocrmypdf, or tesseract, where one of them is installed.

Neither is a library here: they are programs, asked for by `--ocr`, and run beside.
"""

import os
import shutil
import subprocess
from pathlib import Path

from ingest.pdf.apart import PdfFailed, scan_apart

_SECONDS = 1800


def recognise(path: Path, folder: Path) -> Path:
    """A copy of the PDF in `folder` whose pictures have a layer of text; PdfFailed says why not."""
    made = folder / "recognised.pdf"
    if program := shutil.which("ocrmypdf"):
        quiet = ("--quiet", "--skip-text", "--output-type", "pdf", "--jobs", "2")
        _run([program, *quiet, str(path), str(made)], "ocrmypdf")
    elif program := shutil.which("tesseract"):
        pages = scan_apart(path, folder)
        listed = folder / "pages.txt"
        listed.write_text("\n".join(pages))
        _run([program, str(listed), str(made.with_suffix("")), "pdf"], "tesseract")
    else:
        raise PdfFailed(
            "the PDF needs OCR, and neither ocrmypdf nor tesseract is installed; install one"
        )
    return made


def _run(command: list[str], name: str) -> None:
    try:
        finished = subprocess.run(
            command,
            # On a busy machine tesseract's own threads only wait for each other.
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise PdfFailed(f"{name} took more than {_SECONDS // 60} minutes; split the PDF") from error
    except OSError as error:
        raise PdfFailed(f"{name} could not be started ({error.strerror})") from error
    if finished.returncode != 0:
        said = (finished.stderr.strip().splitlines() or ["it did not say why"])[-1]
        raise PdfFailed(f"{name} could not recognise the pages: {said[:200]}")
