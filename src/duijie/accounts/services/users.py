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
from duijie.accounts.permissions import (
    check_can_create_user,
    check_can_list_users,
    check_can_renew_password,
)
from duijie.core.actor import Actor
from duijie.core.audit.services import record
from duijie.core.errors import NotFoundError

FIRST_ADMINISTRATOR = "admin"
# without the characters that people misread from a screen: 0 O 1 l I
_LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


@dataclass(frozen=True, slots=True)
class IssuedAccount:
    """An account with a password that we made up: it exists here and nowhere else in clear."""

    username: str
    password: str


def _store_user(
    *, username: str, display_name: str, role: Role, password: str, by: Actor | None
) -> User:
    try:
        User._meta.get_field("username").run_validators(username)
    except ValidationError:
        raise UserError("accounts.username_malformed") from None
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


def issue_account(*, username: str, display_name: str, role: Role, by: Actor) -> IssuedAccount:
    """As `create_user`, with a password of our making, to be handed over and changed."""
    password = _new_password()
    create_user(username=username, display_name=display_name, role=role, password=password, by=by)
    return IssuedAccount(username, password)


def renew_password(*, user_id: int, by: Actor) -> IssuedAccount:
    """Replace somebody's forgotten password by one of our making; it ends their sessions.

    Raises `NotAllowedError` (one's own included), `NotFoundError`.
    """
    check_can_list_users(by)
    password = _new_password()
    with transaction.atomic():
        user = User.objects.select_for_update().filter(pk=user_id).first()
        if user is None:
            raise NotFoundError("accounts.user_not_found")
        check_can_renew_password(by, user)
        user.set_password(password)
        user.save(update_fields=["password"])
        record(action="accounts.renew_password", by=by, object_kind="user", object_id=user.pk)
    return IssuedAccount(user.username, password)


def _new_password() -> str:
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(3))


def ensure_first_administrator() -> IssuedAccount | None:
    """Make the administrator of a fresh installation; None where any user exists already."""
    with transaction.atomic():
        if User.objects.exists():
            return None
        password = _new_password()
        _store_user(
            username=FIRST_ADMINISTRATOR,
            display_name="管理员",
            role=Role.ADMINISTRATOR,
            password=password,
            by=None,
        )
    return IssuedAccount(FIRST_ADMINISTRATOR, password)


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
