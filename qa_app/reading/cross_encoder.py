"""Any sentence-transformers CrossEncoder as a reader. Loads torch: never the default."""

from collections.abc import Sequence
from itertools import zip_longest

from ingest.document import IngestError


class CrossEncoderReader:
    """A CrossEncoder by name or folder. Its numbers are its own: no threshold is fitted to them."""

    def __init__(self, name: str) -> None:
        from sentence_transformers import CrossEncoder

        try:
            self._model = CrossEncoder(name, device="cpu")
        except Exception as error:  # the hub raises many kinds; all mean that it is not to be had
            raise IngestError(
                f"no reader at {name!r} and none by that name could be fetched; give a folder "
                "that holds a sentence-transformers CrossEncoder, or none"
            ) from error
        self.name = name

    def read(
        self, question: str, sentences: Sequence[str], over: Sequence[str] = ()
    ) -> list[float]:
        import torch

        scores = self._model.predict(
            [(question, "\n".join(one)) for one in zip_longest(over, sentences, fillvalue="")]
            if over
            else [(question, one) for one in sentences],
            activation_fn=torch.nn.Identity(),
            show_progress_bar=False,
        )
        return [float(one) for one in scores]
