"""Putting a row of one's own desk off until a day. Nothing of the record itself changes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from django.db import transaction

from duijie.accounts.permissions import Action
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.errors import FieldProblem, ValuesError
from duijie.catalogue.models import Snooze
from duijie.catalogue.permissions import check_can_act_on_record
from duijie.catalogue.services.loading import lock_record
from duijie.core import clock
from duijie.core.actor import Actor, user_id
from duijie.core.audit.services import record as audit
from duijie.core.errors import NotFoundError
from duijie.errors import Message

LONGEST: Final = timedelta(days=366)


def snooze_record(*, kind: RecordKind, record_id: int, until: date, by: Actor) -> None:
    """Take a record off the user's desk until that day, on which it is back.

    Raises `ValuesError` for a day that is not ahead or more than a year away, `NotFoundError`, and
    `NotAllowedError` for who has no step to take with it.
    """
    today = clock.today()
    if not today < until <= today + LONGEST:
        raise ValuesError([FieldProblem("until", Message("catalogue.snooze_day"))])
    with transaction.atomic():
        row = lock_record(kind, record_id)
        check_can_act_on_record(by, Action.END, row)
        Snooze.objects.update_or_create(
            **{"user_id": user_id(by), f"{kind}_id": row.pk}, defaults={"until_date": until}
        )
        audit(
            action="catalogue.snooze_record",
            by=by,
            object_kind=kind.value,
            object_id=row.pk,
            until=until.isoformat(),
        )


def end_snooze(*, kind: RecordKind, record_id: int, by: Actor) -> None:
    """Put a record back on the user's desk at once. Raises `NotFoundError` where it is not off."""
    with transaction.atomic():
        found = Snooze.objects.filter(**{"user_id": user_id(by), f"{kind}_id": record_id})
        if not found.delete()[0]:
            raise NotFoundError("catalogue.snooze_not_found")
        audit(action="catalogue.end_snooze", by=by, object_kind=kind.value, object_id=record_id)
