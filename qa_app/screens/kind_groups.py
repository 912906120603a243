"""The kinds of source as a person chooses among them: a few groups, weak sources one of them."""

from collections.abc import Iterable

from ingest.kinds import KINDS, WEAK, Kind

GROUPS: dict[str, frozenset[Kind]] = {
    "Guidelines and regulators": frozenset({"guideline", "regulator"}),
    "Reviews": frozenset({"systematic-review", "narrative-review"}),
    "Randomised trials": frozenset({"rct"}),
    "Observational": frozenset({"observational", "volunteer-study"}),
    "Laboratory and protocols": frozenset({"laboratory", "protocol"}),
    "Not classified": frozenset({"unclassified"}),
    "Weak sources": WEAK,
}


def kinds_of(names: Iterable[str]) -> frozenset[Kind]:
    """The kinds in the groups of these names; every group or none is no limit, so empty."""
    chosen = frozenset(kind for name in names for kind in GROUPS[name])
    return frozenset() if chosen == frozenset(KINDS) else chosen


def group_names(kinds: frozenset[Kind]) -> list[str]:
    """The names of the groups that `kinds` touches, as they read within a line."""
    return [name.lower() for name, group in GROUPS.items() if group & kinds]
