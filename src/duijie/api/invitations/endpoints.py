"""Invitations: list, make, send again, take back. They are taken up on a page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from duijie.accounts.enums import Role
from duijie.accounts.errors import InvitationError
from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.accounts.queries import InvitationState, list_invitations_after
from duijie.accounts.services import (
    IssuedInvitation,
    create_invitation,
    resend_invitation,
    revoke_invitation,
)
from duijie.api.doors import door
from duijie.api.paging import PageInfo, PageQuery, page_of, read_cursor
from duijie.api.schemas import Body, RowId
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.queries import get_organisation_for_user, get_record_for_change
from duijie.core.actor import Actor
from duijie.core.notify.links import absolute_link

router = Router(tags=["invitations"])
_CHANGE = Cell(ObjectKind.INVITATION, Action.CHANGE)


class InvitationBody(Body):
    """Whom to invite; a member to speak for an organisation, an expert for their own record."""

    display_name: str = Field(min_length=1, max_length=100)
    role: Role
    zone_id: RowId | None = None
    email: str = Field("", max_length=254)
    days: int = Field(14, ge=1, le=60)
    organisation_id: RowId | None = None
    expert_id: RowId | None = None


class InvitationSchema(Schema):
    """An invitation without its link."""

    id: int
    display_name: str
    email: str
    role: Role
    zone_name: str
    state: InvitationState
    created_by_name: str
    created_at: datetime
    expires_at: datetime
    mailed_at: datetime | None
    user_id: int | None


class InvitationPage(PageInfo):
    items: list[InvitationSchema]


class IssuedInvitationSchema(Schema):
    """The link, told once: null where the answer is a repeated one."""

    id: int
    link: str | None
    is_mailed: bool


@door(
    router,
    "GET",
    "",
    cell=Cell(ObjectKind.INVITATION, Action.LIST),
    name="list_invitations",
    response=InvitationPage,
)
def list_invitations(request: HttpRequest, query: Query[PageQuery]) -> Any:
    """Those that the caller could have made, the newest first."""
    rows = list_invitations_after(
        request.user, after=read_cursor(query.cursor), limit=query.limit + 1
    )
    return page_of(rows, limit=query.limit)


@door(
    router,
    "POST",
    "",
    cell=Cell(ObjectKind.INVITATION, Action.CREATE),
    name="create_invitation",
    secrets=("link",),
    response={201: IssuedInvitationSchema},
)
def create(request: HttpRequest, payload: InvitationBody) -> Any:
    """Invite somebody, by mail where there is an address and a mail server."""
    issued = create_invitation(
        display_name=payload.display_name,
        role=payload.role,
        zone_id=payload.zone_id,
        email=payload.email,
        days=payload.days,
        context=_context(request.user, payload),
        by=request.user,
    )
    return Status(201, _issued(issued))


@door(
    router,
    "POST",
    "/{int:invitation_id}/resend",
    cell=_CHANGE,
    name="resend_invitation",
    secrets=("link",),
    response=IssuedInvitationSchema,
)
def resend(request: HttpRequest, invitation_id: RowId) -> Any:
    """A new link; the one before opens nothing any more."""
    return _issued(resend_invitation(invitation_id=invitation_id, by=request.user))


@door(
    router,
    "DELETE",
    "/{int:invitation_id}",
    cell=_CHANGE,
    name="revoke_invitation",
    response={204: None},
)
def revoke(request: HttpRequest, invitation_id: RowId) -> Any:
    """Take it back: its link opens nothing any more."""
    revoke_invitation(invitation_id=invitation_id, by=request.user)
    return Status(204, None)


def _context(user: Actor, payload: InvitationBody) -> dict[str, object]:
    """What the new user will be to the record. Whether the inviter may promise it is asked when the
    invitation is taken up; here only what they do not even see is refused."""
    if payload.role == Role.MEMBER:
        if payload.organisation_id is None:
            raise InvitationError("accounts.organisation_missing")
        get_organisation_for_user(payload.organisation_id, user)
        return {"organisation_id": payload.organisation_id}
    if payload.role == Role.EXPERT and payload.expert_id is not None:
        get_record_for_change(RecordKind.EXPERT, payload.expert_id, user)
        return {"expert_id": payload.expert_id}
    return {}


def _issued(issued: IssuedInvitation) -> dict[str, Any]:
    return {
        "id": issued.id,
        "link": absolute_link(f"/invitations/{issued.secret}/"),
        "is_mailed": issued.is_mailed,
    }
