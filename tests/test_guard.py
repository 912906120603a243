"""The guard on what a model writes: what it lets through, and what it withholds and why."""

from collections.abc import Sequence

import pytest

from qa_app.writing.guard import (
    CitedQuote,
    Verifier,
    check_citations,
    check_claim,
)

BOLUS = (
    "For acute pain without intensive monitoring, the 2018 consensus guideline on intravenous "
    "ketamine recommends a bolus ceiling of 0.35 mg/kg (grade C, moderate certainty)."
)
CHILDREN = (
    "Agitation affected 8% with intranasal ketamine against 20% with intravenous morphine "
    "(P=0.02) in children with a broken arm."
)
SAME = "Pain at 24 h did not differ between S-ketamine and placebo in adults having surgery."
MAY = "Ketamine may lower morphine use after spine surgery (low certainty)."


def rules(claim: str, *quotes: str) -> tuple[str, ...]:
    return check_claim(claim, quotes).rules


# What says the same is let through


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        (BOLUS, BOLUS),
        ("The guideline recommends an IV ketamine bolus of at most 350 µg/kg.", BOLUS),
        ("In children, nasal ketamine led to agitation in 8%, IV morphine in 20%.", CHILDREN),
        ("Agitation was less common with ketamine than with morphine in children.", CHILDREN),
        ("Agitation was more common with morphine than with ketamine in children.", CHILDREN),
        ("A fifth of the children had agitation with IV morphine.", CHILDREN),
        ("Pain at 24 hours was no different with esketamine than with placebo.", SAME),
        ("After surgery, S(+)-ketamine and placebo gave similar pain at 24 h in adults.", SAME),
        ("Ketamine might reduce morphine consumption following spinal surgery.", MAY),
        ("Ketamine may lower opioid use after spine surgery.", MAY),
    ],
)
def test_a_claim_that_says_the_same_in_other_words_is_supported(claim: str, quote: str) -> None:
    verdict = check_claim(claim, [quote])
    assert verdict.why == ()
    assert verdict.supported
    assert verdict.score > 0.5


# What does not is withheld, and the rule names itself


@pytest.mark.parametrize(
    ("claim", "quote", "rule"),
    [
        ("The ceiling of an IV ketamine bolus is 3.5 mg/kg.", BOLUS, "number"),
        ("The ceiling of an IV ketamine bolus is 0.35 mg.", BOLUS, "number"),
        ("The ceiling of an IV ketamine bolus is 0.35 mg/kg per hour.", BOLUS, "number"),
        ("The ceiling of an oral ketamine bolus is 0.35 mg/kg.", BOLUS, "route"),
        ("The ceiling of an IV esketamine bolus is 0.35 mg/kg.", BOLUS, "drug"),
        ("The ceiling of an IV racemic ketamine bolus is 0.35 mg/kg.", BOLUS, "drug"),
        ("For chronic pain the bolus ceiling of ketamine is 0.35 mg/kg.", BOLUS, "population"),
        ("Agitation affected 8% of adults with intranasal ketamine.", CHILDREN, "population"),
        ("Agitation affected 8% with ketamine against 20% with placebo.", CHILDREN, "drug"),
        ("Agitation affected 20% with ketamine and 8% with morphine.", CHILDREN, "arm"),
        ("Agitation was more common with ketamine than with morphine.", CHILDREN, "direction"),
        ("Pain at 24 h differed between S-ketamine and placebo.", SAME, "negation"),
        ("Ketamine does not lower morphine use after spine surgery.", MAY, "negation"),
        ("Ketamine lowers morphine use after spine surgery.", MAY, "certainty"),
        ("Ketamine may raise morphine use after spine surgery.", MAY, "direction"),
        ("High-certainty evidence: ketamine may lower morphine use.", MAY, "certainty"),
        ("The guideline strongly recommends a bolus ceiling of 0.35 mg/kg.", BOLUS, "strength"),
        ("In the SPINEKET trial ketamine may lower morphine use.", MAY, "name"),
        ("Ketamine may lower morphine use, as Harmon et al. found.", MAY, "name"),
        ("You may need less morphine with ketamine after spine surgery.", MAY, "advice"),
        ("Take ketamine, which may lower morphine use after spine surgery.", MAY, "advice"),
        ("It is proven that ketamine may lower morphine use.", MAY, "certainty"),
        ("Weaving on the motorway was worse after lunch.", MAY, "words"),
    ],
)
def test_a_claim_that_says_otherwise_is_withheld_by_its_rule(
    claim: str, quote: str, rule: str
) -> None:
    verdict = check_claim(claim, [quote])
    assert not verdict.supported
    assert rule in verdict.rules
    assert verdict.score < 0.5


def test_a_drug_keeps_the_route_that_the_quote_gives_it() -> None:
    quote = "Nasal ketamine and IV fentanyl were compared."
    assert rules("Nasal ketamine was compared with IV fentanyl.", quote) == ()
    assert rules("IV ketamine was compared with nasal fentanyl.", quote) == ("route",)


def test_an_insufficiency_is_not_told_as_enough() -> None:
    quote = "There is insufficient evidence on ketamine in children."
    assert rules("There is sufficient evidence on ketamine in children.", quote) == ("negation",)


def test_whose_view_it_is_does_not_stand_for_may() -> None:
    quote = "Ketamine may lower pain, the authors believe."
    assert rules("Ketamine lowers pain, the authors believe.", quote) == ("certainty",)
    assert rules("The authors believe that ketamine may lower pain.", quote) == ()


