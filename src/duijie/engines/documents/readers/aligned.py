"""Tables without rules, told by their columns: texts that start, end or centre at one place.

Taken for a table is only what opens with a row of at least three short names without figures and
goes on with whole rows below them. Anything doubtful stays lines of text. Units are points, origin
top left.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from duijie.engines.documents.readers.layout import Piece, join_line, rows_of

_LEAST_COLUMNS: Final = 3
_LEAST_CELLS: Final = 9
"""Filled cells below the header."""
_NAME: Final = re.compile(r"[^\d:：,，.。;；!！?？…]{1,12}")
_LATIN_NAME: Final = re.compile(r"[A-Za-z()（）/ .-]{2,24}")
_UNIT: Final = re.compile(r"[(（][^()（）]{1,10}[)）]")
_GLUED: Final = re.compile(r"[)）](?=.)")
"""Two names set so tightly that they came as one piece."""
_WHOLE: Final = 0.6
"""Share of the columns that a whole row fills."""
_STABLE: Final = 0.75
"""Share of a column's cells that start, end or centre where the others do."""
_FLOWING: Final = 0.9
"""Share of the room up to the next column that a usual line of running text fills."""


_LONG: Final = 10
"""Letters that a line of running text has at least, even in three columns."""


@dataclass(frozen=True, slots=True)
class AlignedTable:
    """A grid of texts, the pieces it is made of, and the edges of its columns."""

    rows: tuple[tuple[str, ...], ...]
    pieces: tuple[Piece, ...]
    edges: tuple[float, ...]


@dataclass(slots=True)
class _Line:
    """A row of the page by columns."""

    cells: list[list[Piece]]

    @property
    def pieces(self) -> list[Piece]:
        return [piece for cell in self.cells for piece in cell]

    @property
    def top(self) -> float:
        return min(piece.top for piece in self.pieces)

    @property
    def bottom(self) -> float:
        return max(piece.bottom for piece in self.pieces)

    @property
    def is_whole(self) -> bool:
        filled = sum(bool(cell) for cell in self.cells)
        return bool(self.cells[0]) and filled >= max(2, _WHOLE * len(self.cells))


@dataclass(slots=True)
class _Growing:
    """A table being read downwards: its lines, the first being the header."""

    height: float
    zones: list[tuple[float, float]]
    lines: list[_Line] = field(default_factory=list)

    def place(self, row: Sequence[Piece]) -> _Line | None:
        """The row by columns, or None where a piece lies in no column, or in two."""
        cells: list[list[Piece]] = [[] for _ in self.zones]
        zones = list(self.zones)
        for piece in row:
            column = self._column_of(piece)
            if column is None or piece.table is not None:
                return None
            cells[column].append(piece)
            low, high = zones[column]
            zones[column] = min(low, piece.left), max(high, piece.right)
        if any(b[0] - a[1] < 0.3 * self.height for a, b in pairwise(zones)):
            return None
        self.zones = zones
        return _Line(cells)

    def _column_of(self, piece: Piece) -> int | None:
        reached = [
            index
            for index, (low, high) in enumerate(self.zones)
            if min(high, piece.right) - max(low, piece.left) > 0
        ]
        if len(reached) == 1:
            return reached[0]
        if reached:
            return None
        nearest = min(
            range(len(self.zones)),
            key=lambda i: max(self.zones[i][0] - piece.right, piece.left - self.zones[i][1]),
        )
        low, high = self.zones[nearest]
        return nearest if max(low - piece.right, piece.left - high) < 2 * self.height else None


def find_aligned(pieces: Sequence[Piece]) -> list[AlignedTable]:
    """Tables among the pieces, top to bottom."""
    rows = rows_of(pieces)
    found: list[AlignedTable] = []
    index = 0
    while index < len(rows):
        table = _table_at(rows, index) if _is_header(rows[index]) else None
        if table is None:
            index += 1
            continue
        found.append(table)
        taken = {id(piece) for piece in table.pieces}
        while index < len(rows) and id(rows[index][0]) in taken:
            index += 1
    return found


def _is_header(row: Sequence[Piece]) -> bool:
    if len(row) < _LEAST_COLUMNS or any(piece.table is not None for piece in row):
        return False
    names = ["".join(piece.text.split()) for piece in row]
    if any(_GLUED.search(name) for name in names):
        return False
    return len(set(names)) == len(names) and all(
        _NAME.fullmatch(name) or _LATIN_NAME.fullmatch(piece.text)
        for name, piece in zip(names, row, strict=True)
    )


def _table_at(rows: Sequence[Sequence[Piece]], start: int) -> AlignedTable | None:
    header = rows[start]
    height = statistics.median(piece.bottom - piece.top for piece in header)
    table = _Growing(height, [(piece.left, piece.right) for piece in header])
    table.lines.append(_Line([[piece] for piece in header]))
    following: Sequence[Piece] | None = None
    for row in rows[start + 1 :]:
        gap = min(piece.top for piece in row) - table.lines[-1].bottom
        line = table.place(row) if gap <= 2.5 * height else None
        if line is None:
            following = row
            break
        table.lines.append(line)
    following = _without_notes(table) or following
    records = _records(table)
    if records is None or not _is_sound(table, records, following):
        return None
    texts = tuple(
        tuple(_cell_text(record, column, table) for column in range(len(table.zones)))
        for record in records
    )
    edges = (*(low for low, _ in table.zones), table.zones[-1][1])
    used = tuple(piece for line in table.lines for piece in line.pieces)
    return AlignedTable(texts, used, edges)


