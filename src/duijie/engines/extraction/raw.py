"""A record as its source gives it: labelled texts, before they are made into a `Record`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from duijie.engines.documents.types import Finding, Place, Severity
from duijie.engines.extraction.contacts import take_contacts
from duijie.engines.extraction.types import Field, RecordKind, TableReading
from duijie.errors import Message


@dataclass(frozen=True, slots=True)
class Entry:
    """One text of a record under the label it had; `field` None: no field was found for it."""

    field: Field | None
    label: str
    text: str
    place: Place
    unit: str | None = None


@dataclass(slots=True)
class RawRecord:
    """What belongs to one record, in reading order."""

    place: Place
    entries: list[Entry] = field(default_factory=list)
    kind: RecordKind | None = None
    table: int = -1
    """Which of the readings it came of."""
    content_columns: str = ""
    """The columns or labels in which a title or description was looked for, for messages."""
    may_split: bool = True
    """Whether several needs may stand in its title or text."""

    def first(self, wanted: Field) -> Entry | None:
        return next((e for e in self.entries if e.field is wanted and e.text), None)

    def has(self, *wanted: Field) -> bool:
        return any(e.field in wanted and e.text for e in self.entries)


@dataclass(slots=True)
class Harvest:
    """What one table, form or run of paragraphs gave."""

    records: list[RawRecord] = field(default_factory=list)
    readings: list[TableReading] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def note(self, code: str, place: Place, **params: object) -> None:
        self.findings.append(Finding(_message(code, params), place, Severity.NOTE))

    def warn(self, code: str, place: Place, **params: object) -> None:
        self.findings.append(Finding(_message(code, params), place, Severity.PARTIAL))

    def add(self, other: Harvest) -> None:
        for record in other.records:
            record.table += len(self.readings)
        self.records += other.records
        self.readings += other.readings
        self.findings += other.findings


def _message(code: str, params: Mapping[str, object]) -> Message:
    """What is quoted to others shows no contact details, wherever the quote was taken from."""
    shown = {
        name: take_contacts(value).text if isinstance(value, str) else value
        for name, value in params.items()
    }
    return Message(code, shown)
