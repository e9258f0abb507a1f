"""Quick capture: kept at once, understood, and made into a draft with the note beside it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.files.base import File
from django.db import transaction

from duijie.accounts.enums import DisclosureLevel
from duijie.accounts.permissions import Action, Cell, ObjectKind, allows
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.permissions import check_can_create_record
from duijie.catalogue.services import add_attachment, add_note, create_record
from duijie.core.actor import Actor, user_id
from duijie.core.audit.services import record
from duijie.core.errors import NotFoundError
from duijie.core.jobs.services import enqueue_job
from duijie.core.messages import message_to_json
from duijie.core.preferences.queries import get_preferences
from duijie.errors import Message
from duijie.intake.enums import CaptureState
from duijie.intake.errors import UploadError
from duijie.intake.models import Capture, ImportBatch, Upload
from duijie.intake.services.documents import IncomingFile, remove_original, safe_name, store_file
from duijie.intake.services.understanding import understand_note

CAPTURE_KIND: Final = "intake.read_capture"
KINDS: Final = (RecordKind.NEED, RecordKind.OFFER)
LONGEST_NOTE: Final = 20_000
_NOTE_PART: Final = 4_000
_MB: Final = 1024 * 1024


def capture(*, kind: RecordKind, text: str, by: Actor, file: IncomingFile | None = None) -> int:
    """Keep a note or a photo at once and understand it: a text now, a photo in the background.

    Raises `UploadError` for nothing, too much, or a file that is too large; `NotAllowedError`.
    """
    check_can_create_record(by, kind)
    text = text.replace("\x00", "").strip()
    if not text and (file is None or not file.size):
        raise UploadError("intake.capture_empty")
    if len(text) > LONGEST_NOTE:
        raise UploadError("intake.capture_too_long", limit=LONGEST_NOTE)
    limit_mb = get_preferences().upload_mb
    if file is not None and (file.size or 0) > limit_mb * _MB:
        params = {"size_mb": -(-(file.size or 0) // _MB), "limit_mb": limit_mb}
        raise UploadError("intake.file_too_large", file=safe_name(file.name or ""), **params)
    kept = Capture(owner_id=user_id(by), kind=kind, text=text)
    if file is not None and file.size:
        stored = store_file(safe_name(file.name or "photo.jpg"), file.chunks, is_example=False)
        kept.file = stored.path.relative_to(settings.MEDIA_ROOT).as_posix()
        kept.file_name = stored.name
        kept.state = CaptureState.READING
    else:
        _understand(kept)
    with transaction.atomic():
        kept.save()
        if kept.file:
            kept.job_id = enqueue_job(
                kind=CAPTURE_KIND,
                payload={"capture": kept.pk},
                title=Message("intake.reading_photo"),
                by=by,
            )
            kept.save(update_fields=["job_id"])
        record(action="intake.capture", by=by, object_kind="capture", object_id=kept.pk)
    return kept.pk


def keep_capture_reading(capture_id: int, text: str) -> None:
    """Keep what was read off a photo, and understand it together with the note."""
    kept = Capture.objects.get(pk=capture_id)
    if kept.state != CaptureState.READING:
        return
    kept.text = "\n".join(part for part in (kept.text, text.strip()) if part)[: LONGEST_NOTE * 2]
    if not text.strip():
        kept.finding = message_to_json(Message("intake.photo_without_text"))
    _understand(kept)
    kept.state = CaptureState.READY
    kept.save()


def save_capture(*, capture_id: int, values: Mapping[str, Any], by: Actor) -> int:
    """Make the draft of a capture and keep the note with it, for staff only; the record's id.

    The photo becomes a file of the record's own side. Saved once: a second call gives the same
    record. Raises what `create_record` raises, with nothing lost: the capture stays.
    """
    with transaction.atomic():
        kept = get_capture(capture_id, by, is_locked=True)
        kind = RecordKind(kept.kind)
        if kept.record_id is not None:
            return kept.record_id
        record_id = create_record(kind=kind, values=values, by=by)
        kept.record_id, kept.state = record_id, CaptureState.SAVED
        kept.save(update_fields=["record_id", "state"])
        record(action="intake.save_capture", by=by, object_kind="capture", object_id=kept.pk)
        may_note = allows(by, Cell(ObjectKind.NOTE, Action.CREATE))
        if kept.text and may_note:
            for start in range(0, len(kept.text), _NOTE_PART):
                part = kept.text[start : start + _NOTE_PART]
                add_note(kind=kind, record_id=record_id, text=part, by=by)
    _attach(kept, kind, record_id, by, is_text_too=bool(kept.text) and not may_note)
    return record_id


def drop_capture(*, capture_id: int, by: Actor) -> None:
    """Throw a capture away, with its photo."""
    with transaction.atomic():
        kept = get_capture(capture_id, by, is_locked=True)
        _remove_photo(kept)
        kept.delete()
        record(action="intake.drop_capture", by=by, object_kind="capture", object_id=capture_id)


def get_capture(capture_id: int, by: Actor, *, is_locked: bool = False) -> Capture:
    """Raises `NotFoundError` for what is missing or somebody else's."""
    rows = Capture.objects.select_for_update() if is_locked else Capture.objects.all()
    kept = rows.filter(pk=capture_id, owner_id=by.pk).first() if by.pk is not None else None
    if kept is None:
        raise NotFoundError("intake.capture_not_found")
    return kept


def _understand(kept: Capture) -> None:
    understood = understand_note(kept.text, RecordKind(kept.kind)) if kept.text else None
    if understood is None:
        return
    kept.values, kept.quotes = dict(understood.values), dict(understood.quotes)
    if understood.other_count:
        params = {"count": understood.other_count}
        kept.finding = message_to_json(Message("intake.capture_holds_more", params))


def _attach(
    kept: Capture, kind: RecordKind, record_id: int, by: Actor, *, is_text_too: bool
) -> None:
    """The photo, and where no note may be written the text, as files of the record's own side."""
    level = DisclosureLevel.OWN
    if is_text_too:
        data = io.BytesIO(kept.text.encode("utf-8-sig"))
        note: File[bytes] = File(data, name="note.txt")
        note.size = len(data.getvalue())
        add_attachment(kind=kind, record_id=record_id, file=note, by=by, disclosure=level)
    path = Path(settings.MEDIA_ROOT) / kept.file
    if kept.file and path.is_file():
        with path.open("rb") as stream:
            photo: File[bytes] = File(stream, name=kept.file_name)
            add_attachment(kind=kind, record_id=record_id, file=photo, by=by, disclosure=level)
        _remove_photo(kept)
        Capture.objects.filter(pk=kept.pk).update(file="")


def _remove_photo(kept: Capture) -> None:
    """The stored photo, unless something else came in with the same content."""
    if not kept.file:
        return
    is_needed = (
        Capture.objects.filter(file=kept.file).exclude(pk=kept.pk).exists()
        or Upload.objects.filter(file=kept.file).exists()
        or ImportBatch.objects.filter(file=kept.file).exists()
    )
    if not is_needed:
        path = Path(settings.MEDIA_ROOT) / kept.file
        transaction.on_commit(lambda: remove_original(path))
