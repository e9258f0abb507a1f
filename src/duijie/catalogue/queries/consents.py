"""Agreements and requests, as far as the user is one of their sides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from duijie.accounts.enums import DisclosureLevel
from duijie.accounts.permissions import Action, Cell, ObjectKind, allows, get_reach
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.models import Consent, Expert, Membership, Need, Offer, Organisation
from duijie.catalogue.permissions import Viewer, covered_records, covers, get_level, get_viewer
from duijie.core import clock
from duijie.core.actor import Actor
from duijie.core.paging import PAGE_SIZE, Page, page_bounds

_MODELS: Final[Mapping[RecordKind, Any]] = {
    RecordKind.NEED: Need,
    RecordKind.OFFER: Offer,
    RecordKind.EXPERT: Expert,
    RecordKind.ORGANISATION: Organisation,
}
_SEE: Final = Cell(ObjectKind.CONSENT, Action.SEE)
_CHANGE: Final = Cell(ObjectKind.CONSENT, Action.CHANGE)


class ConsentState(StrEnum):
    """Where an agreement stands."""

    OPEN = "open"
    IN_FORCE = "in_force"
    REFUSED = "refused"
    REVOKED = "revoked"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """An agreement, or a request for one."""

    id: int
    kind: str
    record_id: int
    title: str
    """As far as the user sees the record; empty where they do not."""
    grantee_name: str
    level: DisclosureLevel
    reason: str
    state: ConsentState
    requested_by_name: str
    requested_at: datetime
    is_given: bool
    """The record's side has agreed."""
    is_accepted: bool
    """The other side has agreed."""
    expiry_date: date | None
    can_give: bool
    can_accept: bool
    can_refuse: bool
    can_revoke: bool


def list_consents_for_user(
    user: Actor, *, only_open: bool = False, page: int = 1, size: int = PAGE_SIZE
) -> Page[ConsentRow]:
    """Those of the user's own records and zone, and those that show something to the user or to
    their organisation, the latest first. As many queries for one row as for a page."""
    organisations = _own_organisations(user)
    consents = _of_user(user, organisations, only_open=only_open)
    total = consents.count()
    number, size, start, stop = page_bounds(total=total, number=page, size=size)
    found = _related(consents).order_by("-pk")[start:stop]
    return Page(_rows(list(found), user, organisations), total, number, size)


def list_consents_after(
    user: Actor, *, only_open: bool = False, after: int | None = None, limit: int = PAGE_SIZE
) -> tuple[ConsentRow, ...]:
    """As `list_consents_for_user`, those with an id below `after`."""
    organisations = _own_organisations(user)
    consents = _of_user(user, organisations, only_open=only_open)
    if after is not None:
        consents = consents.filter(pk__lt=after)
    return _rows(list(_related(consents).order_by("-pk")[:limit]), user, organisations)


def _of_user(user: Actor, organisations: frozenset[int], *, only_open: bool) -> QuerySet[Consent]:
    if not user.is_active or user.pk is None:
        return Consent.objects.none()
    condition = (
        Q(grantee_id=user.pk)
        | Q(requested_by_id=user.pk)
        | Q(grantee_organisation_id__in=organisations)
    )
    reach = get_reach(user, _CHANGE)
    for kind, model in _MODELS.items():
        # asked of each agreement: those are few, and listing all records first takes a second
        records = covered_records(model, user, reach).filter(pk=OuterRef(f"{kind}_id"))
        condition |= Q(Exists(records))
    consents = Consent.objects.filter(condition)
    return _open(consents) if only_open else consents


def list_consents_of_record(
    kind: RecordKind, record_id: int, user: Actor
) -> tuple[ConsentRow, ...]:
    """All of one record for its own side; for others only theirs; none for roles without
    agreements."""
    if not allows(user, _SEE):
        return ()
    organisations = _own_organisations(user)
    consents = Consent.objects.filter(**{f"{kind}_id": record_id})
    record = _MODELS[kind]._default_manager.filter(pk=record_id).first()
    is_side = record is not None and covers(
        get_viewer(user, kind), get_reach(user, _CHANGE), record
    )
    if not is_side:
        consents = consents.filter(
            Q(grantee=user.pk) | Q(requested_by=user.pk) | Q(grantee_organisation__in=organisations)
        )
    if user.pk is None:
        consents = consents.none()
    return _rows(list(_related(consents).order_by("-pk")), user, organisations)


def _own_organisations(user: Actor) -> frozenset[int]:
    if user.pk is None:
        return frozenset()
    found = Membership.objects.filter(user_id=user.pk)
    return frozenset(found.values_list("organisation_id", flat=True))


def _open(consents: QuerySet[Consent]) -> QuerySet[Consent]:
    return consents.filter(
        Q(given_at__isnull=True) | Q(accepted_at__isnull=True),
        Q(expiry_date__isnull=True) | Q(expiry_date__gte=clock.today()),
        refused_at__isnull=True,
        revoked_at__isnull=True,
    )


def _related(consents: QuerySet[Consent]) -> QuerySet[Consent]:
    return consents.select_related(
        "grantee", "grantee_organisation", "requested_by", *(str(kind) for kind in RecordKind)
    )


def _rows(
    consents: list[Consent], user: Actor, organisations: frozenset[int]
) -> tuple[ConsentRow, ...]:
    viewers = {kind: get_viewer(user, kind) for kind in RecordKind} if consents else {}
    return tuple(_row(consent, user, viewers, organisations) for consent in consents)


def _row(
    consent: Consent,
    user: Actor,
    viewers: Mapping[RecordKind, Viewer],
    organisations: frozenset[int],
) -> ConsentRow:
    kind, record = next(
        (kind, found) for kind in RecordKind if (found := getattr(consent, str(kind))) is not None
    )
    state = _state(consent)
    is_side = covers(viewers[kind], get_reach(user, _CHANGE), record)
    is_grantee = consent.grantee_id == user.pk or consent.grantee_organisation_id in organisations
    is_open = state is ConsentState.OPEN
    return ConsentRow(
        id=consent.pk,
        kind=kind.value,
        record_id=record.pk,
        title=_title(record, viewers[kind]),
        grantee_name=str(consent.grantee or consent.grantee_organisation or ""),
        level=DisclosureLevel(consent.level),
        reason=consent.reason,
        state=state,
        requested_by_name=str(consent.requested_by),
        requested_at=consent.requested_at,
        is_given=consent.given_at is not None,
        is_accepted=consent.accepted_at is not None,
        expiry_date=consent.expiry_date,
        can_give=is_open and is_side and consent.given_at is None and consent.grantee_id != user.pk,
        can_accept=is_open and is_grantee and consent.accepted_at is None,
        can_refuse=is_open and (is_side or is_grantee),
        can_revoke=state is ConsentState.IN_FORCE and (is_side or is_grantee),
    )


def _title(record: Model, viewer: Viewer) -> str:
    level = None if getattr(record, "deleted_at", None) else get_level(viewer, record)
    if level is None:
        return ""
    if isinstance(record, Organisation):
        return record.name
    name = "title" if level >= DisclosureLevel.REGISTERED else "teaser_title"
    return str(getattr(record, name))


def _state(consent: Consent) -> ConsentState:
    if consent.refused_at is not None:
        return ConsentState.REFUSED
    if consent.revoked_at is not None:
        return ConsentState.REVOKED
    if consent.expiry_date is not None and consent.expiry_date < clock.today():
        return ConsentState.EXPIRED
    is_agreed = consent.given_at is not None and consent.accepted_at is not None
    return ConsentState.IN_FORCE if is_agreed else ConsentState.OPEN
