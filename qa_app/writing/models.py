"""Language models by name: which there are, where one runs, how one is opened. Names langchain."""

import ipaddress
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

from ingest.document import IngestError
from qa_app.answering.model_use import Price, Where
from qa_app.writing.calling import Piece

Provider = Literal["openai", "ollama", "server", "anthropic", "mistralai", "google"]

PROVIDERS: tuple[Provider, ...] = get_args(Provider)
ADDRESSES: dict[Provider, str] = {
    "openai": "https://api.openai.com/v1",
    "ollama": "http://127.0.0.1:11434",
    "anthropic": "https://api.anthropic.com",
    "mistralai": "https://api.mistral.ai/v1",
    "google": "https://generativelanguage.googleapis.com",
}
_LANGCHAIN_NAMES: dict[Provider, str] = {"server": "openai", "google": "google_genai"}
# No byte for so long, and the client gives up; how long a whole reply may take is calling.py's.
_SILENCE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """A model, and the address that its questions go to. The key is never shown."""

    provider: Provider
    model: str
    address: str
    key: str | None = field(default=None, repr=False)
    price: Price | None = None

    @property
    def name(self) -> str:
        return f"{self.provider}:{self.model}"

    @property
    def host(self) -> str:
        return urlsplit(self.address).hostname or self.address

    @property
    def where(self) -> Where:
        # Ollama passes these on to its own servers, whatever address they are asked at.
        if self.provider == "ollama" and re.search(r"[:-]cloud\Z", self.model):
            return "outside"
        return where_is(self.host)


def split_name(name: str) -> tuple[Provider, str]:
    """
    >>> split_name("ollama:llama3.2:3b")
    ('ollama', 'llama3.2:3b')
    """
    before, _, model = name.strip().partition(":")
    for provider in PROVIDERS:
        if before == provider and model:
            return provider, model
    raise IngestError(
        f"no model {name!r}; name one as provider:model, with a provider of {', '.join(PROVIDERS)}"
    )


def where_is(host: str) -> Where:
    """Whether a host is this machine, one of its own network, or outside; unknown is outside.

    >>> where_is("127.0.0.1"), where_is("10.0.0.7"), where_is("api.openai.com")
    ('machine', 'network', 'outside')
    """
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        if host == "localhost":
            return "machine"
        own = "." not in host or host.endswith((".local", ".lan", ".internal", ".home.arpa"))
        return "network" if own else "outside"
    if address.is_loopback:
        return "machine"
    return "network" if address.is_private or address.is_link_local else "outside"


class LanguageModel:
    """A model that is ready to be asked. Each call may raise whatever its client raises."""

    def __init__(self, choice: ModelChoice, chat: Any) -> None:
        self.choice = choice
        self._chat = chat

    def write(self, rules: str, request: str) -> Iterator[Piece]:
        """The reply as it comes."""
        with _untold():
            for chunk in self._chat.stream([("system", rules), ("human", request)]):
                yield _piece(chunk)

    def choose(self, rules: str, request: str, schema: type) -> Iterator[Piece]:
        """One piece that holds the whole reply: as `schema` where the server gives it, else text.

        Where the client cannot ask for structure it is asked for text; where the server will not
        give it, that is an error, as any other is.
        """
        messages = [("system", rules), ("human", request)]
        with _untold():
            try:
                structured = self._chat.with_structured_output(schema, include_raw=True)
            except (NotImplementedError, TypeError, ValueError):
                yield _piece(self._chat.invoke(messages))
                return
            found = structured.invoke(messages)
            yield _piece(found["raw"], found["parsed"])

    def say(self, rules: str, request: str) -> Iterator[Piece]:
        """One piece that holds the whole reply as text."""
        with _untold():
            yield _piece(self._chat.invoke([("system", rules), ("human", request)]))


def open_model(choice: ModelChoice) -> LanguageModel:
    """Raises IngestError, naming the extra to install, where the provider's client is missing."""
    extra = "openai" if choice.provider == "server" else choice.provider
    missing = (
        f"{choice.name} needs packages that are not installed; "
        f"run pip install 'ketamine-qa[{extra}]'"
    )
    try:
        from langchain.chat_models import init_chat_model
    except ImportError as error:
        raise IngestError(missing) from error
    name = _LANGCHAIN_NAMES.get(choice.provider, choice.provider)
    try:
        chat = init_chat_model(choice.model, model_provider=name, **_settings(choice))
    except ImportError as error:
        raise IngestError(missing) from error
    return LanguageModel(choice, chat)


def _settings(choice: ModelChoice) -> dict[str, Any]:
    """What each client is told; calling.py tries again, so they do not."""
    if choice.provider == "ollama":
        client = {"timeout": _SILENCE_SECONDS, "trust_env": choice.where == "outside"}
        return {"base_url": choice.address, "client_kwargs": client, "temperature": 0}
    settings: dict[str, Any] = {"api_key": choice.key, "timeout": _SILENCE_SECONDS}
    settings["max_retries"] = 0
    settings["base_url"] = choice.address
    if choice.provider == "google":
        settings["max_retries"] = 1  # it counts the first try
    if choice.provider in ("openai", "server"):
        settings["stream_usage"] = True
    if choice.provider == "server":
        settings |= {"api_key": choice.key or "none", "temperature": 0}
    if choice.provider == "server" and choice.where != "outside":
        from openai import DefaultHttpxClient

        # A proxy that the environment names would carry it away from here.
        settings["http_client"] = DefaultHttpxClient(trust_env=False)
    return settings


def _untold() -> AbstractContextManager[Any]:
    """Nothing is told to langchain's tracing service, whatever the environment asks for."""
    from langsmith import tracing_context

    return tracing_context(enabled=False)


def _piece(message: Any, parsed: object = None) -> Piece:
    usage = message.usage_metadata or {}
    said = message.response_metadata
    finish = next(
        (
            str(said[one])
            for one in ("finish_reason", "stop_reason", "done_reason")
            if said.get(one)
        ),
        None,
    )
    return Piece(
        text=str(message.text),
        parsed=parsed,
        finish="refusal" if message.additional_kwargs.get("refusal") else finish,
        tokens_in=usage.get("input_tokens", 0),
        tokens_out=usage.get("output_tokens", 0),
    )
