"""Internal notes of a record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.models import Note
from duijie.catalogue.permissions import can_act_on_attached, get_record_level
from duijie.catalogue.queries.details import load_any
from duijie.core.actor import Actor, is_administrator
from duijie.core.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class NoteRow:
    """One note."""

    id: int
    text: str
    by_name: str
    at: datetime
    mentioned: tuple[str, ...]
    can_delete: bool


def list_notes_for_user(kind: RecordKind, record_id: int, user: Actor) -> tuple[NoteRow, ...]:
    """The latest first; none for who may not read notes. Raises `NotFoundError`."""
    record = load_any(kind, record_id)
    if get_record_level(user, record) is None:
        raise NotFoundError(f"catalogue.{kind}_not_found")
    if not can_act_on_attached(user, Cell(ObjectKind.NOTE, Action.SEE), record):
        return ()
    found = Note.objects.filter(**{f"{kind}_id": record_id}).select_related("by")
    return tuple(
        NoteRow(
            id=note.pk,
            text=note.text,
            by_name=str(note.by),
            at=note.created_at,
            mentioned=tuple(str(colleague) for colleague in note.mentioned.all()),
            can_delete=note.by_id == user.pk or is_administrator(user),
        )
        for note in found.prefetch_related("mentioned").order_by("-pk")
    )
