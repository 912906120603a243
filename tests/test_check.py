"""The check of a corpus folder: it passes what is sound, and sees a fault that is planted."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.check.__main__ import check_folder
from ingest.check.digest import read_digests
from ingest.check.fact_base import kind_of, read_fact_base
from ingest.conflicts import SideQuote, find_sentence
from ingest.document import IngestError
from ingest.lexicon.directions import count_denials, turned_direction
from ingest.quantities import find_quantities

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "corpus"

FOUND = (
    "Opioid use fell by 40% (P=0.003) with intravenous ketamine 0.35 mg/kg per hour in the 2019"
    " infusion trial of 48 women, against placebo."
)
ALIKE = (
    "Nausea did not differ significantly between ketamine and placebo in the 2019 trial (P=0.3)."
)
READ_ONCE = "Ketamine peaked at 30 min in the 2019 infusion trial, as its abstract reports."
LIMIT = "Pain scores of the 2019 infusion trial of ketamine were not visible in what was read."
DIGEST = f"""---
id: infusion-2019-rct
title: A trial of ketamine infusion
year: 2019
doi: 10.1000/xyz123
kind: rct
holds: digest
basis: abstract
facts:
- id: infusion-2019-rct#f01
  figures: [40%, P=0.003, 0.35 mg/kg per hour, 48 women]
  sentence: {FOUND}
- id: infusion-2019-rct#f02
  figures: [P=0.3]
  sentence: {ALIKE}
- id: infusion-2019-rct#f03
  figures: [30 min]
  sentence: {READ_ONCE}
left_out:
  infusion-2019-rct#f04: a dose that was read only once
---

# Ketamine infusion: a 2019 trial

## What was found

{FOUND} {ALIKE} {READ_ONCE}

## What was not seen

{LIMIT}
"""
SOURCES = """
- id: infusion-2019-rct
  priority: core
  type: RCT
  type_detail: double-blind trial
  citation: {title: A trial of ketamine infusion, year: 2019, doi: 10.1000/xyz123}
  read: abstract
  facts:
  - id: infusion-2019-rct#f01
    fact: Ketamine 350 microgram/kg/h IV cut opioid use by 40% (P=0.003); 48 women.
    population: women
    comparator: placebo
    certainty: RCT
    checked: second reading
  - id: infusion-2019-rct#f02
    fact: Nausea was not significantly different (P=0.3).
    population: women
    comparator: placebo
    certainty: RCT
    checked: second reading
  - id: infusion-2019-rct#f03
    fact: Peak at 30 min.
    population: women
    comparator: none
    certainty: RCT
  - id: infusion-2019-rct#f04
    fact: Bolus 5 mg.
    population: women
    comparator: none
    certainty: RCT
