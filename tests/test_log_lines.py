"""Log lines: one for each thing, with no words of a question unless they are asked for."""

import io
import logging
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.document import IngestError
from ingest.log_lines import event_line, start_log, take_over, tell
from qa_app.answering.reply import Question
from qa_app.engine import Engine

QUESTION = "How long did pain relief last after ketamine?"
TEXT = "# Ketamine in CRPS\n\nPain relief after ketamine lasted 11 weeks.\n"
LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (DEBUG|INFO|WARNING|ERROR) \S.*")


@pytest.fixture(autouse=True)
def _log_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers = handlers
    root.setLevel(level)
    logging.captureWarnings(False)
    for name in (
        "ketamine_qa",
        "ketamine_qa.words",
        "py.warnings",
        *logging.root.manager.loggerDict,
    ):
        logger = logging.getLogger(name)
        logger.filters = [one for one in logger.filters if type(one).__name__ != "_Redirect"]
        if name.startswith(("ketamine_qa", "py.")):
            logger.setLevel(logging.NOTSET)


@pytest.fixture
def started() -> Callable[..., Callable[[], list[str]]]:
    def start(level: str = "info", **options: bool) -> Callable[[], list[str]]:
        stream = io.StringIO()
        start_log(level, stream=stream, **options)
        return lambda: stream.getvalue().splitlines()

    return start


@pytest.fixture
def engine(make_store, words_encoder) -> Engine:
    return Engine(make_store({"a.md": TEXT}), lambda: words_encoder)


def test_an_ask_is_one_line_without_its_words(engine: Engine, started) -> None:
    lines = started()
    reply = engine.ask(Question(QUESTION))
    (line,) = lines()
    assert LINE.fullmatch(line)
    assert f"INFO ask id={reply.asked.id} status=answered reason=- sources=1 " in line
    assert re.search(r" ms=\d+$", line)
    assert "ketamine" not in line.lower()
    assert "relief" not in line


def test_a_refusal_says_its_reason(engine: Engine, started) -> None:
    lines = started()
    engine.ask(Question("What is the half-life of pregabalin?"))
    (line,) = lines()
    assert re.search(r"status=no_answer reason=not_\w+ sources=0 ", line)
    assert "pregabalin" not in line


def test_the_words_are_logged_where_they_are_asked_for(engine: Engine, started) -> None:
    lines = started("error", words=True)
    engine.ask(Question(QUESTION))
    (line,) = lines()
    assert f'question="{QUESTION}"' in line
    assert 'answer="Pain relief after ketamine lasted 11 weeks."' in line


def test_an_ask_that_breaks_says_why(tmp_path: Path, words_encoder, started) -> None:
    lines = started("error")
    with pytest.raises(IngestError):
        Engine(tmp_path / "gone", lambda: words_encoder).ask(Question(QUESTION))
    (line,) = lines()
    assert f'ERROR ask status=broken why="no store at {tmp_path}/gone; run python' in line


def test_an_unexpected_error_is_told_by_kind_and_place_not_by_its_words(
    make_store, words_encoder, started
) -> None:
    class Breaking(type(words_encoder)):
        def encode(self, texts):
            raise ValueError(f"cannot encode {texts}")

    lines = started("error")
    with pytest.raises(ValueError, match="cannot encode"):
        Engine(make_store({"a.md": TEXT}), Breaking).ask(Question(QUESTION))
    (line,) = lines()
    assert re.search(r'why="error=ValueError at=\S*test_log_lines\.py:\d+"', line)
    assert "relief" not in line


def test_below_its_level_nothing_is_said(engine: Engine, started) -> None:
    lines = started("warning")
    engine.ask(Question(QUESTION))
    assert lines() == []


def test_a_value_never_makes_a_second_line(started) -> None:
    lines = started()
    tell("one", said="two\nlines\x1b[31m and\u2028three", empty="")
    (line,) = lines()
    assert "empty=-" in line
    assert "\x1b" not in line
    assert event_line("x", a="b=c") == 'x a="b=c"'


def test_libraries_speak_from_warnings_up_on_one_line_and_not_by_their_own_means(
    started, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = started()
    library = logging.getLogger("streamlit.some.part")
    library.propagate = False
    library.addHandler(logging.StreamHandler())
    library.setLevel(logging.INFO)
    take_over(["streamlit"])
    library.info("chatter")
    library.warning("two\nlines")
    try:
        raise KeyError("a question of somebody's")
    except KeyError:
        library.exception("it broke")
    warned, broke = lines()
    assert 'WARNING library name=streamlit.some.part said="two\\nlines"' in warned
    assert 'said="it broke" error=KeyError at=' in broke
    assert "somebody" not in broke
    assert capsys.readouterr().err == ""
    library.handlers.clear()


@pytest.mark.slow
def test_an_ingest_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "empty.md").write_text("")
    command = [sys.executable, "-m", "ingest", str(tmp_path / "texts"), "--log-level", "info"]
    finished = subprocess.run(
        [*command, "--store", str(tmp_path / "store")],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 3
    line, left_out = finished.stderr.splitlines()
    assert LINE.fullmatch(line)
    assert "INFO ingest added=0 changed=0" in line
    assert "left_out=1" in line
    assert left_out.startswith("left out: ")
