"""The one JSON form of what is found and of a document: for the commands and other programs."""

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from ingest.document import Document
from qa_app.finding.find import Hit


def json_text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=_iso)


def hit_json(hit: Hit) -> dict[str, Any]:
    passage, document = hit.passage, hit.document
    return {
        "document": document.id,
        "start": passage.start,
        "end": passage.end,
        "score": round(hit.score, 6),
        "text": document.text[passage.start : passage.end],
        "heading": passage.heading,
        "title": document.source.title,
        "kind": document.source.kind,
    }


def document_json(document: Document) -> dict[str, Any]:
    return {
        "document": document.id,
        "sha256": document.sha256,
        "text": document.text,
        "source": asdict(document.source),
        "headings": [[one.start, document.text[one.start : one.end]] for one in document.headings],
        "pages": [list(one) for one in document.pages],
        "passages": [[one.start, one.end] for one in document.passages],
    }


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} has no JSON form")
