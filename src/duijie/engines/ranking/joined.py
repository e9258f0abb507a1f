"""A large prepared stock and the few items that have come or changed since, searched as one.

Nothing large is copied: what the first index maps from files stays there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, overload

import numpy as np

from duijie.engines.ranking.index import OfferIndex, Piece
from duijie.engines.ranking.lexical import LexicalIndex

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from duijie.engines.ranking.meaning import OfferedMeanings
    from duijie.engines.ranking.sentence_likeness import OfferedPassages


def join_indexes(first: OfferIndex, second: OfferIndex) -> OfferIndex:
    """Both as one index, the items of the second behind those of the first. The second has to be
    prepared with the statistics of the first, so that scores of both can be compared."""
    assert second.statistics is first.statistics
    split = int(first.bounds[-1])
    lexical = LexicalIndex(
        first.lexical.postings + second.lexical.postings,
        first.lexical.sizes + second.lexical.sizes,
        first.statistics,
    )
    return OfferIndex(
        variant=first.variant,
        ids=np.concatenate([first.ids, second.ids]),
        pieces=_Pieces(first.pieces, second.pieces),
        bounds=np.concatenate([first.bounds, second.bounds[1:] + split]),
        is_evidence=np.concatenate([first.is_evidence, second.is_evidence]),
        is_paper=np.concatenate([first.is_paper, second.is_paper]),
        statistics=first.statistics,
        lexical=lexical,
        meanings=_Meanings(first.meanings, second.meanings, split),
        passages=_Passages(first.passages, second.passages, split),
    )


@dataclass(frozen=True)
class _Pieces(Sequence[Piece]):
    first: Sequence[Piece]
    second: Sequence[Piece]

    def __len__(self) -> int:
        return len(self.first) + len(self.second)

    @overload
    def __getitem__(self, number: int) -> Piece: ...

    @overload
    def __getitem__(self, number: slice) -> Sequence[Piece]: ...

    def __getitem__(self, number: int | slice) -> Piece | Sequence[Piece]:
        if isinstance(number, slice):
            return [self[at] for at in range(*number.indices(len(self)))]
        split = len(self.first)
        return self.first[number] if number < split else self.second[number - split]


@dataclass(frozen=True)
class _Meanings:
    first: OfferedMeanings
    second: OfferedMeanings
    split: int

    def cosines(self, vector: NDArray[np.float32]) -> NDArray[np.float64]:
        return np.concatenate([self.first.cosines(vector), self.second.cosines(vector)])

    def parts(self, number: int) -> NDArray[np.float64]:
        is_first = number < self.split
        return self.first.parts(number) if is_first else self.second.parts(number - self.split)


@dataclass(frozen=True)
class _Passages:
    first: OfferedPassages
    second: OfferedPassages
    split: int

    def of(self, number: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        is_first = number < self.split
        return self.first.of(number) if is_first else self.second.of(number - self.split)

    def count(self, number: int) -> int:
        is_first = number < self.split
        return self.first.count(number) if is_first else self.second.count(number - self.split)
