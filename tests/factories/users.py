"""Users of either role."""

from __future__ import annotations

from itertools import count

from duijie.accounts.enums import Role
from duijie.accounts.models import User

_numbers = count(1)


def make_user(role: Role = Role.BROKER, *, username: str = "", is_active: bool = True) -> User:
    """A stored user without a usable password: tests sign in by `client.force_login`."""
    name = username or f"user{next(_numbers)}"
    user = User(username=name, display_name=name.title(), role=role, is_active=is_active)
    user.set_unusable_password()
    user.save()
    return user


def make_broker() -> User:
    return make_user(Role.BROKER)


def make_administrator() -> User:
    return make_user(Role.ADMINISTRATOR)
