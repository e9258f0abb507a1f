"""Who asks: the owner of a token, or a stranger."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from duijie.accounts.permissions import Cell, check_allows, scope_of
from duijie.accounts.queries import authenticate_token
from duijie.core.actor import Actor
from duijie.core.errors import NotAllowedError
from duijie.errors import DuijieError


class TokenError(DuijieError):
    """The token is unknown, expired or revoked."""


@dataclass(frozen=True)
class Guard:
    """What stands at one operation's door: the token, its scope, and the permission table.

    Sets `request.user` to the token's owner or a stranger: a browser's session counts for nothing
    here, so that no other site can make a signed-in browser act.
    """

    cell: Cell

    def __call__(self, request: HttpRequest) -> Actor:
        """Who acts. Raises `TokenError`, `NotAllowedError`."""
        actor = self._actor(request)
        request.user = actor
        check_allows(actor, self.cell)
        return actor

    def _actor(self, request: HttpRequest) -> Actor:
        header = request.headers.get("Authorization", "")
        if not header:
            return AnonymousUser()
        kind, _, raw = header.partition(" ")
        found = authenticate_token(raw.strip()) if kind.lower() == "bearer" else None
        if found is None:
            raise TokenError("api.token_unknown")
        if scope_of(self.cell) not in found.scopes:
            raise NotAllowedError("api.scope_missing", scope=str(scope_of(self.cell)))
        return found.user
