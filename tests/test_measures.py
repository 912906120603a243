"""Each measure against its definition on an example worked by hand, or against a library's."""

import random
from collections.abc import Sequence
from math import log2

import ir_measures
import pytest
from sklearn.calibration import calibration_curve
from sklearn.metrics import (
    cohen_kappa_score,
    f1_score,
    precision_score,
    recall_score,
    roc_auc_score,
)

from evals.measures import (
    Statement,
    area_under_risk_coverage,
    auroc,
    calibration_error,
    citation_precision,
    citation_recall,
    cohen_kappa,
    ndcg_at_k,
    nugget_recall,
    recall_at_k,
    reciprocal_rank,
    refusal_scores,
    reliability_bins,
    risk_coverage,
    says,
    says_fact,
    shows_both_sides,
    trec_order,
    trust_of,
    weak_share,
)
from evals.question_files import Fact, Form
from ingest.kinds import KINDS

RUNS = range(200)


# Rankings


def test_rankings_score_as_by_ir_measures_on_random_runs() -> None:
    for seed in RUNS:
        chance = random.Random(seed)
        names = [f"d{at}" for at in range(150)]
        judged = chance.sample(names, chance.randint(1, 30))
        relevance = {name: chance.choice([0, 1, 1, 2, 3]) for name in judged} | {"d149": 1}
        found = chance.sample(names, chance.randint(1, 150))
        tied = {name: chance.choice([0.25, 0.5, chance.random()]) for name in found}
        untied = {name: chance.random() for name in found}
        for scores in (tied, untied):
            ranking = trec_order(scores.items())
            ours = {
                "nDCG@10": ndcg_at_k(ranking, relevance, 10),
                "R@100": recall_at_k(ranking, relevance, 100),
                "RR": reciprocal_rank(ranking, relevance),
            }
            if scores is untied:  # MS MARCO's script, behind RR@10, breaks ties its own way
                ours["RR@10"] = reciprocal_rank(ranking, relevance, 10)
            named = {one: ir_measures.parse_measure(one) for one in ours}
            theirs = ir_measures.calc_aggregate(named.values(), {"q": relevance}, {"q": scores})
            assert ours == pytest.approx({one: theirs[named[one]] for one in ours}, abs=1e-9)


def test_a_graded_ranking_is_discounted_by_the_logarithm_of_its_rank() -> None:
    relevance = {"a": 2, "b": 1, "c": 1, "d": 0}
    found = ["b", "d", "a"]
    ideal = 2 / log2(2) + 1 / log2(3) + 1 / log2(4)
    assert ndcg_at_k(found, relevance, 10) == pytest.approx((1 / log2(2) + 2 / log2(4)) / ideal)
    assert ndcg_at_k(found, relevance, 2) == pytest.approx(
        (1 / log2(2)) / (2 / log2(2) + 1 / log2(3))
    )
    assert recall_at_k(found, relevance, 10) == 2 / 3
    assert recall_at_k(found, relevance, 2) == 1 / 3
    assert reciprocal_rank(["d", "x", "c"], relevance) == 1 / 3
    assert reciprocal_rank(["d", "x", "c"], relevance, 2) == 0


def test_a_query_with_nothing_relevant_scores_nothing() -> None:
    assert ndcg_at_k(["a"], {"a": 0}, 10) == 0
    assert recall_at_k(["a"], {}, 10) == 0
    assert reciprocal_rank([], {"a": 1}) == 0


# Facts


def form(*texts: str, numbers: Sequence[str] = (), without: Sequence[str] = ()) -> Form:
    return Form(texts, tuple(numbers), (), tuple(without))


@pytest.mark.parametrize(
    ("sentence", "asked"),
    [
        ("The bolus was 350 µg/kg.", form("bolus", numbers=["0.35 mg/kg"])),
        ("Morphine fell (79 vs 121 mg).", form(numbers=["79 mg", "121 mg"])),
        ("At least 50% relief in 10 of 15.", form(numbers=["50%"])),
        ("The risk ratio was 3.26 (95% CI 1.6 to 6.6).", form(numbers=["3.26"])),
        ("Relief lasted up to 12 weeks.", form(numbers=["12 weeks"])),
        ("The NMDA–receptor’s blockade", form("nmda", "receptor's blockade")),
        ("A non-competitive antagonist.", form("non-competitive")),
        ("A non‑competitive antagonist.", form("Non-Competitive")),
        ("It did not differ  from\nplacebo.", form("did not differ from placebo")),
        ("Pain fell.", Form(patterns=(r"pain (fell|dropped)",))),
        ("Score −3.8 cm.", form(numbers=["-3.8 cm"])),
    ],
)
def test_a_sentence_says_what_a_form_asks_for(sentence: str, asked: Form) -> None:
    assert says(sentence, asked)


