"""Cursor pagination: a page is what comes after a place in the list, whatever is added."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final, TypeVar
from uuid import UUID

from ninja import Schema
from pydantic import Field

from duijie.api.errors import CursorError
from duijie.core.paging import Moment

T = TypeVar("T")
MAX_LIMIT: Final = 200


class PageQuery(Schema):
    """Which part of a list."""

    cursor: str = Field("", max_length=200, description="`next_cursor` of the page before")
    limit: int = Field(50, ge=1, le=MAX_LIMIT)


class PageInfo(Schema):
    """Where the next page begins; null on the last."""

    next_cursor: str | None


def read_cursor(text: str) -> int | None:
    """The id after which to go on; None: from the start. Raises `CursorError`."""
    if not text:
        return None
    (number,) = _parts(text, "id", 1)
    try:
        after = int(number)
    except ValueError:
        raise CursorError("api.cursor_malformed") from None
    if not 0 <= after < 2**63:
        raise CursorError("api.cursor_malformed")
    return after


def read_moment(text: str) -> Moment | None:
    """The place in a list that goes by time. Raises `CursorError`."""
    if not text:
        return None
    at, row_id = _parts(text, "at", 2)
    try:
        moment = datetime.fromisoformat(at)
        found = Moment(moment, int(row_id) if row_id.isdecimal() else UUID(row_id))
    except ValueError:
        raise CursorError("api.cursor_malformed") from None
    if moment.tzinfo is None or (isinstance(found.id, int) and found.id >= 2**63):
        raise CursorError("api.cursor_malformed")
    return found


def read_text(text: str) -> str:
    """The key of a row of a list that is held as a whole. Raises `CursorError`."""
    return _parts(text, "key", 1)[0] if text else ""


def page_of(rows: Sequence[Any], *, limit: int) -> dict[str, Any]:
    """A page of `rows`, asked for with one more than `limit`; each has an `id`."""
    return _page(rows, limit, lambda row: _written("id", row.id))


def moment_page_of(rows: Sequence[Any], *, limit: int, at: str = "created_at") -> dict[str, Any]:
    """As `page_of`, of a list that goes by the time in the attribute `at`."""
    return _page(rows, limit, lambda row: _written("at", getattr(row, at).isoformat(), row.id))


def part_of(
    rows: Sequence[T], key: Callable[[T], object], *, cursor: str, limit: int
) -> dict[str, Any]:
    """A page of a list that is small enough to be read as a whole: what follows the row with the
    cursor's key, or nothing where that is gone."""
    after = read_text(cursor)
    at = 0
    if after:
        places = [place for place, row in enumerate(rows, 1) if str(key(row)) == after]
        at = places[0] if places else len(rows)
    return _page(rows[at : at + limit + 1], limit, lambda row: _written("key", key(row)))


def _page(rows: Sequence[Any], limit: int, cursor: Callable[[Any], str]) -> dict[str, Any]:
    shown = list(rows[:limit])
    return {"items": shown, "next_cursor": cursor(shown[-1]) if len(rows) > limit else None}


def _written(name: str, *parts: object) -> str:
    text = "|".join((name, *(str(part) for part in parts)))
    return base64.urlsafe_b64encode(text.encode()).decode()


def _parts(text: str, name: str, count: int) -> list[str]:
    try:
        found, *parts = base64.urlsafe_b64decode(text.encode()).decode().split("|")
    except (ValueError, binascii.Error):
        raise CursorError("api.cursor_malformed") from None
    if found != name or len(parts) != count:
        raise CursorError("api.cursor_malformed")
    return parts
