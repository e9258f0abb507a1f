"""Pieces of text with boxes put into the order in which a person reads a page.

Rows are read across, except where a gutter stays open over a run of rows with running text on both
sides: there the left column comes first, and both are looked at again. Units are points or pixels,
origin top left.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

_GUTTER: Final = 0.6
"""Least width of a gutter between columns, in line heights."""
_LEAST_ROWS: Final = 3
_MOST_GUTTERS: Final = 200
_RUNNING_TEXT: Final = 8
"""Letters below which pieces side by side are usually cells of a table, not lines of columns."""
_LEVEL: Final = 0.8
"""Share of the pieces of the shorter side that stand level with the other side in a table."""
_SHORT: Final = 9
"""Letters below which the usual text of one side makes level rows a table, read across."""
_FULL: Final = 0.6
"""Share of a column's width that its usual line fills; cells of a table fill less."""
_LARGER: Final = 1.15
"""Height of a heading's letters against the usual ones around it."""
_SET_IN: Final = 2.6
"""Line heights by which the first line of a paragraph may be set in."""
_LABEL: Final = re.compile(r"\s*([^:：]{2,12})[:：]")


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


@dataclass(frozen=True, slots=True)
class Columns:
    """Two columns found on a page: where each begins, and the gutter between them."""

    left: float
    gutter: float
    right: float


def in_reading_order(pieces: Sequence[Piece], known: Sequence[Columns] = ()) -> list[list[Piece]]:
    """Lines of a page in reading order, each the pieces that stand side by side in it.

    `known` are columns of earlier pages: a rest of theirs that is too short to be told from rows of
    a table is still read column by column.
    """
    return _ordered(pieces, (*known, *find_columns(pieces)))


def find_columns(pieces: Sequence[Piece]) -> tuple[Columns, ...]:
    """The outermost columns of a page, by their own evidence, top to bottom."""
    rows = rows_of(pieces)
    found: list[Columns] = []
    while (block := _column_block(rows, ())) is not None:
        start, end, gutter = block
        left, right = _sides(rows[start:end], gutter)
        found.append(Columns(_usual_left(left), gutter, _usual_left(right)))
        rows = rows[end:]
    return tuple(found)


def _ordered(pieces: Sequence[Piece], known: Sequence[Columns]) -> list[list[Piece]]:
    rows = rows_of(pieces)
    block = _column_block(rows, known)
    if block is None:
        return rows
    start, end, gutter = block
    left, right = _sides(rows[start:end], gutter)
    return [
        *rows[:start],
        *_ordered(left, known),
        *_ordered(right, known),
        *_ordered([piece for row in rows[end:] for piece in row], known),
    ]


def join_line(line: Sequence[Piece]) -> str:
    """Text of one line; pieces far apart are joined by a blank."""
    return " ".join(piece.text.strip() for piece in line if piece.text.strip())


