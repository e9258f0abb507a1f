"""Drawings, photos and reports that belong to a record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final, Protocol

from django.conf import settings
from django.db import transaction
from django.db.models import Model

from duijie.accounts.enums import DisclosureLevel
from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.catalogue.disclosure import ATTACHMENT_LEVELS
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.errors import AttachmentError
from duijie.catalogue.models import Attachment, Organisation
from duijie.catalogue.permissions import (
    KINDS,
    check_can_act_on_attached,
    get_record_level,
)
from duijie.catalogue.services.files import KeptFile, keep_file, preview_path
from duijie.catalogue.services.history import write_change
from duijie.catalogue.services.loading import Loaded, lock_any
from duijie.core import clock
from duijie.core.actor import Actor, user_id
from duijie.core.audit.services import record as audit
from duijie.core.errors import NotFoundError
from duijie.core.jobs.services import enqueue_job
from duijie.core.preferences.queries import get_preferences
from duijie.engines.documents.kinds import recognise
from duijie.engines.documents.previews import DRAWN_KINDS, draw_preview
from duijie.engines.documents.stripping import UnstrippableError, strip_metadata
from duijie.errors import DuijieError, Message

PREVIEW_KIND: Final = "catalogue.draw_preview"
MOST_OF_RECORD: Final = 200
_MB: Final = 1024 * 1024
_PROGRAMS: Final = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"#!")
_PROGRAM_SUFFIXES: Final = frozenset(
    [
        ".exe",
        ".com",
        ".bat",
        ".cmd",
        ".scr",
        ".pif",
        ".msi",
        ".lnk",
        ".js",
        ".jse",
        ".vbs",
        ".vbe",
        ".wsf",
        ".hta",
        ".ps1",
        ".jar",
        ".dll",
    ]
)
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f/\\\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_NAME_BYTES: Final = 180
_MEDIA_TYPES: Final[Mapping[str, str]] = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "gif": "image/gif",
    "bmp": "image/bmp",
    "webp": "image/webp",
    "tif": "image/tiff",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "zip": "application/zip",
    "csv": "text/csv",
    "txt": "text/plain",
    "md": "text/markdown",
}
_OTHER: Final = "application/octet-stream"


class IncomingFile(Protocol):
    """What Django calls an uploaded file."""

    @property
    def name(self) -> str | None: ...

    @property
    def size(self) -> int | None: ...

    def chunks(self) -> Iterable[bytes]: ...


def add_attachment(
    *,
    kind: RecordKind,
    record_id: int,
    file: IncomingFile,
    by: Actor,
    disclosure: DisclosureLevel | None = None,
) -> int:
    """Keep a file with a record and return its id; a picture of its first page is drawn later.

    What the file is, its bytes say, not its name; a photo loses where and when it was taken.
    Without a `disclosure` it is opened under NDA; never to more people than the record. Raises
    `AttachmentError` for a file that is empty, too large, a program or a damaged picture,
    `NotFoundError`, `NotAllowedError`.
    """
    with transaction.atomic():
        row = lock_any(kind, record_id)
        check_can_act_on_attached(by, Cell(ObjectKind.ATTACHMENT, Action.CREATE), row)
        level = _choose_level(row, disclosure, by)
        if Attachment.objects.filter(**_about(row), deleted_at__isnull=True).count() >= (
            MOST_OF_RECORD
        ):
            raise AttachmentError("catalogue.attachments_too_many", limit=MOST_OF_RECORD)
    # reading and writing up to 50 MB takes seconds: not while others wait for the database
    name, found, kept = _take_in(file)
    with transaction.atomic():
        attachment = Attachment.objects.create(
            **_about(row),
            name=name,
            file=kept.file,
            sha256=kept.sha256,
            media_type=_MEDIA_TYPES.get(found, _OTHER),
            size_bytes=kept.size_bytes,
            disclosure=level,
            owner_id=user_id(by),
        )
        _write(attachment, row, "add_attachment", by, (None, name))
        if found in DRAWN_KINDS:
            enqueue_job(
                kind=PREVIEW_KIND,
                payload={"attachment_id": attachment.pk, "kind": found},
                title=Message("catalogue.drawing_preview"),
                by=None,
            )
    return attachment.pk


def set_attachment_disclosure(
    *, attachment_id: int, disclosure: DisclosureLevel, by: Actor
) -> None:
    """Say from which level on a file can be opened. Raises `AttachmentError` for a level below
    that of its record."""
    with transaction.atomic():
        attachment, row = _lock(attachment_id, Action.CHANGE, by)
        level = _choose_level(row, disclosure, by)
        if level != attachment.disclosure:
            before, attachment.disclosure = attachment.disclosure, level
            attachment.save(update_fields=["disclosure"])
            _write(attachment, row, "set_attachment_disclosure", by, (before, int(level)))


def delete_attachment(*, attachment_id: int, by: Actor) -> None:
    """Put a file into the recycle bin."""
    with transaction.atomic():
        attachment, row = _lock(attachment_id, Action.DELETE, by)
        attachment.deleted_at, attachment.deleted_by_id = clock.now(), by.pk
        attachment.save(update_fields=["deleted_at", "deleted_by"])
        _write(attachment, row, "delete_attachment", by, (attachment.name, None))


def restore_attachment(*, attachment_id: int, by: Actor) -> None:
    """Bring a file back; it is opened to no more people than its record is by now."""
    with transaction.atomic():
        attachment, row = _lock(attachment_id, Action.DELETE, by, is_deleted=True)
        attachment.deleted_at = attachment.deleted_by = None
        attachment.disclosure = max(attachment.disclosure, floor_of(row))
        attachment.save(update_fields=["deleted_at", "deleted_by", "disclosure"])
        _write(attachment, row, "restore_attachment", by, (None, attachment.name))


def draw_attachment_preview(*, attachment_id: int, kind: str) -> bool:
    """Draw the picture of a file's first page; False where there is none. The job's work."""
    attachment = Attachment.objects.filter(pk=attachment_id).first()
    if attachment is None:
        return False
    folder = Path(settings.MEDIA_ROOT)
    target = preview_path(attachment.file)
    try:
        is_drawn = draw_preview(folder / attachment.file, folder / target, kind=kind)
    except DuijieError:
        return False  # too slow: the file stays without a picture
    if is_drawn:
        with transaction.atomic():
            Attachment.objects.filter(file=attachment.file).update(preview=target)
            audit(
                action="catalogue.draw_attachment_preview",
                by=None,
                object_kind="attachment",
                object_id=attachment_id,
            )
    return is_drawn


def floor_of(row: Model) -> DisclosureLevel:
    """The lowest level that a file of this record may have: strangers never get one."""
    disclosure = getattr(row, "disclosure", DisclosureLevel.REGISTERED)
    return max(DisclosureLevel(disclosure), DisclosureLevel.REGISTERED)


def safe_name(name: str) -> str:
    """A name that any system can store and any page can show, at most 180 bytes."""
    bare = _CONTROL.sub("_", name.replace("\\", "/").rpartition("/")[2]).strip(" .") or "file"
    suffix = Path(bare).suffix[:20]
    stem = bare[: len(bare) - len(suffix)] if suffix else bare
    room = _NAME_BYTES - len(suffix.encode())
    return stem.encode(errors="ignore")[:room].decode(errors="ignore") + suffix


def _take_in(file: IncomingFile) -> tuple[str, str, KeptFile]:
    """Name, kind and place of the file, once it is on the disk."""
    name = safe_name(file.name or "")
    data = _read(file, name)
    found = recognise(data, Path(name).suffix.lower())
    if found == "empty":
        raise AttachmentError("catalogue.attachment_empty", file=name)
    if data.startswith(_PROGRAMS) or Path(name).suffix.lower() in _PROGRAM_SUFFIXES:
        raise AttachmentError("catalogue.attachment_program", file=name)
    try:
        data = strip_metadata(data, found)
    except UnstrippableError as error:
        raise AttachmentError("catalogue.attachment_damaged", file=name) from error
    return name, found, keep_file([data])


def _read(file: IncomingFile, name: str) -> bytes:
    limit_mb = get_preferences().upload_mb
    chunks: list[bytes] = []
    size = 0
    for chunk in file.chunks():
        size += len(chunk)
        if size > limit_mb * _MB:
            raise AttachmentError("catalogue.attachment_too_large", file=name, limit_mb=limit_mb)
        chunks.append(chunk)
    return b"".join(chunks)


def _choose_level(row: Loaded, disclosure: int | None, by: Actor) -> DisclosureLevel:
    floor = floor_of(row)
    if disclosure is None:
        return max(DisclosureLevel.NDA, floor)
    own = get_record_level(by, row)
    if disclosure not in ATTACHMENT_LEVELS or own is None or disclosure > own:
        raise AttachmentError("catalogue.disclosure_unknown")
    if disclosure < floor:
        raise AttachmentError("catalogue.attachment_below_record")
    return DisclosureLevel(disclosure)


def _lock(
    attachment_id: int, action: Action, by: Actor, *, is_deleted: bool = False
) -> tuple[Attachment, Loaded]:
    attachment = (
        Attachment.objects.select_for_update()
        .filter(pk=attachment_id, deleted_at__isnull=not is_deleted)
        .first()
    )
    if attachment is None:
        raise NotFoundError("catalogue.attachment_not_found")
    for kind in RecordKind:
        record_id = getattr(attachment, f"{kind}_id")
        if record_id is not None:
            row = lock_any(kind, record_id)
            check_can_act_on_attached(by, Cell(ObjectKind.ATTACHMENT, action), row)
            return attachment, row
    raise NotFoundError("catalogue.attachment_not_found")


def _about(row: Model) -> dict[str, int]:
    return {f"{KINDS[type(row)]}_id": row.pk}


def _write(
    attachment: Attachment, row: Loaded, action: str, by: Actor, values: tuple[object, object]
) -> None:
    write_change(row, action=action, by=by, values={"attachment": values})
    audit(
        action=f"catalogue.{action}",
        by=by,
        object_kind="attachment",
        object_id=attachment.pk,
        record="organisation" if isinstance(row, Organisation) else KINDS[type(row)].value,
        record_id=row.pk,
        disclosure=attachment.disclosure,
    )
