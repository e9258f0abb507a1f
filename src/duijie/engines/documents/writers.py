"""Workbooks made for people, and plain CSV, out of plain data."""

from __future__ import annotations

import csv
import io
import math
import re
import unicodedata
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, cast

from duijie.engines.documents.atomic import write_atomically

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

CellValue = str | int | float | Decimal | bool | date | datetime | None

_WIDEST: Final = 60.0
_NARROWEST: Final = 7.0
_LINE_POINTS: Final = 15.0
_MOST_LINES: Final = 24
"""Rows are made no taller than this; what is longer is still in the cell."""
_LONGEST: Final = 32_767
"""Characters that a cell of an .xlsx file may hold."""
_ILLEGAL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_NUMBER: Final = re.compile(r"[+-]?\d[\d,]*(\.\d+)?%?$")
_EPOCH: Final = (2000, 1, 1, 0, 0, 0)
_HEADER_FILL: Final = "1F4E79"
_RULE: Final = "D0D7DE"
_MARK: Final = "FFE699"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet. `width` is in characters of Latin text; None: by its contents."""

    title: str
    width: float | None = None
    number_format: str | None = None
    """An Excel format code for its numbers (`0.00`, `0%`, `#,##0`)."""


@dataclass(frozen=True, slots=True)
class SheetData:
    """A sheet: title, columns, rows of as many values, and lines to stand above the header."""

    title: str
    columns: Sequence[Column | str]
    rows: Sequence[Sequence[CellValue]]
    notes: Sequence[str] = ()
    printed: int | None = None
    """First columns that go on paper, so that a wide sheet stays readable there; None: all."""
    marked: frozenset[tuple[int, int]] = frozenset()
    """Row and column, from 0, of cells to stand out: something is to be done there."""


def write_workbook(target: Path | IO[bytes], sheets: Sequence[SheetData]) -> None:
    """Write sheets as `.xlsx`: header that stays in view, filter, widths by content, wrapping.

    Texts that a spreadsheet would take for formulas are stored as texts. Characters that the format
    forbids are dropped and texts over 32,767 characters cut. Sheet titles are made valid and
    different. The same data give the same bytes. A path is replaced in one step.
    """
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    taken: set[str] = set()
    for sheet in sheets:
        page = book.create_sheet(_sheet_title(sheet.title, taken))
        _fill(page, sheet)
    if not sheets:
        book.create_sheet("Sheet")
    raw = io.BytesIO()
    book.save(raw)
    book.close()
    _put(target, _without_clock(raw.getvalue()))


def write_csv(target: Path | IO[bytes], sheet: SheetData) -> None:
    """Write a sheet as CSV in UTF-8 with byte order mark, as Excel needs it for Chinese.

    Texts that a spreadsheet would take for formulas get an apostrophe in front; plain numbers do
    not. Notes are left out.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([_inert(_column(column).title) for column in sheet.columns])
    for row in sheet.rows:
        writer.writerow([_csv_text(value) for value in row])
    _put(target, text.getvalue().encode("utf-8-sig", "replace"))


