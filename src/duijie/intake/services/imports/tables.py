"""The tables of a document and what each of their columns is taken for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

from duijie.catalogue.enums import RecordKind
from duijie.catalogue.fields import get_field
from duijie.catalogue.validators.code_lookup import find_code
from duijie.engines.documents.types import Document, Place, Table
from duijie.engines.extraction.column_fields import read_columns
from duijie.engines.extraction.grid import Grid
from duijie.engines.extraction.junk_rows import RowKind, kind_of_row
from duijie.engines.extraction.kind_choice import Hint
from duijie.engines.extraction.layout import Layout, Part, find_layout
from duijie.engines.extraction.raw import Entry
from duijie.engines.extraction.records import entries_above
from duijie.engines.extraction.side_by_side import split_side_by_side
from duijie.intake.validators.labels import IGNORED, KEPT, RECORD, field_of, settable_fields
from duijie.intake.validators.layouts import header_key, header_keys, is_advice, layout_of

_SAMPLES: Final = 3
_SAMPLE_LENGTH: Final = 60
_HEADER_CHOICES: Final = 12
_INVISIBLE: Final = re.compile("[\u200b-\u200f\u2060-\u2064\ufeff\u00ad\u202a-\u202e\u2066-\u2069]")
MOST_COLUMNS: Final = 120
"""Of one table; a table of more is a matrix, not a list of records."""


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """One column and what it holds."""

    column: int
    """As the user counts, from 1."""
    header: str
    key: str
    """The header as compared (`validators.layouts.header_keys`)."""
    field: str
    """A field of the kind, `zone`, `record_kind`, `-` left out, or empty: kept as it is."""
    reason: str
    """`label`, `header`, `values`, `remembered`, `chosen`, or empty."""
    samples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableChoice:
    """One table and how it is to be read. Stored as JSON in `ImportBatch.tables`."""

    key: str
    """Where it stands in the document: the same each time the file is read."""
    place: Mapping[str, Any]
    layout: str
    """`columns`; `form` or `list` for what has no rows and columns."""
    kind: str
    """A `RecordKind`; empty: not imported."""
    header_row: int | None
    """The last row of the header, as the user counts."""
    row_count: int
    columns: tuple[ColumnChoice, ...]
    fingerprint: str
    first_rows: tuple[tuple[int, str], ...] = ()
    """Row number and excerpt, of the rows among which the header may be chosen."""
    is_header_chosen: bool = False

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> TableChoice:
        columns = tuple(
            ColumnChoice(**{**column, "samples": tuple(column["samples"])})
            for column in data["columns"]
        )
        rows = tuple((number, text) for number, text in data["first_rows"])
        return cls(**{**data, "columns": columns, "first_rows": rows})


@dataclass(slots=True)
class Piece:
    """A grid with the rows of a table in it; a table may go on over the next page's grid."""

    grid: Grid
    part: Part


@dataclass(slots=True)
class FoundTable:
    """A table as it lies in the document, with what is needed to read its rows."""

    key: str
    pieces: list[Piece]
    hints: list[Hint]
    defaults: tuple[Entry, ...] = ()
    """What is said once above the header for all rows."""
    is_header_chosen: bool = False
    first_rows: tuple[tuple[int, str], ...] = field(default=())


def clean_tables(document: Document) -> Document:
    """The document with cells that hold no invisible characters."""
    blocks = tuple(
        replace(block, rows=tuple(tuple(_visible(cell) for cell in row) for row in block.rows))
        if isinstance(block, Table)
        else block
        for block in document.blocks
    )
    return replace(document, blocks=blocks)


def _visible(text: str) -> str:
    return _INVISIBLE.sub("", text).strip() if not text.isascii() else text.strip()


def find_tables(document: Document, headers: Mapping[str, int]) -> list[FoundTable]:
    """The tables with a row a record, in reading order.

    `headers`: key of a grid -> the row that the user says is its header.
    """
    found: list[FoundTable] = []
    for index, block in enumerate(document.blocks):
        if not isinstance(block, Table) or not any(any(row) for row in block.rows):
            continue
        sides = split_side_by_side(block) if block.place.sheet else (block,)
        for side, table in enumerate(sides):
            _find_in_grid(found, document, Grid(table), f"{index}.{side}", headers)
    return found


