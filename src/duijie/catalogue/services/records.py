"""Writes to the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction

from duijie.accounts.permissions import get_zone_id, get_zone_path
from duijie.catalogue.enums import RecordKind as CatalogueKind
from duijie.catalogue.enums import RecordState
from duijie.catalogue.errors import ExampleMissingError
from duijie.catalogue.models import (
    CatalogueRecord,
    Expert,
    Need,
    Offer,
    Organisation,
    Source,
)
from duijie.catalogue.permissions import (
    can_publish_new,
    check_can_add_records,
    check_can_remove_example,
)
from duijie.catalogue.policies import renewed_expiry
from duijie.catalogue.services.derived import derive
from duijie.catalogue.services.history import write_changes
from duijie.catalogue.services.marks import bump_version, mark_changed
from duijie.catalogue.signals import example_removed
from duijie.catalogue.validators import name_key
from duijie.core import clock
from duijie.core.actor import Actor, user_id
from duijie.core.audit.services import record
from duijie.core.bursts import burst
from duijie.core.preferences.queries import get_preferences
from duijie.engines.extraction.types import Field, Record, RecordKind

BURST = 10
"""Records written in one transaction: stays under 20 ms, so that nobody's save waits for an
import (docs/adr/0003)."""
_SHORT = 200

_MODELS: Mapping[RecordKind, type[CatalogueRecord]] = {
    RecordKind.NEED: Need,
    RecordKind.OFFER: Offer,
    RecordKind.EXPERT: Expert,
}


@dataclass(frozen=True, slots=True)
class AddedRecords:
    """How many records were new, by kind; `known` were in the catalogue already."""

    needs: int = 0
    offers: int = 0
    experts: int = 0
    organisations: int = 0
    known: int = 0

    @property
    def total(self) -> int:
        """New needs, offers and experts."""
        return self.needs + self.offers + self.experts

    def __add__(self, other: AddedRecords) -> AddedRecords:
        mine, theirs = asdict(self), asdict(other)
        return AddedRecords(**{name: mine[name] + theirs[name] for name in mine})


@dataclass(frozen=True, slots=True)
class RemovedExample:
    """How much of the example was removed."""

    needs: int
    offers: int
    experts: int
    organisations: int


def ensure_source(*, name: str, sha256: str, is_example: bool, by: Actor) -> int:
    """The id of the source with this content; made where it is new. The first name stays."""
    check_can_add_records(by)
    with transaction.atomic():
        source, is_new = Source.objects.get_or_create(
            sha256=sha256, is_example=is_example, defaults={"name": name}
        )
        if is_new:
            record(
                action="catalogue.ensure_source", by=by, object_kind="source", object_id=source.pk
            )
    return source.pk


def add_records_from_document(
    *,
    records: Sequence[Record],
    source_id: int | None,
    by: Actor,
    is_example: bool = False,
    stop_if_cancelled: Callable[[], None] | None = None,
) -> AddedRecords:
    """Publish the records that the catalogue does not know yet, in order, in short transactions.

    Known is one from the same place of the same source, or with the same organisation, person,
    title and text as `validators.fingerprint` compares them; a known record is left as it is, so
    that importing a file twice changes nothing. Organisations are joined by
    `validators.name_key`, blank details are filled in. Not one transaction as a whole:
    `stop_if_cancelled` may raise between bursts, and the same call then goes on where it stopped.
    """
    check_can_add_records(by)
    added = AddedRecords()
    prepared = [_prepare(item, source_id=source_id, is_example=is_example) for item in records]
    # what comes in through who may not publish waits for the check
    expiry_date = None
    if can_publish_new(by):
        validity = get_preferences().need_valid_days
        expiry_date = renewed_expiry(clock.today(), validity_days=validity)
    for items in _bursts(prepared):
        if stop_if_cancelled is not None:
            stop_if_cancelled()
        added += _write_burst(
            items, source_id=source_id, is_example=is_example, by=by, expiry_date=expiry_date
        )
    return added


def remove_example(*, by: Actor) -> RemovedExample:
    """Remove every made-up record with its sources, files and suggestions, in one act.

    Real records are not touched. Raises `NotAllowedError`, `ExampleMissingError` where there is
    nothing to remove, and what a receiver of `example_removed` raises while the example loads.
    """
    check_can_remove_example(by)
    with transaction.atomic():
        removed = RemovedExample(
            needs=_remove(Need),
            offers=_remove(Offer),
            experts=_remove(Expert),
            organisations=_remove(Organisation),
        )
        example_removed.send(sender=None, by=by)
        has_sources = _remove(Source)
        if not has_sources and not any(asdict(removed).values()):
            raise ExampleMissingError("catalogue.no_example")
        bump_version(CatalogueKind.OFFER, is_example=True)
        record(action="catalogue.remove_example", by=by, object_kind="example", **asdict(removed))
    return removed


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A record ready to be written; all thinking is done outside the transaction."""

    kind: RecordKind
    organisation: Organisation | None
    row: CatalogueRecord | None


