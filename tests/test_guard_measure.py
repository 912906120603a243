"""python -m evals guard: its pairs are checked, its rows can be measured again."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from evals.__main__ import app
from evals.datasets import EvalError
from evals.guard.measure import judge_pairs, summarise
from evals.guard.pairs import read_pairs

PAIRS = Path(__file__).parents[1] / "evals" / "guard" / "pairs.csv"

FEW = """id,part,kind,label,evidence,claim
a,tune,same,supported,Ketamine at 2 mg lowers pain.,Pain falls with 2 mg of ketamine.
b,tune,dose,contradicted,Ketamine at 2 mg lowers pain.,Ketamine at 20 mg lowers pain.
c,report,dose,contradicted,Ketamine at 2 mg lowers pain.,Ketamine at 0.2 mg lowers pain.
"""


@pytest.fixture
def few(tmp_path: Path) -> Path:
    path = tmp_path / "pairs.csv"
    path.write_text(FEW)
    return path


def test_the_rows_say_which_rules_withheld_each_claim(few: Path) -> None:
    rows = judge_pairs(read_pairs(few))
    assert [(row["id"], row["system"], row["rules"]) for row in rows] == [
        ("a", "ours", []),
        ("b", "ours", ["number"]),
        ("c", "ours", ["number"]),
    ]


def test_each_kind_has_its_count_and_all_have_one_auroc(few: Path) -> None:
    (summary,) = summarise(judge_pairs(read_pairs(few)))
    assert summary["kinds"]["dose"]["withheld"] == summary["kinds"]["dose"]["n"] == 2
    assert summary["labels"]["supported, withheld"]["value"] == 0 / 1
    assert summary["auroc"]["value"] == 2 / 2


def test_the_command_judges_one_half_and_writes_rows(few: Path, tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    given = ["guard", "--pairs", str(few), "--part", "tune", "--rows", str(rows), "--json"]
    done = CliRunner().invoke(app, given)
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    assert told["part"] == "tune"
    assert told["systems"][0]["labels"]["not supported, withheld"]["n"] == 1
    assert [json.loads(line)["id"] for line in rows.read_text().splitlines()] == ["a", "b"]


def test_without_json_a_table_is_printed(few: Path) -> None:
    done = CliRunner().invoke(app, ["guard", "--pairs", str(few)])
    assert done.exit_code == 0
    assert "AUROC 1.000" in done.stdout


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("claim,label\nx,supported\n", "no column evidence"),
        ("evidence,claim,label\n", "holds no pair"),
        ("evidence,claim,label\na,b,maybe\n", "the label 'maybe'; use supported"),
        ("evidence,claim,label\na,,supported\n", "pair 1 of .* has no claim"),
        ("id,evidence,claim,label\n1,a,b,supported\n1,a,c,supported\n", "the id '1' twice"),
        ("part,evidence,claim,label\nx,a,b,supported\n", "of the part 'x'; use tune or report"),
    ],
)
def test_a_file_that_is_no_pairs_says_what_is_wrong(
    tmp_path: Path, text: str, complaint: str
) -> None:
    path = tmp_path / "pairs.csv"
    path.write_text(text)
    with pytest.raises(EvalError, match=complaint):
        read_pairs(path)


def test_a_missing_file_and_a_missing_half_are_one_sentence(tmp_path: Path, few: Path) -> None:
    done = CliRunner().invoke(app, ["guard", "--pairs", str(tmp_path / "none.csv")])
    assert done.exit_code == 1
    assert "cannot be read as a CSV of pairs" in done.stderr
    few.write_text(FEW.replace("c,report", "c,tune"))
    done = CliRunner().invoke(app, ["guard", "--pairs", str(few), "--part", "report"])
    assert done.exit_code == 1
    assert "holds no pair of the part report" in done.stderr


def test_on_the_tuning_half_no_number_is_missed_and_few_paraphrases_are_withheld() -> None:
    pairs = [one for one in read_pairs(PAIRS) if one.part == "tune"]
    (summary,) = summarise(judge_pairs(pairs))
    for kind in ("dose_times_ten", "dose_divided_by_ten", "unit_swap"):
        assert summary["kinds"][kind]["withheld"] == summary["kinds"][kind]["n"]
    assert summary["labels"]["supported, withheld"]["value"] <= 0.1
    assert summary["labels"]["not supported, withheld"]["value"] >= 0.9
