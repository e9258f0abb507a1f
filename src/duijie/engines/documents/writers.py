"""People-friendly workbooks and plain CSV out of plain data."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    title: str


@dataclass(frozen=True)
class SheetData:
    title: str


def write_workbook() -> None: ...
def write_csv() -> None: ...
