"""How a grid is laid out: a header over columns, a form of labels and values, or neither."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from duijie.engines.extraction.contacts import find_emails, find_phones
from duijie.engines.extraction.grid import Cell, Grid
from duijie.engines.extraction.mapping import ColumnMapping
from duijie.engines.extraction.types import Field
from duijie.engines.extraction.values import looks_like_org
from duijie.engines.extraction.vocabulary import is_label, read_header, squeeze

_VALUE_WORDS = frozenset(
    [
        "需求",
        "技术需求",
        "企业需求",
        "人才需求",
        "成果",
        "科技成果",
        "技术成果",
        "专家",
        "企业",
        "高校",
        "院校",
        "学校",
        "单位",
        "公司",
        "大学",
        "学院",
        "need",
        "offer",
        "expert",
        "项目",
        "教师",
        "专利",
        "产品",
        "技术",
    ]
)


class Layout(StrEnum):
    COLUMNS = "columns"
    FORM = "form"
    TRANSPOSED = "transposed"
    BARE = "bare"
    """No label and no header in it."""


@dataclass(frozen=True, slots=True)
class Part:
    """A table within a grid. Rows are grid indices; `end` is not included."""

    title_rows: tuple[int, ...]
    header_rows: tuple[int, ...]
    start: int
    end: int


def reads_as_label(text: str, mapping: ColumnMapping | None = None) -> bool:
    """Whether a cell is a label here: a known word, or one that the user's mapping names."""
    if not text:
        return False
    if mapping is not None and mapping.for_header(text)[0]:
        return True
    return is_label(text)


def is_form_label(text: str, mapping: ColumnMapping | None = None) -> bool:
    """A label that is no likely value too: `企业`, `需求`, `市` fill cells of kind columns."""
    if not reads_as_label(text, mapping):
        return False
    bare = squeeze(text)
    if len(bare) <= 1 or bare in _VALUE_WORDS:
        return False
    term = read_header(text)
    return term is None or bool(term.fields) or term.score == 1.0


def is_header_row(
    grid: Grid, row: int, mapping: ColumnMapping | None = None, *, is_lenient: bool = False
) -> bool:
    """At least two labels side by side that make up half of the row or more.

    Lenient: beside one sure label, longer texts with a known word count too (whole questions).
    """
    cells = grid.filled(row)
    if len(cells) < 2:
        return False
    flags = [reads_as_label(cell.text, mapping) for cell in cells]
    if mapping is not None and any(mapping.for_header(cell.text)[0] for cell in cells):
        return all(len(squeeze(cell.text)) <= 40 for cell in cells) and not _is_pair(cells, mapping)
    if any(
        not flag and cell.right > cell.left and (cell.bottom > row or cell.top < row)
        for cell, flag in zip(cells, flags, strict=True)
    ) or _opens_form_row(cells, flags):
        return False
    if is_lenient and any(flags):
        flags = [flag or _asks(cell.text) for cell, flag in zip(cells, flags, strict=True)]
    if any(find_phones(cell.text) or find_emails(cell.text) for cell in cells):
        return False
    labels = sum(flags)
    known = sum(
        1
        for cell, flag in zip(cells, flags, strict=True)
        if flag and ((term := read_header(cell.text)) is None or term.fields)
    )
    adjacent = any(a and b for a, b in itertools.pairwise(flags))
    long = sum(len(squeeze(cell.text)) > 45 for cell in cells)
    orgs = sum(
        looks_like_org(cell.text) and not flag for cell, flag in zip(cells, flags, strict=True)
    )
    return (
        labels >= 2
        and known >= 1
        and adjacent
        and labels * 2 >= len(cells)
        and not long
        and not orgs
    )


def _is_pair(cells: Sequence[Cell], mapping: ColumnMapping) -> bool:
    """A mapped label with its value beside it, as in a form."""
    return (
        len(cells) == 2
        and not mapping.for_header(cells[1].text)[0]
        and cells[1].right > cells[1].left
    )


def _opens_form_row(cells: Sequence[Cell], flags: Sequence[bool]) -> bool:
    """`需求信息 | 需求名称 | ...`: a heading merged downwards, a label, and a wide value."""
    value = cells[-1]
    return not flags[-1] and value.right > value.left and all(c.left == c.right for c in cells[:-1])


