"""Reading once per request.

A process-wide cache with an age would answer with old settings for a while, and a page would need
one query more or less by chance. One row read of 0.1 ms per request has neither fault: a change is
seen by every process from its next request on. Outside of requests (jobs, commands) each call
reads.
"""

from __future__ import annotations

from contextvars import ContextVar

from duijie.core.preferences.types import Preferences

_held: ContextVar[list[Preferences] | None] = ContextVar("held_preferences", default=None)
"""None outside of a request; an empty list in one that has not asked yet."""


def begin_request(**_: object) -> None:
    """Receiver of `request_started`."""
    _held.set([])


def end_request(**_: object) -> None:
    """Receiver of `request_finished`."""
    _held.set(None)


def held_preferences() -> Preferences | None:
    """What this request has read already."""
    held = _held.get()
    return held[0] if held else None


def hold_preferences(preferences: Preferences) -> None:
    """Keep for the rest of this request; outside of one, nothing is kept."""
    held = _held.get()
    if held is not None:
        held[:] = [preferences]


def forget_preferences() -> None:
    """Read anew at the next question: they have been changed."""
    held = _held.get()
    if held is not None:
        held.clear()
