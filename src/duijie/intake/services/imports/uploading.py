"""The steps that somebody takes with an import: each keeps what was chosen and starts the work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import transaction

from duijie.accounts.enums import DisclosureLevel
from duijie.accounts.permissions import get_zone_path
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.fields import SETTABLE_DISCLOSURES
from duijie.catalogue.policies import UNDO_DAYS
from duijie.core import clock
from duijie.core.actor import Actor, user_id
from duijie.core.audit.services import record
from duijie.core.errors import NotFoundError
from duijie.core.jobs.models import ACTIVE_STATES, Job
from duijie.core.jobs.services import enqueue_job
from duijie.core.preferences.queries import get_preferences
from duijie.errors import Message
from duijie.intake.enums import Choice, ImportState, Verdict
from duijie.intake.errors import ImportStepError, UploadError
from duijie.intake.models import ColumnMapping, ImportBatch, ImportSource
from duijie.intake.permissions import (
    check_can_change_import,
    check_can_import,
    list_import_states,
    list_importable_kinds,
    visible_imports,
)
from duijie.intake.services.documents import IncomingFile, remove_original, safe_name, store_file
from duijie.intake.services.imports.tables import TableChoice, place_anew
from duijie.intake.validators.labels import IGNORED, KEPT, settable_fields

QUICK_KIND: Final = "intake.import"
LARGE_KIND: Final = "intake.import_large"
"""Works in the other queue, so that nobody's message waits for a large file."""
LARGE_BYTES: Final = 200_000
_MB: Final = 1024 * 1024
_S = ImportState

_STEPS: Final[Mapping[ImportState, str]] = {
    _S.READING: "read",
    _S.CHECKING: "check",
    _S.WRITING: "write",
    _S.UNDOING: "undo",
}
"""The work that a state waits for."""
_TITLES: Final[Mapping[str, str]] = {
    "read": "intake.import_reading",
    "check": "intake.import_checking",
    "write": "intake.import_writing",
    "undo": "intake.import_undoing",
}


@dataclass(frozen=True, slots=True)
class TableDraft:
    """What somebody chose for one table. `columns`: column as the user counts -> field."""

    kind: str
    columns: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Constants:
    """What holds for all rows of an import."""

    state: str
    disclosure: int = DisclosureLevel.REGISTERED
    zone_id: int | None = None
    organisation: str = ""

    def to_json(self) -> dict[str, Any]:
        return {
            "state": self.state,
            "disclosure": self.disclosure,
            "zone_id": self.zone_id,
            "organisation": self.organisation,
        }