def _asks(text: str) -> bool:
    term = read_header(text)
    return (
        term is not None
        and bool(term.fields)
        and len(squeeze(text)) <= 40
        and not text.endswith("。")
    )


def sub_header_row(grid: Grid, row: int, mapping: ColumnMapping | None = None) -> int | None:
    """The row below a header row that divides its merged headings, or None.

    In a workbook the undivided headings are merged downwards; in a CSV file they are simply empty
    below. Both must hold nothing else in the second row.
    """
    below = row + 1
    if below >= grid.height:
        return None
    new = [cell for cell in grid.filled(below) if cell.top == below]
    units = [cell for cell in new if re.fullmatch(r"\s*[(（][^()（）]{1,16}[)）]\s*", cell.text)]
    if not new or any(cell.left != cell.right and cell.bottom == cell.top for cell in new):
        return None
    heads = {cell.left: cell for cell in grid.cells_of(row)}

    def is_under_group(cell: Cell) -> bool:
        head = grid.cell(row, cell.left)
        if head.right > head.left and head.bottom == row:
            return True
        if not head.text:
            return True
        right = heads.get(head.right + 1)
        return right is not None and not right.text and head.bottom == row

    if not all(cell in units or is_under_group(cell) for cell in new):
        return None
    labels = len(units) + sum(
        reads_as_label(cell.text, mapping) for cell in new if cell not in units
    )
    if any(find_phones(c.text) or find_emails(c.text) or looks_like_org(c.text) for c in new):
        return None
    return below if labels * 2 >= len(new) and all(len(c.text) <= 30 for c in new) else None


def starts_with_label(grid: Grid, row: int, mapping: ColumnMapping | None = None) -> bool:
    """Whether a label stands in the first or (behind a group heading) second filled cell."""
    filled = grid.filled(row)
    if not filled:
        return False
    if is_form_label(filled[0].text, mapping):
        return True
    head = filled[0]
    return (
        len(filled) >= 2
        and (head.bottom > head.top or len(squeeze(head.text)) <= 8)
        and is_form_label(filled[1].text, mapping)
        and not re.fullmatch(r"[\d.、()（）]+", head.text)
    )


def find_layout(
    grid: Grid, mapping: ColumnMapping | None = None
) -> tuple[Layout, tuple[Part, ...]]:
    """The layout, and for columns the tables that stand below each other in the grid."""
    rows = [row for row in range(grid.height) if not grid.is_blank(row)]
    headers = _header_rows(grid, rows, mapping)
    if headers:
        below = [row for row in rows if row > headers[0][-1] and row not in _flat(headers)]
        labelled = {
            squeeze(grid.filled(row)[0].text)
            for row in below
            if starts_with_label(grid, row, mapping)
        }
        above = [row for row in rows if row < headers[0][0]]
        if len(labelled) < 0.4 * max(1, len(below)) and not _is_form_above(grid, above, mapping):
            return Layout.COLUMNS, _parts(grid, headers)
    label_rows = [row for row in rows if starts_with_label(grid, row, mapping)]
    widest = max((len(grid.filled(row)) for row in rows), default=0)
    answered = widest == 1 or any(_is_answered(grid, row, mapping) for row in label_rows)
    if len(label_rows) >= 2 and 3 * len(label_rows) >= len(rows) and answered:
        if _is_transposed(grid, label_rows, mapping):
            return Layout.TRANSPOSED, ()
        return Layout.FORM, ()
    single = _single_column(grid, rows, mapping)
    if single is not None:
        return Layout.COLUMNS, (single,)
    if len(label_rows) >= 1 and len(rows) <= 3 and _has_need_label(grid, label_rows):
        return Layout.FORM, ()
    return Layout.BARE, ()


def _is_answered(grid: Grid, row: int, mapping: ColumnMapping | None) -> bool:
    filled = grid.filled(row)
    return len(filled) >= 2 and not is_form_label(filled[-1].text, mapping)


def _flat(headers: list[tuple[int, ...]]) -> set[int]:
    return {row for rows in headers for row in rows}