def _without_notes(table: _Growing) -> list[Piece] | None:
    """Takes off lines below the table that stand under its first column alone; the topmost one."""
    body = table.lines[1:]
    least = 0.75 * max((b.top - a.bottom for a, b in pairwise(body)), default=0.0)
    topmost: list[Piece] | None = None
    while len(table.lines) > 2:
        last, above = table.lines[-1], table.lines[-2]
        if any(last.cells[1:]) or last.top - above.bottom < max(least, 0.0):
            break
        topmost = table.lines.pop().pieces
    return topmost


def _records(table: _Growing) -> list[list[_Line]] | None:
    """Lines by table row, the header first; None where it cannot be told which belong together."""
    header, *body = table.lines
    records = [[header]]
    rest = _header_rest(header, body, table.height)
    records[0] += body[:rest]
    body = body[rest:]
    if not body or not body[0].is_whole:
        return None
    gaps = [lower.top - upper.bottom for upper, lower in pairwise(body)]
    breaks = [gap for gap, line in zip(gaps, body[1:], strict=True) if line.is_whole]
    rests = [gap for gap, line in zip(gaps, body[1:], strict=True) if not line.is_whole]
    limit = float("-inf")
    if rests:
        # The rest of a cell stands nearer than the next row does, or nothing is certain.
        limit = max(rests)
        if not breaks or statistics.median(breaks) - limit < 0.2 * table.height:
            return None
        limit += 0.1 * table.height
    records.append([body[0]])
    for gap, line in zip(gaps, body[1:], strict=True):
        if gap <= limit:
            records[-1].append(line)
        else:
            records.append([line])
    return records


def _header_rest(header: _Line, body: Sequence[_Line], height: float) -> int:
    """How many lines below the first belong to the header: a unit, or names that stand nearer."""
    names = 0
    while names < len(body) and all(
        _NAME.fullmatch(piece.text.strip()) for piece in body[names].pieces
    ):
        names += 1
    gaps = [lower.top - upper.bottom for upper, lower in pairwise([header, *body[: names + 1]])]
    for index, gap in enumerate(gaps[1:], 1):
        if gap > gaps[0] + 0.2 * height:
            return index
    return int(names > 0 and any(_UNIT.fullmatch(p.text.strip()) for p in body[0].pieces))


def _is_sound(
    table: _Growing, records: Sequence[Sequence[_Line]], following: Sequence[Piece] | None
) -> bool:
    body = records[1:]
    filled = sum(any(line.cells[c] for line in r) for r in body for c in range(len(table.zones)))
    if len(body) < 2 or filled < _LEAST_CELLS:
        return False
    if not all(_is_stable(table, column) for column in range(len(table.zones))):
        return False
    if _is_flowing(table):
        return False
    if following is None or len(following) == 1 or following[0].table is not None:
        return True
    # A row right below that fits no column is one more row, of a table that was misread.
    gaps = [lower[0].top - upper[-1].bottom for upper, lower in pairwise(body)]
    gap = min(piece.top for piece in following) - table.lines[-1].bottom
    return gap > 1.3 * max(*gaps, 0.3 * table.height)


def _is_stable(table: _Growing, column: int) -> bool:
    cells = [line.cells[column] for line in table.lines if line.cells[column]]
    lefts = [cell[0].left for cell in cells]
    rights = [cell[-1].right for cell in cells]
    middles = [(left + right) / 2 for left, right in zip(lefts, rights, strict=True)]
    for values in (lefts, middles, rights):
        usual = statistics.median(values)
        near = sum(abs(value - usual) <= 0.6 * table.height for value in values)
        if near >= _STABLE * len(values):
            return True
    return False


def _is_flowing(table: _Growing) -> bool:
    """Whether two columns or more are filled to the next one as running text is."""
    flowing = 0
    for column, ((low, _), (following, _)) in enumerate(pairwise(table.zones)):
        room = following - low - table.height
        lines = [line.cells[column] for line in table.lines[1:] if line.cells[column]]
        if not lines:
            continue
        widths = [cell[-1].right - cell[0].left for cell in lines]
        is_long = statistics.median(len(join_line(cell)) for cell in lines) >= _LONG
        flowing += is_long and statistics.median(widths) >= _FLOWING * room
    return flowing >= 2


def _cell_text(record: Sequence[_Line], column: int, table: _Growing) -> str:
    """Lines of a cell; one that fills the column goes on in the next."""
    text = ""
    edge = table.zones[column][1]
    reached = False
    for line in record:
        cell = line.cells[column]
        if not cell:
            continue
        shown = join_line(cell)
        blank = " " if text[-1:].isascii() and shown[:1].isascii() else ""
        text += ("" if not text else blank if reached else "\n") + shown
        reached = edge - cell[-1].right < 1.6 * table.height
    return text
