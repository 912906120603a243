"""Whether a kept quote still stands: checked against the document again when it is shown."""

from dataclasses import dataclass

from ingest.document import Document
from qa_app.answering.reply import Answer, AnswerSentence, CitedSource, Reply, ShownSide
from qa_app.answering.wording import status_line

CitedKey = tuple[str, int, int, str]


@dataclass(frozen=True, slots=True)
class Standing:
    """What checking found. A quote that is not verbatim is withheld; `changes` are for the card."""

    verbatim: bool
    changes: tuple[str, ...] = ()
    since_retracted: bool = False


def check_standing(cited: CitedSource, document: Document | None) -> Standing:
    """Compare what was kept with the document of that id that the store holds now."""
    if not _agrees_with_its_passage(cited):
        return Standing(verbatim=False)
    if document is None:
        gone = (
            "This text has since been withdrawn from the library. The words are those kept with "
            "the answer and cannot be checked any more."
        )
        return Standing(verbatim=True, changes=(gone,))
    changes = []
    retracted = document.source.status == "retracted" and cited.status != "retracted"
    if document.source.status != cited.status:
        now = status_line(document.source) or "In good standing again"
        changes.append(f"Changed since this answer was made. The source is now: {now}.")
    exact = True
    if document.sha256 != cited.sha256:
        changes.append(
            "This text has since changed in the library. The words are those that the answer was "
            "made from; open the source to read what it says now."
        )
    else:
        exact = (
            document.text[cited.start : cited.end] == cited.quote
            and document.text[cited.passage.start : cited.passage.end] == cited.passage.text
            and (cited.table_header is None or cited.table_header in document.text)
        )
    return Standing(verbatim=exact, changes=tuple(changes), since_retracted=retracted)


def cited_in(reply: Reply) -> tuple[CitedSource, ...]:
    """Every source that a reply shows, in the order it shows them."""
    return (*reply.sources, *reply.not_used) if isinstance(reply, Answer) else reply.nearest


def sentence_stands(
    sentence: AnswerSentence, answer: Answer, standings: dict[CitedKey, Standing]
) -> bool:
    """Whether a sentence may be shown: all it cites is there and verbatim.

    A sentence given as a quote must also be, word for word, in a quote that it cites.
    """
    cited = {one.number: one for one in answer.sources}
    if not sentence.citations or any(number not in cited for number in sentence.citations):
        return False
    own = [cited[number] for number in sentence.citations]
    if not all(standings[cited_key(one)].verbatim for one in own):
        return False
    return sentence.origin != "quote" or any(_says(one, sentence.text) for one in own)


def side_stands(side: ShownSide, answer: Answer, standings: dict[CitedKey, Standing]) -> bool:
    """Whether a side of a disagreement may be shown: all that carries it is there and verbatim."""
    cited = {one.number: one for one in answer.sources}
    return bool(side.citations) and all(
        number in cited and standings[cited_key(cited[number])].verbatim
        for number in side.citations
    )


def header_of(sentence: AnswerSentence, answer: Answer) -> str | None:
    """The header row that a sentence needs, where it is a table's row: a bare number misleads."""
    cited = {one.number: one for one in answer.sources}
    own = [cited[number] for number in sentence.citations if number in cited]
    text = " ".join(sentence.text.split())
    return next((one.table_header for one in own if " ".join(one.quote.split()) == text), None)


def cited_key(cited: CitedSource) -> CitedKey:
    return (cited.document, cited.start, cited.end, cited.sha256)


def _says(cited: CitedSource, text: str) -> bool:
    said = " ".join(cited.quote.split())
    header = " ".join((cited.table_header or "").split())
    return " ".join(text.split()) in (said, f"{header} {said}".strip())


def _agrees_with_its_passage(cited: CitedSource) -> bool:
    """Whether the words kept are the words at that place of the passage kept beside them."""
    passage = cited.passage
    inside = passage.start <= cited.start < cited.end <= passage.end
    at = cited.start - passage.start
    return inside and passage.text[at : at + cited.end - cited.start] == cited.quote
