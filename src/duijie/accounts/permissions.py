"""Who may do what with users. Other capabilities ask here who is a member of staff."""

from __future__ import annotations

from duijie.core.actor import Actor, is_administrator
from duijie.core.errors import NotAllowedError


def is_member(user: Actor) -> bool:
    """Whether somebody is signed in and their account has not been closed."""
    return user.is_authenticated and user.is_active


def can_create_user(user: Actor) -> bool:
    return is_administrator(user)


def check_can_create_user(user: Actor) -> None:
    """Raises `NotAllowedError` where `can_create_user` says no."""
    if not can_create_user(user):
        raise NotAllowedError("accounts.cannot_create_user")
