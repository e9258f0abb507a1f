"""Improvement by Kempe chains: a meeting takes another slot, what stands in its way takes its own.

The meetings of two slots, joined where they share a party, fall into chains. Exchanging the two
slots along one chain keeps everybody's meetings apart, and moves the busy slots only of those who
met in one of the two: for pairs, the two ends. So a step costs microseconds, and annealing over
them finds plans that freeing some meetings of a model does not (docs/adr/0020).
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Sequence

from duijie.engines.scheduling.problem import Problem, Slots

HOTTEST = 0.3
COLDEST = 0.08
"""Temperatures in gaps: at the first one gap more is taken once in 28 times, at the last hardly."""

FAULT_COST = 20
"""A gap above the spread, in gaps."""

LOOK_AFTER = 256
"""Steps between two looks at the clock."""

TELL_SECONDS = 1.0

MOST_KNOWN = 300_000
"""Sets of slots whose cost is kept: some 30 MB."""


class Chains:
    """A plan that keeps every rule but perhaps the spread, and steps that keep what it keeps.

    Meetings that hold their previous slot stay there, as do all others that have only one.
    """

    def __init__(self, problem: Problem, slots: Slots, *, seed: int) -> None:
        self.problem = problem
        self.chance = random.Random(seed)  # noqa: S311  # not for secrets
        # a bit between days is never set, so that no run of meetings goes over night
        self._bits = [1 << (t + d) for t, d in enumerate(problem.day_of)]
        self._is_ordered = bool(problem.precedences)
        self.start_from(slots)

    def start_from(self, slots: Slots) -> None:
        """Go on from another plan."""
        problem = self.problem
        self._slots = list(slots)
        self._load = [0] * problem.slot_count
        self._at = [[-1] * problem.slot_count for _ in problem.party_meetings]
        self._busy = [0] * len(problem.party_meetings)
        for m, t in enumerate(slots):
            if t is not None:
                self._put(m, t)
        self._domains = [
            frozenset((slots[m],) if problem.previous.get(m, -1) == slots[m] else domain)
            for m, domain in enumerate(problem.domains)
        ]
        days = [sum(self._bits[t] for t in day) for day in problem.days]
        self._costs = _Costs(days, self._busy, problem.max_gap_spread)
        self.best: Slots = slots
        self.best_cost = self.cost = sum(self._costs[busy] for busy in self._busy)

    @property
    def movable(self) -> list[int]:
        """The meetings that have another slot to go to."""
        return [m for m, t in enumerate(self._slots) if t is not None and len(self._domains[m]) > 1]

    def anneal(
        self,
        steps: int,
        *,
        on_better: Callable[[Slots], None] | None = None,
        is_over: Callable[[], bool] = lambda: False,
    ) -> int:
        """So many steps, cooling evenly, `best` on the way; returns how many were done.

        `on_better` hears the best plan once a second while it gets better, and at the end.
        """
        chance, slots, domains = self.chance, self._slots, self.problem.domains
        movable = self.movable
        if not movable:
            return 0
        warmth, told, told_at = HOTTEST, self.best_cost, -math.inf
        for step in range(steps):
            if step % LOOK_AFTER == 0:
                warmth = HOTTEST * (COLDEST / HOTTEST) ** (step / steps)
                now = time.monotonic()
                if on_better and self.best_cost < told and now > told_at + TELL_SECONDS:
                    told, told_at = self.best_cost, now
                    on_better(self.best)
                if is_over():
                    steps = step
                    break
            m = movable[int(chance.random() * len(movable))]
            choices = domains[m]
            there = choices[int(chance.random() * len(choices))]
            here = slots[m]
            if here is None or there == here:
                continue
            chain = self._chain([m], here, there)
            if chain is not None:
                self._exchange(chain, here, there, warmth)
        if on_better and self.best_cost < told:
            on_better(self.best)
        return steps

    def place(self, m: int) -> bool:
        """Give a meeting that has no slot one, with a chain out of its way where it needs that."""
        problem, at = self.problem, self._at
        parties = problem.meetings[m]
        if not self._may_have_one_more(m):
            return False
        for there in self.chance.sample(problem.domains[m], len(problem.domains[m])):
            if not self._keeps_order_at(m, there):
                continue
            inside = sorted({at[p][there] for p in parties if at[p][there] >= 0})
            others = range(problem.slot_count) if inside else (there,)
            for away in self.chance.sample(others, len(others)):
                if self._clear(inside, there, away, parties):
                    self._put(m, there)
                    self.start_from(tuple(self._slots))
                    return True
        return False

    def _may_have_one_more(self, m: int) -> bool:
        caps = ((p, self.problem.max_meetings[p]) for p in self.problem.meetings[m])
        return all(cap is None or self._busy[p].bit_count() < cap for p, cap in caps)

    def _keeps_order_at(self, m: int, t: int) -> bool:
        before = [self._slots[earlier] for earlier in self.problem.predecessors.get(m, ())]
        return all(slot is not None and slot < t for slot in before)

    def _clear(self, inside: list[int], here: int, away: int, parties: Sequence[int]) -> bool:
        """Make room for one more meeting of these parties at `here`, with none of theirs there."""
        capacity = self.problem.capacity
        if not inside:
            return self._load[here] < capacity[here]
        chain = self._chain(inside, here, away) if away != here else None
        if chain is None:
            return False
        coming = [m for m in chain if self._slots[m] == away]
        if any(p in parties for m in coming for p in self.problem.meetings[m]):
            return False
        more = len(coming) - (len(chain) - len(coming))
        if self._load[here] + more + 1 > capacity[here]:
            return False
        if self._load[away] - more > capacity[away]:
            return False
        if self._is_ordered and not self._keeps_order(chain, here, away):
            return False
        self._move(chain, here, away)
        return True

    def _chain(self, start: list[int], here: int, there: int) -> list[int] | None:
        """The meetings that exchange the two slots with these, or None where one may not."""
        slots, meetings, at, domains = self._slots, self.problem.meetings, self._at, self._domains
        chain = list(start)
        seen = set(chain)
        for m in chain:  # grows on the way
            to = there if slots[m] == here else here
            if to not in domains[m]:
                return None
            for p in meetings[m]:
                other = at[p][to]
                if other >= 0 and other not in seen:
                    seen.add(other)
                    chain.append(other)
        return chain

    def _exchange(self, chain: Sequence[int], here: int, there: int, warmth: float) -> bool:
        """Do it where it is no worse, or by chance where it is a little worse."""
        slots, meetings, busy, costs = self._slots, self.problem.meetings, self._busy, self._costs
        both = self._bits[here] | self._bits[there]
        ends: dict[int, int] = {}
        more_there = 0
        for m in chain:
            more_there += 1 if slots[m] == here else -1
            for p in meetings[m]:
                mask = busy[p]
                if mask & both != both:
                    ends[p] = mask ^ both
        if not self._has_room(here, there, more_there):
            return False
        worse = 0
        for p, mask in ends.items():
            worse += costs[mask] - costs[busy[p]]
        if worse > 0 and self.chance.random() >= math.exp(-worse / warmth):
            return False
        if self._is_ordered and not self._keeps_order(chain, here, there):
            return False
        self._move(chain, here, there)
        self.cost += worse
        if self.cost < self.best_cost:
            self.best, self.best_cost = tuple(slots), self.cost
        return True

    def _has_room(self, here: int, there: int, more_there: int) -> bool:
        load, capacity = self._load, self.problem.capacity
        if more_there > 0:
            return load[there] + more_there <= capacity[there]
        return more_there == 0 or load[here] - more_there <= capacity[here]

    def _keeps_order(self, chain: Sequence[int], here: int, there: int) -> bool:
        new = {m: there if self._slots[m] == here else here for m in chain}

        def slot_of(m: int) -> int | None:
            return new.get(m, self._slots[m])

        problem = self.problem
        for m in chain:
            after = (slot_of(later) for later in problem.successors.get(m, ()))
            if any(t is not None and t <= new[m] for t in after):
                return False
            before = (slot_of(earlier) for earlier in problem.predecessors.get(m, ()))
            if any(t is None or t >= new[m] for t in before):
                return False
        return True

    def _move(self, chain: Sequence[int], here: int, there: int) -> None:
        new = [there if self._slots[m] == here else here for m in chain]
        for m in chain:
            self._take_out(m)
        for m, t in zip(chain, new, strict=True):
            self._put(m, t)

    def _put(self, m: int, t: int) -> None:
        self._slots[m] = t
        self._load[t] += 1
        for p in self.problem.meetings[m]:
            self._at[p][t] = m
            self._busy[p] |= self._bits[t]

    def _take_out(self, m: int) -> None:
        t = self._slots[m]
        if t is None:
            return
        self._slots[m] = None
        self._load[t] -= 1
        for p in self.problem.meetings[m]:
            self._at[p][t] = -1
            self._busy[p] &= ~self._bits[t]


class _Costs(dict[int, int]):
    """What a party costs that is busy in these slots: its idle gaps, and a fault for each above
    the spread.

    Where somebody has more gaps than the spread without breaking the rule, nobody has none: then
    fewer than now is a fault too.
    """

    def __init__(self, days: Sequence[int], busy: Sequence[int], spread: int | None) -> None:
        super().__init__({0: 0})
        self._days = days
        self._lowest, self._most = 0, len(days) * max(days).bit_length()
        if spread is not None:
            gaps = [self._gaps(mask) for mask in busy if mask]
            if gaps and spread < max(gaps) <= min(gaps) + spread:
                self._lowest = min(gaps)
            self._most = self._lowest + spread

    def __missing__(self, mask: int) -> int:
        if len(self) >= MOST_KNOWN:
            self.clear()
            self[0] = 0
        gaps = self._gaps(mask)
        faults = max(0, gaps - self._most, self._lowest - gaps)
        cost = self[mask] = gaps + FAULT_COST * faults
        return cost

    def _gaps(self, mask: int) -> int:
        """Runs of busy slots, less one a day."""
        runs = (mask & ~(mask << 1)).bit_count()
        return runs - sum(1 for day in self._days if mask & day)
