"""The kinds of source, in one order of trust, and the words a person reads for each."""

from typing import Literal, get_args

Kind = Literal[
    "guideline",
    "systematic-review",
    "rct",
    "observational",
    "volunteer-study",
    "laboratory",
    "protocol",
    "narrative-review",
    "regulator",
    "health-article",
    "marketing",
    "unattributed",
    "unclassified",
]

KINDS: tuple[Kind, ...] = get_args(Kind)

LABELS: dict[Kind, str] = {
    "guideline": "guideline",
    "systematic-review": "systematic review",
    "rct": "randomised trial",
    "observational": "observational study",
    "volunteer-study": "volunteer study",
    "laboratory": "laboratory study",
    "protocol": "protocol, no results",
    "narrative-review": "narrative review",
    "regulator": "regulator",
    "health-article": "health article",
    "marketing": "marketing",
    "unattributed": "unattributed",
    "unclassified": "not classified",
}

# A regulator's label or warning is binding where it speaks, so it stands beside the
# guidelines; a protocol has no results; an unclassified text of one's own is not weak,
# only unknown, and comes before what is known to be weak.
_TRUST: tuple[tuple[Kind, ...], ...] = (
    ("guideline", "regulator"),
    ("systematic-review",),
    ("rct",),
    ("observational", "volunteer-study"),
    ("narrative-review",),
    ("laboratory", "protocol"),
    ("unclassified",),
    ("health-article",),
    ("marketing", "unattributed"),
)

_TIER: dict[Kind, int] = {kind: tier for tier, kinds in enumerate(_TRUST) for kind in kinds}

WEAK: frozenset[Kind] = frozenset({"health-article", "marketing", "unattributed"})


def trust_tier(kind: Kind) -> int:
    """0 is the most trusted; equal numbers are trusted alike."""
    return _TIER[kind]


def is_weak(kind: Kind) -> bool:
    return kind in WEAK
