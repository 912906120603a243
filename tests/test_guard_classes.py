"""What the guard knows of English and of medicine, a class at a time: let through, and withheld."""

import doctest
from types import ModuleType

import pytest

from qa_app.writing.guard import check_claim, spoken

DOSES = "Morphine use was 79 mg (SD 47) with S-ketamine and 121 mg (SD 53) with placebo, P<0.001."
SHARE = (
    "Agitation was commoner with ketamine (112 per 1000) than with opioids (14 per 1000), RR 7.81."
)
SAME = "Delirium did not differ in older adults: 19.45% with ketamine against 19.82% with placebo."
LIFTED = "Pain was lower with ketamine than with saline after caesarean."
RATE = "Children had ketamine 0.3 mg/kg or fentanyl 2 microgram/kg, by nose, in the PRIME trial."


def rules(claim: str, quote: str) -> tuple[str, ...]:
    return check_claim(claim, [quote]).rules


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        # a part, a ratio and a difference that the quote's own numbers make
        ("With S-ketamine morphine use was about a third less than with placebo.", DOSES),
        ("With S-ketamine morphine use was 42 mg less than with placebo.", DOSES),
        ("Morphine use was lower with S-ketamine than with placebo (79 v 121 mg).", DOSES),
        ("Agitation was nearly eight times as common with ketamine as with opioids.", SHARE),
        ("Agitation affected about 11% with ketamine and about 1.4% with opioids.", SHARE),
        ("About one in five older adults had delirium with ketamine or placebo alike.", SAME),
        ("More than half had relief.", "58% had relief."),
        ("Pain was more than halved with ketamine.", "Pain fell by 62% with ketamine."),
        # one thing said in another shape
        ("Relief with ketamine lasted up to 24 hours.", "Ketamine gave relief for 1-24 h."),
        (
            "Ketamine was infused for no longer than six hours.",
            "Ketamine was infused for at most 6 h.",
        ),
        ("Patients above 65 had ketamine.", "Those over 65 had ketamine."),
        ("Remission was 22% at four weeks.", "Remission at week 4 was 22%."),
        ("Ketamine 0.5 milligram per kilo was given.", "Ketamine 0.5 mg/kg was given."),
        # no difference, in the words that a writer would use
        ("Delirium was as common with ketamine as with placebo in older adults.", SAME),
        ("Older adults had delirium equally often, whether given ketamine or placebo.", SAME),
        ("There was no difference in delirium between ketamine and placebo.", SAME),
        # a denial told by another
        ("None with placebo had relief.", "0/10 had relief with placebo."),
        (
            "The ASA says ketamine should not be used at home.",
            "The ASA advises against ketamine at home.",
        ),
        ("In mice without HCN1 ketamine was weaker.", "Ketamine was weaker in mice lacking HCN1."),
        # numbers that say whether it is significant
        ("Use was significantly lower with S-ketamine than with placebo.", DOSES),
        # shapes of numbers: a part of all, a ratio, a score, another unit, a unit said once
        ("About a third of those asked, 412, had used it.", "Of 1240 people, 412 had used it."),
        ("Levels of A were 3 to 3.5 times those of B.", "The ratio of A to B levels was 3-3.5."),
        ("A score of 4 out of 10 was pain.", "A 4 on a 0-10 scale was counted as pain."),
        ("The peak came at about 42 min.", "The peak came at 0.7 h."),
        ("One in a hundred had agitation with ketamine.", "Agitation with ketamine: 1%."),
        (
            "Ketamine 12 mg of ketamine an hour ran for 3 days.",
            "Ketamine ran at 12 mg/h for 3 days.",
        ),
        # no difference, and what is not known, told otherwise
        ("Magnesium made no odds to pain scores.", "Pain scores did not differ with magnesium."),
        (
            "Nobody yet knows the best dose of oral ketamine for pain.",
            "The best dose of oral ketamine for pain is unknown.",
        ),
        ("Ketamine cannot work without AMPA receptors.", "Ketamine needs AMPA receptors to work."),
        # what is allowed, and what is thought
        ("Ketamine can be taken by mouth.", "Ketamine can be swallowed."),
        (
            "The guideline conditionally recommends that ketamine should not be used alone.",
            "The guideline suggests against ketamine used alone (conditional).",
        ),
        (
            "The authors of the review deduce that it needs opioid receptors.",
            "It needs opioid receptors, the authors of the review infer.",
        ),
        # who thinks so
        ("It might be due to ketamine.", "It is thought to be due to ketamine."),
    ],
)
def test_other_words_for_the_same_are_let_through(claim: str, quote: str) -> None:
    assert check_claim(claim, [quote]).why == ()


