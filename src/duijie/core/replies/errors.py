"""What a repeated request may be told."""

from __future__ import annotations

from typing import Final

from duijie.errors import DuijieError, sentence


class ReplyConflictError(DuijieError):
    """The key was used for something else, or its request is still being answered."""


SENTENCES: Final[dict[str, str]] = {
    "replies.other_request": sentence(
        "This idempotency key was used for another request. Choose a new one."
    ),
    "replies.in_progress": sentence(
        "A request with this idempotency key is still being answered. Ask again in a moment."
    ),
}
