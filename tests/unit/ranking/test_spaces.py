"""Models other than the one that ranking was fitted on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from duijie.engines.embedding import WIDTH, Embedder, EndpointEmbedder, load_embedder
from duijie.engines.ranking import Item, NeedComparison, prepare_needs, prepare_offers, rank_need
from duijie.engines.ranking.spaces import (
    PASSAGE_SPREAD,
    TEXT_SPREAD,
    measure_sample,
    read_sample,
    space_of,
)
from duijie.engines.ranking.stored import open_index, write_index
from examples.build import sample
from examples.made_up import load_region

WIDE = 512
NEEDS, OFFERS = (
    [Item(str(number), *row) for number, row in enumerate(rows[:most])]
    for rows, most in zip(read_sample(), (20, 40), strict=True)
)


@pytest.fixture(scope="module")
def elsewhere() -> Embedder:
    """The bundled vectors turned into a wider space, and pushed together there."""
    inner = load_embedder(cache_dir=None, threads=1)
    random = np.random.default_rng(5)
    turn = np.linalg.qr(random.standard_normal((WIDE, WIDTH)))[0]
    shift = random.standard_normal(WIDE)
    shift *= 3.0 / np.linalg.norm(shift)

    def ask(texts: Sequence[str]) -> list[list[float]]:
        moved = inner.embed(texts).astype(np.float64) @ turn.T + shift
        return [list(row) for row in moved]

    return EndpointEmbedder(ask, model_version="pushed", cache_dir=None)


def test_the_sample_is_that_of_the_examples() -> None:
    region = load_region()
    told = sample(region)
    needs, offers = read_sample()
    assert (
        "".join(
            f"{kind}\t{title}\t{text}\n"
            for kind, rows in (("need", needs), ("offer", offers))
            for title, text in rows
        )
        == told
    )


def test_spreads_are_those_of_the_bundled_model() -> None:
    _, spreads = measure_sample(load_embedder(cache_dir=None))
    assert spreads == pytest.approx((TEXT_SPREAD, PASSAGE_SPREAD), abs=1e-4)


def test_another_model_ranks_alike_whatever_its_width_and_spread(elsewhere: Embedder) -> None:
    space = space_of(elsewhere)
    assert space.width == WIDE
    assert not space.lengths.is_fitted
    own = load_embedder(cache_dir=None)
    found = []
    for model in (own, elsewhere):
        index = prepare_offers(OFFERS, embedder=model)
        needs = prepare_needs(NEEDS, embedder=model)
        found.append([rank_need(needs, number, index, top=5) for number in range(len(NEEDS))])
    same = [a.matches[0].offer_id == b.matches[0].offer_id for a, b in zip(*found, strict=True)]
    assert np.mean(same) >= 0.85
    # no fit of another model says that it rests on judged pairs
    assert not any(match.is_calibrated for ranking in found[1] for match in ranking.matches)
    for ranking in found[1]:
        for match in ranking.matches:
            assert sum(part.value for part in match.contributions) == pytest.approx(match.score)
    # and scores mean about the same, though uncentred cosines of the other are all above 0.95
    best = [np.mean([ranking.matches[0].score for ranking in rankings]) for rankings in found]
    assert best[1] == pytest.approx(best[0], rel=0.2)
    rows = elsewhere.embed([need.title for need in NEEDS])
    assert float((rows @ rows.T).min()) > 0.95


def test_its_index_lies_in_files_too_and_needs_are_compared(
    tmp_path: Path, elsewhere: Embedder
) -> None:
    index = prepare_offers(OFFERS, embedder=elsewhere)
    needs = prepare_needs(NEEDS, embedder=elsewhere)
    digests = np.zeros(len(OFFERS), dtype=np.uint64)
    write_index(index, tmp_path / "index", about="x", digests=digests)
    stored = open_index(tmp_path / "index", {i.id: i for i in OFFERS}.__getitem__, about="x")
    assert stored
    assert rank_need(needs, 3, stored.index) == rank_need(needs, 3, index)
    none = prepare_needs([], embedder=elsewhere, statistics=needs.statistics)
    listed = NeedComparison((needs, none)).list_similar(0, top=3)
    assert all(0.25 <= one.likeness <= 1.0 for one in listed)


def test_one_need_and_one_offer_give_a_sensible_order(elsewhere: Embedder) -> None:
    needs = prepare_needs(NEEDS[:1], embedder=elsewhere)
    fits = [
        rank_need(needs, 0, prepare_offers([offer], embedder=elsewhere)).matches[0].fit
        for offer in (OFFERS[0], OFFERS[-1])
    ]
    assert fits[0] > fits[1]
