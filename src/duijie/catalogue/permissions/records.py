"""Who may do what with a record: the pairs over the permission table."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model

from duijie.accounts.enums import DisclosureLevel
from duijie.accounts.permissions import Action, Cell, ObjectKind, allows, check_allows, get_reach
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.models import CatalogueRecord, Expert, Need, Offer, Organisation
from duijie.catalogue.permissions.viewer import KINDS, covers, get_level, get_viewer
from duijie.catalogue.policies import TRANSITIONS, Move, list_moves
from duijie.core.actor import Actor
from duijie.core.errors import NotAllowedError, NotFoundError

AnyRecord = CatalogueRecord | Organisation
R = TypeVar("R", Need, Offer, Expert, Organisation, CatalogueRecord)


def can_act_on_record(user: Actor, action: Action, record: Model) -> bool:
    """Whether the permission table lets the user do this with this record, whatever its state."""
    kind = KINDS[type(record)]
    reach = get_reach(user, Cell(ObjectKind(kind.value), action))
    return covers(get_viewer(user, kind), reach, record)


def check_can_act_on_record(user: Actor, action: Action, record: Model) -> None:
    """Raises `NotFoundError` where the user may not know of the record, `NotAllowedError` where
    they may see it and not do this with it."""
    if can_act_on_record(user, action, record):
        return
    kind = KINDS[type(record)]
    if get_record_level(user, record) is None:
        raise NotFoundError(f"catalogue.{kind}_not_found")
    raise NotAllowedError("catalogue.may_not")


def can_act_on_attached(user: Actor, cell: Cell, record: Model) -> bool:
    """Whether the permission table lets the user do this with what hangs on the record: a file, a
    note, an agreement."""
    kind = KINDS[type(record)]
    return covers(get_viewer(user, kind), get_reach(user, cell), record)


def check_can_act_on_attached(user: Actor, cell: Cell, record: Model) -> None:
    """Raises `NotFoundError` where the user may not know of the record, `NotAllowedError` where
    they may see it and not do this."""
    if can_act_on_attached(user, cell, record):
        return
    if get_record_level(user, record) is None:
        raise NotFoundError(f"catalogue.{KINDS[type(record)]}_not_found")
    raise NotAllowedError("catalogue.may_not")


def get_record_level(user: Actor, record: Model) -> DisclosureLevel | None:
    """How much of the record the user sees; None: nothing."""
    return get_level(get_viewer(user, KINDS[type(record)]), record)


def can_see_record(user: Actor, record: Model) -> bool:
    """Whether the user may know that the record exists."""
    return getattr(record, "deleted_at", None) is None and (
        get_record_level(user, record) is not None
    )


def can_move_record(user: Actor, move: Move, record: CatalogueRecord) -> bool:
    """Whether the state has this step and the user may take it."""
    action = TRANSITIONS[move].action
    return (
        action is not None
        and move in list_moves(record.state)  # type: ignore[arg-type]  # a column holds the value
        and can_act_on_record(user, action, record)
    )


def can_create_record(user: Actor, kind: RecordKind) -> bool:
    return allows(user, Cell(ObjectKind(kind.value), Action.CREATE))


def check_can_create_record(user: Actor, kind: RecordKind) -> None:
    """Raises `NotAllowedError` where `can_create_record` says no."""
    check_allows(user, Cell(ObjectKind(kind.value), Action.CREATE))


def can_add_records(user: Actor) -> bool:
    """Bring in records from a document, of whatever kind it holds."""
    return allows(user, Cell(ObjectKind.DOCUMENT, Action.CREATE))


def check_can_add_records(user: Actor) -> None:
    """Raises `NotAllowedError` where `can_add_records` says no."""
    if not can_add_records(user):
        raise NotAllowedError("catalogue.cannot_add_records")


def can_publish_new(user: Actor) -> bool:
    """Whether what the user brings in is published without a check by somebody else."""
    return allows(user, Cell(ObjectKind.NEED, Action.PUBLISH))


def can_remove_example(user: Actor) -> bool:
    return allows(user, Cell(ObjectKind.EXAMPLE, Action.DELETE))


def check_can_remove_example(user: Actor) -> None:
    """Raises `NotAllowedError` where `can_remove_example` says no."""
    if not can_remove_example(user):
        raise NotAllowedError("catalogue.cannot_remove_example")
