"""People who leave, and come back."""

from __future__ import annotations

from django.db import transaction

from duijie.accounts.enums import Role
from duijie.accounts.errors import UserError
from duijie.accounts.models import AnswerLink, Invitation, User
from duijie.accounts.permissions import check_can_change_user, check_can_close_user
from duijie.accounts.services.tokens import revoke_tokens_of
from duijie.accounts.services.users import (
    IssuedAccount,
    check_not_last_administrator,
    lock_user,
    new_password,
)
from duijie.accounts.signals import user_closing
from duijie.core import clock
from duijie.core.actor import Actor
from duijie.core.audit.services import record


def close_user(*, user_id: int, heir_id: int | None, by: Actor) -> None:
    """End an account at once, with its sessions, tokens and open invitations.

    Its answer links go on in the name of the heir, without one they end. Records are handed over
    by `catalogue`: whoever closes calls that in the same transaction. The password goes with the
    account, so that reopening it revives no old session. Raises `NotAllowedError`,
    `NotFoundError`, `UserError` for the last administrator and for an heir who cannot work.
    """
    check_can_change_user(by)
    with transaction.atomic():
        user = lock_user(user_id)
        check_can_close_user(by, user)
        if not user.is_active:
            return
        check_not_last_administrator(user)
        _check_heir(user, heir_id)
        user_closing.send(User, user=user, heir_id=heir_id, by=by)
        now = clock.now()
        user.is_active = False
        user.set_unusable_password()
        user.save(update_fields=["is_active", "password"])
        links = AnswerLink.objects.filter(created_by=user, revoked_at__isnull=True)
        handed_on = links.count()
        if heir_id is None:
            links.update(revoked_at=now)
        else:
            links.update(created_by_id=heir_id)
        record(
            action="accounts.close_user",
            by=by,
            object_kind="user",
            object_id=user.pk,
            heir=heir_id,
            tokens=revoke_tokens_of(user.pk),
            links=handed_on,
            invitations=Invitation.objects.filter(
                created_by=user, accepted_at__isnull=True, revoked_at__isnull=True
            ).update(revoked_at=now),
        )


def reopen_user(*, user_id: int, by: Actor) -> IssuedAccount:
    """Let somebody back in, with a password of our making. Raises `NotAllowedError`,
    `NotFoundError`, `UserError` for an open account."""
    check_can_change_user(by)
    password = new_password()
    with transaction.atomic():
        user = lock_user(user_id)
        if user.is_active:
            raise UserError("accounts.user_is_open")
        user.is_active = True
        user.set_password(password)
        user.save(update_fields=["is_active", "password"])
        record(action="accounts.reopen_user", by=by, object_kind="user", object_id=user.pk)
    return IssuedAccount(user.username, password)


def _check_heir(user: User, heir_id: int | None) -> None:
    if heir_id is None:
        return
    can_work = User.objects.filter(
        pk=heir_id,
        is_active=True,
        role__in=[Role.ADMINISTRATOR, Role.BROKER, Role.COLLECTOR],
    ).exclude(pk=user.pk)
    if not can_work.exists():
        raise UserError("accounts.heir_cannot_work")
