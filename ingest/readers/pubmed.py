"""A record of PubMed: its abstract, and what it says of its kind and of a retraction."""

import re
from collections.abc import Iterator
from typing import Any

from ingest.publication_types import day_of_reference, kind_of_types
from ingest.readers.formula import formula_words, local_name
from ingest.readers.people import surname_first
from ingest.readers.reading import LeftOut, Reading
from ingest.readers.reference import status_of_title
from ingest.readers.written import PageWriter, folded, lowered_after, raised
from ingest.readers.xml_tree import each, first, plain_words_of, text_at
from ingest.record_fields import sound_fields

_ABOUT_IT = ("Retracted Publication", "RetractionIn")
_CONCERNS = ("ExpressionOfConcernIn", "PartialRetractionIn")
_LAID_OUT = re.compile(r"\s*\n\s*\Z")  # a copy that was indented parts β from its 2


def read_citation(element: Any) -> Iterator[Reading | LeftOut]:
    """The document of one record, or why there is none."""
    name = local_name(element)
    citation = first(element, "MedlineCitation") if name == "PubmedArticle" else element
    if name == "PubmedBookArticle":
        yield LeftOut(f"book {text_at(element, 'BookDocument/PMID')}", "is a book, not an article")
        return
    if citation is None or local_name(citation) != "MedlineCitation":
        return  # a list of deleted records, or an empty text between them
    article = first(citation, "Article")
    pmid = text_at(citation, "PMID")
    if article is None or not pmid:
        yield LeftOut(pmid or "?", "is a record without a PMID or an article")
        return
    writer = PageWriter()
    record = _record(citation, article, pmid)
    abstracts = list(each(article, "Abstract/AbstractText"))
    if record.get("title"):
        writer.add(str(record["title"]), "heading", level=1)
    for text in abstracts:
        label = (text.get("Label") or "").strip()
        if label and label.upper() != "UNLABELLED":
            writer.add(label if not label.isupper() else label.capitalize(), "heading", level=2)
        writer.add(_words(text))
    if not any(block.role != "heading" for block in writer.blocks):
        yield LeftOut(pmid, "the record holds no abstract")
        return
    yield writer.reading(record, part=pmid, has_furniture=False)


def _record(citation: Any, article: Any, pmid: str) -> dict[str, Any]:
    journal = first(article, "Journal")
    issue = first(article, "Journal/JournalIssue")
    ids = [
        *each(article, "ELocationID"),
        *(
            each(parent, "PubmedData/ArticleIdList/ArticleId")
            if (parent := citation.getparent()) is not None
            else ()
        ),
    ]
    named = {
        (one.get("EIdType") or one.get("IdType")): plain_words_of(one) for one in reversed(ids)
    }
    volume, number = (
        (text_at(issue, "Volume"), text_at(issue, "Issue")) if issue is not None else ("", "")
    )
    title = folded(_words(first(article, "ArticleTitle"))).removesuffix(".")
    if title.startswith("[") and title.endswith("]"):  # translated
        title = title[1:-1].removesuffix(".")
    types = [plain_words_of(one) for one in each(article, "PublicationTypeList/PublicationType")]
    found: dict[str, Any] = {
        "title": title,
        "authors": _authors(article),
        "journal": (text_at(journal, "Title") or text_at(journal, "ISOAbbreviation"))
        if journal is not None
        else "",
        "year": _year(issue),
        "volume": f"{volume}({number})" if volume and number else volume,
        "pages": text_at(article, "Pagination/MedlinePgn")
        or text_at(article, "Pagination/StartPage"),
        "doi": named.get("doi"),
        "pmid": pmid,
        "pmcid": named.get("pmc"),
        "kind": kind_of_types(types),
        "holds": "abstract",
        **status_of_title(title),
        **_status(citation, types),
    }
    return sound_fields({name: value for name, value in found.items() if value})


def _status(citation: Any, types: list[str]) -> dict[str, Any]:
    notices = list(each(citation, "CommentsCorrectionsList/CommentsCorrections"))
    for status, names in (("retracted", _ABOUT_IT), ("concern", _CONCERNS)):
        about = [one for one in notices if one.get("RefType") in names]
        if not about and not set(names) & set(types):
            continue
        told: dict[str, Any] = {"status": status}
        if about:
            told["status_notice"] = text_at(about[0], "RefSource")
            told["status_date"] = day_of_reference(told["status_notice"])
        return told
    return {}


def _authors(article: Any) -> list[str]:
    names = []
    for author in each(article, "AuthorList/Author"):
        given = text_at(author, "Initials") or text_at(author, "ForeName")
        name = surname_first(text_at(author, "LastName"), given) or text_at(
            author, "CollectiveName"
        )
        names.append(name)
    return [name for name in names if name]


def _year(issue: Any) -> int | None:
    if issue is None:
        return None
    said = text_at(issue, "PubDate/Year") or text_at(issue, "PubDate/MedlineDate")
    found = re.search(r"(?:1[6-9]|20)\d\d", said)
    return int(found[0]) if found else None


def _words(element: Any) -> str:
    """The words of an element with its superscripts raised; its layout is not of the text."""
    if element is None:
        return ""
    words = [element.text or ""]
    for child in element:
        said = _words(child)
        if local_name(child) in ("sup", "sub"):
            words.append(_LAID_OUT.sub("", words.pop()))
        match local_name(child):
            case "sup":
                said = raised(said)
            case "sub":
                said = lowered_after(said, "".join(words[-3:]))
            case "math":
                said = formula_words(child)
        words += [said, child.tail or ""]
    return "".join(words)
