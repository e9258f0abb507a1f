"""Taking a note away; all else is at its record."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.api.doors import door
from duijie.api.schemas import RowId
from duijie.catalogue.services import delete_note

router = Router(tags=["notes"])


@door(
    router,
    "DELETE",
    "/{int:note_id}",
    cell=Cell(ObjectKind.NOTE, Action.DELETE),
    name="delete_note",
    response={204: None},
)
def delete(request: HttpRequest, note_id: RowId) -> Any:
    """Take one's own note away, for good."""
    delete_note(note_id=note_id, by=request.user)
    return Status(204, None)
