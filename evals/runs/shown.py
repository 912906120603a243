"""A measurement put where the chat's Evaluation page reads it: beside its store, or shipped."""

from pathlib import Path

from pydantic import ValidationError

from evals.datasets import EvalError
from evals.runs.folder import Run
from qa_app.measurement import (
    FOLDER,
    SHIPPED,
    Measurement,
    measurement_from_json,
    write_measurement,
)


def show_on_page(measurement: Measurement, store: Path) -> None:
    _write(store / FOLDER / f"{measurement.run}.json", measurement)


def ship(run: Run) -> str:
    """Let the run be what the program comes with; the file's name in the repository."""
    try:
        measurement = measurement_from_json(run.summary["measurement"])
    except (KeyError, ValidationError) as error:
        raise EvalError(
            f"{run.folder} is of another version of evals; run python -m evals report again"
        ) from error
    _write(SHIPPED, measurement)
    return "/".join(SHIPPED.parts[-2:])


def _write(path: Path, measurement: Measurement) -> None:
    try:
        write_measurement(path, measurement)
    except OSError as error:
        raise EvalError(f"{path} cannot be written: {error.strerror}") from error
