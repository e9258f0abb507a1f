"""Writes to the tree of zones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import ProtectedError

from duijie.accounts.enums import ZoneKind
from duijie.accounts.errors import ZoneError
from duijie.accounts.models import AnswerLink, Zone
from duijie.accounts.permissions import check_can_change_zones
from duijie.accounts.queries.zones import path_after_move
from duijie.accounts.signals import zone_moved
from duijie.core.actor import Actor
from duijie.core.audit.services import record
from duijie.core.errors import NotFoundError

MOST_DEPTH: Final = 8


@dataclass(frozen=True, slots=True)
class Division:
    """A row of GB/T 2260. `parent_code` empty: hangs where the whole starting tree hangs."""

    code: str
    name: str
    kind: ZoneKind
    parent_code: str = ""


def create_zone(
    *, name: str, kind: ZoneKind, parent_id: int | None, by: Actor, division_code: str = ""
) -> int:
    """Hang a new zone below its parent, None: at the top; returns its id.

    Raises `NotAllowedError`, `NotFoundError` for an unknown parent, `ZoneError` for an empty name,
    one that a sibling has, or too deep a tree.
    """
    check_can_change_zones(by)
    with transaction.atomic():
        tree = _lock_tree()
        parent = _parent(tree, parent_id)
        shown = _checked_name(tree, name, parent_id)
        zone = _store(shown, ZoneKind(kind), parent, division_code.strip()[:12])
        _note("create_zone", zone, by)
    return zone.pk


def grow_zones(*, divisions: Sequence[Division], parent_id: int | None, by: Actor) -> int:
    """Hang a starting tree below a zone, None: at the top; returns how many zones are new.

    A zone that has a row's code already, or its name at the same place, is kept as it is, and what
    is below it hangs below that one: growing twice changes nothing. Parents stand before their
    children.
    """
    check_can_change_zones(by)
    with transaction.atomic():
        tree = _lock_tree()
        top = _parent(tree, parent_id)
        by_code = {zone.division_code: zone for zone in tree.values() if zone.division_code}
        by_place = {(zone.parent_id, zone.name): zone for zone in tree.values()}
        count = 0
        for row in divisions:
            parent = by_code[row.parent_code] if row.parent_code else top
            place = (parent.pk if parent else None, row.name)
            zone = by_code.get(row.code) or by_place.get(place)
            if zone is None:
                zone = _store(row.name, row.kind, parent, row.code)
                count += 1
            by_code[row.code] = by_place[place] = zone
        if count:
            record(action="accounts.grow_zones", by=by, object_kind="zone", zones=count)
    return count


def rename_zone(*, zone_id: int, name: str, kind: ZoneKind, by: Actor) -> None:
    """Raises `NotAllowedError`, `NotFoundError`, `ZoneError` as `create_zone`."""
    check_can_change_zones(by)
    with transaction.atomic():
        tree = _lock_tree()
        zone = _zone(tree, zone_id)
        shown = _checked_name(tree, name, zone.parent_id, but=zone.pk)
        if (shown, kind) == (zone.name, zone.kind):
            return
        zone.name, zone.kind = shown, ZoneKind(kind)
        zone.save(update_fields=["name", "kind"])
        _note("rename_zone", zone, by)


def move_zone(*, zone_id: int, parent_id: int | None, by: Actor) -> None:
    """Hang a zone with all below it elsewhere; people and records go along.

    All copies of its path change in this one transaction (`signals.zone_moved`): a record must not
    be seen from its old place for a moment longer. Raises `ZoneError` for a place below itself.
    """
    check_can_change_zones(by)
    with transaction.atomic():
        tree = _lock_tree()
        zone, parent = _zone(tree, zone_id), _parent(tree, parent_id)
        if zone.parent_id == parent_id:
            return
        if parent is not None and parent.path.startswith(zone.path):
            raise ZoneError("accounts.zone_below_itself", name=zone.name)
        below = [row for row in tree.values() if row.path.startswith(zone.path)]
        old, new = zone.path, _path(parent, zone.pk)
        _check_depth(max(row.path.count("/") for row in below) - old.count("/") + new.count("/"))
        _checked_name(tree, zone.name, parent_id, but=zone.pk)
        Zone.objects.filter(pk=zone.pk).update(parent_id=parent_id)
        for model, column in ((Zone, "path"), (AnswerLink, "zone_path")):
            model._default_manager.filter(**{f"{column}__startswith": old}).update(
                **{column: path_after_move(column, old, new)}
            )
        zone_moved.send(Zone, old_path=old, new_path=new)
        _note("move_zone", zone, by, old=old, new=new)


def delete_zone(*, zone_id: int, by: Actor) -> None:
    """Remove a zone that nothing and nobody belongs to. Raises `ZoneError` for any other."""
    check_can_change_zones(by)
    with transaction.atomic():
        zone = _zone(_lock_tree(), zone_id)
        name = zone.name
        try:
            zone.delete()
        except ProtectedError:
            raise ZoneError("accounts.zone_in_use", name=name) from None
        record(action="accounts.delete_zone", by=by, object_kind="zone", object_id=zone_id)


def _lock_tree() -> dict[int, Zone]:
    """All zones by id. Locked as a whole where the database locks rows: two moves at once could
    hang two zones below one another."""
    return {zone.pk: zone for zone in Zone.objects.select_for_update().order_by("pk")}


def _zone(tree: dict[int, Zone], zone_id: int) -> Zone:
    if zone_id not in tree:
        raise NotFoundError("accounts.zone_not_found")
    return tree[zone_id]


def _parent(tree: dict[int, Zone], parent_id: int | None) -> Zone | None:
    return None if parent_id is None else _zone(tree, parent_id)


def _checked_name(
    tree: dict[int, Zone], name: str, parent_id: int | None, but: int | None = None
) -> str:
    shown = " ".join(name.split())
    if not shown or len(shown) > 100:
        raise ZoneError("accounts.zone_name_missing")
    for zone in tree.values():
        if zone.parent_id == parent_id and zone.name == shown and zone.pk != but:
            raise ZoneError("accounts.zone_name_taken", name=shown)
    return shown


def _path(parent: Zone | None, zone_id: int) -> str:
    return f"{parent.path if parent else '/'}{zone_id}/"


def _check_depth(slashes: int) -> None:
    if slashes - 1 > MOST_DEPTH:
        raise ZoneError("accounts.zone_too_deep", most=MOST_DEPTH)


def _store(name: str, kind: ZoneKind, parent: Zone | None, division_code: str) -> Zone:
    _check_depth((parent.path.count("/") if parent else 1) + 1)
    zone = Zone.objects.create(name=name, kind=kind, parent=parent, division_code=division_code)
    zone.path = _path(parent, zone.pk)
    zone.save(update_fields=["path"])
    return zone


def _note(act: str, zone: Zone, by: Actor, **details: str) -> None:
    record(action=f"accounts.{act}", by=by, object_kind="zone", object_id=zone.pk, **details)
