"""Who may change what the installation is set to. Everybody may know it."""

from __future__ import annotations

from duijie.core.actor import Actor, is_administrator
from duijie.core.errors import NotAllowedError


def can_change_preferences(user: Actor) -> bool:
    return is_administrator(user)


def check_can_change_preferences(user: Actor) -> None:
    """Raises `NotAllowedError` where `can_change_preferences` says no."""
    if not can_change_preferences(user):
        raise NotAllowedError("preferences.cannot_change")
