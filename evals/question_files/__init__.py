"""Files of questions with known answers, in the forms that are read: YAML, CSV, BioASQ's JSON."""

from evals.question_files.known import Fact, Form, Importance, KnownQuestion
from evals.question_files.read import read_questions
from evals.question_files.resolve import resolve_sources

__all__ = ["Fact", "Form", "Importance", "KnownQuestion", "read_questions", "resolve_sources"]
