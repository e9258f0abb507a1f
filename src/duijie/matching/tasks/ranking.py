"""What the jobs that rank have in common."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from duijie.engines.ranking.variants import DEFAULT_VARIANT
from duijie.matching.queries.stock import Stock

if TYPE_CHECKING:
    from duijie.engines.ranking import NeedRanking

VARIANT: Final = DEFAULT_VARIANT
TOP_OFFERS: Final = 20
TOP_EXPERTS: Final = 10
TOP_SIMILAR: Final = 6


def lengths_of(ranking: NeedRanking, stock: Stock) -> Iterator[tuple[str, int]]:
    """Id of each match -> how much of its text is the record's own."""
    return ((match.offer_id, stock.text_lengths[match.offer_id]) for match in ranking.matches)
