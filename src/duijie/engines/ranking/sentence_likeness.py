"""How well the single sentences of a need are met by those of an offer (late interaction).

A need's title counts by its best match among the offer's passages, and so does each of its first
sentences, of which the mean is taken. The vectors are what the model makes of each passage within
its text, so they cost nothing beyond the text's own vector; each kind (titles and sentences of
either side) is centred by its own mean.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

import numpy as np

from duijie.engines.ranking.background import (
    SENTENCES_DEVIATION,
    SENTENCES_MEAN,
    SENTENCES_MEAN_PER_LOG,
)
from duijie.engines.ranking.meaning import to_unit_length
from duijie.engines.ranking.scores import COSINE_DIGITS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from duijie.engines.ranking.meaning import Parts

NEED_SENTENCES: Final = 8
_ROWS_AT_ONCE: Final = 20_000
STEPS: Final = 2.0**20
"""Numbers are summed as whole multiples of one part in so many, so that no sum hangs on order."""


class Likeness(NamedTuple):
    """Cosines; each stands in for the other where a need has only a title or only a text."""

    title: float
    sentences: float

    def z(self, passages: int) -> float:
        """Against what an offer of so many passages comes to at random."""
        expected = SENTENCES_MEAN + SENTENCES_MEAN_PER_LOG * math.log(passages)
        return (self.title + self.sentences - expected) / SENTENCES_DEVIATION


class OfferedPassages(Protocol):
    """Directions of the passages of the searched side."""

    def of(self, number: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Of one item its titles (one row, or none) and its sentences, (passages, width) each."""
        ...

    def count(self, number: int) -> int:
        """Passages of one item."""
        ...


@dataclass(frozen=True)
class Passages:
    """Directions of the passages of one side, titles and sentences centred each by their mean."""

    parts: Parts
    _title_mean: NDArray[np.float64]
    _sentence_mean: NDArray[np.float64]
    _length: float = 1.0

    def count(self, number: int) -> int:
        """Passages of one item."""
        return self.parts.count(number)

    def of(self, number: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Of one item its titles (one row, or none) and its sentences, (passages, width) each."""
        rows = self.parts.rows(number)
        directions, is_title = self.parts.directions(rows), self.parts.is_title[rows]
        # a passage of which no token was read has no direction
        has_direction = directions.any(axis=1)
        return (
            self._length * to_unit_length(directions[is_title & has_direction] - self._title_mean),
            self._length
            * to_unit_length(directions[~is_title & has_direction] - self._sentence_mean),
        )


def compare(asked: Passages, need: int, offered: OfferedPassages, piece: int) -> Likeness | None:
    """How well one need is met by one piece; None where either says nothing."""
    return compare_all(asked, need, offered, [piece]).get(piece)


def compare_all(
    asked: Passages, need: int, offered: OfferedPassages, pieces: Sequence[int]
) -> dict[int, Likeness]:
    """How well one need is met by each of the pieces, less those that say nothing."""
    titles, sentences = asked.of(need)
    sentences = sentences[:NEED_SENTENCES]
    found = {}
    for piece in pieces if len(titles) or len(sentences) else []:
        other = np.concatenate(offered.of(piece))
        if len(other):
            title = _best(titles, other) if len(titles) else None
            mean = _best(sentences, other) if len(sentences) else None
            found[piece] = Likeness(
                title if title is not None else mean or 0.0,
                mean if mean is not None else title or 0.0,
            )
    return found


def sum_directions(parts: Parts, *, of_titles: bool) -> tuple[NDArray[np.float64], int]:
    """Sum and number of the directions of all titles, or of all sentences."""
    total = np.zeros(parts.values.shape[1], dtype=np.int64)
    count = 0
    for start in range(0, len(parts.values), _ROWS_AT_ONCE):
        at = slice(start, start + _ROWS_AT_ONCE)
        rows = parts.directions(at)[parts.is_title[at] == of_titles]
        rows = rows[rows.any(axis=1)]
        total += np.rint(rows * STEPS).astype(np.int64).sum(axis=0)
        count += len(rows)
    return total / STEPS, count


def _best(asked: NDArray[np.float64], offered: NDArray[np.float64]) -> float:
    """Mean over the asked rows of their best cosine."""
    # rounded, because equal vectors in different places may differ in the last digit
    return round(float((asked @ offered.T).max(axis=1).mean()), COSINE_DIGITS)
