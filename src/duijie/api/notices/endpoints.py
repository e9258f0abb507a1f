"""One's own notices: list, and mark as read."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.api.doors import door
from duijie.api.paging import PageInfo, PageQuery, moment_page_of, read_moment
from duijie.api.schemas import Count
from duijie.core.notify.queries import list_notices_after
from duijie.core.notify.services import mark_all_notices_read, mark_notice_read

router = Router(tags=["notices"])
_CHANGE = Cell(ObjectKind.NOTICE, Action.CHANGE)


class NoticeQuery(PageQuery):
    only_unread: bool = Field(False)


class NoticeSchema(Schema):
    """A notice, in the language that was its reader's when it came."""

    id: UUID
    kind: str
    title: str
    body: str
    link: str
    object_kind: str
    object_id: str
    created_at: datetime
    is_read: bool


class NoticePage(PageInfo):
    items: list[NoticeSchema]


@door(
    router,
    "GET",
    "",
    cell=Cell(ObjectKind.NOTICE, Action.LIST),
    name="list_notices",
    response=NoticePage,
)
def list_notices(request: HttpRequest, query: Query[NoticeQuery]) -> Any:
    """The newest first."""
    rows = list_notices_after(
        request.user,
        only_unread=query.only_unread,
        after=read_moment(query.cursor),
        limit=query.limit + 1,
    )
    return moment_page_of(rows, limit=query.limit)


@door(
    router,
    "POST",
    "/{uuid:notice_id}/read",
    cell=_CHANGE,
    name="mark_notice_read",
    response={204: None},
)
def mark_read(request: HttpRequest, notice_id: UUID) -> Any:
    """Once read it stays read."""
    mark_notice_read(notice_id=notice_id, by=request.user)
    return Status(204, None)


@door(router, "POST", "/read", cell=_CHANGE, name="mark_all_notices_read", response=Count)
def mark_all_read(request: HttpRequest) -> Any:
    """All of one's own; how many were unread."""
    return {"count": mark_all_notices_read(by=request.user)}
