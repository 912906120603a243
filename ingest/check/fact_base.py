"""The fact base beside the project: its form, its facts, and which kind each of its types is.

The only file that knows how sources.yaml and seed_claims.yaml are written.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from ingest.document import IngestError
from ingest.kinds import Kind
from ingest.readers.front_matter import load_yaml

_KIND_OF_TYPE: dict[str, Kind] = {
    "guideline": "guideline",
    "systematic review": "systematic-review",
    "RCT": "rct",
    "primary study (not RCT)": "observational",
    "narrative review": "narrative-review",
    "regulator": "regulator",
    "health article": "health-article",
    "marketing": "marketing",
    "unattributed scrape": "unattributed",
}
# Where the detail of a type says another kind.
_KIND_OF_DETAIL: dict[tuple[str, str], Kind] = {
    ("RCT", "RCT protocol"): "protocol",
    ("RCT", "protocol of a phase 3 trial (no results)"): "protocol",
    # Both drove healthy volunteers.
    ("RCT", "randomised within-subject simulator study"): "volunteer-study",
    (
        "RCT",
        "double-blind crossover on-road test (depression drug, contrast only)",
    ): "volunteer-study",
    # Not trials of an effect, and randomised all the same.
    ("primary study (not RCT)", "phase I trial"): "rct",
    ("primary study (not RCT)", "animal study"): "laboratory",
    ("primary study (not RCT)", "laboratory study"): "laboratory",
    ("primary study (not RCT)", "laboratory study (mice)"): "laboratory",
    ("primary study (not RCT)", "laboratory study (mice, cells)"): "laboratory",
    ("primary study (not RCT)", "open-label volunteer simulator study"): "volunteer-study",
    ("primary study (not RCT)", "volunteer PK study"): "volunteer-study",
    ("primary study (not RCT)", "volunteer PK/PD trial"): "volunteer-study",
    ("primary study (not RCT)", "volunteer crossover pharmacokinetic study"): "volunteer-study",
    ("primary study (not RCT)", "volunteer crossover trial"): "volunteer-study",
    ("primary study (not RCT)", "volunteer interaction trial"): "volunteer-study",
    (
        "primary study (not RCT)",
        "volunteer interaction trials (three abstracts)",
    ): "volunteer-study",
    ("primary study (not RCT)", "volunteer pharmacokinetic study"): "volunteer-study",
    ("primary study (not RCT)", "volunteer study"): "volunteer-study",
    ("systematic review", "literature review"): "narrative-review",
    ("systematic review", "literature review (not about ketamine itself)"): "narrative-review",
    ("systematic review", "literature review of routes"): "narrative-review",
}
_UNKNOWN = ("", "not seen", "not shown", "not displayed", "not applicable", "not stated", "none")


def kind_of(type_: str, type_detail: str) -> Kind | None:
    """The kind of a source of the fact base; None for a type that is not in the table.

    >>> kind_of("RCT", "RCT protocol"), kind_of("RCT", "double-blind trial"), kind_of("poem", "")
    ('protocol', 'rct', None)
    """
    return _KIND_OF_DETAIL.get((type_, type_detail)) or _KIND_OF_TYPE.get(type_)


class _Citation(BaseModel):
    model_config = ConfigDict(extra="ignore")
    authors: Any = None
    title: str
    journal: Any = None
    year: Any = None
    volume_pages: Any = None
    doi: Any = None
    pmid: Any = None
    pmcid: Any = None


class _Fact(BaseModel):
    model_config = ConfigDict(extra="ignore")
    id: str
    fact: str
    population: str
    comparator: str
    certainty: str
    checked: str | None = None


class _Source(BaseModel):
    model_config = ConfigDict(extra="ignore")
    id: str
    priority: str
    type: str
    type_detail: str
    citation: _Citation
    read: str
    facts: list[_Fact]
    note: str | None = None
    not_seen: Any = None
    reader_notes: Any = None


class _Claim(BaseModel):
    model_config = ConfigDict(extra="ignore")
    seed: str
    id: str
    claim: str
    verdict: str
    better_sources: list[str] = []
    note: str | None = None


@dataclass(frozen=True, slots=True)
class KnownFact:
    """A fact, or a seed text's claim with its verdict, as the words that a sentence may tell."""

    id: str
    words: str  # the fact alone
    about: str  # population, comparator, certainty
    checked: bool
    is_claim: bool = False

    @property
    def text(self) -> str:
        return f"{self.words}\n{self.about}"


@dataclass(frozen=True, slots=True)
class KnownSource:
    """What the fact base knows of one source."""

    id: str
    core: bool
    kind: Kind | None
    type: str
    title: str
    naming: str  # title, type and date: what may name the source in a sentence
    citation: dict[str, str]  # year, doi, pmid, pmcid, where known
    limits: str  # what was read and what was not
    facts: dict[str, KnownFact]


def read_fact_base(folder: Path) -> dict[str, KnownSource]:
    """The sources by id; `IngestError` where the folder is not a fact base."""
    path = folder / "sources.yaml"
    if not path.is_file():
        raise IngestError(f"no fact base at {folder}; --evidence names a folder with sources.yaml")
    try:
        sources = [_Source.model_validate(each) for each in _entries(path)]
        claims_path = folder / "seed_claims.yaml"
        found = _entries(claims_path) if claims_path.is_file() else []
        claims = [_Claim.model_validate(each) for each in found]
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise IngestError(
            f"{folder} is not a fact base: {place}: {first['msg']}; mend the entry"
        ) from error
    years = {source.id: str(source.citation.year) for source in sources}
    return {source.id: _known(source, claims, years) for source in sources}


def _entries(path: Path) -> list[Any]:
    entries = load_yaml(path.read_text(encoding="utf-8"), what=path.name)
    if not isinstance(entries, list):
        raise IngestError(f"{path} is not a list of entries; give the fact base as it came")
    return entries


def _known(source: _Source, claims: Iterable[_Claim], years: dict[str, str]) -> KnownSource:
    facts = {
        each.id: KnownFact(
            each.id,
            each.fact,
            f"{each.population}\n{each.comparator}\n{each.certainty}",
            checked=each.checked is not None,
        )
        for each in source.facts
    }
    for claim in claims:
        if claim.seed == source.id:
            words = f"{claim.claim}\n{claim.verdict}\n{claim.note or ''}"
            # "The 2025 Cochrane review" may stand for the id that the verdict gives.
            about = ", ".join(years.get(better, "") for better in claim.better_sources)
            facts[claim.id] = KnownFact(claim.id, words, about, checked=True, is_claim=True)
    citation = source.citation
    known = {name: str(getattr(citation, name) or "") for name in ("year", "doi", "pmid", "pmcid")}
    limits = (source.read, source.note, source.not_seen, source.reader_notes)
    return KnownSource(
        id=source.id,
        core=source.priority == "core",
        kind=kind_of(source.type, source.type_detail),
        type=f"{source.type} ({source.type_detail})",
        title=citation.title,
        naming=f"{citation.title}\n{source.type_detail}\n{citation.year}",
        citation={name: value for name, value in known.items() if value not in _UNKNOWN},
        limits="\n".join(str(part) for part in limits if part),
        facts=facts,
    )
