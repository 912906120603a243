"""Files of questions: every form is read, and one that is not sound says which question it is."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from typer.testing import CliRunner

from evals.__main__ import app
from evals.datasets import EvalError, chosen
from evals.question_files import Fact, Form, KnownQuestion, read_questions, resolve_sources
from evals.question_files.bioasq import bioasq_as_beir
from evals.question_files.older import FORMS
from evals.question_files.reviewed import adopt_reviewed, read_reviews
from evals.question_files.shipped import json_schema
from evals.retrieval import read_corpus
from ingest.document import Source

QUESTIONS = Path(__file__).parents[1] / "evals" / "questions"

SHIPPED = """
version: 1
questions:
- id: q1
  type: dose
  part: report
  question: Which bolus does the guideline set?
  earlier: ["What does the guideline say?"]
  conflict: true
  facts:
  - id: f1
    says: A bolus of 0.35 mg/kg
    importance: vital
    sources: [guideline, review]
    forms:
    - texts: [bolus]
      numbers: [0.35 mg/kg]
      not_texts: [children]
    - patterns: ['0\\.35 ?mg']
  - id: f2
    says: Over 10 minutes
    importance: okay
    sources: [review]
    forms: [{numbers: [10 min]}]
- id: n1
  question: Does it help tinnitus?
  must_refuse: not_in_corpus
  why: nothing on tinnitus
