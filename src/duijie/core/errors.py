"""The two refusals that every capability shares; interfaces turn them into 404 and 403."""

from __future__ import annotations

from duijie.errors import DuijieError


class NotFoundError(DuijieError):
    """Nothing there that this user may know of: what is hidden and what is missing look alike."""


class NotAllowedError(DuijieError):
    """The user may see it and may not do this with it."""
