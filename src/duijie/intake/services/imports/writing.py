"""Writing the chosen rows: each burst is one short transaction with the rows' own state in it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Q

from duijie.accounts.enums import DisclosureLevel
from duijie.catalogue.enums import RecordKind, RecordState
from duijie.catalogue.errors import FieldProblem, ValuesError
from duijie.catalogue.fields import FIELDS, Value
from duijie.catalogue.services.bulk import (
    NewRecord,
    PreparedRecord,
    add_unplaced,
    check_can_write_new,
    expiry_of_new,
    prepare_new,
    write_new,
)
from duijie.catalogue.services.editing import change_record
from duijie.core.actor import Actor
from duijie.core.audit.services import record
from duijie.core.bursts import burst
from duijie.errors import DuijieError, Message
from duijie.intake.enums import Choice, ImportState, RowState, Verdict
from duijie.intake.models import ImportBatch, ImportRow
from duijie.intake.services.imports.cells import problem_json

BURST_SECONDS: Final = 0.016
"""What a burst may work before the next is made smaller: others' saves wait as long
(docs/adr/0003 allows 20 ms). Counted in processor time: on a busy machine smaller bursts wait as
long for their turn, and only there are more of them."""
_FIRST_BURST, _SMALLEST_BURST, _LARGEST_BURST = 10, 6, 40
_AHEAD: Final = 200
"""Rows fetched and prepared together."""
_WRITTEN: Final = ["state", "record_id", "revision", "made_organisation_id", "problems"]
_DATES: Final[Mapping[RecordKind, frozenset[str]]] = {
    kind: frozenset(spec.name for spec in specs if spec.value is Value.DATE)
    for kind, specs in FIELDS.items()
}


@dataclass(slots=True)
class _Ready:
    row: ImportRow
    prepared: PreparedRecord | None
    """None: the row cannot be written; it says why."""


class Writer:
    """Writes one batch as its owner. Rows that an attempt before has written are written."""

    def __init__(self, batch: ImportBatch, *, by: Actor) -> None:
        self._batch = batch
        self._by = by
        self._state = RecordState(batch.constants["state"])
        self._disclosure = DisclosureLevel(batch.constants["disclosure"])
        self._expiry_date = expiry_of_new()
        self._burst = _FIRST_BURST

    def write(
        self, *, on_rows: Callable[[int, int], None], stop_if_cancelled: Callable[[], None]
    ) -> None:
        """Write all rows that are chosen and still open, in order; then leave out the others."""
        kinds = self._batch.rows.order_by().values_list("kind", flat=True).distinct()
        check_can_write_new(self._by, [RecordKind(kind) for kind in kinds], self._state)
        chosen = self._batch.rows.filter(choice__in=(Choice.CREATE, Choice.UPDATE))
        total = chosen.count()
        done = total - chosen.filter(state=RowState.OPEN).count()
        on_rows(done, total)
        while rows := self._next(chosen):
            for action, run in _runs(rows):
                if action is Choice.CREATE:
                    done = self._create(run, done, total, on_rows, stop_if_cancelled)
                else:
                    for row in run:
                        stop_if_cancelled()
                        self._update(row)
                        done += 1
                        on_rows(done, total)
        self._leave_others(stop_if_cancelled)
        self._finish()

    def _next(self, chosen: Any) -> list[ImportRow]:
        rows = chosen.filter(state=RowState.OPEN).order_by("position")
        return list(rows.defer("cells")[:_AHEAD])

    def _create(
        self,
        rows: Sequence[ImportRow],
        done: int,
        total: int,
        on_rows: Callable[[int, int], None],
        stop_if_cancelled: Callable[[], None],
    ) -> int:
        ready = [self._prepare(row) for row in rows]
        at = 0
        while at < len(ready):
            stop_if_cancelled()
            together = ready[at : at + self._burst]
            took = self._write_burst(together)
            at += len(together)
            done += len(together)
            on_rows(done, total)
            self._adapt(took)
        return done

    def _adapt(self, took: float) -> None:
        if took > BURST_SECONDS:
            self._burst = max(_SMALLEST_BURST, int(self._burst * BURST_SECONDS / took))
        elif took < BURST_SECONDS * 0.7:
            self._burst = min(_LARGEST_BURST, self._burst + 1)

    def _prepare(self, row: ImportRow) -> _Ready:
        kind = RecordKind(row.kind)
        values = {
            name: date.fromisoformat(value) if name in _DATES[kind] and value else value
            for name, value in row.values.items()
        }
        try:
            prepared = prepare_new(
                NewRecord(
                    kind=kind,
                    values=values,
                    state=self._state,
                    expiry_date=self._expiry_date,
                    disclosure=self._disclosure,
                    zone_id=row.zone_id,
                    zone_path=row.zone_path,
                    unplaced=row.unplaced,
                    place={"file": self._batch.name, **row.place},
                    identity_key=row.identity_key,
                ),
                by=self._by,
            )
        except ValuesError as error:
            _late(row, error.problems)
            return _Ready(row, None)
        return _Ready(row, prepared)

    def _write_burst(self, together: Sequence[_Ready]) -> float:
        """Write a burst; how many seconds of work it was."""
        with burst():
            began = time.thread_time()
            open_rows = ImportRow.objects.select_for_update().filter(
                pk__in=[ready.row.pk for ready in together], state=RowState.OPEN
            )
            # another worker may have taken this batch over: what is written stays written once
            ids = set(open_rows.values_list("pk", flat=True))
            mine = [ready for ready in together if ready.row.pk in ids]
            new = [(r.row, r.prepared) for r in mine if r.prepared is not None]
            written = write_new(
                [prepared for _, prepared in new], by=self._by, batch_id=self._batch.pk
            )
            for (row, _), one in zip(new, written, strict=True):
                row.made_organisation_id = one.made_organisation_id
                if one.record_id is None:
                    _late(row, [FieldProblem("name", Message("intake.made_meanwhile"))])
                    continue
                row.state, row.record_id, row.revision = (
                    RowState.WRITTEN, one.record_id, one.revision,
                )  # fmt: skip
            _keep_written([ready.row for ready in mine])
            return time.thread_time() - began

    def _update(self, row: ImportRow) -> None:
        """Take over what differs, if the record is still as it was when the row was checked."""
        kind = RecordKind(row.kind)
        assert row.target_id is not None
        assert row.target_revision is not None
        values = {k: new for k, (_, new) in row.differences.items() if k != "unplaced"}
        with burst():
            locked = ImportRow.objects.select_for_update().get(pk=row.pk)
            if locked.state != RowState.OPEN:
                return
            try:
                with transaction.atomic():
                    revision = change_record(
                        kind=kind,
                        record_id=row.target_id,
                        values=values,
                        revision=row.target_revision,
                        by=self._by,
                        batch_id=self._batch.pk,
                    )
                    if "unplaced" in row.differences:
                        revision = add_unplaced(
                            kind=kind,
                            record_id=row.target_id,
                            unplaced=row.differences["unplaced"][1],
                            by=self._by,
                            batch_id=self._batch.pk,
                        )
            except ValuesError as error:
                _late(row, error.problems)
            except DuijieError as error:
                _late(row, [FieldProblem("", error.message)])
            else:
                row.state, row.record_id, row.revision = RowState.WRITTEN, row.target_id, revision
            row.save(update_fields=_WRITTEN)

    def _leave_others(self, stop_if_cancelled: Callable[[], None]) -> None:
        others = self._batch.rows.filter(state=RowState.OPEN).filter(
            Q(choice__in=("", Choice.SKIP)) | Q(verdict=Verdict.REFUSED)
        )
        while ids := list(others.values_list("pk", flat=True)[:500]):
            stop_if_cancelled()
            with burst():
                ImportRow.objects.filter(pk__in=ids).update(state=RowState.LEFT)

    def _finish(self) -> None:
        with transaction.atomic():
            moved = ImportBatch.objects.filter(pk=self._batch.pk, state=ImportState.WRITING).update(
                state=ImportState.DONE
            )
            if moved:
                written = self._batch.rows.filter(state=RowState.WRITTEN).count()
                record(
                    action="intake.write_import",
                    by=self._by,
                    object_kind="import",
                    object_id=self._batch.pk,
                    written=written,
                )


def _keep_written(rows: Sequence[ImportRow]) -> None:
    """What became of the rows, in one statement with many values: as `bulk_update` it took a third
    of the time of a burst, most of it to put the statement together."""
    table = ImportRow._meta.db_table
    columns = ("state", "record_id", "revision", "made_organisation_id")
    assignments = ", ".join(f"{column} = %s" for column in columns)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET {assignments} WHERE id = %s",  # noqa: S608 - names of our own
            [(*(getattr(row, column) for column in columns), row.pk) for row in rows],
        )
    late = [row for row in rows if row.state == RowState.LATE]
    if late:
        ImportRow.objects.bulk_update(late, ["problems"])


def _runs(rows: Sequence[ImportRow]) -> list[tuple[Choice, list[ImportRow]]]:
    """Neighbours with the same choice together, in order."""
    runs: list[tuple[Choice, list[ImportRow]]] = []
    for row in rows:
        if runs and runs[-1][0] == row.choice:
            runs[-1][1].append(row)
        else:
            runs.append((Choice(row.choice), [row]))
    return runs


def _late(row: ImportRow, problems: Sequence[FieldProblem]) -> None:
    row.state = RowState.LATE
    row.problems = [
        *row.problems,
        *(
            problem_json(problem.message, field=problem.field, column=None, is_note=False)
            for problem in problems
        ),
    ]