def text_width(text: str) -> int:
    """Width of a text in characters of Latin text, Chinese and full-width ones counted twice."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _put(target: Path | IO[bytes], data: bytes) -> None:
    if isinstance(target, Path):
        write_atomically(target, data)
    else:
        target.write(data)


def _column(column: Column | str) -> Column:
    return column if isinstance(column, Column) else Column(column)


def _inert(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) and not _NUMBER.match(text) else text


def _csv_text(value: CellValue) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return _inert(value)
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    return value.isoformat() if isinstance(value, date) else str(value)


def _sheet_title(title: str, taken: set[str]) -> str:
    base = re.sub(r"[\[\]:*?/\\]", " ", _ILLEGAL.sub("", title)).strip().strip("'")[:31] or "Sheet"
    name, number = base, 2
    while name.lower() in taken:
        ending = f" {number}"
        name, number = base[: 31 - len(ending)] + ending, number + 1
    taken.add(name.lower())
    return name


def _fill(page: Worksheet, sheet: SheetData) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    columns = [_column(column) for column in sheet.columns]
    widths = _widths(columns, sheet.rows)
    for index, width in enumerate(widths, 1):
        page.column_dimensions[get_column_letter(index)].width = width + 2
    for number, note in enumerate(sheet.notes, 1):
        cell = _cell(page, number, 1)
        _set_value(cell, note)
        cell.font = Font(italic=True, color="57606A")
    header = len(sheet.notes) + 1
    rule = Border(bottom=Side("thin", color=_RULE))
    for index, column in enumerate(columns, 1):
        cell = _cell(page, header, index)
        _set_value(cell, column.title)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor=_HEADER_FILL)
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
    page.row_dimensions[header].height = _height([c.title for c in columns], widths) + 6
    text_place = Alignment(wrap_text=True, vertical="top")
    number_place = Alignment(horizontal="right", vertical="top")
    for number, row in enumerate(sheet.rows, header + 1):
        for index, value in enumerate(row, 1):
            cell = _cell(page, number, index)
            _set_value(cell, value)
            is_text = isinstance(value, str | bool) or value is None
            cell.alignment = text_place if is_text else number_place
            cell.border = rule
            if (number - header - 1, index - 1) in sheet.marked:
                cell.fill = PatternFill("solid", fgColor=_MARK)
            if not is_text and index <= len(columns):
                cell.number_format = columns[index - 1].number_format or _format_of(value)
        page.row_dimensions[number].height = _height(row, widths)
    page.freeze_panes = f"A{header + 1}"
    if columns:
        last = f"{get_column_letter(len(columns))}{header + len(sheet.rows)}"
        page.auto_filter.ref = f"A{header}:{last}"
    if sheet.printed is not None:
        page.print_area = f"A1:{get_column_letter(sheet.printed)}{header + len(sheet.rows)}"
    page.print_title_rows = f"{header}:{header}"
    if page.oddFooter is not None:
        page.oddFooter.center.text = "&P / &N"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _cell(page: Worksheet, row: int, column: int) -> Cell:
    return cast("Cell", page.cell(row, column))  # nothing is merged on these pages


def _widths(columns: Sequence[Column], rows: Sequence[Sequence[CellValue]]) -> list[float]:
    """Given widths, else what nine in ten cells need: one long text widens nothing."""
    widths = []
    for index, column in enumerate(columns):
        if column.width is not None:
            widths.append(column.width)
            continue
        needed = sorted(
            max((text_width(line) for line in _shown(row[index]).split("\n")), default=0)
            for row in rows
            if index < len(row)
        )
        usual = needed[min(len(needed) - 1, math.ceil(0.9 * len(needed)) - 1)] if needed else 0
        wanted = max(usual, min(text_width(column.title), 20) + 2)
        widths.append(float(min(max(wanted, _NARROWEST), _WIDEST)))
    return widths


def _shown(value: CellValue) -> str:
    if isinstance(value, float):
        return f"{value:.2f}"
    return _csv_text(value)


def _height(row: Sequence[CellValue], widths: Sequence[float]) -> float:
    lines = 1
    for value, width in zip(row, widths, strict=False):
        if isinstance(value, str):
            parts = value[:5000].split("\n")
            lines = max(lines, sum(max(1, math.ceil(text_width(p) / width)) for p in parts))
    return _LINE_POINTS * min(lines, _MOST_LINES) + 3


def _format_of(value: CellValue) -> str:
    if isinstance(value, datetime):
        return "yyyy-mm-dd hh:mm"
    if isinstance(value, date):
        return "yyyy-mm-dd"
    return "0" if isinstance(value, int) else "0.00"


def _set_value(cell: Cell, value: CellValue) -> None:
    if not isinstance(value, str):
        is_number = isinstance(value, float) and not math.isfinite(value)
        cell.value = None if is_number else value
        if isinstance(value, datetime) and value.tzinfo is not None:
            cell.value = value.replace(tzinfo=None)  # the format knows no zones
        return
    text = _ILLEGAL.sub("", value).replace("\r\n", "\n")
    if len(text) > _LONGEST:
        text = text[: _LONGEST - 1] + "…"
    cell.value = text
    # Without this a text that starts with "=" becomes a formula, and one like "#N/A" an error.
    cell.data_type = "s"
    if text.startswith(_FORMULA):
        # Kept as a text also when a person edits the cell.
        cell.quotePrefix = True


def _without_clock(data: bytes) -> bytes:
    """The same archive with one fixed time, so that equal contents are equal files."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                fixed = rb"\g<1>2000-01-01T00:00:00Z"
                content = re.sub(rb"(<dcterms:(created|modified)[^>]*>)[^<]*", fixed, content)
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            new.writestr(info, content)
    return out.getvalue()
