"""Making and changing records of every kind: one way for forms, API and import."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from duijie.accounts.enums import DisclosureLevel
from duijie.accounts.models import User, Zone
from duijie.accounts.permissions import Action, get_zone_id, get_zone_path
from duijie.catalogue.enums import RecordKind, RecordState
from duijie.catalogue.errors import (
    FieldProblem,
    RecordChangedError,
    RecordExistsError,
    RecordLockedError,
    ValuesError,
)
from duijie.catalogue.fields import FIELDS, SETTABLE_DISCLOSURES, Value
from duijie.catalogue.models import Attachment, CatalogueRecord, Change, Organisation
from duijie.catalogue.permissions import (
    KINDS,
    check_can_act_on_record,
    check_can_create_record,
)
from duijie.catalogue.policies import EDITABLE
from duijie.catalogue.services.derived import derive
from duijie.catalogue.services.history import Values, write_change
from duijie.catalogue.services.indicators import keep_indicators, list_indicator_values
from duijie.catalogue.services.loading import MODELS, Loaded, lock_any
from duijie.catalogue.services.marks import bump_version, mark_changed
from duijie.catalogue.services.organisation_names import (
    ensure_organisation,
    own_organisation_name,
)
from duijie.catalogue.services.renaming import refresh_records_of
from duijie.catalogue.services.teasers import check_teaser
from duijie.catalogue.validators import name_key
from duijie.catalogue.validators.values import clean_values
from duijie.core import clock
from duijie.core.actor import Actor, user_id
from duijie.core.audit.services import record as audit
from duijie.errors import Message


class _Unchanged:
    """A zone that is not to be touched: None is a zone too (the whole region)."""


UNCHANGED: Final = _Unchanged()


def create_record(
    *,
    kind: RecordKind,
    values: Mapping[str, Any],
    by: Actor,
    disclosure: DisclosureLevel | None = None,
    zone_id: int | None = None,
    is_submitted: bool = False,
    is_example: bool = False,
    batch_id: int | None = None,
) -> int:
    """Make a need, offer, expert or organisation and return its id: a draft, or submitted.

    `values` by field name, as texts or parsed (`validators.values`). The user becomes the owner;
    without a `zone_id` it belongs to the zone of `default_zone`; a member's record is of their
    organisation.
    Raises `ValuesError` (all problems at once), `RecordExistsError`, `NotAllowedError`.
    """
    check_can_create_record(by, kind)
    given = dict(values)
    if kind in {RecordKind.NEED, RecordKind.OFFER} and not given.get("organisation"):
        given["organisation"] = own_organisation_name(by)
    cleaned = _clean(kind, given, is_partial=False)
    indicators = cleaned.pop("indicators", [])
    with transaction.atomic():
        row = MODELS[kind](owner_id=user_id(by), is_example=is_example)
        organisation = _set(row, kind, cleaned, is_example=is_example, by=by)
        if zone_id is not None:
            row.zone_id, row.zone_path = _choose_zone(by, zone_id)
        else:
            behind = getattr(row, "organisation", None)
            place = (behind.zone_id, behind.zone_path) if behind is not None else None
            row.zone_id, row.zone_path = default_zone(by, place)
        if isinstance(row, CatalogueRecord):
            row.title = row.title or row.person
            row.state = RecordState.SUBMITTED if is_submitted else RecordState.DRAFT
            row.submitted_at = clock.now() if is_submitted else None
            row.disclosure = _check_disclosure(
                disclosure if disclosure is not None else DisclosureLevel.REGISTERED
            )
            derive(row, organisation_name=organisation)
        _save(row)
        keep_indicators(row, indicators)
        after = {**cleaned, **({"indicators": indicators} if indicators else {})}
        made: Values = {name: (None, value) for name, value in after.items() if value}
        write_change(row, action="create_record", by=by, values=made, batch_id=batch_id)
        _tell(row, kind, action="create_record", by=by, fields=sorted(made), is_open=False)
    return row.pk


def change_record(
    *,
    kind: RecordKind,
    record_id: int,
    values: Mapping[str, Any],
    revision: int,
    by: Actor,
    disclosure: DisclosureLevel | None = None,
    zone_id: int | _Unchanged | None = UNCHANGED,
    batch_id: int | None = None,
) -> int:
    """Change the given fields and return the new revision; the same one where nothing differs.

    `revision` is that of the record which the user had before them. A published record stays
    published: what strangers see of it is checked again. Raises `RecordChangedError` naming who
    changed it meanwhile and when, `RecordLockedError` for a closed or withdrawn record,
    `ValuesError`, `RecordExistsError`, `NotFoundError`, `NotAllowedError`.
    """
    with transaction.atomic():
        row = lock_any(kind, record_id)
        check_can_act_on_record(by, Action.CHANGE, row)
        if isinstance(row, CatalogueRecord) and row.state not in EDITABLE:
            raise RecordLockedError("catalogue.record_locked")
        if row.revision != revision:
            raise _changed_meanwhile(row)
        before = _snapshot(row, kind)
        cleaned = _clean(kind, _without_kept_codes(kind, values, before), is_partial=True)
        indicators = cleaned.pop("indicators", None)
        organisation = _set(row, kind, cleaned, is_example=row.is_example, by=by)
        if not isinstance(zone_id, _Unchanged) and zone_id != row.zone_id:
            row.zone_id, row.zone_path = _choose_zone(by, zone_id)
        if isinstance(row, CatalogueRecord):
            row.title = row.title or row.person
            if disclosure is not None:
                row.disclosure = _check_disclosure(disclosure)
        changed = _differences(before, _snapshot(row, kind, indicators))
        if not changed:
            return row.revision
        _store_change(row, kind, changed, indicators, organisation)
        write_change(row, action="change_record", by=by, values=changed, batch_id=batch_id)
        is_open = isinstance(row, CatalogueRecord) and row.state == RecordState.PUBLISHED
        _tell(row, kind, action="change_record", by=by, fields=sorted(changed), is_open=is_open)
    return row.revision


def _store_change(
    row: Loaded,
    kind: RecordKind,
    changed: Values,
    indicators: list[dict[str, Any]] | None,
    organisation: str,
) -> None:
    if isinstance(row, CatalogueRecord):
        derive(row, organisation_name=organisation)
        if row.state == RecordState.PUBLISHED:
            check_teaser(row)
    row.revision += 1
    _save(row)
    if indicators is not None and "indicators" in changed:
        keep_indicators(row, indicators)
    if "disclosure" in changed:
        # a file is never opened to more people than its record
        Attachment.objects.filter(
            **{f"{kind}_id": row.pk},
            disclosure__lt=row.disclosure,  # type: ignore[union-attr]
        ).update(disclosure=row.disclosure)  # type: ignore[union-attr]
    if isinstance(row, Organisation) and "name" in changed:
        refresh_records_of(row)


def _clean(kind: RecordKind, values: Mapping[str, Any], *, is_partial: bool) -> dict[str, Any]:
    cleaned = clean_values(kind, values, is_partial=is_partial)
    if cleaned.problems:
        raise ValuesError(cleaned.problems)
    return dict(cleaned.values)


def _without_kept_codes(
    kind: RecordKind, values: Mapping[str, Any], present: Mapping[str, Any]
) -> dict[str, Any]:
    """The values without codes that stay as they are: a retired one need not be in the list."""
    codes = {spec.name for spec in FIELDS[kind] if spec.value is Value.CODE}
    return {
        name: value
        for name, value in values.items()
        if not (name in codes and value and value == present[name])
    }


def _set(
    row: Loaded, kind: RecordKind, cleaned: Mapping[str, Any], *, is_example: bool, by: Actor
) -> str:
    """Put the values into the row; the name of its organisation afterwards."""
    for name, value in cleaned.items():
        if name != "organisation":
            setattr(row, name, value)
    if isinstance(row, Organisation):
        row.normalised_name = name_key(row.name)
        return row.name
    if "organisation" in cleaned:
        present = row.organisation.name if row.organisation else ""
        if cleaned["organisation"] != present:
            row.organisation = ensure_organisation(
                name=cleaned["organisation"], kind=kind, is_example=is_example, by=by
            )
    return row.organisation.name if row.organisation else ""


def _snapshot(
    row: Loaded, kind: RecordKind, indicators: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    """Everything that a change may change, as history tells it."""
    found: dict[str, Any] = {}
    for spec in FIELDS[kind]:
        if spec.name == "organisation":
            organisation = getattr(row, "organisation", None)
            found["organisation"] = organisation.name if organisation else ""
        elif spec.name == "indicators":
            found["indicators"] = (
                indicators if indicators is not None else list_indicator_values(row)
            )
        else:
            found[spec.name] = getattr(row, spec.name)
    found["zone"] = row.zone_id
    if isinstance(row, CatalogueRecord):
        found["disclosure"] = row.disclosure
    return found


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Values:
    return {name: (old, after[name]) for name, old in before.items() if old != after[name]}


def default_zone(by: Actor, organisation: tuple[int | None, str] | None) -> tuple[int | None, str]:
    """Id and path of the zone of a record for which none is chosen: its organisation's, where that
    lies within the user's own, so that members find their broker; else the user's own.

    `organisation`: id and path of the zone of the organisation behind the record.
    """
    own = get_zone_path(by)
    if organisation is not None and organisation[0] is not None and organisation[1].startswith(own):
        return organisation
    return get_zone_id(by), own


def _choose_zone(by: Actor, zone_id: int | None) -> tuple[int | None, str]:
    """Id and path of a zone that lies within the user's own."""
    own = get_zone_path(by)
    if zone_id is None:
        if own:
            raise _zone_refused()
        return None, ""
    path = Zone.objects.filter(pk=zone_id).values_list("path", flat=True).first()
    if path is None or not path.startswith(own):
        raise _zone_refused()
    return zone_id, path


