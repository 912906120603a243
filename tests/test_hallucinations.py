"""A model that makes things up, on the shipped questions: none of it is shown, each with why."""

from collections import Counter
from pathlib import Path

import pytest
import yaml
from hallucinating import Made, as_reply, make_up
from model_server import ModelServer, Script
from model_trials import numbered, scripted_model

from ingest.embed import OnnxEncoder
from qa_app.answering.reply import Answer, Question
from qa_app.engine import Engine
from qa_app.writing.composing import Follow, Job, Shown
from qa_app.writing.prose import write_answer

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]


@pytest.fixture
def engine(corpus_store: Path, real_encoder: OnnxEncoder) -> Engine:
    return Engine(corpus_store, lambda: real_encoder)


def test_nothing_made_up_is_shown_on_the_shipped_questions(
    engine: Engine, server: ModelServer
) -> None:
    listed = yaml.safe_load((ROOT / "evals" / "questions" / "shipped.yaml").read_text())
    model = scripted_model(server)
    every: Counter[str] = Counter()
    slipped: list[Made] = []
    for question in (one["question"] for one in listed["questions"]):
        made: list[Made] = []
        put: dict[int, str] = {}

        def hallucinate(body: object, question=question, made=made, put=put) -> Script:
            put |= {at: one.partition(" (from: ")[0] for at, one in numbered(server).items()}
            made += make_up(put, question)
            return Script(as_reply(made), piece=400)

        server.scripts = hallucinate
        come: list[Shown] = []
        job = Job(model, Follow(shown=come.append))
        reply = engine.ask(
            Question(question),
            compose=lambda one, found, job=job: write_answer(one, found, job=job),
        )
        if not isinstance(reply, Answer):
            continue
        assert reply.asked.model is not None
        assert reply.asked.model.failure is None
        assert all(one.why.partition(": ")[2] for one in reply.withheld)
        seen = {(one.sentence.text.rstrip("."), cited) for one in come for cited in _quotes(one)}
        every.update(one.kind for one in made)
        slipped += [
            one for one in made if one.kind != "right" and (one.text, put[one.cited]) in seen
        ]
        if "quotes_instead_of_prose" not in reply.asked.notices:
            kept = {one.text for one in reply.sentences}
            assert kept == {one.sentence.text for one in come}
    assert every.total() - every["right"] >= 500
    assert slipped == []


def _quotes(shown: Shown) -> list[str]:
    cited = [one for one in shown.sources if one.number in shown.sentence.citations]
    return [" ".join(f"{one.table_header or ''} {one.quote}".split()) for one in cited]
