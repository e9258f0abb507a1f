"""Second factors: which roles need one, and what is done where somebody has lost theirs."""

from __future__ import annotations

from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from django.db import transaction

from duijie.accounts.enums import Role
from duijie.accounts.models import SecondFactorRule
from duijie.accounts.permissions import (
    check_can_change_user,
    check_can_list_users,
    check_can_renew_password,
)
from duijie.accounts.services.users import lock_user
from duijie.core.actor import Actor
from duijie.core.audit.services import record


def require_second_factor(*, roles: Iterable[Role], by: Actor) -> None:
    """From now on exactly these roles need a second factor: who has none is led to set one up with
    their next click. Raises `NotAllowedError`."""
    check_can_change_user(by)
    wanted = {Role(role).value for role in roles}
    with transaction.atomic():
        present = set(SecondFactorRule.objects.select_for_update().values_list("role", flat=True))
        if wanted == present:
            return
        SecondFactorRule.objects.exclude(role__in=wanted).delete()
        SecondFactorRule.objects.bulk_create(
            [SecondFactorRule(role=role) for role in sorted(wanted - present)]
        )
        record(
            action="accounts.require_second_factor",
            by=by,
            object_kind="second_factor",
            old=sorted(present),
            new=sorted(wanted),
        )


def reset_second_factor(*, user_id: int, by: Actor) -> None:
    """Forget somebody's lost factor and recovery codes; they sign in with the password alone and,
    where their role needs a factor, set up a new one.

    One's own is taken away by who still has it. Raises `NotAllowedError`, `NotFoundError`.
    """
    check_can_list_users(by)
    with transaction.atomic():
        user = lock_user(user_id)
        check_can_renew_password(by, user)
        removed, _ = Authenticator.objects.filter(user_id=user.pk).delete()
        if removed:
            record(
                action="accounts.reset_second_factor",
                by=by,
                object_kind="user",
                object_id=user.pk,
            )
