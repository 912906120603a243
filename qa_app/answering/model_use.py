"""What a language model had to do with an answer: which, where it runs, what came of it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

Where = Literal["machine", "network", "outside"]


@dataclass(frozen=True, slots=True)
class ModelUse:
    """`failure`: what went wrong, as a sentence; the answer is then in quotes."""

    name: str
    host: str
    where: Where
    tokens_in: int = 0
    tokens_out: int = 0
    failure: str | None = None


@dataclass(frozen=True, slots=True)
class WithheldClaim:
    """A sentence that the model wrote and that is no part of the answer; why, rule by rule."""

    text: str
    why: str


def model_from_json(data: Mapping[str, Any]) -> ModelUse | None:
    """Of a whole reply; what was kept before there were models has none."""
    held = data.get("model_use")
    return ModelUse(**held) if held else None


def model_json(model: ModelUse | None) -> dict[str, Any]:
    """The keys of a reply that tell of its model."""
    if model is None:
        return {"model": None, "model_use": None}
    return {"model": model.name, "model_use": asdict(model)}


def withheld_json(withheld: tuple[WithheldClaim, ...]) -> list[dict[str, str]]:
    return [asdict(one) for one in withheld]


def withheld_from_json(data: Mapping[str, Any]) -> tuple[WithheldClaim, ...]:
    return tuple(WithheldClaim(**one) for one in data.get("withheld", ()))
