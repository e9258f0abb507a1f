"""What is off the caller's own desk."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.api.doors import door
from duijie.api.paging import PageInfo, PageQuery, part_of
from duijie.catalogue.queries import list_snoozed_for_user

router = Router(tags=["desk"])


class SnoozedSchema(Schema):
    """A record that was put off."""

    kind: str
    id: int
    title: str
    state: str
    is_example: bool
    until_date: date = Field(description="the day on which it is back")


class SnoozedPage(PageInfo):
    items: list[SnoozedSchema]


@door(
    router,
    "GET",
    "/snoozed",
    cell=Cell(ObjectKind.DESK, Action.CHANGE),
    name="list_snoozed",
    response=SnoozedPage,
)
def list_snoozed(request: HttpRequest, query: Query[PageQuery]) -> Any:
    """What comes back first at the top."""
    rows = list_snoozed_for_user(request.user)
    return part_of(rows, lambda row: f"{row.kind}:{row.id}", cursor=query.cursor, limit=query.limit)