def _find_in_grid(
    found: list[FoundTable], document: Document, grid: Grid, key: str, headers: Mapping[str, int]
) -> None:
    chosen = headers.get(key)
    if chosen is not None:
        row = chosen - (grid.table.place.row or 1)
        if 0 <= row < grid.height:
            part = Part(tuple(range(row)), (row,), row + 1, grid.height)
            found.append(_table(document, grid, part, f"{key}.0", is_chosen=True))
            return
    layout, parts = find_layout(grid)
    if layout is Layout.TRANSPOSED:
        grid = Grid(grid.table, is_transposed=True)
        column = next(c for c in range(grid.height) if not grid.is_blank(c))
        layout, parts = Layout.COLUMNS, (Part((), (column,), column + 1, grid.height),)
    if layout is Layout.COLUMNS:
        for number, part in enumerate(parts):
            found.append(_table(document, grid, part, f"{key}.{number}"))
    elif layout is Layout.BARE and not _goes_on(found, grid):
        guessed = _guessed_part(grid)
        if guessed is not None:
            found.append(_table(document, grid, guessed, f"{key}.0"))


def _goes_on(found: Sequence[FoundTable], grid: Grid) -> bool:
    """A grid without header, as wide as the last table on the page before, is its next page."""
    if not found or grid.table.place.sheet is not None:
        return False
    last = found[-1].pieces[-1].grid
    if last.width != grid.width or last.is_transposed:
        return False
    found[-1].pieces.append(Piece(grid, Part((), (), 0, grid.height)))
    return True


def _guessed_part(grid: Grid) -> Part | None:
    """The first row with several cells as the header, for the user to confirm or change."""
    for row in range(grid.height):
        if len(grid.filled(row)) >= 2 and row + 1 < grid.height:
            return Part(tuple(range(row)), (row,), row + 1, grid.height)
    return None


def _table(
    document: Document, grid: Grid, part: Part, key: str, *, is_chosen: bool = False
) -> FoundTable:
    titles, defaults = entries_above(grid, part)
    hints = [Hint(text, 3.0) for text in titles if len(text) <= 80]
    if grid.table.place.sheet:
        hints.append(Hint(grid.table.place.sheet, 2.0))
    hints += [Hint(document.title, 1.0), Hint(re.sub(r".*[/!]", "", document.file), 1.0)]
    return FoundTable(
        key, [Piece(grid, part)], hints, defaults, is_chosen, tuple(_first_rows(grid))
    )


def _first_rows(grid: Grid) -> Iterator[tuple[int, str]]:
    if grid.is_transposed:
        return
    shown = 0
    for row in range(min(grid.height, 60)):
        cells = grid.filled(row)
        if not cells:
            continue
        text = " | ".join(" ".join(cell.text.split())[:20] for cell in cells[:6])
        yield (grid.table.place.row or 1) + row, text[:80]
        shown += 1
        if shown == _HEADER_CHOICES:
            return


def data_rows(piece: Piece) -> list[int]:
    """The rows of a piece that hold records, totals, notes and repeated headers left out."""
    grid, part = piece.grid, piece.part
    rows = range(part.start, part.end)
    width = len({c for r in rows for c in range(grid.width) if grid.rows[r][c]})
    return [r for r in rows if kind_of_row(grid, r, part.header_rows, width) is RowKind.DATA]


