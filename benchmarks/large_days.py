"""Seeded large days with a plan planted in them, so that every must can be placed."""

from __future__ import annotations

import random
from dataclasses import dataclass

from duijie.engines.scheduling import Instance, Meeting, Party, Priority, Slot

ABSENT_SHARE = 0.15
SESSION_SHARE = 0.2


@dataclass(frozen=True)
class Size:
    companies: int
    experts: int
    meetings: int
    slots: int
    tables: int


LARGE_DAYS = {
    "100 x 40, 899 meetings": Size(100, 40, 899, 24, 60),
    "1,000 x 100, 2,998 meetings": Size(1000, 100, 2998, 32, 120),
}


def make_large_day(size: Size, *, seed: int) -> Instance:
    """Pairs are drawn slot by slot, then some parties are away and some meetings get a session.

    Both only where the planted plan allows it: the day has a plan, though perhaps an uneven one.
    """
    chance = random.Random(seed)
    per_slot = [size.meetings // size.slots] * size.slots
    for t in range(size.meetings % size.slots):
        per_slot[t] += 1
    met: set[tuple[int, int]] = set()
    planted: list[tuple[int, int, int]] = []
    for t, count in enumerate(per_slot):
        pairs = _draw_pairs(size, count, met, chance)
        met |= pairs
        planted += [(company, expert, t) for company, expert in sorted(pairs)]
    slots = tuple(
        Slot(f"s{t + 1:02}", "am" if t < size.slots // 2 else "pm") for t in range(size.slots)
    )
    busy: dict[str, set[int]] = {}
    for company, expert, t in planted:
        busy.setdefault(f"c{company}", set()).add(t)
        busy.setdefault(f"e{expert}", set()).add(t)
    names = [f"c{n}" for n in range(size.companies)] + [f"e{n}" for n in range(size.experts)]
    parties = []
    for name in names:
        free = sorted(set(range(size.slots)) - busy.get(name, set()))
        away: list[int] = []
        if free and chance.random() < ABSENT_SHARE:
            away = chance.sample(free, min(len(free), chance.randint(1, 3)))
        parties.append(Party(name, unavailable=tuple(slots[t].id for t in sorted(away))))
    meetings = tuple(
        Meeting(
            f"m{n + 1}",
            (f"c{company}", f"e{expert}"),
            sessions=(str(slots[t].session),) if chance.random() < SESSION_SHARE else (),
            priority=Priority.MUST,
        )
        for n, (company, expert, t) in enumerate(planted)
    )
    return Instance(slots, tuple(parties), meetings, tables=size.tables, max_gap_spread=2)


def _draw_pairs(
    size: Size, count: int, met: set[tuple[int, int]], chance: random.Random
) -> set[tuple[int, int]]:
    """As many new pairs as asked, nobody twice; drawn again where it gets stuck."""
    while True:
        experts = chance.sample(range(size.experts), size.experts)
        companies = chance.sample(range(size.companies), size.companies)
        pairs: set[tuple[int, int]] = set()
        for expert in experts:
            if len(pairs) == count:
                break
            for company in companies:
                if (company, expert) not in met:
                    pairs.add((company, expert))
                    companies.remove(company)
                    break
        if len(pairs) == count:
            return pairs
