"""What both modes share: whom to tell meanwhile, the answer in a model's order, its quotes else."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from time import perf_counter

from qa_app.answering.model_use import ModelUse, WithheldClaim
from qa_app.answering.reply import Answer, AnswerSentence, CitedSource, Mode, Notice
from qa_app.writing.calling import Limits, Piece, Waiting
from qa_app.writing.models import LanguageModel
from qa_app.writing.offering import Offered


@dataclass(frozen=True, slots=True)
class Shown:
    """A checked sentence on its way to the page, with the sources so far."""

    sentence: AnswerSentence
    sources: tuple[CitedSource, ...]


@dataclass(frozen=True, slots=True)
class Follow:
    """Whom to tell while a model writes. Raise from either to cancel."""

    shown: Callable[[Shown], None] = lambda _: None
    waiting: Waiting = lambda: None


@dataclass(frozen=True, slots=True)
class Job:
    """A model at work on one answer, and its limits."""

    model: LanguageModel
    follow: Follow = Follow()
    limits: Limits = Limits()  # noqa: RUF009


class Numbering:
    """Numbers the quotes anew, in the order in which the answer cites them."""

    def __init__(self, offered: Sequence[Offered]) -> None:
        self._offered = {one.cited.number: one for one in offered}
        self._new: dict[int, int] = {}

    def number(self, given: Iterable[int]) -> tuple[int, ...]:
        return tuple(self._new.setdefault(one, len(self._new) + 1) for one in given)

    @property
    def sources(self) -> tuple[CitedSource, ...]:
        return tuple(
            replace(self._offered[old].cited, number=new) for old, new in self._new.items()
        )


class Tally:
    """What a model's work has cost so far."""

    def __init__(self, job: Job) -> None:
        self._choice = job.model.choice
        self._started = perf_counter()
        self._read = self._written = 0

    def add(self, piece: Piece) -> None:
        self._read += piece.tokens_in
        self._written += piece.tokens_out

    def composed(
        self,
        quotes: Answer,
        mode: Mode,
        sentences: Sequence[AnswerSentence],
        sources: Sequence[CitedSource],
        withheld: Sequence[WithheldClaim] = (),
    ) -> Answer:
        """The answer made of these sentences instead of the quotes."""
        later = (
            replace(one, number=len(sources) + at)
            for at, one in enumerate(quotes.not_used, start=1)
        )
        return replace(
            self.in_quotes(quotes, mode, withheld=withheld),
            sentences=tuple(sentences),
            sources=tuple(sources),
            not_used=tuple(later),
        )

    def in_quotes(
        self,
        quotes: Answer,
        mode: Mode,
        *,
        notice: Notice | None = None,
        failure: str | None = None,
        withheld: Sequence[WithheldClaim] = (),
    ) -> Answer:
        """The answer in quotes, and what came of the model."""
        choice = self._choice
        use = ModelUse(choice.name, choice.host, choice.where, self._read, self._written, failure)
        asked = replace(
            quotes.asked,
            mode=mode,
            model=use,
            notices=(*quotes.asked.notices, *((notice,) if notice else ())),
            seconds=quotes.asked.seconds + perf_counter() - self._started,
        )
        return replace(quotes, asked=asked, withheld=tuple(withheld))
