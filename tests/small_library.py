"""A small library with questions whose answers are known: what tests of the suite itself ask."""

from evals.question_files import Fact, Form, KnownQuestion

TEXTS = {
    "guideline.md": (
        "---\nid: guideline\ntitle: Acute pain guideline\nkind: guideline\nyear: 2018\n---\n\n"
        "The 2018 guideline sets a bolus of up to 0.35 mg/kg for acute pain. "
        "It caps infusions at 1 mg/kg per hour without intensive monitoring. "
        "The guideline advises against ketamine in pregnancy and in psychosis.\n"
    ),
    "crps.md": (
        "---\nid: crps\ntitle: Ketamine in CRPS, a trial\nkind: rct\nyear: 2009\n---\n\n"
        "Relief in CRPS lasted 11 weeks after a four-day infusion. "
        "Nausea troubled 63% of the ketamine group and 17% of the placebo group. "
        "Function did not improve in the CRPS trial.\n"
    ),
    "children.md": (
        "---\nid: children\ntitle: Ketamine after tonsillectomy\nkind: systematic-review\n"
        "year: 2011\n---\n\n"
        "In children after tonsillectomy ketamine lowered early pain scores. "
        "Opioid use after tonsillectomy was not reduced in children. "
        "Ketamine did not raise vomiting after tonsillectomy.\n"
    ),
    "bladder.md": (
        "---\nid: bladder\ntitle: Cystitis in heavy users\nkind: observational\nyear: 2012\n---\n\n"
        "Heavy daily use of ketamine led to ulcerative cystitis. "
        "Bladder capacity fell below 150 mL in severe cystitis. "
        "Stopping ketamine eased cystitis in half of the users.\n"
    ),
    "nasal.md": (
        "---\nid: nasal\ntitle: Intranasal ketamine in the emergency department\nkind: rct\n"
        "year: 2019\n---\n\n"
        "Intranasal ketamine 1.5 mg/kg matched intranasal fentanyl in injured children. "
        "Dizziness was commoner with intranasal ketamine than with fentanyl. "
        "Sedation never needed rescue after intranasal ketamine.\n"
    ),
    "review.md": (
        "---\nid: review\ntitle: Side effects and relief, a review\nkind: narrative-review\n"
        "year: 2020\n---\n\n"
        "In four of five trials reviewed, dizziness was commoner with intranasal ketamine than "
        "with fentanyl, and it passed within an hour. "
        "Relief in CRPS lasted 4 to 11 weeks in the trials reviewed. "
        "Heavy use of ketamine led to cystitis in the cohorts reviewed. "
        "Opioid use after tonsillectomy: six trials reviewed saw no reduction by ketamine. "
        "Severe cystitis left a bladder capacity of 150 to 200 mL in two cohorts reviewed.\n"
    ),
    "clinic.md": (
        "---\nid: clinic\ntitle: Our infusion clinic\nkind: marketing\nyear: 2022\n---\n\n"
        "Our clinic's infusions bring lasting calm within one visit. "
        "Relief in CRPS lasted 11 weeks, our clinic says of ketamine infusions. "
        "Call our clinic for a discount on six infusions.\n"
    ),
}


def _asks(id: str, question: str, source: str, *facts: Form) -> KnownQuestion:
    return KnownQuestion(
        id,
        "fact",
        question,
        facts=tuple(
            Fact(f"f{at}", " ".join((*form.texts, *form.numbers)), "vital", (form,), (source,))
            for at, form in enumerate(facts, start=1)
        ),
        sources=(source,),
    )


QUESTIONS = (
    _asks(
        "a1",
        "Which bolus dose does the 2018 guideline set?",
        "guideline",
        Form(("bolus",), ("0.35 mg/kg",)),
    ),
    _asks(
        "a2",
        "What infusion dose caps the guideline without intensive monitoring?",
        "guideline",
        Form(("monitoring",), ("1 mg/kg/h",)),
    ),
    _asks(
        "a3",
        "How long did relief in CRPS last?",
        "crps",
        Form(("relief", "CRPS"), (), ("11 weeks",)),
    ),
    _asks(
        "a4",
        "How often did nausea trouble the ketamine group?",
        "crps",
        Form(("nausea",), ("63%", "17%")),
    ),
    _asks(
        "a5",
        "Was opioid use after tonsillectomy reduced by ketamine?",
        "children",
        Form(("opioid", "not reduced")),
    ),
    _asks(
        "a6",
        "Did ketamine raise vomiting after tonsillectomy?",
        "children",
        Form(("vomiting", "not raise")),
    ),
    _asks(
        "a7", "Does heavy use of ketamine lead to cystitis?", "bladder", Form(("heavy", "cystitis"))
    ),
    _asks("a8", "Bladder capacity in severe cystitis?", "bladder", Form((), ("150 mL",))),
    _asks(
        "a9",
        "Was dizziness commoner with intranasal ketamine than with fentanyl?",
        "nasal",
        Form(("dizziness", "commoner")),
    ),
    KnownQuestion(
        "n1", "out-of-scope", "Does ketamine help tinnitus?", must_refuse="not_in_corpus"
    ),
    KnownQuestion(
        "n2", "out-of-scope", "What is the half-life of methadone?", must_refuse="not_in_corpus"
    ),
    KnownQuestion("n3", "personal", "Should I stop my ketamine?", must_refuse="personal_decision"),
    KnownQuestion(
        "n4", "out-of-scope", "How is gout treated with colchicine?", must_refuse="not_in_corpus"
    ),
    KnownQuestion("n5", "greeting", "Hello", must_refuse="greeting"),
    KnownQuestion(
        "n6", "out-of-scope", "Is lidocaine cheaper than clonidine?", must_refuse="not_in_corpus"
    ),
)
