"""Idle gaps in a formula: busy intervals, levels and positions (docs/adr/0006).

A gap is a maximal run of free slots of one party between two of its meetings on one day. Cost is
counted in `units`, unary literals per party (it has >= 1, >= 2, ... gaps): far fewer than one
literal per slot, which is what makes "cost <= k?" propagate.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from duijie.engines.scheduling.formula import Literal, all_of, either, negate
from duijie.engines.scheduling.model import PlacementModel


class GapVariables:
    """Gap counts of every party that the model moves, none above `most` (None: no limit)."""

    def __init__(
        self,
        model: PlacementModel,
        *,
        most: int | None,
        has_positions: bool = True,
        has_few_out: bool = False,
    ) -> None:
        """Positions make proofs shorter and the model larger: not for quick steps.

        With `has_few_out` they are stated too where meetings may be left out, for parties that
        have all of theirs: worth it where nearly everybody has.
        """
        self.has_few_out = has_few_out
        self.model = model
        self.formula = model.formula
        self.most = most
        self.has_positions = has_positions
        self.units: dict[int, list[int]] = {}
        for p in model.moved_parties:
            self._add_party(p)

    @property
    def all_units(self) -> list[int]:
        """The sum of these is the number of gaps of all moved parties."""
        return [unit for units in self.units.values() for unit in units]

    def _add_party(self, p: int) -> None:
        model, problem = self.model, self.model.problem
        movable = model.movable(p)
        cap = problem.max_meetings[p]
        most_meetings = len(model.busy_frozen[p]) + len(movable)
        if cap is not None:
            most_meetings = min(most_meetings, cap)
        limit = max(most_meetings - 1, 0)
        if self.most is not None:
            limit = min(limit, self.most)
        units = [self.formula.new() for _ in range(limit)]
        for lower, higher in pairwise(units):
            self.formula.clause((lower, -higher))
        self.units[p] = units
        out = [model.left_out[m] for m in movable if m in model.left_out]
        is_counted = not out or self.has_few_out
        busy = [model.busy[p, t] for t in range(problem.slot_count) if (p, t) in model.busy]
        if is_counted:
            self.formula.count_equal([*busy, *out], len(movable))
        days = [
            slots
            for day in problem.days
            if (slots := [t for t in day if model.is_busy(p, t) is not False])
        ]
        is_one_interval = not out and len(days) == 1
        ends = [end for slots in days for end in self._gap_ends(p, slots, is_one_interval)]
        self._count(ends, units)
        is_whole_possible = most_meetings == len(model.busy_frozen[p]) + len(movable)
        if is_counted and len(days) == 1 and self.has_positions and is_whole_possible:
            is_whole = all_of(self.formula, [-literal for literal in out])
            self._add_positions(p, days[0], most_meetings, units, is_whole)

    def _gap_ends(self, p: int, slots: Sequence[int], is_surely_there: bool) -> list[Literal]:
        """Per slot of a day: a gap of p ends just before it. Posts the intervals on the way."""
        first, last = slots[0], slots[-1]
        busy = {t: self.model.is_busy(p, t) for t in range(first, last + 1)}
        came: dict[int, Literal] = {first - 1: False}
        stays: dict[int, Literal] = {last + 1: False}
        for t in range(first, last + 1):
            came[t] = either(self.formula, came[t - 1], busy[t])
        for t in range(last, first - 1, -1):
            stays[t] = either(self.formula, stays[t + 1], busy[t])
        if is_surely_there:
            self.formula.clause((came[last],))
            self.formula.clause((stays[first],))
        ends = [
            all_of(self.formula, (busy[t], negate(busy[t - 1]), came[t - 1]))
            for t in range(first + 2, last + 1)
        ]
        return [end for end in ends if end is not False]

    def _count(self, ends: Sequence[Literal], units: Sequence[int]) -> None:
        """The number of gap ends is the number of units, as a running count and as a sum."""
        running: list[Literal] = [False] * len(units)
        for end in ends:
            if not units:
                self.formula.clause((negate(end),))
                continue
            self.formula.clause((negate(end), negate(running[-1])))
            counted: list[Literal] = []
            for k, unit in enumerate(units):
                reached = self.formula.new()
                lower: Literal = True if k == 0 else running[k - 1]
                self.formula.clause((negate(running[k]), reached))
                self.formula.clause((negate(end), negate(lower), reached))
                self.formula.clause((-reached, unit))
                counted.append(reached)
            running = counted
        known = sum(end is True for end in ends)
        if units and known == 0:
            self.formula.same_count([end for end in ends if end is not True], units)
        elif units:
            constant = self.formula.new()
            self.formula.clause((constant,))
            self.formula.same_count([constant if end is True else end for end in ends], units)

    def _add_positions(
        self, p: int, slots: Sequence[int], count: int, units: list[int], is_whole: Literal
    ) -> None:
        """A party without gaps, and with none of its meetings left out, starts somewhere and is
        busy for `count` slots on end (POS)."""
        usable = set(slots)
        has_gap: Literal = either(self.formula, units[0] if units else False, negate(is_whole))
        starts: dict[int, int] = {}
        for s in range(slots[0], slots[-1] - count + 2):
            if usable.issuperset(range(s, s + count)):
                starts[s] = self.formula.new()
                for t in slots:
                    busy = self.model.is_busy(p, t)
                    inside = s <= t < s + count
                    self.formula.clause((-starts[s], busy if inside else negate(busy)))
        self.formula.clause((*starts.values(), has_gap))
        for t in slots:
            covering = [start for s, start in starts.items() if s <= t < s + count]
            self.formula.clause((negate(self.model.is_busy(p, t)), has_gap, *covering))
