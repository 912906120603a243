"""Which XML a file holds, told by its root: JATS full text, PubMed's records, or another."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from ingest.readers.formula import local_name
from ingest.readers.jats import read_article
from ingest.readers.pubmed import read_citation
from ingest.readers.reading import LeftOut, Reading, UnreadableDocument
from ingest.readers.xml_tree import each, parse_xml


def read_xml(path: Path, max_bytes: int) -> Iterator[Reading | LeftOut]:
    root = parse_xml(path.read_bytes())
    if local_name(root) in ("pmc-articleset", "PubmedArticleSet") and len(root) == 0:
        raise UnreadableDocument("the file holds no record; export it again")
    match local_name(root):
        case "article":
            yield read_article(root)
        case "pmc-articleset":
            for number, article in enumerate(each(root, "article"), 1):
                yield _one_of_many(article, number)
        case "PubmedArticleSet":
            for child in root:
                yield from read_citation(child)
        case "PubmedArticle" | "MedlineCitation":
            yield from read_citation(root)
        case "html":
            raise UnreadableDocument("the file is a web page; rename it to end in .html")
        case name:
            raise UnreadableDocument(
                f"the file is XML of another kind (its root is <{name[:60]}>); JATS articles and"
                " PubMed's records are read"
            )


def _one_of_many(article: Any, number: int) -> Reading | LeftOut:
    """An article of a set, named by what it is known by elsewhere."""
    try:
        reading = read_article(article)
    except UnreadableDocument as error:
        return LeftOut(f"article {number}", str(error))
    known_as = (reading.record.get(name) for name in ("pmcid", "pmid", "doi"))
    return replace(reading, part=next(filter(None, known_as), f"article {number}"))
