"""Wilson's interval and the median wait against published values."""

from __future__ import annotations

import pytest

from duijie.engines.evaluation.intervals import Share, wait

# remission of 42 children, Freireich et al. 1963, as in every textbook on survival
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
DRUG = [6, 6, 6, 7, 10, 13, 16, 22, 23]
DRUG_CENSORED = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [
        # Newcombe 1998, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_share_has_the_published_interval(count: int, of: int, low: float, high: float) -> None:
    share = Share(count, of)
    assert share.value == count / of
    assert share.low == pytest.approx(low, abs=5e-5)
    assert share.high == pytest.approx(high, abs=5e-5)


def test_share_of_nothing_is_not_known_and_of_all_ends_at_one() -> None:
    nothing, everything = Share(0, 0), Share(7, 7)
    assert (nothing.value, nothing.low, nothing.high) == (None, None, None)
    assert everything.high == 1.0
    assert everything.low is not None
    assert everything.low < 1.0


def test_median_wait_is_the_published_one() -> None:
    found = wait(PLACEBO, [])
    assert (found.median, found.low, found.high) == (8, 4, 11)
    found = wait(DRUG, DRUG_CENSORED)
    assert (found.reached, found.of) == (9, 21)
    assert (found.median, found.low, found.high) == (23, 13, None)


def test_those_who_still_wait_make_it_longer() -> None:
    alone = wait([3, 5, 9], [])
    with_others = wait([3, 5, 9], [30, 40, 50])
    assert alone.median == 5
    assert with_others.median == 9
    assert wait([3], [30, 40, 50]).median is None
    empty = wait([], [])
    assert (empty.reached, empty.of, empty.median) == (0, 0, None)
