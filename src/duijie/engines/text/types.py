"""What the text engine hands out: spans, words and a cleaned text with its way back."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import cached_property

Span = tuple[int, int]
"""Start and end (excluded) in characters of a text."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is compared: `text` is lower case, `start` and `end` say where it stands."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Cleaned:
    """A cleaned text that knows where each of its characters came from.

    For every span s of `text`, cleaning `source[source_span(s)]` again (with the same `wrapped`)
    gives exactly `text[s]`.
    """

    text: str
    source: str
    wrapped: bool = False
    """Whether lines were taken as cut at a fixed width."""
    starts: array[int] | None = field(default=None, repr=False, compare=False)
    """Of each character of `text`, where its source begins; None: the texts are of one length."""
    ends: array[int] | None = field(default=None, repr=False, compare=False)

    def source_span(self, start: int, end: int) -> Span:
        """The stretch of `source` that `text[start:end]` was made from.

        An empty span gives an empty one. Raises `ValueError` outside 0 <= start <= end <= len.
        """
        if not 0 <= start <= end <= len(self.text):
            raise ValueError(f"no span of this text: {start}, {end}")
        if self.starts is None or self.ends is None:
            return start, end
        if start == end:
            place = self.starts[start] if start < len(self.starts) else len(self.source)
            return place, place
        return self.starts[start], self.ends[end - 1]

    def cleaned_span(self, start: int, end: int) -> Span:
        """The stretch of `text` that came from `source[start:end]`; empty where all was dropped.

        A character made from several source characters is in if one of them is.
        """
        if not 0 <= start <= end <= len(self.source):
            raise ValueError(f"no span of the source: {start}, {end}")
        if self.starts is None or self.ends is None:
            return start, end
        first = bisect_right(self.ends, start)
        last = bisect_left(self.starts, end)
        return first, max(first, last)

    @cached_property
    def dropped(self) -> tuple[Span, ...]:
        """The stretches of `source` that no character of `text` stands for, in order."""
        if self.starts is None or self.ends is None:
            return ()
        gaps: list[Span] = []
        at = 0
        for start, end in zip(self.starts, self.ends, strict=True):
            if start > at:
                gaps.append((at, start))
            at = end
        if at < len(self.source):
            gaps.append((at, len(self.source)))
        return tuple(gaps)
