"""Labels by hand against the automatic score: a blind form, then Cohen's kappa."""

import csv
import io
from pathlib import Path

import pytest
from conftest import Library as Texts
from conftest import WordsEncoder
from small_library import QUESTIONS, TEXTS
from typer.testing import CliRunner

from evals.__main__ import app
from evals.datasets import EvalError
from evals.labels import agree, form_of, key_of_reply, read_labels
from evals.measuring import measure
from evals.rows import Row, write_rows
from evals.systems import Library
from ingest.store import Store
from qa_app.engine import Engine


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    texts = Texts(tmp_path_factory.mktemp("labelled"), WordsEncoder())
    texts.write(TEXTS)
    texts.ingest()
    engine = Engine(texts.store, lambda: texts.encoder)
    library = Library(engine, Store(texts.store).reader(), texts.encoder)
    return measure(QUESTIONS, library, ["ours", "keywords"]).rows


def filled(form: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(form.removeprefix("\ufeff"))))


def test_the_form_names_no_system_and_no_score(rows: list[Row]) -> None:
    form = form_of(rows, n=20, seed=1)
    drawn = filled(form)
    assert len({one["key"] for one in drawn}) == len(drawn) == 20
    assert all(one["label"] == one["note"] == "" for one in drawn)
    assert all(one["question"] and one["reply"].startswith("Question:") for one in drawn)
    assert list(drawn[0]) == ["key", "question", "reply", "label", "note"]
    for word in ("keywords", "credit", "judged", "0.8", "0.9"):
        assert word not in form
    assert form == form_of(list(reversed(rows)), n=20, seed=1)
    assert form != form_of(rows, n=20, seed=2)


def test_the_form_may_be_of_one_system_and_of_no_more_than_there_are(rows: list[Row]) -> None:
    ours = {key_of_reply(row) for row in rows if row["system"] == "ours"}
    drawn = filled(form_of(rows, n=15, seed=0, systems=["ours"]))
    assert {one["key"] for one in drawn} == ours
    with pytest.raises(EvalError, match="there are 15 different replies; ask for no more"):
        form_of(rows, n=16, seed=0, systems=["ours"])


def test_a_reply_is_another_where_what_it_shows_is_another(rows: list[Row]) -> None:
    row = rows[0]
    assert key_of_reply({**row, "system": "x", "seconds": 9}) == key_of_reply(row)
    other = [{**row["sentences"][0], "text": "Another."}, *row["sentences"][1:]]
    assert key_of_reply({**row, "sentences": other}) != key_of_reply(row)


def test_kappa_is_of_the_labels_that_were_given(rows: list[Row]) -> None:
    ours = [row for row in rows if row["system"] == "ours"]
    keywords = [row for row in rows if row["system"] == "keywords"]
    # By hand as by score, but for one of ours; one without a label; one of another run.
    labels = {key_of_reply(row): "right" for row in ours}
    labels |= {
        key_of_reply(row): "right" if row["judged"]["credit"] == 1 else "wrong" for row in keywords
    }
    labels[key_of_reply(ours[0])] = "partly"
    found = agree({**labels, "gone": "right", key_of_reply(ours[1]): None}, rows, "run")  # type: ignore[dict-item]
    n = len(labels) - 1
    assert (found.n, found.unlabelled, found.other_reply) == (n, 1, 1)
    assert found.met[("partly", "right")] == 1
    right, wrong = found.met[("right", "right")], found.met[("wrong", "wrong")]
    assert (right + wrong, right > 5, wrong > 0) == (n - 1, True, True)
    chance = (right * (right + 1) + wrong * wrong) / n**2
    assert found.kappa == pytest.approx(((n - 1) / n - chance) / (1 - chance))
    assert found.interval is not None
    assert found.interval[0] < found.kappa <= found.interval[1]


def write_form(path: Path, *lines: str) -> Path:
    path.write_text("\ufeff" + "\n".join(("key,question,reply,label,note", *lines)) + "\n")
    return path


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        (["k1,q,r,good,"], "row 2 of .*: 'good' is not one of right, partly, wrong"),
        (["k1,q,r,right,", "k1,q,r,right,"], "row 3 of .*: the key k1 is there twice"),
    ],
)
def test_labels_that_are_not_sound_are_named(
    tmp_path: Path, lines: list[str], complaint: str
) -> None:
    with pytest.raises(EvalError, match=complaint):
        read_labels(write_form(tmp_path / "labels.csv", *lines))


def test_labels_are_read_as_a_spreadsheet_writes_them(tmp_path: Path) -> None:
    path = write_form(tmp_path / "labels.csv", "k1,q,r, Right ,", 'k2,"a, b",r,,later')
    assert read_labels(path) == {"k1": "right", "k2": None}
    (tmp_path / "other.csv").write_text("a,b\n")
    with pytest.raises(EvalError, match="has no columns key and label; write the form with --form"):
        read_labels(tmp_path / "other.csv")


def test_agreement_writes_the_form_and_reads_it_filled(rows: list[Row], tmp_path: Path) -> None:
    run = tmp_path / "run"
    write_rows(run / "rows.jsonl", rows)
    (run / "summary.json").write_text('{"version": 1}')
    labels = tmp_path / "labels.csv"
    given = ["agreement", str(labels), "--run", str(run)]
    done = CliRunner().invoke(app, [*given, "--form", "--n", "12"])
    assert done.exit_code == 0, done.stderr
    assert "label: right (it says" in done.stdout
    again = CliRunner().invoke(app, [*given, "--form"])
    assert again.exit_code == 1
    assert "is there already; name another file" in again.stderr
    nothing = CliRunner().invoke(app, given)
    assert nothing.stderr.startswith("no label is of a reply in")
    lines = labels.read_text(encoding="utf-8-sig")
    drawn = filled(lines)
    text = io.StringIO()
    writer = csv.DictWriter(text, list(drawn[0]))
    writer.writeheader()
    writer.writerows(
        {**one, "label": "wrong" if at % 3 else "right"} for at, one in enumerate(drawn)
    )
    labels.write_text(text.getvalue())
    told = CliRunner().invoke(app, given)
    assert told.exit_code == 0, told.stderr
    assert "Cohen's kappa" in told.stdout
    assert "12 replies" in told.stdout
