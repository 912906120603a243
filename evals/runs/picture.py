"""Where the marks of the report's figures stand: plain numbers for its SVG (pure)."""

from collections.abc import Sequence
from dataclasses import dataclass

from qa_app.measurement import Beside

WIDTH = 460
_ROW = 44
_TOP, _BOTTOM = 8, 40
_LEFT, _RIGHT = 14, 56  # on the right stands the figure itself
CURVE = 300  # the side of the square of a curve


@dataclass(frozen=True, slots=True)
class Bar:
    """A system's credit as a dot on its line, with its interval; y is the line's."""

    label: str
    value: str
    says: str
    y: float
    x: float
    low: float | None
    high: float | None
    own: bool


@dataclass(frozen=True, slots=True)
class CreditFigure:
    width: float
    height: float
    bars: tuple[Bar, ...]
    ticks: tuple[tuple[float, str], ...]
    top: float
    foot: float


def credit_figure(systems: Sequence[Beside]) -> CreditFigure:
    """Systems from the top down, in points of 100 from left to right."""
    foot = _TOP + _ROW * len(systems)
    bars = [
        Bar(
            one.name,
            f"{one.credit * 100:.0f}",
            one.verdict,
            _TOP + _ROW * at + 32,
            _x(one.credit),
            None if one.low is None else _x(one.low),
            None if one.high is None else _x(one.high),
            not one.verdict,
        )
        for at, one in enumerate(systems)
    ]
    ticks = tuple((_x(at / 100), str(at)) for at in range(0, 101, 25))
    return CreditFigure(WIDTH, foot + _BOTTOM, tuple(bars), ticks, _TOP, foot)


def curve_points(points: Sequence[Sequence[float]]) -> str:
    """Points 0…1 as those of a polyline in a square, the second axis upwards.

    >>> curve_points([(0.5, 0.25), (1.0, 1.0)])
    '150.0,225.0 300.0,0.0'
    """
    return " ".join(f"{CURVE * x:.1f},{CURVE * (1 - y):.1f}" for x, y in points)


def _x(share: float) -> float:
    return round(_LEFT + share * (WIDTH - _LEFT - _RIGHT), 1)
