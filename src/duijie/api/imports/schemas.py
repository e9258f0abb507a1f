"""Imports over the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from duijie.accounts.enums import DisclosureLevel
from duijie.api.paging import PageInfo, PageQuery
from duijie.api.schemas import Body, MessageSchema, PlaceSchema, RowId, message_of
from duijie.catalogue.enums import RecordKind, RecordState
from duijie.intake.enums import Choice, ImportState, RowState, Verdict
from duijie.intake.queries.imports import ImportDetail, ImportRowView


class ImportSchema(Schema):
    """An import in a list."""

    id: int
    name: str
    state: ImportState
    owner_name: str
    row_count: int
    created_at: datetime
    imported_at: datetime | None
    undone_at: datetime | None


class ImportPage(PageInfo):
    items: list[ImportSchema]


class ImportFindingSchema(Schema):
    message: MessageSchema
    severity: str
    place: dict[str, Any]


class ColumnSchema(Schema):
    """A column and the `field` that it is taken for; `-`: left out, empty: kept as it is."""

    column: int
    header: str
    field: str
    reason: str
    samples: list[str]


class HeaderChoice(Schema):
    """A row that could be the header."""

    row: int
    text: str


class TableSchema(Schema):
    """A table of the file; `kind` empty: not imported."""

    key: str
    place: dict[str, Any]
    layout: str
    kind: str
    header_row: int | None
    row_count: int
    columns: list[ColumnSchema]
    first_rows: list[HeaderChoice]


class ImportDetailSchema(ImportSchema):
    """An import with its tables and what the check found. While `job_id` works, ask again."""

    tables: list[TableSchema]
    findings: list[ImportFindingSchema]
    constants: dict[str, Any]
    zone_name: str
    mapped_by: str
    job_id: UUID | None
    can_change: bool
    can_undo: bool
    undo_until: datetime | None
    verdicts: dict[str, int]
    states: dict[str, int]
    chosen_count: int
    noted_count: int


class RowProblemSchema(Schema):
    """What is wrong with a row, or worth knowing."""

    message: MessageSchema
    column: int | None
    header: str
    is_note: bool


class DifferenceSchema(Schema):
    label: str
    before: str
    after: str


class ImportRowSchema(Schema):
    """A row with its verdict; `choices`: what may be done with it."""

    id: int
    place: PlaceSchema
    kind: str
    title: str
    organisation_name: str
    verdict: str
    choice: str
    state: str
    problems: list[RowProblemSchema]
    target_id: int | None
    reason: MessageSchema | None
    differences: list[DifferenceSchema]
    record_id: int | None
    choices: list[str]


class ImportRowPage(PageInfo):
    items: list[ImportRowSchema]


class RowQuery(PageQuery):
    verdict: Verdict | None = None
    state: RowState | None = None


class HeaderBody(Body):
    """Which row of a table is its header."""

    table_key: str = Field(max_length=200)
    row: int = Field(ge=1, lt=2**31)


class TableBody(Body):
    """What one table is: its kind, and by column what the columns hold where that changes."""

    key: str = Field(max_length=200)
    kind: RecordKind | None = Field(description="null: the table is not imported")
    columns: dict[int, str] = Field(default_factory=dict)


class ColumnsBody(Body):
    """The tables that are imported, and what holds for all rows."""

    tables: list[TableBody] = Field(max_length=200)
    state: RecordState
    disclosure: DisclosureLevel = DisclosureLevel.REGISTERED
    zone_id: RowId | None = None
    organisation: str = Field("", max_length=200)


class ChoiceBody(Body):
    """What is done with some rows, or with all of a verdict."""

    choice: Choice
    row_ids: list[RowId] = Field(default_factory=list, max_length=1000)
    verdict: Verdict | None = None


def detail_of(detail: ImportDetail) -> dict[str, Any]:
    """As `ImportDetailSchema`."""
    summary = detail.summary
    return {
        **{name: getattr(summary, name) for name in ImportSchema.model_fields},
        "tables": [
            {
                "key": table.key,
                "place": dict(table.place),
                "layout": table.layout,
                "kind": table.kind,
                "header_row": table.header_row,
                "row_count": table.row_count,
                "columns": table.columns,
                "first_rows": [{"row": row, "text": text} for row, text in table.first_rows],
            }
            for table in detail.tables
        ],
        "findings": [
            {
                "message": message_of(finding.message),
                "severity": finding.severity,
                "place": dict(finding.place),
            }
            for finding in detail.findings
        ],
        "constants": dict(detail.constants),
        "zone_name": detail.zone_name,
        "mapped_by": detail.mapped_by,
        "job_id": detail.job_id,
        "can_change": detail.can_change,
        "can_undo": detail.can_undo,
        "undo_until": detail.undo_until,
        "verdicts": dict(detail.verdicts),
        "states": dict(detail.states),
        "chosen_count": detail.chosen_count,
        "noted_count": detail.noted_count,
    }


def row_of(row: ImportRowView) -> dict[str, Any]:
    """As `ImportRowSchema`, in the reader's language."""
    return {
        "id": row.id,
        "place": dict(row.place),
        "kind": row.kind,
        "title": row.title,
        "organisation_name": row.organisation_name,
        "verdict": row.verdict,
        "choice": row.choice,
        "state": row.state,
        "problems": [
            {
                "message": message_of(problem.message),
                "column": problem.column,
                "header": problem.header,
                "is_note": problem.is_note,
            }
            for problem in row.problems
        ],
        "target_id": row.target_id,
        "reason": message_of(row.reason),
        "differences": [
            {"label": str(one.label), "before": one.before, "after": one.after}
            for one in row.differences
        ],
        "record_id": row.record_id,
        "choices": list(row.choices),
    }
