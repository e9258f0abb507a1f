"""The recycle bin: into it, out of it, and for good."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from duijie.accounts.permissions import Action
from duijie.catalogue.enums import RecordKind, RecordState
from duijie.catalogue.errors import RecordExistsError, RecordInUseError
from duijie.catalogue.models import Attachment, CatalogueRecord, Organisation
from duijie.catalogue.permissions import check_can_act_on_record
from duijie.catalogue.services.files import remove_unused_files
from duijie.catalogue.services.history import write_change
from duijie.catalogue.services.loading import MODELS, RECORD_MODELS, Loaded, lock_any
from duijie.catalogue.services.marks import bump_version, mark_changed
from duijie.core import clock
from duijie.core.actor import Actor
from duijie.core.audit.services import record as audit
from duijie.core.notify.services.notices import forget_notices

_PURGE_BURST: Final = 20


def delete_record(*, kind: RecordKind, record_id: int, by: Actor) -> None:
    """Put a record into the recycle bin: it is in no list, search or export any more, and can be
    brought back.

    Raises `RecordInUseError` for an organisation that records belong to, `NotFoundError`,
    `NotAllowedError`.
    """
    with transaction.atomic():
        row = lock_any(kind, record_id)
        check_can_act_on_record(by, Action.DELETE, row)
        if isinstance(row, Organisation) and (count := _count_records_of(row)):
            raise RecordInUseError("catalogue.organisation_in_use", count=count)
        row.deleted_at, row.deleted_by_id = clock.now(), by.pk
        row.revision += 1
        row.save(update_fields=["deleted_at", "deleted_by", "revision", "updated_at"])
        forget_notices(object_kind=kind.value, object_id=row.pk, by=by)
        _write(row, kind, "delete_record", by)


def restore_record(*, kind: RecordKind, record_id: int, by: Actor) -> None:
    """Bring a record back as it was.

    Raises `RecordExistsError` where the same one has been made meanwhile, `RecordInUseError` where
    its organisation lies in the bin, `NotFoundError`, `NotAllowedError`.
    """
    with transaction.atomic():
        row = lock_any(kind, record_id, is_deleted=True)
        check_can_act_on_record(by, Action.DELETE, row)
        organisation = row.organisation if isinstance(row, CatalogueRecord) else None
        if organisation is not None and organisation.deleted_at is not None:
            raise RecordInUseError("catalogue.organisation_deleted")
        row.deleted_at = row.deleted_by = None
        row.revision += 1
        try:
            with transaction.atomic():
                row.save(update_fields=["deleted_at", "deleted_by", "revision", "updated_at"])
        except IntegrityError as error:
            raise RecordExistsError(
                "catalogue.organisation_exists"
                if isinstance(row, Organisation)
                else "catalogue.record_exists"
            ) from error
        _write(row, kind, "restore_record", by)


def purge_deleted(*, deleted_before: datetime) -> dict[str, int]:
    """Remove for good, with all that hangs on them, what has lain in the bin since before then;
    returns how many of each kind. Files that nothing needs any more go with them.

    Records first: an organisation that is still needed by one of them stays.
    """
    counts: dict[str, int] = {}
    for kind in (*RECORD_MODELS, RecordKind.ORGANISATION):
        counts[kind.value] = _purge(kind, deleted_before)
    counts["attachment"] = _purge_attachments(deleted_before)
    return counts


def _count_records_of(organisation: Organisation) -> int:
    return sum(
        model._default_manager.filter(
            organisation_id=organisation.pk, deleted_at__isnull=True
        ).count()
        for model in RECORD_MODELS.values()
    )


def _write(row: Loaded, kind: RecordKind, action: str, by: Actor) -> None:
    write_change(row, action=action, by=by, values={})
    mark_changed(kind, [row.pk])
    if getattr(row, "state", "") == RecordState.PUBLISHED:
        bump_version(kind, is_example=row.is_example)
    audit(
        action=f"catalogue.{action}",
        by=by,
        object_kind=kind.value,
        object_id=row.pk,
        revision=row.revision,
    )


def _purge(kind: RecordKind, deleted_before: datetime) -> int:
    removed, after = 0, 0
    while True:
        with transaction.atomic():
            ids = list(
                MODELS[kind]
                ._default_manager.filter(deleted_at__lt=deleted_before, pk__gt=after)
                .order_by("pk")
                .values_list("pk", flat=True)[:_PURGE_BURST]
            )
            if not ids:
                return removed
            after = ids[-1]
            gone = [record_id for record_id in ids if _remove(kind, record_id)]
            if gone:
                mark_changed(kind, gone)
                audit(
                    action="catalogue.purge_deleted",
                    by=None,
                    object_kind=kind.value,
                    records=gone,
                )
            removed += len(gone)


def _remove(kind: RecordKind, record_id: int) -> bool:
    about: dict[str, Any] = {f"{kind}_id": record_id}
    files = list(Attachment.objects.filter(**about).values_list("file", "preview"))
    try:
        with transaction.atomic():
            MODELS[kind]._default_manager.filter(pk=record_id).delete()
    except ProtectedError:
        return False
    remove_unused_files(path for pair in files for path in pair)
    return True


def _purge_attachments(deleted_before: datetime) -> int:
    with transaction.atomic():
        gone = list(
            Attachment.objects.filter(deleted_at__lt=deleted_before).values_list(
                "pk", "file", "preview"
            )
        )
        Attachment.objects.filter(pk__in=[pk for pk, _, _ in gone]).delete()
        remove_unused_files(path for _, *paths in gone for path in paths)
        if gone:
            audit(
                action="catalogue.purge_deleted",
                by=None,
                object_kind="attachment",
                records=[pk for pk, _, _ in gone],
            )
    return len(gone)
