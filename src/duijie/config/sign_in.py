"""How allauth signs people in here: accounts are given, not taken."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from duijie.accounts.models import User
from duijie.accounts.queries import must_keep_second_factor
from duijie.config.sealing import seal, unseal
from duijie.core.audit.services import record
from duijie.core.notify.services import notify
from duijie.core.notify.types import Recipient

RESET_PREFIX = "account/email/password_reset_key"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth ships no types
    """Closed: nobody signs up. Mail goes through `core.notify`, and only where it is asked for."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """The link for a forgotten password; all else that allauth would write is left out.

        The link is made of our own address: a forged Host header must not send it elsewhere.
        """
        if template_prefix != RESET_PREFIX:
            return
        user: User = context["user"]
        path = urlsplit(context["password_reset_url"]).path
        notify(
            kind="accounts.password_reset",
            to=[Recipient(name=str(user), email=email, language=user.language)],
            params={"name": str(user), "username": user.username},
            link=path,
            by=None,
            object_kind="user",
            object_id=user.pk,
        )


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets are kept sealed with the server's key: a copy of the database signs nobody in."""

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """Not where the role asks for one: an administrator resets a lost factor."""
        return not must_keep_second_factor(authenticator.user)


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """People of the provider: those who have an account here, and new ones in one role at most."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002
        return bool(settings.OIDC.create_role)

    def authenticate_by_email(self, sociallogin: Any) -> tuple[User, str] | None:
        """The one open account with a mail address that the provider says it has verified.

        Only `true` counts: some providers send the text "false". Two accounts with one address are
        nobody's: which of them is meant cannot be known.
        """
        for address in sociallogin.email_addresses:
            if address.verified is not True:
                continue
            if not self.can_authenticate_by_email(sociallogin, address.email):
                continue
            found = list(User.objects.filter(email__iexact=address.email, is_active=True)[:2])
            if len(found) == 1:
                return found[0], address.email
        return None

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> User:
        user: User = super().populate_user(request, sociallogin, data)
        user.display_name = str(data.get("name") or data.get("username") or "")[:100]
        return user

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> User:
        """A new account in the role of the settings, and its audit row."""
        with transaction.atomic():
            sociallogin.user.role = settings.OIDC.create_role
            user: User = super().save_user(request, sociallogin, form)
            if not user.display_name:
                user.display_name = user.username
                user.save(update_fields=["display_name"])
            record(
                action="accounts.create_user",
                by=None,
                object_kind="user",
                object_id=user.pk,
                role=user.role,
                through="openid_connect",
            )
        return user
