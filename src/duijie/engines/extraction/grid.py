"""A table as a grid in which every cell knows the merged area that it belongs to."""

from __future__ import annotations

from dataclasses import dataclass, replace

from duijie.engines.documents.types import Place, Table


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell or merged area, once, with the grid indices that it covers (ends included)."""

    text: str
    top: int
    left: int
    bottom: int
    right: int


class Grid:
    """Read access by row and column; a merged area's text is told for each of its cells."""

    def __init__(self, table: Table, *, is_transposed: bool = False) -> None:
        self.table = table
        self.is_transposed = is_transposed
        rows = [[cell.strip() for cell in row] for row in table.rows]
        areas = [(m.top, m.left, m.bottom, m.right) for m in table.merged]
        if is_transposed:
            rows = [list(column) for column in zip(*rows, strict=True)]
            areas = [(left, top, right, bottom) for top, left, bottom, right in areas]
        self.rows = rows
        self.height = len(rows)
        self.width = len(rows[0]) if rows else 0
        self._cells: dict[tuple[int, int], Cell] = {}
        for top, left, bottom, right in areas:
            bottom, right = min(bottom, self.height - 1), min(right, self.width - 1)
            if top > bottom or left > right or (top, left) == (bottom, right):
                continue
            cell = Cell(rows[top][left], top, left, bottom, right)
            for r in range(top, bottom + 1):
                for c in range(left, right + 1):
                    self._cells[r, c] = cell

    def cell(self, row: int, column: int) -> Cell:
        known = self._cells.get((row, column))
        return known or Cell(self.rows[row][column], row, column, row, column)

    def text(self, row: int, column: int) -> str:
        """The text shown at this cell, also where it stands in a merged area."""
        return self.cell(row, column).text

    def cells_of(self, row: int) -> list[Cell]:
        """The row's cells from left to right, each merged area once, empty ones included."""
        found: list[Cell] = []
        column = 0
        while column < self.width:
            cell = self.cell(row, column)
            found.append(cell)
            column = cell.right + 1
        return found

    def filled(self, row: int) -> list[Cell]:
        return [cell for cell in self.cells_of(row) if cell.text]

    def is_blank(self, row: int) -> bool:
        return not any(self.rows[row]) and not self.filled(row)

    def place(self, row: int, column: int | None = None) -> Place:
        """Where a cell stands, counted as the user's program does."""
        if self.is_transposed:
            row, column = (0 if column is None else column), row
        base = self.table.place
        first_row, first_column = base.row or 1, base.column or 1
        return replace(
            base,
            row=first_row + row,
            column=None if column is None else first_column + column,
        )

    def column_number(self, column: int) -> int:
        """The column as the user counts it, from 1 (in a transposed table: the row)."""
        base = self.table.place
        return column + ((base.row if self.is_transposed else base.column) or 1)


def where(place: Place) -> str:
    """A place in the spelling that spreadsheet users know: `Sheet1!C5`, `page 3`, or the file."""
    parts = []
    if place.sheet:
        parts.append(place.sheet)
    elif place.page:
        parts.append(f"{place.file} p{place.page}")
    else:
        parts.append(place.file)
    if place.row is not None:
        column = letters(place.column) if place.column else ""
        parts.append(f"{column}{place.row}")
    return "!".join(parts)


def letters(number: int) -> str:
    """1 -> `A`, 27 -> `AA`."""
    name = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
