"""Who agreed to show a record to whom: asked for, given by one side, accepted by the other."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet

from duijie.accounts.enums import DisclosureLevel, Role
from duijie.accounts.models import User
from duijie.accounts.permissions import Action, Cell, ObjectKind, check_allows
from duijie.catalogue.enums import RecordKind, RecordState
from duijie.catalogue.errors import ConsentError
from duijie.catalogue.models import Consent, Membership, Organisation
from duijie.catalogue.permissions import can_act_on_attached, get_record_level
from duijie.catalogue.services.history import write_change
from duijie.catalogue.services.loading import Loaded, lock_any
from duijie.catalogue.services.marks import mark_changed
from duijie.catalogue.services.notices import (
    CONSENT_ANSWERED,
    CONSENT_REQUESTED,
    tell,
)
from duijie.core import clock
from duijie.core.actor import Actor, user_id
from duijie.core.audit.services import record as audit
from duijie.core.errors import NotAllowedError, NotFoundError

CONSENTS_LINK: Final = "/consents/"
_CHANGE: Final = Cell(ObjectKind.CONSENT, Action.CHANGE)
_MAY_HAVE: Final = (Role.BROKER, Role.COLLECTOR, Role.MEMBER, Role.EXPERT)
"""Who can be shown more: others see all already, or never any record at all."""


def request_consent(
    *,
    kind: RecordKind,
    record_id: int,
    level: DisclosureLevel,
    by: Actor,
    reason: str = "",
    grantee_id: int | None = None,
    grantee_organisation_id: int | None = None,
    expiry_date: date | None = None,
) -> int:
    """Ask that somebody sees more of a record, and return the request's id.

    Without a grantee for oneself, who sees the record at REGISTERED already; for the own
    organisation, for its members. A broker on the record's side asks for anybody. Who asks for
    themselves has accepted with it, but for an NDA, which is accepted apart. The record's side is
    told. Raises `ConsentError`, `NotFoundError`, `NotAllowedError`.
    """
    check_allows(by, Cell(ObjectKind.CONSENT, Action.CREATE))
    if level not in (DisclosureLevel.CONSENT, DisclosureLevel.NDA):
        raise ConsentError("catalogue.consent_level")
    if expiry_date is not None and expiry_date < clock.today():
        raise ConsentError("catalogue.expiry_past")
    if grantee_id is None and grantee_organisation_id is None:
        grantee_id = user_id(by)
    with transaction.atomic():
        row = lock_any(kind, record_id)
        sees = get_record_level(by, row)
        if sees is None or sees < DisclosureLevel.REGISTERED:
            raise NotFoundError(f"catalogue.{kind}_not_found")
        is_self = _is_for_oneself(by, grantee_id, grantee_organisation_id)
        if not is_self and not can_act_on_attached(by, _CHANGE, row):
            raise NotAllowedError("catalogue.consent_for_others")
        if is_self and sees >= level:
            raise ConsentError("catalogue.consent_needless")
        if getattr(row, "state", RecordState.PUBLISHED) != RecordState.PUBLISHED:
            raise ConsentError("catalogue.consent_unpublished")
        _check_grantee(grantee_id, grantee_organisation_id)
        _check_new(kind, record_id, level, grantee_id, grantee_organisation_id)
        has_accepted = is_self and level == DisclosureLevel.CONSENT
        consent = Consent.objects.create(
            **{f"{kind}_id": record_id},
            grantee_id=grantee_id,
            grantee_organisation_id=grantee_organisation_id,
            level=level,
            reason=reason.strip()[:2000],
            requested_by_id=user_id(by),
            accepted_at=clock.now() if has_accepted else None,
            accepted_by_id=by.pk if has_accepted else None,
            expiry_date=expiry_date,
        )
        _write(consent, row, kind, "request_consent", by)
        tell(
            CONSENT_REQUESTED,
            _side_of(row),
            link=CONSENTS_LINK,
            by=by,
            params={"name": str(by)},
            about=("consent", consent.pk),
        )
    return consent.pk


def record_agreement(
    *, kind: RecordKind, record_id: int, organisation_id: int, by: Actor, accepted_by: Actor
) -> int:
    """Both sides have said elsewhere that they want to talk: the members of an organisation see the
    record at CONSENT from now on; returns the agreement's id.

    `by` stands for the record's side, `accepted_by` for the organisation's: that each has its
    side's word is the caller's to know. A request that waits is answered by it. Raises
    `ConsentError` for a record that is not published, `NotFoundError`, `NotAllowedError`.
    """
    with transaction.atomic():
        row = lock_any(kind, record_id)
        if not can_act_on_attached(by, _CHANGE, row):
            raise NotAllowedError("catalogue.consent_not_yours")
        if getattr(row, "state", RecordState.PUBLISHED) != RecordState.PUBLISHED:
            raise ConsentError("catalogue.consent_unpublished")
        _check_grantee(None, organisation_id)
        level = DisclosureLevel.CONSENT
        consent = _same(kind, record_id, level, None, organisation_id).order_by("pk").first()
        consent = consent or Consent(
            **{f"{kind}_id": record_id},
            grantee_organisation_id=organisation_id,
            level=level,
            requested_by_id=user_id(by),
        )
        if consent.given_at is None:
            consent.given_at, consent.given_by_id = clock.now(), user_id(by)
        if consent.accepted_at is None and consent.level == level:
            consent.accepted_at, consent.accepted_by_id = clock.now(), user_id(accepted_by)
        consent.save()
        _write(consent, row, kind, "record_agreement", by)
    return consent.pk


def give_consent(*, consent_id: int, by: Actor, expiry_date: date | None = None) -> None:
    """The record's side agrees: its own members, or a broker of its zone."""
    with transaction.atomic():
        consent, row, kind = _lock(consent_id, by)
        if not can_act_on_attached(by, _CHANGE, row) or consent.grantee_id == by.pk:
            raise NotAllowedError("catalogue.consent_not_yours")
        if consent.given_at is not None:
            raise ConsentError("catalogue.consent_answered")
        if expiry_date is not None:
            if expiry_date < clock.today():
                raise ConsentError("catalogue.expiry_past")
            consent.expiry_date = expiry_date
        consent.given_at, consent.given_by_id = clock.now(), by.pk
        _answer(consent, row, kind, "give_consent", by)


