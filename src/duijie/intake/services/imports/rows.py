"""The rows of the tables as their columns are chosen; forms and lists as rows too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from duijie.catalogue.enums import RecordKind
from duijie.core.messages import message_to_json
from duijie.engines.documents.types import Document, Finding, Severity
from duijie.engines.extraction import kinds, records
from duijie.engines.extraction.columns import ColumnsTable, read_table
from duijie.engines.extraction.mapping import ColumnMapping
from duijie.engines.extraction.raw import RawRecord
from duijie.engines.extraction.types import Field, Record
from duijie.engines.extraction.types import RecordKind as FoundKind
from duijie.intake.services.imports.tables import (
    ColumnChoice,
    FoundTable,
    TableChoice,
    choose_columns,
    clean_tables,
    find_tables,
    place_json,
)
from duijie.intake.validators.labels import ENGINE_FIELDS, KEPT, KIND, engine_field
from duijie.intake.validators.layouts import header_key, layout_of

_MOST_FINDINGS: Final = 300


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One record as the file gives it, its texts by column."""

    table: int
    """Index of its table."""
    place: Mapping[str, Any]
    kind: str
    texts: Mapping[int, str]
    """Column as the user counts -> text as found."""
    units: Mapping[int, str] = field(default_factory=dict)
    """Column -> the unit that its header or a column beside it names."""
    defaults: Mapping[str, str] = field(default_factory=dict)
    """Field -> what a heading above says for several rows."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A document's tables as they stand to be read, and what is told about the file."""

    tables: tuple[TableChoice, ...]
    findings: tuple[dict[str, Any], ...]


def read_choices(document: Document, headers: Mapping[str, int] | None = None) -> Reading:
    """The tables of a document with a first guess of their columns.

    `headers`: key of a grid -> the row that the user says is its header.
    """
    document = clean_tables(document)
    tables = [choose_columns(found) for found in find_tables(document, headers or {})]
    if not any(table.kind for table in tables):
        # no table of records: forms and lists are read as a whole
        tables = [*_form_tables(records.find_records(document).records), *tables]
    return Reading(tuple(tables), tuple(finding_json(f) for f in document.findings))


def read_rows(
    document: Document, tables: Sequence[TableChoice]
) -> tuple[list[SourceRow], list[dict[str, Any]]]:
    """The rows of all tables that have a kind, in reading order, and what was left out."""
    document = clean_tables(document)
    headers = {
        table.key.rpartition(".")[0]: table.header_row
        for table in tables
        if table.is_header_chosen and table.header_row is not None
    }
    found = {item.key: item for item in find_tables(document, headers)}
    rows: list[SourceRow] = []
    findings: list[Finding] = list(document.findings)
    for index, table in enumerate(tables):
        if not table.kind:
            continue
        if table.layout != "columns":
            reading = records.find_records(document)
            rows += _form_rows(index, table, reading.records)
            findings += reading.findings
        elif table.key in found:
            rows += _table_rows(index, table, found[table.key], findings)
    return rows, [finding_json(finding) for finding in findings[:_MOST_FINDINGS]]


def finding_json(finding: Finding) -> dict[str, Any]:
    return {
        "message": message_to_json(finding.message),
        "severity": finding.severity.value,
        "place": place_json(finding.place)
        | ({"column": finding.place.column} if finding.place.column else {}),
    }


def _table_rows(
    index: int, table: TableChoice, found: FoundTable, findings: list[Finding]
) -> Iterator[SourceRow]:
    kind = RecordKind(table.kind)
    chosen = {choice.column: choice for choice in table.columns}
    first: ColumnsTable | None = None
    for piece in found.pieces:
        letters: dict[int, Field | None] = {}
        for column in range(piece.grid.width):
            number = piece.grid.column_number(column)
            choice = chosen.get(number)
            letters[number - 1] = engine_field(choice.field, kind) if choice else None
        mapping = ColumnMapping(letters=letters, kind=FoundKind(table.kind))
        read = read_table(piece.grid, piece.part, (), (), mapping, continued=first)
        first = first or read
        findings += [f for f in read.harvest.findings if _is_told(f)]
        for raw in read.harvest.records:
            yield _row(index, table, raw, found, is_transposed=piece.grid.is_transposed)


_UNTOLD: Final = frozenset(
    {"extraction.columns_not_placed", "extraction.kind_from_words", "extraction.map_column_absent"}
)
"""The page of the columns says these better."""


