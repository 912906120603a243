"""Numbers with their units in a text, as quantities: 0.35 mg/kg is 350 µg/kg, and not 0.35 mg.

Values are exact fractions of what is written, so that nothing is equal by rounding. No quantity
is: a digit in a name (CRPS-1, GLP-1, CYP3A4, 5-HT3, (2R,6R)-hydroxynorketamine), the number of a
kind or a part (type 1, phase 3, question 4, table 2), and an ordinal (2nd, a third infusion).
"""

from ingest.quantities.find import find_quantities
from ingest.quantities.quantity import Quantity, same_quantity, supports

__all__ = ["Quantity", "find_quantities", "same_quantity", "supports"]
