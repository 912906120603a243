"""A run's summary and measurement → report.html, one file that needs no network."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from evals.runs.definitions import DEFINITIONS, INTERVALS
from evals.runs.picture import CURVE, credit_figure, curve_points
from evals.runs.wording import against_in_words, in_100, system_label
from qa_app.measurement import Measurement
from qa_app.screens.markup import plain

_OTHERS = ("tutorial", "vectors", "keywords")
SIGNS = {"better": "+", "worse": "−", "no difference shown": "=", "differs": "≠"}


def write_page(summary: Mapping[str, Any], measurement: Measurement) -> str:
    first = summary["against"]
    own = summary["systems"][first]
    return (
        _environment()
        .get_template("page.html")
        .render(
            run=measurement,
            summary=summary,
            own=own,
            tables=_tables(summary),
            figure=credit_figure(measurement.beside),
            curve=curve_points(own["risk_coverage"]),
            side=CURVE,
            definitions=DEFINITIONS,
            intervals=INTERVALS,
        )
    )


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        # Marks that turn the direction of text would let "0.1" read as "1.0".
        finalize=lambda value: plain(value) if type(value) is str else value,
    )
    environment.filters.update(in_100=in_100, figure=_figure)
    environment.globals.update(system_label=system_label)
    return environment


def _tables(summary: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Ours beside what others would use, then beside ours without one part: as far as asked."""
    first = summary["against"]
    others = [name for name in summary["systems"] if name in _OTHERS and name != first]
    rest = [name for name in summary["systems"] if name not in (first, *_OTHERS)]
    return [
        {
            "title": title,
            "names": [first, *names],
            "rows": _rows(summary, [first, *names]),
            "said": [against_in_words(name, summary["differences"][name]) for name in names],
        }
        for title, names in (
            ("Beside what others would use", others),
            ("Ours with one part switched off", rest),
        )
        if names or (not rest and title.startswith("Beside"))
    ]


def _rows(summary: Mapping[str, Any], names: list[str]) -> list[dict[str, Any]]:
    first = names[0]
    signs = {
        name: {one["measure"]: SIGNS.get(one["verdict"], "") for one in compared}
        for name, compared in summary["differences"].items()
    }
    rows = []
    for measure, own in summary["systems"][first]["measures"].items():
        taken = [summary["systems"][name]["measures"][measure] for name in names]
        if all(one["value"] is None for one in taken):
            continue
        cells = [
            {"of": one, "sign": signs.get(name, {}).get(measure, "")}
            for name, one in zip(names, taken, strict=True)
        ]
        rows.append({"measure": measure, "cells": cells, "n": own["n"], "left": own["unscored"]})
    return rows


def _figure(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.0f}" if value >= 10 else f"{value:.3f}"
