"""Chooses the real parts. The only file that reads the environment."""

import math
import os
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.document import IngestError
from ingest.embed import load_encoder
from qa_app.engine import Engine
from qa_app.reading.reader import SHIPPED, OnnxReader, Reader

if TYPE_CHECKING:
    from qa_app.answering.model_use import Price
    from qa_app.writing.guard import Verifier
    from qa_app.writing.models import ModelChoice

STORE_VARIABLE = "KETAMINE_QA_STORE"
DATA_VARIABLE = "KETAMINE_QA_DATA"
MODEL_VARIABLE = "KETAMINE_QA_MODEL"
MODEL_URL_VARIABLE = "KETAMINE_QA_MODEL_URL"
MODEL_KEY_VARIABLE = "KETAMINE_QA_MODEL_KEY"
MODEL_PRICE_VARIABLE = "KETAMINE_QA_MODEL_PRICE"
VERIFIER_VARIABLE = "KETAMINE_QA_VERIFIER"
VERIFIER_THRESHOLD_VARIABLE = "KETAMINE_QA_VERIFIER_THRESHOLD"
# Where each provider's own client looks for its key, and for another address.
_KEYS = {
    "openai": ("OPENAI_API_KEY",),
    "server": (MODEL_KEY_VARIABLE,),
    "anthropic": ("ANTHROPIC_API_KEY",),
    "mistralai": ("MISTRAL_API_KEY",),
    "google": ("GOOGLE_API_KEY", "GEMINI_API_KEY"),
}
_ADDRESSES = {
    "openai": ("OPENAI_BASE_URL", "OPENAI_API_BASE"),
    "server": (MODEL_URL_VARIABLE,),
    "ollama": ("OLLAMA_HOST",),
    "anthropic": ("ANTHROPIC_BASE_URL", "ANTHROPIC_API_URL"),
    "mistralai": ("MISTRAL_BASE_URL",),
}

_AMOUNT = r"(\d{1,6}(?:\.\d{1,6})?)"
_PRICE = re.compile(rf"{_AMOUNT}\s*/\s*{_AMOUNT}(?:\s+([A-Z]{{3}}|[€$£¥]))?")


def store_folder(given: Path | None = None) -> Path:
    return given or Path(os.environ.get(STORE_VARIABLE, ".store"))


def data_folder() -> Path:
    """Where conversations are kept. Precious, unlike the store."""
    given = os.environ.get(DATA_VARIABLE, ".data")
    return Path(".data") if "://" in given else Path(given)


def records_url() -> str:
    """The database of the records: SQLite in the data folder, or the server that is named."""
    given = os.environ.get(DATA_VARIABLE, "")
    return given if "://" in given else f"sqlite:///{data_folder() / 'records.sqlite'}"


def use_store(store: Path) -> None:
    """Let all of this process, the pages too, ask this store."""
    os.environ[STORE_VARIABLE] = str(store.resolve())


def chroma_url() -> str | None:
    """The Chroma server that holds the vectors; None where they lie in the store's folder."""
    return os.environ.get("CHROMA_URL") or None


def open_engine(store: Path | None = None, *, reader: str | None = None) -> Engine:
    """The product over a store; `reader` as load_reader takes it."""
    return Engine(
        store_folder(store),
        load_encoder,
        load_reader=lambda: load_reader(reader),
        chroma_url=chroma_url(),
    )


def load_reader(name: str | None = None) -> Reader | None:
    """The reader that is shipped, another by folder or name, or None for "none"."""
    if name == "none":
        return None
    if name is None:
        return OnnxReader() if (SHIPPED / "settings.json").is_file() else None
    if (Path(name) / "settings.json").is_file():
        return OnnxReader(Path(name))
    from qa_app.reading.cross_encoder import CrossEncoderReader

    return CrossEncoderReader(name)


def named_model() -> str | None:
    """The model that the chat may use, as provider:model; None where there is none."""
    return os.environ.get(MODEL_VARIABLE) or None


def use_model(name: str) -> None:
    """Let the chat of this process offer this model."""
    os.environ[MODEL_VARIABLE] = name


def choose_model(name: str, *, secrets: Mapping[str, str] | None = None) -> "ModelChoice":
    """The model of this name, with the address, key and price that the environment gives it.

    `secrets`: where else a key may lie, by the same names. Raises IngestError, with what to set,
    where one of them is missing.
    """
    from qa_app.writing.models import ADDRESSES, ModelChoice, split_name

    provider, model = split_name(name)
    address = _first_of(_ADDRESSES.get(provider, ())) or ADDRESSES.get(provider)
    if address is None:
        raise IngestError(
            f"{name} needs the address of its server; set {MODEL_URL_VARIABLE}, "
            "for example to http://127.0.0.1:8080/v1"
        )
    if "://" not in address:  # OLLAMA_HOST is often host:port
        address = f"http://{address}"
    address = address.replace("://0.0.0.0", "://127.0.0.1")
    variables = _KEYS.get(provider, ())
    kept = (found for one in variables if (found := (secrets or {}).get(one, "").strip()))
    key = _first_of(variables) or next(kept, None)
    if key is None and provider in _KEYS and provider != "server":
        where = "the environment" if secrets is None else "the environment or secrets.toml"
        raise IngestError(f"{name} needs a key; set {variables[0]} in {where}")
    return ModelChoice(provider, model, address, key, model_price())


def model_price() -> "Price | None":
    """What the user says that the model costs; None where nothing is said. Nothing is built in."""
    from qa_app.answering.model_use import Price

    given = os.environ.get(MODEL_PRICE_VARIABLE, "").strip()
    if not given:
        return None
    found = _PRICE.fullmatch(given)
    if found is None:
        raise IngestError(
            f"{MODEL_PRICE_VARIABLE} is {given!r}; set it to the price of a million tokens read "
            'and of a million written, like "0.15/0.60 USD"'
        )
    return Price(float(found[1]), float(found[2]), found[3] or "")


def named_verifier() -> tuple[str, float] | None:
    """The verifier of what a model writes, and the number below which it withholds."""
    name = os.environ.get(VERIFIER_VARIABLE)
    if not name:
        return None
    given = os.environ.get(VERIFIER_THRESHOLD_VARIABLE) or "0"
    try:
        threshold = float(given)
    except ValueError:
        threshold = math.nan
    if not math.isfinite(threshold):
        raise IngestError(f"{VERIFIER_THRESHOLD_VARIABLE} is {given!r}; set it to a number like 0")
    return name, threshold


def use_verifier(name: str, threshold: float) -> None:
    """Let the chat of this process ask this verifier too."""
    os.environ[VERIFIER_VARIABLE] = name
    os.environ[VERIFIER_THRESHOLD_VARIABLE] = str(threshold)


@lru_cache(maxsize=1)  # some hundred megabytes, and seconds to read
def load_verifier(name: str, threshold: float = 0.0) -> "Verifier":
    """A second signal beside the guard's rules. Raises IngestError where it cannot be read."""
    from qa_app.writing.guard import Verifier

    try:
        reader = load_reader(name)
    except IngestError as error:
        raise IngestError(f"the verifier cannot be used: {error}") from error
    if reader is None:
        raise IngestError("no verifier by the name none; leave it out")
    return Verifier(reader, threshold)


def _first_of(variables: tuple[str, ...]) -> str | None:
    return next((found for one in variables if (found := os.environ.get(one, "").strip())), None)
