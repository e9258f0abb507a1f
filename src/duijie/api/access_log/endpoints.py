"""Who saw more of a record than everybody does, or opened one of its files."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import AwareDatetime, Field

from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.api.doors import door
from duijie.api.paging import PageInfo, PageQuery, page_of, read_cursor
from duijie.api.schemas import RowId
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.queries import AccessFilters, list_accesses_after

router = Router(tags=["access log"])


class AccessQuery(PageQuery):
    """How the log is narrowed; `record_id` with a `kind` only."""

    kind: RecordKind | None = None
    record_id: RowId | None = None
    user_id: RowId | None = None
    door: str = Field("", max_length=20)
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None


class AccessSchema(Schema):
    """`file_name` empty: the record itself."""

    id: int
    at: datetime
    user_id: int | None
    user_name: str
    kind: RecordKind
    record_id: int
    title: str
    level: int
    door: str
    file_name: str


class AccessPage(PageInfo):
    items: list[AccessSchema]


@door(
    router,
    "GET",
    "",
    cell=Cell(ObjectKind.ACCESS_LOG, Action.LIST),
    name="list_accesses",
    response=AccessPage,
)
def list_accesses(request: HttpRequest, query: Query[AccessQuery]) -> Any:
    """The latest first."""
    filters = AccessFilters(
        kind=query.kind,
        record_id=query.record_id,
        user_id=query.user_id,
        door=query.door,
        since=query.since,
        until=query.until,
    )
    rows = list_accesses_after(
        request.user, filters, after=read_cursor(query.cursor), limit=query.limit + 1
    )
    return page_of(rows, limit=query.limit)
