"""Two tables beside each other in one sheet, with an empty column between them."""

from __future__ import annotations

from dataclasses import replace

from duijie.engines.documents.types import MergedArea, Table
from duijie.engines.extraction.grid import Grid
from duijie.engines.extraction.layout import is_header_row
from duijie.engines.extraction.mapping import ColumnMapping
from duijie.engines.extraction.types import Field
from duijie.engines.extraction.vocabulary import read_header

_HEADER_ROWS = 8


def split_side_by_side(table: Table, mapping: ColumnMapping | None = None) -> tuple[Table, ...]:
    """The tables that stand beside each other, from left to right; else the table alone.

    Cut is only where both sides have a header row that says both whose and what: an empty column
    before the contacts of one wide table divides nothing. A title over both sides is given to both.
    """
    grid = Grid(table)
    for column in range(2, grid.width - 2):
        if not _is_empty(grid, column):
            continue
        left, right = _slice(grid, 0, column), _slice(grid, column + 1, grid.width)
        if _stands_alone(left, mapping) and _stands_alone(right, mapping):
            return left, *split_side_by_side(right, mapping)
    return (table,)


def _is_empty(grid: Grid, column: int) -> bool:
    """No text of its own, and none but titles over the whole sheet merged across it."""
    for row in range(grid.height):
        cell = grid.cell(row, column)
        if cell.text and not (cell.left < column < cell.right and len(grid.filled(row)) == 1):
            return False
    return True


def _slice(grid: Grid, start: int, end: int) -> Table:
    """The columns from `start` up to `end` (not included) as a table of their own."""
    table = grid.table
    rows = [list(row[start:end]) for row in table.rows]
    merged: list[MergedArea] = []
    for area in table.merged:
        left, right = max(area.left, start), min(area.right, end - 1)
        if left > right:
            continue
        merged.append(MergedArea(area.top, left - start, area.bottom, right - start))
        rows[area.top][left - start] = table.rows[area.top][area.left]
    place = replace(table.place, column=(table.place.column or 1) + start)
    return Table(tuple(map(tuple, rows)), place, tuple(merged))


def _stands_alone(table: Table, mapping: ColumnMapping | None) -> bool:
    grid = Grid(table)
    for row in range(min(grid.height, _HEADER_ROWS)):
        if not is_header_row(grid, row, mapping):
            continue
        terms = [read_header(cell.text) for cell in grid.filled(row)]
        fields = {field for term in terms if term for field in term.fields}
        if fields & {Field.TITLE, Field.TEXT} and fields & {Field.ORG, Field.PERSON}:
            return True
    return False
