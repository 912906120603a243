"""Is all well: every check that `doctor` makes, as facts and as problems with their remedies.

It changes nothing, but that the first use of the model keeps its export.
"""

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from ingest.catalogue import Catalogue
from ingest.document import IngestError
from ingest.embed import load_encoder
from ingest.store import Store
from qa_app.answering.answer import store_state
from qa_app.upkeep.installation import Facts, Installation, Unsound
from qa_app.upkeep.kept import check_conversations, check_disk, check_permissions, tell_places
from qa_app.upkeep.legs import ask_legs
from qa_app.upkeep.machine import (
    check_chat_answers,
    check_model,
    check_network,
    check_port,
    check_versions,
)

_PASSAGES = 100
_PASSAGES_QUICK = 3

Part = Literal["all", "quick", "running"]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong: one sentence that ends with the remedy."""

    where: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Examination:
    facts: Mapping[str, Facts]
    problems: tuple[Problem, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "sound": not self.problems,
            "problems": [asdict(one) for one in self.problems],
            **self.facts,
        }


def examine(installation: Installation, *, part: Part = "all") -> Examination:
    """Make the checks: all, or quickly whether the store can be asked, or if the chat is well."""
    facts: dict[str, Facts] = {}
    problems: list[Problem] = []
    for name, check in _checks(part).items():
        try:
            facts[name] = check(installation)
        except Unsound as error:
            facts[name] = error.facts
            problems.append(Problem(name, str(error)))
        except IngestError as error:
            facts[name] = {}
            problems.append(Problem(name, str(error)))
    return Examination(facts, tuple(problems))


def _checks(part: Part) -> dict[str, Callable[[Installation], Facts]]:
    if part == "running":
        return {"port": check_chat_answers}
    if part == "quick":
        return {"store": lambda one: _ask_store(one, _PASSAGES_QUICK)}
    return {
        "versions": check_versions,
        "places": tell_places,
        "model": check_model,
        "store": lambda one: _ask_store(one, _PASSAGES),
        "conversations": check_conversations,
        "permissions": check_permissions,
        "disk": check_disk,
        "port": check_port,
        "network": check_network,
    }


def describe_store(store: Path) -> Facts:
    """A store in a few words, from its catalogue alone; says so where there is none."""
    try:
        with closing(Catalogue(store / "catalogue.sqlite")) as catalogue:
            return {
                "folder": str(store.resolve()),
                "documents": len(catalogue.known()),
                "generation": catalogue.generation(),
                "built": catalogue.meta("built"),
                "embedding_model": catalogue.meta("embedding_model"),
            }
    except IngestError as error:
        return {"folder": str(store.resolve()), "unreadable": str(error)}


def _ask_store(installation: Installation, passages: int) -> Facts:
    reader = Store(installation.store, chroma_url=installation.chroma_url).reader()
    facts: Facts = asdict(store_state(reader)) | {"retractions_of": reader.retractions_of}
    if not reader.known:
        raise Unsound(
            f"the store at {installation.store} is empty; run python -m ingest on your texts", facts
        )
    remedy = f"delete {installation.store} and run python -m ingest"
    try:
        answer = ask_legs(reader, load_encoder(), passages=passages)
    except IngestError:
        raise
    except Exception as error:  # each leg has kinds of its own, and a damaged one any of them
        raise Unsound(
            f"the store could not be asked ({type(error).__name__}); {remedy}", facts
        ) from error
    facts |= {
        "passages_asked_for": answer.asked,
        "found_by_vectors": answer.asked - len(answer.lost_to_vectors),
        "found_by_words": answer.asked - len(answer.lost_to_words),
        "legs_agree": answer.agree,
    }
    if not answer.agree:
        first = (*answer.lost_to_vectors, *answer.lost_to_words)[0]
        raise Unsound(
            f"of {answer.asked} passages asked for, {len(answer.lost_to_vectors)} were not found "
            f"by their vectors and {len(answer.lost_to_words)} not by their words ({first} is "
            f"one); {remedy}",
            facts,
        )
    return facts
