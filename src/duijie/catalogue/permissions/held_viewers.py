"""Who reads, worked out once for each page.

A page asks dozens of times what its reader sees, each time for two or three small queries. Only a
request that reads keeps the answer: one that writes may change it. See `core.preferences.holding`.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duijie.catalogue.permissions.viewer import Viewer

Key = tuple[object, ...]
_READING = frozenset({"GET", "HEAD"})
_held: ContextVar[dict[Key, Viewer] | None] = ContextVar("held_viewers", default=None)
"""None outside of a request, and in one that may write."""


def begin_request(environ: Mapping[str, Any] | None = None, **_: object) -> None:
    """Receiver of `request_started`."""
    _held.set({} if environ and environ.get("REQUEST_METHOD") in _READING else None)


def end_request(**_: object) -> None:
    """Receiver of `request_finished`."""
    _held.set(None)


def held_viewer(key: Key) -> Viewer | None:
    """What this request has worked out already."""
    held = _held.get()
    return None if held is None else held.get(key)


def hold_viewer(key: Key, viewer: Viewer) -> None:
    """Keep for the rest of a request that reads; elsewhere nothing is kept."""
    held = _held.get()
    if held is not None:
        held[key] = viewer
