"""How often strangers may open links, by network address.

Counted by the minute of the clock, for all web processes together. Not the limits of allauth, which
leave plain looking uncounted and are about to become private.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

from duijie.core import clock

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
    """One more. Two at the same instant in two processes may count as one."""
    key = _key(limit, request)
    cache.set(key, int(cache.get(key, 0)) + 1, _WINDOW_SECONDS)


def _key(limit: Limit, request: HttpRequest) -> str:
    minute = int(clock.now().timestamp()) // _WINDOW_SECONDS
    # behind a proxy the address is that of the proxy's client: allauth knows how many to trust
    return f"door:{limit.name}:{minute}:{get_adapter().get_client_ip(request)}"
