"""Which questions are not for the texts."""

import pytest

from qa_app.answering.triage import MAX_CHARACTERS, set_aside, speaks_of_one_person


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty_question"),
        ("  ?! ", "empty_question"),
        ("a" * (MAX_CHARACTERS + 1), "too_long"),
        ("Good morning!", "greeting"),
        ("thank you so much", "greeting"),
        ("She passed out after the infusion, help!", "emergency"),
        ("I think I took too much ketamine", "emergency"),
        ("Wie lange wirkt Ketamin bei Schmerzen?", "language"),
        ("Combien de temps dure l'effet de la kétamine ?", "language"),
        ("Should I increase my dose of ketamine?", "personal_decision"),
        ("Is ketamine safe for my father, who has a bad heart?", "personal_decision"),
    ],
)
def test_a_question_that_is_not_for_the_texts_is_set_aside(text: str, reason: str) -> None:
    assert set_aside(text) == reason


@pytest.mark.parametrize(
    "text",
    [
        "How long does pain relief last in CRPS?",
        "ketamine dose sickle cell",
        "My patient with CRPS failed gabapentin; what is the evidence for ketamine?",
        "What are the signs of an overdose of ketamine?",
        "Did patients in the trial have chest pain?",
        "What should I know about ketamine infusions for CRPS?",
        "Can I mix wax and oil on a chain?",
        "Hi-dose S(+)-ketamine 0.35 mg/kg i.v.",
    ],
)
def test_a_question_for_the_texts_is_let_through(text: str) -> None:
    assert set_aside(text) is None


def test_a_clinicians_patient_brings_the_notice_and_not_a_refusal() -> None:
    assert speaks_of_one_person("My 40-year-old patient has CRPS. What is the evidence?")
    assert not speaks_of_one_person("What is the evidence in adult patients?")
