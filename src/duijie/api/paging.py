"""Cursor pagination: a page is what comes after a place in the list, whatever is added."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Any

from ninja import Schema

from duijie.errors import DuijieError

MAX_LIMIT = 200


class CursorError(DuijieError):
    """Not a cursor that this interface gave out."""


class PageInfo(Schema):
    """Where the next page begins; null on the last."""

    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Cursor:
    """The id after which to go on; None: from the start."""

    after: int | None


def read_cursor(text: str) -> Cursor:
    """Raises `CursorError`."""
    if not text:
        return Cursor(None)
    try:
        name, _, number = base64.urlsafe_b64decode(text.encode()).decode().partition(":")
        after = int(number)
    except (ValueError, binascii.Error, UnicodeError):
        raise CursorError("api.cursor_malformed") from None
    if name != "id" or not 0 <= after < 2**63:
        raise CursorError("api.cursor_malformed")
    return Cursor(after)


def write_cursor(last_id: int) -> str:
    return base64.urlsafe_b64encode(f"id:{last_id}".encode()).decode()


def page_of(rows: list[Any], *, limit: int) -> tuple[list[Any], PageInfo]:
    """`rows` asked for with one more than `limit`; each has an `id`."""
    shown = rows[:limit]
    has_more = len(rows) > limit
    return shown, PageInfo(next_cursor=write_cursor(shown[-1].id) if has_more else None)
