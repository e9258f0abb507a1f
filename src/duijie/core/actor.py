"""Who acts, as far as the layers below `accounts` know."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser

Actor = AbstractBaseUser | AnonymousUser
"""`request.user`: signed in or not."""


def is_administrator(user: Actor) -> bool:
    """Whether the user is signed in, active and an administrator; anybody else is not."""
    return user.is_active and bool(getattr(user, "is_administrator", False))


def user_id(user: Actor) -> int:
    """The key of a signed-in user. A stranger has none: that is a mistake of the caller, who had
    to check the permission first."""
    if user.pk is None:
        raise ValueError("a stranger owns nothing")
    return int(user.pk)
