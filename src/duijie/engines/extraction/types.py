"""What is found in documents: records (needs, offers, experts) and how tables were read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from duijie.engines.documents.types import Finding, Place


class RecordKind(StrEnum):
    NEED = "need"
    OFFER = "offer"
    EXPERT = "expert"
    ORGANISATION = "organisation"


class Field(StrEnum):
    """The fields of a record, one word per concept; the official forms are mapped onto them."""

    NUMBER = "number"
    """The source's own number column."""
    TITLE = "title"
    TEXT = "text"
    """Description; several columns (problem, technology, goal) are joined under their labels."""
    ORG = "org"
    PERSON = "person"
    """Contact of a need, holder of an offer, the expert itself."""
    POSITION = "position"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    REGION = "region"
    INDUSTRY = "industry"
    BUDGET = "budget"
    TRL = "trl"
    KEYWORDS = "keywords"
    COOPERATION = "cooperation"
    DEADLINE = "deadline"
    INDICATORS = "indicators"
    INTELLECTUAL_PROPERTY = "intellectual_property"
    ORG_KIND = "org_kind"
    ORG_PROFILE = "org_profile"
    SOURCE = "source"
    KIND = "kind"
    """Tells the kind of record row by row in mixed tables (需求 / 成果 / 专家)."""


@dataclass(frozen=True, slots=True)
class Evidence:
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Record:
    """A need, offer, expert or organisation as its source states it.

    `title` and `text` never hold contact details; those stay in `phone` and `email`, which no
    ranking, report or shared result may show.
    """

    id: str
    """`N001`, `O001`, `E001` in reading order, or the source's own number where it is unique."""
    kind: RecordKind
    title: str
    text: str
    place: Place
    org: str | None = None
    person: str | None = None
    position: str | None = None
    phone: str | None = None
    email: str | None = None
    region: str | None = None
    industry: str | None = None
    budget_wan: float | None = None
    trl: int | None = None
    keywords: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    """All other placed fields (`Field` value -> text as found)."""
    unplaced: Mapping[str, str] = field(default_factory=dict)
    """Columns that could not be placed (header -> text), so that nothing is lost."""


@dataclass(frozen=True, slots=True)
class ColumnReading:
    column: int
    """As the user counts, from 1 (A = 1)."""
    header: str
    field: Field | None
    """None: could not be placed."""
    reason: str
    """`header`, `values` or `map`: what decided."""


@dataclass(frozen=True, slots=True)
class TableReading:
    """How one table or form was read, told to the user."""

    place: Place
    kind: RecordKind | None
    """None: not a table of records."""
    layout: str
    """`columns` (a row a record), `form` (label beside or above value), `list` (numbered texts)."""
    header_row: int | None
    columns: tuple[ColumnReading, ...]
    record_count: int


@dataclass(frozen=True, slots=True)
class RecordsReading:
    """All that `find_records` made of one document."""

    records: tuple[Record, ...]
    tables: tuple[TableReading, ...]
    findings: tuple[Finding, ...]
    """Rows refused or only partly understood, with sheet, row and column."""
