"""Measure how well it finds, answers, refuses and cites; how fast it is."""
