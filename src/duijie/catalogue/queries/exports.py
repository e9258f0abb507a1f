"""A list as a table to take along: every field that the user sees of each record, in columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from duijie.accounts.enums import DisclosureLevel
from duijie.accounts.permissions import Action, Cell, ObjectKind, check_allows, get_reach
from duijie.catalogue.disclosure import CONTACT_FIELDS, shown_fields
from duijie.catalogue.enums import RecordKind, RecordState
from duijie.catalogue.fields import FIELDS, FieldSpec, Value, value_text
from duijie.catalogue.models import (
    CatalogueRecord,
    Expert,
    Indicator,
    Need,
    Offer,
    Organisation,
)
from duijie.catalogue.permissions import Viewer, covered_records, get_level, get_viewer
from duijie.catalogue.queries.rows import RecordFilters, allowed_filters, narrow
from duijie.core.actor import Actor

KEY_COLUMN: Final = "record_key"
REVISION_COLUMN: Final = "revision"
_MODELS: Final[Mapping[RecordKind, Any]] = {
    RecordKind.NEED: Need,
    RecordKind.OFFER: Offer,
    RecordKind.EXPERT: Expert,
    RecordKind.ORGANISATION: Organisation,
}
_AT_ONCE: Final = 500

CellValue = str | float | int | date | None


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """One column; `record_key` and `revision` bring an edited sheet back to its records."""

    name: str
    label: str | Promise


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One record: its id, the level at which the user sees it, and a value for each column."""

    id: int
    level: DisclosureLevel
    values: Sequence[CellValue]


def list_export_columns(kind: RecordKind, *, has_contacts: bool) -> tuple[ExportColumn, ...]:
    """The columns of a kind, those that come back first."""
    state = () if kind is RecordKind.ORGANISATION else (ExportColumn("state", _("State")),)
    return (
        ExportColumn(KEY_COLUMN, _("Record (do not change)")),
        ExportColumn(REVISION_COLUMN, _("Version (do not change)")),
        *state,
        *(ExportColumn(spec.name, spec.label) for spec in _specs(kind, has_contacts=has_contacts)),
    )


def count_export_for_user(kind: RecordKind, user: Actor, filters: RecordFilters) -> int:
    """How many records the export would hold. Raises `NotAllowedError`."""
    return int(_records(kind, user, filters, get_viewer(user, kind)).count())


def iter_export_for_user(
    kind: RecordKind, user: Actor, filters: RecordFilters, *, has_contacts: bool = False
) -> Iterator[ExportRow]:
    """The records in the user's reach (own, or of their zone) that the filters leave, the newest
    first; hidden fields empty. Two queries for each 500 records.

    Contacts only with `has_contacts`, and only where the user sees them. Raises `NotAllowedError`.
    """
    viewer = get_viewer(user, kind)
    records = _records(kind, user, filters, viewer).order_by("-pk")
    specs = _specs(kind, has_contacts=has_contacts)
    after: int | None = None
    while True:
        page = records if after is None else records.filter(pk__lt=after)
        rows = list(page[:_AT_ONCE])
        if not rows:
            return
        indicators = _list_indicators(kind, [row.pk for row in rows])
        for row in rows:
            level = get_level(viewer, row)
            if level is not None:
                yield _row(kind, row, level, specs, indicators.get(row.pk, []))
        after = rows[-1].pk


def _records(kind: RecordKind, user: Actor, filters: RecordFilters, viewer: Viewer) -> Any:
    cell = Cell(ObjectKind(kind.value), Action.EXPORT)
    check_allows(user, cell)
    records = covered_records(_MODELS[kind], user, get_reach(user, cell))
    if kind is RecordKind.ORGANISATION:
        return records.select_related("owner")
    records = records.select_related("organisation")
    return narrow(records, allowed_filters(filters, viewer), viewer)


def _specs(kind: RecordKind, *, has_contacts: bool) -> list[FieldSpec]:
    # of an expert the name is the record, not a contact
    contacts = CONTACT_FIELDS - ({"person", "position"} if kind is RecordKind.EXPERT else set())
    return [spec for spec in FIELDS[kind] if has_contacts or spec.name not in contacts]


def _row(
    kind: RecordKind,
    record: CatalogueRecord | Organisation,
    level: DisclosureLevel,
    specs: Sequence[FieldSpec],
    indicators: Sequence[Indicator],
) -> ExportRow:
    shown = shown_fields(kind, level)
    values: list[CellValue] = [f"{kind}:{record.pk}", record.revision]
    if isinstance(record, CatalogueRecord):
        values.append(str(RecordState(record.state).label))
    for spec in specs:
        values.append(_cell(spec, record, indicators) if spec.name in shown else None)
    return ExportRow(record.pk, level, values)


def _cell(
    spec: FieldSpec, record: CatalogueRecord | Organisation, indicators: Sequence[Indicator]
) -> CellValue:
    if spec.value is Value.INDICATORS:
        return value_text(spec, indicators)
    value = getattr(record, spec.name)
    if spec.value is Value.ORGANISATION:
        return value.name if value is not None else ""
    if spec.value in {Value.AMOUNT, Value.TRL, Value.DATE}:
        return value  # type: ignore[no-any-return]  # a number or a date, as the field says
    if spec.value is Value.CHOICE and spec.choices is not None:
        return str(dict(spec.choices.choices).get(value, value))
    return value_text(spec, value)


def _list_indicators(kind: RecordKind, ids: Sequence[int]) -> Mapping[int, list[Indicator]]:
    found: dict[int, list[Indicator]] = defaultdict(list)
    rows = Indicator.objects.filter(**{f"{kind}_id__in": ids}).order_by("position", "pk")
    for row in rows:
        found[getattr(row, f"{kind}_id")].append(row)
    return found
