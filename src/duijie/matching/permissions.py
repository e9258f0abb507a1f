"""Who may have needs matched."""

from __future__ import annotations

from duijie.accounts.permissions import is_member
from duijie.core.actor import Actor
from duijie.core.errors import NotAllowedError


def can_request_matching(user: Actor) -> bool:
    return is_member(user)


def check_can_request_matching(user: Actor) -> None:
    """Raises `NotAllowedError` where `can_request_matching` says no."""
    if not can_request_matching(user):
        raise NotAllowedError("matching.cannot_match")
