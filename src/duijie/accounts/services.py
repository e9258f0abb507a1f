"""Writes to users."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from duijie.accounts.enums import Language, Role
from duijie.accounts.errors import UserError
from duijie.accounts.models import User
from duijie.accounts.permissions import check_can_create_user
from duijie.core.actor import Actor
from duijie.core.audit.services import record

FIRST_ADMINISTRATOR = "admin"
# without the characters that people misread from a screen: 0 O 1 l I
_LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


@dataclass(frozen=True, slots=True)
class FirstAdministrator:
    """The account of a fresh installation. The password exists here and nowhere else in clear."""

    username: str
    password: str


def _store_user(
    *, username: str, display_name: str, role: Role, password: str, by: Actor | None
) -> User:
    if User.objects.filter(username__iexact=username).exists():
        raise UserError("accounts.username_taken", username=username)
    user = User(username=username, display_name=display_name, role=role)
    try:
        validate_password(password, user)
    except ValidationError:
        raise UserError("accounts.password_weak") from None
    user.set_password(password)
    with transaction.atomic():
        user.save()
        record(
            action="accounts.create_user", by=by, object_kind="user", object_id=user.pk, role=role
        )
    return user


def create_user(*, username: str, display_name: str, role: Role, password: str, by: Actor) -> User:
    """Add somebody who can sign in. Raises `NotAllowedError`, or `UserError` for a taken name
    (letter case aside) or a weak password."""
    check_can_create_user(by)
    return _store_user(
        username=username, display_name=display_name, role=role, password=password, by=by
    )


def ensure_first_administrator() -> FirstAdministrator | None:
    """Make the administrator of a fresh installation; None where any user exists already."""
    with transaction.atomic():
        if User.objects.exists():
            return None
        password = "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(3))
        _store_user(
            username=FIRST_ADMINISTRATOR,
            display_name="管理员",
            role=Role.ADMINISTRATOR,
            password=password,
            by=None,
        )
    return FirstAdministrator(FIRST_ADMINISTRATOR, password)


def change_language(*, language: str, by: Actor) -> None:
    """Keep the language that a signed-in user chose. A stranger's choice lives in the cookie."""
    if language not in Language.values:
        raise UserError("accounts.language_unknown", language=language)
    if not isinstance(by, User):
        return
    with transaction.atomic():
        User.objects.filter(pk=by.pk).update(language=language)
        record(
            action="accounts.change_language",
            by=by,
            object_kind="user",
            object_id=by.pk,
            language=language,
        )
