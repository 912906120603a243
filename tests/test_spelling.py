"""A slip of the keys is put right where one word is meant, and no right word is ever changed."""

import sqlite3
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from string import ascii_lowercase

import pytest
from conftest import Library, WordsEncoder
from hypothesis import given
from hypothesis import strategies as st
from trials import vocabulary

from ingest.analyse import analyse
from ingest.job import ingest_folders
from ingest.store import StoreReader
from qa_app.finding import english
from qa_app.finding.spelling import mend_spelling, neighbours

ROOT = Path(__file__).parents[1]
TEXTS = {
    "crps.md": "# Ketamine in CRPS\n\n## Findings\n\nThe infusion gave normal sleep.\n",
    "shingles.md": "# Lidocaine after shingles\n\nPatches of lidocaine reduced allodynia.\n",
    "migraine.md": "# Nasal ketamine in migraine\n\nA report on its mechanism; a ceiling effect.\n",
    "drugs.md": "# Drugs\n\nLorazepam, hydroxyzine, hydralazine, sulfate. Segmental dysphagia.\n",
    "terms.yaml": "terms:\n- [allodynia, allodinia]\n",
}


@pytest.fixture
def reader(make_store: Callable[[dict[str, str]], Path]) -> StoreReader:
    return StoreReader(make_store(TEXTS))


@pytest.mark.parametrize(
    ("typed", "mended"),
    [
        ("lidocane after shingles", "lidocaine after shingles"),
        ("Does ketmaine help?", "Does ketamine help?"),
        ("Ketamine in MIGRAINNE?", "Ketamine in migraine?"),
        ("the mechansim of ketamien", "the mechanism of ketamine"),  # the stems differ in length
        ("an infusoin, its cieling", "an infusion, its ceiling"),
        ("S-ketmaine or ketmaine-induced?", "S-ketamine or ketamine-induced?"),
    ],
)
def test_a_slip_is_mended(reader: StoreReader, typed: str, mended: str) -> None:
    assert mend_spelling(reader, typed) == mended


@pytest.mark.parametrize(
    "typed",
    [
        "ketamine at 26 mg",
        "aurq",  # too short to be sure of
        "pregabalin",  # another word, and not a slip
        "a last resort",  # not "report"
        "dysphasia",  # not "dysphagia"
        "remoulding",  # English, though on no list with its prefix
        "bnormal",  # "abnormal" as well as "normal"
        "the tegmental area",  # not "segmental": the first letter is other
        "allodinia",  # the folder says that it is a word
        "aPKCz and iPSCs",
        *("", "   ", "?!", "the of", "😀", "\x00", "a" * 5000, "CYP3A4"),
    ],
)
def test_what_may_be_right_is_left_as_it_is(reader: StoreReader, typed: str) -> None:
    assert mend_spelling(reader, typed) == typed


@pytest.mark.parametrize(
    "typed",
    [
        *("clonazepam", "hydroxyzine", "hydralazine", "lorazepam"),
        "lonazepam",  # clonazepam, which no text names, as well as lorazepam
        "sulfite",
        "hydroxyzane",  # the name of a class of its own, not hydroxyzine
    ],
)
def test_one_drug_is_never_turned_into_another(reader: StoreReader, typed: str) -> None:
    assert mend_spelling(reader, typed) == typed


def test_a_slip_that_may_be_two_words_of_the_texts_is_left(
    make_store: Callable[[dict[str, str]], Path],
) -> None:
    """Unless a hundred times as many texts say the one: a large library holds slips too."""
    rare = {"0.md": "# One\n\nThe neuropathy was mild.\n", "1.md": "# Two\n\nA uropathy.\n"}
    assert mend_spelling(StoreReader(make_store(rare)), "europathy") == "europathy"
    common = {f"n{at}.md": f"# Text {at}\n\nThe neuropathy was mild.\n" for at in range(99)}
    assert mend_spelling(StoreReader(make_store(common)), "europathy") == "neuropathy"


def test_what_may_be_a_lost_prefix_is_left_however_common_the_rest(
    make_store: Callable[[dict[str, str]], Path],
) -> None:
    said = "The relief was effective.\n"
    reader = StoreReader(make_store({f"{at}.md": f"# Text {at}\n\n{said}" for at in range(6)}))
    assert mend_spelling(reader, "efffective") == "effective"
    for typed in ("neffective", "ieffective", "reffective"):
        assert mend_spelling(reader, typed) == typed


# The vocabulary that is kept


