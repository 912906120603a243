"""Systems side by side on questions with known answers: asked, judged, measured, compared."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import evals
import ingest
import qa_app
from evals.answer_measures import MEASURES, failures, summarise
from evals.asking import Asked, Task, ask_all, made_of, program_hash
from evals.estimate import Compared, compare
from evals.forms import summarise_forms
from evals.judge import judge_row
from evals.judgement import Judgement
from evals.question_files import KnownQuestion
from evals.rows import Row
from evals.systems import Ask
from ingest.rows import source_json
from ingest.store import StoreReader
from qa_app.answering.reply_json import reply_json


def ask_questions(
    questions: Sequence[KnownQuestion],
    asks: Mapping[str, Ask],
    reader: StoreReader,
    *,
    read_with: str = "",
    file: Path | None = None,
    jobs: int = 1,
) -> Asked:
    """Each question put to each system: a row for each, as `ask --json` gives it."""
    program, store = _program(), store_hash(reader)

    def task(question: KnownQuestion, name: str, ask: Ask) -> Task:
        def rows() -> list[Row]:
            return [{**reply_json(ask(question)), "id": question.id, "system": name}]

        asked = (question.question, question.earlier)
        return Task(((question.id, name),), made_of(program, store, read_with, name, asked), rows)

    tasks = [task(one, name, ask) for one in questions for name, ask in asks.items()]
    return ask_all(tasks, file=file, jobs=jobs)


def judge_rows(
    questions: Sequence[KnownQuestion], rows: Sequence[Row], reader: StoreReader
) -> list[Judgement]:
    """A judgement for each row, which is noted in the row too."""
    known = {one.id: one for one in questions}
    held = reader.known.keys()
    judgements = []
    for row in rows:
        judged = judge_row(known[row["id"]], row, held=held, document=reader.document)
        row["judged"] = judged.as_json()
        judgements.append(judged)
    return judgements


def side_by_side(judgements: Sequence[Judgement]) -> dict[str, Any]:
    """Each system's measures, and how each differs from the first, pair by pair."""
    by_system = _by_system(judgements)
    first, *others = by_system
    return {
        "systems": {name: summarise(rows) for name, rows in by_system.items()},
        "against": first,
        "differences": {
            name: [one.as_json() for one in compare_judgements(by_system[first], by_system[name])]
            for name in others
        },
        "failures": failures(by_system[first]),
        "forms": summarise_forms(by_system[first]),
    }


def compare_judgements(first: Sequence[Judgement], second: Sequence[Judgement]) -> list[Compared]:
    """Every measure of the second run against the first, on the questions that both were asked."""
    known = {one.id: one for one in second}
    pairs = [(one, known[one.id]) for one in first if one.id in known]
    return [compare(measure, pairs, cluster=lambda row: row.id) for measure in MEASURES]


def store_hash(reader: StoreReader) -> str:
    """Of all that a store holds and that answers depend on; not of when it was built."""
    documents = [
        (one.id, one.text_hash, one.encoding, source_json(reader.sources[one.id]))
        for one in sorted(reader.known.values(), key=lambda one: one.id)
    ]
    return made_of(documents, reader.terms, reader.conflicts, reader.embedding_checksum)


def _program() -> str:
    own = Path(evals.__file__).parent
    return program_hash(
        Path(ingest.__file__).parent,
        Path(qa_app.__file__).parent,
        own / "systems",
        own / "tutorial.py",
    )


def _by_system(judgements: Sequence[Judgement]) -> dict[str, list[Judgement]]:
    found: dict[str, list[Judgement]] = {}
    for one in judgements:
        found.setdefault(one.system, []).append(one)
    return found