def choose_columns(found: FoundTable) -> TableChoice:
    """What the engines and our own labels take the columns of a table for."""
    piece = found.pieces[0]
    rows = data_rows(piece)
    fields = read_columns(piece.grid, piece.part, rows, found.hints, None)
    kind = fields.choice.kind
    columns = fields.columns[:MOST_COLUMNS]
    keys = header_keys([column.label for column in columns])
    comes_back = kind is not None and any(
        field_of(column.label, None, RecordKind(kind.value))[0] == RECORD for column in columns
    )
    choices = []
    for column, key in zip(columns, keys, strict=True):
        name, reason = KEPT, ""
        if is_advice(column.label):
            name, reason = IGNORED, "label"
        elif kind is not None:
            name, why = field_of(column.label, column.field, RecordKind(kind.value))
            reason = column.reason if why == "engine" else why
            is_stated = name in _STATED and not _are_codes(name, kind.value, column.filled)
            # in a sheet of our own the column is the code's, empty or not
            if is_stated and not comes_back:
                name = _STATED[name]
        choices.append(
            ColumnChoice(
                column=piece.grid.column_number(column.index),
                header=column.label,
                key=key,
                field=name,
                reason=reason,
                samples=_samples(column.filled),
            )
        )
    header_rows = piece.part.header_rows
    place = piece.grid.table.place
    return TableChoice(
        key=found.key,
        place=place_json(place),
        layout="columns",
        kind=kind.value if kind is not None else "",
        header_row=(place.row or 1) + header_rows[-1] if header_rows else None,
        row_count=sum(len(data_rows(piece)) for piece in found.pieces),
        columns=tuple(_one_each(choices)),
        fingerprint=_layout(piece),
        first_rows=found.first_rows,
        is_header_chosen=found.is_header_chosen,
    )


_STATED: Final = {"industry_code": "industry", "field_code": "industry", "division_code": "region"}
"""Classifications by code -> the field for what a source says in its own words."""


def _are_codes(name: str, kind: str, texts: Sequence[str]) -> bool:
    """Whether most of the different texts of a column are codes of the field's list."""
    different = list(dict.fromkeys(" ".join(text.split()) for text in texts))[:10]
    list_key = get_field(RecordKind(kind), name).code_list
    known = sum(find_code(list_key, text) is not None for text in different)
    return known * 2 >= len(different) > 0


def place_anew(table: TableChoice, kind: str) -> TableChoice:
    """The table as rows of another kind: columns by their headers, else as they were where the
    kind has such a field."""
    if not kind:
        return replace(table, kind="")
    known = settable_fields(RecordKind(kind))
    twins = _TWINS if kind == RecordKind.ORGANISATION else {v: k for k, v in _TWINS.items()}
    choices = []
    for column in table.columns:
        name, reason = field_of(column.header, None, RecordKind(kind))
        before = twins.get(column.field, column.field)
        if not reason and before in known:
            name, reason = before, column.reason
        if column.field == IGNORED:
            name, reason = IGNORED, column.reason
        choices.append(replace(column, field=name, reason=reason))
    return replace(table, kind=kind, columns=tuple(_one_each(choices)))


_TWINS: Final = {"organisation": "name", "person": "contact_person", "text": "profile"}
"""Fields of records -> those of organisations that hold the same."""


def _layout(piece: Piece) -> str:
    """Over all headers, those of empty columns too: a part of the rows has the same layout."""
    grid, rows = piece.grid, piece.part.header_rows
    headers = []
    for column in range(grid.width):
        texts = dict.fromkeys(grid.text(row, column) for row in rows)
        headers.append("·".join(text for text in texts if text))
    keys = [header_key(header) for header in headers if not is_advice(header)]
    return layout_of(keys)


def place_json(place: Place) -> dict[str, Any]:
    """Sheet or page, and row: what a row's place is told by."""
    known = {"sheet": place.sheet, "page": place.page, "row": place.row}
    return {name: value for name, value in known.items() if value is not None}


def _samples(texts: Sequence[str]) -> tuple[str, ...]:
    different = dict.fromkeys(" ".join(text.split())[:_SAMPLE_LENGTH] for text in texts)
    return tuple(list(different)[:_SAMPLES])


_SEVERAL: Final = frozenset({KEPT, IGNORED, "text", "keywords", "phone", "email", "address"})
"""Fields that several columns may fill: their texts are joined."""


def _one_each(choices: Sequence[ColumnChoice]) -> Iterator[ColumnChoice]:
    """A field that only one column can fill goes to the first whose label names it."""
    best: dict[str, ColumnChoice] = {}
    for choice in choices:
        held = best.get(choice.field)
        if held is None or (held.reason != "label" and choice.reason == "label"):
            best[choice.field] = choice
    for choice in choices:
        if choice.field in _SEVERAL or best[choice.field] is choice:
            yield choice
        else:
            yield replace(choice, field=KEPT, reason="")
