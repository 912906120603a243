"""The questions of a file put to systems over a store and judged: what the commands share."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.answers import ask_questions, judge_rows
from evals.datasets import EvalError, Part, chosen
from evals.judgement import Judgement
from evals.question_files import KnownQuestion, read_questions, resolve_sources
from evals.rows import Row
from evals.systems import Library, systems


@dataclass(frozen=True, slots=True)
class Measured:
    """What was asked, of which library, each reply as a row, and what it is worth."""

    questions: Sequence[KnownQuestion]
    library: Library
    rows: list[Row]
    judgements: list[Judgement]
    kept: int  # replies that an earlier run had written, and that still stand

    def judgements_of(self, system: str) -> list[Judgement]:
        return [one for one in self.judgements if one.system == system]


def questions_of(
    file: Path, *, part: Part | None = None, limit: int | None = None, seed: int | None = None
) -> list[KnownQuestion]:
    of_part = [one for one in read_questions(file) if part is None or one.part == part]
    asked = chosen(of_part, limit=limit, seed=seed)
    if not asked:
        raise EvalError(f"no question of {file} is in the part {part}")
    return asked


def measure(
    asked: Sequence[KnownQuestion],
    library: Library,
    names: Sequence[str],
    *,
    rows: Path | None = None,
    jobs: int = 1,
) -> Measured:
    """Each question to each system of `names`; what the file `rows` holds already is not asked."""
    known = resolve_sources(asked, library.reader.sources.values())
    found = ask_questions(
        known,
        systems(names, library),
        library.reader,
        read_with=library.read_with,
        file=rows,
        jobs=jobs,
    )
    judgements = judge_rows(known, found.rows, library.reader)
    return Measured(known, library, found.rows, judgements, found.kept)
