"""Tables with a row (or some rows) a record, under one or two header rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from duijie.engines.documents.types import Place
from duijie.engines.extraction.column_fields import Column, TableFields, read_columns, reading_of
from duijie.engines.extraction.grid import Grid, letters, where
from duijie.engines.extraction.junk_rows import RowKind, kind_of_row
from duijie.engines.extraction.kind_choice import Hint
from duijie.engines.extraction.kinds import kind_of_value
from duijie.engines.extraction.layout import Part
from duijie.engines.extraction.mapping import ColumnMapping
from duijie.engines.extraction.raw import Entry, Harvest, RawRecord
from duijie.engines.extraction.section_rows import add_section
from duijie.engines.extraction.types import Field, RecordKind, TableReading
from duijie.engines.extraction.values import SAME, is_nothing
from duijie.engines.extraction.vocabulary import squeeze

CARRIED = (
    Field.ORG,
    Field.PERSON,
    Field.PHONE,
    Field.EMAIL,
    Field.REGION,
    Field.ADDRESS,
    Field.ORG_PROFILE,
    Field.ORG_KIND,
    Field.POSITION,
)
"""What belongs to the organisation, and holds on for its further rows."""
_CODES = {
    RowKind.TOTAL: "extraction.total_row_skipped",
    RowKind.HEADER: "extraction.header_row_repeated",
    RowKind.NOTE: "extraction.note_row_skipped",
    RowKind.EXAMPLE: "extraction.example_row_skipped",
    RowKind.SECTION: "extraction.section_row",
}


@dataclass(slots=True)
class ColumnsTable:
    """A table as read, kept so that a part of it on the next page can be read alike."""

    grid: Grid
    fields: TableFields
    header_rows: tuple[int, ...]
    harvest: Harvest


@dataclass(slots=True)
class _Reader:
    grid: Grid
    part: Part
    fields: TableFields
    defaults: Sequence[Entry]
    may_split: bool = True
    harvest: Harvest = field(default_factory=Harvest)
    records: list[RawRecord] = field(default_factory=list)
    section: str = ""
    carried: int = 0
    previous: dict[int, str] = field(default_factory=dict)
    last_key: tuple[int, int] | None = None

    @property
    def kind(self) -> RecordKind | None:
        return self.fields.choice.kind


def read_table(
    grid: Grid,
    part: Part,
    hints: Sequence[Hint],
    defaults: Sequence[Entry],
    mapping: ColumnMapping | None,
    continued: ColumnsTable | None = None,
    *,
    is_exact: bool = False,
) -> ColumnsTable:
    """Read one table with a header; `defaults` are texts above it that hold for all its rows.

    With `continued` the table has no header of its own and goes on with the columns of that one.
    """
    width = len(
        {c for r in range(part.start, part.end) for c in range(grid.width) if grid.rows[r][c]}
    )
    kinds = {
        row: kind_of_row(grid, row, part.header_rows, width) for row in range(part.start, part.end)
    }
    data_rows = [row for row, kind in kinds.items() if kind is RowKind.DATA]
    if continued is not None:
        fields = continued.fields
    else:
        fields = read_columns(grid, part, data_rows, hints, mapping, is_exact=is_exact)
    reader = _Reader(grid, part, fields, defaults, may_split=not is_exact)
    if fields.choice.kind is None:
        _say_not_records(reader, data_rows)
        return ColumnsTable(grid, fields, part.header_rows, reader.harvest)
    for row in range(part.start, part.end):
        if kinds[row] is RowKind.DATA:
            _read_row(reader, row)
        elif kinds[row] is not RowKind.BLANK:
            _skip_row(reader, row, kinds[row])
    _finish(reader)
    return ColumnsTable(grid, fields, part.header_rows, reader.harvest)


def _head_place(reader: _Reader) -> Place:
    rows = reader.part.header_rows or (reader.part.start,)
    return reader.grid.place(min(rows[0], reader.grid.height - 1))


def _reading(reader: _Reader, count: int) -> TableReading:
    rows = reader.part.header_rows
    return TableReading(
        place=_head_place(reader),
        kind=reader.kind,
        layout="columns",
        header_row=reader.grid.place(rows[-1]).row if rows else None,
        columns=tuple(reading_of(reader.grid, c) for c in reader.fields.columns),
        record_count=count,
    )


def _say_not_records(reader: _Reader, data_rows: Sequence[int]) -> None:
    if not data_rows:
        return
    place = _head_place(reader)
    unknown = [c.label for c in reader.fields.columns if c.field is None and c.label]
    code = reader.fields.choice.because or "extraction.table_not_understood"
    params: dict[str, object] = {"where": where(place)}
    if code == "extraction.table_not_understood":
        params["example"] = unknown[0] if unknown else "B"
        reader.harvest.warn(code, place, **params)
    else:
        reader.harvest.note(code, place, **params)
    reader.harvest.readings.append(_reading(reader, 0))


def _skip_row(reader: _Reader, row: int, kind: RowKind) -> None:
    place = reader.grid.place(row)
    params: dict[str, object] = {"where": where(place)}
    if kind in (RowKind.NOTE, RowKind.EXAMPLE, RowKind.SECTION):
        text = " ".join(cell.text for cell in reader.grid.filled(row))
        params["text"] = " ".join(text.split())[:80]
        if kind is RowKind.SECTION:
            reader.section = " ".join(text.split())
            reader.previous.clear()
    reader.harvest.note(_CODES[kind], place, **params)


def _read_row(reader: _Reader, row: int) -> None:
    grid = reader.grid
    texts = {c.index: grid.text(row, c.index) for c in reader.fields.columns}
    for index, text in texts.items():
        if text in SAME:
            texts[index] = reader.previous.get(index, "")
    key = _record_key(reader, row)
    if key is not None and key == reader.last_key and reader.records:
        _join_row(reader, row, texts)
        return
    if _is_continuation(reader, row, texts):
        _join_row(reader, row, texts)
        reader.harvest.note("extraction.rows_joined", grid.place(row), where=where(grid.place(row)))
        return
    reader.last_key = key
    _carry_down(reader, texts)
    for slot in _filled_slots(reader, texts):
        record = RawRecord(
            grid.place(row),
            kind=_row_kind(reader, texts),
            table=0,
            content_columns=_content_columns(reader),
        )
        for column in reader.fields.columns:
            text = texts[column.index]
            if text and column.slot in (0, slot):
                record.entries.append(_entry(reader, column, row, text))
        record.may_split = reader.may_split
        add_section(reader.section, record)
        _add_defaults(reader, record)
        reader.records.append(record)
    reader.previous |= {index: text for index, text in texts.items() if text}


def _filled_slots(reader: _Reader, texts: dict[int, str]) -> list[int]:
    """The records of a row: one, or one for each numbered need that says something."""
    slots = sorted(
        {
            c.slot
            for c in reader.fields.columns
            if c.slot
            and c.field in (Field.TITLE, Field.TEXT, Field.INDICATORS)
            and not is_nothing(texts[c.index])
        }
    )
    return slots or [0]


def _entry(reader: _Reader, column: Column, row: int, text: str) -> Entry:
    unit = column.term.unit if column.term else None
    if column.field is Field.BUDGET:
        named = (
            grid_unit
            for c in reader.fields.columns
            if c.is_money_unit and (grid_unit := reader.grid.text(row, c.index))
        )
        unit = next(named, unit)
    label = column.label or letters(reader.grid.column_number(column.index))
    return Entry(column.field, label, text, reader.grid.place(row, column.index), unit)


def _record_key(reader: _Reader, row: int) -> tuple[int, int] | None:
    """The merged title (or, without titles, text) cell in which a row stands, if it is merged."""
    for wanted in (Field.TITLE, Field.TEXT):
        for column in reader.fields.columns:
            if column.field is wanted:
                cell = reader.grid.cell(row, column.index)
                if cell.text:
                    return (cell.top, cell.left) if cell.bottom > cell.top else None
    return None


def _is_continuation(reader: _Reader, row: int, texts: dict[int, str]) -> bool:
    """A row with nothing but further text: no title, number or organisation of its own."""
    if not reader.records:
        return False
    own = {
        c.field
        for c in reader.fields.columns
        if texts[c.index] and reader.grid.cell(row, c.index).top == row
    }
    has_titles = any(c.field is Field.TITLE for c in reader.fields.columns)
    return (
        bool(own)
        and own <= {Field.TEXT, Field.INDICATORS, None}
        and has_titles
        and Field.TEXT in own
    )


def _join_row(reader: _Reader, row: int, texts: dict[int, str]) -> None:
    record = reader.records[-1]
    for column in reader.fields.columns:
        text = texts[column.index]
        cell = reader.grid.cell(row, column.index)
        if text and cell.top == row:
            record.entries.append(_entry(reader, column, row, text))


def _carry_down(reader: _Reader, texts: dict[int, str]) -> None:
    """An organisation left empty under its first row, as in files saved without merged cells.

    Only where the number column is empty too, or there is none, and no contact of its own is given.
    """
    by_field: dict[Field, list[Column]] = {}
    for column in reader.fields.columns:
        if column.field is not None:
            by_field.setdefault(column.field, []).append(column)
    orgs = by_field.get(Field.ORG, [])
    if not orgs or reader.kind not in (RecordKind.NEED, RecordKind.OFFER):
        return
    if any(texts[c.index] for c in orgs):
        return
    if any(texts[c.index] for c in by_field.get(Field.NUMBER, [])):
        return
    if any(
        texts[c.index]
        for f in (Field.PERSON, Field.PHONE, Field.EMAIL)
        for c in by_field.get(f, [])
    ):
        return
    if not any(texts[c.index] for f in (Field.TITLE, Field.TEXT) for c in by_field.get(f, [])):
        return
    if not any(reader.previous.get(c.index) for c in orgs):
        return
    for wanted in CARRIED:
        for column in by_field.get(wanted, []):
            texts[column.index] = texts[column.index] or reader.previous.get(column.index, "")
    reader.carried += 1


def _row_kind(reader: _Reader, texts: dict[int, str]) -> RecordKind | None:
    for column in reader.fields.columns:
        if column.field is Field.KIND:
            return kind_of_value(texts[column.index]) or reader.kind
    return reader.kind


def _content_columns(reader: _Reader) -> str:
    """The columns that must hold a title or description, as `需求名称 (B)`."""
    content = {
        RecordKind.EXPERT: (Field.PERSON,),
        RecordKind.ORGANISATION: (Field.ORG,),
    }.get(reader.kind or RecordKind.NEED, (Field.TITLE, Field.TEXT))
    return "、".join(
        f"{column.label} ({letters(reader.grid.column_number(column.index))})".strip()
        for column in reader.fields.columns
        if column.field in content
    )


def _add_defaults(reader: _Reader, record: RawRecord) -> None:
    placed = {c.field for c in reader.fields.columns}
    for entry in reader.defaults:
        if entry.field in CARRIED and entry.field not in placed and not record.has(entry.field):
            record.entries.append(entry)


def _finish(reader: _Reader) -> None:
    harvest, place = reader.harvest, _head_place(reader)
    harvest.records = reader.records
    harvest.readings.append(_reading(reader, len(reader.records)))
    unplaced = [c.label for c in reader.fields.columns if c.field is None and c.filled and c.label]
    units = {c.label for c in reader.fields.columns if c.is_money_unit}
    unplaced = [label for label in unplaced if label.lower() != "evidence" and label not in units]
    if unplaced:
        harvest.note(
            "extraction.columns_not_placed",
            place,
            where=where(place),
            columns="、".join(unplaced),
            example=squeeze(unplaced[0]),
        )
    if reader.carried:
        harvest.note("extraction.org_carried_down", place, where=where(place), count=reader.carried)
    if reader.fields.choice.is_by_words and reader.kind is not None:
        harvest.note(
            "extraction.kind_from_words", place, where=where(place), kind=reader.kind.value
        )
