"""Every sentence the program itself says about a reply: reasons, notices, whose words."""

import math

from ingest.document import Holds, Source, Status
from qa_app.answering.model_use import ModelUse, Where
from qa_app.answering.reply import Asked, CitedSource, Mode, Notice, Reason

# A refusal's first sentence, then what the asker can do.
REASONS: dict[Reason, tuple[str, str]] = {
    "not_in_corpus": (
        "No source here answers this.",
        "Nothing found in the library covers all that you asked. That is not evidence that there "
        "is none: look elsewhere, or add a source.",
    ),
    "not_sure": (
        "No source here answers this clearly enough.",
        "Some sources come near, but none plainly says what you asked. "
        "Read the nearest below, or ask more precisely: drug, route, dose, condition.",
    ),
    "personal_decision": (
        "This is a decision about one person, and it is not made here.",
        "What is right for one person needs a clinician who knows them: their history, other "
        "medicines and examination. You can ask here what the evidence says in general.",
    ),
    "emergency": (
        "This sounds like an emergency. Call your emergency number now.",
        "112 in Europe, 999 in the United Kingdom, 911 in North America, 000 in Australia; in a "
        "hospital, your resuscitation team. If the person does not breathe normally, tell the "
        "call handler so and begin resuscitation as they direct. A poison centre advises on an "
        "overdose. Do not wait for an answer from this page.",
    ),
    "empty_question": (
        "There is no question yet.",
        "Write what you would like to know, for example: How long does pain relief last after "
        "a ketamine infusion for CRPS?",
    ),
    "too_long": (
        "This question is too long to answer well.",
        "Shorten it to the one thing you want to know, at most 2,000 characters. "
        "Ask the rest as questions of their own.",
    ),
    "greeting": (
        "Hello. Ask a question about ketamine in pain management.",
        "Each sentence of an answer stands beside the words of a source in the library that carry "
        "it, with their reference. Where no source answers, the page says so.",
    ),
    "retracted_only": (
        "Only retracted work answers this, so it is not used.",
        "What has been retracted is never given as an answer here.",
    ),
    "language": (
        "This question could not be read as English.",
        "The sources are in English, and so far only English questions are answered. "
        "Please ask in English.",
    ),
}

NOTICES: dict[Notice, str] = {
    "not_personal_advice": "General evidence, not advice for one patient.",
    "only_weak_sources": "Only weak sources answer this: health articles, marketing or texts "
    "that name no author. Do not rely on them alone.",
    "quotes_instead_of_prose": "Shown as quotes, because a written answer could not be checked "
    "against the sources.",
    "model_failed": "Shown as quotes, because the language model could not be used.",
}

WITHHELD_SENTENCE = "A sentence is withheld: its words no longer match the source that it cites."
WITHHELD_QUOTE = (
    "This quote is withheld: its words are not, letter for letter, what the source's text says."
)
SINCE_RETRACTED = "Do not rely on this sentence: its source has since been retracted."

PARAPHRASED = "paraphrased"
PARAPHRASED_MEANS = (
    "Paraphrased: a language model's words, shown because the quotes they cite say the same by the "
    "rules of this program. The quotes are what counts."
)
WITHHELD_CLAIMS = "Withheld: what the model wrote and its quotes do not support"

SOURCES_DISAGREE = "Sources disagree"
LABELS_ARE_OURS = (
    "The short labels are this library's own words; what each side says stands in the numbered "
    "quotes."
)
WITHHELD_SIDE = "A side is withheld: a quote that carries it no longer matches its source."
SIDE_SINCE_RETRACTED = "Do not rely on this side: a source of it has since been retracted."

NOT_CHECKED = "not yet checked by a clinician"

HOLDS: dict[Holds, str] = {
    "digest": "our summary",
    "abstract": "the abstract",
    "full-text": "the full text",
    "excerpt": "an excerpt",
}

STATUS: dict[Status, str] = {
    "current": "",
    "concern": "Under an expression of concern",
    "retracted": "Retracted",
}


def words_and_basis(record: CitedSource | Source) -> str:
    """Whose words these are and what was read for them, as a card says it."""
    if record.words == "own":
        return f"our summary, from the {record.basis}" if record.basis else "our summary"
    if record.holds == "full-text":
        return "the source's own words"
    return f"the source's own words, from {HOLDS[record.holds]}"


def status_line(record: CitedSource | Source) -> str:
    """`Retracted, 3 May 2021`, or nothing for a source in good standing."""
    said = STATUS[record.status]
    if not said or record.status_date is None:
        return said
    day = record.status_date
    return f"{said}, {day.day} {day:%B %Y}"


def checked_against(retractions_of: str | None) -> str:
    """What the library says of the list of retractions that its sources were checked against."""
    if retractions_of is None:
        return "not checked against a list of retractions"
    return f"checked against a list of retractions of {retractions_of}"


def goes_to(where: Where, host: str) -> str:
    """Whether a question stays here, said before it is asked."""
    match where:
        case "machine":
            return "It runs on this machine; nothing leaves it."
        case "network":
            return (
                "Your question, those before it and the quotes found leave this machine: "
                f"they go to {host}."
            )
        case "outside":
            return (
                "Your question, those before it and the quotes found leave this machine: "
                f"they go to {host}, outside your network."
            )


def model_line(model: ModelUse, mode: Mode) -> str:
    """What a model had to do with a reply, what it took and what it cost."""
    by = f"{'Chosen and ordered' if mode == 'select' else 'Written'} by {model.name}"
    if mode == "quotes":
        by = f"Asked only how the follow-up is meant: {model.name}"
    elif not model.replies:
        by = f"Not asked: {model.name}"
    elif model.failure is not None:
        by = f"Asked: {model.name}"
    where = {"machine": "on this machine", "network": f"at {model.host} on your network"}
    parts = [f"{by}, {where.get(model.where, f'at {model.host}')}", _tokens(model), _cost(model)]
    return f"{'; '.join(filter(None, parts))}."


def _tokens(model: ModelUse) -> str | None:
    if not model.replies:
        return None
    if not model.tokens_in and not model.tokens_out:
        return "it told no count of tokens"
    least = "at least " if model.untold else ""
    more = f" ({model.untold} of {model.replies} replies told no count)" if model.untold else ""
    return f"{least}{model.tokens_in:,} tokens read, {model.tokens_out:,} written{more}"


def _cost(model: ModelUse) -> str | None:
    if model.cost is None:
        return None
    least = "at least " if model.untold else ""
    unit = f" {model.currency}" if model.currency else ""
    return f"{least}{_amount(model.cost)}{unit} at the price that was given"


def _amount(cost: float) -> str:
    """
    >>> _amount(12.5), _amount(0.0004136), _amount(0.0000004), _amount(0.0)
    ('12.50', '0.00041', 'less than 0.00001', '0')
    """
    if cost >= 1:
        return f"{cost:,.2f}"
    if 0 < cost < 0.00001:
        return "less than 0.00001"
    return f"{cost:.{2 - math.ceil(math.log10(cost))}f}" if cost else "0"


def understood_line(asked: Asked) -> str | None:
    """How a question was understood, and by whom, where that is more than what was typed."""
    understood = " ".join(asked.understood.split())
    if not understood or understood == " ".join(asked.question.split()):
        return None
    rewrote = asked.model is not None and asked.model.rewrote
    by = f" (rewritten by {asked.model.name})" if asked.model is not None and rewrote else ""
    return f"Understood as: {understood}{by}"


def failure_line(model: ModelUse) -> str | None:
    """What went wrong with it, as a sentence."""
    return None if model.failure is None else f"{model.failure[0].upper()}{model.failure[1:]}."
