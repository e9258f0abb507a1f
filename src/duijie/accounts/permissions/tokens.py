"""Who may do what with tokens."""

from __future__ import annotations

from duijie.accounts.models import ApiToken
from duijie.accounts.permissions.table import Action, Cell, ObjectKind, Reach, allows, get_reach
from duijie.accounts.permissions.users import is_signed_in
from duijie.core.actor import Actor
from duijie.core.errors import NotAllowedError

_LIST = Cell(ObjectKind.TOKEN, Action.LIST)
_CREATE = Cell(ObjectKind.TOKEN, Action.CREATE)
_REVOKE = Cell(ObjectKind.TOKEN, Action.DELETE)


def can_list_tokens(user: Actor) -> bool:
    """One's own; `can_list_all_tokens` for everybody's."""
    return is_signed_in(user) and allows(user, _LIST)


def check_can_list_tokens(user: Actor) -> None:
    """Raises `NotAllowedError` where `can_list_tokens` says no."""
    if not can_list_tokens(user):
        raise NotAllowedError("accounts.role_may_not")


def can_list_all_tokens(user: Actor) -> bool:
    return is_signed_in(user) and get_reach(user, _LIST) is Reach.ALL


def check_can_list_all_tokens(user: Actor) -> None:
    """Raises `NotAllowedError` where `can_list_all_tokens` says no."""
    if not can_list_all_tokens(user):
        raise NotAllowedError("accounts.role_may_not")


def can_create_token(user: Actor) -> bool:
    """For oneself: nobody makes a token for somebody else."""
    return is_signed_in(user) and allows(user, _CREATE)


def check_can_create_token(user: Actor) -> None:
    """Raises `NotAllowedError` where `can_create_token` says no."""
    if not can_create_token(user):
        raise NotAllowedError("accounts.role_may_not")


def can_revoke_token(user: Actor, token: ApiToken) -> bool:
    if not is_signed_in(user):
        return False
    reach = get_reach(user, _REVOKE)
    return reach is Reach.ALL or (reach is Reach.OWN and token.user_id == user.pk)


def check_can_revoke_token(user: Actor, token: ApiToken) -> None:
    """Raises `NotAllowedError` where `can_revoke_token` says no."""
    if not can_revoke_token(user, token):
        raise NotAllowedError("accounts.role_may_not")
