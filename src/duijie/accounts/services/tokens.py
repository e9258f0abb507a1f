"""Writes to tokens."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from django.db import transaction

from duijie.accounts.enums import Role, Scope
from duijie.accounts.errors import TokenValuesError
from duijie.accounts.models import ApiToken
from duijie.accounts.permissions import (
    check_can_create_token,
    check_can_list_tokens,
    check_can_revoke_token,
    get_role,
)
from duijie.accounts.queries.secret import hash_secret
from duijie.core import clock
from duijie.core.actor import Actor, user_id
from duijie.core.audit.services import record
from duijie.core.errors import NotAllowedError, NotFoundError

MOST_DAYS: Final = 366
MOST_TOKENS: Final = 50
"""Of one user, at a time."""
_MARK: Final = "dj_"
"""So that secret scanners, and people, know one when they see it."""
_SHOWN: Final = 9


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A token with its secret, which exists here and nowhere else in clear."""

    id: int
    secret: str = field(repr=False)


def create_token(
    *, name: str, scopes: Iterable[Scope], expires_in_days: int, by: Actor
) -> IssuedToken:
    """A key with which a program acts for `by`, within `scopes` and for at most a year.

    Raises `NotAllowedError`, also for the scope `ADMIN` of anybody but administrators;
    `TokenValuesError` for no name, no scope, or a number of days outside 1 to 366.
    """
    check_can_create_token(by)
    wanted = {Scope(scope) for scope in scopes}
    shown = " ".join(name.split())
    if not shown or len(shown) > 100:
        raise TokenValuesError("accounts.token_name_missing")
    if not wanted:
        raise TokenValuesError("accounts.token_scope_missing")
    if not 1 <= expires_in_days <= MOST_DAYS:
        raise TokenValuesError("accounts.token_days_out_of_range", most=MOST_DAYS)
    if Scope.ADMIN in wanted and get_role(by) is not Role.ADMINISTRATOR:
        raise NotAllowedError("accounts.role_may_not")
    raw = _MARK + secrets.token_urlsafe(32)
    owner_id = user_id(by)
    with transaction.atomic():
        now = clock.now()
        live = ApiToken.objects.filter(
            user_id=owner_id, revoked_at__isnull=True, expires_at__gt=now
        ).count()
        if live >= MOST_TOKENS:
            raise TokenValuesError("accounts.token_too_many", most=MOST_TOKENS)
        token = ApiToken.objects.create(
            user_id=owner_id,
            name=shown,
            prefix=raw[:_SHOWN],
            secret_sha256=hash_secret(raw),
            scopes=[scope.value for scope in Scope if scope in wanted],
            expires_at=now + timedelta(days=expires_in_days),
        )
        record(
            action="accounts.create_token",
            by=by,
            object_kind="token",
            object_id=token.pk,
            scopes=token.scopes,
            days=expires_in_days,
        )
    return IssuedToken(token.pk, raw)


def revoke_token(*, token_id: int, by: Actor) -> None:
    """End a token at once; one that has ended already stays as it is.

    Raises `NotFoundError`, for somebody else's token too unless `by` is an administrator.
    """
    check_can_list_tokens(by)
    with transaction.atomic():
        token = ApiToken.objects.select_for_update().filter(pk=token_id).first()
        if token is None:
            raise NotFoundError("accounts.token_not_found")
        try:
            check_can_revoke_token(by, token)
        except NotAllowedError:
            # that somebody else has a token of this number is nobody's affair
            raise NotFoundError("accounts.token_not_found") from None
        if token.revoked_at is not None:
            return
        token.revoked_at = clock.now()
        token.save(update_fields=["revoked_at"])
        record(
            action="accounts.revoke_token",
            by=by,
            object_kind="token",
            object_id=token.pk,
            owner=token.user_id,
        )


def revoke_tokens_of(user_pk: int) -> int:
    """End all tokens of a user, inside the caller's transaction; returns how many there were."""
    return ApiToken.objects.filter(user_id=user_pk, revoked_at__isnull=True).update(
        revoked_at=clock.now()
    )
