"""What both modes share: whom to tell meanwhile, the answer in a model's order, its quotes else."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from time import perf_counter

from qa_app.answering.model_use import ModelUse, WithheldClaim
from qa_app.answering.reply import Answer, AnswerSentence, CitedSource, Mode, Notice
from qa_app.writing.calling import Limits, Piece, Waiting, call_model
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
        self._job = job
        self._started = perf_counter()
        self._read = self._written = 0
        self._replies = self._told = 0

    def pieces(
        self, start: Callable[[], Iterator[Piece]], *, limits: Limits | None = None
    ) -> Iterator[Piece]:
        """One reply as it comes, its tokens counted. Raises ModelFailed, whatever goes wrong."""
        self._replies += 1
        told = 0
        limits = limits or self._job.limits
        for piece in call_model(start, limits=limits, waiting=self._job.follow.waiting):
            self._read += piece.tokens_in
            self._written += piece.tokens_out
            if told == 0 and piece.tokens_in + piece.tokens_out:
                told = 1
                self._told += told
            yield piece

    def use(
        self, before: ModelUse | None = None, *, failure: str | None = None, rewrote: bool = False
    ) -> ModelUse:
        """What came of the model so far, with what it had to do with the same answer `before`."""
        choice = self._job.model.choice
        read, written, price = self._read, self._written, choice.price
        replies, untold = self._replies, self._replies - self._told
        if before is not None:
            read, written = read + before.tokens_in, written + before.tokens_out
            replies, untold = replies + before.replies, untold + before.untold
        known = price is not None and read + written > 0
        return ModelUse(
            name=choice.name,
            host=choice.host,
            where=choice.where,
            tokens_in=read,
            tokens_out=written,
            failure=failure,
            replies=replies,
            untold=untold,
            rewrote=rewrote or (before is not None and before.rewrote),
            cost=price.of(read, written) if price is not None and known else None,
            currency=price.currency if price is not None and known else "",
        )

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
        asked = replace(
            quotes.asked,
            mode=mode,
            model=self.use(quotes.asked.model, failure=failure),
            notices=(*quotes.asked.notices, *((notice,) if notice else ())),
            seconds=quotes.asked.seconds + perf_counter() - self._started,
        )
        return replace(quotes, asked=asked, withheld=tuple(withheld))
