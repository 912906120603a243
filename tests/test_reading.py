"""A reader's word: which sentence is quoted, in which order, and when there is no answer."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from conftest import WordsEncoder

from ingest.document import IngestError, Source
from qa_app.answering.candidates import over
from qa_app.answering.reply import Answer, Question, Refusal
from qa_app.answering.weigh import MOST_READ
from qa_app.engine import Engine
from qa_app.reading.reader import SHIPPED, OnnxReader, in_place
from qa_app.reading.spans import overlaps_by_half

TEXTS = {
    "trial.md": "# Trial\n\nKetamine was given to forty adults. Relief lasted for six weeks. "
    "Nausea was seen in nine adults. The adults came from three hospitals.\n",
    "long.md": "# Ketamine\n\n"
    + " ".join(f"Ketamine gave relief to group {at} of the adults." for at in range(60)),
}
MakeStore = Callable[[Mapping[str, str]], Path]


class Says:
    """A reader that is sure of the sentences that hold some words, and of no other."""

    name = "says"

    def __init__(self, words: str) -> None:
        self.words = words
        self.read_at_once: list[int] = []

    def read(
        self, question: str, sentences: Sequence[str], over: Sequence[str] = ()
    ) -> list[float]:
        self.read_at_once.append(len(sentences))
        return [12.0 if self.words in one else -12.0 for one in sentences]


@pytest.fixture
def ask(make_store: MakeStore, words_encoder: WordsEncoder) -> Callable[[str, Says], object]:
    store = make_store(TEXTS)

    def asked(text: str, reader: Says) -> object:
        engine = Engine(store, lambda: words_encoder, load_reader=lambda: reader)
        return engine.ask(Question(text))

    return asked


def test_the_sentence_that_the_reader_is_sure_of_is_quoted(
    ask: Callable[[str, Says], object],
) -> None:
    reply = ask("Did ketamine make adults sick?", Says("Nausea"))
    assert isinstance(reply, Answer)
    assert [one.text for one in reply.sentences] == ["Nausea was seen in nine adults."]


def test_what_the_reader_is_sure_of_nowhere_is_refused(ask: Callable[[str, Says], object]) -> None:
    reply = ask("Did ketamine give relief to adults?", Says("zebra"))
    assert isinstance(reply, Refusal)
    assert reply.nearest


def test_a_question_for_a_length_of_time_needs_one(ask: Callable[[str, Says], object]) -> None:
    without = ask("How long did relief from ketamine last?", Says("hospitals"))
    assert isinstance(without, Refusal)
    told = ask("How long did relief from ketamine last?", Says("six weeks"))
    assert isinstance(told, Answer)


def test_at_most_so_many_sentences_are_read(ask: Callable[[str, Says], object]) -> None:
    reader = Says("Nausea")
    ask("Which groups of adults had relief from ketamine?", reader)
    assert reader.read_at_once == [MOST_READ]


def test_a_search_puts_first_what_the_reader_is_sure_of(
    make_store: MakeStore, words_encoder: WordsEncoder
) -> None:
    store = make_store({"a.md": "Ketamine helps pain.", "b.md": "The pain of burns was less."})
    for words, first in (("burns", "b"), ("helps", "a")):
        reader = Says(words)
        engine = Engine(store, lambda: words_encoder, load_reader=lambda one=reader: one)
        hits = engine.search("ketamine for pain", limit=2)
        assert hits[0].document.id == first
        assert all(0 <= hit.score <= 1 for hit in hits)


shipped = pytest.mark.skipif(
    not (SHIPPED / "settings.json").is_file(), reason="no reader is shipped yet"
)


@shipped
def test_the_shipped_reader_says_what_its_weights_say_in_full_precision() -> None:
    reference = json.loads((SHIPPED / "reference.json").read_text(encoding="utf-8"))
    pairs = [(question, sentence) for question, sentence, *_ in reference]
    whole = np.array([row[2] for row in reference])
    int8 = np.array([OnnxReader().read(question, [sentence])[0] for question, sentence in pairs])
    assert len(pairs) > 50
    assert np.corrcoef(whole, int8)[0, 1] > 0.98
    assert np.abs(whole - int8).mean() < 0.3  # of log-odds: 0.5 becomes 0.43 or 0.57 at most
    assert ((whole > 0) == (int8 > 0))[np.abs(whole) > 1].all()  # no answer turns into none


@shipped
def test_the_shipped_reader_marks_what_its_weights_mark_in_full_precision() -> None:
    reader = OnnxReader()
    reference = json.loads((SHIPPED / "reference.json").read_text(encoding="utf-8"))
    rows = [row for row in reference if len(row) > 3 and row[3] is not None]
    if not rows:
        pytest.skip("the shipped reader marks no spans yet")
    same, apart = [], []
    for question, seen, _, (start, end, chance) in rows:
        sentence, _, over = seen.partition(" [SEP] ")
        (found,) = reader.spans(question, [sentence], [over])
        assert found is not None
        assert 0 <= found.span[0] < found.span[1] <= len(sentence)
        same.append(found.span == (start, end))
        apart.append(abs(found.chance - chance))
        assert chance < 0.9 or overlaps_by_half(found.span, (start, end))
    assert np.mean(same) > 0.75  # most are of sentences that do not answer: any words come first
    assert np.mean(apart) < 0.1


@shipped
def test_the_shipped_reader_is_small_and_a_changed_byte_is_noticed(tmp_path: Path) -> None:
    assert (SHIPPED / "model.onnx").stat().st_size < 25e6
    broken = tmp_path / "reader"
    shutil.copytree(SHIPPED, broken)
    weights = bytearray((broken / "model.onnx").read_bytes())
    weights[len(weights) // 2] ^= 1
    (broken / "model.onnx").write_bytes(weights)
    with pytest.raises(IngestError, match="damaged"):
        OnnxReader(broken)


@shipped
def test_neither_torch_nor_transformers_is_loaded_to_read() -> None:
    asked = (
        "from qa_app.reading.reader import OnnxReader; import sys; "
        "OnnxReader().read('How long?', ['Six weeks.']); "
        "print({'torch', 'transformers', 'sentence_transformers'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_a_reader_is_told_by_whom_and_under_which_title_a_sentence_stands() -> None:
    source = Source(
        id="a", title="Relief of pain", authors=("Eide PK", "et al", "Jorum E"), year=1994
    )
    assert over(source, "Results") == "Eide, Jorum 1994. Results. Relief of pain"
    assert over(Source(id="b", title="Notes"), None) == "Notes"
    assert in_place("Pain fell.", "Eide 1994") == "Pain fell. [SEP] Eide 1994"
    assert in_place("Pain fell.", "") == "Pain fell."


def test_a_sentence_that_names_another_route_is_less_sure_to_answer(
    make_store: MakeStore, words_encoder: WordsEncoder
) -> None:
    store = make_store(
        {
            "oral.md": "# First\n\nOral ketamine lowered pain in adults.\n",
            "iv.md": "# Second\n\nIntravenous ketamine lowered pain in adults.\n",
        }
    )
    engine = Engine(store, lambda: words_encoder, load_reader=lambda: Says("lowered"))
    reply = engine.ask(Question("Does oral ketamine lower pain in adults?"))
    assert isinstance(reply, Answer)
    assert reply.sources[0].document == "oral"
    scores = [
        engine.ask(Question(f"Does {route} ketamine lower pain in adults?")).asked.score
        for route in ("oral", "topical")
    ]
    assert scores[0] > scores[1]
