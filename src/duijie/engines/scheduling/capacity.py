"""Counting arguments that settle at once what clause learning finds hard: too many for too few."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction

from duijie.engines.scheduling.problem import Problem


def is_overfull(problem: Problem, meetings: Collection[int]) -> bool:
    """Whether these meetings surely cannot all be placed.

    By one party alone (its meetings matched to slots, its cap) or by the tables alone. False says
    nothing.
    """
    wanted = frozenset(meetings)
    for p in problem.active:
        mine = [m for m in problem.party_meetings[p] if m in wanted]
        cap = problem.max_meetings[p]
        if cap is not None and len(mine) > cap:
            return True
        ones = [1] * problem.slot_count
        if count_matched([problem.domains[m] for m in mine], ones) < len(mine):
            return True
    domains = [problem.domains[m] for m in sorted(wanted)]
    return count_matched(domains, problem.capacity) < len(domains)


def count_matched(domains: Sequence[Sequence[int]], room: Sequence[int]) -> int:
    """How many can be given one of their slots at most, with so much room in each slot.

    Augmenting paths (Kuhn), slot by slot; ties by position.
    """
    held: dict[int, list[int]] = {t: [] for t in range(len(room))}
    return sum(_augment(item, domains, room, held, set()) for item in range(len(domains)))


def _augment(
    item: int,
    domains: Sequence[Sequence[int]],
    room: Sequence[int],
    held: Mapping[int, list[int]],
    seen: set[int],
) -> bool:
    for t in domains[item]:
        if len(held[t]) < room[t]:
            held[t].append(item)
            return True
    for t in domains[item]:
        if t in seen:
            continue
        seen.add(t)
        for n, other in enumerate(held[t]):
            if _augment(other, domains, room, held, seen):
                # the path may have filled this very slot's list further on: find it again
                held[t][n if held[t][n] == other else held[t].index(other)] = item
                return True
    return False


def least_unplaced_musts(problem: Problem) -> int:
    """Musts that stay out in every plan, by each party's own slots and cap and by the tables: a
    lower bound."""
    short = [_shortage(problem, p) for p in problem.active]
    most_parties = max((len(parties) for parties in problem.meetings), default=1)
    musts = [problem.domains[m] for m in sorted(problem.musts)]
    for_tables = len(musts) - count_matched(musts, problem.capacity)
    # one meeting left out helps all of its parties
    return max([0, for_tables, -(-sum(short) // most_parties), *short])


def _shortage(problem: Problem, p: int) -> int:
    """Musts of a party beyond what it can attend."""
    musts = [problem.domains[m] for m in problem.party_meetings[p] if m in problem.musts]
    cap = problem.max_meetings[p]
    most = count_matched(musts, [1] * problem.slot_count)
    return len(musts) - (most if cap is None else min(most, cap))


def best_worst_share(problem: Problem) -> Fraction:
    """The share of what it asked for that the worst served gets at most, party by party."""
    shares = [Fraction(1)]
    for p in problem.active:
        if problem.asked[p]:
            domains = [problem.domains[m] for m in problem.party_meetings[p]]
            most = count_matched(domains, [1] * problem.slot_count)
            shares.append(Fraction(min(most, problem.asked[p]), problem.asked[p]))
    return min(shares)