def _header_rows(
    grid: Grid, rows: list[int], mapping: ColumnMapping | None
) -> list[tuple[int, ...]]:
    found: list[tuple[int, ...]] = []
    taken: set[int] = set()
    for row in rows:
        if row in taken or not is_header_row(grid, row, mapping, is_lenient=not found):
            continue
        second = sub_header_row(grid, row, mapping)
        header = (row,) if second is None else (row, second)
        taken.update(header)
        found.append(header)
    return found


def _is_form_above(grid: Grid, above: list[int], mapping: ColumnMapping | None) -> bool:
    """Whether rows over a header row already hold a form with a title or description."""
    for row in above:
        filled = grid.filled(row)
        for label, value in itertools.pairwise(filled):
            term = read_header(label.text) if is_form_label(label.text, mapping) else None
            if (
                term is not None
                and {Field.TITLE, Field.TEXT} & set(term.fields)
                and not is_form_label(value.text, mapping)
            ):
                return True
    return False


def _parts(grid: Grid, headers: list[tuple[int, ...]]) -> tuple[Part, ...]:
    """One part for each header that differs from the one before it, with the titles above it."""

    def signature(rows: tuple[int, ...]) -> tuple[str, ...]:
        return tuple(squeeze(grid.text(rows[-1], column)) for column in range(grid.width))

    distinct: list[tuple[int, ...]] = []
    for header in headers:
        if not distinct or signature(header) != signature(distinct[-1]):
            distinct.append(header)
    parts: list[Part] = []
    for index, header in enumerate(distinct):
        floor = parts[-1].start if parts else 0
        first = header[0]
        while first > floor and _is_title_row(grid, first - 1):
            first -= 1
        if parts:
            parts[-1] = Part(parts[-1].title_rows, parts[-1].header_rows, parts[-1].start, first)
        titles = range(first if index else 0, header[0])
        parts.append(
            Part(
                tuple(row for row in titles if not grid.is_blank(row)),
                header,
                header[-1] + 1,
                grid.height,
            )
        )
    return tuple(parts)


def _is_title_row(grid: Grid, row: int) -> bool:
    filled = grid.filled(row)
    return len(filled) <= 1 and not (filled and filled[0].bottom > filled[0].top)


def _is_transposed(grid: Grid, label_rows: list[int], mapping: ColumnMapping | None) -> bool:
    """Labels down one column only, and at least two more columns that are filled on their own."""
    columns = {grid.filled(row)[0].left for row in label_rows}
    if len(columns) != 1 or len(label_rows) < 3:
        return False
    column = columns.pop()
    mixed = 0
    filled_rows = [0] * grid.width
    for row in label_rows:
        values = [cell for cell in grid.filled(row) if cell.left > column]
        mixed += any(is_form_label(cell.text, mapping) for cell in values)
        for cell in values:
            if cell.left == cell.right:
                filled_rows[cell.left] += 1
    enough = sum(count >= 0.6 * len(label_rows) for count in filled_rows)
    return enough >= 2 and mixed <= 1


def _single_column(grid: Grid, rows: list[int], mapping: ColumnMapping | None) -> Part | None:
    """A list in one column (or number and text) under one known heading."""
    if len(rows) < 3:
        return None
    used = {cell.left for row in rows for cell in grid.filled(row) if cell.left == cell.right}
    if len(used) > 2:
        return None
    for index, row in enumerate(rows[:6]):
        filled = grid.filled(row)
        if len(filled) == 1 and reads_as_label(filled[0].text, mapping):
            term = read_header(filled[0].text)
            named = mapping is not None and mapping.for_header(filled[0].text)[0]
            if named or (term and {Field.TITLE, Field.TEXT} & set(term.fields)):
                return Part(tuple(rows[:index]), (row,), row + 1, grid.height)
    return None


def _has_need_label(grid: Grid, label_rows: list[int]) -> bool:
    for row in label_rows:
        for cell in grid.filled(row):
            term = read_header(cell.text) if is_form_label(cell.text) else None
            if term is not None and {Field.TITLE, Field.TEXT} & set(term.fields):
                return True
    return False
