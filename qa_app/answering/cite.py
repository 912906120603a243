"""A sentence → a numbered citation: the verbatim quote, its passage, the record it stands for."""

from ingest.document import Document, Passage, Sentence, Source, quote_span
from qa_app.answering.candidates import Candidate
from qa_app.answering.references import reference_line
from qa_app.answering.reply import CitedSource, PassageText


def cite(one: Candidate, number: int, *, why: str | None = None) -> CitedSource:
    return cite_sentence(one.document, one.sentence, one.hit.passage, number, why=why)


def cite_sentence(
    document: Document, sentence: Sentence, passage: Passage, number: int, *, why: str | None = None
) -> CitedSource:
    source = document.source
    quote = quote_span(document, sentence.start, sentence.end)
    start = min(passage.start, sentence.start)
    end = max(passage.end, sentence.end)
    return CitedSource(
        number=number,
        document=document.id,
        title=source.title,
        kind=source.kind,
        year=source.year,
        doi=source.doi,
        url=source.url,
        holds=source.holds,
        basis=source.basis,
        words=source.words,
        status=source.status,
        status_date=source.status_date,
        page=document.page_at(sentence.start),
        heading=document.heading_at(sentence.start),
        start=quote.start,
        end=quote.end,
        sha256=quote.sha256,
        quote=quote.text,
        scope=_scope(source),
        reference=reference_line(source),
        checked=_checked(source),
        passage=PassageText(start, end, document.text[start:end]),
        table_header=_header(document, sentence.header),
        why=why,
    )


def _scope(source: Source) -> dict[str, list[str]]:
    scope = {
        "route": source.routes,
        "formulation": source.formulation,
        "population": source.population,
    }
    return {name: list(values) for name, values in scope.items() if values}


def _checked(source: Source) -> str | None:
    if source.checked_by is None:
        return None
    return f"{source.checked_by}, {source.checked_on}" if source.checked_on else source.checked_by


def _header(document: Document, header: tuple[int, int] | None) -> str | None:
    return None if header is None else document.text[header[0] : header[1]]
