"""Who may do what with zones."""

from __future__ import annotations

from duijie.accounts.permissions.table import Action, Cell, ObjectKind, allows
from duijie.accounts.permissions.users import is_signed_in
from duijie.core.actor import Actor
from duijie.core.errors import NotAllowedError


def can_list_zones(user: Actor) -> bool:
    """As a tree with its numbers; whoever writes records chooses among their own anyway."""
    return is_signed_in(user) and allows(user, Cell(ObjectKind.ZONE, Action.LIST))


def check_can_list_zones(user: Actor) -> None:
    """Raises `NotAllowedError` where `can_list_zones` says no."""
    if not can_list_zones(user):
        raise NotAllowedError("accounts.role_may_not")


def can_change_zones(user: Actor) -> bool:
    return is_signed_in(user) and allows(user, Cell(ObjectKind.ZONE, Action.CHANGE))


def check_can_change_zones(user: Actor) -> None:
    """Raises `NotAllowedError` where `can_change_zones` says no."""
    if not can_change_zones(user):
        raise NotAllowedError("accounts.role_may_not")
