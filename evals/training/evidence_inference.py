"""Evidence Inference (DeYoung et al. 2020): prompts on trials → questions in SQuAD form.

A prompt names an outcome, an intervention and a comparator; people ask in other words than the
data set's own sentence, so each prompt is put in one of several wordings, chosen by its id.
"""

import hashlib
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

WORDINGS = (
    "With respect to {o}, what is the reported difference between patients receiving {i} and "
    "those receiving {c}?",
    "Does {i} compared with {c} change {o}?",
    "What is the effect of {i} on {o}, compared with {c}?",
    "Is {o} higher or lower with {i} than with {c}?",
    "Did {o} differ between {i} and {c}?",
    "How did {i} affect {o} against {c}?",
    "{i} vs {c} {o}",
)


def to_squad_form(folder: Path, *, turn: int = 0) -> dict[str, Any]:
    """All usable prompts over their articles. Another `turn` gives each prompt another wording."""
    with (folder / "prompts.jsonl").open(encoding="utf-8") as lines:
        prompts = [json.loads(line) for line in lines]
    by_article: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for prompt in prompts:
        answers = [
            {"text": one["evidence_text"], "answer_start": one["evidence_start"]}
            for one in prompt["annotations"]
            if one["valid_label"] and one["valid_reasoning"] and one["evidence_end"] > 0
        ]
        if answers and not prompt["flagged_incorrect"]:
            by_article[prompt["pmcid"]].append(
                {
                    "id": f"{prompt['prompt_id']}",
                    "question": worded(prompt, turn=turn),
                    "is_impossible": False,
                    "answers": answers,
                }
            )
    data = []
    with (folder / "articles.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            if questions := by_article.get(article["pmcid"]):
                data.append(
                    {
                        "title": article["title"],
                        "paragraphs": [
                            {
                                "context": article["text"],
                                "document_id": article["pmcid"],
                                "qas": questions,
                            }
                        ],
                    }
                )
    return {"version": "evidence inference", "data": data}


def worded(prompt: dict[str, Any], *, turn: int = 0) -> str:
    """A prompt as a question in one of the WORDINGS."""
    luck = int(hashlib.sha256(str(prompt["prompt_id"]).encode()).hexdigest()[:8], 16)
    wording = WORDINGS[(luck + turn) % len(WORDINGS)]
    question = wording.format(
        o=_in_a_sentence(prompt["outcome"]),
        i=_in_a_sentence(prompt["intervention"]),
        c=_in_a_sentence(prompt["comparator"]),
    )
    return question[0].upper() + question[1:]


def _in_a_sentence(words: str) -> str:
    """Without a full stop, and small at the start unless it is a name or an abbreviation.

    >>> _in_a_sentence("Recurrent venous thromboembolism. "), _in_a_sentence("LMWH")
    ('recurrent venous thromboembolism', 'LMWH')
    """
    words = " ".join(words.split()).rstrip(".;, ")
    return words[:1].lower() + words[1:] if words[1:2].islower() else words
