"""How the reader is trained: open data sets → groups of a question and sentences → weights."""
