"""Plans and instances as the JSON data of `duijie plan`."""

from __future__ import annotations

from collections.abc import Callable

from duijie.engines.scheduling.types import Change, Instance, Plan, Relaxation
from duijie.errors import Message

Say = Callable[[Message], str]


def plan_to_json(plan: Plan, *, say: Say | None = None) -> dict[str, object]:
    """A plan as data for `json.dump`. With `say` each reason and conflict has its sentence too."""
    return {
        "status": plan.status.value,
        "objective": {level.value: _number(value) for level, value in plan.objective.items()},
        "bound": {level.value: _number(value) for level, value in plan.bound.items()},
        "assignments": [
            {"meeting": a.meeting, "slot": a.slot, "table": a.table} for a in plan.assignments
        ],
        "unplaced": [
            {
                "meeting": u.meeting,
                "because": [_message(x, say) for x in u.because],
                "relaxation": _relaxation(u.relaxation, say),
            }
            for u in plan.unplaced
        ],
        "conflicts": [_message(x, say) for x in plan.conflicts],
    }


def _relaxation(relaxation: Relaxation | None, say: Say | None) -> dict[str, object] | None:
    if relaxation is None:
        return None
    return {
        "changes": [_change(change, say) for change in relaxation.changes],
        "places": list(relaxation.places),
        "is_cheapest": relaxation.is_cheapest,
    }


def _change(change: Change, say: Say | None) -> dict[str, object]:
    """What a program needs to do it, and what a person needs to read."""
    data: dict[str, object] = {
        "kind": change.kind.value,
        "meeting": change.meeting,
        "party": change.party,
        "slot": change.slot,
        "session": change.session,
        "before": change.before,
        "limit": change.limit,
    }
    return _without_none(data) | _message(change.message, say)


def _message(message: Message, say: Say | None) -> dict[str, object]:
    data: dict[str, object] = {"code": message.code, "params": dict(message.params)}
    if say is not None:
        data["text"] = say(message)
    return data


def _number(value: float) -> float | int:
    return int(value) if float(value).is_integer() else round(value, 6)


def instance_to_json(instance: Instance) -> dict[str, object]:
    """An instance as data for `json.dump`; `parse_instance` reads the same instance back."""
    data: dict[str, object] = {
        "slots": [
            _without_none({"id": x.id, "session": x.session, "day": x.day}) for x in instance.slots
        ],
        "tables": [{"id": x.id, "sessions": list(x.sessions)} for x in instance.tables]
        if isinstance(instance.tables, tuple)
        else instance.tables,
        "parties": [
            _without_none(
                {
                    "id": x.id,
                    "name": x.name,
                    "unavailable": list(x.unavailable),
                    "max_meetings": x.max_meetings,
                }
            )
            for x in instance.parties
        ],
        "meetings": [
            _without_none(
                {
                    "id": x.id,
                    "parties": list(x.parties),
                    "sessions": list(x.sessions) or None,
                    "fixed_slot": x.fixed_slot,
                    "priority": x.priority.value,
                    "weight": _number(x.weight),
                }
            )
            for x in instance.meetings
        ],
        "precedences": [list(pair) for pair in instance.precedences],
        "rules": _without_none({"max_gap_spread": instance.max_gap_spread}),
        "minimise_changes": instance.minimise_changes,
    }
    if instance.musts_first:
        data["musts_first"] = True
    if instance.now is not None:
        data["now"] = instance.now
    if instance.previous is not None:
        data["previous"] = {
            "assignments": [
                {"meeting": a.meeting, "slot": a.slot, "table": a.table} for a in instance.previous
            ]
        }
    return data


def _without_none(data: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in data.items() if value is not None}
