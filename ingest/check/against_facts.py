"""What a digest says against what the fact base says: ids, figures, directions, coverage."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from ingest.check.digest import Digest, Fault, sentences_of, shortened
from ingest.check.fact_base import KnownFact, KnownSource
from ingest.check.named import invented_names
from ingest.check.rules import numbers_to_check, places_of
from ingest.lexicon.directions import count_denials, turned_direction
from ingest.quantities import find_quantities, supports

# Where a fact stands, or who says so.
_BASIS = re.compile(
    r"\b(?:abstract|summar(?:y|ies|ised|ises)|copy|copies|reprint|transcri\w+|according to|reports?"
    r"|reported|says?|page|label|leaflet|notice|registry|digest|news|quote[ds]?|quoting|cited|lists?"
    r"|listed|conclu\w+|authors|introduction|legend|suggests?|states?|describes?|notes?|named|names"
    r"|traces|put at|calls?|claims?|view|print(?:s|ed)|conference|letter|podcast|gives|preview"
    r"|shown)\b",
    re.IGNORECASE,
)


def faults_against(
    digests: Sequence[Digest], sources: dict[str, KnownSource], *, whole: bool
) -> Iterator[Fault]:
    """Every disagreement with the fact base; `whole`: each of its sources needs a digest."""
    for digest in digests:
        if digest.record.holds != "digest":
            continue
        source = sources.get(digest.id)
        if source is None:
            yield digest.fault(
                "id", f"the fact base has no source {digest.id}", "name the digest after its source"
            )
            continue
        yield from _faults_of_record(digest, source)
        yield from _faults_of_sentences(digest, source)
        yield from _faults_of_facts(digest, source)
    if whole:
        there = {digest.id for digest in digests}
        for identifier in sources:
            if identifier not in there:
                yield Fault("-", identifier, "the source has no digest", "write one")


def _faults_of_record(digest: Digest, source: KnownSource) -> Iterator[Fault]:
    record = digest.record
    if source.kind is None:
        yield digest.fault(
            "kind", f"the type {source.type} has no kind", "add it to the table in fact_base.py"
        )
    elif record.kind != source.kind:
        yield digest.fault(
            "kind",
            f"it is {record.kind}, and the fact base's type is {source.type}",
            f"write {source.kind}",
        )
    for name in ("doi", "pmid", "pmcid"):
        own, known = getattr(record, name), source.citation.get(name)
        if own is None:
            continue
        if known is None:
            yield digest.fault(name, f"{own} is not in the fact base", "leave it out")
        elif own.lower() not in known.lower():
            yield digest.fault(
                name, f"it is {own}, and the fact base has {known}", f"write {known}"
            )
    known_year = source.citation.get("year", "")
    if record.year is not None and str(record.year) not in f"{known_year} {source.title}":
        yield digest.fault(
            "year",
            f"it is {record.year}, and the fact base has {known_year or 'none'}",
            "write the fact base's year, or leave it out",
        )


def _faults_of_sentences(digest: Digest, source: KnownSource) -> Iterator[Fault]:
    naming = find_quantities(f"{source.naming}\n{digest.record.year_note or ''}")
    everything = "\n".join([source.naming, *(fact.text for fact in source.facts.values())])
    for words in sentences_of(digest):
        facts = _known(digest.facts_of(words), source)
        where = shortened(words)
        if not facts:
            if not digest.facts_of(words):
                limits = [*naming, *find_quantities(source.limits)]
                for quantity in numbers_to_check(words, digest):
                    if not supports(limits, quantity):
                        yield digest.fault(
                            where,
                            f"{quantity.text!r} is not in what the fact base says was read",
                            "leave the number out",
                        )
            continue
        names = " and ".join(fact.id for fact in facts)
        evidence = [q for fact in facts for q in find_quantities(fact.text)]
        for quantity in numbers_to_check(words, digest):
            if not supports([*evidence, *naming], quantity):
                yield digest.fault(
                    where,
                    f"{quantity.text!r} is not in {names} of the fact base",
                    "write the number and the unit of the fact, or name the fact that has it",
                )
        text = "\n".join(fact.text for fact in facts)
        if (turned := turned_direction(words, text)) is not None:
            yield _turned(digest, where, turned)
        denied = count_denials(words)
        known = count_denials(text)
        # "Did not improve pain, a difference not significant" says one thing twice.
        if denied > known and (known == 0 or denied > known + 1):
            yield digest.fault(
                where,
                f"it says 'not' or 'no difference' more often than {names}",
                "tell what the fact tells",
            )
        if not any(fact.is_claim for fact in facts):  # a verdict may name another source's arms
            for name in invented_names(words, everything):
                yield digest.fault(
                    where, f"it names {name}, and nothing known of the source does", "leave it out"
                )
        for fact in facts:
            if not fact.checked:
                yield from _faults_of_unchecked(digest, words, fact)


def _faults_of_unchecked(digest: Digest, words: str, fact: KnownFact) -> Iterator[Fault]:
    where = shortened(words)
    if not _BASIS.search(words):
        yield digest.fault(
            where,
            f"{fact.id} was read only once, and the sentence does not say where it stands",
            'give its basis, such as "as its abstract reports"',
        )
    told = [each for each in find_quantities(fact.words) if each.is_dose]
    for quantity in find_quantities(words):
        if quantity.is_dose and supports(told, quantity):
            yield digest.fault(
                where,
                f"the dose {quantity.text!r} of {fact.id} was read only once",
                "leave the dose out",
            )
            return


def _faults_of_facts(digest: Digest, source: KnownSource) -> Iterator[Fault]:
    told: defaultdict[str, list[str]] = defaultdict(list)
    for entry in digest.record.facts:
        told[entry.id].append(entry.sentence)
    for identifier in [*told, *digest.record.left_out]:
        if identifier not in source.facts:
            yield digest.fault(
                identifier, "the fact base has no such fact of this source", "name the right fact"
            )
    for entry in digest.record.facts:
        fact = source.facts.get(entry.id)
        if fact is None:
            continue
        evidence = find_quantities(f"{fact.text}\n{source.naming}\n{digest.record.year_note or ''}")
        spans = [span for figure in entry.figures for span in places_of(figure, entry.sentence)]
        for quantity in find_quantities(entry.sentence):
            listed = any(start <= quantity.start and quantity.end <= end for start, end in spans)
            if listed and not supports(evidence, quantity):
                yield digest.fault(
                    entry.id,
                    f"the figure {quantity.text!r} is not in that fact",
                    "write the figure of the fact, or put it under the fact that has it",
                )
    for fact in source.facts.values():
        covered = fact.id in told or fact.id in digest.record.left_out
        if source.core and not fact.is_claim and not covered:
            yield digest.fault(
                fact.id,
                f"no sentence tells {shortened(fact.words)}, a fact of a core source",
                "tell it, or give the reason under left_out",
            )
    for sentences, facts in _told_together(digest, source):
        yield from _faults_of_telling(digest, sentences, facts)


def _faults_of_telling(
    digest: Digest, sentences: Sequence[str], facts: Sequence[KnownFact]
) -> Iterator[Fault]:
    where = " and ".join(fact.id for fact in facts)
    # Of a claim's verdict a digest tells what it needs.
    words = " ".join(fact.words for fact in facts if not fact.is_claim)
    told = " ".join(sentences)
    if count_denials(told) < count_denials(words):
        yield digest.fault(
            where,
            f"{shortened(words)} says 'not' or 'no difference' more often than the digest does",
            "tell that too",
        )
    if (turned := turned_direction(told, words)) is not None:
        yield _turned(digest, where, turned)


def _turned(digest: Digest, where: str, direction: str) -> Fault:
    return digest.fault(
        where, f"the digest tells of {direction} where the fact does not", "tell its direction"
    )


def _told_together(
    digest: Digest, source: KnownSource
) -> Iterator[tuple[list[str], list[KnownFact]]]:
    """Groups of sentences and facts: one sentence may tell two facts, and two sentences one."""
    groups: list[tuple[set[str], set[str]]] = []
    for entry in digest.record.facts:
        sentences, facts = {entry.sentence}, {entry.id}
        apart = []
        for group in groups:
            if group[0] & sentences or group[1] & facts:
                sentences |= group[0]
                facts |= group[1]
            else:
                apart.append(group)
        groups = [*apart, (sentences, facts)]
    for sentences, facts in groups:
        known = [source.facts[each] for each in sorted(facts) if each in source.facts]
        if known:
            yield sorted(sentences), known


def _known(entries: Iterable[object], source: KnownSource) -> list[KnownFact]:
    found = (source.facts.get(getattr(entry, "id", "")) for entry in entries)
    return [fact for fact in found if fact is not None]
