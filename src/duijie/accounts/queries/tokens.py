"""Reads of tokens, and the one by which a program is let in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from duijie.accounts.enums import Scope
from duijie.accounts.models import ApiToken, User
from duijie.accounts.permissions import check_can_list_all_tokens, check_can_list_tokens
from duijie.accounts.queries.secret import hash_secret
from duijie.core import clock
from duijie.core.actor import Actor, user_id
from duijie.core.paging import PAGE_SIZE, Page, page_bounds

_SEEN_EVERY: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class TokenActor:
    """Who acts by a token, and what the token may be used for."""

    user: User
    scopes: frozenset[Scope]
    token_id: int


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token without its secret."""

    id: int
    name: str
    prefix: str
    scopes: tuple[Scope, ...]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    is_expired: bool
    owner_id: int
    owner_name: str


def authenticate_token(raw: str) -> TokenActor | None:
    """Whose token this is; None for unknown, expired and revoked ones and for closed accounts.

    One query. At most once a minute a second one notes that the token was used: the only write
    among the reads, because a program that asks ten times a second must not write ten times.
    """
    now = clock.now()
    token = (
        ApiToken.objects.select_related("user__zone")
        .filter(
            secret_sha256=hash_secret(raw),
            revoked_at__isnull=True,
            expires_at__gt=now,
            user__is_active=True,
        )
        .first()
    )
    if token is None:
        return None
    if token.last_used_at is None or now - token.last_used_at >= _SEEN_EVERY:
        stale = Q(last_used_at__isnull=True) | Q(last_used_at__lte=now - _SEEN_EVERY)
        ApiToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)
    scopes = frozenset(Scope(value) for value in token.scopes if value in Scope.values)
    return TokenActor(token.user, scopes, token.pk)


def list_own_tokens(user: Actor) -> tuple[TokenRow, ...]:
    """One's own that have not been revoked, the newest first. One query.

    Raises `NotAllowedError` for strangers and roles without tokens.
    """
    check_can_list_tokens(user)
    found = ApiToken.objects.filter(user_id=user_id(user), revoked_at__isnull=True)
    return tuple(_row(token) for token in found.select_related("user").order_by("-pk"))


def list_tokens_for_user(user: Actor, *, page: int = 1, size: int = PAGE_SIZE) -> Page[TokenRow]:
    """Everybody's that have not been revoked, the newest first, for administrators. Two queries."""
    check_can_list_all_tokens(user)
    found = ApiToken.objects.filter(revoked_at__isnull=True)
    total = found.count()
    number, size, start, stop = page_bounds(total=total, number=page, size=size)
    rows = found.select_related("user").order_by("-pk")[start:stop]
    return Page(tuple(_row(token) for token in rows), total, number, size)


def _row(token: ApiToken) -> TokenRow:
    return TokenRow(
        id=token.pk,
        name=token.name,
        prefix=token.prefix,
        scopes=tuple(Scope(value) for value in token.scopes if value in Scope.values),
        created_at=token.created_at,
        expires_at=token.expires_at,
        last_used_at=token.last_used_at,
        is_expired=token.expires_at <= clock.now(),
        owner_id=token.user_id,
        owner_name=str(token.user),
    )