def _is_told(finding: Finding) -> bool:
    return finding.message.code not in _UNTOLD and (
        finding.severity is not Severity.NOTE or finding.place.row is not None
    )


def _row(
    index: int, table: TableChoice, raw: RawRecord, found: FoundTable, *, is_transposed: bool
) -> SourceRow:
    texts: dict[int, str] = {}
    units: dict[int, str] = {}
    ours = ENGINE_FIELDS[RecordKind(table.kind)]
    defaults = {
        ours[e.field]: e.text for e in found.defaults if e.field is not None and e.field in ours
    }
    for entry in raw.entries:
        column = entry.place.row if is_transposed else entry.place.column
        if column is None:
            if entry.field is not None and entry.field in ours:
                defaults[ours[entry.field]] = entry.text
            continue
        before = texts.get(column)
        if before is None or entry.text not in before:
            texts[column] = f"{before}\n{entry.text}" if before else entry.text
        if entry.unit:
            units[column] = entry.unit
    return SourceRow(
        table=index,
        place=place_json(raw.place) | ({"column": raw.place.column} if is_transposed else {}),
        kind=_kind(table, texts),
        texts=texts,
        units=units,
        defaults=defaults,
    )


def _kind(table: TableChoice, texts: Mapping[int, str]) -> str:
    """The table's kind, unless a column says another for this row."""
    for choice in table.columns:
        if choice.field == KIND:
            told = kinds.kind_of_value(texts.get(choice.column, ""))
            return told.value if told is not None else table.kind
    return table.kind


_FORM_FIELDS: Final = (
    Field.NUMBER, Field.ORG, Field.TITLE, Field.TEXT, Field.PERSON, Field.POSITION, Field.PHONE,
    Field.EMAIL, Field.ADDRESS, Field.REGION, Field.INDUSTRY, Field.BUDGET, Field.TRL,
    Field.KEYWORDS, Field.COOPERATION, Field.DEADLINE, Field.INTELLECTUAL_PROPERTY,
    Field.ORG_PROFILE, Field.ORG_KIND,
)  # fmt: skip


def _form_tables(found: Sequence[Record]) -> Iterator[TableChoice]:
    for kind in FoundKind:
        mine = [record for record in found if record.kind is kind]
        if not mine:
            continue
        ours = ENGINE_FIELDS[RecordKind(kind.value)]
        columns = []
        for number, (header, name, texts) in enumerate(_form_columns(mine, ours), 1):
            samples = tuple(dict.fromkeys(" ".join(text.split())[:60] for text in texts if text))
            key = header_key(header or name)
            columns.append(ColumnChoice(number, header, key, name, "header", samples[:3]))
        first = mine[0]
        yield TableChoice(
            key=f"form.{kind.value}",
            place=place_json(replace(first.place, row=None)),
            layout="form",
            kind=kind.value,
            header_row=None,
            row_count=len(mine),
            columns=tuple(columns),
            fingerprint=layout_of(["form", kind.value, *(c.key for c in columns)]),
        )


def _form_columns(
    found: Sequence[Record], ours: Mapping[Field, str]
) -> Iterator[tuple[str, str, list[str]]]:
    """Header (empty: our own field's), field, and the text of each record."""
    taken: set[str] = set()
    for one in _FORM_FIELDS:
        name = ours.get(one, KEPT)
        texts = [_form_text(record, one) for record in found]
        if not any(texts) or (name and name in taken):
            continue
        taken.add(name)
        yield ("" if name else one.value), name, texts
    for header in dict.fromkeys(name for record in found for name in record.unplaced):
        yield header, KEPT, [record.unplaced.get(header, "") for record in found]


def _form_text(record: Record, wanted: Field) -> str:
    if wanted is Field.KEYWORDS:
        return "、".join(record.keywords)
    if wanted is Field.BUDGET:
        return record.fields.get(Field.BUDGET, "")
    value = getattr(record, wanted.value, None)
    return str(value) if value is not None else record.fields.get(wanted, "")


def _form_rows(index: int, table: TableChoice, found: Sequence[Record]) -> Iterator[SourceRow]:
    mine = [record for record in found if record.kind.value == table.kind]
    columns = list(_form_columns(mine, ENGINE_FIELDS[RecordKind(table.kind)]))
    for at, record in enumerate(mine):
        texts = {number: texts[at] for number, (_, _, texts) in enumerate(columns, 1) if texts[at]}
        yield SourceRow(index, place_json(record.place), table.kind, texts)
