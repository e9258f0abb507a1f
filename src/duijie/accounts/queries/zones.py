"""Reads of the tree of zones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Q, Value
from django.db.models.functions import Concat, Substr

from duijie.accounts.models import User, Zone
from duijie.accounts.permissions import check_can_list_zones, get_zone_path, is_signed_in
from duijie.core.actor import Actor
from duijie.core.errors import NotFoundError

_INDENT = "\u3000"


@dataclass(frozen=True, slots=True)
class ZoneChoice:
    """A zone that can be chosen in a form."""

    id: int
    name: str
    label: str
    """The name, moved in by its depth below the first."""
    depth: int
    path: str


@dataclass(frozen=True, slots=True)
class ZoneRow:
    """A zone in the administrators' tree."""

    id: int
    name: str
    kind: str
    division_code: str
    parent_id: int | None
    depth: int
    path: str
    user_count: int
    """Of open accounts, those of the zones below not counted."""
    child_count: int


def list_zone_choices_for_user(user: Actor) -> tuple[ZoneChoice, ...]:
    """The user's zone and all below it, as a tree from the top; all zones for users of the whole
    region, none for strangers. One query, and the one of the user's zone."""
    if not is_signed_in(user):
        return ()
    rows = Zone.objects.filter(path__startswith=get_zone_path(user))
    return tuple(
        ZoneChoice(row.pk, row.name, _INDENT * depth + row.name, depth, row.path)
        for row, depth in _as_tree(rows)
    )


def find_zone_for_user(user: Actor, text: str) -> int:
    """The zone of this division code or name in the user's subtree. Raises `NotFoundError` where
    there is none, or more than one."""
    zones = Zone.objects.filter(path__startswith=get_zone_path(user))
    ids = list(zones.filter(Q(division_code=text) | Q(name=text)).values_list("pk", flat=True)[:2])
    if not text or len(ids) != 1:
        raise NotFoundError("accounts.zone_not_found")
    return ids[0]


def list_zones_for_user(user: Actor) -> tuple[ZoneRow, ...]:
    """The whole tree, parents before children. Two queries. Raises `NotAllowedError`."""
    check_can_list_zones(user)
    counts = dict(
        User.objects.filter(is_active=True, zone__isnull=False)
        .values_list("zone_id")
        .annotate(Count("pk"))
    )
    tree = _as_tree(Zone.objects.all())
    children: dict[int | None, int] = {}
    for row, _ in tree:
        children[row.parent_id] = children.get(row.parent_id, 0) + 1
    return tuple(
        ZoneRow(
            id=row.pk,
            name=row.name,
            kind=row.kind,
            division_code=row.division_code,
            parent_id=row.parent_id,
            depth=depth,
            path=row.path,
            user_count=counts.get(row.pk, 0),
            child_count=children.get(row.pk, 0),
        )
        for row, depth in tree
    )


def get_zone_for_user(user: Actor, zone_id: int) -> ZoneRow:
    """One zone of the administrators' tree. Raises `NotFoundError`, `NotAllowedError`."""
    for row in list_zones_for_user(user):
        if row.id == zone_id:
            return row
    raise NotFoundError("accounts.zone_not_found")


def path_after_move(column: str, old: str, new: str) -> Concat:
    """What a copied path in `column` becomes when `zone_moved` says so; for rows whose path begins
    with `old`."""
    return Concat(Value(new), Substr(F(column), len(old) + 1))


def _as_tree(rows: Iterable[Zone]) -> list[tuple[Zone, int]]:
    """With their depth below the first: parents before children, siblings by code and name."""
    ordered = sorted(rows, key=lambda row: (row.division_code or "~", row.name, row.pk))
    known = {row.pk for row in ordered}
    children: dict[int | None, list[Zone]] = {}
    for row in ordered:
        children.setdefault(row.parent_id if row.parent_id in known else None, []).append(row)
    found: list[tuple[Zone, int]] = []
    waiting = [(row, 0) for row in reversed(children.get(None, []))]
    while waiting:
        row, depth = waiting.pop()
        found.append((row, depth))
        waiting += [(child, depth + 1) for child in reversed(children.get(row.pk, []))]
    return found
