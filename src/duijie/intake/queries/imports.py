"""Reads of imports: how a file's columns are taken, and the verdict of each row."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise

from duijie.accounts.enums import DisclosureLevel
from duijie.accounts.models import Zone
from duijie.accounts.permissions import get_role, get_zone_path
from duijie.catalogue.disclosure import OWN_LEVEL, shown_fields
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.fields import FIELDS
from duijie.catalogue.models import Expert, Need, Offer, Organisation
from duijie.catalogue.permissions import get_level, get_viewer
from duijie.catalogue.policies import UNDO_DAYS
from duijie.core import clock
from duijie.core.actor import Actor
from duijie.core.errors import NotFoundError
from duijie.core.messages import message_from_json
from duijie.core.paging import PAGE_SIZE, Page, page_bounds
from duijie.errors import Message
from duijie.intake.enums import Choice, ImportState, RowState, Verdict
from duijie.intake.models import ImportBatch, ImportRow
from duijie.intake.permissions import (
    can_change_import,
    list_import_states,
    list_importable_kinds,
    visible_imports,
)

_MODELS: Final[Mapping[RecordKind, type[Need | Offer | Expert | Organisation]]] = {
    RecordKind.NEED: Need,
    RecordKind.OFFER: Offer,
    RecordKind.EXPERT: Expert,
    RecordKind.ORGANISATION: Organisation,
}


@dataclass(frozen=True, slots=True)
class ImportFinding:
    """Something to tell about the file or a row that was left out."""

    message: Message
    severity: str
    place: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ImportColumn:
    """One column and what it is taken for."""

    column: int
    header: str
    field: str
    reason: str
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportTable:
    """One table of the file."""

    key: str
    place: Mapping[str, Any]
    layout: str
    kind: str
    header_row: int | None
    row_count: int
    columns: tuple[ImportColumn, ...]
    first_rows: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """An import in a list."""

    id: int
    name: str
    state: str
    owner_name: str
    row_count: int
    created_at: datetime
    imported_at: datetime | None
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class ImportDetail:
    """An import with all that its page shows above the rows."""

    summary: ImportSummary
    tables: tuple[ImportTable, ...]
    findings: tuple[ImportFinding, ...]
    constants: Mapping[str, Any]
    zone_name: str
    mapped_by: str
    """Whose remembered columns were applied; empty: nobody's, or not for the user to know."""
    job_id: uuid.UUID | None
    can_change: bool
    can_undo: bool
    undo_until: datetime | None
    verdicts: Mapping[str, int]
    """Rows by verdict."""
    states: Mapping[str, int]
    """Rows by what became of them."""
    chosen_count: int
    """Rows that the import would write now."""
    noted_count: int
    """Rows of which a detail could not be read."""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with a row, or worth knowing."""

    message: Message
    column: int | None
    header: str
    is_note: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a known record and of the row."""

    label: str | Promise
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ImportRowView:
    """One row with its verdict."""

    id: int
    place: Mapping[str, Any]
    kind: str
    title: str
    organisation_name: str
    verdict: str
    choice: str
    state: str
    problems: tuple[RowProblem, ...]
    target_id: int | None
    """The record that it changes or resembles; None also where the user may not know it."""
    reason: Message | None
    differences: tuple[Difference, ...]
    record_id: int | None
    choices: tuple[str, ...]
    """What may be chosen for it."""


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What the page of the columns offers."""

    kinds: tuple[RecordKind, ...]
    states: tuple[str, ...]
    zones: tuple[tuple[int, str], ...]
    """Id and name, of the user's subtree in the order of the tree."""


def list_imports_for_user(
    user: Actor, *, page: int = 1, size: int = PAGE_SIZE
) -> Page[ImportSummary]:
    """The newest first. Two queries."""
    batches = visible_imports(user)
    total = batches.count()
    number, size, start, stop = page_bounds(total=total, number=page, size=size)
    rows = batches.defer("tables", "findings").order_by("-created_at", "-pk")[start:stop]
    return Page(tuple(_summary(batch) for batch in rows), total, number, size)


def list_imports_after(
    user: Actor, *, after: int | None = None, limit: int = PAGE_SIZE
) -> list[ImportSummary]:
    """Those with an id below `after`, the newest first. One query."""
    batches = visible_imports(user).defer("tables", "findings")
    if after is not None:
        batches = batches.filter(pk__lt=after)
    return [_summary(batch) for batch in batches.order_by("-pk")[:limit]]


