"""The guard on a claim, without a model of its own: is it what the quotes that it cites say?"""

from qa_app.writing.guard.check import (
    CitedQuote,
    Verdict,
    Verifier,
    check_citations,
    check_claim,
)

__all__ = ["CitedQuote", "Verdict", "Verifier", "check_citations", "check_claim"]
