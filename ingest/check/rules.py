"""What must hold in a digest by itself: its record, its sentences, and their figures."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction

from ingest.check.digest import Digest, Fault, sentences_of, shortened
from ingest.lexicon.directions import count_denials
from ingest.quantities import Quantity, find_quantities, supports
from ingest.quantities.quantity import DATE

LONGEST_SENTENCE = 45
BASES = ("abstract", "full text", "label", "notice")
# A P value above this shows no difference, by every source's own convention.
_SIGNIFICANT = Fraction("0.05")
_DIFFERS = re.compile(r"\b(?:significan(?:t|tly|ce)|differ(?:s|ed)?)\b", re.IGNORECASE)
_POINTING = re.compile(
    r"(?:It|They|This|These|That|Those|Its|Their|Theirs|He|She|His|Her|We|Our|Here|There|Both"
    r"|Such|Neither|Either|The same|The latter|The former|However|Moreover|Also)\b"
)


def faults_in(digests: Sequence[Digest]) -> Iterator[Fault]:
    """Everything that is wrong with each digest, and between them."""
    count = Counter(digest.id for digest in digests)
    for digest in digests:
        if count[digest.id] > 1:
            yield digest.fault("id", f"{digest.id} names two files", "give each an id of its own")
        yield from faults_of_record(digest)
        if digest.record.holds == "digest":
            yield from faults_of_facts(digest)
            yield from faults_of_sentences(digest)


def faults_of_record(digest: Digest) -> Iterator[Fault]:
    record = digest.record
    stem = digest.file.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    if record.id != stem:
        yield digest.fault(
            "id", f"the id is {record.id or 'missing'} in a file named {stem}", "name both alike"
        )
    if record.holds != "digest":
        return
    if record.kind == "unclassified":
        yield digest.fault("kind", "a digest has no kind", "name its kind, such as rct")
    if record.basis not in BASES:
        yield digest.fault(
            "basis", f"the basis is {record.basis or 'missing'}", "use one of " + ", ".join(BASES)
        )
    if not record.title:
        yield digest.fault("title", "a digest has no title", "give the publication's title")
    if not record.facts:
        yield digest.fault("facts", "a digest has no facts", "list each with its sentence")
    for name in ("title", "journal", "volume", "pages", "licence", "authors"):
        value = str(getattr(record, name) or "")
        if re.search(r"\bnot (?:seen|shown|displayed|known|stated)\b", value):
            yield digest.fault(
                name,
                f"the field says {shortened(value, 40)}",
                "leave out a field that is not known",
            )
    if digest.removed:
        yield digest.fault(
            "text",
            f"{shortened(digest.removed[0])} would be left out as page furniture",
            "say it in other words",
        )


def faults_of_facts(digest: Digest) -> Iterator[Fault]:
    """Each fact belongs to the source, stands in the text, and holds its figures."""
    sentences = set(sentences_of(digest))
    told = {fact.id for fact in digest.record.facts}
    for identifier in [*told, *digest.record.left_out]:
        if identifier.partition("#")[0] != digest.id:
            yield digest.fault(
                identifier, f"the fact is not one of {digest.id}", "name a fact of this source"
            )
    for identifier in sorted(told & set(digest.record.left_out)):
        yield digest.fault(identifier, "the fact is told and left out", "keep one of the two")
    listed = Counter((fact.id, fact.sentence) for fact in digest.record.facts)
    for (identifier, sentence), times in listed.items():
        if times > 1:
            yield digest.fault(identifier, f"{shortened(sentence)} is listed twice", "list it once")
    for fact in digest.record.facts:
        if fact.sentence not in digest.document.text:
            yield digest.fault(
                fact.id,
                f"its sentence {shortened(fact.sentence)} is not in the text",
                "copy the sentence word for word",
            )
        elif fact.sentence not in sentences:
            yield digest.fault(
                fact.id,
                f"{shortened(fact.sentence)} is not one whole sentence of the text",
                "copy the whole sentence, or mend a stop inside it",
            )
        for figure in fact.figures:
            if not list(places_of(figure, fact.sentence)):
                yield digest.fault(
                    fact.id,
                    f"the figure {figure!r} is not in its sentence",
                    "write the figure as the sentence does",
                )


def faults_of_sentences(digest: Digest) -> Iterator[Fault]:
    """Each sentence stands alone, is short, and lists its numbers as figures of its facts."""
    seen: set[str] = set()
    for words in sentences_of(digest):
        where = shortened(words)
        if words in seen:
            yield digest.fault(where, "the sentence stands twice", "remove one")
        seen.add(words)
        if (length := len(words.split())) > LONGEST_SENTENCE:
            yield digest.fault(
                where, f"it has {length} words", f"use at most {LONGEST_SENTENCE}, or two sentences"
            )
        if (opening := _POINTING.match(words)) is not None:
            yield digest.fault(
                where,
                f"it opens with {opening[0]!r}",
                "name what is spoken of: it is read alone",
            )
        yield from _faults_of_numbers(digest, words, where)
    told = [digest.record.title or "", *(fact.sentence for fact in digest.record.facts)]
    known = [quantity for text in told for quantity in find_quantities(text)]
    for heading in digest.document.headings:
        words = digest.document.text[heading.start : heading.end]
        for quantity in numbers_to_check(words, digest):
            if not quantity.in_words and not supports(known, quantity):
                yield digest.fault(
                    f"heading {shortened(words)}",
                    f"{quantity.text!r} is a number of no fact",
                    "leave the number out of the heading",
                )


def _faults_of_numbers(digest: Digest, words: str, where: str) -> Iterator[Fault]:
    quantities = numbers_to_check(words, digest)
    for quantity in quantities:
        large = quantity.measure == "P" and quantity.values[0] > _SIGNIFICANT
        differs = _DIFFERS.search(words) is not None and not count_denials(words)
        if large and quantity.relation[0] != "<" and differs:
            yield digest.fault(
                where,
                f"{quantity.text!r} stands beside a difference, and nothing says 'not'",
                "say that there was no significant difference",
            )
    facts = digest.facts_of(words)
    if not facts:
        # A sentence without facts tells what was read and what was not.
        record = digest.record
        noted = find_quantities(f"{record.basis_note or ''}. {record.year_note or ''}")
        for quantity in quantities:
            if not supports(noted, quantity):
                yield digest.fault(
                    where,
                    f"{quantity.text!r} stands in a sentence that no fact carries",
                    "list the sentence under its fact, or leave the number out",
                )
        return
    covered = [
        span for fact in facts for figure in fact.figures for span in places_of(figure, words)
    ]
    names = " and ".join(dict.fromkeys(fact.id for fact in facts))
    for quantity in quantities:
        if not any(start <= quantity.start and quantity.end <= end for start, end in covered):
            yield digest.fault(
                where,
                f"{quantity.text!r} is not among the figures of {names}",
                "list it with its unit, or mend the sentence",
            )


def numbers_to_check(words: str, digest: Digest) -> list[Quantity]:
    """The quantities of a sentence, save the year of the digest's own source, which names it."""
    return [each for each in find_quantities(words) if not _is_own_year(each, digest)]


def _is_own_year(quantity: Quantity, digest: Digest) -> bool:
    return quantity.unit == DATE and quantity.values == (Fraction(digest.record.year or 0),)


def places_of(figure: str, sentence: str) -> Iterator[tuple[int, int]]:
    """Where a figure stands in a sentence, whole: "5 mg" does not stand in "0.5 mg"."""
    whole = rf"(?<![\w.,·])(?<!\d[-–]){re.escape(figure)}(?![\w]|[.,·]\d)"
    for found in re.finditer(whole, sentence):
        yield found.span()
