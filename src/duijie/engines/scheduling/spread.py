"""The rule on idle gaps of all parties together, `max_gap_spread`, as clauses."""

from __future__ import annotations

from duijie.engines.scheduling.formula import Literal, negate
from duijie.engines.scheduling.gaps import GapVariables


def add_spread(gaps: GapVariables, limit: int) -> None:
    """Most minus fewest gaps over parties with a meeting is at most `limit`.

    `fewest[j]` says that every party with a meeting has more than j gaps; whoever has more than
    j + limit gaps requires it. All parties must be moved by the model, none frozen.
    """
    formula = gaps.formula
    most = max((len(units) for units in gaps.units.values()), default=0)
    for j in range(most - limit):
        fewest = formula.new()
        for p, units in gaps.units.items():
            if len(units) > j + limit:
                formula.clause((-units[j + limit], fewest))
            has_more: Literal = units[j] if len(units) > j else False
            for m in gaps.model.movable(p):
                formula.clause((-fewest, has_more, negate(gaps.model.placed(m))))
