"""Background work of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django.db import transaction

from duijie.accounts.models import User
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.policies import BIN_DAYS
from duijie.catalogue.services.access_exports import ACCESS_LOG, write_access_export_file
from duijie.catalogue.services.attachments import PREVIEW_KIND, draw_attachment_preview
from duijie.catalogue.services.bin import purge_deleted
from duijie.catalogue.services.exports import EXPORT_KIND, write_export_file
from duijie.catalogue.services.handing_over import (
    HAND_OVER_KIND,
    finish_hand_over,
    hand_over_burst,
    parse_chosen,
)
from duijie.catalogue.services.indexing import (
    PURGE_INDEX_KIND,
    REBUILD_KIND,
    purge_index,
    rebuild_index,
    refresh_index,
)
from duijie.catalogue.services.marks import REFRESH_KIND as REFRESH_INDEX_KIND
from duijie.catalogue.services.moving import expire_records
from duijie.catalogue.services.renaming import REFRESH_KIND, derive_burst, list_bursts
from duijie.core import clock
from duijie.core.jobs.daily import register_daily
from duijie.core.jobs.registry import register_task
from duijie.core.jobs.run import JobRun
from duijie.errors import Message

EXPIRE_KIND: Final = "catalogue.expire_records"
PURGE_KIND: Final = "catalogue.purge_deleted"


@register_task(EXPIRE_KIND, queue="quick")
def expire_records_task(run: JobRun) -> Mapping[str, Any]:
    """Result: `{"expired"}`."""
    del run
    return {"expired": expire_records(clock.today())}


@register_task(PURGE_KIND, queue="long")
def purge_deleted_task(run: JobRun) -> Mapping[str, Any]:
    """Result: how many of each kind."""
    del run
    return purge_deleted(deleted_before=clock.now() - timedelta(days=BIN_DAYS))


@register_task(PREVIEW_KIND, queue="quick")
def draw_preview_task(run: JobRun) -> Mapping[str, Any]:
    """Result: `{"is_drawn"}`."""
    is_drawn = draw_attachment_preview(
        attachment_id=run.payload["attachment_id"], kind=run.payload["kind"]
    )
    return {"is_drawn": is_drawn}


@register_task(REFRESH_KIND, queue="quick")
def refresh_organisation_task(run: JobRun) -> Mapping[str, Any]:
    """Derive the records of a renamed organisation anew. Result: `{"changed"}`."""
    changed = 0
    for rows in list_bursts(run.payload["organisation_id"]):
        run.stop_if_cancelled()
        with transaction.atomic():
            changed += derive_burst(rows)
        run.report(changed, 0)
    return {"changed": changed}


@register_task(HAND_OVER_KIND, queue="quick")
def hand_over_task(run: JobRun) -> Mapping[str, Any]:
    """Hand over in bursts; what is done stays done when it is stopped. Result: `{"records"}`."""
    by = User.objects.get(pk__in=[run.owner_id])
    to_user = User.objects.get(pk=run.payload["to_user_id"])
    chosen = parse_chosen(run.payload["keys"])
    done = int(run.checkpoint.get("records", 0))
    for kind in RecordKind:
        while count := hand_over_burst(kind, run.payload["from_user_id"], to_user.pk, by, chosen):
            done += count
            run.report(done, 0)
            run.save_checkpoint({"records": done})
            run.stop_if_cancelled()
    finish_hand_over(
        run.payload["from_user_id"], to_user, by, done, is_all=run.payload["keys"] is None
    )
    return {"records": done}


register_daily(EXPIRE_KIND, Message("catalogue.expiring_records"))
register_daily(PURGE_KIND, Message("catalogue.purging_bin"))


@register_task(EXPORT_KIND, queue="long")
def export_records_task(run: JobRun) -> Mapping[str, Any]:
    """Result: `{"count", "kind", "format", "owner_id"}`."""

    def report(done: int, total: int) -> None:
        run.stop_if_cancelled()
        run.report(done, total)

    assert run.owner_id is not None  # somebody asked for the file
    owner = User.objects.get(pk=run.owner_id)
    is_log = run.payload["kind"] == ACCESS_LOG
    write = write_access_export_file if is_log else write_export_file
    count = write(run.id, dict(run.payload), owner, report)
    return {
        "count": count,
        "kind": run.payload["kind"],
        "format": run.payload["format"],
        "owner_id": run.owner_id,
    }


@register_task(REFRESH_INDEX_KIND, queue="quick")
def refresh_index_task(run: JobRun) -> Mapping[str, Any]:
    """Result: `{"records"}`."""
    return {"records": refresh_index(run.stop_if_cancelled)}


@register_task(PURGE_INDEX_KIND, queue="quick")
def purge_index_task(run: JobRun) -> Mapping[str, Any]:
    """Result: `{"is_complete"}`."""
    del run
    return {"is_complete": purge_index()}


@register_task(REBUILD_KIND, queue="long")
def rebuild_index_task(run: JobRun) -> Mapping[str, Any]:
    """Result: `{"rows"}`."""
    return {"rows": rebuild_index(run.stop_if_cancelled)}
