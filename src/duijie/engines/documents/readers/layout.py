"""Pieces of text with boxes put into the order in which a person reads a page.

Rows are read across, except where a gutter stays open over a run of rows with running text on both
sides: there the left column comes first, and both are looked at again. Units are points, origin top
left.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

_GUTTER: Final = 0.6
"""Least width of a gutter between columns, in line heights."""
_LEAST_ROWS: Final = 3
_MOST_GUTTERS: Final = 200
_RUNNING_TEXT: Final = 8
"""Letters below which a piece beside two others is a cell of a table, not a line of a column."""
_FULL: Final = 0.6
"""Share of a column's width that its usual line fills; cells of a table fill less."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text, or a table in its place (`table` is its index in the caller's list)."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float = 0.0
    """Height of the letters."""
    table: int | None = None
    confidence: float | None = None

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


def in_reading_order(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Lines of a page in reading order, each the pieces that stand side by side in it."""
    rows = _rows(pieces)
    block = _column_block(rows)
    if block is None:
        return rows
    start, end, gutter = block
    inside = [piece for row in rows[start:end] for piece in row]
    left = [piece for piece in inside if piece.right <= gutter]
    right = [piece for piece in inside if piece.right > gutter]
    return [
        *rows[:start],
        *in_reading_order(left),
        *in_reading_order(right),
        *in_reading_order([piece for row in rows[end:] for piece in row]),
    ]


def join_line(line: Sequence[Piece]) -> str:
    """Text of one line; pieces far apart are joined by a blank."""
    return " ".join(piece.text.strip() for piece in line if piece.text.strip())


def _rows(region: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces whose heights overlap by half, top to bottom, each row left to right."""
    rows: list[list[Piece]] = []
    for piece in sorted(region, key=lambda p: (p.middle, p.left)):
        row = rows[-1] if rows else None
        if row and piece.table is None and row[-1].table is None and _same_row(row, piece):
            row.append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda p: p.left) for row in rows]


def _same_row(row: Sequence[Piece], piece: Piece) -> bool:
    top = min(p.top for p in row)
    bottom = max(p.bottom for p in row)
    overlap = min(bottom, piece.bottom) - max(top, piece.top)
    return overlap > 0.5 * min(bottom - top, piece.bottom - piece.top)


def _column_block(rows: Sequence[Sequence[Piece]]) -> tuple[int, int, float] | None:
    """The first run of rows that one gutter parts into columns of running text.

    Returns its first row, the row after its last, and where the gutter lies.
    """
    if len(rows) < _LEAST_ROWS:
        return None
    height = statistics.median(p.bottom - p.top for row in rows for p in row)
    gutters = {
        round((a.right + b.left) / 2, 1)
        for row in rows
        for a, b in pairwise(row)
        if b.left - a.right >= _GUTTER * height
    }
    blocks = []
    for gutter in sorted(gutters)[:_MOST_GUTTERS]:
        for start, end in _open_runs(rows, gutter, 0.35 * height):
            end = _without_next_heading(rows, start, end, gutter)
            inside = [piece for row in rows[start:end] for piece in row]
            sides = [
                [piece for piece in inside if piece.right <= gutter],
                [piece for piece in inside if piece.right > gutter],
            ]
            if all(side and _is_column(side) for side in sides) and not _is_aligned(*sides):
                blocks.append((start, end, gutter))
    # The topmost first; of those that start alike the longest, then the leftmost gutter.
    return min(blocks, key=lambda b: (b[0], -b[1], b[2]), default=None)


def _open_runs(
    rows: Sequence[Sequence[Piece]], gutter: float, margin: float
) -> list[tuple[int, int]]:
    """Runs of rows that leave the gutter open and are no rows of a table."""
    runs, start = [], 0
    for index, row in enumerate([*rows, []]):
        is_open = bool(row) and all(
            p.right <= gutter - margin or p.left >= gutter + margin for p in row
        )
        is_tabular = len(row) > 2 and min(len(p.text) for p in row) < _RUNNING_TEXT
        if not is_open or is_tabular:
            if index - start >= _LEAST_ROWS:
                runs.append((start, index))
            start = index + 1
    return runs


def _without_next_heading(
    rows: Sequence[Sequence[Piece]], start: int, end: int, gutter: float
) -> int:
    """The run less headings at its end that open what stands below both columns."""
    usual = statistics.median(p.size for row in rows[start:end] for p in row)
    while end - start > _LEAST_ROWS and all(
        p.right <= gutter and p.size > 1.15 * usual for p in rows[end - 1]
    ):
        end -= 1
    return end


def _is_column(side: Sequence[Piece]) -> bool:
    rows = _rows(side)
    width = max(p.right for p in side) - min(p.left for p in side)
    if len(rows) < _LEAST_ROWS or width <= 0:
        return False
    filled = [row[-1].right - row[0].left for row in rows]
    return statistics.median(filled) >= _FULL * width and width >= 60


def _is_aligned(left: Sequence[Piece], right: Sequence[Piece]) -> bool:
    """Rows of short texts side by side are a table, which is read across."""
    short = statistics.median(len(p.text) for p in (*left, *right)) < 9
    tops = [p.middle for p in left]
    level = sum(any(abs(p.middle - top) < 2 for top in tops) for p in right)
    return short and level >= 0.8 * len(right)
