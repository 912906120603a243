"""Documents and replies written by hand, and an engine that gives them: for the pages' tests."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import yaml

from ingest.document import Document, Heading, Passage, Sentence, Source, quote_span
from ingest.kinds import trust_tier
from ingest.pdf.pictures import PagePicture
from qa_app.answering.references import reference_line
from qa_app.answering.reply import (
    Answer,
    AnswerSentence,
    Asked,
    CitedSource,
    PassageText,
    Question,
    Refusal,
    Reply,
    StoreState,
)
from qa_app.measurement import Beside, Bin, Figure, Measurement, Missed

HOSTILE = (
    "<script>alert(1)</script> [a](http://evil.example) $x$ :red[x] :smile: \x1b[31m \u202e1.0"
)

GUIDELINE_TEXT = (
    "Findings\n\n"
    + "Each of these sentences only fills the page. " * 150
    + "\n\nThe guideline finds moderate evidence that pain relief in CRPS lasts for up to "
    "12 weeks. The regimens it cites are 22 mg/h for 4 days, or 0.35 mg/kg per hour over 4 h "
    "daily for 10 days.\n\n" + "Each of these sentences also only fills the page. " * 150
)
TRIAL_TEXT = (
    "Pain was lowest at the end of week 1, 2.68 against 5.45 with placebo on a 0–10 scale. "
    "The difference from placebo was no longer significant at week 12 (P = 0.07)."
)


def make_document(text: str, **record: object) -> Document:
    headings = tuple(
        Heading(found.start(), found.end(), 1)
        for found in re.finditer(r"^[A-Z][a-z]+$", text, re.M)
    )
    sentences = tuple(
        Sentence(found.start(), found.end())
        for found in re.finditer(r"\S[^\n]*?[.>](?=\s|$)", text)
    )
    passages = tuple(
        Passage(found.start(), found.end()) for found in re.finditer(r"[^\n]+\n*", text)
    )
    return Document(Source(**record), text, headings, sentences, passages)  # type: ignore[arg-type]


def guideline(**changes: object) -> Document:
    record: dict[str, object] = {
        "id": "cohen-2018",
        "title": "Consensus guidelines on ketamine infusions for chronic pain",
        "kind": "guideline",
        "holds": "digest",
        "basis": "abstract",
        "authors": ("Cohen SP", "Bhatia A"),
        "year": 2018,
        "journal": "Reg Anesth Pain Med",
        "volume": "43",
        "pages": "521–546",
        "doi": "10.1097/AAP.0000000000000808",
        "topics": ("CRPS",),
    }
    text = str(changes.pop("text", GUIDELINE_TEXT))
    return make_document(text, **{**record, **changes})


def trial(**changes: object) -> Document:
    record: dict[str, object] = {
        "id": "sigtermans-2009",
        "title": "Ketamine produces effective and long-term pain relief in CRPS type 1",
        "kind": "rct",
        "holds": "abstract",
        "authors": ("Sigtermans MJ",),
        "year": 2009,
        "journal": "Pain",
    }
    text = str(changes.pop("text", TRIAL_TEXT))
    return make_document(text, **{**record, **changes})


def hostile() -> Document:
    return make_document(
        f"{HOSTILE} <img src=x onerror=alert(2)> says relief lasts 12 weeks.",
        id="hostile",
        title=HOSTILE,
        kind="health-article",
        authors=(HOSTILE,),
        journal=HOSTILE,
        url="javascript:alert(3)",
        doi="10.1234/<script>",
        status="concern",
        status_date=date(2020, 5, 3),
    )


def cite_span(
    document: Document, start: int, end: int, *, number: int = 1, why: str | None = None
) -> CitedSource:
    quote = quote_span(document, start, end)
    source = document.source
    around = next(one for one in document.passages if one.start <= start < one.end)
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
        page=None,
        heading=document.heading_at(start),
        start=start,
        end=end,
        sha256=document.sha256,
        quote=quote.text,
        scope={},
        reference=reference_line(source),
        checked=None,
        passage=PassageText(around.start, around.end, document.text[around.start : around.end]),
        why=why,
    )


def cite(document: Document, words: str, *, number: int = 1, why: str | None = None) -> CitedSource:
    """Cite the sentence of `document` that begins with `words`."""
    sentence = next(one for one in document.sentences if document.text.startswith(words, one.start))
    return cite_span(document, sentence.start, sentence.end, number=number, why=why)


def asked(question: Question, *, documents: int = 3, notices: tuple[str, ...] = ()) -> Asked:
    return Asked(
        id="a1",
        question=question.text,
        earlier=question.earlier,
        understood=" ".join((*question.earlier[-1:], question.text)),
        mode="quotes",
        notices=notices,  # type: ignore[arg-type]
        store=StoreState(documents, 9, 1, "2025", "all-MiniLM-L6-v2", "2026-11-22T10:00:00Z"),
        seconds=0.01,
        score=0.9,
    )


def answer_from(*cited: CitedSource, question: str = "How long?", **more: object) -> Answer:
    return Answer(
        asked=asked(Question(question)),
        sentences=tuple(AnswerSentence(one.quote, "quote", (one.number,)) for one in cited),
        sources=cited,
        **more,  # type: ignore[arg-type]
    )


def measurement(**changes: object) -> Measurement:
    """Ten questions that were asked on 22 November 2026, one of which was missed."""
    figure = Figure(
        name="answered",
        title="Answered at all",
        says="Of 8 questions that the texts answer, 6 were answered.",
        range="With other questions of this kind it would be 40 to 95 of 100 (95% interval).",
        means="The share that got an answer.",
        value=0.75,
        low=0.4,
        high=0.95,
        n=8,
    )
    missed = Missed(
        id="q1",
        type="fact",
        question=HOSTILE,
        earlier=(),
        wrong="Refused, though the texts answer it.",
        credit=0.0,
        expected=("Eleven weeks (vital; not said)",),
        sources=("sigtermans-2009",),
        reply="No answer.",
    )
    fields: dict[str, object] = {
        "run": "2026-11-22-0123456789ab",
        "measured": datetime(2026, 11, 22, 9, tzinfo=UTC),
        "commit": "0123456789abcdef",
        "changed": False,
        "questions": "q.yaml",
        "asked": 10,
        "to_answer": 8,
        "to_refuse": 2,
        "documents": 3,
        "passages": 9,
        "covers_to": "2025",
        "texts": "other texts",
        "answers_by": "rules",
        "figures": (figure,),
        "beside": (
            Beside(name="this program", credit=0.7, low=0.5, high=0.9, verdict=""),
            Beside(name="a tutorial", credit=0.3, low=0.1, high=0.5, verdict="worse"),
        ),
        "bins": (
            Bin(low=0.5, high=0.6, score=0.55, right=0.5, n=2),
            Bin(low=0.8, high=0.9, score=0.85, right=0.9, n=4),
        ),
        "missed": (missed,),
    }
    return Measurement(**{**fields, **changes})  # type: ignore[arg-type]


class HandEngine:
    """Answers "long", refuses "half-life"; what it holds may be changed between questions."""

    def __init__(self, *documents: Document) -> None:
        self.documents = {one.id: one for one in documents}
        self.asked: list[Question] = []

    def ask(self, question: Question) -> Reply:
        self.asked.append(question)
        about = asked(question, documents=len(self.documents), notices=("not_personal_advice",))
        found = list(self.documents.values())
        if "long" not in question.text:
            near = cite(found[1], "Pain was lowest", why="pain, but no half-life")
            return Refusal(
                asked=about, reason="not_in_corpus", missing=("half-life",), nearest=(near,)
            )
        used = (
            cite(found[0], "The guideline finds", number=1),
            cite(found[1], "Pain was lowest", number=2),
            cite(found[1], "The difference", number=3),
        )
        unused = tuple(
            cite_span(one, 0, len(one.text), number=4 + place)
            for place, one in enumerate(found[2:])
        )
        return Answer(
            asked=about,
            sentences=tuple(AnswerSentence(one.quote, "quote", (one.number,)) for one in used),
            sources=used,
            not_used=unused,
        )

    def document(self, id: str) -> Document | None:
        return self.documents.get(id)

    def pictures(self, document: Document, spans: Sequence[tuple[int, int]]) -> list[PagePicture]:
        return []

    def sources(self) -> tuple[Source, ...]:
        return tuple(
            sorted(
                (one.source for one in self.documents.values()),
                key=lambda one: (trust_tier(one.kind), one.title),
            )
        )

    def text_hashes(self) -> dict[str, str]:
        return {one.id: one.sha256 for one in self.documents.values()}

    def state(self) -> StoreState:
        return asked(Question(""), documents=len(self.documents)).store

    def populations(self) -> tuple[str, ...]:
        return ()

    def retractions_of(self) -> str | None:
        return "2026-11-01"


def write_library(folder: Path) -> None:
    """Three texts as files to ingest: a guideline's digest, a trial's abstract, a hostile page."""
    folder.mkdir(parents=True)
    for document in (guideline(), trial(), hostile()):
        source = document.source
        record = {
            "id": source.id,
            "title": source.title.replace("\x1b", "").replace("\u202e", ""),
            "kind": source.kind,
            "holds": source.holds,
            "basis": source.basis,
            "authors": [one for one in source.authors if one != HOSTILE],
            "year": source.year,
            "journal": None if source.journal == HOSTILE else source.journal,
            "doi": source.doi if source.doi and "<" not in source.doi else None,
        }
        front = yaml.safe_dump({name: one for name, one in record.items() if one})
        text = document.text.replace("Findings\n", "# Findings\n")
        (folder / f"{source.id}.md").write_text(f"---\n{front}---\n{text}\n")