def accept_consent(*, consent_id: int, by: Actor) -> None:
    """The other side agrees: who is to see the record, or a member of that organisation."""
    with transaction.atomic():
        consent, row, kind = _lock(consent_id, by)
        if not _is_grantee(consent, by):
            raise NotAllowedError("catalogue.consent_not_yours")
        if consent.accepted_at is not None:
            raise ConsentError("catalogue.consent_answered")
        consent.accepted_at, consent.accepted_by_id = clock.now(), by.pk
        _answer(consent, row, kind, "accept_consent", by)


def refuse_consent(*, consent_id: int, by: Actor) -> None:
    """Either side says no, before the agreement is in force."""
    with transaction.atomic():
        consent, row, kind = _lock(consent_id, by)
        if consent.given_at is not None and consent.accepted_at is not None:
            raise ConsentError("catalogue.consent_answered")
        consent.refused_at = clock.now()
        _answer(consent, row, kind, "refuse_consent", by)


def revoke_consent(*, consent_id: int, by: Actor) -> None:
    """Either side ends an agreement; from this moment nothing more is shown by it."""
    with transaction.atomic():
        consent, row, kind = _lock(consent_id, by)
        if consent.given_at is None or consent.accepted_at is None:
            raise ConsentError("catalogue.consent_not_in_force")
        consent.revoked_at = clock.now()
        _answer(consent, row, kind, "revoke_consent", by)


def _is_for_oneself(by: Actor, grantee_id: int | None, organisation_id: int | None) -> bool:
    if grantee_id is not None:
        return organisation_id is None and grantee_id == by.pk
    return Membership.objects.filter(user=by.pk, organisation=organisation_id).exists()


