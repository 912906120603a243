"""Language models, and the guard on what they write."""
