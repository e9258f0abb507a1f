"""Who has a second factor, and who has to."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db.models import Exists

from duijie.accounts.enums import Role
from duijie.accounts.models import SecondFactorRule, User
from duijie.accounts.permissions import check_can_change_user
from duijie.core.actor import Actor


def lacks_second_factor(user: Actor) -> bool:
    """Whether the user's role asks for a second factor and they have none. One query."""
    if not isinstance(user, User) or not user.is_active:
        return False
    own = Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP)
    return SecondFactorRule.objects.filter(~Exists(own), role=user.role).exists()


def must_keep_second_factor(user: Actor) -> bool:
    """Whether the user's role asks for one. One query."""
    return isinstance(user, User) and SecondFactorRule.objects.filter(role=user.role).exists()


def list_second_factor_roles(user: Actor) -> frozenset[Role]:
    """The roles that have to have one, for administrators. Raises `NotAllowedError`."""
    check_can_change_user(user)
    return frozenset(Role(role) for role in SecondFactorRule.objects.values_list("role", flat=True))


def has_second_factor(user: Actor) -> bool:
    """Whether the user has set one up. One query."""
    return (
        isinstance(user, User)
        and Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).exists()
    )
