"""Who may import, and whose imports somebody sees."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from duijie.accounts.permissions import (
    Action,
    Cell,
    ObjectKind,
    Reach,
    allows,
    get_reach,
    get_zone_path,
)
from duijie.catalogue.enums import RecordKind, RecordState
from duijie.catalogue.permissions import can_create_record, can_publish_new
from duijie.core.actor import Actor
from duijie.core.errors import NotAllowedError
from duijie.intake.models import ImportBatch

_SEE = Cell(ObjectKind.IMPORT, Action.SEE)
_CHANGE = Cell(ObjectKind.IMPORT, Action.CHANGE)


def can_import(user: Actor) -> bool:
    return allows(user, Cell(ObjectKind.IMPORT, Action.CREATE))


def check_can_import(user: Actor) -> None:
    """Raises `NotAllowedError` where `can_import` says no."""
    if not can_import(user):
        raise NotAllowedError("intake.cannot_import")


def list_importable_kinds(user: Actor) -> tuple[RecordKind, ...]:
    """The kinds of record that the user may make."""
    return tuple(kind for kind in RecordKind if can_create_record(user, kind))


def list_import_states(user: Actor) -> tuple[RecordState, ...]:
    """In which state imported records may come in: what others must check first is submitted."""
    if can_publish_new(user):
        return (RecordState.PUBLISHED, RecordState.SUBMITTED, RecordState.DRAFT)
    return (RecordState.SUBMITTED, RecordState.DRAFT)


def visible_imports(user: Actor) -> QuerySet[ImportBatch]:
    """The imports whose file and rows the user may see: their own, a broker those of the zone."""
    reach = get_reach(user, _SEE)
    batches = ImportBatch.objects.select_related("owner", "mapped_by")
    if reach is Reach.NONE:
        return batches.none()
    if reach is Reach.ALL:
        return batches
    mine = Q(owner_id=user.pk)
    if reach is Reach.OWN:
        return batches.filter(mine)
    return batches.filter(mine | Q(zone_path__startswith=get_zone_path(user)))


def can_change_import(user: Actor, batch: ImportBatch) -> bool:
    """Choose columns and rows, import, undo: whose it is, and administrators. Colleagues look on:
    the records would be theirs, and seen with their eyes."""
    reach = get_reach(user, _CHANGE)
    return reach is Reach.ALL or (reach is not Reach.NONE and batch.owner_id == user.pk)


def check_can_change_import(user: Actor, batch: ImportBatch) -> None:
    """Raises `NotAllowedError` where `can_change_import` says no."""
    if not can_change_import(user, batch):
        raise NotAllowedError("intake.not_your_import")
