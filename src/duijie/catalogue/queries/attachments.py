"""The files of a record, as far as the user may open them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from duijie.accounts.enums import DisclosureLevel
from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.models import Attachment
from duijie.catalogue.permissions import (
    can_act_on_attached,
    check_can_act_on_attached,
    get_record_level,
)
from duijie.catalogue.queries.details import load_any
from duijie.catalogue.queries.traces import leave_trace
from duijie.core.actor import Actor
from duijie.core.errors import NotFoundError

_SEE = Cell(ObjectKind.ATTACHMENT, Action.SEE)


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """A file in the list of its record."""

    id: int
    name: str
    media_type: str
    size_bytes: int
    disclosure: DisclosureLevel
    has_preview: bool
    owner_name: str
    """Empty for who is not of the record's own side."""
    created_at: datetime
    can_change: bool


@dataclass(frozen=True, slots=True)
class AttachmentFile:
    """A file to hand out."""

    name: str
    path: Path
    media_type: str
    """By its bytes; of a preview `image/png`."""


def list_attachments_for_user(
    kind: RecordKind, record_id: int, user: Actor, *, is_deleted: bool = False
) -> tuple[AttachmentRow, ...]:
    """Those at or below the user's level, the oldest first; in the bin for who may bring them back.

    What is above is not told of. Raises `NotFoundError` for a record that the user may not know.
    """
    record = load_any(kind, record_id)
    level = get_record_level(user, record)
    if level is None:
        raise NotFoundError(f"catalogue.{kind}_not_found")
    can_change = can_act_on_attached(user, Cell(ObjectKind.ATTACHMENT, Action.CHANGE), record)
    if not can_act_on_attached(user, _SEE, record) or (is_deleted and not can_change):
        return ()
    found = Attachment.objects.filter(
        **{f"{kind}_id": record_id}, disclosure__lte=level, deleted_at__isnull=not is_deleted
    )
    return tuple(
        AttachmentRow(
            id=row.pk,
            name=row.name,
            media_type=row.media_type,
            size_bytes=row.size_bytes,
            disclosure=DisclosureLevel(row.disclosure),
            has_preview=bool(row.preview),
            owner_name=str(row.owner) if level >= DisclosureLevel.OWN else "",
            created_at=row.created_at,
            can_change=can_change,
        )
        for row in found.select_related("owner").order_by("pk")
    )


def get_attachment_file_for_user(
    attachment_id: int, user: Actor, *, door: str, is_preview: bool = False
) -> AttachmentFile:
    """The file, or the picture of its first page; that it was opened is kept (`Access`) at CONSENT
    and above, by whom it is not.

    Raises `NotFoundError` for what is missing, deleted, above the user's level or gone from the
    data folder.
    """
    attachment = Attachment.objects.filter(pk=attachment_id, deleted_at__isnull=True).first()
    if attachment is None:
        raise NotFoundError("catalogue.attachment_not_found")
    record = _record_of(attachment)
    level = get_record_level(user, record)
    if level is None or level < attachment.disclosure:
        raise NotFoundError("catalogue.attachment_not_found")
    check_can_act_on_attached(user, _SEE, record)
    path = _find(attachment.preview if is_preview else attachment.file)
    if path is None:
        raise NotFoundError("catalogue.attachment_missing", file=attachment.name)
    shown = DisclosureLevel(attachment.disclosure)
    leave_trace(record, level=shown, door=door, by=user, attachment_id=attachment.pk)
    if is_preview:
        return AttachmentFile(f"{attachment.name}.png", path, "image/png")
    return AttachmentFile(attachment.name, path, attachment.media_type)


def _record_of(attachment: Attachment) -> Any:
    for kind in RecordKind:
        record_id = getattr(attachment, f"{kind}_id")
        if record_id is not None:
            try:
                return load_any(kind, record_id)
            except NotFoundError:
                break
    raise NotFoundError("catalogue.attachment_not_found")


def _find(file: str) -> Path | None:
    folder = Path(settings.MEDIA_ROOT).resolve()
    path = (folder / file).resolve()
    return path if file and path.is_relative_to(folder) and path.is_file() else None