def test_the_kept_words_are_those_of_the_texts_whatever_was_done(library: Library) -> None:
    library.write(TEXTS)
    library.ingest()
    held = vocabulary(library.store)
    assert (held["ketamine"], held["lidocaine"], held["infusion"]) == (2, 1, 1)
    assert "crps" in held  # of a title
    library.write({"crps.md": TEXTS["crps.md"].replace("infusion", "bolus").replace("CRPS", "RSD")})
    library.write({"more.md": "# More\n\nKetamine, ketamine and an infusion.\n"})
    (library.texts / "migraine.md").unlink()
    library.ingest()
    anew = Library(_made(library.texts.parent / "anew"), WordsEncoder())
    for path in library.texts.iterdir():
        anew.write({path.name: path.read_text()})
    anew.ingest()
    assert vocabulary(library.store) == vocabulary(anew.store)
    assert vocabulary(library.store)["ketamine"] == 2
    assert "mechanism" not in vocabulary(library.store)
    before = StoreReader(library.store).state
    library.ingest()
    assert StoreReader(library.store).state == before


def test_a_store_of_before_gets_its_words_at_the_next_run(library: Library) -> None:
    library.write(TEXTS)
    library.ingest()
    held = vocabulary(library.store)
    with sqlite3.connect(library.store / "catalogue.sqlite") as file:
        file.execute("DROP TABLE vocabulary")
        file.execute("DELETE FROM meta WHERE key = 'vocabulary'")
    file.close()
    assert mend_spelling(StoreReader(library.store), "ketamien") == "ketamien"
    assert library.ingest().encoded == 0
    assert vocabulary(library.store) == held
    assert mend_spelling(StoreReader(library.store), "ketamien") == "ketamine"


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


# Made slips

WORD = st.text(alphabet="abcde", max_size=6)


@given(WORD, WORD)
def test_being_neighbours_goes_both_ways(one: str, other: str) -> None:
    assert (one in neighbours(other)) == (other in neighbours(one))


@given(WORD.filter(bool), st.integers(0, 2**32))
def test_every_made_slip_is_a_neighbour(word: str, seed: int) -> None:
    assert slip_of(word + "xyz", Random(seed)) in neighbours(word + "xyz")


def slip_of(word: str, random: Random) -> str:
    """A letter dropped, doubled, put in, replaced, or swapped with its neighbour."""
    while True:
        at, letter = random.randrange(len(word)), random.choice(ascii_lowercase)
        before, after = word[:at], word[at:]
        slips = [before + after[1:], before + after[0] + after, before + letter + after]
        slips += [before + letter + after[1:], before + after[1:2] + after[0] + after[2:]]
        if (slip := random.choice(slips)) != word:
            return slip


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = tmp_path_factory.mktemp("corpus") / "store"
    ingest_folders([ROOT / "corpus"], store=store, encoder=WordsEncoder())
    return store


def mend_slips(store: Path, *, each: int) -> Counter[str]:
    """What becomes of `each` slips of every word of six letters or more, seeded."""
    reader, random, became = StoreReader(store), Random(7), Counter[str]()
    held = vocabulary(store)
    for word in sorted(one for one in held if len(one) >= 6 and one.isascii()):
        for slip in (slip_of(word, random) for _ in range(each)):
            if slip in held:
                became["is a word"] += 1
                continue
            mended = mend_spelling(reader, slip)
            if analyse(mended) == analyse(word):
                became["right"] += 1
            else:
                became["not" if mended == slip else "wrong"] += 1
    return became


def shares(became: Counter[str]) -> dict[str, float]:
    slips = became["right"] + became["not"] + became["wrong"]
    print(f"{slips} slips: {became}")
    return {name: became[name] / slips for name in ("right", "not", "wrong")}


@pytest.mark.slow
def test_most_slips_in_the_words_of_the_corpus_are_mended_and_none_wrongly(corpus: Path) -> None:
    """Measured on ten each: 0.86 right, 0.14 not, none wrong of 19,000."""
    found = shares(mend_slips(corpus, each=1))
    assert found["right"] > 0.84
    assert found["wrong"] < 0.001


@pytest.mark.long
@pytest.mark.slow
def test_ten_slips_in_every_word_of_the_corpus(corpus: Path) -> None:
    found = shares(mend_slips(corpus, each=10))
    assert found["right"] > 0.84
    assert found["wrong"] < 0.0005


@pytest.mark.slow
def test_no_word_of_english_is_turned_into_a_word_of_the_corpus(corpus: Path) -> None:
    reader = StoreReader(corpus)
    some = Random(3).sample(sorted(english._listed()), 8000)
    assert [one for one in some if mend_spelling(reader, one) != one] == []
