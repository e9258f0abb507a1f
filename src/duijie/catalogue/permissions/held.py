"""What a page asks again and again, worked out once.

Drawing a page asks dozens of times what its reader sees, and half a dozen times for its record,
each time with a query or three. Only a request that reads keeps the answers: one that writes may
change them. See `core.preferences.holding`.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

Key = tuple[object, ...]
_READING = frozenset({"GET", "HEAD"})
_held: ContextVar[dict[Key, Any] | None] = ContextVar("held", default=None)
"""None outside of a request, and in one that may write."""


def begin_request(environ: Mapping[str, Any] | None = None, **_: object) -> None:
    """Receiver of `request_started`."""
    _held.set({} if environ and environ.get("REQUEST_METHOD") in _READING else None)


def end_request(**_: object) -> None:
    """Receiver of `request_finished`."""
    _held.set(None)


def get_held(key: Key) -> Any:
    """What this request has worked out already under the key; else None."""
    held = _held.get()
    return None if held is None else held.get(key)


def hold(key: Key, value: object) -> None:
    """Keep for the rest of a request that reads; elsewhere nothing is kept."""
    held = _held.get()
    if held is not None:
        held[key] = value
