from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ingest.quantities import Quantity, find_quantities, same_quantity, supports

NARROW_SPACE = "\u202f"

# One unit a row: its accepted forms. No unit of one row equals a unit of another.
FORMS = [
    ["mg/kg", "mg per kg", "milligrams per kilogram", "mg·kg⁻¹", "mg kg-1"],
    ["mg/kg/h", "mg/kg per hour", "mg/kg/hour", "mg·kg⁻¹·h⁻¹", "mg kg-1 h-1", "mg/kg hourly"],
    ["µg/kg/min", "μg/kg/min", "mcg/kg/min", "microgram/kg/min", "micrograms per kg per minute"],
    ["mg/h", "mg per hour", "mg an hour", "mg hourly", "mg·h⁻¹"],
    ["mg/day", "mg per day", "mg a day", "mg daily", "mg/24 h", "mg per 24 h"],
    ["mg/h per 70 kg", "mg per hour per 70 kg"],
    ["mg", "milligrams", "mg"],
    ["g", "grams"],
    ["µg", "μg", "mcg", "micrograms", "ug"],
    ["kg", "kilograms"],
    ["mL", "ml", "millilitres", "milliliters", "cc"],
    ["ng/mL", "ng per mL", "ng ml-1", "nanograms per millilitre"],
    ["mL/min/kg", "mL·min⁻¹·kg⁻¹", "ml per min per kg"],
    ["microgram.h/L", "µg·h/L"],
    ["%", "per cent", "percent", " %"],
    ["h", "hours", "hr", "hrs"],
    ["min", "minutes", "mins"],
    ["days", "day"],
    ["weeks", "wk"],
    ["months", "month"],
    ["years", "year"],
    ["mm Hg", "mmHg"],
    ["micromolar", "µM"],
    ["times a day", "times daily", "times per day"],
    ["fold", "times"],
]
units = st.sampled_from(FORMS)
decimals = st.decimals(Decimal("0.01"), Decimal(99_999), places=2)


def one(text: str) -> Quantity:
    found = find_quantities(text)
    assert len(found) == 1, found
    return found[0]


def ways_to_write(value: Decimal) -> list[str]:
    plain = f"{value.normalize():f}"
    ways = [plain, f"{value:,.2f}", plain.replace(".", "·"), f"{value:.2f}"]
    if value < 1:
        ways.append(plain.removeprefix("0"))
    if value == value.to_integral():
        ways.append(f"{int(value):,}".replace(",", NARROW_SPACE))
    return ways


@given(decimals, units, st.data())
def test_every_way_to_write_a_quantity_reads_back_equal(
    value: Decimal, forms: list[str], data: st.DataObject
) -> None:
    first, second = (
        f"{data.draw(st.sampled_from(ways_to_write(value)))} {data.draw(st.sampled_from(forms))}"
        for _ in range(2)
    )
    read = one(f"Ketamine, {first}, was given.")
    assert read.values == (Fraction(value),)
    assert same_quantity(read, one(second))
    assert supports([one(second)], read)


@given(decimals, units, st.data())
def test_ten_times_a_quantity_is_never_equal(
    value: Decimal, forms: list[str], data: st.DataObject
) -> None:
    written = data.draw(st.sampled_from(ways_to_write(value)))
    tenfold = data.draw(st.sampled_from(ways_to_write(value * 10)))
    once = one(f"{written} {data.draw(st.sampled_from(forms))}")
    ten = one(f"{tenfold} {data.draw(st.sampled_from(forms))}")
    assert not same_quantity(once, ten)
    assert not supports([once], ten)
    assert not supports([ten], once)


@given(decimals, units, units)
def test_a_number_of_one_unit_is_not_that_number_of_another(
    value: Decimal, forms: list[str], others: list[str]
) -> None:
    assume(forms is not others)
    told, other = one(f"{value} {forms[0]}"), one(f"{value} {others[0]}")
    assert not same_quantity(told, other)
    assert not supports([told], other)