"""
SEED = "In some clinics the patient may then rest for an hour or two before going home by taxi."


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path, Path]:
    """A corpus of one digest, its fact base, and a text that is not to be copied from."""
    corpus, evidence, seeds = (tmp_path / name for name in ("corpus", "evidence", "seeds"))
    for folder in (corpus, evidence, seeds):
        folder.mkdir()
    (corpus / "infusion-2019-rct.md").write_text(DIGEST)
    (evidence / "sources.yaml").write_text(SOURCES)
    (seeds / "seed.txt").write_text(SEED)
    return corpus, evidence, seeds


def faults_of(folders: tuple[Path, Path, Path], text: str) -> list[str]:
    corpus, evidence, seeds = folders
    (corpus / "infusion-2019-rct.md").write_text(text)
    _, faults = check_folder(corpus, evidence=evidence, seeds=seeds)
    return [str(fault) for fault in faults]


def faults_alone(folders: tuple[Path, Path, Path], text: str) -> list[str]:
    (folders[0] / "infusion-2019-rct.md").write_text(text)
    return [str(fault) for fault in check_folder(folders[0])[1]]


def in_body(old: str, new: str) -> str:
    """The digest with the change in its text, and not in its front matter."""
    front, _, body = DIGEST.rpartition("---\n")
    assert old in body
    return f"{front}---\n{body.replace(old, new, 1)}"


def everywhere(old: str, new: str) -> str:
    assert old in DIGEST
    return DIGEST.replace(old, new)


def test_the_corpus_of_the_tree_is_sound_by_itself() -> None:
    count, faults = check_folder(CORPUS)
    assert count >= 12
    assert [str(fault) for fault in faults] == []


def test_the_corpus_of_the_tree_agrees_with_the_fact_base(shared: Path) -> None:
    _, faults = check_folder(
        CORPUS, evidence=shared / "evidence", seeds=shared / "seeds", whole=True
    )
    assert [str(fault) for fault in faults] == []


def test_every_source_of_the_fact_base_has_a_digest(shared: Path) -> None:
    there = {digest.id for digest in read_digests(CORPUS)[0]}
    assert set(read_fact_base(shared / "evidence")) - there == set()


def test_every_type_of_the_fact_base_has_a_kind(shared: Path) -> None:
    sources = read_fact_base(shared / "evidence").values()
    assert [source.type for source in sources if source.kind is None] == []


def test_ten_times_a_number_is_seen_in_every_digest_of_the_tree(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    shutil.copytree(CORPUS, folder)
    changed = []
    for digest in read_digests(CORPUS)[0]:
        for fact in digest.record.facts:
            for figure in fact.figures:
                for quantity in find_quantities(figure):
                    if quantity.in_words or quantity.dimension == (("date", 1),):
                        continue
                    sentence = fact.sentence.replace(figure, figure.replace("0.", "", 1) + "0")
                    path = folder / digest.file
                    front, _, body = (CORPUS / digest.file).read_text().rpartition("---\n")
                    path.write_text(f"{front}---\n{body.replace(fact.sentence, sentence)}")
                    changed.append(digest.file)
                    break
            else:
                continue
            break
    assert len(changed) >= 5
    _, faults = check_folder(folder)
    in_digests = {fault.file for fault in faults} - {"conflicts.yaml"}  # which quotes them
    assert in_digests == set(changed)


def test_a_sound_digest_has_no_fault(folders: tuple[Path, Path, Path]) -> None:
    assert faults_of(folders, DIGEST) == []
    assert faults_alone(folders, DIGEST) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (in_body("0.35 mg/kg", "3.5 mg/kg"), "'3.5 mg/kg per hour' stands in a sentence that no"),
        (in_body("48 women", "480 women"), "'480 women' stands in a sentence that no fact"),
        (in_body("per hour", "per day"), "is not in the text; copy the sentence word for word"),
        (in_body(LIMIT, LIMIT.replace("were", "of 3.2 were")), "'3.2' stands in a sentence that"),
        (in_body("Nausea did", "It did"), "it opens with 'It'; name what is spoken of"),
        (in_body(LIMIT, " ".join([LIMIT[:-1], *["and more"] * 20]) + "."), "words; use at most 45"),
        (everywhere("f02\n  figures: [P=0.3]", "f02\n"), "'P=0.3' is not among the figures of"),
        (everywhere("[40%, ", "[41%, "), "the figure '41%' is not in its sentence"),
        (everywhere("0.35 mg/kg per hour, 48", "0.35 mg/kg, 48"), "'0.35 mg/kg per hour' is not"),
        (everywhere("did not differ", "differed"), "'P=0.3' stands beside a difference, and"),
        (everywhere("id: infusion-2019-rct\n", "id: other\n"), "the id is other in a file named"),
        (everywhere("infusion-2019-rct#f02", "other-2019#f02"), "is not one of infusion-2019-rct"),
        (
            everywhere("basis: abstract", "basis: memory"),
            "the basis is memory; use one of abstract",
        ),
        (everywhere("kind: rct\n", ""), "a digest has no kind; name its kind"),
        (everywhere("doi: 10.1000/xyz123", "doi: xyz"), "doi is 'xyz'; a DOI looks like"),
        (everywhere("#f04: a", "#f02: a"), "the fact is told and left out; keep one"),
        (in_body(LIMIT, f"{LIMIT} {LIMIT}"), "the sentence stands twice; remove one"),
        (in_body("a 2019 trial", "a trial in 12 women"), "'12 women' is a number of no fact"),
    ],
)
def test_a_planted_fault_is_seen_in_a_lone_clone(
    folders: tuple[Path, Path, Path], text: str, fault: str
) -> None:
    assert any(fault in each for each in faults_alone(folders, text))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (everywhere("0.35 mg/kg", "3.5 mg/kg"), "'3.5 mg/kg per hour' is not in infusion-2019"),
        (everywhere("0.35 mg/kg per hour", "0.35 mg/kg"), "'0.35 mg/kg' is not in infusion-2019"),
        (everywhere("0.35 mg/kg", "0.35 microgram/kg"), "'0.35 microgram/kg per hour' is not in"),
        (everywhere("P=0.003", "P<0.003"), "'P<0.003' is not in infusion-2019-rct#f01"),
        (everywhere("40%", "41%"), "the figure '41%' is not in that fact"),
        (everywhere("use fell", "use rose"), "the digest tells of a rise where the fact does not"),
        (everywhere("did not differ significantly", "was less"), "says 'not' or 'no difference'"),
        (everywhere("use fell", "use never fell"), "it says 'not' or 'no difference' more often"),
        (everywhere("Ketamine peaked", "Oral ketamine peaked"), "it names an oral route, and"),
        (everywhere("in the 2019 trial (P", "in children in the 2019 trial (P"), "names children"),
        (everywhere("against placebo", "against morphine"), "it names morphine, and nothing"),
        (everywhere(", as its abstract reports", ""), "was read only once, and the sentence does"),
        (everywhere("30 min", "31 min"), "'31 min' is not in infusion-2019-rct#f03"),
        (everywhere("#f04: a dose", "#f09: a dose"), "the fact base has no such fact of this"),
        (everywhere("#f04: a dose", "#f09: a dose"), "no sentence tells 'Bolus 5 mg.', a fact of"),
        (everywhere("id: infusion-2019-rct#f02", "id: infusion-2019-rct#f03"), "'P=0.3' is not in"),
        (everywhere("kind: rct", "kind: guideline"), "it is guideline, and the fact base's type"),
        (everywhere("10.1000/xyz123", "10.1000/xyz124"), "it is 10.1000/xyz124, and the fact base"),
        (everywhere("year: 2019", "pmid: 123456\nyear: 2019"), "123456 is not in the fact base"),
        (everywhere(LIMIT, SEED), "stands word for word in a seed text; say it in our own words"),
    ],
)
def test_a_planted_fault_is_seen_beside_the_fact_base(
    folders: tuple[Path, Path, Path], text: str, fault: str
) -> None:
    assert any(fault in each for each in faults_of(folders, text))


def test_a_dose_that_was_read_once_is_left_out(folders: tuple[Path, Path, Path]) -> None:
    sentence = "Ketamine was given as a bolus of 5 mg, as the abstract of the 2019 trial reports."
    entry = f"- id: infusion-2019-rct#f04\n  figures: [5 mg]\n  sentence: {sentence}\n"
    text = DIGEST.replace(
        "left_out:\n  infusion-2019-rct#f04: a dose that was read only once\n", entry
    )
    found = faults_of(folders, text.replace(LIMIT, f"{sentence} {LIMIT}"))
    assert [each.partition("': ")[2] for each in found] == [
        "the dose '5 mg' of infusion-2019-rct#f04 was read only once; leave the dose out"
    ]


def test_the_check_cannot_see_two_numbers_that_changed_places(
    folders: tuple[Path, Path, Path],
) -> None:
    """What it does not see is written down: whoever reads the sentence must."""
    corpus, evidence, seeds = folders
    arms = "Pain fell by 5 points with ketamine and by 3 points with placebo in the 2019 trial."
    fact = "{id: 'infusion-2019-rct#f05', fact: Pain fell by 5 vs 3 points., population: women,"
    (evidence / "sources.yaml").write_text(
        f"{SOURCES}  - {fact} comparator: placebo, certainty: RCT, checked: second reading}}\n"
    )
    for told in (arms, arms.replace("5 p", "9 p").replace("3 p", "5 p").replace("9 p", "3 p")):
        entry = (
            f"- id: infusion-2019-rct#f05\n  figures: [5 points, 3 points]\n  sentence: {told}\n"
        )
        text = DIGEST.replace("left_out:", f"{entry}left_out:").replace(LIMIT, f"{told} {LIMIT}")
        assert faults_of((corpus, evidence, seeds), text) == []


def test_one_id_in_two_files_is_a_fault(folders: tuple[Path, Path, Path]) -> None:
    more = folders[0] / "more"
    more.mkdir()
    (more / "infusion-2019-rct.md").write_text(DIGEST)
    found = [str(fault) for fault in check_folder(folders[0])[1]]
    assert sum("infusion-2019-rct names two files" in each for each in found) == 2


def test_a_source_without_a_digest_is_a_fault_of_the_whole(
    folders: tuple[Path, Path, Path],
) -> None:
    corpus, evidence, _ = folders
    (evidence / "sources.yaml").write_text(
        SOURCES + SOURCES.replace("infusion-2019-rct", "other-2020")
    )
    assert [str(fault) for fault in check_folder(corpus, evidence=evidence)[1]] == [
        "-: other-2020: the source has no digest; write one"
    ]
    assert check_folder(corpus, evidence=evidence, whole=False)[1] == []


def test_a_text_that_is_no_digest_needs_no_facts(tmp_path: Path) -> None:
    (tmp_path / "own.md").write_text("---\nid: own\n---\nIt fell by 3.2 points in 40 patients.\n")
    assert check_folder(tmp_path) == (1, [])


def test_a_file_that_cannot_be_read_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "broken.md").write_text("---\nid: broken\ncolour: red\n---\nKetamine.\n")
    (fault,) = check_folder(tmp_path)[1]
    assert str(fault).startswith("broken.md: file: front matter: there is no field 'colour'; the")


TERMS = "terms:\n- [CRPS, complex regional pain syndrome]\n- [i.n., intranasal]\n"
TOPIC = f"""
- topic: Does ketamine spare opioids?
  about: [opioids, morphine]
  sides:
  - label: It does
    quotes:
    - document: infusion-2019-rct
      sentence: {FOUND}
  - label: It does not
    quotes:
    - document: infusion-2019-rct
      sentence: {ALIKE}
