"""What we find, for langchain: our passages as its Documents, our vectors as its Embeddings.

The only file that names langchain_core; not on the way to an answer.
"""

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever

from ingest.embed import Encoder
from qa_app.engine import Engine
from qa_app.finding.find import Hit
from qa_app.finding.fuse import LEG_DEPTH


class KetamineRetriever(BaseRetriever):
    """The best `k` passages for a query, best first, from the store as it is at that moment.

    A passage is verbatim: `page_content` is the text of its document from `start` to `end`.
    Passages of retracted documents are left out, for a chain would answer from them.
    """

    engine: Engine
    k: int = 10

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        hits = self.engine.search(query, limit=max(self.k, LEG_DEPTH))
        standing = [hit for hit in hits if hit.document.source.status != "retracted"]
        return [_langchain_document(hit) for hit in standing[: self.k]]


class EncoderEmbeddings(Embeddings):
    """Our encoder for langchain's vector stores; with it langchain_chroma opens our collection."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [[float(one) for one in row] for row in self._encoder.encode(texts)]

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


def _langchain_document(hit: Hit) -> Document:
    document, passage, source = hit.document, hit.passage, hit.document.source
    return Document(
        id=f"{document.id}:{passage.start}",
        page_content=document.text[passage.start : passage.end],
        metadata={
            "document": document.id,
            "start": passage.start,
            "end": passage.end,
            "sha256": document.sha256,
            "title": source.title,
            "kind": source.kind,
            "status": source.status,
            "year": source.year,
            "doi": source.doi,
            "heading": passage.heading,
            "score": hit.score,
        },
    )
