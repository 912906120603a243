"""Which words of a quoted sentence are the figure that was asked for (pure).

Marked only where there is no doubt: one figure of the kind asked for, and no other. The quote
itself stays the whole sentence.
"""

from ingest.quantities import Quantity, find_quantities
from qa_app.finding.question import Figure, take_apart


def figure_asked_for(question: str, sentence: str) -> tuple[int, int] | None:
    """Where the sentence says it, as offsets; None where no figure is asked for or several stand.

    >>> sentence = "Relief lasted at most 11 weeks after 0.35 mg/kg/h."
    >>> at = figure_asked_for("How long does relief last?", sentence)
    >>> sentence[slice(*at)]
    '11 weeks'
    >>> figure_asked_for("Does relief last?", sentence) is None
    True
    """
    asked = take_apart(question).figure
    if asked is None:
        return None
    found = [one for one in find_quantities(sentence) if _is(one, asked)]
    return (found[0].start, found[0].end) if len(found) == 1 else None


_DIMENSIONS = {
    "duration": (("time", 1),),
    "share": (("percent", 1),),
    "year": (("date", 1),),
    "count": (),
}


def _is(one: Quantity, asked: Figure) -> bool:
    """An interval or a P value is never what is asked for."""
    if one.measure:
        return False
    return one.is_dose if asked == "dose" else one.dimension == _DIMENSIONS[asked]