"""
CONFLICTS = f"conflicts:{TOPIC}"


def test_sound_reference_files_have_no_fault(folders: tuple[Path, Path, Path]) -> None:
    (folders[0] / "terms.yaml").write_text(TERMS)
    (folders[0] / "conflicts.yaml").write_text(CONFLICTS)
    assert faults_alone(folders, DIGEST) == []


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("terms.yaml", TERMS + "- [alone]\n", "terms.yaml: terms.2: "),
        ("terms.yaml", TERMS + "- [crps, RSD]\n", "group 3: 'crps' stands in group 1 too; keep it"),
        ("terms.yaml", "- [a, b]\n", "terms.yaml: file: "),
        ("conflicts.yaml", CONFLICTS.replace("40%", "41%"), "is no sentence of infusion-2019-rct"),
        (
            "conflicts.yaml",
            CONFLICTS.replace("document: infusion-2019-rct", "document: gone", 1),
            "there is no document gone; name a document of this folder",
        ),
        (
            "conflicts.yaml",
            CONFLICTS.split("  - label: It does not")[0],
            "conflicts.yaml: 0.sides: ",
        ),
        ("conflicts.yaml", CONFLICTS + TOPIC.lstrip(), "the topic stands twice; join the two"),
        ("conflicts.yaml", "a: [", "is not sound YAML at line"),
    ],
)
def test_a_fault_of_a_reference_file_is_seen(
    folders: tuple[Path, Path, Path], name: str, text: str, fault: str
) -> None:
    (folders[0] / name).write_text(text)
    found = faults_alone(folders, DIGEST)
    assert len(found) == 1
    assert fault in found[0]


def test_a_quote_of_a_conflict_is_found_at_its_span(folders: tuple[Path, Path, Path]) -> None:
    (digest,), _ = read_digests(folders[0])
    found = find_sentence(digest.document, SideQuote("infusion-2019-rct", ALIKE))
    assert found is not None
    assert digest.document.text[found.start : found.end] == ALIKE


@pytest.mark.parametrize(
    ("type_", "detail", "kind"),
    [
        ("RCT", "double-blind trial", "rct"),
        ("RCT", "RCT protocol", "protocol"),
        ("RCT", "randomised within-subject simulator study", "volunteer-study"),
        ("primary study (not RCT)", "laboratory study (mice)", "laboratory"),
        ("primary study (not RCT)", "volunteer PK study", "volunteer-study"),
        ("primary study (not RCT)", "online survey of recreational users", "observational"),
        ("systematic review", "health-technology assessment", "systematic-review"),
        ("systematic review", "literature review of routes", "narrative-review"),
        ("unattributed scrape", "unattributed scrape (SEED 3)", "unattributed"),
        ("poem", "sonnet", None),
    ],
)
def test_a_type_of_the_fact_base_has_its_kind(type_: str, detail: str, kind: str | None) -> None:
    assert kind_of(type_, detail) == kind


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Pain did not differ", 1),
        ("There was no difference in pain, and nausea was similar", 2),
        ("An anaesthetic dose, not for pain", 0),
        ("Sizes were not visible; the study had no control group", 0),
        ("Non-inferior to morphine", 1),
        ("Relief with ketamine against none without", 1),
    ],
)
def test_denials_are_counted(text: str, count: int) -> None:
    assert count_denials(text) == count


def test_a_turned_direction_is_seen_beside_one_that_stayed() -> None:
    fact = "Pain was lower and nausea more common"
    assert turned_direction("Pain was higher and nausea more common", fact) == "a rise"
    assert turned_direction("Less pain, yet nausea increased", fact) is None


def test_a_fact_base_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match="no fact base at"):
        read_fact_base(tmp_path)
    (tmp_path / "sources.yaml").write_text("- {id: a}\n")
    with pytest.raises(IngestError, match="is not a fact base: "):
        read_fact_base(tmp_path)


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ingest.check", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_the_command_says_what_is_wrong(folders: tuple[Path, Path, Path], tmp_path: Path) -> None:
    corpus, evidence, seeds = folders
    options = ("--evidence", evidence, "--seeds", seeds)
    sound = run(corpus, *options)
    assert (sound.returncode, sound.stdout) == (0, "1 documents, 0 faults\n")
    (corpus / "infusion-2019-rct.md").write_text(everywhere("40%", "41%"))
    wrong = run(corpus, *options)
    assert wrong.returncode == 3
    assert wrong.stdout.splitlines()[-1] == "1 documents, 2 faults"
    report = json.loads(run(corpus, *options, "--json").stdout)
    assert report["documents"] == 1
    assert {fault["where"] for fault in report["faults"]} >= {"infusion-2019-rct#f01"}
    missing = run(tmp_path / "nowhere")
    assert missing.returncode == 2
    assert missing.stderr == (
        f"no folder at {tmp_path / 'nowhere'}; give the folder that holds the digests\n"
    )
    assert run(corpus, "--evidence", tmp_path).returncode == 2
