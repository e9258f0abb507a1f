"""Lists as files to take along, and that they were taken."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import IO, Any, Final, Literal

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from duijie.accounts.enums import DisclosureLevel
from duijie.accounts.permissions import Action, Cell, ObjectKind, check_allows
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.models import Access
from duijie.catalogue.queries.exports import (
    count_export_for_user,
    iter_export_for_user,
    list_export_columns,
)
from duijie.catalogue.queries.rows import RecordFilters
from duijie.core import clock
from duijie.core.actor import Actor, user_id
from duijie.core.audit.services import record
from duijie.core.jobs.services import enqueue_job
from duijie.engines.documents.atomic import write_atomically
from duijie.engines.documents.writers import CellValue, SheetData, write_csv, write_workbook
from duijie.errors import Message

EXPORT_KIND: Final = "catalogue.export_records"
AT_ONCE: Final = 500
"""Rows of a list that is written while somebody waits; a longer one is a job."""
KEPT_FOR: Final = timedelta(days=1)
Format = Literal["xlsx", "csv"]
_BURST: Final = 500


def write_export(
    target: IO[bytes],
    *,
    kind: RecordKind,
    filters: RecordFilters,
    file_format: Format,
    has_contacts: bool,
    by: Actor,
    language: str,
    on_row: Callable[[int], None] | None = None,
) -> int:
    """Write the records that the user may take along, and note it; how many they are.

    `.xlsx` or `.csv` (UTF-8 with mark), texts that a spreadsheet would run as formulas made
    harmless. Raises `NotAllowedError`.
    """
    rows: list[Sequence[CellValue]] = []
    seen: list[tuple[int, DisclosureLevel]] = []
    with override(language):
        columns = list_export_columns(kind, has_contacts=has_contacts)
        for row in iter_export_for_user(kind, by, filters, has_contacts=has_contacts):
            rows.append(row.values)
            seen.append((row.id, row.level))
            if on_row is not None:
                on_row(len(rows))
        titles = {
            RecordKind.NEED: _("Needs"),
            RecordKind.OFFER: _("Offers"),
            RecordKind.EXPERT: _("Experts"),
            RecordKind.ORGANISATION: _("Organisations"),
        }
        sheet = SheetData(titles[kind], [str(column.label) for column in columns], rows)
        if file_format == "csv":
            write_csv(target, sheet)
        else:
            write_workbook(target, [sheet])
    log_export(kind=kind, seen=seen, has_contacts=has_contacts, by=by)
    return len(rows)


def request_export(
    *,
    kind: RecordKind,
    filters: RecordFilters,
    file_format: Format,
    has_contacts: bool,
    language: str,
    by: Actor,
) -> uuid.UUID:
    """Start the job that writes a long list. Raises `NotAllowedError`."""
    check_allows(by, Cell(ObjectKind(kind.value), Action.EXPORT))
    return enqueue_job(
        kind=EXPORT_KIND,
        payload={
            "kind": kind.value,
            "filters": asdict(filters),
            "format": file_format,
            "has_contacts": has_contacts,
            "language": language,
        },
        title=Message("catalogue.exporting", {"count": count_export_for_user(kind, by, filters)}),
        by=by,
    )


def write_export_file(job_id: uuid.UUID, payload: dict[str, Any], by: Actor, report: Any) -> int:
    """What the job does for a list of records."""
    stream = io.BytesIO()
    filters = RecordFilters(**payload["filters"])
    kind = RecordKind(payload["kind"])
    total = count_export_for_user(kind, by, filters)
    count = write_export(
        stream,
        kind=kind,
        filters=filters,
        file_format=payload["format"],
        has_contacts=payload["has_contacts"],
        by=by,
        language=payload["language"],
        on_row=lambda done: report(done, total),
    )
    keep_export(job_id, payload["format"], stream.getvalue())
    return count


def keep_export(job_id: uuid.UUID, file_format: str, content: bytes) -> None:
    """Put a job's file into the export folder; those of yesterday go."""
    remove_old_exports()
    path = export_path(job_id, file_format)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_atomically(path, content)
    path.chmod(0o600)


def export_path(job_id: uuid.UUID, file_format: str) -> Path:
    """Where the file of a job lies: below the cache, so that no backup takes it along."""
    return Path(settings.CACHE_DIR) / "exports" / f"{job_id}.{file_format}"


def remove_old_exports() -> None:
    """Remove the files of exports that nobody needs any more."""
    oldest = (clock.now() - KEPT_FOR).timestamp()
    folder = Path(settings.CACHE_DIR) / "exports"
    for path in folder.glob("*") if folder.is_dir() else ():
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)


def log_export(
    *,
    kind: RecordKind,
    seen: Sequence[tuple[int, DisclosureLevel]],
    has_contacts: bool,
    by: Actor,
) -> None:
    """Note an export: `seen` are record ids with the level at which each was shown. Those at
    CONSENT and above get a row in the access log each, as if their pages had been opened."""
    rows = [
        Access(**{f"{kind}_id": record_id}, by_id=user_id(by), level=level, door="export")
        for record_id, level in seen
        if level >= DisclosureLevel.CONSENT
    ]
    for start in range(0, len(rows), _BURST):
        Access.objects.bulk_create(rows[start : start + _BURST])
    with transaction.atomic():
        record(
            action="catalogue.export_records",
            by=by,
            object_kind=kind.value,
            count=len(seen),
            has_contacts=has_contacts,
        )