def get_import_for_user(batch_id: int, user: Actor) -> ImportDetail:
    """Raises `NotFoundError` for what is missing or hidden alike."""
    batch = visible_imports(user).filter(pk=batch_id).first()
    if batch is None:
        raise NotFoundError("intake.import_not_found")
    until = batch.imported_at + timedelta(days=UNDO_DAYS) if batch.imported_at else None
    zone_id = batch.constants.get("zone_id")
    zone = Zone.objects.filter(pk=zone_id).values_list("name", flat=True).first() if zone_id else ""
    rows = batch.rows.order_by()
    can_change = can_change_import(user, batch)
    states = {ImportState.DONE.value, ImportState.WRITING.value}
    return ImportDetail(
        summary=_summary(batch),
        tables=tuple(_table(data) for data in batch.tables),
        findings=tuple(_finding(data) for data in batch.findings),
        constants=batch.constants,
        zone_name=zone or "",
        mapped_by=_mapper_name(batch, user),
        job_id=batch.job_id,
        can_change=can_change,
        can_undo=can_change and batch.state in states and until is not None and clock.now() < until,
        undo_until=until,
        verdicts=_counted(rows, "verdict"),
        states=_counted(rows, "state"),
        chosen_count=rows.filter(
            choice__in=(Choice.CREATE, Choice.UPDATE), state=RowState.OPEN
        ).count(),
        noted_count=rows.exclude(verdict=Verdict.REFUSED).exclude(problems=[]).count(),
    )


def _mapper_name(batch: ImportBatch, user: Actor) -> str:
    """Staff know each other; who of them has placed the columns is not for companies."""
    is_told = batch.mapped_by_id == user.pk or OWN_LEVEL[get_role(user)] == DisclosureLevel.INTERNAL
    return str(batch.mapped_by) if batch.mapped_by is not None and is_told else ""


def get_import_of_job(job_id: uuid.UUID, user: Actor) -> int:
    """The import that a job worked on. Raises `NotFoundError`."""
    batch_id = visible_imports(user).filter(job_id=job_id).values_list("pk", flat=True).first()
    if batch_id is None:
        raise NotFoundError("intake.import_not_found")
    return batch_id


def list_import_rows_for_user(
    batch_id: int,
    user: Actor,
    *,
    verdict: str = "",
    state: str = "",
    only_noted: bool = False,
    page: int = 1,
    size: int = PAGE_SIZE,
) -> Page[ImportRowView]:
    """Rows in their order, of one verdict or outcome where given. Raises `NotFoundError`.

    To others than the owner a hint at a record is shown only where they may see that record by
    name too. A fixed number of queries.
    """
    batch = _visible_batch(batch_id, user)
    rows = _narrow(batch, verdict=verdict, state=state, only_noted=only_noted)
    total = rows.count()
    number, size, start, stop = page_bounds(total=total, number=page, size=size)
    found = list(rows.order_by("position").defer("values", "cells", "unplaced")[start:stop])
    return Page(_views(found, batch, user), total, number, size)


def list_import_rows_after(
    batch_id: int,
    user: Actor,
    *,
    verdict: str = "",
    state: str = "",
    after: int | None = None,
    limit: int = PAGE_SIZE,
) -> tuple[ImportRowView, ...]:
    """As `list_import_rows_for_user`, those that follow the row with the id `after`."""
    batch = _visible_batch(batch_id, user)
    rows = _narrow(batch, verdict=verdict, state=state, only_noted=False)
    if after is not None:
        place = batch.rows.filter(pk=after).values_list("position", flat=True).first()
        rows = rows.filter(position__gt=place) if place is not None else rows.none()
    found = list(rows.order_by("position").defer("values", "cells", "unplaced")[:limit])
    return _views(found, batch, user)


def _visible_batch(batch_id: int, user: Actor) -> ImportBatch:
    batch = visible_imports(user).filter(pk=batch_id).first()
    if batch is None:
        raise NotFoundError("intake.import_not_found")
    return batch


def _narrow(
    batch: ImportBatch, *, verdict: str, state: str, only_noted: bool
) -> QuerySet[ImportRow]:
    rows = batch.rows.all()
    if verdict in Verdict.values:
        rows = rows.filter(verdict=verdict)
    if state in RowState.values:
        rows = rows.filter(state=state)
    if only_noted:
        rows = rows.exclude(verdict=Verdict.REFUSED).exclude(problems=[])
    return rows


def _views(
    found: Sequence[ImportRow], batch: ImportBatch, user: Actor
) -> tuple[ImportRowView, ...]:
    hidden = set() if batch.owner_id == user.pk else _hidden_targets(found, user)
    return tuple(_row(row, batch, is_hidden=row.pk in hidden) for row in found)


