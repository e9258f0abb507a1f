"""Many records at once, as an import brings them: the rules of `editing`, a statement for many.

All thinking is done before the transaction (`prepare_new`); `write_new` and `bin_unchanged` are
called inside the caller's, so that what the caller keeps of each row is written with the record.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from duijie.accounts.enums import DisclosureLevel
from duijie.accounts.permissions import get_zone_id, get_zone_path
from duijie.catalogue.enums import RecordKind, RecordState
from duijie.catalogue.errors import FieldProblem, ValuesError
from duijie.catalogue.fields import SETTABLE_DISCLOSURES
from duijie.catalogue.models import CatalogueRecord, Indicator, Organisation
from duijie.catalogue.permissions import can_publish_new, check_can_create_record
from duijie.catalogue.policies import renewed_expiry
from duijie.catalogue.services.derived import derive
from duijie.catalogue.services.history import Values, write_change, write_changes
from duijie.catalogue.services.loading import MODELS, RECORD_MODELS, Loaded
from duijie.catalogue.services.marks import bump_version, mark_changed
from duijie.catalogue.services.teasers import check_teaser
from duijie.catalogue.validators import name_key
from duijie.core import clock
from duijie.core.actor import Actor, user_id
from duijie.core.audit.services import record as audit
from duijie.core.errors import NotAllowedError
from duijie.core.preferences.queries import get_preferences
from duijie.errors import Message


@dataclass(frozen=True, slots=True)
class NewRecord:
    """A record to be made. `values` as `validators.values` gives them, with the organisation as
    its name; `zone_id` None with an empty path: the user's own."""

    kind: RecordKind
    values: Mapping[str, Any]
    state: RecordState = RecordState.SUBMITTED
    expiry_date: date | None = None
    """The last day of a published one (`expiry_of_new`)."""
    disclosure: DisclosureLevel = DisclosureLevel.REGISTERED
    zone_id: int | None = None
    zone_path: str = ""
    unplaced: Mapping[str, str] = field(default_factory=dict)
    place: Mapping[str, Any] = field(default_factory=dict)
    identity_key: str = ""


@dataclass(slots=True)
class PreparedRecord:
    """A row ready to be written but for its organisation's key."""

    kind: RecordKind
    row: Loaded
    organisation: str
    indicators: Sequence[Mapping[str, Any]]
    told: Values
    """For its history."""


@dataclass(frozen=True, slots=True)
class WrittenRecord:
    """What came of one record. `record_id` None: an organisation of that name is there already."""

    record_id: int | None
    revision: int
    made_organisation_id: int | None


def check_can_write_new(by: Actor, kinds: Iterable[RecordKind], state: RecordState) -> None:
    """Raises `NotAllowedError` where the user may not make records of a kind, or publish them."""
    for kind in kinds:
        check_can_create_record(by, kind)
    if state is RecordState.PUBLISHED and not can_publish_new(by):
        raise NotAllowedError("catalogue.may_not")


def expiry_of_new() -> date:
    """The last day of what is published today: asked once for many records."""
    return renewed_expiry(clock.today(), validity_days=get_preferences().need_valid_days)


def prepare_new(new: NewRecord, *, by: Actor) -> PreparedRecord:
    """The row of a new record, with all that is computed. Outside the transaction.

    Raises `ValuesError` where a published record's summary for strangers names somebody.
    """
    values = dict(new.values)
    indicators = values.pop("indicators", None) or []
    told: Values = {name: (None, value) for name, value in new.values.items() if value}
    zone_id, zone_path = new.zone_id, new.zone_path
    if zone_id is None and not zone_path:
        zone_id, zone_path = get_zone_id(by), get_zone_path(by)
    row = MODELS[new.kind](owner_id=user_id(by), zone_id=zone_id, zone_path=zone_path)
    organisation = str(values.pop("organisation", "") or "")
    for name, value in values.items():
        setattr(row, name, value)
    if isinstance(row, Organisation):
        row.normalised_name = name_key(row.name)
    else:
        row.title = row.title or row.person
        row.unplaced, row.place = dict(new.unplaced), dict(new.place)
        row.identity_key = new.identity_key
        row.disclosure = _check_disclosure(new.disclosure)
        _set_state(row, new, by)
        derive(row, organisation_name=organisation)
        is_open = row.disclosure <= DisclosureLevel.TEASER or row.teaser_title or row.teaser_text
        if row.state == RecordState.PUBLISHED and is_open:
            if organisation:
                # only its name is looked at; it is joined when the row is written
                row.organisation = Organisation(name=organisation)
            check_teaser(row)
            row.organisation = None
    return PreparedRecord(new.kind, row, organisation, indicators, told)


