"""Reads of the tree of zones."""

from __future__ import annotations

from dataclasses import dataclass

from duijie.accounts.models import Zone
from duijie.accounts.permissions import get_zone_path, is_signed_in
from duijie.core.actor import Actor

_INDENT = "\u3000"


@dataclass(frozen=True, slots=True)
class ZoneChoice:
    """A zone that can be chosen in a form."""

    id: int
    name: str
    label: str
    """The name, moved in by its depth below the user's own zone."""
    depth: int
    path: str


def list_zone_choices_for_user(user: Actor) -> tuple[ZoneChoice, ...]:
    """The user's zone and all below it, as a tree from the top; all zones for users of the whole
    region, none for strangers. One query, and the one of the user's zone."""
    if not is_signed_in(user):
        return ()
    return list_zones_below(get_zone_path(user))


def list_zones_below(path: str) -> tuple[ZoneChoice, ...]:
    """The zone with this path and all below it, parents before children, siblings in the order of
    their codes and names. Empty path: all."""
    rows = Zone.objects.filter(path__startswith=path).order_by("division_code", "name", "pk")
    children: dict[int | None, list[Zone]] = {}
    known = {row.pk for row in rows}
    for row in rows:
        children.setdefault(row.parent_id if row.parent_id in known else None, []).append(row)
    ordered: list[ZoneChoice] = []
    waiting = [(row, 0) for row in reversed(children.get(None, []))]
    while waiting:
        row, depth = waiting.pop()
        label = _INDENT * depth + row.name
        ordered.append(ZoneChoice(row.pk, row.name, label, depth, row.path))
        waiting += [(child, depth + 1) for child in reversed(children.get(row.pk, []))]
    return tuple(ordered)