@pytest.mark.parametrize(
    ("sentence", "asked"),
    [
        ("The bolus was 0.35 mg.", form("bolus", numbers=["0.35 mg/kg"])),
        ("The bolus was 3.5 mg/kg.", form("bolus", numbers=["0.35 mg/kg"])),
        ("Morphine fell to 79 mg.", form(numbers=["79 mg", "121 mg"])),
        ("It fell by 50%.", form(numbers=["at least 50%"])),
        ("P<0.05", form(numbers=["P=0.05"])),
        ("A non-competitive antagonist.", form("competitive")),
        ("S-ketamine was given.", form("ketamine")),
        ("Esketamine was given.", form("ketamine")),
        ("Infusions were given.", form("infusion")),
        ("Pain fell, as with placebo.", form("pain", without=["placebo"])),
        ("Pain rose.", Form(patterns=(r"pain (fell|dropped)",))),
        ("Pain fell.", Form(("pain",), (), (r"nausea",))),
    ],
)
def test_a_sentence_does_not_say_what_it_nearly_says(sentence: str, asked: Form) -> None:
    assert not says(sentence, asked)


def test_a_fact_is_said_by_any_of_its_forms_and_only_by_one_sentence() -> None:
    fact = Fact("f", "so", "vital", (form("bolus", "acute"), form("starting dose")))
    assert says_fact("An acute bolus.", fact)
    assert says_fact("The starting dose.", fact)
    assert not says_fact("A bolus.", fact)


def test_nugget_recall_counts_the_vital_facts_or_all_of_them() -> None:
    """Of three vital and two okay facts, two vital and one okay are said."""
    facts = [Fact(name, "", "vital", ()) for name in "abc"]
    facts += [Fact(name, "", "okay", ()) for name in "de"]
    assert nugget_recall({"a", "c", "e"}, facts, vital=True) == 2 / 3
    assert nugget_recall({"a", "c", "e"}, facts, vital=False) == 3 / 5
    assert nugget_recall(set(), facts, vital=True) == 0
    assert nugget_recall({"d"}, facts[3:], vital=True) is None


# Citations


ONE, TWO = "Pain fell by 5 mm.", "Nausea rose."


def test_citation_recall_is_the_share_of_sentences_that_are_what_they_cite() -> None:
    """ALCE's recall: the first is quoted, the second cites the wrong quote, the third nothing."""
    statements = [Statement(ONE, (ONE,)), Statement(TWO, (ONE,)), Statement(TWO, ())]
    assert citation_recall(statements) == 1 / 3
    assert citation_recall([Statement(f"{ONE} {TWO}", (ONE, TWO))]) == 1
    assert citation_recall([]) is None


def test_citation_precision_is_the_share_of_citations_that_are_needed() -> None:
    """ALCE's precision: a citation beside one that carries the sentence alone is not needed."""
    assert citation_precision([Statement(ONE, (ONE, TWO))]) == 1 / 2
    assert citation_precision([Statement(f"{ONE} {TWO}", (ONE, TWO))]) == 2 / 2
    # Of a sentence that is not supported no citation counts; one without any has none to count.
    assert citation_precision([Statement(TWO, (ONE,)), Statement(ONE, (ONE,))]) == 1 / 2
    assert citation_precision([Statement(ONE, ())]) is None


def test_a_part_of_a_quote_is_not_the_quote() -> None:
    assert citation_recall([Statement("Pain fell.", ("It is unknown whether Pain fell.",))]) == 0
    assert citation_recall([Statement("Pain fell by 6 mm.", (ONE,))]) == 0
    assert citation_recall([Statement(ONE, ("",))]) == 0  # a citation of nothing


def test_a_sentence_of_a_model_is_unscored_until_something_can_tell() -> None:
    written = Statement("Pain was lower.", (ONE,), "model")
    assert citation_recall([written]) is None
    assert citation_precision([written]) is None
    assert citation_recall([written, Statement(ONE, (TWO,))]) == 0
    assert citation_recall([written], lambda cited, one: "fell" in " ".join(cited)) == 1


# Refusals


def test_refusals_score_as_by_scikit_learn_on_random_runs() -> None:
    for seed in RUNS:
        chance = random.Random(seed)
        replies = [
            (chance.random() < 0.4, chance.random() < 0.3) for _ in range(chance.randint(20, 60))
        ]
        replies += [(True, True), (True, False), (False, True)]
        was, due = [one for one, _ in replies], [one for _, one in replies]
        ours = refusal_scores(replies)
        assert ours.precision == pytest.approx(precision_score(due, was), abs=1e-9)
        assert ours.recall == pytest.approx(recall_score(due, was), abs=1e-9)
        assert ours.f1 == pytest.approx(f1_score(due, was), abs=1e-9)


def test_what_never_refuses_has_no_precision_and_no_recall_of_nothing() -> None:
    never = refusal_scores([(False, True), (False, False)])
    assert (never.precision, never.recall, never.f1) == (None, 0.0, 0.0)
    nothing_due = refusal_scores([(True, False)])
    assert (nothing_due.precision, nothing_due.recall, nothing_due.f1) == (0.0, None, None)


# Scores


