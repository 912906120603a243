"""An entry of a question file against its model; what is wrong is told with the entry's name."""

from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from evals.datasets import EvalError

_Model = TypeVar("_Model", bound=BaseModel)


def checked(model: type[_Model], data: Any, at: int | None, path: Path) -> _Model:
    """`at` is the entry's number in the file; None for the file as a whole."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(one) for one in first["loc"]) or "the entry"
        said = first["msg"].removeprefix("Value error, ")
        raise EvalError(f"{_named(data, at)}{path}: {where}: {said}") from error


def _named(data: Any, at: int | None) -> str:
    if at is None:
        return ""
    name = data.get("id", f"number {at}") if isinstance(data, dict) else f"number {at}"
    return f"question {name} of "
