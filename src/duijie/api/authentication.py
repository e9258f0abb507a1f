"""Who asks: the owner of a token, or a stranger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from duijie.accounts.permissions import Cell, check_allows, scope_of
from duijie.accounts.queries import TokenActor, authenticate_token
from duijie.api.errors import SignInError, TokenError
from duijie.core.actor import Actor
from duijie.core.errors import NotAllowedError
from duijie.core.preferences.queries import get_preferences

_MARK: Final = "duijie_api_token"


def identify(request: HttpRequest) -> TokenActor | None:
    """The token's owner and scopes; None for who sends no token.

    Sets `request.user` to the owner or a stranger: a browser's session counts for nothing here, so
    that no other site can make a signed-in browser act. Raises `TokenError`.
    """
    request.user = AnonymousUser()
    header = request.headers.get("Authorization", "")
    if not header:
        return None
    kind, _, raw = header.partition(" ")
    found = authenticate_token(raw.strip()) if kind.lower() == "bearer" else None
    if found is None:
        raise TokenError("api.token_unknown")
    request.user = found.user
    setattr(request, _MARK, found)
    return found


def get_token(request: HttpRequest) -> TokenActor | None:
    """What `identify` found."""
    found: TokenActor | None = getattr(request, _MARK, None)
    return found


def check_strangers_may_look(token: TokenActor | None) -> None:
    """Raises `SignInError` for strangers where the installation shows them nothing."""
    if token is None and not get_preferences().strangers_see_teasers:
        raise SignInError("api.sign_in")


@dataclass(frozen=True)
class Guard:
    """What stands at one operation's door: the token's scope, and the permission table."""

    cell: Cell

    def __call__(self, request: HttpRequest) -> Actor:
        """Who acts. Raises `NotAllowedError`."""
        token = get_token(request)
        if token is not None and scope_of(self.cell) not in token.scopes:
            raise NotAllowedError("api.scope_missing", scope=str(scope_of(self.cell)))
        check_allows(request.user, self.cell)
        return request.user
