"""Asking people to join, and their joining."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from django.db import transaction

from duijie.accounts.enums import Role
from duijie.accounts.errors import InvitationError
from duijie.accounts.models import Invitation, User, Zone
from duijie.accounts.permissions import (
    can_change_invitation,
    check_can_invite,
    check_can_list_invitations,
)
from duijie.accounts.queries.invitations import find_open_invitation
from duijie.accounts.queries.secret import hash_secret
from duijie.accounts.services.users import clean_email, store_user
from duijie.accounts.signals import invitation_accepted
from duijie.core import clock
from duijie.core.actor import Actor, user_id
from duijie.core.audit.services import record
from duijie.core.errors import NotFoundError
from duijie.core.notify.services import notify
from duijie.core.notify.types import Recipient

DAYS: Final = 14
MOST_DAYS: Final = 60
MAIL_KIND: Final = "accounts.invitation"


@dataclass(frozen=True, slots=True)
class IssuedInvitation:
    """An invitation with the secret of its link, which exists here and nowhere else in clear."""

    id: int
    secret: str = field(repr=False)
    is_mailed: bool
    """Whether a mail is on its way; else the link has to be handed over."""


def create_invitation(
    *,
    display_name: str,
    role: Role,
    zone_id: int | None,
    by: Actor,
    email: str = "",
    context: Mapping[str, object] | None = None,
    days: int = DAYS,
    address: str = "/invitations/{secret}/",
) -> IssuedInvitation:
    """Invite somebody, by mail where there is an address and a mail server.

    `context` is handed to `signals.invitation_accepted`: whether `by` may promise what stands in it
    is asked there. `address` is the path of the page that takes it up. Raises `NotAllowedError`
    for a role or zone that is not the user's to give, `NotFoundError` for an unknown zone,
    `UserError` for a malformed address, `InvitationError` for no name or no span of days.
    """
    check_can_list_invitations(by)
    zone = _zone(zone_id)
    check_can_invite(by, Role(role), zone)
    shown = " ".join(display_name.split())
    if not shown or len(shown) > 100:
        raise InvitationError("accounts.invitation_name_missing")
    if not 1 <= days <= MOST_DAYS:
        raise InvitationError("accounts.invitation_days_out_of_range", most=MOST_DAYS)
    raw = secrets.token_urlsafe(24)
    with transaction.atomic():
        invitation = Invitation.objects.create(
            display_name=shown,
            email=clean_email(email),
            role=Role(role),
            zone=zone,
            context=dict(context or {}),
            secret_sha256=hash_secret(raw),
            created_by_id=user_id(by),
            expires_at=clock.now() + timedelta(days=days),
        )
        is_mailed = _send(invitation, address.format(secret=raw), by)
        record(
            action="accounts.create_invitation",
            by=by,
            object_kind="invitation",
            object_id=invitation.pk,
            role=role,
            zone=zone_id,
            context=dict(context or {}),
        )
    return IssuedInvitation(invitation.pk, raw, is_mailed)


def resend_invitation(
    *, invitation_id: int, by: Actor, days: int = DAYS, address: str = "/invitations/{secret}/"
) -> IssuedInvitation:
    """Make a new link, open for `days` from now; the one before opens nothing any more.

    From now on it is `by` who invites. Raises `NotFoundError`, for invitations of roles and zones
    that are not the user's to give too; `InvitationError` for one that was taken up.
    """
    check_can_list_invitations(by)
    raw = secrets.token_urlsafe(24)
    with transaction.atomic():
        invitation = _lock(invitation_id, by)
        invitation.secret_sha256 = hash_secret(raw)
        invitation.created_by_id = user_id(by)
        invitation.expires_at = clock.now() + timedelta(days=days)
        invitation.revoked_at = None
        invitation.save(update_fields=["secret_sha256", "created_by", "expires_at", "revoked_at"])
        is_mailed = _send(invitation, address.format(secret=raw), by)
        _note("resend_invitation", invitation, by)
    return IssuedInvitation(invitation.pk, raw, is_mailed)


def revoke_invitation(*, invitation_id: int, by: Actor) -> None:
    """Its link opens nothing any more. Raises as `resend_invitation`."""
    check_can_list_invitations(by)
    with transaction.atomic():
        invitation = _lock(invitation_id, by)
        if invitation.revoked_at is not None:
            return
        invitation.revoked_at = clock.now()
        invitation.save(update_fields=["revoked_at"])
        _note("revoke_invitation", invitation, by)


def accept_invitation(*, raw: str, username: str, password: str) -> User:
    """Make the account of whoever holds the link; the link is used up. No `by`: the link is the
    right.

    Raises `NotFoundError` for a link that opens nothing, and where the inviter could no longer give
    this role or zone; `UserError` for the name or the password, after which the link still works;
    whatever a receiver of `invitation_accepted` refuses.
    """
    with transaction.atomic():
        found = find_open_invitation(raw)
        # two people with the same link at the same moment: the second waits and finds nothing
        Invitation.objects.select_for_update().get(pk=found.pk)
        invitation = find_open_invitation(raw)
        inviter = invitation.created_by
        if not can_change_invitation(inviter, invitation):
            raise NotFoundError("accounts.invitation_not_open")
        user = store_user(
            username=username.strip(),
            display_name=invitation.display_name,
            role=Role(invitation.role),
            password=password,
            by=inviter,
            zone_id=invitation.zone_id,
            email=invitation.email,
        )
        invitation.accepted_at = clock.now()
        invitation.user = user
        invitation.save(update_fields=["accepted_at", "user"])
        invitation_accepted.send(User, user=user, context=dict(invitation.context), by=inviter)
        _note("accept_invitation", invitation, user)
    return user


def _zone(zone_id: int | None) -> Zone | None:
    if zone_id is None:
        return None
    zone = Zone.objects.filter(pk=zone_id).first()
    if zone is None:
        raise NotFoundError("accounts.zone_not_found")
    return zone


def _lock(invitation_id: int, by: Actor) -> Invitation:
    invitation = Invitation.objects.select_for_update().filter(pk=invitation_id).first()
    if invitation is None or not can_change_invitation(by, invitation):
        raise NotFoundError("accounts.invitation_not_found")
    if invitation.accepted_at is not None:
        raise InvitationError("accounts.invitation_taken_up")
    return invitation


def _send(invitation: Invitation, link: str, by: Actor) -> bool:
    if not invitation.email:
        return False
    outcome = notify(
        kind=MAIL_KIND,
        to=[Recipient(name=invitation.display_name, email=invitation.email)],
        params={"name": invitation.display_name, "inviter": str(by)},
        link=link,
        by=by,
        object_kind="invitation",
        object_id=invitation.pk,
    )
    is_mailed = bool(outcome.notification_ids)
    if is_mailed:
        invitation.mailed_at = clock.now()
        invitation.save(update_fields=["mailed_at"])
    return is_mailed


def _note(act: str, invitation: Invitation, by: Actor) -> None:
    record(action=f"accounts.{act}", by=by, object_kind="invitation", object_id=invitation.pk)
