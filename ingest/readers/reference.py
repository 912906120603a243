"""An entry of a reference list: a record, the files it names, and maybe an abstract."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ingest.readers.html import write_html
from ingest.readers.reading import LeftOut, Reading
from ingest.readers.written import PageWriter
from ingest.record_fields import sound_fields

_MARKED_UP = re.compile(
    r"</?(?:jats:)?(?:p|title|sec|div|i|b|em|strong|italic|bold|sub|sup)\b[^<>]*>"
)
_RETRACTED = re.compile(r"\W*(?:RETRACTED\b|(?:Retracted|WITHDRAWN)(?: article)?\s*[:\]])")
_YEAR = re.compile(r"(?<!\d)(1[6-9]\d\d|20\d\d)(?!\d)")
_DOI = re.compile(r"10\.\d{4,9}/\S+")


@dataclass(frozen=True, slots=True)
class Reference:
    """One entry of a list; `part` names it there."""

    part: str
    record: Mapping[str, Any]
    files: tuple[str, ...] = ()
    abstract: str = ""


def reference_of(
    fields: Mapping[str, Any], *, key: str = "", files: Sequence[str] = (), abstract: str = ""
) -> Reference:
    """The entry with those of its fields that hold; unnamed ones are named by what they say."""
    doi = _DOI.search(str(fields.get("doi") or ""))
    year = _YEAR.search(str(fields.get("year") or ""))
    record = sound_fields(
        {name: value for name, value in fields.items() if value}
        | ({"doi": doi[0].rstrip(".,;")} if doi else {})
        | ({"year": int(year[1])} if year else {})
        | status_of_title(str(fields.get("title") or ""))
    )
    if not year:
        record.pop("year", None)
    name = key or str(record.get("doi") or record.get("pmid") or "")
    if not name:
        words = f"{record.get('title')}\0{record.get('year')}\0{abstract}"
        name = hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:12]
    return Reference(name, record, tuple(files), abstract)


def status_of_title(title: str) -> dict[str, str]:
    """Publishers write a retraction before the title.

    >>> status_of_title("RETRACTED: Ketamine for pain"), status_of_title("Retracted work on pain")
    ({'status': 'retracted'}, {})
    """
    return {"status": "retracted"} if _RETRACTED.match(title) else {}


def told_apart(entries: Sequence[Reference]) -> list[Reference]:
    """The entries with one name each: where several have one, all but the first are numbered."""
    met: Counter[str] = Counter()
    apart = []
    for one in entries:
        met[one.part] += 1
        number = met[one.part]
        apart.append(one if number == 1 else replace(one, part=f"{one.part}~{number}"))
    return apart


def readings_of(entries: Sequence[Reference]) -> Iterator[Reading | LeftOut]:
    """The abstracts of the entries, each a document of its own."""
    for one in entries:
        writer = PageWriter()
        if _MARKED_UP.search(one.abstract):
            write_html(one.abstract.replace("<jats:", "<").replace("</jats:", "</"), writer)
        else:
            for paragraph in re.split(r"\n\s*\n", one.abstract):
                writer.add(paragraph)
        if not writer.blocks:
            yield LeftOut(
                one.part,
                "holds no abstract, and no file beside the list is named in it or has its DOI"
                " at the end of its name",
            )
            continue
        record = {**one.record, "holds": "abstract"}
        yield writer.reading(record, part=one.part, has_furniture=False)
