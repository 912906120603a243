"""BioASQ's golden JSON (Tsatsaronis et al. 2015): questions with PMIDs, snippets, exact answers.

To answer: of a factoid or a list each exact answer is a fact, its synonyms are its forms; a yes or
no, and a summary, cannot be checked by words, and only the sources are. To find: the snippets of a
document are its text, as the golden files hold no abstracts.
"""

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from evals.datasets import EvalError
from evals.question_files.checked import checked
from evals.question_files.known import Fact, Form, KnownQuestion
from ingest.document import sha256_of


class _Snippet(BaseModel):
    model_config = ConfigDict(extra="ignore")
    document: str
    text: str
    offsetInBeginSection: int = 0


class _Golden(BaseModel):
    model_config = ConfigDict(extra="ignore")
    id: str
    body: str
    type: str
    documents: list[str] = []
    snippets: list[_Snippet] = []
    exact_answer: Any = None


def bioasq_questions(path: Path) -> list[KnownQuestion]:
    return [_known(one) for one in _golden(path)]


def bioasq_as_beir(path: Path, cache: Path) -> Path:
    """A folder in BEIR form of a golden file: the snippets' documents, and which are relevant."""
    golden = _golden(path)
    texts: dict[str, list[tuple[int, str]]] = {}
    for question in golden:
        for one in question.snippets:
            found = (one.offsetInBeginSection, " ".join(one.text.split()))
            held = texts.setdefault(pmid_of(one.document), [])
            if found not in held:
                held.append(found)
    corpus = [
        {"_id": name, "title": "", "text": " ".join(text for _, text in sorted(held))}
        for name, held in texts.items()
    ]
    relevant = {
        one.id: [name for name in dict.fromkeys(map(pmid_of, one.documents)) if name in texts]
        for one in golden
    }
    lines = {
        "corpus.jsonl": corpus,
        "queries.jsonl": [{"_id": one.id, "text": one.body} for one in golden],
    }
    judged = [f"{one}\t{name}\t1" for one, names in relevant.items() for name in names]
    if not judged:
        raise EvalError(f"{path} holds no snippet of the documents it names; nothing can be found")
    folder = cache / f"bioasq-{sha256_of(path.read_text(encoding='utf-8'))[:24]}"
    (folder / "qrels").mkdir(parents=True, exist_ok=True)
    for file, rows in lines.items():
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / file).write_text(text, encoding="utf-8")
    head = "query-id\tcorpus-id\tscore\n"
    (folder / "qrels" / "golden.tsv").write_text(head + "\n".join(judged), encoding="utf-8")
    return folder


def is_bioasq(data: Any) -> bool:
    """Whether what a JSON file holds looks like BioASQ's."""
    listed = data.get("questions") if isinstance(data, dict) else None
    return isinstance(listed, list) and all(
        isinstance(one, dict) and "body" in one for one in listed
    )


def pmid_of(address: str) -> str:
    """
    >>> pmid_of("http://www.ncbi.nlm.nih.gov/pubmed/12345")
    '12345'
    """
    return address.rstrip("/").rsplit("/", 1)[-1]


def _known(one: _Golden) -> KnownQuestion:
    sources = tuple(dict.fromkeys(map(pmid_of, one.documents)))
    answers = _exact_answers(one) if one.type in ("factoid", "list") else []
    facts = tuple(
        Fact(f"f{at}", names[0], "vital", tuple(Form((name,)) for name in names), sources)
        for at, names in enumerate(answers, start=1)
    )
    return KnownQuestion(one.id, one.type, one.body.strip(), facts=facts, sources=sources)


def _exact_answers(one: _Golden) -> list[list[str]]:
    """Each thing that answers, with its synonyms; of a factoid they may be given alone."""
    given = one.exact_answer
    if isinstance(given, str):
        given = [given]
    if not isinstance(given, list):
        return []
    if one.type == "factoid" and all(isinstance(each, str) for each in given):
        given = [given]
    listed = [[each] if isinstance(each, str) else each for each in given]
    clean = [[name.strip() for name in names if str(name).strip()] for names in listed]
    return [names for names in clean if names]


def _golden(path: Path) -> list[_Golden]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise EvalError(f"no questions at {path}: {error.strerror}; give --questions") from error
    except ValueError as error:
        raise EvalError(f"{path} is not JSON: {error}") from error
    if not is_bioasq(data):
        raise EvalError(
            f"{path} is not BioASQ's golden JSON: a list of questions, each with a body"
        )
    return [checked(_Golden, one, at, path) for at, one in enumerate(data["questions"], start=1)]
