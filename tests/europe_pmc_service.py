"""A small Europe PMC on this machine: records and full texts in the documented shapes, by hand."""

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlparse

TRIAL: dict[str, Any] = {
    "id": "90000001",
    "source": "MED",
    "pmid": "90000001",
    "pmcid": "PMC9900001",
    "fullTextIdList": {"fullTextId": ["PMC9900001"]},
    "doi": "10.9999/Pain.2019.001",
    "title": "Ketamine infusion in <i>complex regional</i> pain syndrome: a made-up trial.",
    "authorString": "Muster E, van der Beispiel J, Pain Group.",
    "authorList": {
        "author": [
            {"fullName": "Muster E", "firstName": "Erika", "lastName": "Müster", "initials": "E"},
            {"fullName": "van der Beispiel J", "lastName": "van der Beispiel", "initials": "J"},
            {"collectiveName": "Pain Group"},
        ]
    },
    "journalInfo": {
        "issue": "3",
        "volume": "12",
        "journalIssueId": 2700001,
        "dateOfPublication": "2019 Mar",
        "monthOfPublication": 3,
        "yearOfPublication": 2019,
        "printPublicationDate": "2019-03-01",
        "journal": {"title": "Journal of made-up pain", "medlineAbbreviation": "J Made Up Pain"},
    },
    "pubYear": "2019",
    "pageInfo": "101-109",
    "abstractText": "<h4>Results</h4>Pain fell to 2.68 (P<0.05) after 4 days.",
    "pubTypeList": {"pubType": ["Randomized Controlled Trial", "research-article"]},
    "meshHeadingList": {"meshHeading": [{"majorTopic_YN": "N", "descriptorName": "Humans"}]},
    "isOpenAccess": "Y",
    "inEPMC": "Y",
    "inPMC": "Y",
    "hasPDF": "Y",
    "license": "cc by",
    "citedByCount": 3,
    "firstPublicationDate": "2019-03-01",
}
REVIEW: dict[str, Any] = {
    "id": "90000002",
    "source": "MED",
    "pmid": "90000002",
    "doi": "10.9999/review.2",
    "title": "A made-up review of ketamine.",
    "authorList": {"author": [{"fullName": "Doe J", "lastName": "Doe", "initials": "J"}]},
    "journalInfo": {"yearOfPublication": 2020, "journal": {"title": "Made-up reviews"}},
    "pubYear": "2020",
    "abstractText": "<h4>Background</h4>Ketamine is used at 0.35 mg/kg. <h4>Conclusions</h4>"
    "Evidence is of low certainty, 10<sup>-3</sup> &amp; less.",
    "pubTypeList": {"pubType": ["Review", "Journal Article", "Systematic Review"]},
    "isOpenAccess": "N",
    "inEPMC": "N",
}
CLOSED = REVIEW | {
    "id": "90000003",
    "pmid": "90000003",
    "pmcid": "PMC9900003",
    "fullTextIdList": {"fullTextId": ["PMC9900003"]},
    "doi": "10.9999/closed.3",
    "title": "An author's manuscript that is free to read and not open access.",
    "inEPMC": "Y",
}
RETRACTED = REVIEW | {
    "id": "90000004",
    "pmid": "90000004",
    "doi": "10.9999/retracted.4",
    "title": "RETRACTED: A made-up trial that was not run.",
    "pubTypeList": {"pubType": ["Retracted Publication", "Randomized Controlled Trial"]},
    "commentCorrectionList": {
        "commentCorrection": [
            {
                "id": "90000005",
                "source": "MED",
                "reference": "Made-up reviews. 2021 Feb 6;375(9713):445.",
                "type": "Retraction in",
                "orderIn": 1,
            },
            {"id": "90000006", "source": "MED", "type": "Comment in"},
        ]
    },
}
BARE = {"id": "90000007", "source": "MED", "pmid": "90000007", "title": "No abstract."}
PREPRINT = {
    "id": "PPR900001",
    "source": "PPR",
    "doi": "10.9999/2023.01.01.123",
    "title": "A made-up preprint",
    "authorList": {"author": [{"fullName": "Roe R", "lastName": "Roe"}]},
    "bookOrReportDetails": {"publisher": "madeRxiv", "yearOfPublication": 2023},
    "pubYear": "2023",
    "abstractText": "Ketamine helped.",
    "pubTypeList": {"pubType": ["Preprint"]},
    "isOpenAccess": "N",
}
EVERY = [TRIAL, REVIEW, CLOSED, RETRACTED, BARE, PREPRINT]


