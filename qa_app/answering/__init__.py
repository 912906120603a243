"""Hits → answer or refusal: choose sentences, quote them, order them, or refuse."""
