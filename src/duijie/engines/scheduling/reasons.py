"""Why a meeting is not in a plan: what stands in its way, slot by slot, as the plan is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from duijie.engines.scheduling.problem import Problem, Slots
from duijie.engines.scheduling.rules import RuleKind, declare_rules
from duijie.engines.scheduling.scores import count_gaps, gaps_between
from duijie.errors import Message


@dataclass(frozen=True)
class PlanAsItIs:
    """What a plan has taken, for asking why a meeting is not in it."""

    problem: Problem
    slots: Slots

    @cached_property
    def held(self) -> Counter[int | None]:
        return Counter(self.slots)

    @cached_property
    def gaps(self) -> tuple[int, ...]:
        return count_gaps(self.problem, self.slots)

    def is_busy(self, p: int, t: int) -> bool:
        return any(self.slots[m] == t for m in self.problem.party_meetings[p])

    def keeps_spread(self, m: int, t: int) -> bool:
        """Whether the gaps stay within the spread when m is placed at t."""
        spread = self.problem.max_gap_spread
        if spread is None:
            return True
        changed = {}
        for p in self.problem.meetings[m]:
            meetings = self.problem.party_meetings[p]
            changed[p] = gaps_between(self.problem, (t, *(self.slots[n] for n in meetings)))
        others = [
            self.gaps[p] for p in self.problem.active if p not in changed and p in self.present
        ]
        gaps = [*others, *changed.values()]
        return max(gaps) - min(gaps) <= spread

    def is_free_at(self, m: int, t: int) -> bool:
        """Whether m fits in at t beside the rest, caps apart."""
        return (
            not any(self.is_busy(p, t) for p in self.problem.meetings[m])
            and self.held[t] < self.problem.capacity[t]
            and _order_breach(self.problem, self.slots, m, t) is None
            and self.keeps_spread(m, t)
        )

    @cached_property
    def present(self) -> frozenset[int]:
        """Parties with a meeting."""
        placed = (m for m, t in enumerate(self.slots) if t is not None)
        return frozenset(p for m in placed for p in self.problem.meetings[m])

    def explain_unplaced(self, m: int) -> tuple[Message, ...]:
        """What keeps meeting m out of the plan, most general first; at least one message.

        Says what stands in the way of placing it *beside* the rest; that moving others would not
        help either is what the level's bound proves.
        """
        if not self.problem.domains[m]:
            return (Message("scheduling.because_no_slot"), *_own_rules(self.problem, m))
        found = [
            *_full_parties(self.problem, self.slots, m),
            *_missing_predecessors(self.problem, self.slots, m),
        ]
        return tuple(found or _blocked_slots(self, m))


def _own_rules(problem: Problem, m: int) -> Iterator[Message]:
    meeting = problem.instance.meetings[m]
    for rule in declare_rules(problem.instance):
        is_own = rule.meeting == meeting.id and rule.kind in (
            RuleKind.SESSIONS,
            RuleKind.FIXED_SLOT,
        )
        is_absence = rule.kind is RuleKind.UNAVAILABLE and rule.party in meeting.parties
        if is_own or is_absence or rule.kind is RuleKind.PAST:
            yield rule.message


def _full_parties(problem: Problem, slots: Slots, m: int) -> Iterator[Message]:
    for p in problem.meetings[m]:
        cap = problem.max_meetings[p]
        placed = sum(slots[other] is not None for other in problem.party_meetings[p])
        if cap is not None and placed >= cap:
            yield Message(
                "scheduling.because_max_meetings", {"party": _party(problem, p), "limit": cap}
            )


def _missing_predecessors(problem: Problem, slots: Slots, m: int) -> Iterator[Message]:
    for before in problem.predecessors.get(m, ()):
        earlier = slots[before]
        if earlier is None or all(t <= earlier for t in problem.domains[m]):
            yield Message(
                "scheduling.because_precedence", {"before": problem.instance.meetings[before].id}
            )


def _blocked_slots(plan: PlanAsItIs, m: int) -> list[Message]:
    problem, slots = plan.problem, plan.slots
    busy: dict[int, list[int]] = {}
    full: list[int] = []
    spread: list[int] = []
    others: dict[Message, None] = {}
    for t in problem.domains[m]:
        blockers = [p for p in problem.meetings[m] if plan.is_busy(p, t)]
        for p in blockers:
            busy.setdefault(p, []).append(t)
        order = _order_breach(problem, slots, m, t)
        if blockers:
            continue
        if plan.held[t] >= problem.capacity[t]:
            full.append(t)
        elif order is not None:
            others[order] = None
        elif not plan.keeps_spread(m, t):
            spread.append(t)
        else:
            others[_no_rule_against(problem, m)] = None
    found = [
        Message(
            "scheduling.because_party_busy",
            {"party": _party(problem, p), "slots": _names(problem, times)},
        )
        for p, times in busy.items()
    ]
    if full:
        found.append(Message("scheduling.because_tables_full", {"slots": _names(problem, full)}))
    if spread:
        params = {"slots": _names(problem, spread), "limit": problem.max_gap_spread}
        found.append(Message("scheduling.because_max_gap_spread", params))
    return [*found, *others]


def _order_breach(problem: Problem, slots: Slots, m: int, t: int) -> Message | None:
    ids = problem.instance.meetings
    for before in problem.predecessors.get(m, ()):
        earlier = slots[before]
        if earlier is None or earlier >= t:
            return Message("scheduling.because_precedence", {"before": ids[before].id})
    for after in problem.successors.get(m, ()):
        later = slots[after]
        if later is not None and later <= t:
            return Message("scheduling.because_followers", {"meeting": ids[after].id})
    return None


def _no_rule_against(problem: Problem, m: int) -> Message:
    """A free place that was not taken: worth nothing, or not looked at in time."""
    if m not in problem.musts and problem.weights[m] == 0:
        return Message("scheduling.because_no_weight")
    return Message("scheduling.because_time_ran_out")


def _party(problem: Problem, p: int) -> str:
    party = problem.instance.parties[p]
    return party.name or party.id


def _names(problem: Problem, times: Sequence[int]) -> str:
    return ", ".join(problem.instance.slots[t].id for t in times)
