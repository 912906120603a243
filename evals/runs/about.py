"""What a run was of: program, texts, weights, settings, machine. None stands for not known."""

import os
import platform
import subprocess
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import evals
from evals.answers import store_hash
from evals.asking import ADOPTED
from evals.datasets import EvalError, Part
from evals.systems import Library
from ingest.document import sha256_of
from qa_app.answering.answer import store_state

ROOT = Path(evals.__file__).parents[1]
# What figures depend on; not what every adopting changes.
_PROGRAM = ("ingest", "qa_app", "evals", "corpus", "pyproject.toml", "constraints.txt")
_NOT = tuple(f":(exclude){one.relative_to(ROOT).as_posix()}" for one in ADOPTED)


@dataclass(frozen=True, slots=True)
class Commit:
    """Of the program's own files; `changed` where they differ from it."""

    name: str
    changed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What was chosen for a run."""

    questions: Path
    systems: tuple[str, ...]
    part: Part | None = None
    limit: int | None = None
    seed: int | None = None
    reader: str | None = None
    jobs: int = 1
    judge: str | None = None

    @property
    def whole(self) -> bool:
        return self.part is None and self.limit is None


def commit_of(root: Path = ROOT) -> Commit | None:
    """None where git is not there, or knows another folder than the program's."""
    head = _git(root, "rev-parse", "HEAD")
    if head is None or not _git(root, "ls-files", "evals/__main__.py"):
        return None
    status = _git(root, "status", "--porcelain", "--", *_PROGRAM, *_NOT)
    return Commit(head, bool(status))


def about_run(
    settings: Settings, library: Library, commit: Commit | None, *, now: datetime | None = None
) -> dict[str, Any]:
    reader = library.reader
    state = store_state(reader)
    return {
        "written": (now or datetime.now(UTC)).isoformat(timespec="seconds"),
        "commit": commit.name if commit else None,
        "changed": commit.changed if commit else None,
        "corpus": {**asdict(state), "sha256": store_hash(reader)},
        "weights": {
            "encoder": reader.embedding_model,
            "encoder_sha256": reader.embedding_checksum,
            "reader": library.read_with or None,
        },
        "questions": {
            "file": settings.questions.as_posix(),
            "sha256": file_hash(settings.questions),
            "whole": settings.whole,
        },
        "settings": {**asdict(settings), "questions": settings.questions.as_posix()},
        "machine": machine(),
    }


def file_hash(path: Path) -> str:
    try:
        return sha256_of(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise EvalError(f"{path} cannot be read: {error}") from error


def machine() -> dict[str, Any]:
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else None,
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }


def _processor() -> str | None:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or None
    named = (one.partition(":")[2].strip() for one in lines if one.startswith("model name"))
    return next(named, platform.processor() or None)


def _git(root: Path, *arguments: str) -> str | None:
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *arguments], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()
