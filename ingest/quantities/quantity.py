"""A quantity: number, unit, relation and place; and when two of them say the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from ingest.quantities.units import Dimension, Unit

Relation = Literal["=", "<", "<=", ">", ">="]
# What a number without a unit is a number of, as far as the words after it tell.
Noun = Literal["", "people", "studies", "animals", "places", "points"]

NO_UNIT = Unit(())
DATE = Unit((("date", 1),))
DECADE = Unit((("decade", 1),))

# These stand in brackets behind a value and may leave its unit out.
_SPREADS = frozenset({"CI", "IQR", "SD", "SE"})


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number, one range, or one date: (year), (year, month) or (year, month, day)."""

    start: int
    end: int
    text: str
    values: tuple[Fraction, ...]
    unit: Unit = NO_UNIT
    relation: Relation = "="
    measure: str = ""  # P, RR, OR, HR, MD, SMD, NNT, NNH, SD, SE, IQR or CI
    level: Fraction | None = None  # of an interval: 95 in "95% CI"
    noun: Noun = ""
    in_words: bool = False

    @property
    def dimension(self) -> Dimension:
        return self.unit.dimension

    @property
    def amounts(self) -> tuple[Fraction, ...]:
        """The values in base units, exactly."""
        return tuple(value * self.unit.factor for value in self.values)

    @property
    def is_dose(self) -> bool:
        """An amount of a substance, whole, by weight or by time; a concentration is none."""
        return ("mass", 1) in self.dimension and ("volume", -1) not in self.dimension


def same_quantity(one: Quantity, other: Quantity) -> bool:
    """Whether two quantities say the same, however each is written."""
    return (
        one.dimension == other.dimension
        and one.amounts == other.amounts
        and one.relation == other.relation
        and one.measure == other.measure
        and one.level == other.level
        and _agree(one.noun, other.noun)
    )


def supports(evidence: Sequence[Quantity], claim: Quantity) -> bool:
    """Whether some quantity of the evidence is the one that is claimed.

    Less strict than `same_quantity`, for a fact may be told in several words: a label may be
    given or left out ("risk ratio 3.26", "3.26") save that of a P value; a date may be less
    exact than its evidence; an interval or a spread may leave its unit out; "up to" may come or
    go. Never another number, another unit, a unit or a bound lost or added.
    """
    if claim.level is not None and all(each.level != claim.level for each in evidence):
        return False
    if not claim.values:
        return True  # "(90% CI)", beside its numbers: only the level is claimed
    return any(_is_told_by(claim, each) for each in evidence)


def _is_told_by(claim: Quantity, evidence: Quantity) -> bool:
    if "P" in (claim.measure, evidence.measure):
        return same_quantity(claim, evidence)
    if not _agree(claim.measure, evidence.measure) or not _agree(claim.noun, evidence.noun):
        return False
    if claim.unit in (DATE, DECADE):
        told = evidence.values[: len(claim.values)]
        return claim.unit == evidence.unit and claim.values == told
    if not _bounds_agree(claim.relation, evidence.relation):
        return False
    if claim.dimension == evidence.dimension:
        return claim.amounts == evidence.amounts
    bare = not claim.dimension or not evidence.dimension
    spread = claim.measure in _SPREADS or evidence.measure in _SPREADS
    return bare and spread and claim.values == evidence.values


def _bounds_agree(one: Relation, other: Relation) -> bool:
    """ "Up to 1 year" may be "1 year"; "at least 30%" and "less than 1 mg" may lose nothing."""
    return one[0] == other[0] or {one, other} == {"=", "<="}


def _agree(one: str, other: str) -> bool:
    return one == other or not one or not other
