from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from duijie.engines.ranking.fit import fit_of, fit_of_calibrated
from duijie.engines.ranking.standing import Standing

SCORES = st.floats(-20.0, 80.0)
STANDINGS = st.builds(
    Standing, st.floats(0.0, 1.0), st.floats(-5.0, 12.0), st.floats(-1.0, 1.0), st.floats(0.0, 1.0)
)


@given(SCORES, SCORES, STANDINGS | st.none())
def test_calibrated_fit_rises_strictly_with_the_score(
    one: float, other: float, standing: Standing | None
) -> None:
    low, high = sorted((one, other))
    assume(high - low > 1e-6)
    fits = [fit_of_calibrated(score, best=high, standing=standing) for score in (low, high)]
    assert 0.0 < fits[0] < fits[1] < 1.0


@given(SCORES, SCORES)
def test_first_fit_rises_strictly_with_the_score(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assume(high - low > 1e-6)
    assert 0.0 < fit_of(low) < fit_of(high) < 1.0


@given(STANDINGS, st.integers(0, 3), st.floats(0.01, 1.0))
def test_each_figure_of_the_best_offer_raises_its_fit(
    standing: Standing, which: int, more: float
) -> None:
    raised = list(standing)
    raised[which] += more
    before = fit_of_calibrated(20.0, best=20.0, standing=standing)
    assert fit_of_calibrated(20.0, best=20.0, standing=Standing(*raised)) > before
