"""Needs that ask for the same: an answer may have been found before, and a problem that several
companies have is worth one expert, or one meeting, for all of them.

Likeness is the mean of two cosines, of the centred vectors and of the weighted terms: symmetric,
and comparable over needs. Words alone follow what companies say of themselves, vectors alone follow
the industry. Read by us on 347 real needs: of the 17 pairs from `SAME_FROM` on 10 ask for the same
or for neighbouring steps of one process, the others for parts of one plant or products of one kind;
below `NEAR_FROM` little is left to talk about with the same expert.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from duijie.engines.ranking.passages import list_passages
from duijie.engines.ranking.reasons import words_reasons
from duijie.engines.ranking.scores import COSINE_DIGITS
from duijie.engines.ranking.scoring import need_weights
from duijie.engines.ranking.types import Reason

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from duijie.engines.ranking.index import PreparedNeeds

NEAR_FROM: Final = 0.25
SAME_FROM: Final = 0.375
COMPARED: Final = 40
"""How many others, the nearest in meaning, are compared by their words too."""
POINTS: Final = 10.0
"""What a cosine of 1 between the words is worth where reasons are weighed."""


@dataclass(frozen=True, slots=True)
class SimilarNeed:
    need_id: str
    likeness: float
    """From `NEAR_FROM` to 1."""
    reasons: tuple[Reason, ...]
    """The need's words beside the other's; none where they say alike in other words."""


@dataclass(frozen=True, slots=True)
class _Bag:
    """Terms of a need, each by a number of its own, and weights of unit length together."""

    terms: NDArray[np.int64]
    weights: NDArray[np.float64]
    names: tuple[str, ...]

    def shared(self, other: _Bag) -> dict[str, float]:
        """What each shared term adds to the cosine."""
        _, here, there = np.intersect1d(
            self.terms, other.terms, assume_unique=True, return_indices=True
        )
        products = self.weights[here] * other.weights[there]
        return {self.names[at]: float(part) for at, part in zip(here, products, strict=True)}


class NeedComparison:
    """Needs of several groups, all prepared with the statistics of the first."""

    def __init__(self, groups: Sequence[PreparedNeeds]) -> None:
        self._items = [need for group in groups for need in group.items]
        self._vectors = np.concatenate([group.meanings.vectors for group in groups])
        self._statistics = groups[0].statistics
        self._is_stemmed = groups[0].variant.is_stemmed
        self._numbers: dict[str, int] = {}
        self._bags: dict[int, _Bag] = {}

    def list_similar(
        self, number: int, *, top: int, allowed: Collection[str] | None = None
    ) -> tuple[SimilarNeed, ...]:
        """The needs most like the one of this number (counted over the groups in their order), the
        likest first, ties by id; itself left out. `allowed`: ids, the others are left out as if
        they were not there; None: all."""
        cosines = np.round(
            (self._vectors @ self._vectors[number]).astype(np.float64), COSINE_DIGITS
        )
        marks = np.ones(len(cosines), dtype=bool)
        if allowed is not None:
            marks = np.array([need.id in allowed for need in self._items], dtype=bool)
        marks[number] = False
        cosines[~marks] = -1.0
        count = min(COMPARED, int(marks.sum()))
        if count <= 0:
            return ()
        last = np.partition(cosines, len(cosines) - count)[len(cosines) - count]
        own = self._bag(number)
        found = []
        # words cannot add more than 1
        for other in np.flatnonzero(cosines >= max(last, 2 * NEAR_FROM - 1.0)):
            shared = own.shared(self._bag(int(other)))
            likeness = round(
                (float(cosines[other]) + sum(shared[term] for term in sorted(shared))) / 2,
                COSINE_DIGITS,
            )
            if likeness >= NEAR_FROM:
                found.append((-likeness, self._items[other].id, int(other), shared))
        return tuple(
            SimilarNeed(need_id, min(1.0, -minus), self._reasons(number, other, shared))
            for minus, need_id, other, shared in sorted(found)[:top]
        )

    def _reasons(self, number: int, other: int, shared: dict[str, float]) -> tuple[Reason, ...]:
        one, two = self._items[number], self._items[other]
        points = {term: POINTS * part for term, part in shared.items()}
        offered = [(passage, 0) for passage in list_passages(two.title, two.text)]
        return words_reasons(
            list_passages(one.title, one.text),
            offered,
            {0: points},
            is_stemmed=self._is_stemmed,
        )

    def _bag(self, number: int) -> _Bag:
        found = self._bags.get(number)
        if found is None:
            weights = need_weights(
                self._items[number], self._statistics, is_stemmed=self._is_stemmed
            )
            names = self._numbers
            numbered = sorted((names.setdefault(term, len(names)), term) for term in weights)
            values = np.array([weights[term] for _, term in numbered], dtype=np.float64)
            length = float(np.linalg.norm(values)) or 1.0
            terms = np.array([at for at, _ in numbered], dtype=np.int64)
            found = _Bag(terms, values / length, tuple(term for _, term in numbered))
            self._bags[number] = found
        return found
