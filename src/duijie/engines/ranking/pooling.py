"""What several methods would propose for a need, put together for people to grade."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from duijie.engines.ranking.matching import rank_need
from duijie.engines.ranking.scoring import best_items, score

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from duijie.engines.ranking.index import OfferIndex, PreparedNeeds

WORDS: Final = "words"
MEANING: Final = "meaning"
"""Methods that use one part of the ranking alone, the peers of it that need nothing else."""


@dataclass(frozen=True)
class Pool:
    """The best of every method for one need."""

    places: dict[str, dict[str, int]]
    """Id of the item -> method -> place from 1."""
    nothing_fits: bool
    """By the ranking itself."""


def pool_need(
    needs: PreparedNeeds,
    number: int,
    index: OfferIndex,
    *,
    depth: int,
    allowed: NDArray[np.bool_] | None = None,
) -> Pool:
    """The first `depth` of the ranking, of its words alone and of its meaning alone.

    A pool of one method would call worthless what only another would have found. `allowed` as in
    `rank_need`.
    """
    ranking = rank_need(needs, number, index, top=depth, allowed=allowed)
    places: dict[str, dict[str, int]] = defaultdict(dict)
    for place, match in enumerate(ranking.matches, start=1):
        places[match.offer_id][index.variant.name] = place
    if ranking.matches:
        scored = score(needs, number, index, allowed=allowed)
        ids = index.ids
        for method, scores in ((WORDS, scored.item_words), (MEANING, scored.item_meaning)):
            for place, item in enumerate(best_items(scores, scored.allowed, ids, depth), start=1):
                places[str(ids[item])][method] = place
    return Pool(dict(places), ranking.nothing_fits)
