"""A quick first plan: hardest meetings first, each at the free slot that tears fewest holes."""

from __future__ import annotations

import random

from duijie.engines.scheduling.problem import Problem, Slots
from duijie.engines.scheduling.scores import count_gaps, gaps_between, is_spread_kept


class _Draft:
    """A plan being filled; keeps every rule but the gap spread."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.slots: list[int | None] = [None] * len(problem.meetings)
        self.busy: list[set[int]] = [set() for _ in problem.party_meetings]
        self.room = list(problem.capacity)

    def open_slots(self, m: int) -> list[int]:
        """Slots that m may take now."""
        problem = self.problem
        parties = problem.meetings[m]
        for p in parties:
            cap = problem.max_meetings[p]
            if cap is not None and len(self.busy[p]) >= cap:
                return []
        earliest = 0
        for before in problem.predecessors.get(m, ()):
            slot = self.slots[before]
            if slot is None:
                return []
            earliest = max(earliest, slot + 1)
        return [
            t
            for t in problem.domains[m]
            if t >= earliest and self.room[t] > 0 and not any(t in self.busy[p] for p in parties)
        ]

    def place(self, m: int, t: int) -> None:
        self.slots[m] = t
        self.room[t] -= 1
        for p in self.problem.meetings[m]:
            self.busy[p].add(t)

    def gap_cost(self, m: int, t: int) -> int:
        """Gaps that the parties of m have with it at t."""
        return sum(gaps_between(self.problem, (*self.busy[p], t)) for p in self.problem.meetings[m])


def fill_greedily(problem: Problem, *, seed: int) -> Slots:
    """A plan that keeps every rule but `max_gap_spread`; meetings that find no slot stay out.

    Previous slots are kept first; then musts, then wants by weight, those with least freedom first.
    Ties fall by the seed.
    """
    draft = _Draft(problem)
    chance = random.Random(seed)  # noqa: S311  # not for secrets
    depth = _depths(problem)
    load = [len(problem.party_meetings[p]) for p in range(len(problem.party_meetings))]
    order = sorted(
        range(len(problem.meetings)),
        key=lambda m: (
            depth[m],
            m not in problem.previous,
            m not in problem.musts,
            -problem.weights[m],
            len(problem.domains[m]) - max(load[p] for p in problem.meetings[m]),
            chance.random(),
        ),
    )
    for m in order:
        options = draft.open_slots(m)
        if not options:
            continue
        kept = problem.previous.get(m)
        if kept in options:
            draft.place(m, kept)
        else:
            draft.place(m, min(options, key=lambda t: (draft.gap_cost(m, t), -draft.room[t], t)))
    return tuple(draft.slots)


def _depths(problem: Problem) -> list[int]:
    """How many meetings must come one after another before each: those first."""
    depth = [0] * len(problem.meetings)
    for _ in range(len(problem.meetings)):
        is_settled = True
        for before, after in problem.precedences:
            if depth[after] <= depth[before]:
                depth[after] = depth[before] + 1
                is_settled = False
        if is_settled:
            break
    return depth


def thin_out(problem: Problem, slots: Slots) -> Slots:
    """The plan without the meetings that make somebody wait too often: keeps every rule.

    Something to hand out while nothing better is there. Whoever waits most loses what lies before
    the first or after the last gap, whichever is less. Where changes are minimised nothing at all
    is placed instead: changes come first, so a plan that drops five meetings would stand above one
    that moves seven, and no later plan could take its place.
    """
    is_changes_first = problem.previous and not problem.instance.musts_first
    if is_changes_first and not is_spread_kept(problem, slots):
        return (None,) * len(slots)
    left = list(slots)
    gaps = list(count_gaps(problem, slots))
    while not _is_even(problem, left, gaps):
        p = max(problem.active, key=lambda p: (gaps[p], -p))
        for m in _take_out(problem, left, _smaller_end(problem, left, p)):
            for q in problem.meetings[m]:
                gaps[q] = gaps_between(problem, (left[x] for x in problem.party_meetings[q]))
    return tuple(left)


def _is_even(problem: Problem, slots: list[int | None], gaps: list[int]) -> bool:
    """`is_spread_kept`, with the gaps known."""
    spread = problem.max_gap_spread
    most = max(gaps, default=0)
    if spread is None or most <= spread:
        return True
    return not any(
        gaps[p] < most - spread and any(slots[m] is not None for m in problem.party_meetings[p])
        for p in problem.active
    )


def _smaller_end(problem: Problem, slots: list[int | None], p: int) -> list[int]:
    """Meetings of p before its first gap, or after its last one."""
    held = sorted((t, m) for m in problem.party_meetings[p] if (t := slots[m]) is not None)
    breaks = [n for n in range(1, len(held)) if gaps_between(problem, (held[n - 1][0], held[n][0]))]
    first, last = held[: breaks[0]], held[breaks[-1] :]
    return [m for _, m in (first if len(first) < len(last) else last)]


def _take_out(problem: Problem, slots: list[int | None], meetings: list[int]) -> list[int]:
    """These, and what takes place only after them; returns all that are out now."""
    out = []
    for m in meetings:
        if slots[m] is not None:
            slots[m] = None
            out += [m, *_take_out(problem, slots, list(problem.successors.get(m, ())))]
    return out
