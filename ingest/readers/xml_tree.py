"""XML → a tree, safely: nothing is fetched, no entity is expanded, the depth is bounded."""

from html.entities import html5
from typing import Any

from lxml import etree

from ingest.readers.formula import local_name
from ingest.readers.reading import UnreadableDocument, check_tags
from ingest.readers.written import folded

# libxml2 says so of more than 256 levels, or of one text of more than 10 MB.
_TOO_MUCH = ("depth", "huge")
_SWELLS = ("depth", "loop", "amplification", "nesting")


def parse_xml(data: bytes, *, what: str = "the file") -> Any:
    """The root of `data`; what is not sound XML is refused with the place where it is not."""
    if not data.strip():
        raise UnreadableDocument(f"{what} is empty; put its text in, or remove it")
    check_tags(data.count(b"<"), what)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableDocument(_reason(error, what)) from error
    except ValueError as error:
        raise UnreadableDocument(f"{what} is not sound XML ({error}); save it again") from error
    inner = root.getroottree().docinfo.internalDTD
    if inner is not None and any(True for _ in inner.iterentities()):
        raise UnreadableDocument(
            f"{what} declares entities of its own, which are not expanded for safety; save it"
            " without them"
        )
    _say_entities(root)
    return root


def _reason(error: etree.XMLSyntaxError, what: str) -> str:
    message = (error.msg or "").lower()
    line = f" (line {error.lineno})" if error.lineno else ""
    if "entity" in message and any(word in message for word in _SWELLS):
        return f"{what} declares entities that swell, which are not expanded; save it without them"
    if any(word in message for word in _TOO_MUCH):
        return (
            f"{what}'s tags are nested too deep, or a part of it is too long{line}; save it as text"
        )
    if "encod" in message or "utf-8" in message or "invalid char" in message:
        return f"{what} is not in the encoding that it names{line}; save it as UTF-8"
    return f"{what} is not sound XML{line}; it may be cut short: save or fetch it again"


def _say_entities(root: Any) -> None:
    """Put words for entities that only the file's type would declare: &mu; is µ, as in HTML."""
    for entity in list(root.iter(etree.Entity)):
        words = html5.get(f"{entity.name};", f"[{entity.name}]") + (entity.tail or "")
        parent, before = entity.getparent(), entity.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + words
        else:
            parent.text = (parent.text or "") + words
        parent.remove(entity)


def plain_words_of(element: Any) -> str:
    """All words in an element, on one line, as they stand."""
    if element is None:
        return ""
    return folded("".join(element.itertext()))


def first(element: Any, path: str) -> Any:
    """The first element at `path`, steps of local names apart from any namespace; None if none."""
    return next(each(element, path), None)


def each(element: Any, path: str) -> Any:
    """The elements at `path`, in order."""
    found = [element]
    for step in path.split("/"):
        found = [child for one in found for child in one if local_name(child) == step]
    return iter(found)


def text_at(element: Any, path: str) -> str:
    """The words of the first element at `path`, or none."""
    return plain_words_of(first(element, path))
