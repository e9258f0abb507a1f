"""How well a need's best offer stands, in figures that can be compared between needs.

A score orders the offers of one need; how high the best one is says little of whether it fits,
because a need of rare words scores high anyway, the more so where nobody can do it. Four figures
of the best offer's best piece say more, each from another source and none of them measured
against the stock's other offers.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from duijie.engines.ranking.background import RARE_SHARE, load_background
from duijie.engines.ranking.sentence_likeness import compare
from duijie.engines.ranking.terms import count_terms

if TYPE_CHECKING:
    from duijie.engines.ranking.index import OfferIndex, PreparedNeeds
    from duijie.engines.ranking.scoring import Scored


class Standing(NamedTuple):
    """Of one piece for one need."""

    words: float
    """Share 0..1 of the need's words that the piece holds, by weight and often enough."""
    meaning: float
    """z-score of the centred vectors' cosine."""
    sentences: float
    """Mean cosine of the need's sentences with their best matches."""
    title: float
    """Share 0..1 of the title's terms that the piece's title holds, rare ones counting more."""


def standing_of(
    needs: PreparedNeeds, number: int, index: OfferIndex, scored: Scored, item: int
) -> Standing:
    """Of the item's best piece."""
    piece = next(iter(scored.shares_of(item)))
    likeness = scored.likeness.get(piece) or compare(needs.passages, number, index.passages, piece)
    return Standing(
        words=float(scored.coverage[piece]),
        meaning=float(scored.meaning_z[piece]),
        sentences=likeness.sentences if likeness else 0.0,
        title=_share_of_title(needs, number, index.pieces[piece].title),
    )


def _share_of_title(needs: PreparedNeeds, number: int, title: str) -> float:
    need, is_stemmed = needs.items[number], needs.variant.is_stemmed
    asked = count_terms(need.title or need.text, is_stemmed=is_stemmed)
    held = count_terms(title, is_stemmed=is_stemmed)
    share = load_background().share
    weights = {
        term: -needs.statistics.weight(term) * math.log(share(term) + RARE_SHARE)
        for term in sorted(asked)
    }
    total = sum(weights.values())
    found = sum(weight for term, weight in weights.items() if term in held)
    return found / total if total > 0.0 else 0.0
