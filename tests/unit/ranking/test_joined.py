"""A stock in two parts answers as in one, as long as both rest on the same statistics."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from duijie.engines.ranking import prepare_needs, prepare_offers, rank_need
from duijie.engines.ranking.joined import join_indexes
from duijie.engines.ranking.stored import open_index, write_index
from tests.unit.ranking.test_stored import BY_ID, EMBEDDER, ITEMS, NEEDS


@pytest.mark.parametrize("split", range(1, len(ITEMS)))
def test_parts_answer_like_the_whole(split: int) -> None:
    whole = prepare_offers(ITEMS, embedder=EMBEDDER)
    parts = [
        prepare_offers(items, embedder=EMBEDDER, statistics=whole.statistics)
        for items in (ITEMS[:split], ITEMS[split:])
    ]
    joined = join_indexes(*parts)
    needs = prepare_needs(NEEDS, embedder=EMBEDDER)
    for number in range(len(NEEDS)):
        assert rank_need(needs, number, joined) == rank_need(needs, number, whole)
    assert [piece.title for piece in joined.pieces] == [piece.title for piece in whole.pieces]


def test_a_changed_item_takes_the_place_of_its_stored_self(tmp_path: Path) -> None:
    base = prepare_offers(ITEMS, embedder=EMBEDDER)
    digests = np.zeros(len(ITEMS), dtype=np.uint64)
    write_index(base, tmp_path / "offers", about="v1", digests=digests)
    stored = open_index(tmp_path / "offers", BY_ID.__getitem__, about="v1")
    assert stored is not None
    statistics = stored.index.statistics
    changed = prepare_offers(ITEMS[1:2], embedder=EMBEDDER, statistics=statistics)
    joined = join_indexes(stored.index, changed)
    needs = prepare_needs(NEEDS, embedder=EMBEDDER)
    allowed = np.array([True, False, True, True, True, True])
    for number in range(len(NEEDS)):
        ranking = rank_need(needs, number, joined, allowed=allowed)
        assert ranking == rank_need(needs, number, base)


def test_parts_of_other_statistics_are_not_joined() -> None:
    parts = [prepare_offers([item], embedder=EMBEDDER) for item in ITEMS[:2]]
    with pytest.raises(AssertionError):
        join_indexes(*parts)
