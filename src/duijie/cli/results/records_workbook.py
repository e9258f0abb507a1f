"""`needs.xlsx` and `offers.xlsx`: the records with their places, and how each table was read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from duijie.cli.results.files_sheet import field_text, files_sheet, tables_sheet
from duijie.cli.results.wording import kind_text
from duijie.cli.terminal import Terminal
from duijie.engines.documents.writers import CellValue, Column, SheetData
from duijie.engines.extraction import DocumentFacts
from duijie.engines.extraction.types import Field, Record
from duijie.engines.pipeline import FolderReading

PRINTED = 5
"""Columns that go on paper: number, title, description, organisation, person."""
SHOWN = (Field.INDICATORS, Field.COOPERATION, Field.DEADLINE, Field.INTELLECTUAL_PROPERTY)
"""Further fields with a column of their own; all others go into one column, so nothing is lost."""


def need_sheets(reading: FolderReading, terminal: Terminal) -> list[SheetData]:
    _ = terminal.gettext
    return [
        _records_sheet(_("Needs"), reading.needs, terminal, _("Contact person")),
        _mentions_sheet(_("Mentioned, to be checked"), _needs_mentioned(reading), terminal),
        _records_sheet(_("Organisations"), reading.organisations, terminal, _("Contact person")),
        _contacts_sheet((*reading.needs, *reading.organisations), terminal),
        tables_sheet(reading.files, terminal),
        files_sheet(reading.files, terminal),
    ]


def offer_sheets(reading: FolderReading, terminal: Terminal) -> list[SheetData]:
    _ = terminal.gettext
    return [
        _records_sheet(_("Offers"), reading.offers, terminal, _("Contact person")),
        _records_sheet(_("Experts"), reading.experts, terminal, _("Person")),
        _mentions_sheet(_("Mentioned, to be checked"), _offers_mentioned(reading), terminal),
        _contacts_sheet((*reading.offers, *reading.experts), terminal),
    ]


def _records_sheet(
    title: str, records: Sequence[Record], terminal: Terminal, person: str
) -> SheetData:
    """`person`: what the person of such a record is (contact, holder, the expert)."""
    _ = terminal.gettext
    columns = [
        Column(_("No.")),
        Column(_("Title"), width=32),
        Column(_("Description"), width=70),
        Column(_("Organisation"), width=28),
        Column(person),
        Column(_("Position")),
        Column(_("Region")),
        Column(_("Industry")),
        Column(_("Budget (10,000 yuan)")),
        Column("TRL"),
        Column(_("Keywords"), width=20),
        Column(_("Indicators"), width=30),
        Column(_("Cooperation")),
        Column(_("Deadline")),
        Column(_("Intellectual property")),
        Column(_("Evidence"), width=40),
        Column(_("Other columns"), width=40),
        Column(_("Read from"), width=36),
    ]
    rows = [_record_row(record, terminal) for record in records]
    return SheetData(title, columns, rows, printed=PRINTED)


def _record_row(record: Record, terminal: Terminal) -> list[CellValue]:
    return [
        record.id,
        record.title,
        record.text,
        record.org,
        record.person,
        record.position,
        record.region,
        record.industry,
        record.budget_wan,
        record.trl,
        "、".join(record.keywords),
        *(record.fields.get(field) for field in SHOWN),
        "\n".join(piece.title or piece.text for piece in record.evidence),
        _others(record, terminal),
        terminal.place(record.place),
    ]


def _others(record: Record, terminal: Terminal) -> str:
    """Placed fields that have no column here, and all that was not placed; what is shown already
    (the number, the kind, a budget or stage that became a figure) is not repeated."""
    shown = {*SHOWN, Field.NUMBER, Field.KIND}
    if record.budget_wan is not None:
        shown.add(Field.BUDGET)
    if record.trl is not None:
        shown.add(Field.TRL)
    placed = {
        field_text(name, terminal): text
        for name, text in record.fields.items()
        if name not in shown
    }
    lines = {**placed, **record.unplaced}
    return "\n".join(f"{name}：{text}" for name, text in lines.items() if text)


def mentioned(reading: FolderReading) -> tuple[int, int]:
    """How many needs and offers running text speaks of that are no records."""
    return len(_needs_mentioned(reading)), len(_offers_mentioned(reading))


def _needs_mentioned(reading: FolderReading) -> list[list[CellValue]]:
    known = _known_text(reading.needs)
    return [
        [fact.org, fact.text, _around(facts, fact.span), facts.title, facts.id]
        for facts in reading.facts
        for fact in facts.needs
        if _squeezed(fact.text) not in known
    ]


def _offers_mentioned(reading: FolderReading) -> list[list[CellValue]]:
    known = _known_text((*reading.offers, *reading.experts))
    return [
        [fact.org or fact.person, fact.text, _around(facts, fact.span), facts.title, facts.id]
        for facts in reading.facts
        for fact in facts.offers
        if _squeezed(fact.text) not in known
    ]


def _known_text(records: Iterable[Record]) -> str:
    """Everything that the records say already, to tell a mention from a repetition."""
    return "\n".join(_squeezed(record.title + record.text) for record in records)


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _around(facts: DocumentFacts, span: tuple[int, int]) -> str:
    """The paragraph that a fact stands in."""
    text = facts.clean_text
    start = text.rfind("\n", 0, span[0]) + 1
    end = text.find("\n", span[1])
    return text[start : end if end >= 0 else len(text)]


def _mentions_sheet(title: str, rows: list[list[CellValue]], terminal: Terminal) -> SheetData:
    """What running text says in passing: shown for a person to check, not taken for a record."""
    _ = terminal.gettext
    columns = [
        Column(_("Who"), width=28),
        Column(_("What"), width=40),
        Column(_("Where it stands"), width=70),
        Column(_("Document"), width=36),
        Column(_("File")),
    ]
    note = _(
        "Found in running text, not matched."
        " Put those that check out into a list and read it again."
    )
    return SheetData(title, columns, rows, notes=(note,))


def _contacts_sheet(records: Iterable[Record], terminal: Terminal) -> SheetData:
    _ = terminal.gettext
    columns = [
        Column(_("No.")),
        Column(_("Kind")),
        Column(_("Organisation"), width=28),
        Column(_("Person")),
        Column(_("Position")),
        Column(_("Phone"), width=18),
        Column(_("E-mail"), width=26),
    ]
    rows = [
        [
            record.id,
            kind_text(record.kind, terminal),
            record.org,
            record.person,
            record.position,
            record.phone,
            record.email,
        ]
        for record in records
        if record.phone or record.email
    ]
    return SheetData(_("Contacts (internal)"), columns, rows)
