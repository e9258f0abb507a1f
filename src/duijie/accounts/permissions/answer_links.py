"""Who may hand out answer links. Over which object, the capability asks that owns it."""

from __future__ import annotations

from django.db.models import Q

from duijie.accounts.models import AnswerLink
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
from duijie.core.actor import Actor, user_id
from duijie.core.errors import NotAllowedError

_LIST = Cell(ObjectKind.ANSWER_LINK, Action.LIST)
_CREATE = Cell(ObjectKind.ANSWER_LINK, Action.CREATE)
_CHANGE = Cell(ObjectKind.ANSWER_LINK, Action.CHANGE)


def can_list_answer_links(user: Actor) -> bool:
    return is_signed_in(user) and allows(user, _LIST)


def check_can_list_answer_links(user: Actor) -> None:
    """Raises `NotAllowedError` where `can_list_answer_links` says no."""
    if not can_list_answer_links(user):
        raise NotAllowedError("accounts.role_may_not")


def can_create_answer_link(user: Actor) -> bool:
    return is_signed_in(user) and allows(user, _CREATE)


def check_can_create_answer_link(user: Actor) -> None:
    """Raises `NotAllowedError` where `can_create_answer_link` says no."""
    if not can_create_answer_link(user):
        raise NotAllowedError("accounts.role_may_not")


def can_revoke_answer_link(user: Actor, link: AnswerLink) -> bool:
    """Whoever made it; brokers those of their zone."""
    if not is_signed_in(user):
        return False
    reach = get_reach(user, _CHANGE)
    if reach is Reach.ALL:
        return True
    if reach is Reach.ZONE and link.zone_path.startswith(get_zone_path(user)):
        return True
    return reach in {Reach.OWN, Reach.ZONE} and link.created_by_id == user_id(user)


def check_can_revoke_answer_link(user: Actor, link: AnswerLink) -> None:
    """Raises `NotAllowedError` where `can_revoke_answer_link` says no."""
    if not can_revoke_answer_link(user, link):
        raise NotAllowedError("accounts.role_may_not")


def answer_links_of(user: Actor) -> Q:
    """`can_revoke_answer_link` as a condition; for users who may list."""
    reach = get_reach(user, _LIST)
    if reach is Reach.ALL:
        return Q()
    own = Q(created_by_id=user_id(user))
    return own | Q(zone_path__startswith=get_zone_path(user)) if reach is Reach.ZONE else own