def jats(*, ids: dict[str, str], body: bool = True) -> bytes:
    given = "".join(
        f'<article-id pub-id-type="{kind}">{one}</article-id>' for kind, one in ids.items()
    )
    text = "<sec><title>Results</title><p>Pain fell to 2.68 after 4 days.</p></sec>"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE article PUBLIC "-//NLM//DTD JATS '
        '(Z39.96) Journal Archiving and Interchange DTD v1.2 20190208//EN" '
        '"JATS-archivearticle1.dtd">\n'
        f'<article article-type="research-article"><front><article-meta>{given}<title-group>'
        "<article-title>Ketamine infusion: a made-up trial</article-title></title-group>"
        "<permissions><license><license-p><ext-link "
        'xlink:href="https://creativecommons.org/licenses/by/4.0/" '
        'xmlns:xlink="http://www.w3.org/1999/xlink">CC BY</ext-link></license-p></license>'
        f"</permissions></article-meta></front>{f'<body>{text}</body>' if body else ''}</article>\n"
    ).encode()


TRIAL_JATS = jats(ids={"pmcid": "PMC9900001", "pmid": "90000001", "doi": "10.9999/pain.2019.001"})

Fault = Callable[[BaseHTTPRequestHandler], None]


def status(code: int, *, body: bytes = b"", **headers: str) -> Fault:
    """An answer with a status, and headers named with underscores."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(code)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    return answer


def cut_off(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.send_header("Content-Length", "5000")
    request.end_headers()
    request.wfile.write(TRIAL_JATS[:200])


def slow(request: BaseHTTPRequestHandler) -> None:
    time.sleep(1.0)


def dripping(request: BaseHTTPRequestHandler) -> None:
    """Never silent for long, and never done."""
    request.send_response(200)
    request.send_header("Content-Length", "100000")
    request.end_headers()
    for _ in range(40):
        request.wfile.write(b" ")
        request.wfile.flush()
        time.sleep(0.05)


class Service:
    """Answers searches and full texts; what is in `faults` comes first, one a request."""

    def __init__(self) -> None:
        self.records: list[Any] = list(EVERY)
        self.full_texts = {"PMC9900001": TRIAL_JATS}
        self.page_size: int | None = None  # of its own, whatever is asked for
        self.faults: list[Fault] = []
        self.paths: list[str] = []
        self.agents: list[str] = []
        self.base = ""

    @property
    def searches(self) -> list[dict[str, str]]:
        found = [urlparse(path) for path in self.paths]
        return [
            {name: value[0] for name, value in parse_qs(one.query).items()}
            for one in found
            if one.path.endswith("/search")
        ]

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        self.paths.append(request.path)
        self.agents.append(request.headers["User-Agent"])
        if self.faults:
            self.faults.pop(0)(request)
            return
        asked = urlparse(request.path)
        if full_text := re.fullmatch(r"/rest/(\w+)/fullTextXML", asked.path):
            data = self.full_texts.get(full_text[1])
            answer = status(404) if data is None else status(200, body=data)
            answer(request)
        elif asked.path == "/rest/search":
            parameters = {name: value[0] for name, value in parse_qs(asked.query).items()}
            body = json.dumps(self._page(parameters)).encode()
            status(200, body=body, Content_Type="application/json;charset=UTF-8")(request)
        else:
            status(404)(request)

    def _page(self, asked: dict[str, str]) -> dict[str, Any]:
        query = asked["query"]
        names = re.findall(r'(?:EXT_ID|PMCID|DOI):"?([^\s")]+)', query)
        found = [one for one in self.records if not names or self._is_named(one, names)]
        size = self.page_size or int(asked["pageSize"])
        at = 0 if asked["cursorMark"] == "*" else int(asked["cursorMark"].removeprefix("AoII"))
        page: dict[str, Any] = {
            "version": "6.9",
            "hitCount": len(found),
            "request": {"queryString": query, "resultType": "core", "cursorMark": "*"},
            "resultList": {"result": found[at : at + size]},
        }
        if at + size < len(found):
            page["nextCursorMark"] = f"AoII{at + size}"
            page["nextPageUrl"] = f"{self.base}/search?cursorMark=AoII{at + size}"
        return page

    @staticmethod
    def _is_named(record: Any, names: list[str]) -> bool:
        given = {str(record.get(name, "")).lower() for name in ("pmid", "pmcid", "doi")}
        return any(name.lower() in given for name in names)


@contextmanager
def running_service() -> Iterator[Service]:
    service = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            try:
                service.answer(self)
            except OSError:
                self.close_connection = True  # the client has left

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    service.base = f"http://127.0.0.1:{server.server_address[1]}/rest"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
