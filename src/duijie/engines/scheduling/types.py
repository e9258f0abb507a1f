"""What a day of meetings asks for, and what a plan answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from duijie.errors import Message

TableId = str | int
"""The id of a listed table; 1..N where an instance only says how many tables there are."""


class Priority(StrEnum):
    MUST = "must"
    WANT = "want"


class Status(StrEnum):
    OPTIMAL = "optimal"
    """Every must is placed and every level is proven."""
    FEASIBLE = "feasible"
    """No rule is broken, but a level is not proven; see `bound`."""
    INFEASIBLE = "infeasible"
    """Proven: not every must can be placed. The plan is the best that was found beside it."""


class Level(StrEnum):
    """What a plan is judged by, most important first. All but the share are minimised."""

    CHANGES = "changes"
    """Meetings of the previous plan that lost their slot; only with `minimise_changes`."""
    UNPLACED_MUSTS = "unplaced_musts"
    UNPLACED_WANT_WEIGHT = "unplaced_want_weight"
    WORST_SERVED_SHARE = "worst_served_share"
    """Smallest placed / min(asked, max_meetings) over all parties that ask; 1 when nobody asks."""
    IDLE_GAPS = "idle_gaps"
    TABLE_CHANGES = "table_changes"
    """Moves of a party to another table between two meetings of one day; only with listed tables:
    where an instance just says how many tables there are, their numbers stand for nothing."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One round of the day. Slots count in the order of `Instance.slots`."""

    id: str
    session: str | None = None
    day: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    id: str
    sessions: tuple[str, ...] = ()
    """Sessions in which the table stands ready; empty: all."""


@dataclass(frozen=True, slots=True)
class Party:
    id: str
    name: str | None = None
    unavailable: tuple[str, ...] = ()
    max_meetings: int | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    id: str
    parties: tuple[str, ...]
    sessions: tuple[str, ...] = ()
    """Sessions that it may be in; empty: all."""
    fixed_slot: str | None = None
    priority: Priority = Priority.WANT
    weight: float = 1.0
    """Of a want; 0 or more, at most three decimals count."""


@dataclass(frozen=True, slots=True)
class Assignment:
    meeting: str
    slot: str
    table: TableId | None


class ChangeKind(StrEnum):
    """What an organiser can do to a day so that one more meeting finds its place."""

    TIME = "time"
    """Nothing: the rules allow it, but the time ran out before it was found."""
    PRIORITY = "priority"
    """Make the meeting a must: it has weight 0, so nothing speaks for placing it."""
    MAX_MEETINGS = "max_meetings"
    MAX_GAP_SPREAD = "max_gap_spread"
    SESSIONS = "sessions"
    FIXED_SLOT = "fixed_slot"
    TABLES = "tables"
    UNAVAILABLE = "unavailable"
    PRECEDENCE = "precedence"
    KEEP_PREVIOUS = "keep_previous"
    SLOT = "slot"


@dataclass(frozen=True, slots=True)
class Change:
    """One rule of a day made weaker by one step; `apply_changes` does it to an instance."""

    kind: ChangeKind
    meeting: str | None = None
    party: str | None = None
    slot: str | None = None
    """The slot that is freed, or after which one is added."""
    session: str | None = None
    """Where the table is added; None: in all."""
    before: str | None = None
    limit: int | None = None
    """What the limit is raised to."""
    name: str | None = field(default=None, compare=False)
    """The party's name, for the sentence."""

    @property
    def message(self) -> Message:
        """What to do, as a sentence."""
        params: dict[str, object] = {
            key: value
            for key, value in (
                ("meeting", self.meeting),
                ("party", self.name or self.party),
                ("slot", self.slot),
                ("session", self.session),
                ("before", self.before),
                ("limit", self.limit),
            )
            if value is not None
        }
        is_everywhere = self.kind is ChangeKind.TABLES and self.session is None
        code = "tables_all_day" if is_everywhere else self.kind.value
        return Message(f"scheduling.relax_{code}", params)


@dataclass(frozen=True, slots=True)
class Relaxation:
    """Changes to a day with which more meetings find a place, beside all that have one now."""

    changes: tuple[Change, ...]
    places: tuple[str, ...]
    """Meetings placed then; proven by a plan that keeps all other rules."""
    is_cheapest: bool
    """Every cheaper choice of changes was ruled out."""


@dataclass(frozen=True, slots=True)
class Unplaced:
    meeting: str
    because: tuple[Message, ...]
    relaxation: Relaxation | None = None
    """The cheapest that was found; None: none in the time, or none of one or two changes."""


@dataclass(frozen=True, slots=True)
class Plan:
    """`objective` and `bound` hold the levels that apply, in order; proven where they are equal."""

    status: Status
    objective: Mapping[Level, float]
    bound: Mapping[Level, float]
    assignments: tuple[Assignment, ...]
    unplaced: tuple[Unplaced, ...] = ()
    conflicts: tuple[Message, ...] = ()
    """When infeasible: rules that cannot all hold, none of which can be left out."""


@dataclass(frozen=True, slots=True)
class Instance:
    """A day (or several) to be planned. `parse_instance` checks one; made by hand it is trusted."""

    slots: tuple[Slot, ...]
    parties: tuple[Party, ...]
    meetings: tuple[Meeting, ...]
    tables: tuple[Table, ...] | int | None = None
    """Listed tables, their number, or None: as many as it takes."""
    precedences: tuple[tuple[str, str], ...] = ()
    """(m1, m2): m2 takes place only in a slot after m1, so not at all without m1."""
    max_gap_spread: int | None = None
    previous: tuple[Assignment, ...] | None = None
    minimise_changes: bool = False
    musts_first: bool = False
    """Unplaced musts come before changes, the first two levels the other way round."""
    now: str | None = None
    """The slot that comes next: in those before it stands only what is fixed there."""
    notes: tuple[Message, ...] = field(default=(), compare=False)
    """What `parse_instance` read over: unknown keys, previous assignments that no longer apply."""


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that a plan breaks."""

    message: Message
    meetings: tuple[str, ...] = ()
    slot: str | None = None
