"""The words of a field that may not change between a quote and what is said of it.

Classes of terms with their synonyms are data (medicine.txt, and guarded.txt for the guard alone; a
folder's terms.yaml joins in); how they are found in a text is terms.py; words of direction and
denial are directions.py.
"""

from ingest.lexicon.medicine import guarding_lexicon, medical_lexicon
from ingest.lexicon.terms import Kind, Lexicon, Mention, plain_text

__all__ = ["Kind", "Lexicon", "Mention", "guarding_lexicon", "medical_lexicon", "plain_text"]
