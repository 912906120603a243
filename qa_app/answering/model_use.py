"""What a language model had to do with an answer: which, where it runs, what came of it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

Where = Literal["machine", "network", "outside"]

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Price:
    """What its user says that a model costs, for a million tokens; in what currency, if told."""

    read: float
    written: float
    currency: str = ""

    def of(self, tokens_in: int, tokens_out: int) -> float:
        """
        >>> Price(0.5, 2.0).of(1_000_000, 500_000)
        1.5
        """
        return (self.read * tokens_in + self.written * tokens_out) / _MILLION


@dataclass(frozen=True, slots=True)
class ModelUse:
    """`failure`: what went wrong, as a sentence; the answer is then in quotes.

    `untold` of the `replies` asked for told no count of their tokens, so that there were more, and
    `cost` is then the least that it was. `rewrote`: the follow-up is understood in its words.
    """

    name: str
    host: str
    where: Where
    tokens_in: int = 0
    tokens_out: int = 0
    failure: str | None = None
    replies: int = 1
    untold: int = 0
    rewrote: bool = False
    cost: float | None = None  # None where no price was given, or no count of tokens told
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A follow-up as a model would have it; None where it failed or may not have it so."""

    question: str | None
    use: ModelUse


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