@given(decimals, decimals, units, st.sampled_from(["{}-{}", "{} to {}", "{}–{}", "{} - {}"]))
def test_a_range_is_one_quantity_and_not_its_ends(
    low: Decimal, high: Decimal, forms: list[str], join: str
) -> None:
    assume(low < high)
    read = one(join.format(low, high) + f" {forms[0]}")
    assert read.values == (Fraction(low), Fraction(high))
    assert same_quantity(read, one(f"between {low} and {high} {forms[-1]}"))
    assert not supports([read], one(f"{low} {forms[0]}"))


@given(st.text())
def test_any_text_is_read_and_every_span_is_its_words(text: str) -> None:
    for quantity in find_quantities(text):
        assert text[quantity.start : quantity.end] == quantity.text


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("0.35 mg/kg", "350 µg/kg"),
        ("0.35 mg/kg", "350 micrograms per kilogram"),
        ("60 min", "1 h"),
        ("24 h", "1 day"),
        ("14 days", "2 weeks"),
        ("1 year", "12 months"),
        ("1,092 adults", "1092 patients"),
        ("1 092 adults", "1092 adults"),
        ("1 092 mg", "1.092 g"),
        ("three trials", "3 trials"),
        ("twenty-four women", "24 women"),
        ("twice daily", "two times a day"),
        ("threefold", "3 times"),
        ("twice", "2-fold"),
        ("one third", "a third of"),
        ("half an hour", "half an hour"),
        ("P<0.001", "p < .001"),
        ("P<0.001", "P value less than 0.001"),
        ("RR 3.26", "risk ratio of 3.26"),
        ("RR 3.26", "relative risk: 3.26"),
        ("OR 1.16", "odds ratio 1.16"),
        ("MD -1.83", "mean difference of −1.83"),
        ("SMD -0.45", "standardised mean difference -0.45"),
        ("NNT 25", "number needed to treat 25"),
        ("95% CI 9.3-59.5", "95 % confidence interval, 9.3 to 59.5"),
        ("95% CI -32.09 to 0.51", "95% CI −32.09, 0.51"),
        ("at least 30%", "≥30%"),
        ("more than 50%", ">50%"),
        ("30% or more", "at least 30 per cent"),
        ("aged 65+", "aged 65 or over"),
        ("children 3-17", "aged 3 to 17 years"),
        ("4.6 million people", "4,600,000 people"),
        ("a 10-mm scale", "a 1 cm scale"),
        ("21 May 2021", "May 21, 2021"),
        ("week 12", "weeks 12"),
    ],
)
def test_these_are_the_same(text: str, other: str) -> None:
    assert same_quantity(one(text), one(other))


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("1 mg/kg", "1 mg/kg/h"),
        ("1 mg/kg", "1 mg"),
        ("1 mg", "1 mL"),
        ("1 mg", "1 µg"),
        ("10 mg/mL", "10 mg"),
        ("22 mg/h", "22 mg/h per 70 kg"),
        ("P<0.001", "P=0.001"),
        ("P<0.001", "P>0.001"),
        ("RR 3.26", "OR 3.26"),
        ("at least 30%", "at most 30%"),
        ("at least 30%", "30%"),
        ("-1.83", "1.83"),
        ("95% CI 1-2", "99% CI 1-2"),
        ("95% CI 1-2", "95% CI 1-3"),
        ("12 trials", "12 patients"),
        ("week 12", "12 weeks"),
        ("2018", "2018 patients"),
        ("the 1960s", "1960"),
        ("July 2018", "June 2018"),
        ("5%", "5 mg"),
        ("three times daily", "three times weekly"),
        ("1 month", "30 days"),
    ],
)
def test_these_are_not_the_same(text: str, other: str) -> None:
    assert not same_quantity(one(text), one(other))
    assert not same_quantity(one(other), one(text))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("79 vs 121 mg of morphine", ["79 mg", "121 mg"]),
        ("10, 30 and 50 mg", ["10 mg", "30 mg", "50 mg"]),
        ("100, then 300, then 500 mg per 24 h", ["100 mg/day", "300 mg/day", "500 mg/day"]),
        ("median 6 with ketamine vs 2 h with placebo", ["6 h", "2 h"]),
        ("18.1 (3.2) vs 18.4 (3.4) mL/min/kg", ["18.1 mL/min/kg", "3.2", "18.4 mL/min/kg", "3.4"]),
        ("R-ketamine 0.020, S-ketamine 0.024 L/min/kg", ["0.020 L/min/kg", "0.024 L/min/kg"]),
        ("of 150, 80% came back", ["150", "80%"]),
        ("45 min -0.04, 60 min -0.03", ["45 min", "-0.04", "60 min", "-0.03"]),
        ("3- to 4-fold", ["3-4 times"]),
        ("from 4.6 to 3.4 points", ["4.6 points", "3.4 points"]),
        ("P=0.03, 0.004 and 0.03", ["P=0.03", "P=0.004", "P=0.03"]),
        ("reported 2016-2021", ["2016", "2021"]),
        ("22.2 (plus or minus 2.0) mg/h per 70 kg", ["22.2 mg/h per 70 kg", "SD 2.0"]),
        ("0.05 or 0.40 microgram/kg/min", ["0.05 µg/kg/min", "0.40 µg/kg/min"]),
        ("5 h daily for 7 days", ["5 h", "7 days"]),
        ("in 12 women, 24 h", ["12 women", "24 h"]),
        ("gave 2 250 mg tablets", ["2", "250 mg"]),
    ],
)
def test_several_quantities_of_one_text(text: str, found: list[str]) -> None:
    read = find_quantities(text)
    assert len(read) == len(found)
    for quantity, expected in zip(read, found, strict=True):
        told = one(expected)
        assert (quantity.amounts, quantity.dimension) == (told.amounts, told.dimension)
        assert quantity.measure in (told.measure, "")


