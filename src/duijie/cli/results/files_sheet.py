"""What was read from each file, and how each table was understood."""

from __future__ import annotations

from collections.abc import Sequence

from duijie.cli.results.wording import kind_text
from duijie.cli.terminal import Terminal, column_letters
from duijie.engines.documents.writers import Column, SheetData
from duijie.engines.extraction.types import ColumnReading, RecordKind, TableReading
from duijie.engines.pipeline import FileReading


def files_sheet(files: Sequence[FileReading], terminal: Terminal) -> SheetData:
    _ = terminal.gettext
    columns = [
        Column(_("File"), width=36),
        Column(_("Kind")),
        Column(_("Read")),
        Column(_("Page count")),
        Column(_("Characters of text")),
        Column(_("Needs")),
        Column(_("Offers")),
        Column(_("Experts")),
        Column(_("Organisations")),
        Column(_("Notes"), width=80),
    ]
    rows = [
        [
            file.file,
            file.kind,
            _("yes") if file.is_read else _("no"),
            file.page_count,
            file.text_length,
            *(file.counts.get(kind, 0) for kind in RecordKind),
            "\n".join(terminal.finding_line(finding) for finding in file.findings),
        ]
        for file in files
    ]
    return SheetData(_("Files"), columns, rows)


def tables_sheet(files: Sequence[FileReading], terminal: Terminal) -> SheetData:
    """A line a table: which column was taken for what, and which could not be placed."""
    _ = terminal.gettext
    columns = [
        Column(_("Place"), width=40),
        Column(_("Taken for")),
        Column(_("Header row")),
        Column(_("Records")),
        Column(_("Columns taken"), width=70),
        Column(_("Could not be placed"), width=40),
    ]
    rows = [
        [
            terminal.place(table.place),
            kind_text(table.kind, terminal) if table.kind else _("no records"),
            table.header_row,
            table.record_count,
            columns_taken(table, terminal),
            "、".join(_column_name(column) for column in table.columns if column.field is None),
        ]
        for file in files
        for table in file.tables
    ]
    return SheetData(_("How tables were read"), columns, rows)


def columns_taken(table: TableReading, terminal: Terminal) -> str:
    return "\n".join(
        f"{_column_name(column)} → {field_text(column.field, terminal)}"
        for column in table.columns
        if column.field is not None
    )


def _column_name(column: ColumnReading) -> str:
    header = " ".join(column.header.split())
    return header or column_letters(column.column)


def field_text(field: str, terminal: Terminal) -> str:
    _ = terminal.gettext
    return {
        "number": _("No."),
        "title": _("Title"),
        "text": _("Description"),
        "org": _("Organisation"),
        "person": _("Person"),
        "position": _("Position"),
        "phone": _("Phone"),
        "email": _("E-mail"),
        "address": _("Address"),
        "region": _("Region"),
        "industry": _("Industry"),
        "budget": _("Budget"),
        "trl": _("Maturity"),
        "keywords": _("Keywords"),
        "cooperation": _("Cooperation"),
        "deadline": _("Deadline"),
        "indicators": _("Indicators"),
        "intellectual_property": _("Intellectual property"),
        "org_kind": _("Kind of organisation"),
        "org_profile": _("About the organisation"),
        "source": _("Source"),
        "kind": _("Kind"),
    }[field]
