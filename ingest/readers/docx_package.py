"""What a DOCX holds: its parts, bounded before they are inflated, its styles and its lists."""

import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ingest.readers.reading import UnreadableDocument
from ingest.readers.xml_tree import each, first, parse_xml

# A word processor's marks take several times the room of the words.
_MARKS = 4
_SMALL_PART = 20_000_000
# What the library raises of a zip that is damaged, wherever the damage is.
_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(EOFError, OSError, NotImplementedError, ValueError, LookupError),
)
_HEADING = re.compile(r"heading (\d)\Z", re.IGNORECASE)


class Package:
    """The parts of a DOCX file by name."""

    def __init__(self, data: bytes, max_bytes: int) -> None:
        _refuse_others(data)
        self._max_bytes = max_bytes
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self._names = {one.filename.lower(): one for one in self._zip.infolist()}
        except (
            zipfile.BadZipFile,
            ValueError,
            OSError,
            NotImplementedError,
            RuntimeError,
        ) as error:
            raise UnreadableDocument(
                "the file is not a sound DOCX; it may be cut short: copy or save it again"
            ) from error
        if "word/document.xml" not in self._names:
            raise UnreadableDocument(f"{self._what_it_is()}; save it as .docx")

    def document(self) -> Any:
        return self._part("word/document.xml", self._max_bytes * _MARKS)

    def part(self, name: str) -> Any:
        """The root of another part, or None where there is none."""
        small = min(self._max_bytes * _MARKS, _SMALL_PART)
        return self._part(name, small) if name.lower() in self._names else None

    def _part(self, name: str, most: int) -> Any:
        found = self._names[name.lower()]
        if found.flag_bits & 1:
            raise UnreadableDocument("the file is encrypted; save it without a password")
        if found.file_size > most:
            needed = -(-found.file_size // (_MARKS * 1_000_000))
            raise UnreadableDocument(
                f"its {name} inflates from {found.compress_size / 1e6:.1f} to"
                f" {found.file_size / 1e6:.0f} MB; give --max-mb {needed} if you trust it"
            )
        try:
            # No more is inflated than the file says; one that lies fails its checksum.
            data = self._zip.read(found)
        except _DAMAGED as error:
            raise UnreadableDocument(
                f"its {name} is damaged; copy or save the file again"
            ) from error
        except RuntimeError as error:
            raise UnreadableDocument("the file is encrypted; save it without a password") from error
        return parse_xml(data, what=f"its {name}")

    def _what_it_is(self) -> str:
        for mark, what in (("xl/", "a spreadsheet"), ("ppt/", "slides"), ("content.xml", "an ODF")):
            if any(name.startswith(mark) for name in self._names):
                return f"the file is {what}, not a DOCX"
        return "the file is a zip without a document in it"


def _refuse_others(data: bytes) -> None:
    if not data.strip():
        raise UnreadableDocument("the file is empty; put its text in, or remove it")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise UnreadableDocument("the file is encrypted; save it without a password")
        raise UnreadableDocument("the file is in Word's old form (.doc); save it as .docx")
    for start, what in ((b"%PDF-", "a PDF"), (b"{\\rtf", "RTF"), (b"<", "HTML or XML")):
        if data.lstrip()[:5].startswith(start):
            raise UnreadableDocument(f"the file is {what}, not a DOCX; give it its own suffix")
    if not data.startswith(b"PK"):
        raise UnreadableDocument(
            "the file is not a sound DOCX; it may be cut short: copy or save it again"
        )


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph's style says of it."""

    name: str = ""
    level: int = 0  # of a heading, from 1
    numbering: tuple[str, int] | None = None


def value_of(element: Any, path: str, name: str = "val") -> str:
    """An attribute, apart from its namespace, of the first element at `path`; empty if none."""
    found = first(element, path) if element is not None else None
    return "" if found is None else attribute(found, name)


def attribute(element: Any, name: str) -> str:
    for key, value in element.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return ""


def read_styles(root: Any) -> dict[str, Style]:
    """The styles of paragraphs by their ids, each with what it takes from its base."""
    if root is None:
        return {}
    elements = {attribute(one, "styleId"): one for one in each(root, "style")}
    return {one: _style(one, elements) for one in elements}


def _style(identifier: str, elements: dict[str, Any]) -> Style:
    element = elements[identifier]
    name = value_of(element, "name")
    level, numbering = 0, None
    for one in _bases(identifier, elements):
        outline = value_of(one, "pPr/outlineLvl")
        heading = _HEADING.match(value_of(one, "name"))
        if not level and heading:
            level = int(heading[1])
        elif not level and outline.isdecimal() and int(outline) < 9:
            level = int(outline) + 1
        numbering = numbering or numbering_of(one)
    if name.lower() == "title":
        level = 1
    return Style(name, level, numbering)


def _bases(identifier: str, elements: dict[str, Any]) -> Iterator[Any]:
    met: set[str] = set()
    while identifier in elements and identifier not in met:
        met.add(identifier)
        yield elements[identifier]
        identifier = value_of(elements[identifier], "basedOn")


def numbering_of(element: Any) -> tuple[str, int] | None:
    """The list that a paragraph or a style is of, and the depth in it."""
    number = value_of(element, "pPr/numPr/numId")
    if not number or number == "0":
        return None
    depth = value_of(element, "pPr/numPr/ilvl")
    return number, int(depth) if depth.isdecimal() and len(depth) < 3 else 0


class Lists:
    """The marks of numbered lists, counted as the paragraphs come by."""

    def __init__(self, root: Any) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        if root is None:
            return
        shapes = {
            attribute(one, "abstractNumId"): _levels(one) for one in each(root, "abstractNum")
        }
        for one in each(root, "num"):
            self._levels[attribute(one, "numId")] = shapes.get(value_of(one, "abstractNumId"), {})

    def mark(self, number: str, depth: int) -> str:
        """The mark of the next paragraph: "2." or "b)"; empty for a bullet."""
        levels = self._levels.get(number, {})
        if depth not in levels:
            return ""
        counts = self._counts.setdefault(number, {})
        counts[depth] = counts.get(depth, levels[depth][2] - 1) + 1
        for deeper in [one for one in counts if one > depth]:
            del counts[deeper]
        if levels[depth][0] == "bullet":
            return ""

        def count(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            shape, _, start = levels.get(at, ("decimal", "", 1))
            return _counted(counts.get(at, start), shape)

        return re.sub(r"%([1-9])", count, levels[depth][1])


def _levels(shape: Any) -> dict[int, tuple[str, str, int]]:
    """For each depth the form of its numbers, its mark with %1 for a number, and its start."""
    found = {}
    for level in each(shape, "lvl"):
        depth, start = attribute(level, "ilvl"), value_of(level, "start")
        if depth.isdecimal() and len(depth) < 3:
            begin = int(start) if start.isdecimal() and len(start) < 6 else 1
            found[int(depth)] = (value_of(level, "numFmt"), value_of(level, "lvlText"), begin)
    return found


def _counted(number: int, shape: str) -> str:
    if shape in ("lowerLetter", "upperLetter") and 1 <= number <= 26:
        letter = "abcdefghijklmnopqrstuvwxyz"[number - 1]
        return letter.upper() if shape == "upperLetter" else letter
    if shape in ("lowerRoman", "upperRoman") and 1 <= number <= 39:
        tens, ones = divmod(number, 10)
        roman = "x" * tens + "- i ii iii iv v vi vii viii ix".split()[ones].strip("-")
        return roman.upper() if shape == "upperRoman" else roman
    return str(number)
