"""Which words of a sentence answer: from the scores of its word pieces (pure).

A span begins and ends with whole words, and never within a quantity: of "0.35 mg/kg per hour"
either all is marked or nothing. Beside all spans stands one option more, that none of them
answers, whose score is fixed at 0, as the null option of the reader's own log-odds is.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ingest.quantities import find_quantities

Span = tuple[int, int]
Scores = npt.NDArray[np.float32]

MOST_WORDS = 10
MOST_OF_SENTENCE = 0.6  # of its characters: a mark on nearly all of a sentence marks nothing

_WORD = re.compile(r"\S+")
_NOT_OF_WORDS = ".,;:!?()[]{}\"'“”‘’"


@dataclass(frozen=True, slots=True)
class LikelySpan:
    """The likeliest words of a sentence, and how likely it is, 0…1, that the answer lies there."""

    span: Span
    chance: float
    is_sure: bool = False  # whether so likely that they may be marked on this word alone


def words_of(sentence: str) -> list[Span]:
    """Where its words stand, without the punctuation around them; a quantity is one word.

    >>> [sentence[start:end] for sentence in ["Relief (0.35 mg/kg per hour) lasted 4 days."]
    ...  for start, end in words_of(sentence)]
    ['Relief', '0.35 mg/kg per hour', 'lasted', '4 days']
    """
    whole = [(one.start, one.end) for one in find_quantities(sentence)]
    found: list[Span] = []
    for match in _WORD.finditer(sentence):
        start, end = _bare(sentence, *match.span())
        for first, last in whole:
            if first < end and start < last:
                start, end = min(start, first), max(end, last)
        if start >= end:
            continue
        if found and start < found[-1][1]:
            found[-1] = (min(start, found[-1][0]), max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def likeliest_span(
    sentence: str, pieces: Sequence[Span], begins: Scores, ends: Scores, *, sure_from: float = 1.0
) -> LikelySpan | None:
    """None where no span may be marked, as in a sentence of one word.

    `pieces` are where the word pieces stand; `begins` and `ends` their scores as the first and as
    the last of the answer. It lies there where a span shares half of the shorter with the other.
    """
    words = words_of(sentence)
    at = pieces_of_words(words, pieces)
    words = [one for one, held in zip(words, at, strict=True) if held]
    held = [one for one in at if one]
    spans = allowed_spans(sentence, words)
    if not spans:
        return None
    scores = np.array([begins[held[i][0]] + ends[held[j][1]] for i, j in spans], dtype=np.float64)
    most = max(0.0, float(scores.max()))
    shares = np.exp(scores - most)
    shares /= shares.sum() + np.exp(-most)
    places = [(words[i][0], words[j][1]) for i, j in spans]
    best = places[int(scores.argmax())]
    there = sum(
        float(share)
        for place, share in zip(places, shares, strict=True)
        if overlaps_by_half(place, best)
    )
    return LikelySpan(best, there, there >= sure_from)


def allowed_spans(sentence: str, words: Sequence[Span]) -> list[tuple[int, int]]:
    """Every run of words, as the first and the last, that is short enough to be marked."""
    lengths = [len(sentence[start:end].split()) for start, end in words]
    longest = MOST_OF_SENTENCE * len(sentence.strip())
    return [
        (i, j)
        for i in range(len(words))
        for j in range(i, min(len(words), i + MOST_WORDS))
        if sum(lengths[i : j + 1]) <= MOST_WORDS and words[j][1] - words[i][0] <= longest
    ]


def pieces_of_words(words: Sequence[Span], pieces: Sequence[Span]) -> list[tuple[int, int] | None]:
    """The first and the last piece of each word; None of one that was cut off."""
    found: list[tuple[int, int] | None] = []
    for start, end in words:
        inside = [at for at, (first, last) in enumerate(pieces) if first < end and start < last]
        whole = inside and pieces[inside[-1]][1] >= end
        found.append((inside[0], inside[-1]) if whole else None)
    return found


def pieces_of_sentence(text: Sequence[int], places: Sequence[Span], length: int) -> list[int]:
    """Which pieces of a pair are of its sentence: the second text, before what stands over it."""
    return [
        at
        for at, (of, (start, end)) in enumerate(zip(text, places, strict=True))
        if of == 1 and start < end <= length
    ]


def overlaps_by_half(one: Span, other: Span) -> bool:
    """Whether two spans share at least half of the shorter.

    >>> overlaps_by_half((0, 4), (2, 20)), overlaps_by_half((0, 4), (3, 20))
    (True, False)
    """
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return 2 * shared >= min(one[1] - one[0], other[1] - other[0])


def _bare(sentence: str, start: int, end: int) -> Span:
    while start < end and sentence[start] in _NOT_OF_WORDS:
        start += 1
    while start < end and sentence[end - 1] in _NOT_OF_WORDS:
        end -= 1
    return start, end
