"""How often strangers may open links, by network address.

Counted in the memory of the one web process, in minutes from the first one on: a restart forgets
them, which a guesser cannot ask for. Not the limits of allauth, which leave plain looking uncounted
and are about to become private.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

_WINDOW_SECONDS: Final = 60


@dataclass(frozen=True, slots=True)
class Limit:
    """So many in a minute from one address."""

    name: str
    most: int


OPENED: Final = Limit("opened", 60)
"""A company behind one address may open a few dozen at once, on the day of an event."""
UNKNOWN: Final = Limit("unknown", 10)
"""Links that open nothing: a mistyped or outdated one, not a search."""


def is_spent(limit: Limit, request: HttpRequest) -> bool:
    """Whether no more are answered in this minute."""
    return int(cache.get(_key(limit, request), 0)) >= limit.most


def count(limit: Limit, request: HttpRequest) -> None:
    """One more."""
    key = _key(limit, request)
    if cache.add(key, 1, _WINDOW_SECONDS):
        return
    with suppress(ValueError):  # the minute ended in between
        cache.incr(key)


def _key(limit: Limit, request: HttpRequest) -> str:
    # behind a proxy the address is that of the proxy's client: allauth knows how many to trust
    return f"door:{limit.name}:{get_adapter().get_client_ip(request)}"
