"""Writes to users."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from duijie.accounts.enums import Language, Role
from duijie.accounts.errors import UserError
from duijie.accounts.models import User, Zone
from duijie.accounts.permissions import (
    check_can_change_user,
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


def store_user(
    *,
    username: str,
    display_name: str,
    role: Role,
    password: str,
    by: Actor | None,
    zone_id: int | None = None,
    email: str = "",
) -> User:
    """Add somebody whom the caller was allowed to add, with the audit row. Raises `UserError`."""
    try:
        User._meta.get_field("username").run_validators(username)
    except ValidationError:
        raise UserError("accounts.username_malformed") from None
    if User.objects.filter(username__iexact=username).exists():
        raise UserError("accounts.username_taken", username=username)
    user = User(
        username=username,
        display_name=display_name,
        role=role,
        zone_id=zone_id,
        email=clean_email(email),
    )
    try:
        validate_password(password, user)
    except ValidationError:
        raise UserError("accounts.password_weak") from None
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
            record(
                action="accounts.create_user",
                by=by,
                object_kind="user",
                object_id=user.pk,
                role=role,
                zone=zone_id,
            )
    except IntegrityError:
        # somebody took the name since we looked, or the zone is gone
        raise UserError("accounts.username_taken", username=username) from None
    return user


def clean_email(email: str) -> str:
    """Without blanks around it; empty stays empty. Raises `UserError` for what is no address."""
    plain = email.strip()
    try:
        if plain:
            validate_email(plain)
    except ValidationError:
        raise UserError("accounts.email_malformed") from None
    return plain


def check_zone(zone_id: int | None) -> None:
    """Raises `NotFoundError` for a zone that there is not; None is the whole region."""
    if zone_id is not None and not Zone.objects.filter(pk=zone_id).exists():
        raise NotFoundError("accounts.zone_not_found")


def create_user(
    *,
    username: str,
    display_name: str,
    role: Role,
    password: str,
    by: Actor,
    zone_id: int | None = None,
    email: str = "",
) -> User:
    """Add somebody who can sign in. `zone_id` None: the whole region. Raises `NotAllowedError`,
    `NotFoundError` for an unknown zone, `UserError` for a taken name (letter case aside), a weak
    password or a malformed mail address."""
    check_can_create_user(by)
    check_zone(zone_id)
    return store_user(
        username=username,
        display_name=display_name,
        role=role,
        password=password,
        by=by,
        zone_id=zone_id,
        email=email,
    )


def issue_account(
    *,
    username: str,
    display_name: str,
    role: Role,
    by: Actor,
    zone_id: int | None = None,
    email: str = "",
) -> IssuedAccount:
    """As `create_user`, with a password of our making, to be handed over and changed."""
    password = new_password()
    create_user(
        username=username,
        display_name=display_name,
        role=role,
        password=password,
        by=by,
        zone_id=zone_id,
        email=email,
    )
    return IssuedAccount(username, password)


def change_user(
    *, user_id: int, display_name: str, email: str, role: Role, zone_id: int | None, by: Actor
) -> None:
    """Change who somebody is here; what they may do changes with their next click.

    The audit row names what changed, of role and zone also old and new. Raises `NotAllowedError`,
    `NotFoundError`, `UserError` where the last administrator would be one no longer.
    """
    check_can_change_user(by)
    shown = " ".join(display_name.split())[:100]
    if not shown:
        raise UserError("accounts.name_missing")
    given = {
        "display_name": shown,
        "email": clean_email(email),
        "role": Role(role).value,
        "zone_id": zone_id,
    }
    with transaction.atomic():
        user = lock_user(user_id)
        check_zone(zone_id)
        changed = {name: value for name, value in given.items() if getattr(user, name) != value}
        if not changed:
            return
        if "role" in changed and user.is_active and user.is_administrator:
            check_not_last_administrator(user)
        details: dict[str, object] = {"changed": sorted(changed)}
        for name in {"role", "zone_id"} & changed.keys():
            details[name] = [getattr(user, name), changed[name]]
        User.objects.filter(pk=user.pk).update(**changed)
        record(
            action="accounts.change_user",
            by=by,
            object_kind="user",
            object_id=user.pk,
            **details,
        )


def lock_user(user_id: int) -> User:
    """The user, locked where the database locks rows. Raises `NotFoundError`."""
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None:
        raise NotFoundError("accounts.user_not_found")
    return user


def check_not_last_administrator(user: User) -> None:
    """Raises `UserError` where nobody could undo what is about to happen to this user.

    All administrators are locked: two who close each other at the same moment would both see
    another one left.
    """
    administrators = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True)
    left = {row.pk for row in administrators.select_for_update().order_by("pk")}
    if left == {user.pk}:
        raise UserError("accounts.last_administrator")


def renew_password(*, user_id: int, by: Actor) -> IssuedAccount:
    """Replace somebody's forgotten password by one of our making; it ends their sessions.

    Raises `NotAllowedError` (one's own included), `NotFoundError`.
    """
    check_can_list_users(by)
    password = new_password()
    with transaction.atomic():
        user = lock_user(user_id)
        check_can_renew_password(by, user)
        if not user.is_active:
            raise UserError("accounts.user_is_closed")
        user.set_password(password)
        user.save(update_fields=["password"])
        record(action="accounts.renew_password", by=by, object_kind="user", object_id=user.pk)
    return IssuedAccount(user.username, password)


def reset_password(*, username: str) -> IssuedAccount:
    """As `renew_password`, by whoever owns the machine: for an administrator who forgot theirs, and
    after restoring an archive without secrets. Opens a closed account.

    Raises `NotFoundError`.
    """
    password = new_password()
    with transaction.atomic():
        user = User.objects.select_for_update().filter(username=username).first()
        if user is None:
            raise NotFoundError("accounts.user_not_found")
        user.set_password(password)
        user.is_active = True
        user.save(update_fields=["password", "is_active"])
        record(action="accounts.reset_password", by=None, object_kind="user", object_id=user.pk)
    return IssuedAccount(user.username, password)


def new_password() -> str:
    """Ours, as it is shown once: 15 letters that nobody misreads, 87 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(3))


def ensure_first_administrator() -> IssuedAccount | None:
    """Make the administrator of a fresh installation; None where any user exists already."""
    with transaction.atomic():
        if User.objects.exists():
            return None
        password = new_password()
        store_user(
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
