"""A user's own questions as a CSV: a row for each fact that an answer should say, or a refusal.

Columns (all but `question` may be left out): id, type, part, question, earlier, sources,
must_refuse, why, conflict, says, importance, texts, numbers, patterns, not_texts. Several are
parted by ";"; `texts` may hold several forms, parted by "|". Rows of one id are one question;
without ids, rows of the same question are.
"""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from evals.datasets import EvalError
from evals.question_files.known import KnownQuestion
from evals.question_files.older import from_listed
from evals.question_files.shipped import from_entry

_OF_QUESTION = ("type", "part", "question", "must_refuse", "why")
_OF_FACT = ("numbers", "patterns", "not_texts")
COLUMNS = (
    *("id", "earlier", "sources", "conflict", "says", "importance", "texts"),
    *_OF_QUESTION,
    *_OF_FACT,
)
_TRUE = ("1", "true", "yes", "x")


def csv_questions(path: Path) -> list[KnownQuestion]:
    entries: dict[str, dict[str, Any]] = {}
    for number, row in _rows(path):
        if not row.get("question"):
            raise EvalError(f"line {number} of {path} has no question")
        name = row.get("id") or row["question"]
        entry = entries.setdefault(name, {"id": row.get("id") or f"line-{number}", "facts": []})
        entry.update({key: row[key] for key in _OF_QUESTION if row.get(key)})
        entry.setdefault("type", "own")
        for key in ("earlier", "sources"):
            entry[key] = list(dict.fromkeys([*entry.get(key, ()), *_listed(row, key)]))
        entry["conflict"] = entry.get("conflict", False) or row.get("conflict", "").lower() in _TRUE
        if fact := _fact(row, len(entry["facts"]) + 1):
            entry["facts"].append(fact)
    return [_known(one, at, path) for at, one in enumerate(entries.values(), start=1)]


def _known(entry: dict[str, Any], at: int, path: Path) -> KnownQuestion:
    if entry["facts"] or entry.get("must_refuse"):
        return from_entry({key: one for key, one in entry.items() if key != "sources"}, at, path)
    if not entry["sources"]:
        raise EvalError(
            f"question {entry['id']} of {path} says nothing of what is right; give sources, "
            "texts, numbers, patterns or must_refuse"
        )
    listed = ("id", "type", "part", "question", "earlier", "sources", "why")
    return from_listed({key: entry[key] for key in listed if key in entry}, at, path)


def _fact(row: Mapping[str, str], at: int) -> dict[str, Any] | None:
    common = {key: _listed(row, key) for key in _OF_FACT}
    alternatives = [_parted(one, ";") for one in _parted(row.get("texts", ""), "|")]
    if not alternatives and not common["numbers"] and not common["patterns"]:
        return None
    forms = [{"texts": texts, **common} for texts in alternatives or [[]]]
    said = row.get("texts") or "; ".join([*common["numbers"], *common["patterns"]])
    return {
        "id": f"f{at}",
        "says": row.get("says") or said,
        "importance": row.get("importance") or "vital",
        "sources": _listed(row, "sources"),
        "forms": forms,
    }


def _listed(row: Mapping[str, str], key: str) -> list[str]:
    return _parted(row.get(key, ""), ";")


def _parted(text: str, at: str) -> list[str]:
    return [one.strip() for one in text.split(at) if one.strip()]


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row with the number of its last line, its values trimmed."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise EvalError(f"no questions at {path}: {error.strerror}; give --questions") from error
    except UnicodeDecodeError as error:
        raise EvalError(f"{path} is not UTF-8 (byte {error.start})") from error
    reader = csv.DictReader(text.splitlines(keepends=True))
    unknown = [one for one in reader.fieldnames or () if one.strip().lower() not in COLUMNS]
    if unknown:
        raise EvalError(
            f"{path} has the column {unknown[0]!r}; the columns are {', '.join(COLUMNS)}"
        )
    for row in reader:
        if None in row:
            raise EvalError(f"line {reader.line_num} of {path} has more cells than columns")
        cells = {key.strip().lower(): (value or "").strip() for key, value in row.items()}
        if any(cells.values()):
            yield reader.line_num, cells
