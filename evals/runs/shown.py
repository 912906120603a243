"""A measurement put where the chat's Evaluation page reads it: beside the store it is of."""

from pathlib import Path

from evals.datasets import EvalError
from qa_app.measurement import FOLDER, Measurement, write_measurement


def show_on_page(measurement: Measurement, store: Path) -> None:
    write(store / FOLDER / f"{measurement.run}.json", measurement)


def write(path: Path, measurement: Measurement) -> None:
    try:
        write_measurement(path, measurement)
    except OSError as error:
        raise EvalError(f"{path} cannot be written: {error.strerror}") from error
