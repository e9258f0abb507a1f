"""Who may change texts and channels, and see what became of messages: administrators."""

from __future__ import annotations

from duijie.core.actor import Actor, is_administrator
from duijie.core.errors import NotAllowedError


def can_manage_messages(user: Actor) -> bool:
    return is_administrator(user)


def check_can_manage_messages(user: Actor) -> None:
    """Raises `NotAllowedError` where `can_manage_messages` says no."""
    if not can_manage_messages(user):
        raise NotAllowedError("notify.cannot_manage")