def write_new(
    prepared: Sequence[PreparedRecord], *, by: Actor, batch_id: int
) -> list[WrittenRecord]:
    """Write the rows, in order, with history, marks for the index and one audit row.

    Inside the caller's transaction. Two records of equal content stay two: who imports may not see
    the other one, and must not be told of it.
    """
    _check_in_transaction()
    names = {item.organisation for item in prepared if item.organisation}
    organisations, made = _join_organisations(names, by=by, batch_id=batch_id)
    known = _known_organisations(prepared)
    groups: dict[RecordKind, list[PreparedRecord]] = defaultdict(list)
    for item in prepared:
        if isinstance(item.row, Organisation):
            if item.row.normalised_name in known:
                continue
            known.add(item.row.normalised_name)
        elif item.organisation:
            item.row.organisation_id = organisations[name_key(item.organisation)]
        groups[item.kind].append(item)
    for kind, items in groups.items():
        _insert(kind, items)
    written = [item for items in groups.values() for item in items]
    write_changes(
        [(item.row, item.told) for item in written],
        action="create_record",
        by=by,
        batch_id=batch_id,
    )
    _tell(written, by=by, batch_id=batch_id, action="catalogue.write_new")
    unclaimed = dict(made)
    return [
        WrittenRecord(
            record_id=item.row.pk,
            revision=item.row.revision,
            # told once: with the first row that needed it
            made_organisation_id=unclaimed.pop(name_key(item.organisation), None)
            if item.organisation
            else None,
        )
        for item in prepared
    ]


def add_unplaced(
    *, kind: RecordKind, record_id: int, unplaced: Mapping[str, str], by: Actor, batch_id: int
) -> int:
    """Put texts without a field beside those that the record has; its revision afterwards.

    Inside the caller's transaction.
    """
    _check_in_transaction()
    row = RECORD_MODELS[kind]._default_manager.select_for_update().get(pk=record_id)
    after = {**row.unplaced, **unplaced}
    if after == row.unplaced:
        return row.revision
    change: Values = {"unplaced": (row.unplaced, after)}
    row.unplaced = after
    row.revision += 1
    row.save(update_fields=["unplaced", "revision", "updated_at"])
    write_change(row, action="change_record", by=by, values=change, batch_id=batch_id)
    mark_changed(kind, [record_id])
    return row.revision


def bin_unchanged(
    kind: RecordKind, revisions: Mapping[int, int], *, by: Actor, batch_id: int
) -> frozenset[int]:
    """Put the records that still have the given revision into the recycle bin; their ids.

    Organisations that records belong to stay. Inside the caller's transaction.
    """
    _check_in_transaction()
    model = MODELS[kind]
    found = model._default_manager.select_for_update().filter(
        pk__in=revisions, deleted_at__isnull=True
    )
    rows = [row for row in found if row.revision == revisions[row.pk]]
    if kind is RecordKind.ORGANISATION:
        used = _used_organisations([row.pk for row in rows])
        rows = [row for row in rows if row.pk not in used]
    moment = clock.now()
    for row in rows:
        row.deleted_at, row.deleted_by_id = moment, by.pk
        row.revision += 1
        row.updated_at = moment
    if not rows:
        return frozenset()
    columns = ["deleted_at", "deleted_by", "revision", "updated_at"]
    model._default_manager.bulk_update(rows, columns)  # type: ignore[arg-type]  # rows of this model
    write_changes([(row, {}) for row in rows], action="delete_record", by=by, batch_id=batch_id)
    items = [PreparedRecord(kind, row, "", (), {}) for row in rows]
    _tell(items, by=by, batch_id=batch_id, action="catalogue.bin_unchanged")
    return frozenset(row.pk for row in rows)


def _check_in_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("records and what is kept of them belong into one transaction")


def _check_disclosure(disclosure: DisclosureLevel) -> DisclosureLevel:
    if disclosure not in SETTABLE_DISCLOSURES:
        raise ValuesError([FieldProblem("disclosure", Message("catalogue.disclosure_unknown"))])
    return disclosure


