"""What /health answers: can the store be asked and the conversations be read, in this process."""

from collections.abc import Callable

from ingest.document import IngestError
from ingest.log_lines import error_facts
from qa_app.engine import Engine
from qa_app.records.conversations import list_mine
from qa_app.records.database import Records, RecordsError
from qa_app.upkeep.port import SERVICE

_WORDS = "pain relief"  # any words will do: both legs are asked, and a store of anything answers


def health(engine: Callable[[], Engine], records: Callable[[], Records]) -> dict[str, object]:
    """The answer, whose `status` is ok or failing; failing says why in one sentence."""
    try:
        found = engine().search(_WORDS, limit=1)
        state = engine().state()
        list_mine(records(), "", limit=1)
    except (IngestError, RecordsError) as error:
        return {"service": SERVICE, "status": "failing", "why": str(error)}
    except Exception as error:  # whatever it is, the one who asks must get an answer
        return {"service": SERVICE, "status": "failing", "why": error_facts(error)}
    if not found:
        return {
            "service": SERVICE,
            "status": "failing",
            "why": "the store holds nothing; run python -m ingest on your texts",
        }
    return {
        "service": SERVICE,
        "status": "ok",
        "documents": state.documents,
        "generation": state.generation,
    }
