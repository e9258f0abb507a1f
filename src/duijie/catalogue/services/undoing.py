"""Taking back the last step of a record: its state and dates are again what history tells."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Field

from duijie.accounts.permissions import Action
from duijie.catalogue.enums import RecordKind, RecordState
from duijie.catalogue.errors import UndoError
from duijie.catalogue.models import CatalogueRecord, Change
from duijie.catalogue.permissions import check_can_act_on_record
from duijie.catalogue.policies import TRANSITIONS, UNDO_DAYS, UNDOABLE, Move
from duijie.catalogue.services.history import Values, write_change
from duijie.catalogue.services.loading import lock_record
from duijie.catalogue.services.marks import bump_version, mark_changed
from duijie.catalogue.services.moving import STEP_FIELDS
from duijie.catalogue.services.teasers import check_teaser
from duijie.core import clock
from duijie.core.actor import Actor
from duijie.core.audit.services import record as audit

_MOVES: Final = {f"{move}_record": move for move in UNDOABLE}


def undo_move(*, kind: RecordKind, record_id: int, revision: int, by: Actor) -> RecordState:
    """Put a record back to the state, dates and reasons that it had before the user's own last
    step, and return that state.

    `revision` is the one that the step left behind. Raises `UndoError` where anything has happened
    to the record since, where the last step is somebody else's or none of `policies.UNDOABLE`, or
    lies more than `policies.UNDO_DAYS` back; `ValuesError` where it would be shown to strangers
    again with a summary that names somebody; `NotFoundError`, `NotAllowedError`.
    """
    with transaction.atomic():
        row = lock_record(kind, record_id)
        change = Change.objects.filter(**{f"{kind}_id": row.pk}).order_by("-id").first()
        move = _MOVES.get(change.action) if change is not None else None
        # asked before anything is said: who may not know of the record learns nothing of its steps
        action = TRANSITIONS[move].action if move is not None else None
        check_can_act_on_record(by, action or Action.END, row)
        if change is None or move is None or change.by_id != by.pk or row.revision != revision:
            raise UndoError("catalogue.undo_changed")
        if clock.now() - change.at > timedelta(days=UNDO_DAYS):
            raise UndoError("catalogue.undo_too_late", days=UNDO_DAYS)
        _put_back(row, kind, change, move, by)
    return RecordState(row.state)


def _put_back(
    row: CatalogueRecord, kind: RecordKind, change: Change, move: Move, by: Actor
) -> None:
    was = RecordState(row.state)
    told: dict[str, Any] = {}
    for name in STEP_FIELDS:
        if kept := change.values.get(name.removesuffix("_id")):
            after = getattr(row, name)
            column = row._meta.get_field(name.removesuffix("_id"))
            assert isinstance(column, Field)
            before = column.to_python(kept[0])  # history holds dates as text
            setattr(row, name, before)
            told[name.removesuffix("_id")] = (after, before)
    if row.state == RecordState.PUBLISHED:
        check_teaser(row)
    row.revision += 1
    row.save()
    values: Values = told
    write_change(row, action="undo_move", by=by, values=values)
    mark_changed(kind, [row.pk])
    if RecordState.PUBLISHED in {was, row.state}:
        bump_version(kind, is_example=row.is_example)
    audit(
        action="catalogue.undo_move",
        by=by,
        object_kind=kind.value,
        object_id=row.pk,
        move=move.value,
        before=was.value,
        after=str(row.state),
    )
