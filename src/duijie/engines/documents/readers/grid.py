"""A sheet as its filled cells, made into tables that hold no more blank than needed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from duijie.engines.documents.draft import Draft
from duijie.engines.documents.types import MergedArea, Place, Table

_AREA: Final = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d+):\$?([A-Za-z]{1,3})\$?(\d+)$")
_SPLIT_ROWS: Final = 60
_SPLIT_COLUMNS: Final = 60
"""Blank rows or columns in a run after which a new table begins: far cells in an otherwise small
sheet must not make a grid of millions of blanks."""


class SparseSheet:
    """Cells with text by row and column (from 1), and merged areas, of one sheet."""

    def __init__(self, title: str, *, limit: int) -> None:
        self.title = title
        self.cells: dict[int, dict[int, str]] = {}
        self.areas: list[tuple[int, int, int, int]] = []
        self.is_full = False
        self._room = limit

    def put(self, row: int, column: int, text: str) -> None:
        """Keep a cell; blank ones and those beyond the limit are not kept."""
        if not text.strip():
            return
        if self._room <= 0:
            self.is_full = True
            return
        self._room -= 1
        self.cells.setdefault(row, {})[column] = text.strip()

    def merge(self, reference: str) -> None:
        """Note a merged area given as `A1:C2`."""
        found = _AREA.match(reference)
        if found and len(self.areas) < 100_000:
            left, right = _letters(found[1]), _letters(found[3])
            self.areas.append((int(found[2]), left, int(found[4]), right))


def _letters(text: str) -> int:
    number = 0
    for letter in text.upper():
        number = number * 26 + ord(letter) - 64
    return number


def add_sheet(draft: Draft, sheet: SparseSheet) -> None:
    """Append the sheet's tables, top to bottom and left to right."""
    if sheet.is_full:
        draft.partial(
            "documents.sheet_cut",
            place=draft.place(sheet=sheet.title),
            sheet=sheet.title,
            limit=draft.source.limits.table_cells,
        )
    for top, bottom in _runs(sorted(sheet.cells), _SPLIT_ROWS):
        rows = {r: cells for r, cells in sheet.cells.items() if top <= r <= bottom}
        columns = sorted({column for cells in rows.values() for column in cells})
        for left, right in _runs(columns, _SPLIT_COLUMNS):
            draft.add_table(_table(draft, sheet, rows, (top, left, bottom, right)))


def _runs(numbers: Sequence[int], gap: int) -> list[tuple[int, int]]:
    """First and last number of each run without a hole of more than `gap`."""
    if not numbers:
        return []
    cuts = [i for i, (a, b) in enumerate(pairwise(numbers), 1) if b - a > gap]
    edges = [0, *cuts, len(numbers)]
    return [(numbers[a], numbers[b - 1]) for a, b in pairwise(edges)]


def _table(
    draft: Draft,
    sheet: SparseSheet,
    rows: dict[int, dict[int, str]],
    edges: tuple[int, int, int, int],
) -> Table | None:
    top, left, bottom, right = edges
    filled = [r for r, cells in rows.items() if any(left <= c <= right for c in cells)]
    if not filled:
        return None
    top, bottom = min(filled), max(filled)
    width = right - left + 1
    room = draft.source.limits.table_cells - draft.cells
    if (bottom - top + 1) * width > room + width:
        # Rows beyond the limit are cut (and named) by `add_table`; they are not even built here.
        bottom = top + max(room // width, 0)
    grid = tuple(
        tuple(rows.get(r, {}).get(c, "") for c in range(left, right + 1))
        for r in range(top, bottom + 1)
    )
    place = Place(draft.source.file, None, sheet.title, top, left)
    return Table(grid, place, _merged_within(sheet.areas, (top, left, bottom, right)))


def _merged_within(
    areas: Sequence[tuple[int, int, int, int]], edges: tuple[int, int, int, int]
) -> tuple[MergedArea, ...]:
    top, left, bottom, right = edges
    found = []
    for first, start, last, end in areas:
        if top <= first <= bottom and left <= start <= right:
            area = MergedArea(
                first - top, start - left, min(last, bottom) - top, min(end, right) - left
            )
            if area.bottom > area.top or area.right > area.left:
                found.append(area)
    return tuple(sorted(found, key=lambda area: (area.top, area.left)))
