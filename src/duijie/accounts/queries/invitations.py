"""Reads of invitations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from duijie.accounts.enums import Role
from duijie.accounts.models import Invitation
from duijie.accounts.permissions import check_can_list_invitations, invitations_of
from duijie.accounts.queries.secret import hash_secret
from duijie.core import clock
from duijie.core.actor import Actor
from duijie.core.errors import NotFoundError
from duijie.core.paging import PAGE_SIZE, Page, page_bounds


class InvitationState(StrEnum):
    OPEN = "open"
    EXPIRED = "expired"
    ACCEPTED = "accepted"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation without its secret."""

    id: int
    display_name: str
    email: str
    role: Role
    zone_name: str
    """Empty: the whole region."""
    state: InvitationState
    created_by_name: str
    created_at: datetime
    expires_at: datetime
    mailed_at: datetime | None
    user_id: int | None


@dataclass(frozen=True, slots=True)
class OpenInvitation:
    """What the invited person is shown."""

    id: int
    display_name: str
    email: str
    role: Role
    zone_name: str
    inviter_name: str
    expires_at: datetime


def list_invitations_for_user(
    user: Actor, *, page: int = 1, size: int = PAGE_SIZE
) -> Page[InvitationRow]:
    """Those that the user could have made, the newest first. Two queries, and the one of the
    user's zone. Raises `NotAllowedError`."""
    check_can_list_invitations(user)
    found = Invitation.objects.filter(invitations_of(user))
    total = found.count()
    number, size, start, stop = page_bounds(total=total, number=page, size=size)
    rows = found.select_related("zone", "created_by").order_by("-pk")[start:stop]
    return Page(tuple(_row(row) for row in rows), total, number, size)


def list_invitations_after(
    user: Actor, *, after: int | None = None, limit: int = PAGE_SIZE
) -> list[InvitationRow]:
    """As `list_invitations_for_user`, those with an id below `after`. One query, and the one of the
    user's zone."""
    check_can_list_invitations(user)
    found = Invitation.objects.filter(invitations_of(user))
    if after is not None:
        found = found.filter(pk__lt=after)
    rows = found.select_related("zone", "created_by").order_by("-pk")[:limit]
    return [_row(row) for row in rows]


def get_open_invitation(raw: str) -> OpenInvitation:
    """What this secret opens. Raises `NotFoundError`, the same for unknown, used, revoked and
    expired ones: whether a link was ever good is nobody's affair."""
    found = find_open_invitation(raw)
    return OpenInvitation(
        id=found.pk,
        display_name=found.display_name,
        email=found.email,
        role=Role(found.role),
        zone_name=found.zone.name if found.zone is not None else "",
        inviter_name=str(found.created_by),
        expires_at=found.expires_at,
    )


def find_open_invitation(raw: str) -> Invitation:
    """As `get_open_invitation`, the row itself; for the service that takes it up."""
    found = (
        Invitation.objects.select_related("zone", "created_by__zone")
        .filter(
            secret_sha256=hash_secret(raw),
            accepted_at__isnull=True,
            revoked_at__isnull=True,
            expires_at__gt=clock.now(),
            created_by__is_active=True,
        )
        .first()
    )
    if found is None:
        raise NotFoundError("accounts.invitation_not_open")
    return found


def _row(row: Invitation) -> InvitationRow:
    return InvitationRow(
        id=row.pk,
        display_name=row.display_name,
        email=row.email,
        role=Role(row.role),
        zone_name=row.zone.name if row.zone is not None else "",
        state=_state(row),
        created_by_name=str(row.created_by),
        created_at=row.created_at,
        expires_at=row.expires_at,
        mailed_at=row.mailed_at,
        user_id=row.user_id,
    )


def _state(row: Invitation) -> InvitationState:
    if row.accepted_at is not None:
        return InvitationState.ACCEPTED
    if row.revoked_at is not None:
        return InvitationState.REVOKED
    return InvitationState.EXPIRED if row.expires_at <= clock.now() else InvitationState.OPEN
