"""Forms: labels beside or above their values, in a sheet or in a table of a Word page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from duijie.engines.extraction.grid import Cell, Grid
from duijie.engines.extraction.layout import is_form_label, is_header_row, reads_as_label
from duijie.engines.extraction.mapping import ColumnMapping
from duijie.engines.extraction.pairs import Pair, make_pair
from duijie.engines.extraction.vocabulary import read_header, squeeze

_INLINE = re.compile(r"^\s*(?P<label>[^:：\n。；]{2,24}?)\s*[:：]\s*(?P<value>\S[\s\S]*)$")
_CHAPTER = re.compile(r"^\s*[一二三四五六七八九十]{1,2}[、.．]\s*\S{2,16}$")
"""`三、榜单金额`: the label of the next chapter of a form, whatever word it is."""
_LINE_LABEL = re.compile(r"^\s*(?P<label>[^:：。；\n]{2,30}?)\s*(?:[:：]\s*(?P<value>.*))?$")


def read_form(grid: Grid, mapping: ColumnMapping | None) -> list[Pair]:
    """All label and value pairs of a grid in reading order; values without a label keep ''."""
    pairs: list[Pair] = []
    used: set[tuple[int, int]] = set()
    for row in range(grid.height):
        cells = [cell for cell in grid.cells_of(row) if cell.top == row or cell.top < row]
        cells = [cell for cell in cells if (cell.top, cell.left) not in used]
        own = [cell for cell in cells if cell.top == row]
        if not any(cell.text for cell in own):
            continue
        if _is_label_row(grid, row, own, mapping):
            above = _values_below(grid, row, own, mapping)
            if above is not None:
                rows, found = above
                pairs += found
                used |= {(c.top, c.left) for r in rows for c in grid.cells_of(r)}
                continue
        pairs += _read_row(grid, row, own, used, mapping)
    return pairs


def _is_label_row(
    grid: Grid, row: int, cells: Sequence[Cell], mapping: ColumnMapping | None
) -> bool:
    filled = [cell for cell in cells if cell.text]
    return (
        len(filled) >= 2
        and len(filled) == len(cells)
        and all(reads_as_label(cell.text, mapping) for cell in filled)
        and is_header_row(grid, row, mapping)
    )


def _values_below(
    grid: Grid, row: int, cells: Sequence[Cell], mapping: ColumnMapping | None
) -> tuple[list[int], list[Pair]] | None:
    """The rows of values under a row of labels; more than one make a sub-table, kept by row."""
    rows: list[int] = []
    for below in range(row + 1, grid.height):
        filled = grid.filled(below)
        if not filled or any(is_form_label(cell.text, mapping) for cell in filled[:2]):
            break
        if len(filled) < 2 and len(cells) > 2:
            break
        rows.append(below)
    if not rows:
        return None
    pairs: list[Pair] = []
    if len(rows) == 1:
        for cell in cells:
            value = grid.cell(rows[0], cell.left)
            pairs.append(
                make_pair(cell.text, value.text, grid.place(value.top, value.left), mapping)
            )
        return rows, pairs
    label = "、".join(squeeze(cell.text) for cell in cells)
    for below in rows:
        text = "；".join(cell.text for cell in grid.filled(below))
        pairs.append(Pair(label, text, grid.place(below), None))
    return rows, pairs


def _read_row(
    grid: Grid,
    row: int,
    cells: Sequence[Cell],
    used: set[tuple[int, int]],
    mapping: ColumnMapping | None,
) -> list[Pair]:
    pairs: list[Pair] = []
    index = 0
    group = ""
    while index < len(cells):
        cell = cells[index]
        following = cells[index + 1] if index + 1 < len(cells) else None
        after = cells[index + 2] if index + 2 < len(cells) else None
        if not cell.text:
            index += 1
            continue
        if reads_as_label(cell.text, mapping) and not _is_group(following, after, mapping):
            value, step = _value_of(grid, cell, following, used, mapping)
            pairs.append(
                make_pair(
                    cell.text,
                    value.text if value else "",
                    grid.place(row, cell.left),
                    mapping,
                    group,
                )
            )
            if value is not None:
                used.add((value.top, value.left))
            index += step
            continue
        inline = read_cell_labels(cell, grid, mapping)
        if inline:
            pairs += inline
        elif following is not None and (cell.bottom > cell.top or len(squeeze(cell.text)) <= 12):
            group = cell.text
            if (
                not reads_as_label(following.text, mapping)
                and following.text
                and len(squeeze(cell.text)) <= 20
            ):
                pairs.append(
                    make_pair(cell.text, following.text, grid.place(row, cell.left), mapping)
                )
                used.add((following.top, following.left))
                index += 2
                continue
        elif len(cells) == 1 and len(squeeze(cell.text)) > 20 and pairs_allowed(cell):
            pairs.append(Pair("", cell.text, grid.place(row, cell.left), None))
        index += 1
    return pairs


def pairs_allowed(cell: Cell) -> bool:
    """Whether a wide text is content: titles of forms and filling notes are not."""
    return not re.match(r"\s*(?:附件|附表|注|备注|说明|填表|填报|表\s*\d)", cell.text)


def _is_group(following: Cell | None, after: Cell | None, mapping: ColumnMapping | None) -> bool:
    """A heading before its labels: `联系人 | 姓名 | 张三`."""
    if following is None or not is_form_label(following.text, mapping):
        return False
    return after is not None and not reads_as_label(after.text, mapping)


def _value_of(
    grid: Grid,
    cell: Cell,
    following: Cell | None,
    used: set[tuple[int, int]],
    mapping: ColumnMapping | None,
) -> tuple[Cell | None, int]:
    """The cell that answers a label, and how many cells of the row are used up."""
    is_next_label = following is not None and is_form_label(following.text, mapping)
    if (
        following is not None
        and not is_next_label
        and (following.text or cell.right < grid.width - 1)
    ):
        if following.text:
            return following, 2
        beyond = following.right + 1
        if beyond < grid.width and not is_form_label(grid.text(cell.top, beyond), mapping):
            candidate = grid.cell(cell.top, beyond)
            if candidate.text and (candidate.top, candidate.left) not in used:
                return candidate, 3
    below = cell.bottom + 1
    is_whole_row = following is None or not any(
        c.text for c in grid.cells_of(cell.top) if c.left > cell.left
    )
    if is_whole_row and below < grid.height:
        candidate = grid.cell(below, cell.left)
        if (
            candidate.text
            and not is_form_label(candidate.text, mapping)
            and not _opens_pair(candidate, grid, below, mapping)
        ):
            return candidate, 1
    return None, 2 if following is not None and not is_next_label else 1


def _opens_pair(cell: Cell, grid: Grid, row: int, mapping: ColumnMapping | None) -> bool:
    """Whether the cell below begins a line of its own (`1主要问题 | ...`)."""
    filled = [c for c in grid.filled(row) if c.top == row]
    if len(filled) > 1 and _CHAPTER.match(cell.text):
        return True
    if len(filled) > 1 and any(is_form_label(c.text, mapping) for c in filled[:2]):
        return True
    return bool(_known_inline(cell.text, mapping))


def _known_inline(text: str, mapping: ColumnMapping | None) -> re.Match[str] | None:
    match = _INLINE.match(text)
    return match if match and reads_as_label(match.group("label"), mapping) else None


def read_cell_labels(cell: Cell, grid: Grid, mapping: ColumnMapping | None) -> list[Pair]:
    """Labels within one cell: `需求名称：...`, or lines like `1.主要问题` and their text."""
    if not cell.text:
        return []
    place = grid.place(cell.top, cell.left)
    lines = cell.text.split("\n")
    pairs: list[Pair] = []
    for line in lines:
        match = _LINE_LABEL.match(line)
        label = match.group("label") if match else ""
        value = (match.group("value") or "") if match else ""
        has_colon = match is not None and match.group("value") is not None
        known = label and reads_as_label(label, mapping) and (has_colon or _is_plain_label(label))
        if known:
            pairs.append(make_pair(label, value, place, mapping))
        elif pairs:
            last = pairs[-1]
            pairs[-1] = Pair(last.label, f"{last.text}\n{line}".strip("\n"), place, last.term)
        else:
            return []
    return [pair for pair in pairs if pair.text or len(pairs) > 1]


def _is_plain_label(label: str) -> bool:
    term = read_header(label)
    return term is not None and term.score >= 0.9 and len(squeeze(label)) <= 24
