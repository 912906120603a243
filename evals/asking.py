"""Ask what has not been asked yet, several at once, and give all rows in the order of the tasks."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import nullcontext
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from evals.report import progress_bar
from evals.rows import Key, Row, kept_rows, note, open_journal
from qa_app import measurement
from qa_app.reading.reader import SHIPPED, Reader

_PROGRAM = (".py", ".json", ".yaml", ".txt")
# What adopting a run writes tells how the program did, and is no part of it.
ADOPTED = (Path(__file__).with_name("baseline.json"), measurement.SHIPPED)


@dataclass(frozen=True, slots=True)
class Task:
    """What gives the rows of these keys. `made_of` names all that they depend on."""

    keys: tuple[Key, ...]
    made_of: str
    ask: Callable[[], Sequence[Row]]


@dataclass(frozen=True, slots=True)
class Asked:
    """All rows, and of how many tasks they were there already."""

    rows: list[Row]
    kept: int


def ask_all(
    tasks: Sequence[Task], *, file: Path | None = None, jobs: int = 1, doing: str = "asking"
) -> Asked:
    """Each task's rows, marked with what they are made of, in the order of the tasks.

    A row in `file` that is made of the same (program, data, question) is not asked for again. What
    is done goes into the file's journal at once; `file` itself is written by the caller. The rows
    are the same for any number of `jobs`, save for the seconds they took.
    """
    held = kept_rows(file) if file else {}
    done: dict[int, list[Row]] = {}
    for at, task in enumerate(tasks):
        there = [row for key in task.keys if (row := held.get(key)) is not None]
        if [row.get("made_of") for row in there] == [task.made_of] * len(task.keys):
            done[at] = there
    kept = len(done)
    todo = [at for at in range(len(tasks)) if at not in done]
    with open_journal(file) if file and todo else nullcontext() as journal, progress_bar() as bar:
        for at, rows in bar.track(_run(tasks, todo, jobs), len(todo), description=doing):
            if journal:
                note(journal, rows)
            done[at] = rows
    return Asked([row for at in range(len(tasks)) for row in done[at]], kept)


def _run(tasks: Sequence[Task], todo: Sequence[int], jobs: int) -> Iterator[tuple[int, list[Row]]]:
    """The rows of each task as they come. One job needs no thread, whose start would be timed."""
    if jobs == 1:
        for at in todo:
            yield at, _rows_of(tasks[at])
        return
    with ThreadPoolExecutor(jobs) as pool:
        running = {pool.submit(_rows_of, tasks[at]): at for at in todo}
        try:
            for finished in as_completed(running):
                yield running[finished], finished.result()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def program_hash(*folders_and_files: Path) -> str:
    """Of the program's own files: a row that another program made is asked for again."""
    digest = sha256()
    for place in folders_and_files:
        files = sorted(place.rglob("*")) if place.is_dir() else [place]
        for file in files:
            if file.suffix in _PROGRAM and file.is_file() and file not in ADOPTED:
                digest.update(f"\0{file.relative_to(place.parent)}\0".encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()


def read_with(learned: Reader | None, name: str | None) -> str:
    """Which learned reader, by its name and the hash of its files; empty where there is none."""
    if learned is None:
        return ""
    return f"{learned.name} {weights_of([name or str(SHIPPED)])[:12]}"


def weights_of(readers: Sequence[str]) -> str:
    """A hash of the readers that are folders: their settings hold the checksums of their files."""
    return program_hash(*(Path(one) for one in readers if Path(one).is_dir()))


def made_of(*parts: object) -> str:
    return sha256("\0".join(map(repr, parts)).encode()).hexdigest()[:16]


def _rows_of(task: Task) -> list[Row]:
    return [{**row, "made_of": task.made_of} for row in task.ask()]
