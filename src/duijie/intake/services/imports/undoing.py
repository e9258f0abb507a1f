"""Taking an import back, row by row, as long as nobody has changed what it wrote."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any, Final

from django.db import transaction

from duijie.catalogue.enums import RecordKind
from duijie.catalogue.services.bulk import add_unplaced, bin_unchanged
from duijie.catalogue.services.editing import change_record
from duijie.core import clock
from duijie.core.actor import Actor
from duijie.core.audit.services import record
from duijie.core.bursts import burst
from duijie.errors import DuijieError
from duijie.intake.enums import Choice, ImportState, RowState
from duijie.intake.models import ImportBatch, ImportRow

_BURST: Final = 10


def undo_rows(
    batch: ImportBatch,
    *,
    by: Actor,
    on_rows: Callable[[int, int], None],
    stop_if_cancelled: Callable[[], None],
) -> None:
    """Undo the written rows, the last first. What has been changed since stays, and says so."""
    written = batch.rows.filter(state=RowState.WRITTEN)
    total = batch.rows.filter(state__in=(RowState.WRITTEN, RowState.UNDONE, RowState.KEPT)).count()
    while rows := list(written.order_by("-position").defer("cells")[:_BURST]):
        stop_if_cancelled()
        _undo_created([row for row in rows if row.choice == Choice.CREATE], batch, by)
        for row in rows:
            if row.choice != Choice.CREATE:
                _undo_update(row, batch, by)
        on_rows(total - written.count(), total)
    with transaction.atomic():
        moved = ImportBatch.objects.filter(pk=batch.pk, state=ImportState.UNDOING)
        if moved.update(state=ImportState.UNDONE, undone_at=clock.now()):
            kept = batch.rows.filter(state=RowState.KEPT).count()
            record(
                action="intake.undo_rows",
                by=by,
                object_kind="import",
                object_id=batch.pk,
                kept=kept,
            )


def _undo_created(rows: Sequence[ImportRow], batch: ImportBatch, by: Actor) -> None:
    if not rows:
        return
    with burst():
        by_kind: dict[RecordKind, dict[int, int]] = defaultdict(dict)
        for row in rows:
            assert row.record_id is not None
            assert row.revision is not None
            by_kind[RecordKind(row.kind)][row.record_id] = row.revision
        gone = {
            (kind, record_id)
            for kind, revisions in by_kind.items()
            for record_id in bin_unchanged(kind, revisions, by=by, batch_id=batch.pk)
        }
        made = {r.made_organisation_id: 1 for r in rows if r.made_organisation_id is not None}
        if made:
            # one that records belong to, or that somebody has filled in since, stays
            bin_unchanged(RecordKind.ORGANISATION, made, by=by, batch_id=batch.pk)
        for row in rows:
            is_gone = (RecordKind(row.kind), row.record_id) in gone
            row.state = RowState.UNDONE if is_gone else RowState.KEPT
        ImportRow.objects.bulk_update(rows, ["state"])


def _undo_update(row: ImportRow, batch: ImportBatch, by: Actor) -> None:
    kind = RecordKind(row.kind)
    assert row.record_id is not None
    assert row.revision is not None
    before: dict[str, Any] = {k: old for k, (old, _) in row.differences.items()}
    unplaced = before.pop("unplaced", None)
    with burst():
        try:
            with transaction.atomic():
                change_record(
                    kind=kind,
                    record_id=row.record_id,
                    values=before,
                    revision=row.revision,
                    by=by,
                    batch_id=batch.pk,
                )
                if unplaced:
                    add_unplaced(
                        kind=kind,
                        record_id=row.record_id,
                        unplaced=unplaced,
                        by=by,
                        batch_id=batch.pk,
                    )
            row.state = RowState.UNDONE
        except DuijieError:
            row.state = RowState.KEPT
        row.save(update_fields=["state"])
