"""Who may ask whom to join."""

from __future__ import annotations

from typing import Final

from django.db.models import Q

from duijie.accounts.enums import Role
from duijie.accounts.models import Invitation, Zone
from duijie.accounts.permissions.table import (
    Action,
    Cell,
    ObjectKind,
    Reach,
    allows,
    get_reach,
    get_zone_path,
)
from duijie.accounts.permissions.users import is_signed_in
from duijie.core.actor import Actor
from duijie.core.errors import NotAllowedError

_LIST = Cell(ObjectKind.INVITATION, Action.LIST)
_CREATE = Cell(ObjectKind.INVITATION, Action.CREATE)
INVITED_BY_BROKERS: Final = frozenset({Role.COLLECTOR, Role.MEMBER, Role.EXPERT, Role.VISITOR})
"""Never a role that sees as much as they do, or more."""


def can_list_invitations(user: Actor) -> bool:
    return is_signed_in(user) and allows(user, _LIST)


def check_can_list_invitations(user: Actor) -> None:
    """Raises `NotAllowedError` where `can_list_invitations` says no."""
    if not can_list_invitations(user):
        raise NotAllowedError("accounts.role_may_not")


def list_invitable_roles(user: Actor) -> tuple[Role, ...]:
    """Whom this user may invite; nobody for most."""
    if not is_signed_in(user):
        return ()
    reach = get_reach(user, _CREATE)
    if reach is Reach.ALL:
        return tuple(Role)
    return tuple(role for role in Role if role in INVITED_BY_BROKERS and reach is Reach.ZONE)


def can_invite(user: Actor, role: Role, zone: Zone | None) -> bool:
    """Into their own zone and those below it. Also asked of a stored invitation, before its link
    is made anew: who holds the link can take it up."""
    if role not in list_invitable_roles(user):
        return False
    if get_reach(user, _CREATE) is Reach.ALL:
        return True
    own = get_zone_path(user)
    return not own or (zone is not None and zone.path.startswith(own))


def check_can_invite(user: Actor, role: Role, zone: Zone | None) -> None:
    """Raises `NotAllowedError` where `can_invite` says no."""
    if not can_invite(user, role, zone):
        raise NotAllowedError("accounts.cannot_invite")


def invitations_of(user: Actor) -> Q:
    """`can_invite` as a condition on stored invitations."""
    roles = list_invitable_roles(user)
    condition = Q(role__in=roles)
    own = get_zone_path(user)
    if roles and get_reach(user, _CREATE) is not Reach.ALL and own:
        condition &= Q(zone__path__startswith=own)
    return condition


def can_change_invitation(user: Actor, invitation: Invitation) -> bool:
    return can_invite(user, Role(invitation.role), invitation.zone)
