"""Keep it running: is all well, where is what, which port; for who looks after it."""