def _zone_refused() -> ValuesError:
    return ValuesError([FieldProblem("zone", Message("catalogue.zone_not_yours"))])


def _check_disclosure(disclosure: int) -> DisclosureLevel:
    if disclosure not in SETTABLE_DISCLOSURES:
        raise ValuesError([FieldProblem("disclosure", Message("catalogue.disclosure_unknown"))])
    return DisclosureLevel(disclosure)


def _save(row: Loaded) -> None:
    try:
        with transaction.atomic():  # a failed statement must not spoil the outer one
            row.save()
    except IntegrityError as error:
        if isinstance(row, Organisation):
            raise RecordExistsError("catalogue.organisation_exists") from error
        same = type(row)._default_manager.filter(
            fingerprint=row.fingerprint, is_example=row.is_example, deleted_at__isnull=True
        )
        if not same.exclude(pk=row.pk).exists():
            raise
        raise RecordExistsError("catalogue.record_exists") from error


def _changed_meanwhile(row: Loaded) -> RecordChangedError:
    last = (
        Change.objects.filter(**{f"{KINDS[type(row)]}_id": row.pk})
        .select_related("by")
        .order_by("-id")
        .first()
    )
    at: datetime = last.at if last else row.updated_at
    by = last.by if last and isinstance(last.by, User) else None
    return RecordChangedError(
        by=str(by) if by else "", at=timezone.localtime(at), revision=row.revision
    )


def _tell(
    row: Loaded, kind: RecordKind, *, action: str, by: Actor, fields: list[str], is_open: bool
) -> None:
    if is_open:
        bump_version(kind, is_example=row.is_example)
    mark_changed(kind, [row.pk])
    audit(
        action=f"catalogue.{action}",
        by=by,
        object_kind=kind.value,
        object_id=row.pk,
        fields=fields,
        revision=row.revision,
    )
