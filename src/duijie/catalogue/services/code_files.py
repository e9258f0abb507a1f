"""A code list out of somebody's own Excel or CSV."""

from __future__ import annotations

import tempfile
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.core.files import File

from duijie.catalogue.errors import CodeListError
from duijie.catalogue.services.code_rows import CodeRow, Spot
from duijie.engines.documents import Document, Severity, Table, read_documents

LARGEST_BYTES: Final = 10_000_000
MOST_CODES: Final = 20_000
_ENDINGS: Final = (".xlsx", ".xlsm", ".xls", ".csv", ".txt")
_KINDS: Final = frozenset({"xlsx", "xls", "csv", "txt"})
_HEADER_ROWS: Final = 20
TITLES: Final[Mapping[str, tuple[str, ...]]] = {
    "code": ("代码", "编码", "编号", "code"),
    "name": ("名称", "中文名称", "name", "nameofthecode"),
    "name_en": ("英文名称", "英文", "english", "englishname"),
    "parent": ("上级代码", "上级编码", "上级", "parent", "parentcode"),
    "trl_from": ("成熟度起", "trl起", "trlfrom"),
    "trl_to": ("成熟度止", "trl止", "trlto"),
}
"""What a column may be called; the first is what an export calls it in Chinese."""


def read_code_file(file: File[Any]) -> tuple[CodeRow, ...]:
    """The rows under the columns 代码 and 名称 of every sheet that has both, blank rows left out.

    Read in a child process that can be killed. Raises `CodeListError` where there is nothing to
    check row by row.
    """
    name = Path(file.name or "codes").name
    if not name.lower().endswith(_ENDINGS):
        raise CodeListError("codes.not_a_table")
    if file.size > LARGEST_BYTES:
        raise CodeListError("codes.file_too_large", limit_mb=LARGEST_BYTES // 10**6)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"codes{Path(name).suffix.lower()}"
        with path.open("wb") as copy:
            for chunk in file.chunks():
                copy.write(chunk)
        documents = list(read_documents(path))
    for document in documents:
        _check_read(document, name)
    sheets = _sheets_with_columns(documents)
    if not sheets:
        raise CodeListError("codes.no_columns")
    rows = tuple(row for sheet in sheets for row in sheet.read())
    if not rows:
        raise CodeListError("codes.no_rows")
    if len(rows) > MOST_CODES:
        raise CodeListError("codes.too_many_rows", limit=MOST_CODES)
    return rows


def _check_read(document: Document, name: str) -> None:
    """A list of which a part is missing would retire the codes of that part."""
    if document.kind not in _KINDS and document.is_read:
        raise CodeListError("codes.not_a_table")
    for finding in document.findings:
        if finding.severity is not Severity.NOTE:
            said = {**finding.message.params, "file": name}
            raise CodeListError(finding.message.code, **said)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A table with the columns found, by the number of the cell in a row."""

    table: Table
    columns: Mapping[str, int]
    first: int
    """The index of the first row under the header."""

    def read(self) -> list[CodeRow]:
        rows = []
        for index, cells in enumerate(self.table.rows[self.first :], self.first):
            values = {name: _tidy(cells[column]) for name, column in self.columns.items()}
            if any(values.values()):
                rows.append(CodeRow(**values, spots=self._spots(index)))
        return rows

    def _spots(self, index: int) -> dict[str, Spot]:
        place = self.table.place
        return {
            name: Spot(place.sheet, (place.row or 1) + index, (place.column or 1) + column)
            for name, column in self.columns.items()
        }


def _sheets_with_columns(documents: Sequence[Document]) -> list[_Sheet]:
    """The tables with a header. A table without one, of the same sheet and width, that follows
    one with (after a stretch of blank rows) goes on under its columns."""
    found: list[_Sheet] = []
    for document in documents:
        for table in (block for block in document.blocks if isinstance(block, Table)):
            header = _find_header(table)
            if header is not None:
                found.append(_Sheet(table, *header))
            elif found and _goes_on(found[-1].table, table):
                found.append(_Sheet(table, found[-1].columns, 0))
    return found


def _find_header(table: Table) -> tuple[dict[str, int], int] | None:
    for index, cells in enumerate(table.rows[:_HEADER_ROWS]):
        columns: dict[str, int] = {}
        for column, cell in enumerate(cells):
            title = _folded(cell)
            for name, titles in TITLES.items():
                if title in titles:
                    columns.setdefault(name, column)
        if "code" in columns and "name" in columns:
            return columns, index + 1
    return None


def _goes_on(before: Table, table: Table) -> bool:
    return (
        before.place.sheet == table.place.sheet
        and before.place.column == table.place.column
        and len(before.rows[0]) == len(table.rows[0])
    )


def _folded(title: str) -> str:
    plain = unicodedata.normalize("NFKC", title).casefold()
    return "".join(c for c in plain if c.isalnum())


def _tidy(cell: str) -> str:
    return " ".join(unicodedata.normalize("NFC", cell).split())
