"""Public sets of claims → pairs: each in a few lines of its own form, and as they are published."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from evals.__main__ import app
from evals.datasets import EvalError
from evals.guard.pairs import Pair, read_pairs, write_pairs
from evals.guard.sets import SETS, pairs_of

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """A set's folder with one file, of these objects a line."""

    def lines(name: str, *objects: object) -> Path:
        (tmp_path / name).write_text("".join(f"{json.dumps(one)}\n" for one in objects))
        return tmp_path

    return lines


def told(pairs: list[Pair]) -> list[tuple[str, str, str]]:
    return [(one.evidence, one.claim, one.label) for one in pairs]


def test_of_wice_what_is_partly_supported_is_not_enough(write: Write) -> None:
    meta = {"id": "dev1", "claim_title": "A town", "chunk_idx": [1]}
    one = {"evidence": ["A first.", "A second."], "claim": "A claim.", "meta": meta}
    labels = ("supported", "partially_supported", "not_supported")
    folder = write("oracle_chunks_claim_dev.jsonl", *({**one, "label": name} for name in labels))
    pairs = pairs_of("wice", folder)
    assert told(pairs) == [
        ("A first. A second.", "A claim.", name) for name in ("supported", *["not_enough"] * 2)
    ]
    assert [one.kind for one in pairs] == list(labels)
    assert {one.source for one in pairs} == {"A town"}


def test_of_expertqa_the_marks_of_citation_are_left_out(write: Write) -> None:
    one = {
        "question": "Q",
        "claim": "Malls take\n16 years [2][3].",
        "evidence": [{"passage": "It took 16."}, {"passage": "So it is."}],
        "support": "Complete",
    }
    folder = write("claims_with_passage_and_label.jsonl", one, {**one, "support": "Partial"})
    assert told(pairs_of("expertqa", folder)) == [
        ("It took 16. So it is.", "Malls take 16 years.", "supported"),
        ("It took 16. So it is.", "Malls take 16 years.", "not_enough"),
    ]


def test_of_kqa_the_answer_of_a_model_is_the_evidence(tmp_path: Path) -> None:
    (tmp_path / "NLI_medical_annotator.csv").write_text(
        "Question,answer,claim,majority_label\n"
        'Q,"An answer, long",One,Entailment\nQ,An answer,Two,Contradiction\nQ,,Three,Neutral\n'
    )
    assert told(pairs_of("kqa", tmp_path)) == [  # the third has no evidence
        ("An answer, long", "One", "supported"),
        ("An answer", "Two", "contradicted"),
    ]


def test_of_scifact_a_claim_is_beside_the_whole_abstract_or_the_chosen_sentences(
    write: Write,
) -> None:
    write("corpus_sentences.jsonl", {"doc_id": 7, "abstract": ["A first.", "A second.", "Last."]})
    folder = write(
        "claims_train.jsonl",
        {"id": 1, "claim": "No word on it.", "evidence": {}, "cited_doc_ids": [7]},
        {
            "id": 2,
            "claim": "Against it.",
            "evidence": {"7": [{"sentences": [0, 2], "label": "CONTRADICT"}]},
            "cited_doc_ids": [7],
        },
    )
    assert told(pairs_of("scifact", folder)) == [
        ("A first. A second. Last.", "No word on it.", "not_enough"),
        ("A first. A second. Last.", "Against it.", "contradicted"),
    ]
    assert told(pairs_of("scifact-sentences", folder)) == [
        ("A first. Last.", "Against it.", "contradicted")
    ]


def test_what_is_written_is_what_guard_reads(tmp_path: Path) -> None:
    pairs = [
        Pair("1", 'It says "no", twice.', "No, twice.", "supported", "supported", None, "A source"),
        Pair("2", "Evidence", "A claim", "contradicted", "dose", "tune", "Another"),
    ]
    write_pairs(tmp_path / "pairs.csv", pairs)
    assert read_pairs(tmp_path / "pairs.csv") == pairs


def test_a_folder_of_another_set_or_form_is_told_in_one_sentence(write: Write) -> None:
    with pytest.raises(EvalError, match=r"no set 'snli'; the sets are wice, expertqa, kqa"):
        pairs_of("snli", Path("x"))
    folder = write("claims_with_passage_and_label.jsonl", {"claim": "Alone"})
    with pytest.raises(EvalError, match=r"NLI_medical_annotator.csv cannot be read: No such file"):
        pairs_of("kqa", folder)
    with pytest.raises(EvalError, match="is not in the form of the set expertqa: KeyError"):
        pairs_of("expertqa", folder)


@pytest.mark.parametrize("name", SETS)
def test_each_set_as_it_is_published_becomes_pairs_that_guard_reads(
    shared: Path, tmp_path: Path, name: str
) -> None:
    out = tmp_path / "pairs.csv"
    folder = shared / "bench" / name.partition("-")[0]
    if not folder.is_dir():
        pytest.skip(f"no folder {folder}")
    done = CliRunner().invoke(app, ["guard-pairs", name, str(folder), str(out)])
    assert done.exit_code == 0, done.output
    pairs = read_pairs(out)
    assert done.stdout.startswith(f"{len(pairs)} pairs: ")
    assert len(pairs) > 300
    assert {one.label for one in pairs} > {"supported"}
