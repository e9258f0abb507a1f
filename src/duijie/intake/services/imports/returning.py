"""Refused rows back as a workbook: the columns as they were, in front what to do with each row."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any, Final

from duijie.catalogue.enums import RecordKind
from duijie.catalogue.fields import FIELDS
from duijie.core.actor import Actor
from duijie.core.errors import NotFoundError
from duijie.core.messages import message_from_json
from duijie.core.sentences import say, translation
from duijie.engines.documents import Column, SheetData, write_workbook
from duijie.engines.extraction.grid import letters
from duijie.errors import Message, sentence
from duijie.intake.enums import RowState, Verdict
from duijie.intake.models import ImportBatch, ImportRow
from duijie.intake.permissions import visible_imports

_ADVICE: Final = sentence("What to do")
_NOTE: Final = sentence(
    "Mend the marked cells and upload this file again. Leave the row of headers as it is; the "
    "first column is not read."
)
_ROW: Final = sentence("Row {row}")
_CELL: Final = sentence("column {column} ({header})")


def refused_workbook(*, batch_id: int, by: Actor, language: str | None = None) -> tuple[str, bytes]:
    """File name and content, a sheet for each table that has refused rows.

    Raises `NotFoundError` for an import that the user does not see, or without refused rows.
    """
    batch = visible_imports(by).filter(pk=batch_id).first()
    if batch is None:
        raise NotFoundError("intake.import_not_found")
    rows = list(_refused(batch))
    if not rows:
        raise NotFoundError("intake.nothing_refused")
    sheets = []
    for index, table in enumerate(batch.tables):
        mine = [row for row in rows if row.table == index]
        if mine:
            sheets.append(_sheet(table, mine, language))
    out = io.BytesIO()
    write_workbook(out, sheets)
    return f"{batch.name.rpartition('.')[0] or batch.name}-refused.xlsx", out.getvalue()


def _refused(batch: ImportBatch) -> Any:
    late = batch.rows.filter(state=RowState.LATE)
    return (batch.rows.filter(verdict=Verdict.REFUSED) | late).order_by("position")


def _sheet(table: Mapping[str, Any], rows: Sequence[ImportRow], language: str | None) -> SheetData:
    words = translation(language).gettext
    columns = table["columns"]
    positions = {column["column"]: at for at, column in enumerate(columns, 1)}
    marked: set[tuple[int, int]] = set()
    lines = []
    for number, row in enumerate(rows):
        lines.append([_advice(row, table, language), *row.cells])
        for problem in row.problems:
            at = positions.get(problem.get("column"))
            if at is not None:
                marked.add((number, at))
    headers = [_header(column, table) for column in columns]
    return SheetData(
        title=str(table["place"].get("sheet") or table["place"].get("page") or ""),
        columns=[Column(words(_ADVICE), 40), *headers],
        rows=lines,
        notes=[words(_NOTE)],
        marked=frozenset(marked),
    )


def _header(column: Mapping[str, Any], table: Mapping[str, Any]) -> str:
    if column["header"] or not table["kind"]:
        return str(column["header"])
    # a form has no header of its own: ours is known when it comes back
    labels = {spec.name: spec.label for spec in FIELDS[RecordKind(table["kind"])]}
    return str(labels.get(column["field"], column["field"]))


def _advice(row: ImportRow, table: Mapping[str, Any], language: str | None) -> str:
    words = translation(language).gettext
    headers = {column["column"]: column["header"] for column in table["columns"]}
    specs = {spec.name: spec.label for spec in FIELDS[RecordKind(row.kind)]}
    parts = []
    for problem in row.problems:
        if problem["is_note"]:
            continue
        message = message_from_json(problem["message"])
        assert message is not None
        field = problem.get("field")
        if field in specs and "field" in message.params:
            message = Message(message.code, {**message.params, "field": str(specs[field])})
        column = problem.get("column")
        place = ""
        if column is not None:
            header = headers.get(column, "")
            place = words(_CELL).format(column=letters(column), header=header) + ": "
        parts.append(place + say(message, language))
    where = words(_ROW).format(row=row.place["row"]) + ": " if row.place.get("row") else ""
    return where + "\n".join(parts)