@pytest.mark.parametrize(
    ("claim", "quote", "rule"),
    [
        # reckoned of the wrong numbers, or of no word of change
        ("With S-ketamine morphine use was about two thirds less.", DOSES, "number"),
        (
            "Agitation affected 70% with ketamine.",
            "Agitation: 7% ketamine, 3% or 10% others.",
            "number",
        ),
        ("Ketamine 3 mg/kg was given by nose.", RATE, "number"),
        ("Relief lasted 12 weeks.", "Relief can last up to 12 weeks.", "number"),
        ("Six had CRPS type 2.", "Six had CRPS type 1.", "number"),
        # an arm's number, or its none, told of the other
        ("Use was lower with placebo than with S-ketamine (79 v 121 mg).", DOSES, "arm"),
        (
            "One event occurred with ketamine and none with fentanyl.",
            "No event occurred with ketamine and one with fentanyl.",
            "arm",
        ),
        (
            "Nine adults had ketamine.",
            "Nine children had ketamine, and adults as well.",
            "population",
        ),
        # a drug, a hand, a route or a people that the quote has not
        ("S-fentanyl 2 microgram/kg was given by nose.", RATE, "drug"),
        ("Remimazolam was given by nose.", RATE, "drug"),
        ("R-norketamine was cleared.", "S-norketamine was cleared.", "drug"),
        ("NSAIDs were given by nose.", RATE, "drug"),
        (
            "It is racemic rather than S-ketamine.",
            "It is S-ketamine, not racemic ketamine.",
            "drug",
        ),
        ("Ketamine was given under the skin.", RATE, "route"),
        (
            "It is approved as an IV or nasal drug.",
            "It is approved as an IV or IM drug; a nasal one is not approved.",
            "route",
        ),
        ("Pain fell in patients with burns.", "Pain fell in volunteers with a burn.", "population"),
        (
            "Pain fell in people with nerve injury.",
            "Pain fell in mice with nerve injury.",
            "population",
        ),
        (
            "Pain after elective birth was less.",
            "Pain after non-elective birth was less.",
            "population",
        ),
        ("It helped mild pain in children.", "It helped severe pain in children.", "population"),
        # "not" and "no difference" lost
        ("Delirium differed between ketamine and placebo.", SAME, "negation"),
        ("Ketamine changed how often delirium came.", SAME, "negation"),
        ("Delirium was less common with ketamine than with placebo.", SAME, "negation"),
        ("Ataxia was seen in mice.", "Ataxia was not seen in mice.", "negation"),
        ("Ketamine has no side effects in CRPS.", "Ketamine has side effects in CRPS.", "negation"),
        # a comparison turned, or with another
        ("Pain was lower with saline than with ketamine.", LIFTED, "direction"),
        (
            "Ketamine had an advantage over morphine.",
            "Morphine had an advantage over ketamine.",
            "direction",
        ),
        (
            "Compared with saline, morphine lowered pain more.",
            "Morphine lowered pain more than ketamine did; saline was given before.",
            "comparator",
        ),
        # more certain than it is
        (
            "Children need more because of response.",
            "Children need more, the authors infer.",
            "certainty",
        ),
        ("Ample data show it is safe.", "Limited data show it is safe.", "certainty"),
        ("Reviewers agree that it works.", "Reviewers are split on whether it works.", "certainty"),
        ("It is a proven treatment.", "It is a promising treatment.", "certainty"),
        ("Women get a rash from it.", "One 65-year-old woman got a rash from it.", "certainty"),
        ("Grade A evidence: it lowers pain.", "It lowers pain (GRADE C).", "certainty"),
        # a view, a tie or a report told as a fact or a cause; a plan as what was done
        (
            "Ketamine is easier to use with clonidine.",
            "Clonidine makes ketamine easier to use, in the view of one review.",
            "certainty",
        ),
        (
            "High doses raise the rate of cystitis.",
            "High doses were tied to a raised rate of cystitis in one survey.",
            "certainty",
        ),
        (
            "Ketamine use causes cystitis, the label says.",
            "Cystitis is among reports on ketamine use, the label says.",
            "certainty",
        ),
        (
            "The trial enrolled 60 women with burns.",
            "The trial planned for 60 women with burns.",
            "certainty",
        ),
        (
            "Nausea occurs for days after ketamine.",
            "Nausea can occur for days after ketamine.",
            "certainty",
        ),
        (
            "Every burn unit found relief with ketamine.",
            "Relief with ketamine varied between burn units.",
            "certainty",
        ),
        (
            "Ketamine lowered pain significantly.",
            "Ketamine lowered pain (NNT 20, 95% CI 5 to infinity).",
            "certainty",
        ),
        # one thing told as its opposite
        (
            "The review included dental surgery.",
            "The review was of all surgery, dental surgery excluded.",
            "negation",
        ),
        ("Ketamine boosted NMDA currents.", "Ketamine inhibited NMDA currents.", "direction"),
        ("Nausea persisted after a day.", "Nausea had resolved after a day.", "negation"),
        ("It is dosed at the upper end.", "It is dosed at the low end.", "direction"),
        ("Medical ketamine users had pain.", "Recreational ketamine users had pain.", "population"),
        # a denial of another subject, of a name with a comma, of a thing read, and in none
        (
            "Ketamine binds it, and so does etomidate.",
            "Ketamine binds it, whereas etomidate does not.",
            "negation",
        ),
        (
            "Naloxone blocked it in rats, and naltrexone did in mice.",
            "Naloxone did not block it in rats; naltrexone blocked it in mice.",
            "negation",
        ),
        (
            "Both ketamine and (2R,6R)-hydroxynorketamine bind to it.",
            "Ketamine binds to it, but not (2R,6R)-hydroxynorketamine.",
            "negation",
        ),
        ("The number of deaths was stated.", "The number of deaths was not stated.", "negation"),
        (
            "Eye pressure rose with ketamine in studies of healthy children.",
            "Eye pressure rose with ketamine in no study of healthy children.",
            "negation",
        ),
        (
            "Ketamine was given in an unmonitored ward.",
            "Ketamine was given only in a monitored ward.",
            "negation",
        ),
        # figures and words that change places between arms, and in time
        (
            "Up to 12.5% vomited with ketamine against 30.1% with morphine.",
            "Up to 30.1% vomited with ketamine against 12.5% with morphine.",
            "arm",
        ),
        (
            "Vomiting was commoner with ketamine than with morphine.",
            "Vomiting: 4% with ketamine against 9% with morphine.",
            "direction",
        ),
        (
            "Eye pressure fell from 19 to 16 mm Hg.",
            "Eye pressure was 16, then 19 mm Hg.",
            "direction",
        ),
        (
            "Morphine acted late and long, while ketamine was abrupt.",
            "Morphine was abrupt, while ketamine acted late and long.",
            "comparator",
        ),
        (
            "Ketamine was better than saline for pain.",
            "Pain improved in both groups, ketamine and saline.",
            "comparator",
        ),
        (
            "Pain was 2.1 at admission and 6.4 at discharge.",
            "Pain was 6.4 at admission and 2.1 at discharge.",
            "direction",
        ),
        # a name that nobody gave
        ("PARAMEDIC-3 found less pain.", "Paramedics found less pain.", "name"),
        ("Dworkin and co-workers found less pain with ketamine.", LIFTED, "name"),
        ("PRIME-2 gave children ketamine 0.3 mg/kg.", RATE, "name"),
    ],
)
def test_another_thing_in_like_words_is_withheld_by_its_rule(
    claim: str, quote: str, rule: str
) -> None:
    assert rule in rules(claim, quote)


@pytest.mark.parametrize("module", [spoken])
def test_the_examples_hold(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0