def start_import(*, file: IncomingFile, by: Actor) -> int:
    """Keep a file and start reading it; the id of the import.

    Raises `UploadError` for none or one that is too large, `NotAllowedError`.
    """
    check_can_import(by)
    name, size = safe_name(file.name or ""), file.size or 0
    limit_mb = get_preferences().upload_mb
    if not size:
        raise UploadError("intake.import_empty")
    if size > limit_mb * _MB:
        params = {"size_mb": -(-size // _MB), "limit_mb": limit_mb}
        raise UploadError("intake.file_too_large", file=name, **params)
    stored = store_file(name, file.chunks, is_example=False)
    try:
        with transaction.atomic():
            batch = ImportBatch.objects.create(
                name=name,
                file=stored.path.relative_to(settings.MEDIA_ROOT).as_posix(),
                sha256=stored.sha256,
                size_bytes=stored.size_bytes,
                owner_id=user_id(by),
                zone_path=get_zone_path(by),
                constants=Constants(state=list_import_states(by)[0]).to_json(),
            )
            _start(batch, "read", by=by)
            record(action="intake.start_import", by=by, object_kind="import", object_id=batch.pk)
    except BaseException:
        if stored.is_new:
            remove_original(stored.path)
        raise
    return batch.pk


def choose_header(*, batch_id: int, table_key: str, row: int, by: Actor) -> None:
    """Say which row of a table is its header; the file is then read again."""
    with transaction.atomic():
        batch = get_batch(batch_id, by, _S.MAPPING, _S.CHECKED)
        tables = [TableChoice.from_json(data) for data in batch.tables]
        grid = table_key.rpartition(".")[0]
        if not any(row in dict(t.first_rows) for t in tables if t.key == table_key):
            raise ImportStepError("intake.no_such_header")
        batch.tables = [
            replace(t, header_row=row, is_header_chosen=True).to_json()
            for t in tables
            # one header for the whole grid: tables that were found below it go with it
            if t.key == table_key or t.key.rpartition(".")[0] != grid
        ]
        batch.state = _S.READING
        _start(batch, "read", by=by)
        record(action="intake.choose_header", by=by, object_kind="import", object_id=batch_id)


def choose_kinds(*, batch_id: int, kinds: Mapping[str, str], by: Actor) -> None:
    """Say what the rows of the tables are; where that is new, the columns are placed anew."""
    with transaction.atomic():
        batch = get_batch(batch_id, by, _S.MAPPING, _S.CHECKED)
        allowed = {kind.value for kind in list_importable_kinds(by)}
        tables = []
        for data in batch.tables:
            table = TableChoice.from_json(data)
            kind = kinds.get(table.key, table.kind)
            if kind and kind not in allowed:
                raise ImportStepError("intake.kind_not_yours")
            tables.append(place_anew(table, kind) if kind != table.kind else table)
        batch.tables = [table.to_json() for table in tables]
        batch.state = _S.MAPPING
        batch.save()
        record(action="intake.choose_kinds", by=by, object_kind="import", object_id=batch_id)


def choose_columns(
    *, batch_id: int, tables: Mapping[str, TableDraft], constants: Constants, by: Actor
) -> None:
    """Keep what the columns hold, remember it for this layout, and start the check.

    Raises `ImportStepError` where nothing is left to import, a field comes twice, or a choice is
    not open to the user.
    """
    with transaction.atomic():
        batch = get_batch(batch_id, by, _S.MAPPING, _S.CHECKED)
        kinds = {kind.value for kind in list_importable_kinds(by)}
        chosen = [_with_choice(data, tables, kinds) for data in batch.tables]
        if not any(table.kind for table in chosen):
            raise ImportStepError("intake.nothing_chosen")
        _check_constants(constants, by)
        batch.tables = [table.to_json() for table in chosen]
        batch.constants = constants.to_json()
        batch.mapped_by = None
        for table in chosen:
            if table.kind:
                _remember(table, constants, by)
        begin_check(batch, by=by)
        record(action="intake.choose_columns", by=by, object_kind="import", object_id=batch_id)


def begin_check(batch: ImportBatch, *, by: Actor) -> None:
    """Start the check of a batch whose columns are settled; what an earlier one found is void."""
    batch.generation += 1
    batch.state = _S.CHECKING
    _start(batch, "check", by=by)


def choose_rows(
    *,
    batch_id: int,
    choice: Choice,
    by: Actor,
    row_ids: Sequence[int] = (),
    verdict: Verdict | None = None,
) -> int:
    """Choose what is to be done with some rows, or with all of a verdict; how many they were.

    Refused rows are not to be chosen, and a row without a record that it may change has nothing
    to update.
    """
    with transaction.atomic():
        batch = get_batch(batch_id, by, _S.CHECKED)
        rows = batch.rows.exclude(verdict__in=(Verdict.REFUSED, Verdict.UNCHANGED))
        rows = rows.filter(verdict=verdict) if verdict else rows.filter(pk__in=row_ids)
        if choice is Choice.UPDATE:
            rows = rows.exclude(differences={}).exclude(target_id=None)
        if choice is Choice.CREATE:
            # a known record is changed or left; a second one of it is no choice
            rows = rows.exclude(verdict=Verdict.UPDATE)
        count = rows.update(choice=choice)
        record(
            action="intake.choose_rows",
            by=by,
            object_kind="import",
            object_id=batch_id,
            choice=choice.value,
            rows=count,
        )
    return count


def run_import(*, batch_id: int, by: Actor) -> None:
    """Start writing the chosen rows. Raises `ImportStepError` where none is chosen."""
    with transaction.atomic():
        batch = get_batch(batch_id, by, _S.CHECKED)
        if not batch.rows.filter(choice__in=(Choice.CREATE, Choice.UPDATE)).exists():
            raise ImportStepError("intake.no_rows_chosen")
        batch.state = _S.WRITING
        batch.imported_at = clock.now()
        _start(batch, "write", by=by)
        record(action="intake.run_import", by=by, object_kind="import", object_id=batch_id)


def resume_import(*, batch_id: int, by: Actor) -> None:
    """Go on with work that was stopped or broke off, where it stopped."""
    with transaction.atomic():
        batch = get_batch(batch_id, by, *_STEPS)
        if _is_working(batch):
            raise ImportStepError("intake.import_busy")
        _start(batch, _STEPS[ImportState(batch.state)], by=by)
        record(action="intake.resume_import", by=by, object_kind="import", object_id=batch_id)


def undo_import(*, batch_id: int, by: Actor) -> None:
    """Start taking an import back: what it made goes to the recycle bin, what it changed becomes
    what it was, as long as nobody has changed it since. For 30 days."""
    with transaction.atomic():
        batch = get_batch(batch_id, by, _S.DONE, _S.WRITING)
        if _is_working(batch):
            raise ImportStepError("intake.import_busy")
        if not can_be_undone(batch):
            raise ImportStepError("intake.undo_too_late", days=UNDO_DAYS)
        batch.state = _S.UNDOING
        _start(batch, "undo", by=by)
        record(action="intake.undo_import", by=by, object_kind="import", object_id=batch_id)


def drop_import(*, batch_id: int, by: Actor) -> None:
    """Forget an import of which nothing was written, with its rows and its file."""
    with transaction.atomic():
        states = (_S.MAPPING, _S.CHECKED, _S.FAILED, _S.READING, _S.CHECKING)
        batch = get_batch(batch_id, by, *states)
        if _is_working(batch):
            raise ImportStepError("intake.import_busy")
        remove_batch(batch)
        record(action="intake.drop_import", by=by, object_kind="import", object_id=batch_id)


def remove_batch(batch: ImportBatch) -> None:
    """Delete a batch; its file goes with the last row that needs it."""
    from duijie.intake.models import Upload

    is_needed = (
        Upload.objects.filter(source__sha256=batch.sha256, source__is_example=False).exists()
        or ImportBatch.objects.filter(sha256=batch.sha256).exclude(pk=batch.pk).exists()
    )
    path = Path(settings.MEDIA_ROOT) / batch.file
    batch.delete()
    if not is_needed:
        transaction.on_commit(lambda: remove_original(path))


def forget_old_imports() -> int:
    """Rows hold what people typed, contacts included: they go when nothing can be undone any
    more. The batch stays as a line of the list, the file goes. Returns how many batches."""
    before = clock.now() - timedelta(days=UNDO_DAYS)
    old = ImportBatch.objects.filter(created_at__lt=before, rows__isnull=False).exclude(
        imported_at__gte=before
    )
    batches = list(old.distinct()[:20])
    for batch in batches:
        for start in range(0, batch.row_count + 1, 500):
            batch.rows.filter(position__gte=start, position__lt=start + 500).delete()
    return len(batches)


def can_be_undone(batch: ImportBatch) -> bool:
    """Whether something was written, no longer than 30 days ago."""
    return batch.imported_at is not None and (
        clock.now() - batch.imported_at <= timedelta(days=UNDO_DAYS)
    )


def get_batch(batch_id: int, by: Actor, *states: ImportState) -> ImportBatch:
    """The batch, locked, in one of these states. Raises `NotFoundError`, `NotAllowedError`, or
    `ImportStepError` where it is in another."""
    if not visible_imports(by).filter(pk=batch_id).exists():
        raise NotFoundError("intake.import_not_found")
    batch = ImportBatch.objects.select_for_update().get(pk=batch_id)
    check_can_change_import(by, batch)
    if batch.state not in states:
        raise ImportStepError("intake.import_other_state")
    return batch


def table_sources(batch: ImportBatch) -> dict[int, int]:
    """Index of each table -> the source that it goes on with: the owner's sheets of that layout."""
    found: dict[int, int] = {}
    for index, table in enumerate(batch.tables):
        if table["kind"]:
            source, _ = ImportSource.objects.get_or_create(
                owner_id=batch.owner_id, layout=table["fingerprint"]
            )
            found[index] = source.pk
    return found


def _with_choice(
    data: Mapping[str, Any], drafts: Mapping[str, TableDraft], kinds: set[str]
) -> TableChoice:
    table = TableChoice.from_json(data)
    draft = drafts.get(table.key)
    if draft is None or not draft.kind:
        return replace(table, kind="")
    if draft.kind not in kinds:
        raise ImportStepError("intake.kind_not_yours")
    known = settable_fields(RecordKind(draft.kind)) | {KEPT, IGNORED}
    columns = []
    for column in table.columns:
        name = draft.columns.get(column.column, column.field)
        name = name if name in known else KEPT
        if name != column.field:
            column = replace(column, field=name, reason="chosen")
        columns.append(column)
    return replace(table, kind=draft.kind, columns=tuple(columns))


def _check_constants(constants: Constants, by: Actor) -> None:
    if constants.state not in list_import_states(by):
        raise ImportStepError("intake.state_not_yours")
    if constants.disclosure not in SETTABLE_DISCLOSURES:
        raise ImportStepError("intake.state_not_yours")
    if constants.zone_id is not None:
        from duijie.accounts.models import Zone

        own = get_zone_path(by)
        if not Zone.objects.filter(pk=constants.zone_id, path__startswith=own).exists():
            raise ImportStepError("intake.zone_not_yours")


def _remember(table: TableChoice, constants: Constants, by: Actor) -> None:
    ColumnMapping.objects.update_or_create(
        layout=table.fingerprint,
        defaults={
            "kind": table.kind,
            "columns": {column.key: column.field for column in table.columns},
            "by_id": user_id(by),
        },
    )
    ImportSource.objects.update_or_create(
        owner_id=user_id(by),
        layout=table.fingerprint,
        defaults={"constants": constants.to_json()},
    )


def _start(batch: ImportBatch, step: str, *, by: Actor) -> None:
    is_large = batch.size_bytes > LARGE_BYTES
    batch.job_id = enqueue_job(
        kind=LARGE_KIND if is_large else QUICK_KIND,
        payload={"batch": batch.pk, "step": step, "generation": batch.generation},
        title=Message(_TITLES[step], {"file": batch.name}),
        by=by,
    )
    batch.save()


def _is_working(batch: ImportBatch) -> bool:
    if batch.job_id is None:
        return False
    return Job.objects.filter(pk=batch.job_id, state__in=ACTIVE_STATES).exists()