def test_auroc_is_that_of_scikit_learn_on_random_runs() -> None:
    for seed in RUNS:
        chance = random.Random(seed)
        scored = [
            (chance.choice([0.2, 0.5, chance.random()]), chance.random() < 0.5) for _ in range(40)
        ]
        scored += [(0.3, True), (0.3, False)]
        assert auroc(scored) == pytest.approx(
            roc_auc_score([held for _, held in scored], [score for score, _ in scored]), abs=1e-9
        )


def test_reliability_is_that_of_scikit_learn_on_random_runs() -> None:
    for seed in RUNS:
        chance = random.Random(seed)
        scored = [
            (chance.choice([0.0, 0.35, 1.0, chance.random()]), float(chance.random() < 0.6))
            for _ in range(80)
        ]
        right, score = calibration_curve(
            [held for _, held in scored], [one for one, _ in scored], n_bins=10
        )
        bins = reliability_bins(scored)
        assert [one.right for one in bins] == pytest.approx(list(right), abs=1e-9)
        assert [one.score for one in bins] == pytest.approx(list(score), abs=1e-9)
        assert sum(one.n for one in bins) == len(scored)
        error = sum(
            one.n / len(scored) * abs(theirs - sure)
            for one, theirs, sure in zip(bins, right, score, strict=True)
        )
        assert calibration_error(scored) == pytest.approx(error, abs=1e-9)


def test_calibration_error_weighs_each_bin_by_its_answers() -> None:
    """Three answers said to be 0.9 sure, two of them right; one said 0.25 sure and half right."""
    scored = [(0.9, 1.0), (0.9, 1.0), (0.9, 0.0), (0.25, 0.5)]
    expected = 3 / 4 * abs(2 / 3 - 0.9) + 1 / 4 * abs(0.5 - 0.25)
    assert calibration_error(scored) == pytest.approx(expected)
    assert calibration_error([]) is None
    assert [(one.low, one.high, one.n) for one in reliability_bins(scored)] == [
        (0.2, 0.3, 1),
        (0.8, 0.9, 3),  # a bin holds its upper edge
    ]


def test_the_surest_answers_are_let_through_first_and_refusals_last() -> None:
    replies = [(0.6, 1.0), None, (0.9, 0.0), (0.6, 0.0)]
    # Two answers of one score come together, each at their mean loss of one half.
    assert risk_coverage(replies) == [
        (1 / 4, 0.0),
        (2 / 4, 0.5 / 2),
        (3 / 4, (0.5 + 0.5) / 3),
        (4 / 4, (0.5 + 0.5 + 1) / 4),
    ]
    assert area_under_risk_coverage(replies) == (0 + 0.5 / 2 + 1 / 3 + 2 / 4) / 4
    assert area_under_risk_coverage([]) is None


def test_a_refusal_lowers_no_risk() -> None:
    right, wrong = (0.9, 0.0), (0.8, 1.0)
    assert area_under_risk_coverage([right, None]) == area_under_risk_coverage([right, wrong])
    assert area_under_risk_coverage([None, None]) == 1
    # To be surer of the wrong one costs more than to be surer of the right one.
    inverted = area_under_risk_coverage([(0.7, 0.0), wrong])
    assert inverted is not None
    assert inverted > (area_under_risk_coverage([right, wrong]) or 0)


# Sources


def test_what_is_cited_is_weighed_by_the_order_of_trust() -> None:
    assert trust_of(["guideline"]) == trust_of(["regulator"]) == 1
    assert trust_of(["marketing"]) == 0
    assert trust_of(["systematic-review", "narrative-review"]) == pytest.approx(
        (1 - 1 / 8 + 1 - 4 / 8) / 2
    )
    assert trust_of([]) is None
    assert all(0 <= (trust_of([kind]) or 0) <= 1 for kind in KINDS)
    assert weak_share(["rct", "marketing", "health-article", "guideline"]) == 2 / 4
    assert weak_share([]) is None


def test_both_sides_are_shown_where_two_sides_cite_a_source() -> None:
    def conflict(*sides: list[int]) -> dict[str, object]:
        return {"topic": "t", "sides": [{"label": "s", "citations": one} for one in sides]}

    assert shows_both_sides([conflict([1], [3])], {1, 2, 3})
    assert not shows_both_sides([conflict([1], [4])], {1, 2, 3})
    assert not shows_both_sides([conflict([1], []), conflict([2])], {1, 2, 3})
    assert shows_both_sides([conflict([9]), conflict([1], [9], [2])], {1, 2, 3})
    assert not shows_both_sides([], {1})


@pytest.mark.parametrize("run", RUNS)
def test_kappa_is_scikit_learns(run: int) -> None:
    luck = random.Random(run)
    pairs = [(luck.choice("abc"), luck.choice("abc")) for _ in range(luck.randrange(10, 60))]
    first, second = zip(*pairs, strict=True)
    assert cohen_kappa(pairs) == pytest.approx(cohen_kappa_score(first, second), abs=1e-9)


def test_kappa_of_one_label_alone_cannot_be_told() -> None:
    assert cohen_kappa([("a", "a")] * 5) is None
    assert cohen_kappa([]) is None
    assert cohen_kappa([("a", "b")] * 5) == 0