def _prepare(item: Record, *, source_id: int | None, is_example: bool) -> _Prepared:
    organisation = _organisation(item, is_example=is_example)
    if item.kind is RecordKind.ORGANISATION:
        return _Prepared(item.kind, organisation, None)
    # names such as "region" need no length in the engine; a column has one
    row = _MODELS[item.kind](
        number=item.fields.get(Field.NUMBER, item.id)[:100],
        title=item.title,
        text=item.text,
        person=item.person or "",
        position=item.position or "",
        phone=item.phone or "",
        email=item.email or "",
        address=item.fields.get(Field.ADDRESS, ""),
        region=(item.region or "")[:_SHORT],
        industry=(item.industry or "")[:_SHORT],
        budget_wan=_not_negative(item.budget_wan),
        trl=item.trl if item.trl is not None and 1 <= item.trl <= 9 else None,
        keywords=list(item.keywords),
        evidence=[{"title": piece.title, "text": piece.text} for piece in item.evidence],
        fields={str(name): text for name, text in item.fields.items() if name != Field.ADDRESS},
        unplaced=dict(item.unplaced),
        source_id=source_id,
        place=place_to_json(item),
        place_key=_place_key(item) if source_id is not None else "",
        is_example=is_example,
    )
    derive(row, organisation_name=item.org or "")
    return _Prepared(item.kind, organisation, row)


def _organisation(item: Record, *, is_example: bool) -> Organisation | None:
    is_itself = item.kind is RecordKind.ORGANISATION
    name = (item.org or (item.title if is_itself else "") or "").strip()
    if not name:
        return None
    return Organisation(
        name=name,
        normalised_name=name_key(name),
        kind=item.fields.get(Field.ORG_KIND, "")[:100],
        region=(item.region or "")[:_SHORT],
        profile=item.fields.get(Field.ORG_PROFILE, "") or (item.text if is_itself else ""),
        address=item.fields.get(Field.ADDRESS, "") if is_itself else "",
        phone=(item.phone or "") if is_itself else "",
        email=(item.email or "") if is_itself else "",
        is_example=is_example,
    )


def place_to_json(item: Record) -> dict[str, Any]:
    """The place without what it does not say."""
    return {name: value for name, value in asdict(item.place).items() if value is not None}


def _place_key(item: Record) -> str:
    place = item.place
    parts = (place.file, place.page, place.sheet, place.row, place.column, item.id)
    key = "|".join("" if part is None else str(part) for part in parts)
    return key[-300:]


def _not_negative(value: float | None) -> float | None:
    return value if value is not None and value >= 0 else None


def _bursts(prepared: Sequence[_Prepared]) -> Iterator[Sequence[_Prepared]]:
    for start in range(0, len(prepared), BURST):
        yield prepared[start : start + BURST]


