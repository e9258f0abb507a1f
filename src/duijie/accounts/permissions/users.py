"""Who may do what with users. Other capabilities ask here who is a member of staff."""

from __future__ import annotations

from duijie.accounts.models import User
from duijie.core.actor import Actor, is_administrator
from duijie.core.errors import NotAllowedError


def is_signed_in(user: Actor) -> bool:
    """Whether somebody is signed in and their account has not been closed."""
    return user.is_authenticated and user.is_active


def can_create_user(user: Actor) -> bool:
    return is_administrator(user)


def check_can_create_user(user: Actor) -> None:
    """Raises `NotAllowedError` where `can_create_user` says no."""
    if not can_create_user(user):
        raise NotAllowedError("accounts.cannot_create_user")


def can_list_users(user: Actor) -> bool:
    return is_administrator(user)


def check_can_list_users(user: Actor) -> None:
    """Raises `NotAllowedError` where `can_list_users` says no."""
    if not can_list_users(user):
        raise NotAllowedError("accounts.cannot_list_users")


def can_renew_password(user: Actor, other: User) -> bool:
    """Administrators, for others: one's own is changed by who knows the present one."""
    return is_administrator(user) and other.pk != user.pk


def check_can_renew_password(user: Actor, other: User) -> None:
    """Raises `NotAllowedError` where `can_renew_password` says no."""
    if not can_renew_password(user, other):
        raise NotAllowedError("accounts.cannot_renew_password")


def can_change_user(user: Actor) -> bool:
    """Name, mail, role and zone of anybody, oneself included."""
    return is_administrator(user)


def check_can_change_user(user: Actor) -> None:
    """Raises `NotAllowedError` where `can_change_user` says no."""
    if not can_change_user(user):
        raise NotAllowedError("accounts.cannot_change_user")


def can_close_user(user: Actor, other: User) -> bool:
    """Administrators, others than themselves: nobody locks themselves out by a slip."""
    return is_administrator(user) and other.pk != user.pk


def check_can_close_user(user: Actor, other: User) -> None:
    """Raises `NotAllowedError` where `can_close_user` says no."""
    if not can_close_user(user, other):
        raise NotAllowedError("accounts.cannot_close_user")
