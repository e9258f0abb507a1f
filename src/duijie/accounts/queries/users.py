"""Reads of users."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from duijie.accounts.models import User
from duijie.accounts.permissions import (
    can_create_user,
    can_renew_password,
    check_can_list_users,
    is_signed_in,
)
from duijie.core.actor import Actor
from duijie.core.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class UserSummary:
    """The signed-in user, for the frame of every page."""

    id: int
    username: str
    display_name: str
    role: str
    language: str
    is_administrator: bool
    can_create_user: bool


@dataclass(frozen=True, slots=True)
class UserRow:
    """A user in the administrators' list."""

    id: int
    username: str
    display_name: str
    role: str
    is_active: bool
    created_at: datetime
    last_login_at: datetime | None
    can_renew_password: bool


def list_users_for_user(user: Actor) -> tuple[UserRow, ...]:
    """Everybody who has an account, the oldest first. One query.

    Raises `NotAllowedError` for all but administrators.
    """
    check_can_list_users(user)
    return tuple(
        UserRow(
            id=row.pk,
            username=row.username,
            display_name=str(row),
            role=row.role,
            is_active=row.is_active,
            created_at=row.created_at,
            last_login_at=row.last_login,
            can_renew_password=can_renew_password(user, row),
        )
        for row in User.objects.order_by("pk")
    )


def get_user(user: Actor) -> UserSummary | None:
    """What the frame of a page needs to know of the user; None for strangers. No query."""
    if not isinstance(user, User) or not is_signed_in(user):
        return None
    return UserSummary(
        id=user.pk,
        username=user.username,
        display_name=str(user),
        role=user.role,
        language=user.language,
        is_administrator=user.is_administrator,
        can_create_user=can_create_user(user),
    )


def has_administrator() -> bool:
    """Whether any administrator exists who could sign in."""
    return User.objects.filter(role="administrator", is_active=True).exists()


def get_first_administrator() -> User:
    """The oldest active administrator: in whose name the machine's owner acts on its command line.

    Raises `NotFoundError` where there is none.
    """
    user = User.objects.filter(role="administrator", is_active=True).order_by("pk").first()
    if user is None:
        raise NotFoundError("accounts.no_administrator")
    return user
