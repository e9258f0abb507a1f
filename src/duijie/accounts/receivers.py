"""What accounts write down of what happens on the sign-in pages."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, password_reset
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_removed
from allauth.socialaccount.signals import social_account_added
from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver

from duijie.accounts.models import User
from duijie.core.audit.services import record


def _note(action: str, user: User, **details: Any) -> None:
    with transaction.atomic():
        record(
            action=f"accounts.{action}",
            by=user,
            object_kind="user",
            object_id=user.pk,
            **details,
        )


@receiver(post_save, sender=Authenticator, dispatch_uid="accounts.note_added_factor")
def note_added_factor(*, instance: Any, created: bool, **_: Any) -> None:
    """In the transaction of the act; the signal of allauth comes after it."""
    if created:
        _note("add_second_factor", instance.user, kind=str(instance.type))


@receiver(authenticator_removed, dispatch_uid="accounts.note_removed_factor")
def note_removed_factor(*, user: User, authenticator: Any, **_: Any) -> None:
    _note("remove_second_factor", user, kind=str(authenticator.type))


@receiver(password_changed, dispatch_uid="accounts.note_changed_password")
def note_changed_password(*, user: User, **_: Any) -> None:
    _note("change_password", user)


@receiver(password_reset, dispatch_uid="accounts.note_reset_password")
def note_reset_password(*, user: User, **_: Any) -> None:
    _note("reset_password", user)


@receiver(social_account_added, dispatch_uid="accounts.note_linked_account")
def note_linked_account(*, sociallogin: Any, **_: Any) -> None:
    _note("link_account", sociallogin.user)
