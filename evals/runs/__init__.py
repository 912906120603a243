"""A run: one folder with its rows, its figures and the page on which a clinician reads them."""
