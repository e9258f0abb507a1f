"""Records on one's own desk: put off till a day, and a step of one's own taken back."""

# No `from __future__ import annotations` here: see `endpoints`.

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.api.doors import door
from duijie.api.schemas import Body, RowId
from duijie.catalogue.enums import RecordKind, RecordState
from duijie.catalogue.services import end_snooze, snooze_record, undo_move

_DESK = Cell(ObjectKind.DESK, Action.CHANGE)


class SnoozeBody(Body):
    until: date = Field(description="the day on which it is back; at most a year ahead")


class UndoBody(Body):
    revision: int = Field(ge=1, lt=2**31, description="the one that the step left behind")


class UndoneSchema(Schema):
    state: RecordState


def add_snoozes(router: Router, kind: RecordKind) -> None:
    """Off the caller's own desk and back; the record itself does not change."""
    path = "/{int:record_id}/snooze"

    @door(router, "PUT", path, cell=_DESK, name=f"snooze_{kind}", response={204: None})
    def snooze(request: HttpRequest, record_id: RowId, payload: SnoozeBody) -> Any:
        """Put it off until a day; a later call moves the day."""
        snooze_record(kind=kind, record_id=record_id, until=payload.until, by=request.user)
        return Status(204, None)

    @door(router, "DELETE", path, cell=_DESK, name=f"end_snooze_{kind}", response={204: None})
    def end(request: HttpRequest, record_id: RowId) -> Any:
        """Back on the desk at once."""
        end_snooze(kind=kind, record_id=record_id, by=request.user)
        return Status(204, None)


def add_undo(router: Router, kind: RecordKind) -> None:
    """The last step, taken back by whoever took it."""

    @door(
        router,
        "POST",
        "/{int:record_id}/undo",
        cell=Cell(ObjectKind(kind.value), Action.SUBMIT),
        name=f"undo_{kind}",
        response=UndoneSchema,
    )
    def undo(request: HttpRequest, record_id: RowId, payload: UndoBody) -> Any:
        """The record as it was before the caller's own last step, while nothing has happened to it
        since."""
        state = undo_move(
            kind=kind, record_id=record_id, revision=payload.revision, by=request.user
        )
        return {"state": state}
