"""A file of questions, in whichever form it is: by its suffix, and of YAML by what it holds."""

from pathlib import Path
from typing import Any

import yaml

from evals.datasets import EvalError
from evals.question_files.bioasq import bioasq_questions
from evals.question_files.csv_rows import csv_questions
from evals.question_files.known import KnownQuestion
from evals.question_files.older import fact_base_questions, listed_questions, questions_in_forms
from evals.question_files.shipped import VERSION, shipped_questions


def read_questions(path: Path) -> list[KnownQuestion]:
    """The questions of a file, in its order. Raises EvalError where one is not sound."""
    questions = _READERS.get(path.suffix.lower(), _of_yaml)(path)
    if not questions:
        raise EvalError(f"{path} holds no question")
    seen: set[str] = set()
    for one in questions:
        if one.id in seen:
            raise EvalError(f"{path} has the id {one.id!r} twice; give one of them another")
        seen.add(one.id)
    return questions


def _of_yaml(path: Path) -> list[KnownQuestion]:
    data = _yaml(path)
    if isinstance(data, list):
        return listed_questions(data, path)
    if isinstance(data, dict) and "forms" in data:
        return questions_in_forms(data, path)
    if not isinstance(data, dict) or "questions" not in data:
        raise EvalError(
            f"{path} holds neither a list of questions nor the key 'questions' or 'forms'"
        )
    if "version" not in data:
        return fact_base_questions(data, path)
    if data["version"] != VERSION:
        raise EvalError(f"{path} is of version {data['version']!r}; version {VERSION} is read here")
    return shipped_questions(data, path)


_READERS = {".csv": csv_questions, ".json": bioasq_questions}


def _yaml(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise EvalError(f"no questions at {path}: {error.strerror}; give --questions") from error
    except UnicodeDecodeError as error:
        raise EvalError(f"{path} is not UTF-8 (byte {error.start})") from error
    except yaml.YAMLError as error:
        raise EvalError(f"{path} is not YAML: {' '.join(str(error).split())}") from error