def _set_state(row: CatalogueRecord, new: NewRecord, by: Actor) -> None:
    """As `moving` sets it when somebody submits or publishes."""
    moment: datetime = clock.now()
    row.state = new.state
    if new.state is RecordState.DRAFT:
        return
    row.submitted_at = moment
    if new.state is RecordState.PUBLISHED:
        row.checked_at = row.published_at = moment
        row.checked_by_id = by.pk
        row.expiry_date = new.expiry_date


def _join_organisations(
    names: set[str], *, by: Actor, batch_id: int
) -> tuple[dict[str, int], dict[str, int]]:
    """Ids by compared name, and those of them that had to be made."""
    given = {name_key(name): name for name in sorted(names)}
    if not given:
        return {}, {}
    found = Organisation.objects.filter(
        normalised_name__in=given, is_example=False, deleted_at__isnull=True
    )
    ids = dict(found.values_list("normalised_name", "pk"))
    missing = [
        Organisation(
            name=name,
            normalised_name=key,
            owner_id=user_id(by),
            zone_id=get_zone_id(by),
            zone_path=get_zone_path(by),
        )
        for key, name in given.items()
        if key not in ids
    ]
    if not missing:
        return ids, {}
    made = Organisation.objects.bulk_create(missing)
    write_changes(
        [(row, {"name": ("", row.name)}) for row in made],
        action="ensure_organisation",
        by=by,
        batch_id=batch_id,
    )
    mark_changed(RecordKind.ORGANISATION, [row.pk for row in made])
    new = {row.normalised_name: row.pk for row in made}
    return ids | new, new


def _known_organisations(prepared: Sequence[PreparedRecord]) -> set[str]:
    keys = [i.row.normalised_name for i in prepared if isinstance(i.row, Organisation)]
    if not keys:
        return set()
    found = Organisation.objects.filter(
        normalised_name__in=keys, is_example=False, deleted_at__isnull=True
    )
    return set(found.values_list("normalised_name", flat=True))


def _insert(kind: RecordKind, items: Sequence[PreparedRecord]) -> None:
    model = MODELS[kind]
    if kind is not RecordKind.ORGANISATION:
        _tell_apart(kind, [item.row for item in items if isinstance(item.row, CatalogueRecord)])
    rows: list[Any] = [item.row for item in items]  # all of this model
    model._default_manager.bulk_create(rows)
    Indicator.objects.bulk_create(
        Indicator(**{f"{kind}_id": item.row.pk}, **values, position=position)
        for item in items
        for position, values in enumerate(item.indicators)
    )


def _tell_apart(kind: RecordKind, rows: Sequence[CatalogueRecord]) -> None:
    """A fingerprint of its own for a row that says what another record says already."""
    found = RECORD_MODELS[kind]._default_manager.filter(
        fingerprint__in=[row.fingerprint for row in rows],
        is_example=False,
        deleted_at__isnull=True,
    )
    taken = set(found.values_list("fingerprint", flat=True))
    for row in rows:
        number = 0
        plain = row.fingerprint
        while row.fingerprint in taken:
            number += 1
            again = f"{plain}|{row.owner_id}|{row.identity_key}|{clock.now()}|{number}"
            row.fingerprint = hashlib.sha256(again.encode()).hexdigest()
        taken.add(row.fingerprint)


def _used_organisations(ids: Sequence[int]) -> set[int]:
    used: set[int] = set()
    for model in RECORD_MODELS.values():
        found = model._default_manager.filter(organisation_id__in=ids, deleted_at__isnull=True)
        used |= {pk for pk in found.values_list("organisation_id", flat=True) if pk is not None}
    members = Organisation.objects.filter(pk__in=ids, memberships__isnull=False)
    return used | set(members.values_list("pk", flat=True))


def _tell(items: Sequence[PreparedRecord], *, by: Actor, batch_id: int, action: str) -> None:
    ids: dict[RecordKind, list[int]] = defaultdict(list)
    for item in items:
        ids[item.kind].append(item.row.pk)
    for kind, changed in ids.items():
        mark_changed(kind, changed)
    for kind in {i.kind for i in items if getattr(i.row, "state", "") == RecordState.PUBLISHED}:
        bump_version(kind, is_example=False)
    if ids:
        audit(
            action=action,
            by=by,
            object_kind="import",
            object_id=batch_id,
            **{kind.value: changed for kind, changed in ids.items()},
        )
