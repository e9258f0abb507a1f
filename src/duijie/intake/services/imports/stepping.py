"""Reading and checking a file in the background, so that it can be killed and go on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from duijie.catalogue.enums import RecordKind
from duijie.core import clock
from duijie.core.actor import Actor
from duijie.core.audit.services import record
from duijie.core.bursts import burst
from duijie.core.messages import message_to_json
from duijie.engines.documents.types import Document
from duijie.errors import Message
from duijie.intake.enums import ImportState
from duijie.intake.models import ColumnMapping, ImportBatch, ImportSource
from duijie.intake.permissions import list_importable_kinds
from duijie.intake.services.imports.checking import Checker, write_check
from duijie.intake.services.imports.rows import Reading, finding_json, read_choices
from duijie.intake.services.imports.tables import TableChoice
from duijie.intake.services.imports.uploading import (
    begin_check,
    forget_old_imports,
    table_sources,
)
from duijie.intake.validators.labels import IGNORED, KEPT, settable_fields

_CLEAR: Final = 300
OnProgress = Callable[[int, int, Message | None], None]


def load_document(
    batch: ImportBatch, *, on_progress: OnProgress, is_cancelled: Callable[[], bool]
) -> Document | None:
    """The file as read; of an archive the first document in it that can be read. None: stopped."""
    from duijie.engines.documents import read_documents

    path = Path(settings.MEDIA_ROOT) / batch.file
    found: Document | None = None
    for document in read_documents(path, on_progress=on_progress, is_cancelled=is_cancelled):
        if found is None or (document.is_read and not found.is_read):
            found = document
    return None if is_cancelled() else found


def keep_reading_of(batch_id: int, document: Document, *, by: Actor) -> bool:
    """Keep what the tables of a file are taken for. Columns that somebody confirmed before for
    the same layout are taken over; where that settles all of them, the check starts by itself.

    True where it did.
    """
    batch = ImportBatch.objects.get(pk=batch_id)
    if batch.state != ImportState.READING:
        return False
    if not document.is_read:
        findings = [finding_json(finding) for finding in document.findings]
        _fail(batch, findings, by)
        return False
    headers = {
        table["key"].rpartition(".")[0]: table["header_row"]
        for table in batch.tables
        if table["is_header_chosen"]
    }
    reading = read_choices(document, headers)
    if not reading.tables:
        message = message_to_json(Message("intake.import_no_table"))
        nothing = {"message": message, "severity": "refused", "place": {}}
        _fail(batch, [*reading.findings, nothing], by)
        return False
    return _keep_tables(batch, reading, by, is_asked=bool(headers))


def check_batch(
    batch: ImportBatch,
    document: Document,
    *,
    by: Actor,
    on_rows: Callable[[int, int], None],
    stop_if_cancelled: Callable[[], None],
) -> None:
    """Give each row its verdict. Rows that an attempt before has kept are not kept again."""
    checker = Checker(batch, by=by, sources=table_sources(batch))
    rows, findings = checker.read(document)
    last = batch.rows.aggregate(last=Max("position"))["last"]
    done = 0 if last is None else last + 1

    def kept(count: int) -> None:
        stop_if_cancelled()
        on_rows(count, len(rows))

    write_check(checker, rows, done=done, on_rows=kept)
    with transaction.atomic():
        current = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if current.generation != batch.generation or current.state != ImportState.CHECKING:
            return
        current.state = ImportState.CHECKED
        current.row_count = len(rows)
        current.findings = findings
        current.checked_at = clock.now()
        current.save()
        record(
            action="intake.check_import",
            by=by,
            object_kind="import",
            object_id=batch.pk,
            rows=len(rows),
        )


def clear_rows(batch: ImportBatch) -> None:
    """Remove the rows of an earlier check, in short transactions."""
    while True:
        ids = list(batch.rows.order_by("pk").values_list("pk", flat=True)[:_CLEAR])
        if not ids:
            return
        with burst():
            batch.rows.filter(pk__in=ids).delete()


def _fail(batch: ImportBatch, findings: Sequence[dict[str, Any]], by: Actor) -> None:
    with transaction.atomic():
        batch.state = ImportState.FAILED
        batch.findings = list(findings)
        batch.save(update_fields=["state", "findings"])
        record(action="intake.read_import", by=by, object_kind="import", object_id=batch.pk)


def _keep_tables(batch: ImportBatch, reading: Reading, by: Actor, *, is_asked: bool) -> bool:
    forget_old_imports()
    prints = [table.fingerprint for table in reading.tables]
    known = {
        mapping.layout: mapping
        for mapping in ColumnMapping.objects.filter(layout__in=prints).select_related("by")
    }
    may_make = {kind.value for kind in list_importable_kinds(by)}
    tables = [
        _remembered(table, known.get(table.fingerprint), may_make) for table in reading.tables
    ]
    constants = _last_constants(batch, prints)
    # a table that was left out before is not asked about again
    is_settled = not is_asked and _is_settled(tables, known)
    with transaction.atomic():
        batch.tables = [table.to_json() for table in tables]
        batch.findings = list(reading.findings)
        batch.constants = {**batch.constants, **constants}
        batch.state = ImportState.MAPPING
        if is_settled:
            newest = max(known.values(), key=lambda mapping: mapping.updated_at)
            batch.mapped_by = newest.by
            begin_check(batch, by=by)
        else:
            batch.save()
        record(action="intake.read_import", by=by, object_kind="import", object_id=batch.pk)
    return is_settled


def _is_settled(tables: Iterable[TableChoice], known: dict[str, ColumnMapping]) -> bool:
    kinded = [table for table in tables if table.kind]
    return bool(kinded) and all(table.fingerprint in known for table in kinded)


def _remembered(
    table: TableChoice, mapping: ColumnMapping | None, may_make: set[str]
) -> TableChoice:
    if mapping is None or mapping.kind not in may_make:
        return table if table.kind in may_make else replace(table, kind="")
    fields = settable_fields(RecordKind(mapping.kind)) | {KEPT, IGNORED}
    columns = tuple(
        replace(column, field=name, reason="remembered")
        if (name := mapping.columns.get(column.key)) is not None and name in fields
        else column
        for column in table.columns
    )
    return replace(table, kind=mapping.kind, columns=columns)


def _last_constants(batch: ImportBatch, prints: Sequence[str]) -> dict[str, Any]:
    source = (
        ImportSource.objects.filter(owner_id=batch.owner_id, layout__in=prints)
        .exclude(constants={})
        .order_by("-pk")
        .first()
    )
    return dict(source.constants) if source is not None else {}
