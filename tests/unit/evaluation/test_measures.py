"""Measures against values worked out by hand or published."""

from __future__ import annotations

import math

import pytest

from duijie.engines.evaluation.measures import interval_of_mean, ndcg, recall, weighted_kappa


def test_ndcg_by_hand() -> None:
    # 3, 2, 3, 0, 1, 2: the example of every textbook, gains 2^g - 1
    order = [3, 2, 3, 0, 1, 2]
    gain = 7 + 3 / math.log2(3) + 7 / 2 + 1 / math.log2(6) + 3 / math.log2(7)
    ideal = 7 + 7 / math.log2(3) + 3 / 2 + 3 / math.log2(5) + 1 / math.log2(6)
    assert ndcg(order, order, 6) == pytest.approx(gain / ideal)
    assert ndcg(order, order, 6) == pytest.approx(0.9488, abs=1e-4)
    assert ndcg(sorted(order, reverse=True), order, 6) == 1.0


def test_ndcg_sees_what_the_ranking_missed_and_no_deeper_than_asked() -> None:
    assert ndcg([0, 0], [0, 0, 3], 2) == 0.0
    assert ndcg([3, 0, 0], [3, 3, 3], 1) == 1.0
    assert ndcg([0], [0, 0], 1) is None


def test_recall() -> None:
    assert recall([3, 1, 2, 0], [3, 1, 2, 0, 2], 3, 2) == pytest.approx(2 / 3)
    assert recall([1], [1, 0], 1, 2) is None


def test_weighted_kappa_by_the_sums_of_its_definition() -> None:
    table = {(0, 0): 53, (0, 1): 5, (0, 2): 2, (1, 0): 11, (1, 1): 14, (1, 2): 5, (2, 0): 1}
    table |= {(2, 1): 6, (2, 2): 3}
    total = sum(table.values())
    rows = [60, 30, 10]
    columns = [65, 25, 10]
    seen = sum((a - b) ** 2 * n for (a, b), n in table.items())
    chance = sum((a - b) ** 2 * rows[a] * columns[b] for a in range(3) for b in range(3)) / total
    assert weighted_kappa(table, 2) == pytest.approx(1 - seen / chance)


@pytest.mark.parametrize(
    ("table", "kappa"),
    [
        ({(0, 0): 5, (3, 3): 5}, 1.0),
        ({(0, 3): 5, (3, 0): 5}, -1.0),
        ({(0, 0): 25, (0, 1): 25, (1, 0): 25, (1, 1): 25}, 0.0),
        # Cohen 1960, two grades: po 0.70, pe 0.50
        ({(0, 0): 20, (0, 1): 5, (1, 0): 10, (1, 1): 15}, 0.4),
        ({(2, 2): 9}, None),
        ({}, None),
    ],
)
def test_weighted_kappa_at_its_ends(table: dict[tuple[int, int], int], kappa: float | None) -> None:
    found = weighted_kappa(table, 3)
    assert found == (kappa if kappa is None else pytest.approx(kappa))


def test_interval_of_a_mean_holds_it_and_is_the_same_each_time() -> None:
    values = [0.1, 0.4, 0.9, 0.6, 0.5, 0.7, 0.3, 0.8]
    found = interval_of_mean(values)
    assert found is not None
    assert found[0] < sum(values) / len(values) < found[1]
    # by the normal approximation 0.54 +- 1.96 * 0.25 / sqrt(8)
    assert found == pytest.approx((0.364, 0.711), abs=0.02)
    assert found == interval_of_mean(values)
    assert interval_of_mean(values[:4]) is None
