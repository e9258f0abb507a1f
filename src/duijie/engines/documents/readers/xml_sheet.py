"""Spreadsheets as one XML file (Excel 2003), as older systems export them under `.xls`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duijie.engines.documents.draft import Draft
from duijie.engines.documents.readers.grid import SparseSheet, add_sheet
from duijie.engines.documents.readers.number_format import show_general
from duijie.engines.documents.readers.package import attribute, local, parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element


def read_xml_sheet(draft: Draft) -> None:
    """Every worksheet as a table; number formats are not applied."""
    root = parse_xml(draft.source.data)
    for page in root.iter("{*}Worksheet"):
        sheet = SparseSheet(attribute(page, "Name") or "", limit=draft.source.limits.table_cells)
        row_number = 0
        for row in page.iter("{*}Row"):
            row_number = _index(row, row_number)
            column = 0
            for cell in row:
                if local(cell) == "Cell":
                    column = _index(cell, column)
                    column += _put(sheet, cell, row_number, column)
        add_sheet(draft, sheet)


def _index(element: _Element, before: int) -> int:
    value = attribute(element, "Index") or ""
    return int(value) if value.isdecimal() else before + 1


def _put(sheet: SparseSheet, cell: _Element, row: int, column: int) -> int:
    """Keep one cell; how many columns it covers beyond its own."""
    for child in cell:
        if local(child) == "Data":
            text = "".join(str(piece) for piece in child.itertext())
            if attribute(child, "Type") == "Number":
                try:
                    text = show_general(float(text))
                except ValueError:
                    text = text.strip()
            elif attribute(child, "Type") == "DateTime":
                text = text.split(".")[0].removesuffix("T00:00:00").replace("T", " ")
            sheet.put(row, column, text)
    across, down = attribute(cell, "MergeAcross") or "0", attribute(cell, "MergeDown") or "0"
    wide = int(across) if across.isdecimal() else 0
    tall = int(down) if down.isdecimal() else 0
    if wide or tall:
        sheet.areas.append((row, column, row + tall, column + wide))
    return wide
