"""What langchain is given: our passages verbatim, our vectors, and our collection as it lies."""

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import WordsEncoder
from langchain_core.runnables import RunnableLambda

from ingest.embed import OnnxEncoder
from ingest.job import ingest_folders
from ingest.store import vectors_folder
from ingest.vectors import COLLECTION
from qa_app.engine import Engine
from qa_app.finding.retriever import EncoderEmbeddings, KetamineRetriever

RECORD = "---\nyear: 2009\nkind: rct\ndoi: 10.1016/j.pain.2009.06.023\n---\n"
TEXTS = {
    "crps.md": f"{RECORD}# Ketamine in CRPS\n\n## Findings\n\nPain relief lasted 11 weeks.\n",
    "shingles.md": "# Lidocaine after shingles\n\nPatches of lidocaine reduced allodynia.\n",
    "withdrawn.md": "---\nstatus: retracted\n---\n# Relief\n\nPain relief lasted 40 weeks in CRPS.",
}
QUESTION = "How long did pain relief last in CRPS?"

MakeStore = Callable[[dict[str, str]], Path]


@pytest.fixture
def engine(make_store: MakeStore, words_encoder: WordsEncoder) -> Engine:
    return Engine(make_store(TEXTS), lambda: words_encoder)


def test_a_passage_comes_with_where_it_is_from(engine: Engine) -> None:
    first = KetamineRetriever(engine=engine, k=1).invoke(QUESTION)[0]
    document = engine.document("crps")
    assert document is not None
    start, end = first.metadata["start"], first.metadata["end"]
    assert first.page_content == document.text[start:end]
    assert "Pain relief lasted 11 weeks." in first.page_content
    assert 0 < first.metadata.pop("score") <= 1
    assert first.metadata == {
        "document": "crps",
        "start": start,
        "end": end,
        "sha256": document.sha256,
        "title": "Ketamine in CRPS",
        "kind": "rct",
        "status": "current",
        "year": 2009,
        "doi": "10.1016/j.pain.2009.06.023",
        "heading": "Findings",
    }


def test_as_many_passages_come_as_are_asked_for_best_first(engine: Engine) -> None:
    assert len(KetamineRetriever(engine=engine, k=1).invoke(QUESTION)) == 1
    found = KetamineRetriever(engine=engine).invoke(QUESTION)
    assert [one.metadata["document"] for one in found] == ["crps", "shingles"]
    scores = [one.metadata["score"] for one in found]
    assert scores == sorted(scores, reverse=True)


def test_a_retracted_passage_is_never_handed_to_a_chain(engine: Engine) -> None:
    assert engine.search(QUESTION, limit=1)[0].document.id == "withdrawn"
    found = KetamineRetriever(engine=engine).invoke(QUESTION)
    assert "withdrawn" not in {one.metadata["document"] for one in found}


def test_the_retriever_is_a_link_of_a_chain(engine: Engine) -> None:
    chain = KetamineRetriever(engine=engine, k=1) | RunnableLambda(lambda found: found[0].id)
    assert chain.invoke(QUESTION).startswith("crps:")


def test_the_embeddings_are_the_vectors_of_our_encoder(words_encoder: WordsEncoder) -> None:
    embeddings = EncoderEmbeddings(words_encoder)
    expected = words_encoder.encode(["pain", "relief"]).tolist()
    assert embeddings.embed_documents(["pain", "relief"]) == expected
    assert embeddings.embed_query("pain") == expected[0]
    assert embeddings.embed_documents([]) == []
    assert type(embeddings.embed_query("pain")[0]) is float


def open_with_langchain(store: Path, encoder: WordsEncoder | OnnxEncoder):
    from langchain_chroma import Chroma

    return Chroma(
        collection_name=COLLECTION,
        persist_directory=str(vectors_folder(store)),
        embedding_function=EncoderEmbeddings(encoder),
    )


def test_langchain_chroma_opens_our_collection(
    make_store: MakeStore, words_encoder: WordsEncoder
) -> None:
    store = make_store({name: TEXTS[name] for name in ("crps.md", "shingles.md")})
    ours = KetamineRetriever(engine=Engine(store, lambda: words_encoder), k=1).invoke(QUESTION)[0]
    theirs = open_with_langchain(store, words_encoder).similarity_search(QUESTION, k=1)[0]
    assert theirs.page_content == ours.page_content
    for name in ("document", "start", "end", "sha256"):
        assert theirs.metadata[name] == ours.metadata[name]


@pytest.mark.slow
def test_langchain_chroma_finds_the_same_first_passage_by_the_real_weights(
    tmp_path: Path, real_encoder: OnnxEncoder
) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    for name, text in TEXTS.items():
        (texts / name).write_text(text.replace("status: retracted", "status: current"))
    store = tmp_path / "store"
    ingest_folders([texts], store=store, encoder=real_encoder)
    engine = Engine(store, lambda: real_encoder)
    for question in ("Do lidocaine patches help shingles?", QUESTION):
        ours = KetamineRetriever(engine=engine, k=1).invoke(question)[0]
        theirs = open_with_langchain(store, real_encoder).similarity_search(question, k=1)[0]
        assert theirs.page_content == ours.page_content
