"""BibTeX: the records of publications, as reference managers export them."""

import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PureWindowsPath

from bibtexparser.entrypoint import parse_string
from bibtexparser.model import Entry

from ingest.readers.decode import decode_bytes
from ingest.readers.latex import UnknownLatex, plain_latex
from ingest.readers.people import name_of, surname_first
from ingest.readers.reading import LeftOut, Reading, UnreadableDocument
from ingest.readers.reference import Reference, readings_of, reference_of, told_apart

_AND = re.compile(r"\s+and\s+(?![^{}]*\})", re.IGNORECASE)


def read_bibtex(path: Path, max_bytes: int) -> Iterator[Reading | LeftOut]:
    entries, broken = _parse(path.read_bytes())
    for one in told_apart([_reference(entry) for entry in entries]):
        try:
            abstract = plain_latex(one.abstract)
        except UnknownLatex as error:
            yield LeftOut(one.part, f"its abstract holds LaTeX that is not known here: {error}")
            continue
        yield from readings_of([replace(one, abstract=abstract)])
    for line in broken:
        reason = "is not sound BibTeX; look for a bracket that is not closed"
        yield LeftOut(f"line {line}", reason)


def references_of_bibtex(data: bytes) -> list[Reference]:
    return told_apart([_reference(entry) for entry in _parse(data)[0]])


def _parse(data: bytes) -> tuple[list[Entry], list[int]]:
    """The entries in their order, and the lines where one begins that cannot be parsed."""
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # what failed is told below
    library = parse_string(decode_bytes(data))
    entries, broken = list(library.entries), []
    for block in library.failed_blocks:
        if isinstance(block.ignore_error_block, Entry):  # a key that comes twice
            entries.append(block.ignore_error_block)
        else:
            broken.append((block.start_line or 0) + 1)
    if not entries and not broken:
        raise UnreadableDocument("the file holds no BibTeX entry; export the list again")
    return sorted(entries, key=lambda entry: entry.start_line or 0), broken


def _reference(entry: Entry) -> Reference:
    raw = {field.key.lower(): str(field.value) for field in entry.fields}
    plain = {name: _plain(value) for name, value in raw.items() if name not in ("file", "author")}
    volume, issue = plain.get("volume", ""), plain.get("number", "")
    return reference_of(
        {
            "title": plain.get("title"),
            "authors": [_person(one) for one in _AND.split(raw.get("author", "")) if one.strip()],
            "journal": plain.get("journal") or plain.get("journaltitle"),
            "year": plain.get("year") or plain.get("date"),
            "volume": f"{volume}({issue})" if volume and issue else volume,
            "pages": plain.get("pages", "").replace("--", "–"),
            "doi": raw.get("doi", "").replace("\\", ""),
            "pmid": plain.get("pmid"),
            "url": raw.get("url", "").replace("\\", ""),
        },
        key=entry.key,
        files=_files(raw.get("file", "")),
        abstract=raw.get("abstract", ""),
    )


def _plain(value: str) -> str:
    try:
        return " ".join(plain_latex(value).split())
    except UnknownLatex:
        return " ".join(value.split())


def _person(written: str) -> str:
    """
    >>> _person("John A. Smith"), _person("{The Pain Group}")
    ('Smith JA', 'The Pain Group')
    """
    if written.strip().startswith("{") and written.strip().endswith("}"):
        return _plain(written)
    name = _plain(written)
    if "," in name or " " not in name:
        return name_of(name)
    words = name.split()
    start = next((at for at, word in enumerate(words) if at and word[0].islower()), len(words) - 1)
    return surname_first(" ".join(words[start:]), " ".join(words[:start]))


def _files(field: str) -> list[str]:
    """The files that an entry names: bare, or as "title:path:type" with its colons escaped."""
    found = []
    for one in re.split(r"(?<!\\);", field):
        parts = re.split(r"(?<!\\):(?![\\/])", one)
        found += [part.replace("\\:", ":").replace("\\\\", "\\").strip() for part in parts]
    return [name for name in found if PureWindowsPath(name).suffix]
