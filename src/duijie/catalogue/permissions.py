"""Who may see and change records. Drafts are their owner's and the administrators'."""

from __future__ import annotations

from duijie.accounts.permissions import is_member
from duijie.catalogue.enums import RecordState
from duijie.catalogue.models import CatalogueRecord
from duijie.core.actor import Actor, is_administrator
from duijie.core.errors import NotAllowedError


def can_see_record(user: Actor, record: CatalogueRecord) -> bool:
    """Published records are open to everybody who is signed in."""
    if not is_member(user):
        return False
    if record.state == RecordState.PUBLISHED or is_administrator(user):
        return True
    return record.owner_id == user.pk


def can_see_contacts(user: Actor, record: CatalogueRecord) -> bool:
    """Phone and mail of a record, on its own page."""
    return can_see_record(user, record)


def can_add_records(user: Actor) -> bool:
    return is_member(user)


def check_can_add_records(user: Actor) -> None:
    """Raises `NotAllowedError` where `can_add_records` says no."""
    if not can_add_records(user):
        raise NotAllowedError("catalogue.cannot_add_records")


def can_remove_example(user: Actor) -> bool:
    return is_administrator(user)


def check_can_remove_example(user: Actor) -> None:
    """Raises `NotAllowedError` where `can_remove_example` says no."""
    if not can_remove_example(user):
        raise NotAllowedError("catalogue.cannot_remove_example")