def get_import_options_for_user(user: Actor) -> ImportOptions:
    """One query."""
    zones = Zone.objects.filter(path__startswith=get_zone_path(user)).order_by("path")
    return ImportOptions(
        kinds=list_importable_kinds(user),
        states=tuple(state.value for state in list_import_states(user)),
        zones=tuple(zones.values_list("pk", "name")),
    )


def _summary(batch: ImportBatch) -> ImportSummary:
    return ImportSummary(
        id=batch.pk,
        name=batch.name,
        state=batch.state,
        owner_name=str(batch.owner),
        row_count=batch.row_count,
        created_at=batch.created_at,
        imported_at=batch.imported_at,
        undone_at=batch.undone_at,
    )


def _table(data: Mapping[str, Any]) -> ImportTable:
    return ImportTable(
        key=data["key"],
        place=data["place"],
        layout=data["layout"],
        kind=data["kind"],
        header_row=data["header_row"],
        row_count=data["row_count"],
        columns=tuple(
            ImportColumn(c["column"], c["header"], c["field"], c["reason"], tuple(c["samples"]))
            for c in data["columns"]
        ),
        first_rows=tuple((number, text) for number, text in data["first_rows"]),
    )


def _finding(data: Mapping[str, Any]) -> ImportFinding:
    message = message_from_json(data["message"])
    assert message is not None
    return ImportFinding(message, data["severity"], data["place"])


def _counted(rows: QuerySet[ImportRow], column: str) -> dict[str, int]:
    return dict(rows.values_list(column).annotate(count=Count("pk")))


def _hidden_targets(rows: Sequence[ImportRow], user: Actor) -> set[int]:
    """The rows that hint at a record which the user does not see by name."""
    hidden: set[int] = set()
    for kind, model in _MODELS.items():
        mine = [row for row in rows if row.kind == kind and row.target_id is not None]
        if not mine:
            continue
        viewer = get_viewer(user, kind)
        own = "name" if kind is RecordKind.ORGANISATION else "organisation"
        targets = model._default_manager.filter(
            Q(pk__in=[row.target_id for row in mine]), deleted_at__isnull=True
        )
        seen = {t.pk for t in targets if own in shown_fields(kind, get_level(viewer, t))}
        hidden |= {row.pk for row in mine if row.target_id not in seen}
    return hidden


def _row(row: ImportRow, batch: ImportBatch, *, is_hidden: bool) -> ImportRowView:
    specs = {spec.name: spec.label for spec in FIELDS[RecordKind(row.kind)]}
    table = batch.tables[row.table] if row.table < len(batch.tables) else {"columns": []}
    headers = {column["column"]: column["header"] for column in table["columns"]}
    differences = () if is_hidden else tuple(_differences(row, specs))
    return ImportRowView(
        id=row.pk,
        place=row.place,
        kind=row.kind,
        title=row.title,
        organisation_name=row.organisation_name,
        verdict=row.verdict,
        choice=row.choice,
        state=row.state,
        problems=tuple(_problem(problem, specs, headers) for problem in row.problems),
        target_id=None if is_hidden else row.target_id,
        reason=None if is_hidden else message_from_json(row.reason),
        differences=differences,
        record_id=row.record_id,
        choices=_choices(row),
    )


def _choices(row: ImportRow) -> tuple[str, ...]:
    if row.verdict in (Verdict.REFUSED, Verdict.UNCHANGED):
        return ()
    found = [Choice.SKIP]
    if row.differences:
        found.insert(0, Choice.UPDATE)
    if row.verdict != Verdict.UPDATE:
        found.insert(0, Choice.CREATE)
    return tuple(found)


def _problem(
    data: Mapping[str, Any], specs: Mapping[str, Any], headers: Mapping[int, str]
) -> RowProblem:
    """The label of the field is put in as this reader's language has it."""
    message = message_from_json(data["message"])
    assert message is not None
    field = data.get("field", "")
    if field in specs and "field" in message.params:
        message = Message(message.code, {**message.params, "field": str(specs[field])})
    column = data.get("column")
    header = headers.get(column, "") if column is not None else ""
    return RowProblem(message, column, header, data["is_note"])


def _differences(row: ImportRow, specs: Mapping[str, Any]) -> list[Difference]:
    found = []
    for name, (before, after) in row.differences.items():
        if name == "unplaced":
            found += [Difference(key, before.get(key, ""), text) for key, text in after.items()]
        elif name in specs:
            found.append(Difference(specs[name], _shown(before), _shown(after)))
    return found


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return "、".join(
            str(item.get("text") or item.get("title") or item.get("name"))
            if isinstance(item, dict)
            else str(item)
            for item in value
        )
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)