@pytest.mark.parametrize(
    "text",
    [
        "CRPS-1",
        "CRPS type 1 and type 2",
        "GLP-1 and COVID-19",
        "5-HT3 receptors",
        "(2R,6R)-hydroxynorketamine",
        "CYP3A4, GluN2B and alpha4beta2",
        "a phase 3 trial in a 2x2 design",
        "questions 4 to 6 and table 2",
        "the 2nd and the third infusion",
        "half-life and half-lives",
        "one of few",
    ],
)
def test_a_digit_in_a_name_is_no_quantity(text: str) -> None:
    assert find_quantities(text) == []


@pytest.mark.parametrize(
    ("evidence", "claim"),
    [
        ("risk ratio 3.26 (95% CI 1.05 to 10.09)", "a ratio of 3.26"),
        ("RR 2.83 (0.98-8.18)", "risk ratio 2.83, interval 0.98-8.18"),
        ("69% (95% CI 53-84)", "95% CI 53% to 84%"),
        ("searched to 26 June 2020", "searched to June 2020"),
        ("up to 12 weeks", "12 weeks"),
        ("23-51% (90% CI)", "90% CI 23-51%"),
    ],
)
def test_a_claim_may_say_less_of_the_same(evidence: str, claim: str) -> None:
    known = find_quantities(evidence)
    assert all(supports(known, each) for each in find_quantities(claim))


@pytest.mark.parametrize(
    ("evidence", "claim"),
    [
        ("searched to 2020", "searched to June 2020"),
        ("0.3 mg/kg", "0.3"),
        ("0.3", "0.3 mg/kg"),
        ("P=0.04", "0.04"),
        ("4.9 (CI 4-5.8)", "95% CI 4-5.8"),
        ("at least 30%", "30%"),
        ("0.1-0.5 mg/kg/h", "0.5 mg/kg/h"),
        ("0.1 and 0.5 mg/kg/h", "0.1-0.5 mg/kg/h"),
        ("12 trials of 905 adults", "905 trials"),
        ("SD 5.11", "SE 5.11"),
    ],
)
def test_a_claim_may_not_say_more_or_other(evidence: str, claim: str) -> None:
    assert not supports(find_quantities(evidence), one(claim))


def test_a_dose_is_an_amount_and_not_a_level() -> None:
    assert [one(each).is_dose for each in ("5 mg", "0.3 mg/kg/h", "70 ng/mL", "5 h")] == [
        True,
        True,
        False,
        False,
    ]