left_out: [{id: q9, why: prose}]
"""


def written(folder: Path, text: str, name: str = "questions.yaml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


# The form of evals/questions/


def test_a_question_comes_with_facts_in_several_forms_or_is_to_be_refused(tmp_path: Path) -> None:
    first, second = read_questions(written(tmp_path, SHIPPED))
    assert first == KnownQuestion(
        "q1",
        "dose",
        "Which bolus does the guideline set?",
        part="report",
        earlier=("What does the guideline say?",),
        facts=(
            Fact(
                "f1",
                "A bolus of 0.35 mg/kg",
                "vital",
                (
                    Form(("bolus",), ("0.35 mg/kg",), (), ("children",)),
                    Form(patterns=(r"0\.35 ?mg",)),
                ),
                ("guideline", "review"),
            ),
            Fact("f2", "Over 10 minutes", "okay", (Form(numbers=("10 min",)),), ("review",)),
        ),
        sources=("guideline", "review"),
        conflict=True,
    )
    assert (second.must_refuse, second.facts) == ("not_in_corpus", ())


def test_the_published_schema_is_that_of_the_model() -> None:
    published = json.loads((QUESTIONS / "schema.json").read_text(encoding="utf-8"))
    assert published == json_schema()
    printed = CliRunner().invoke(app, ["schema"])
    assert json.loads(printed.stdout) == published


@pytest.mark.parametrize(
    "name",
    sorted(
        {file.name for file in QUESTIONS.glob("*.yaml")} - {"near_misses.yaml", "follow_ups.yaml"}
    ),
)
def test_every_shipped_file_of_questions_is_sound(name: str) -> None:
    questions = read_questions(QUESTIONS / name)
    assert all(bool(one.sources) != bool(one.must_refuse) for one in questions)


@pytest.mark.parametrize(
    ("was", "becomes", "complaint"),
    [
        ("version: 1", "version: 2", "is of version 2; version 1 is read here"),
        ("question: Which", "query: Which", "question q1 of .*: question: Field required"),
        ("must_refuse: not_in_corpus", "type: x", "question n1 of .*: give facts or must_refuse"),
        ("must_refuse: not_in_corpus", "must_refuse: never", "question n1 of .*: must_refuse"),
        ("0\\.35 ?mg", "0\\.35 (mg", "question q1 of .*facts.0.forms.1.patterns: .*no regular"),
        ("numbers: [10 min]", "numbers: [type 1]", "'type 1' holds no number that is a quantity"),
        ("[{numbers: [10 min]}]", "[{not_texts: [x]}]", "a form needs texts, numbers or patterns"),
        ("[{numbers: [10 min]}]", "[]", "question q1 of .*facts.1.forms: List should have at leas"),
        ("id: f2", "id: f1", "question q1 of .*: the fact 'f1' is there twice"),
        ("id: n1", "id: q1", "has the id 'q1' twice; give one of them another"),
        ("left_out:", "left_in:", ": left_in: Extra inputs"),
        ("- id: q1", "- id: q1\n  says: so", "question q1 of .*: says: Extra inputs"),
    ],
)
def test_a_file_of_questions_that_is_not_sound_says_where(
    tmp_path: Path, was: str, becomes: str, complaint: str
) -> None:
    assert was in SHIPPED
    with pytest.raises(EvalError, match=complaint):
        read_questions(written(tmp_path, SHIPPED.replace(was, becomes)))


def test_what_is_right_names_the_expectation_and_not_the_wording(tmp_path: Path) -> None:
    (one, _) = read_questions(written(tmp_path, SHIPPED))
    (reworded, _) = read_questions(written(tmp_path, SHIPPED.replace("Which bolus", "What bolus")))
    (other, _) = read_questions(written(tmp_path, SHIPPED.replace("10 min", "11 min")))
    assert one.expects == reworded.expects != other.expects


# The older forms


def test_the_older_forms_are_read(tmp_path: Path) -> None:
    listed = "- {id: a, type: fact, question: How so, sources: [d], answer_has: ['130']}\n"
    (one,) = read_questions(written(tmp_path, listed))
    assert one == KnownQuestion("a", "fact", "How so", sources=("d",), answer_has=("130",))
    fact_base = (
        "note: older\nquestions:\n- {id: q1, type: fact, question: How so, expected: [so],"
        " sources: [d1], earlier: [What]}\nmust_not_answer:\n"
        "- {id: n1, kind: patient-specific, question: May I take it, must: decline}\n"
        "- {id: n2, kind: out-of-scope, question: Which laptop, must: decline, why: other}\n"
    )
    first, second, third = read_questions(written(tmp_path, fact_base))
    assert first == KnownQuestion("q1", "fact", "How so", earlier=("What",), sources=("d1",))
    assert (second.must_refuse, third.must_refuse) == ("personal_decision", "not_in_corpus")


def test_a_question_in_several_forms_is_as_many_questions() -> None:
    forms = read_questions(QUESTIONS / "forms.yaml")
    assert Counter(one.type for one in forms) == dict.fromkeys(FORMS, 20)
    assert (forms[1].id, forms[1].form_of) == (f"{forms[0].form_of}/keywords", forms[0].form_of)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("- {id: a, type: fact}", "question a of .*: question: Field required"),
        ("- {id: a, type: fact, question: How so}", "question a of .* sources or must_refuse"),
        ("- {id: a, type: fact, question: How so, source: [d]}", "question a of .*: source: Extra"),
        ("- {id: a, type: x, question: y, must_refuse: never}", "question a of .*: must_refuse"),
        ("- 3", "question number 1 of"),
        ("[]", "holds no question"),
        ("note: x", "neither a list of questions nor the key"),
        ("- {id: a", "is not YAML"),
    ],
)
def test_an_older_file_that_is_not_sound_says_where(
    tmp_path: Path, text: str, complaint: str
) -> None:
    with pytest.raises(EvalError, match=complaint):
        read_questions(written(tmp_path, text))


# A user's own, as CSV


def test_the_rows_of_a_question_in_a_csv_are_its_facts(tmp_path: Path) -> None:
    text = (
        "\ufeffid,question,earlier,sources,texts,numbers,must_refuse\n"
        "q1,Which bolus?,What is said?; And then?,guideline,bolus; guideline | bolus dose,"
        "0.35 mg/kg,\n"
        "q1,Which bolus?,,review,adults,,\n"
        "q2,Which relief?,,review,,,\n"
        ",May I take it?,,,,,personal_decision\n"
    )
    first, second, third = read_questions(written(tmp_path, text, "own.csv"))
    assert first.earlier == ("What is said?", "And then?")
    assert [(one.id, one.importance, one.sources) for one in first.facts] == [
        ("f1", "vital", ("guideline",)),
        ("f2", "vital", ("review",)),
    ]
    numbers = ("0.35 mg/kg",)
    assert first.facts[0].forms == (
        Form(("bolus", "guideline"), numbers),
        Form(("bolus dose",), numbers),
    )
    assert (second.facts, second.sources) == ((), ("review",))
    assert (third.id, third.must_refuse) == ("line-5", "personal_decision")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("question,answer\nWhy?,so\n", "has the column 'answer'; the columns are id, "),
        ("question,sources\n,guideline\n", "line 2 of .* has no question"),
        ("question\nWhy?\n", "question line-2 of .* says nothing of what is right"),
        ("question,must_refuse\nWhy?,never\n", "question line-2 of .*: must_refuse"),
        ("question,texts\nWhy?,a,b\n", "line 2 of .* has more cells than columns"),
        ("question\n", "holds no question"),
    ],
)
def test_a_csv_that_is_not_sound_says_where(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(EvalError, match=complaint):
        read_questions(written(tmp_path, text, "own.csv"))


# BioASQ


GOLDEN = {
    "questions": [
        {
            "id": "b1",
            "body": "Which receptor does ketamine block? ",
            "type": "factoid",
            "documents": ["http://www.ncbi.nlm.nih.gov/pubmed/11", "http://x/pubmed/12"],
            "exact_answer": [["NMDA receptor", "N-methyl-D-aspartate receptor"]],
            "ideal_answer": ["It blocks the NMDA receptor."],
            "snippets": [
                {
                    "document": "http://www.ncbi.nlm.nih.gov/pubmed/11",
                    "text": "Ketamine blocks  the NMDA receptor.",
                    "beginSection": "abstract",
                    "offsetInBeginSection": 90,
                },
                {
                    "document": "http://www.ncbi.nlm.nih.gov/pubmed/11",
                    "text": "Receptors were studied.",
                    "offsetInBeginSection": 5,
                },
            ],
        },
        {
            "id": "b2",
            "body": "Which routes are used?",
            "type": "list",
            "documents": ["http://x/pubmed/12"],
            "exact_answer": [["oral", "by mouth"], ["intranasal"]],
            "snippets": [{"document": "http://x/pubmed/12", "text": "Oral and intranasal."}],
        },
        {
            "id": "b3",
            "body": "Does it help?",
            "type": "yesno",
            "documents": ["http://x/pubmed/11"],
            "exact_answer": "yes",
        },
    ]
}


def test_the_exact_answers_of_bioasq_are_facts(tmp_path: Path) -> None:
    questions = read_questions(written(tmp_path, json.dumps(GOLDEN), "golden.json"))
    receptor, routes, helps = questions
    assert receptor.question == "Which receptor does ketamine block?"
    assert receptor.sources == ("11", "12")
    (fact,) = receptor.facts
    assert fact.forms == (Form(("NMDA receptor",)), Form(("N-methyl-D-aspartate receptor",)))
    assert [one.says for one in routes.facts] == ["oral", "intranasal"]
    assert (helps.facts, helps.sources) == ((), ("11",))


def test_the_snippets_of_bioasq_make_a_corpus_to_find_in(tmp_path: Path) -> None:
    from evals.datasets import read_beir

    file = written(tmp_path, json.dumps(GOLDEN), "golden.json")
    dataset = read_beir(bioasq_as_beir(file, tmp_path / "cache"))
    assert dataset.relevance == {"b1": {"11": 1, "12": 1}, "b2": {"12": 1}, "b3": {"11": 1}}
    assert {one.id: one.text for one in read_corpus(dataset)} == {
        "11": "Receptors were studied. Ketamine blocks the NMDA receptor.",
        "12": "Oral and intranasal.",
    }


@pytest.mark.parametrize("text", ["{}", "[]", "no", '{"questions": [{"id": 1}]}'])
def test_what_is_not_bioasq_says_so(tmp_path: Path, text: str) -> None:
    with pytest.raises(EvalError, match="is not"):
        read_questions(written(tmp_path, text, "golden.json"))


# All of them


def test_sources_may_be_named_by_pmid_or_doi(tmp_path: Path) -> None:
    questions = read_questions(written(tmp_path, json.dumps(GOLDEN), "golden.json"))
    held = [
        Source(id="eleven", title="Eleven", pmid="11"),
        Source(id="12", title="Named so"),
        Source(id="other", title="Another", pmid="12", doi="10.1000/X"),
    ]
    resolved = resolve_sources(questions, held)
    assert resolved[0].sources == ("eleven", "12")
    assert resolved[0].facts[0].sources == ("eleven", "12")
    by_doi = KnownQuestion("d", "fact", "?", sources=("10.1000/x", "unknown"))
    assert resolve_sources([by_doi], held)[0].sources == ("other", "unknown")


def test_a_few_questions_are_the_first_or_drawn_by_lot_in_their_order() -> None:
    every = list(range(100))
    assert chosen(every, limit=3, seed=None) == [0, 1, 2]
    drawn = chosen(every, limit=10, seed=7)
    assert drawn == sorted(drawn) == chosen(every, limit=10, seed=7)
    assert drawn != chosen(every, limit=10, seed=8)
    assert chosen(every, limit=None, seed=7) == chosen(every, limit=200, seed=None) == every


@pytest.mark.parametrize("name", ["nowhere.yaml", "nowhere.csv", "nowhere.json"])
def test_a_file_that_is_not_there_says_so(tmp_path: Path, name: str) -> None:
    with pytest.raises(EvalError, match=r"no questions at .*; give --questions"):
        read_questions(tmp_path / name)


def test_the_examples_that_explain_the_forms_are_read(tmp_path: Path) -> None:
    told = (QUESTIONS / "README.md").read_text(encoding="utf-8")
    yaml_form, csv_form, reviews = re.findall(r"```(?:yaml|csv)\n(.*?)```", told, re.DOTALL)
    first, second = read_questions(written(tmp_path, yaml_form))
    assert (len(first.facts), second.must_refuse) == (1, "not_in_corpus")
    first, second = read_questions(written(tmp_path, csv_form, "own.csv"))
    assert [one.importance for one in first.facts] == ["vital", "okay"]
    assert second.must_refuse == "personal_decision"
    adopted = adopt_reviewed(read_reviews(written(tmp_path, reviews, "reviewed.csv")))
    assert len(adopted.questions) == 2
