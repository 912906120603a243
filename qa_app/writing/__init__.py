"""Language models by name, their two modes, and (guard/) the guard on what they write."""
