"""How each measure of answers is defined and where that is from, in words for the report."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Definition:
    """`how` is a whole sentence; `source` is the publication, or says that it is this project's."""

    how: str
    source: str


_OWN = "Defined here: evals/judgement.py."
_NUGGETS = (
    "Pradeep et al. 2024, Initial nugget evaluation results for the TREC 2024 RAG track, section 3 "
    "(strict scoring); the forms of each fact are checked by words, quantities and patterns."
)
_CITATIONS = (
    "Gao et al. 2023, Enabling large language models to generate text with citations (ALCE), "
    "section 3.3, with exact quotes in place of its model of entailment."
)
_REFUSAL = "van Rijsbergen 1979, Information retrieval, chapter 7, with refusals as what is sought."

DEFINITIONS: dict[str, Definition] = {
    "credit": Definition(
        "From 0 to 1, how right a reply is. To be answered: the share of its vital facts that are "
        "said. To be refused: 1 for the right refusal. 0 where a quote is not verbatim or a "
        "sentence is not what it cites. A question that is not answered scores 0.",
        _OWN,
    ),
    "answered": Definition(
        "Of the questions that the texts answer, the share that got an answer, right or not.", _OWN
    ),
    "vital facts": Definition(
        "Of the facts that an answer to a question must say, the share that a quoted sentence of a "
        "supporting source says; the mean over questions.",
        _NUGGETS,
    ),
    "all facts": Definition("The same over all facts, those that are good to have too.", _NUGGETS),
    "cites expected": Definition(
        "Of the questions that the texts answer, the share whose answer cites a source that "
        "supports it.",
        _OWN,
    ),
    "first expected": Definition("The same for the first source that an answer cites.", _OWN),
    "says it": Definition(
        "Of the questions in the older form, the share whose quotes hold all the words asked for.",
        _OWN,
    ),
    "both sides": Definition(
        "Of the questions on which sources disagree, the share whose answer shows two sides or "
        "more, each by a source (conflict recall).",
        "Defined here: evals/measures/sources.py.",
    ),
    "refusal precision": Definition(
        "Of the questions that were refused, the share that had to be.", _REFUSAL
    ),
    "refusal recall": Definition(
        "Of the questions that had to be refused, the share that was.", _REFUSAL
    ),
    "refusal F1": Definition("The harmonic mean of the two.", _REFUSAL),
    "right reason": Definition(
        "Of the questions that had to be refused, the share refused for the reason expected.", _OWN
    ),
    "citation recall": Definition(
        "Of an answer's sentences, the share that is, word for word, what it cites; the mean over "
        "questions.",
        _CITATIONS,
    ),
    "citation precision": Definition(
        "Of an answer's citations, the share that its sentence needs; the mean over questions.",
        _CITATIONS,
    ),
    "quotes verbatim": Definition(
        "Of the quotes that a reply shows, the share that the text holds letter for letter at the "
        "place given, under the same SHA-256; the mean over replies.",
        "Defined here: evals/measures/citations.py.",
    ),
    "trust": Definition(
        "How trusted the kinds of the cited sources are: 1 for a guideline, 0 for marketing.",
        "Defined here: evals/measures/sources.py, by the order of ingest/kinds.py.",
    ),
    "weak sources": Definition(
        "Of the cited sources, the share that is a health article, marketing or unattributed.",
        "Defined here: evals/measures/sources.py.",
    ),
    "risk-coverage area": Definition(
        "The mean of what replies lack of full credit, when only the surest are let through, then "
        "ever more; refusals come last, as lost. Lower is better.",
        "El-Yaniv and Wiener 2010, On the foundations of noise-free selective classification; "
        "Geifman, Uziel and El-Yaniv 2019, Bias-reduced uncertainty estimation, section 2.",
    ),
    "calibration error": Definition(
        "How far apart the score and the credit of answers lie, in ten bins by score (ECE). Lower "
        "is better.",
        "Naeini et al. 2015, Obtaining well calibrated probabilities using Bayesian binning; bins "
        "as in Guo et al. 2017, On calibration of modern neural networks.",
    ),
    "AUROC": Definition(
        "How often a question that the texts answer has a higher score than one that they do not.",
        "Fawcett 2006, An introduction to ROC analysis, section 7.",
    ),
    "words": Definition("The mean length of an answer with all its quotes, in words.", _OWN),
    "seconds": Definition("The median time of a reply, on the machine named above.", _OWN),
    "seconds, slowest": Definition("One reply in twenty takes longer than this.", _OWN),
}

INTERVALS = Definition(
    "Each interval is the middle 95% of the figure over 1,000 samples of the questions, drawn with "
    "replacement. Two systems are compared on the same samples; “no difference shown” means that "
    "the interval of their difference holds 0. Of fewer than six questions no interval is told.",
    "Efron and Tibshirani 1993, An introduction to the bootstrap, chapter 13; Koehn 2004, "
    "Statistical significance tests for machine translation evaluation, section 4.",
)
