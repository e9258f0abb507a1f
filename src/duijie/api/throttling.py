"""How many requests a token, or a stranger's address, has in a minute.

Counted in the memory of each web process, for speed: a token that spreads its requests over several
connections has at most as many times more, and a restart forgets them.
"""

from __future__ import annotations

from collections import Counter
from threading import Lock
from typing import Final

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from duijie.accounts.queries import TokenActor
from duijie.api.errors import TooManyRequestsError
from duijie.core import clock

_WINDOW_SECONDS: Final = 60


class Window:
    """Counts of the present minute; those of the one before are dropped as a whole."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._number = 0
        self._counts: Counter[str] = Counter()

    def count(self, key: str, *, most: int, now: float) -> int:
        """Count one more; 0, or the seconds to wait where there were `most` already."""
        number = int(now) // _WINDOW_SECONDS
        with self._lock:
            if number != self._number:
                self._number = number
                self._counts.clear()
            self._counts[key] += 1
            if self._counts[key] <= most:
                return 0
        return _WINDOW_SECONDS - int(now) % _WINDOW_SECONDS


_window = Window()


def check_rate(request: HttpRequest, token: TokenActor | None) -> None:
    """Raises `TooManyRequestsError`."""
    if token is None:
        key = f"address:{_address(request)}"
        most = settings.API_STRANGER_REQUESTS_A_MINUTE
    else:
        key, most = f"token:{token.token_id}", settings.API_REQUESTS_A_MINUTE
    if seconds := _window.count(key, most=most, now=clock.now().timestamp()):
        raise TooManyRequestsError(seconds)


def _address(request: HttpRequest) -> str:
    """Behind a proxy that of the proxy's client: allauth knows how many to trust. Those without one
    share a limit."""
    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:
        return ""


def forget_requests() -> None:
    """Begin to count anew."""
    _window.count("", most=0, now=0)
