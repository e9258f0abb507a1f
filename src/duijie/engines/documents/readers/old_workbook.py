"""`.xls` (BIFF) by xlrd."""

from __future__ import annotations

import io
from typing import Any

from duijie.engines.documents.draft import Draft, refuse
from duijie.engines.documents.readers.grid import SparseSheet, add_sheet
from duijie.engines.documents.readers.number_format import BUILT_IN, show_general, show_number
from duijie.engines.documents.types import Table


def read_old_workbook(draft: Draft) -> None:
    """Every sheet, with merged cells and number formats."""
    import xlrd

    try:
        book = _open(draft, has_formats=True)
    except xlrd.XLRDError as error:
        if "password" in str(error).lower() or "encrypt" in str(error).lower():
            raise refuse("documents.encrypted") from error
        raise
    for index in range(book.nsheets):
        name = book.sheet_names()[index]
        try:
            page = book.sheet_by_index(index)
        except Exception:  # noqa: BLE001, RUF100  # xlrd raises nearly anything on damage
            draft.partial("documents.sheet_damaged", place=draft.place(sheet=name), sheet=name)
            continue
        _add(draft, book, page, name)
    _note_lost_texts(draft, book)


def _note_lost_texts(draft: Draft, book: Any) -> None:
    """The format has no check sums: a text that no cell shows hints at a damaged cell.

    Only a note: some programs leave texts behind when a cell is overwritten.
    """
    shown = {
        cell
        for block in draft.blocks
        if isinstance(block, Table)
        for row in block.rows
        for cell in row
    }
    stored = {str(text).replace("\r\n", "\n").replace("\r", "\n").strip() for text in _texts(book)}
    lost = len({text for text in stored if text} - shown)
    if lost:
        draft.note("documents.texts_without_cell", count=lost)


def _texts(book: Any) -> list[Any]:
    return list(getattr(book, "_sharedstrings", []))


def _open(draft: Draft, *, has_formats: bool) -> Any:
    import xlrd

    return xlrd.open_workbook(
        file_contents=draft.source.data,
        formatting_info=has_formats,
        on_demand=True,
        logfile=io.StringIO(),
        ragged_rows=True,
    )


def _add(draft: Draft, book: Any, page: Any, name: str) -> None:
    sheet = SparseSheet(name, limit=draft.source.limits.table_cells)
    for r in range(page.nrows):
        for c in range(page.row_len(r)):
            sheet.put(r + 1, c + 1, _cell_text(book, page, r, c))
    for top, bottom, left, right in page.merged_cells:
        sheet.areas.append((top + 1, left + 1, bottom, right))
    if page.visibility and sheet.cells:
        draft.note("documents.hidden_sheet", place=draft.place(sheet=name), sheet=name)
    add_sheet(draft, sheet)


def _cell_text(book: Any, page: Any, row: int, column: int) -> str:
    import xlrd

    sort = page.cell_type(row, column)
    value = page.cell_value(row, column)
    if sort == xlrd.XL_CELL_TEXT:
        return str(value).replace("\r\n", "\n").replace("\r", "\n")
    if sort == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if value else "FALSE"
    if sort not in {xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE}:
        return ""
    index = page.cell_xf_index(row, column)
    if index is None or index >= len(book.xf_list):
        return show_general(value)
    key = book.xf_list[index].format_key
    known = book.format_map.get(key)
    code = BUILT_IN.get(key) or (known.format_str if known is not None else "General")
    return show_number(value, code, is_1904=bool(book.datemode))