def _write_burst(
    items: Sequence[_Prepared],
    *,
    source_id: int | None,
    is_example: bool,
    by: Actor,
    expiry_date: date | None,
) -> AddedRecords:
    with burst():
        organisations, new_organisations = _join_organisations(items, is_example=is_example, by=by)
        counts: dict[RecordKind, int] = {}
        written: dict[str, list[int]] = {}
        wanted = 0
        for kind, model in _MODELS.items():
            rows = [
                _with_organisation(item, organisations, by, expiry_date)
                for item in items
                if item.kind is kind and item.row is not None
            ]
            wanted += len(rows)
            new = _drop_known(model, rows, source_id=source_id, is_example=is_example)
            model._default_manager.bulk_create(new)
            counts[kind] = len(new)
            if new:
                written[kind.value] = [row.pk for row in new]
                mark_changed(CatalogueKind(kind.value), written[kind.value])
                write_changes([(row, {}) for row in new], action="add_records_from_document", by=by)
        added = AddedRecords(
            needs=counts[RecordKind.NEED],
            offers=counts[RecordKind.OFFER],
            experts=counts[RecordKind.EXPERT],
            organisations=new_organisations,
        )
        added = replace(added, known=wanted - added.total)
        for name in written:
            bump_version(CatalogueKind(name), is_example=is_example)
        if written or new_organisations:
            record(
                action="catalogue.add_records_from_document",
                by=by,
                object_kind="source",
                object_id=source_id or "",
                organisations=new_organisations,
                **written,
            )
    return added


def _join_organisations(
    burst: Sequence[_Prepared], *, is_example: bool, by: Actor
) -> tuple[dict[str, int], int]:
    """Ids by normalised name for all organisations of the burst, and how many were new."""
    given: dict[str, Organisation] = {}
    for item in burst:
        if item.organisation is not None:
            first = given.setdefault(item.organisation.normalised_name, item.organisation)
            _fill_blanks(first, item.organisation)
    known = {
        row.normalised_name: row
        for row in Organisation.objects.filter(
            normalised_name__in=given, is_example=is_example, deleted_at__isnull=True
        )
    }
    changed = [row for name, row in known.items() if _fill_blanks(row, given[name])]
    if changed:
        Organisation.objects.bulk_update(changed, _FILLED)
    unknown = [row for name, row in given.items() if name not in known]
    for row in unknown:
        row.owner_id = user_id(by)
        row.zone_id, row.zone_path = get_zone_id(by), get_zone_path(by)
    new = Organisation.objects.bulk_create(unknown)
    mark_changed(CatalogueKind.ORGANISATION, [row.pk for row in (*changed, *new)])
    ids = {name: row.pk for name, row in known.items()} | {
        row.normalised_name: row.pk for row in new
    }
    return ids, len(new)


_FILLED = ("kind", "region", "address", "profile", "phone", "email")


def _fill_blanks(row: Organisation, other: Organisation) -> bool:
    blank = [name for name in _FILLED if not getattr(row, name) and getattr(other, name)]
    for name in blank:
        setattr(row, name, getattr(other, name))
    return bool(blank)


def _with_organisation(
    item: _Prepared, organisations: Mapping[str, int], by: Actor, expiry_date: date | None
) -> CatalogueRecord:
    """The row ready to be stored: published until `expiry_date`, or without one submitted."""
    row = item.row
    assert row is not None
    row.owner_id = user_id(by)
    row.zone_id = get_zone_id(by)
    row.zone_path = get_zone_path(by)
    row.submitted_at = clock.now()
    row.state = RecordState.SUBMITTED
    if expiry_date is not None:
        row.state = RecordState.PUBLISHED
        row.published_at = row.checked_at = row.submitted_at
        row.checked_by_id = row.owner_id
        row.expiry_date = expiry_date
    if item.organisation is not None:
        row.organisation_id = organisations[item.organisation.normalised_name]
    return row


def _drop_known(
    model: type[CatalogueRecord],
    rows: Sequence[CatalogueRecord],
    *,
    source_id: int | None,
    is_example: bool,
) -> list[CatalogueRecord]:
    if not rows:
        return []
    fingerprints = set(
        model._default_manager.filter(
            fingerprint__in=[row.fingerprint for row in rows], is_example=is_example
        ).values_list("fingerprint", flat=True)
    )
    places: set[str] = set()
    if source_id is not None:
        places = set(
            model._default_manager.filter(
                source_id=source_id, place_key__in=[row.place_key for row in rows]
            ).values_list("place_key", flat=True)
        )
    new: list[CatalogueRecord] = []
    for row in rows:
        if row.fingerprint in fingerprints or row.place_key in places:
            continue
        fingerprints.add(row.fingerprint)
        new.append(row)
    return new


def _remove(model: type[Need | Offer | Expert | Organisation | Source]) -> int:
    examples = model._default_manager.filter(is_example=True)
    count = examples.count()
    examples.delete()
    return count