def test_a_reason_names_the_words_that_are_at_fault() -> None:
    verdict = check_claim("The ceiling of an IV ketamine bolus is 3.5 mg/kg.", [BOLUS])
    assert verdict.why == ("number: 3.5 mg/kg is not in the quote",)


@pytest.mark.parametrize("dose", ["0.035", "3.5", "35", "0.36", "0.3"])
def test_no_other_dose_passes_even_under_about(dose: str) -> None:
    assert "number" in rules(f"The bolus ceiling of ketamine is about {dose} mg/kg.", BOLUS)


def test_about_is_needed_to_round_a_number() -> None:
    quote = "Morphine use was 29.5% lower with ketamine."
    assert rules("Morphine use was about 30% lower with ketamine.", quote) == ()
    assert rules("Morphine use was 30% lower with ketamine.", quote) == ("number",)


def test_words_cut_out_of_a_quote_are_not_taken_as_verbatim() -> None:
    quote = "No trial shows that ketamine is superior to morphine in children."
    assert rules("Ketamine is superior to morphine in children.", quote) == ("negation",)
    assert rules("ketamine is superior to morphine in children", quote) == ("negation",)


def test_an_advice_to_a_person_is_withheld_even_where_it_is_verbatim() -> None:
    assert rules("You should rest.", "You should rest.") == ("advice",)


# What a claim cites


def test_a_claim_must_cite_something_that_was_given() -> None:
    assert check_citations([], {1}) == ("citation: it cites nothing",)
    assert check_citations([1, 9], {1, 2}) == ("citation: [9] was not given",)
    assert check_citations([2], {1, 2}) == ()


def test_a_claim_without_a_quote_is_withheld() -> None:
    assert check_claim("Ketamine relieves pain.", []).why == ("citation: it cites nothing",)


def test_a_claim_may_stand_on_several_quotes_together() -> None:
    claim = "Ketamine may lower morphine use after spine surgery; agitation in children was 8%."
    assert rules(claim, MAY) != ()
    assert rules(claim, MAY, CHILDREN) == ()


def test_a_quote_that_supports_is_not_undone_by_another_that_is_cited_beside_it() -> None:
    claim = "Ketamine lowers pain in adults."
    assert rules(claim, "Ketamine lowers pain in adults.", "Ketamine raises pain in rats.") == ()


# What stands beside a quote


def test_a_title_tells_of_whom_a_quote_speaks_that_does_not_say() -> None:
    quote = CitedQuote("Pain was lower with ketamine.", beside="Ketamine in children with burns")
    assert check_claim("Pain was lower with ketamine in children.", [quote]).supported


def test_a_title_does_not_add_to_what_a_quote_names_itself() -> None:
    quote = CitedQuote("Pain was lower in adults.", beside="Adults and children with burns")
    assert check_claim("Pain was lower in children.", [quote]).rules == ("population",)


def test_authors_and_year_of_a_source_may_be_named_but_its_year_is_no_result() -> None:
    quote = CitedQuote("Pain was lower with ketamine.", record="Schwenk E. J Pain. 2018")
    assert check_claim("Pain was lower with ketamine (Schwenk 2018).", [quote]).supported
    assert check_claim("Pain was lower with ketamine (Schwenk 2019).", [quote]).rules == ("number",)
    assert "number" in check_claim("Pain was lower by 2018 mg of ketamine.", [quote]).rules


# A learned second signal


class ReaderOfOneMind:
    name = "one-mind"

    def __init__(self, value: float) -> None:
        self.value = value

    def read(
        self, question: str, sentences: Sequence[str], over: Sequence[str] = ()
    ) -> list[float]:
        return [self.value for _ in sentences]


def test_a_verifier_can_withhold_what_the_rules_let_through() -> None:
    doubting = Verifier(ReaderOfOneMind(-3.0), threshold=0.0)
    verdict = check_claim(MAY, [MAY], verifier=doubting)
    assert verdict.why == ("verifier: one-mind does not find it in the quote",)


def test_a_verifier_cannot_rescue_what_the_rules_reject() -> None:
    believing = Verifier(ReaderOfOneMind(99.0), threshold=0.0)
    verdict = check_claim("The bolus ceiling is 3.5 mg/kg.", [BOLUS], verifier=believing)
    assert verdict.rules == ("number",)
    assert verdict.score < 0.5


# Other fields, and odd texts


def test_a_text_of_another_field_is_guarded_by_the_general_rules() -> None:
    quote = "Soft tyres raise the rolling resistance of a bicycle by 12%."
    assert rules("Rolling resistance of a bicycle rises by 12% with soft tyres.", quote) == ()
    assert "number" in rules("Soft tyres raise the rolling resistance by 120%.", quote)
    assert "direction" in rules("Soft tyres lower the rolling resistance by 12%.", quote)
    assert "name" in rules("Soft tyres raise rolling resistance by 12%, Bosch found.", quote)


@pytest.mark.parametrize("text", ["", " ", "?", "(", "12", "mg", "\u200b", "not", "A" * 5000])
def test_no_text_breaks_the_guard(text: str) -> None:
    for claim, quote in ((text, MAY), (MAY, text), (text, text)):
        verdict = check_claim(claim, [quote])
        assert verdict.supported == (not verdict.why)
        assert 0 <= verdict.score <= 1
