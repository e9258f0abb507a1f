"""The log of who saw what as a file, and that it was taken along."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import IO, Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from duijie.accounts.permissions import Action, Cell, ObjectKind, check_allows
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.queries.access import (
    DOOR_LABELS,
    AccessFilters,
    AccessRow,
    count_accesses_for_user,
    iter_accesses_for_user,
)
from duijie.catalogue.services.exports import EXPORT_KIND, Format, keep_export
from duijie.core.actor import Actor
from duijie.core.audit.services import record
from duijie.core.jobs.services import enqueue_job
from duijie.engines.documents.writers import CellValue, SheetData, write_csv, write_workbook
from duijie.errors import Message

ACCESS_LOG: Final = ObjectKind.ACCESS_LOG.value
"""In place of a kind of record, where a job writes the log."""
_EXPORT: Final = Cell(ObjectKind.ACCESS_LOG, Action.EXPORT)


def write_access_export(
    target: IO[bytes],
    *,
    filters: AccessFilters,
    file_format: Format,
    by: Actor,
    language: str,
    on_row: Callable[[int], None] | None = None,
) -> int:
    """Write the lines of the log, the latest first, and note it in the audit log; how many.

    `.xlsx` or `.csv`, texts that a spreadsheet would run as formulas made harmless. Raises
    `NotAllowedError` for all but administrators.
    """
    check_allows(by, _EXPORT)
    rows: list[Sequence[CellValue]] = []
    with override(language):
        for row in iter_accesses_for_user(by, filters):
            rows.append(_line(row))
            if on_row is not None:
                on_row(len(rows))
        columns = [
            _("When"), _("Who"), _("Kind of record"), _("Number of the record"), _("What"),
            _("How much"), _("How"), _("File"),
        ]  # fmt: skip
        sheet = SheetData(_("Who saw what"), columns, rows)
        if file_format == "csv":
            write_csv(target, sheet)
        else:
            write_workbook(target, [sheet])
    with transaction.atomic():
        record(
            action="catalogue.export_accesses",
            by=by,
            object_kind=ACCESS_LOG,
            count=len(rows),
            filters={name: str(value) for name, value in asdict(filters).items() if value},
        )
    return len(rows)


def request_access_export(
    *, filters: AccessFilters, file_format: Format, language: str, by: Actor
) -> uuid.UUID:
    """Start the job that writes a long log. Raises `NotAllowedError`."""
    check_allows(by, _EXPORT)
    given = {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in asdict(filters).items()
    }
    return enqueue_job(
        kind=EXPORT_KIND,
        payload={
            "kind": ACCESS_LOG,
            "filters": given,
            "format": file_format,
            "language": language,
        },
        title=Message("catalogue.exporting_log", {"count": count_accesses_for_user(by, filters)}),
        by=by,
    )


def write_access_export_file(
    job_id: uuid.UUID, payload: dict[str, Any], by: Actor, report: Any
) -> int:
    """What the job does for the log."""
    given = dict(payload["filters"])
    given["kind"] = RecordKind(given["kind"]) if given["kind"] else None
    for name in ("since", "until"):
        given[name] = datetime.fromisoformat(given[name]) if given[name] else None
    filters = AccessFilters(**given)
    total = count_accesses_for_user(by, filters)
    stream = io.BytesIO()
    count = write_access_export(
        stream,
        filters=filters,
        file_format=payload["format"],
        by=by,
        language=payload["language"],
        on_row=lambda done: report(done, total),
    )
    keep_export(job_id, payload["format"], stream.getvalue())
    return count


def _line(row: AccessRow) -> Sequence[CellValue]:
    return (
        f"{timezone.localtime(row.at):%Y-%m-%d %H:%M:%S}",
        row.user_name,
        str(RecordKind(row.kind).label),
        row.record_id,
        row.title,
        str(row.level.label),
        str(DOOR_LABELS.get(row.door, row.door)),
        row.file_name,
    )
