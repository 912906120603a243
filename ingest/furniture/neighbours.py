"""Which lines of a page are furniture, judged by the lines about them."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise

from ingest.furniture.imprint import ends_as_reference, is_author_list, is_name, is_reference
from ingest.furniture.one_line import Line, Spans, Verdict, holds_evidence, judge_alone
from ingest.furniture.parts import heads_part, is_article_type
from ingest.sentences import split_sentences

_DIGITS = re.compile(r"\d+")
_ENDS_NUMBERED = re.compile(r"^\d{1,4}\s|\s\d{1,4}$")
_WORDS = re.compile(r"[^\W\d_]{3,}")
_BARE_NUMBER = re.compile(r"[-–— ]*\d{1,4}[-–— ]*$")
# So many open lines shut in by furniture may be furniture; more of them are a list.
_RUN = 5
_TEASER_WORDS = 30


def judge(lines: Sequence[Line]) -> list[Spans]:
    """For each line the spans of it that are text; none where all of it is furniture."""
    alone = [judge_alone(line) for line in lines]
    page = _Page(lines, [verdict for verdict, _ in alone])
    page.drop_running_heads()
    page.drop_page_numbers()
    page.drop_parts()
    page.drop_people()
    page.drop_references()
    page.drop_shut_in()
    page.drop_crowded()
    page.drop_closing_headings()
    page.restore_title()
    return [
        [] if verdict.is_gone else spans or [(0, len(line.text))]
        for line, verdict, (_, spans) in zip(lines, page.verdicts, alone, strict=True)
    ]


class _Page:
    """The lines of a page and what is thought of each so far."""

    def __init__(self, lines: Sequence[Line], verdicts: list[Verdict]) -> None:
        self.lines = lines
        self.verdicts = verdicts

    def drop_running_heads(self) -> None:
        """Short lines that come again, maybe with another number, with prose between them."""
        places: dict[str, list[int]] = {}
        for at, line in enumerate(self.lines):
            may_run = line.role in ("paragraph", "heading") and len(line.text) < 90
            if may_run and not line.is_closed and len(_WORDS.findall(line.text)) >= 2:
                numbered = _ENDS_NUMBERED.search(line.text)
                places.setdefault(
                    _DIGITS.sub("#", line.text) if numbered else line.text, []
                ).append(at)
        again = {
            shape: found
            for shape, found in places.items()
            if len(found) >= (2 if "#" in shape else 3)
        }
        prose = [at for at in range(len(self.lines)) if self.is_prose(at)] if again else []
        for found in again.values():
            parted = [bisect_left(prose, a) < bisect_left(prose, b) for a, b in pairwise(found)]
            if all(parted):
                self._drop(found)

    def drop_page_numbers(self) -> None:
        """Bare numbers that ascend, few among the lines: in a table laid flat they are figures."""
        bare = [
            at
            for at, line in enumerate(self.lines)
            if line.role != "row" and _BARE_NUMBER.match(line.text)
        ]
        numbers = [int(_DIGITS.findall(self.lines[at].text)[0]) for at in bare]
        if numbers and len(numbers) * 3 <= len(self.lines) and numbers == sorted(set(numbers)):
            self._drop(bare)

    def drop_parts(self) -> None:
        """Lists of sources, ways elsewhere, comments: from their heading to where text begins."""
        at = 0
        while at < len(self.lines):
            end = self._end_of_part(at)
            self._drop(range(at, end))
            at = max(end, at + 1)

    def drop_people(self) -> None:
        """Names, and the type of an article, between the title and the text."""
        titled = False
        for at, line in enumerate(self.lines):
            if self.is_prose(at):
                break
            if self.verdicts[at].is_gone or line.role == "row":
                continue
            if titled and is_author_list(line.text):
                self.verdicts[at] = Verdict.BYLINE
            elif is_article_type(line.text) and self._is_under_or_over_title(at):
                self.verdicts[at] = Verdict.FURNITURE
            else:
                titled = True

    def drop_references(self) -> None:
        """Entries of a list of sources that has no heading, two or more or shut in by furniture."""
        entries = [
            at
            for at, line in enumerate(self.lines)
            if line.role in ("item", "paragraph") and is_reference(line.text)
        ]
        for at in entries:
            beside = [near for near in (at - 1, at + 1) if 0 <= near < len(self.lines)]
            if set(beside) & set(entries) or all(self.verdicts[near].is_gone for near in beside):
                self.verdicts[at] = Verdict.FURNITURE

    def drop_shut_in(self) -> None:
        """Short open lines with furniture on both sides, save the title."""
        titles = self._titles()
        at = 0
        while at < len(self.lines):
            end = at
            while end < len(self.lines) and self.verdicts[end] is Verdict.OPEN:
                end += 1
            shut_before = at > 0 and self.verdicts[at - 1].is_gone
            shut_after = end == len(self.lines) or self.verdicts[end] is Verdict.FURNITURE
            if shut_before and shut_after and 0 < end - at <= _RUN:
                self._drop(
                    near for near in range(at, end) if near not in titles and self._is_scrap(near)
                )
            at = max(end, at + 1)

    def drop_crowded(self) -> None:
        """Open lines in a stretch that is mostly furniture, save the title and a last heading."""
        titles = self._titles()
        at = 0
        while at < len(self.lines):
            end = at
            while end < len(self.lines) and self.verdicts[end] is not Verdict.TEXT:
                end += 1
            stretch = range(at, end)
            gone = sum(self.verdicts[near].is_gone for near in stretch)
            is_last = end == len(self.lines)
            if gone >= 2 and gone * (3 if is_last else 2) >= len(stretch):
                heads_on = end
                while not is_last and heads_on > at and self.verdicts[heads_on - 1] is Verdict.OPEN:
                    heads_on -= 1
                self._drop(
                    near
                    for near in range(at, max(heads_on, at))
                    if near not in titles and self._is_scrap(near, most_words=8)
                )
            at = max(end, at + 1)

    def drop_closing_headings(self) -> None:
        """A heading after the last of the text, with only furniture under it, heads nothing."""
        last = max(
            (
                at
                for at, line in enumerate(self.lines)
                if self.verdicts[at] is Verdict.TEXT and line.role != "heading"
            ),
            default=len(self.lines),
        )
        for at in range(last + 1, len(self.lines)):
            below = self.verdicts[at + 1 :]
            if self.lines[at].role == "heading" and any(verdict.is_gone for verdict in below):
                self.verdicts[at] = Verdict.FURNITURE

    def restore_title(self) -> None:
        """A text's one line over its first paragraph is its title, whatever it looks like."""
        prose = next((at for at in range(len(self.lines)) if self.is_prose(at)), 0)
        if prose == 1 and self.verdicts[0].is_gone and len(self.lines[0].text.split()) >= 4:
            self.verdicts[0] = Verdict.OPEN

    def is_prose(self, at: int) -> bool:
        """Surely the text's: of some length, closed, and no entry of a list of sources."""
        line = self.lines[at]
        if self.verdicts[at] is not Verdict.TEXT or line.role in ("heading", "row"):
            return False
        words = len(line.text.split())
        if words < 8 or not line.is_closed or is_reference(line.text):
            return False
        if words < 40 and ends_as_reference(line.text):
            return False
        return words >= 12 or len(split_sentences(line.text)) >= 2

    def _end_of_part(self, start: int) -> int:
        """Where the part that `start` heads ends; `start` itself where it heads none."""
        line = self.lines[start]
        match heads_part(line.text) if line.role != "row" else None:
            case "sources":
                end = self._end_of_sources(start)
                return end if end > start + 1 else start
            case "comments":
                return self._end_of_comments(start)
            case "authors":
                return self._end_of_elsewhere(start, paragraphs=2)
            case "elsewhere":
                return self._end_of_elsewhere(start)
            case None:
                return start

    def _end_of_sources(self, start: int) -> int:
        for at in range(start + 1, len(self.lines)):
            line = self.lines[at]
            if is_reference(line.text):
                continue
            heads_on = line.role == "heading" and not self.verdicts[at].is_gone
            if heads_on or self.is_prose(at):
                return at
        return len(self.lines)

    def _end_of_comments(self, start: int) -> int:
        """Comments are prose too: only a heading over prose, and no name, ends them."""
        for at in range(start + 1, len(self.lines) - 1):
            line = self.lines[at]
            if line.role == "heading" and self.is_prose(at + 1) and not is_name(line.text):
                return at
        return len(self.lines)

    def _end_of_elsewhere(self, start: int, *, paragraphs: int = 0) -> int:
        head = self.lines[start]
        levels = {line.level for line in self.lines if line.level}
        for at in range(start + 1, len(self.lines)):
            line = self.lines[at]
            if (
                head.level
                and len(levels) > 1
                and line.role == "heading"
                and line.level <= head.level
            ):
                return at
            if line.role == "row":
                return at
            if not self.is_prose(at):
                continue
            if paragraphs or (len(levels) > 1 and len(line.text.split()) < _TEASER_WORDS):
                paragraphs -= 1
                continue
            before = self.lines[at - 1]
            is_headed = not before.is_closed or before.text.endswith("?")
            return at - 1 if is_headed and at - 1 > start else at
        return len(self.lines)

    def _titles(self) -> set[int]:
        """The open lines over the text that may be its title: the nearest to it, the longest."""
        found: list[int] = []
        for at, line in enumerate(self.lines):
            if self.is_prose(at) or (self.verdicts[at] is Verdict.BYLINE and found):
                break
            if self.verdicts[at] is Verdict.OPEN and len(line.text.split()) >= 2:
                found.append(at)
        return {found[-1], max(found, key=lambda at: len(self.lines[at].text))} if found else set()

    def _is_scrap(self, at: int, *, most_words: int = 4) -> bool:
        line = self.lines[at]
        words = line.text.split()
        if not _WORDS.search(line.text) or (len(words) > 3 and holds_evidence(line.text)):
            return False
        if line.text.endswith("?"):
            return len(words) <= 10
        return len(words) <= most_words or (line.text.isupper() and len(words) <= 7)

    def _is_under_or_over_title(self, at: int) -> bool:
        """Some other line before the prose could be the title."""
        for near in range(len(self.lines)):
            if near != at and self.is_prose(near):
                return False
            if (
                near != at
                and self.verdicts[near] is Verdict.OPEN
                and len(self.lines[near].text) > 15
            ):
                return True
        return False

    def _drop(self, places: Iterable[int]) -> None:
        for at in places:
            self.verdicts[at] = Verdict.FURNITURE
