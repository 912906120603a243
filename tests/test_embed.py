"""The exported model against the library it comes from, and what a damaged export says."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from ingest.document import IngestError
from ingest.embed import OnnxEncoder, default_model_folder, load_encoder

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
LONG = "Ketamine relieved the pain of complex regional pain syndrome for some weeks. " * 60
TEXTS = [
    "",
    " \n\t",
    "ketamine",
    "0.35 mg/kg/h i.v. over 4 h, NNT 6.2 (95% CI 4.1–12.8)",
    "S(+)-Ketamin lindert Schmerzen; 氯胺酮缓解疼痛 — кетамин 😀 µg ﬁ é e\u0301",
    "\u202e\u200b\x00 control marks",
    "a" * 3000,
    LONG,
    *(f"Trial {n} gave {n} mg. " * n for n in range(1, 40)),
]


@pytest.fixture(scope="module")
def sentence_transformer():
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from sentence_transformers import SentenceTransformer

        return SentenceTransformer(str(default_model_folder()), device="cpu")


def test_vectors_are_those_of_sentence_transformers(
    real_encoder: OnnxEncoder, sentence_transformer
) -> None:
    ours = real_encoder.encode(TEXTS)
    theirs = sentence_transformer.encode(TEXTS, normalize_embeddings=True)
    cosines = (ours * theirs).sum(axis=1)
    assert ours.dtype == np.float32
    assert ours.shape == theirs.shape == (len(TEXTS), 384)
    assert cosines.min() >= 0.9999


def test_pieces_are_counted_as_sentence_transformers_does(
    real_encoder: OnnxEncoder, sentence_transformer
) -> None:
    tokenizer = sentence_transformer.tokenizer
    # Without the two that mark a text's ends.
    expected = [len(tokenizer(text, truncation=False)["input_ids"]) - 2 for text in TEXTS]
    assert real_encoder.count_pieces(TEXTS) == expected
    assert real_encoder.max_pieces == sentence_transformer.max_seq_length == 256
    assert max(expected) > real_encoder.max_pieces


def test_a_vector_has_length_one_and_does_not_depend_on_its_neighbours(
    real_encoder: OnnxEncoder,
) -> None:
    together = real_encoder.encode(TEXTS)
    alone = np.concatenate([real_encoder.encode([text]) for text in TEXTS])
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    assert (together * alone).sum(axis=1).min() > 0.99999


def test_no_texts_give_no_vectors(real_encoder: OnnxEncoder) -> None:
    assert len(real_encoder.encode([])) == 0
    assert real_encoder.count_pieces([]) == []


def test_what_is_cut_off_a_long_text_does_not_count(real_encoder: OnnxEncoder) -> None:
    one, other = real_encoder.encode([LONG, LONG + "and nothing else of any kind at all"])
    assert float(one @ other) == pytest.approx(1.0, abs=1e-6)


def test_texts_of_one_meaning_are_nearer_than_others(real_encoder: OnnxEncoder) -> None:
    asked, near, far = real_encoder.encode(
        ["Does ketamine relieve pain?", "Analgesia from ketamine.", "The train to Leeds is late."]
    )
    assert asked @ near > asked @ far + 0.3


@pytest.fixture
def exported(real_encoder: OnnxEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of this user's export, which may be damaged."""
    from platformdirs import user_cache_path

    held = user_cache_path("ketamine-qa")
    shutil.copytree(held, tmp_path / "ketamine-qa")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return next(
        path.parent
        for path in (tmp_path / "ketamine-qa").glob("*/settings.json")
        if json.loads(path.read_text())["weights_sha256"] == real_encoder.checksum
    )


def test_a_sound_copy_of_the_export_is_used(exported: Path, real_encoder: OnnxEncoder) -> None:
    again = load_encoder()
    assert (again.encode(["pain"]) @ real_encoder.encode(["pain"]).T).item() > 0.9999


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "settings.json"])
def test_a_damaged_export_says_which_folder_to_delete(exported: Path, name: str) -> None:
    data = (exported / name).read_bytes()
    (exported / name).write_bytes(data[: len(data) // 2])
    expected = f"the exported model {exported / name} is damaged; delete {exported} and run again"
    with pytest.raises(IngestError) as raised:
        load_encoder()
    assert str(raised.value) == expected


def test_an_export_that_lacks_a_file_says_which_folder_to_delete(exported: Path) -> None:
    (exported / "model.onnx").unlink()
    with pytest.raises(IngestError, match="is damaged; delete"):
        load_encoder()


def test_a_cache_that_cannot_be_written_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ketamine-qa").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with pytest.raises(IngestError, match=r"the model cannot be kept at .*; set XDG_CACHE_HOME"):
        load_encoder()


def test_a_folder_without_weights_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match=r"holds no model\.safetensors"):
        load_encoder(str(tmp_path))


def test_weights_that_are_not_the_official_ones_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = tmp_path / "model"
    shutil.copytree(default_model_folder(), model)
    with (model / "model.safetensors").open("ab") as file:
        file.write(b"\0")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("ingest.embed.default_model_folder", lambda: model)
    with pytest.raises(IngestError, match=r"is not the official file \(its SHA-256 differs\)"):
        load_encoder()


def test_two_first_runs_at_once_both_work(tmp_path: Path, real_encoder: OnnxEncoder) -> None:
    run = "from ingest.embed import load_encoder; print(load_encoder().encode(['pain'])[0, 0])"
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path)}
    running = [
        subprocess.Popen(
            [sys.executable, "-c", run],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    said = [one.communicate() for one in running]
    assert [one.returncode for one in running] == [0, 0], said
    assert [complaint for _, complaint in said] == ["", ""]  # no library draws its progress
    expected = float(real_encoder.encode(["pain"])[0, 0])
    assert [float(out) for out, _ in said] == pytest.approx([expected] * 2, abs=1e-5)
