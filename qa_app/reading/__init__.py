"""Question and sentence → does it answer: the learned reader."""
