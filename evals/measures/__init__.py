"""What is measured, each a pure function with its definition cited; hand-worked in the tests."""

from evals.measures.agreement import cohen_kappa
from evals.measures.calibration import (
    ReliabilityBin,
    area_under_risk_coverage,
    auroc,
    calibration_error,
    reliability_bins,
    risk_coverage,
)
from evals.measures.citations import (
    Statement,
    citation_precision,
    citation_recall,
    why_not_verbatim,
)
from evals.measures.nuggets import nugget_recall, says, says_fact
from evals.measures.ranking import ndcg_at_k, recall_at_k, reciprocal_rank, trec_order
from evals.measures.refusal import RefusalScores, refusal_scores
from evals.measures.sources import shows_both_sides, trust_of, weak_share

__all__ = [
    "RefusalScores",
    "ReliabilityBin",
    "Statement",
    "area_under_risk_coverage",
    "auroc",
    "calibration_error",
    "citation_precision",
    "citation_recall",
    "cohen_kappa",
    "ndcg_at_k",
    "nugget_recall",
    "recall_at_k",
    "reciprocal_rank",
    "refusal_scores",
    "reliability_bins",
    "risk_coverage",
    "says",
    "says_fact",
    "shows_both_sides",
    "trec_order",
    "trust_of",
    "weak_share",
    "why_not_verbatim",
]