def rows_of(region: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces whose heights overlap by half, top to bottom, each row left to right.

    Pieces one below the other are never in one row, however much a tall neighbour overlaps both.
    """
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
    return overlap > 0.5 * min(bottom - top, piece.bottom - piece.top) and not any(
        _is_below(p, piece) for p in row
    )


def _is_below(upper: Piece, lower: Piece) -> bool:
    shared = min(upper.right, lower.right) - max(upper.left, lower.left)
    narrower = min(upper.right - upper.left, lower.right - lower.left)
    height = min(upper.bottom - upper.top, lower.bottom - lower.top)
    return shared > 0.5 * narrower and lower.middle - upper.middle > 0.4 * height


def _sides(rows: Sequence[Sequence[Piece]], gutter: float) -> tuple[list[Piece], list[Piece]]:
    inside = [piece for row in rows for piece in row]
    return (
        [piece for piece in inside if piece.right <= gutter],
        [piece for piece in inside if piece.right > gutter],
    )


def _usual_left(side: Sequence[Piece]) -> float:
    return statistics.median_low(row[0].left for row in rows_of(side))


def _column_block(
    rows: Sequence[Sequence[Piece]], known: Sequence[Columns]
) -> tuple[int, int, float] | None:
    """The first run of rows that one gutter parts into columns of running text.

    Returns its first row, the row after its last, and where the gutter lies.
    """
    if not rows:
        return None
    height = statistics.median(p.bottom - p.top for row in rows for p in row)
    gutters = {
        round((a.right + b.left) / 2, 1)
        for row in rows
        for a, b in pairwise(row)
        if b.left - a.right >= _GUTTER * height
    }
    blocks = []
    for gutter in [*sorted(gutters)[:_MOST_GUTTERS], *(columns.gutter for columns in known)]:
        for run in _open_runs(rows, gutter, 0.35 * height):
            for start, end in _sections(rows, *run, gutter, height):
                sides = _sides(rows[start:end], gutter)
                if _are_columns(*sides, height) or _continue_known(*sides, known, gutter, height):
                    blocks.append((start, end, gutter))
    # The topmost first; of those that start alike the longest, then the leftmost gutter.
    return min(blocks, key=lambda b: (b[0], -b[1], b[2]), default=None)


def _open_runs(
    rows: Sequence[Sequence[Piece]], gutter: float, margin: float
) -> list[tuple[int, int]]:
    """Runs of rows that leave the gutter open and are no rows of a table."""
    tabular = _tabular(rows)
    runs, start = [], 0
    for index, row in enumerate([*rows, []]):
        is_open = bool(row) and all(
            p.right <= gutter - margin or p.left >= gutter + margin for p in row
        )
        if not is_open or index in tabular:
            if index > start:
                runs.append((start, index))
            start = index + 1
    return runs


def _tabular(rows: Sequence[Sequence[Piece]]) -> set[int]:
    """Rows that stand together, each of more than two pieces, most of them short."""
    found: set[int] = set()
    start = 0
    for index in range(len(rows) + 1):
        if index < len(rows) and len(rows[index]) > 2:
            continue
        lengths = [len(p.text) for row in rows[start:index] for p in row]
        if index - start > 1 and statistics.median(lengths) < _RUNNING_TEXT:
            found.update(range(start, index))
        start = index + 1
    return found


def _sections(
    rows: Sequence[Sequence[Piece]], start: int, end: int, gutter: float, height: float
) -> Iterator[tuple[int, int]]:
    """The run parted at headings and feet that stand below both columns."""
    if end - start > 1 and _is_foot(rows[start:end], gutter, height):
        end -= 1
    usual = statistics.median(p.size for row in rows[start:end] for p in row)
    right = _sides(rows[start:end], gutter)[1]
    column = _usual_left(right) if right else gutter
    begun = start
    for index in range(start, end):
        row = rows[index]
        is_centred = (row[0].right > gutter and row[0].left < column - _SET_IN * height) or (
            index == begun and _is_title(rows[begun:end], height)
        )
        if is_centred or _opens_section(rows, (begun, index, end), gutter, usual, height):
            if index > begun:
                yield begun, index
            begun = index + is_centred
    if begun < end:
        yield begun, end


def _is_title(rows: Sequence[Sequence[Piece]], height: float) -> bool:
    """Whether the first row is one piece above the middle of all that follows, clear of it."""
    rest = [p for row in rows[1:] for p in row]
    if len(rows[0]) > 1 or not rest:
        return False
    title = rows[0][0]
    middle = (min(p.left for p in rest) + max(p.right for p in rest)) / 2
    is_clear = title.bottom + 0.3 * height <= min(p.top for p in rest)
    return is_clear and abs((title.left + title.right) / 2 - middle) < height


def _is_foot(rows: Sequence[Sequence[Piece]], gutter: float, height: float) -> bool:
    """Whether the last row is one piece well below; on the right it comes last anyhow."""
    above = max(p.bottom for row in rows[:-1] for p in row)
    gap = (2 if rows[-1][0].right <= gutter else 1) * height
    return len(rows[-1]) == 1 and rows[-1][0].top - above > gap


def _opens_section(
    rows: Sequence[Sequence[Piece]],
    at: tuple[int, int, int],
    gutter: float,
    usual: float,
    height: float,
) -> bool:
    """Whether a row is a heading of both columns, that is, both begin anew right below it.

    Letters as large in the right column make it a heading of the left one alone.
    """
    start, index, end = at
    row = rows[index]
    if index == start or not all(p.right <= gutter and p.size > _LARGER * usual for p in row):
        return False
    top, bottom = min(p.top for p in row), max(p.bottom for p in row)
    left, right = _sides(rows[start:end], gutter)
    size = max(p.size for p in row)
    if any(p.size > 0.98 * size or (p.top < bottom and p.bottom > top) for p in right):
        return False
    next_left = min((p.top for p in left if p.middle > bottom), default=None)
    next_right = min((p.top for p in right if p.middle > bottom), default=None)
    if next_left is None or next_right is None:
        return next_left is None and next_right is None
    is_heading_below = any(p.size > _LARGER * usual for p in left if p.top == next_left)
    return abs(next_left - next_right) < (1.0 if is_heading_below else 0.6) * height


def _are_columns(left: Sequence[Piece], right: Sequence[Piece], height: float) -> bool:
    """Whether both sides are running text or cards of one form, not the cells of one table."""
    counts = len(rows_of(left)), len(rows_of(right))
    if not left or not right or not all(_is_wide(side) for side in (left, right)):
        return False
    level = _level_pairs(left, right, height)
    share = len(level) / min(len(left), len(right))
    if share < _LEVEL:
        return min(counts) > 1 and max(counts) >= _LEAST_ROWS
    if min(counts) < _LEAST_ROWS:
        return False
    is_short = any(statistics.median(len(p.text) for p in side) < _SHORT for side in (left, right))
    return _is_same_form(level) or (all(_is_full(side) for side in (left, right)) and not is_short)


def _is_wide(side: Sequence[Piece]) -> bool:
    return max(p.right for p in side) - min(p.left for p in side) >= 60


def _is_full(side: Sequence[Piece]) -> bool:
    width = max(p.right for p in side) - min(p.left for p in side)
    filled = [row[-1].right - row[0].left for row in rows_of(side)]
    return statistics.median(filled) >= _FULL * width


def _level_pairs(
    left: Sequence[Piece], right: Sequence[Piece], height: float
) -> list[tuple[Piece, Piece]]:
    """Pieces of the two sides that stand on one line, the tilt of a scan allowed for."""
    pairs = [(min(left, key=lambda p: abs(p.middle - q.middle)), q) for q in right]
    drops = [q.middle - p.middle for p, q in pairs]
    near = [drop for drop in drops if abs(drop) < 0.4 * height]
    tilt = statistics.median(near) if near else 0.0
    return [
        pair for pair, drop in zip(pairs, drops, strict=True) if abs(drop - tilt) <= 0.15 * height
    ]


def _is_same_form(level: Sequence[tuple[Piece, Piece]]) -> bool:
    """Whether the same labels stand side by side: two cards, each filled in."""
    shared = set()
    for a, b in level:
        labels = _LABEL.match(a.text), _LABEL.match(b.text)
        if labels[0] and labels[1] and labels[0][1] == labels[1][1]:
            shared.add(labels[0][1])
    return len(shared) >= 2


def _continue_known(
    left: Sequence[Piece],
    right: Sequence[Piece],
    known: Sequence[Columns],
    gutter: float,
    height: float,
) -> bool:
    """Whether the sides begin where known columns do, first lines of paragraphs set in."""
    if not left or not right:
        return False
    for columns in known:
        begins = ((left, columns.left), (right, columns.right))
        if abs(columns.gutter - gutter) < 0.1 and all(
            all(-0.5 * height <= row[0].left - at <= _SET_IN * height for row in rows_of(side))
            and any(abs(row[0].left - at) < 0.5 * height for row in rows_of(side))
            for side, at in begins
        ):
            return True
    return False