def _check_grantee(grantee_id: int | None, organisation_id: int | None) -> None:
    if grantee_id is not None and organisation_id is not None:
        raise ConsentError("catalogue.consent_one_grantee")
    if grantee_id is not None:
        found = User.objects.filter(
            pk__in=[grantee_id], is_active=True, role__in=_MAY_HAVE
        ).exists()
    else:
        found = Organisation.objects.filter(
            pk__in=[organisation_id], deleted_at__isnull=True
        ).exists()
    if not found:
        raise ConsentError("catalogue.consent_no_grantee")


def _check_new(
    kind: RecordKind,
    record_id: int,
    level: DisclosureLevel,
    grantee_id: int | None,
    organisation_id: int | None,
) -> None:
    if _same(kind, record_id, level, grantee_id, organisation_id).exists():
        raise ConsentError("catalogue.consent_asked_already")


def _same(
    kind: RecordKind,
    record_id: int,
    level: DisclosureLevel,
    grantee_id: int | None,
    organisation_id: int | None,
) -> QuerySet[Consent]:
    """What has been asked for or agreed already, and still holds."""
    today = clock.today()
    return Consent.objects.filter(
        Q(expiry_date__isnull=True) | Q(expiry_date__gte=today),
        **{f"{kind}_id": record_id},
        grantee=grantee_id,
        grantee_organisation=organisation_id,
        level__gte=level,
        refused_at__isnull=True,
        revoked_at__isnull=True,
    )


def _lock(consent_id: int, by: Actor) -> tuple[Consent, Loaded, RecordKind]:
    """An agreement that is neither refused nor ended and of which the user is a side."""
    consent = Consent.objects.select_for_update().filter(pk=consent_id).first()
    if consent is not None:
        for kind in RecordKind:
            record_id = getattr(consent, f"{kind}_id")
            if record_id is None:
                continue
            row = lock_any(kind, record_id)
            if not (can_act_on_attached(by, _CHANGE, row) or _is_grantee(consent, by)):
                break
            if consent.refused_at is not None or consent.revoked_at is not None:
                raise ConsentError("catalogue.consent_answered")
            return consent, row, kind
    raise NotFoundError("catalogue.consent_not_found")


def _is_grantee(consent: Consent, by: Actor) -> bool:
    if not by.is_active or by.pk is None:
        return False
    if consent.grantee_id is not None:
        return bool(consent.grantee_id == by.pk)
    return Membership.objects.filter(
        user=by.pk, organisation=consent.grantee_organisation_id
    ).exists()


def _answer(consent: Consent, row: Loaded, kind: RecordKind, action: str, by: Actor) -> None:
    consent.save()
    _write(consent, row, kind, action, by)
    tell(
        CONSENT_ANSWERED,
        User.objects.filter(Q(pk=consent.requested_by_id) | Q(pk=consent.grantee_id)),
        link=CONSENTS_LINK,
        by=by,
        params={},
        about=("consent", consent.pk),
    )


def _side_of(row: Loaded) -> Iterable[User]:
    """The owner, and who speaks for the organisation."""
    organisation_id = row.pk if isinstance(row, Organisation) else row.organisation_id
    return User.objects.filter(
        Q(pk=row.owner_id)
        | Q(memberships__organisation_id=organisation_id, role=Role.MEMBER, is_active=True)
    ).distinct()


def _write(consent: Consent, row: Loaded, kind: RecordKind, action: str, by: Actor) -> None:
    write_change(
        row, action=action, by=by, values={"consent": (None, DisclosureLevel(consent.level).name)}
    )
    # the index keeps who has been agreed with
    mark_changed(kind, [row.pk])
    audit(
        action=f"catalogue.{action}",
        by=by,
        object_kind=kind.value,
        object_id=row.pk,
        consent=consent.pk,
        level=consent.level,
        grantee=consent.grantee_id,
        grantee_organisation=consent.grantee_organisation_id,
    )
