"""Any sentence-transformers CrossEncoder as a reader. Loads torch: never the default."""

import math
import threading
from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

from ingest.document import IngestError

# Beyond it a log-odds says no more, and one that is no number at all says no.
_SUREST = 50.0


class CrossEncoderReader:
    """A CrossEncoder by name or folder. Its numbers are its own: no threshold is fitted to them.

    One that tells what a text entails, by a label of that name, is asked whether the sentence
    entails the other text; its number is the log-odds of that label.
    """

    def __init__(self, name: str) -> None:
        from sentence_transformers import CrossEncoder
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # type: ignore[no-untyped-call]  # it would write between our lines
        try:
            self._model = CrossEncoder(name, device="cpu")
        except Exception as error:  # the hub raises many kinds; all mean that it is not to be had
            raise IngestError(
                f"no reader at {name!r} and none by that name could be fetched; give a folder "
                "that holds a sentence-transformers CrossEncoder, or none"
            ) from error
        labels = {int(at): str(one) for at, one in self._model.config.id2label.items()}
        self._entailed = next(
            (at for at, one in labels.items() if one.lower().startswith("entail")), None
        )
        if len(labels) > 1 and self._entailed is None:
            raise IngestError(
                f"the reader {name!r} tells {', '.join(labels.values())} of a pair, and which of "
                "them is a yes is not known; take one with a single label, or one that has a "
                "label entailment"
            )
        self._lock = threading.Lock()  # a tokenizer is one thread's at a time
        self.name = Path(name).name if Path(name).is_dir() else name

    def read(
        self, question: str, sentences: Sequence[str], over: Sequence[str] = ()
    ) -> list[float]:
        import torch

        seen = ["\n".join(both) for both in zip_longest(over, sentences, fillvalue="")]
        texts = seen if over else list(sentences)
        with self._lock:
            scores = self._model.predict(
                pairs_of(question, texts, text_first=self._entailed is not None),
                activation_fn=torch.nn.Identity(),
                show_progress_bar=False,
            )
        return [self._log_odds(one) for one in scores]

    def _log_odds(self, row: Any) -> float:
        numbers = [float(one) for one in (row if getattr(row, "ndim", 0) else [row])]
        if any(math.isnan(one) for one in numbers):
            return -_SUREST
        if self._entailed is None:
            value = numbers[0]
        else:
            most = max(numbers)
            others = sum(
                math.exp(one - most) for at, one in enumerate(numbers) if at != self._entailed
            )
            value = numbers[self._entailed] - most - math.log(max(others, 1e-30))
        return max(-_SUREST, min(_SUREST, value))


def pairs_of(question: str, texts: Sequence[str], *, text_first: bool) -> list[tuple[str, str]]:
    """What entails stands before what is entailed; what is asked, before what may answer.

    >>> pairs_of("It fell.", ["Pain fell."], text_first=True)
    [('Pain fell.', 'It fell.')]
    """
    return [(one, question) if text_first else (question, one) for one in texts]
